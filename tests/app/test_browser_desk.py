"""The desk in a real browser: clip a passage, note it, export it; save a search."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from docx import Document

from tests.app.conftest import picture

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser


def test_clip_a_passage_note_it_and_export_it(tab, address: str, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    tab.goto(f"{address}?q={quote('“澜江大桥”')}")
    tab.get_by_role("button", name="剪存").first.click()
    tab.get_by_role("textbox", name="备注").fill("头版用")
    tab.get_by_role("button", name="存入", exact=True).click()
    tab.get_by_text("已存入“我的剪报”").wait_for()
    tab.screenshot(path=picture("clip.png"))
    tab.get_by_role("link", name="打开剪报夹").click()

    tab.wait_for_selector(".clipping blockquote")
    assert "/clippings" in tab.url
    quoted = tab.inner_text(".clipping blockquote")
    assert "大桥" in quoted
    note = tab.get_by_role("textbox", name="备注（第 1 条）")
    playwright.expect(note).to_have_value("头版用")  # it waits: a box may be drawn after its page
    note.fill("改为二版用")
    note.press("Control+Enter")
    tab.get_by_text("备注已保存").wait_for()
    tab.screenshot(path=picture("clippings.png"))

    with tab.expect_download() as download:
        tab.get_by_role("button", name="导出 Word").click()
    assert download.value.suggested_filename == "我的剪报.docx"
    download.value.save_as(tmp_path / "out.docx")
    texts = [
        one.text for one in Document(io.BytesIO((tmp_path / "out.docx").read_bytes())).paragraphs
    ]
    assert texts[0] == "我的剪报"
    assert quoted.split("\n")[0] in "".join(texts)
    assert "备注：改为二版用" in texts

    tab.click(".clipping .headline a")
    tab.wait_for_selector("#cited")
    assert "/article?" in tab.url
    assert problems == []


@pytest.mark.parametrize(
    ("width", "height", "number"), [(1440, 900, 1), (1366, 657, 0), (390, 844, 0)]
)
def test_the_button_that_clips_is_seen(  # type: ignore[no-untyped-def]
    tab, address: str, width: int, height: int, number: int
) -> None:
    tab.set_viewport_size({"width": width, "height": height})
    tab.goto(f"{address}?q={quote('澜江大桥')}")
    tab.get_by_role("button", name="剪存").nth(number).click()
    tab.get_by_role("button", name="存入", exact=True).wait_for()
    tab.wait_for_function(
        "() => { const box = [...document.querySelectorAll('[data-testid=stPopoverBody] button')]"
        ".find(one => one.innerText === '存入').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= innerHeight }",
        timeout=20_000,
    )


def test_save_a_search_and_open_it_again(tab, address: str) -> None:  # type: ignore[no-untyped-def]
    tab.goto(f"{address}?q={quote('“澜江大桥”')}&channel=words")
    tab.get_by_role("button", name="订阅此查询").click()
    tab.get_by_role("textbox", name="名称").fill("大桥")
    tab.get_by_role("button", name="保存", exact=True).click()
    tab.get_by_text("已订阅“大桥”").wait_for()
    tab.get_by_role("link", name="打开订阅").click()
    tab.wait_for_selector(".watch .headline")
    assert "没有新的" in tab.inner_text(".watch")
    tab.screenshot(path=picture("watches.png"))
    tab.get_by_role("link", name="打开查询").first.click()
    tab.wait_for_selector("mark")
    assert "channel=words" in tab.url


@pytest.mark.parametrize("view", ["clippings", "watches", "archive"])
def test_a_narrow_screen_needs_no_sideways_scrolling(tab, address: str, view: str) -> None:  # type: ignore[no-untyped-def]
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto(f"{address}{view}")
    tab.wait_for_selector(".desk h1")
    tab.wait_for_timeout(1000)
    assert tab.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
