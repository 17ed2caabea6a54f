"""剪报夹: what is shown of clippings, what a click does, and who may click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indexer import Archive, Report
from indexer.desk import Clippings, Database
from indexer.desk.limits import NOTE_CHARS
from tests.app.conftest import Page, html
from tests.conftest import TWO_ARTICLES, write_page

ID = "江城晚报/2021-05-01/01#1"
WORDS = "停航两年的柳林渡口恢复通航"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clippings:
    """The clippings of the page under test."""
    monkeypatch.setenv("JIANBAO_DESK", str(tmp_path / "desk.sqlite"))
    return Clippings(Database(tmp_path / "desk.sqlite"))


@pytest.fixture
def folder(kept: Clippings, archive: Archive) -> int:
    """A folder with a passage and a whole article."""
    article = archive.article(ID)
    made = kept.make_folder("渡口")
    start = article.text.index(WORDS)
    kept.add(made, article, start, start + len(WORDS), "头版用")
    kept.add(made, archive.article("江城晚报/2021-05-01/02#1"))
    return made


def test_without_clippings_it_says_how_to_clip(page: Page, kept: Clippings) -> None:
    assert "点“剪存”" in html(page("clippings"))


def test_items_are_shown_with_quote_source_and_reference(page: Page, folder: int) -> None:
    shown = page("clippings")
    body = html(shown)
    assert f"<blockquote>{WORDS}</blockquote>" in body
    assert "《江城晚报》 2021-05-01 第1版 苏禾" in body
    assert "苏禾. 柳林渡口昨日恢复通航[N]. 江城晚报，2021-05-01（1）." in body
    assert "article?article=%E6%B1%9F" in body
    assert "mark=" in body
    assert "data-state" not in body
    assert [area.value for area in shown.text_area] == ["头版用", ""]


def test_the_folder_of_the_address_is_open(page: Page, folder: int, kept: Clippings) -> None:
    kept.make_folder("空的")
    assert "这个剪报夹还是空的" in html(page("clippings", folder="空的"))
    assert WORDS in html(page("clippings", folder="渡口"))
    assert WORDS in html(page("clippings", folder="没有这个夹"))


def test_a_note_is_kept_when_it_is_changed(page: Page, folder: int, kept: Clippings) -> None:
    shown = page("clippings")
    assert "备注已保存" in html(shown.text_area[1].set_value("后备").run())
    assert [item.note for item in kept.items(folder)] == ["头版用", "后备"]


def test_a_note_that_another_wrote_is_not_overwritten(
    page: Page, folder: int, kept: Clippings
) -> None:
    first, second = kept.items(folder)
    shown = page("clippings")
    kept.set_note(first.key, "<别>人写的", "头版用")
    shown = shown.text_area[0].set_value("我<写>的").run()
    body = html(shown)
    assert "备注没有保存：它刚在别处改过" in body
    assert "您写的（没有保存）：我&lt;写&gt;的" in body
    assert shown.text_area[0].value == kept.items(folder)[0].note == "<别>人写的"
    shown = shown.text_area[0].set_value("两人写的").run()
    assert "没有保存" not in html(shown)
    assert shown.text_area[0].value == kept.items(folder)[0].note == "两人写的"
    kept.set_note(second.key, "又一条", "")
    assert [area.value for area in shown.run().text_area] == ["两人写的", "又一条"]


def test_notes_are_there_when_a_folder_is_opened_again(
    page: Page, folder: int, kept: Clippings
) -> None:
    kept.make_folder("空的")
    shown = page("clippings", folder="渡口")
    shown = shown.selectbox(key="folder").set_value("空的").run()
    assert not shown.text_area
    shown = shown.selectbox(key="folder").set_value("渡口").run()
    assert [area.value for area in shown.text_area] == ["头版用", ""]


def test_a_note_too_long_stays_in_its_box(page: Page, folder: int, kept: Clippings) -> None:
    shown = page("clippings").text_area[0].set_value("长" * (NOTE_CHARS + 1)).run()
    assert "最多" in html(shown)
    assert shown.text_area[0].value == "长" * (NOTE_CHARS + 1)
    assert "您写的" not in html(shown)
    assert kept.items(folder)[0].note == "头版用"


def test_items_are_moved_and_deleted(page: Page, folder: int, kept: Clippings) -> None:
    first, second = kept.items(folder)
    shown = page("clippings")
    assert shown.button(key=f"move_up-{first.key}").disabled
    shown = shown.button(key=f"move_up-{second.key}").click().run()
    assert kept.items(folder) == [second, first]
    assert html(shown).index("夜校开出木工课") < html(shown).index(WORDS)
    html(shown.button(key=f"delete_item-{second.key}").click().run())
    assert kept.items(folder) == [first]


def test_a_name_that_is_refused_stays_to_be_mended(
    page: Page, folder: int, kept: Clippings
) -> None:
    shown = page("clippings")
    for key, form in (("new-folder", "make-folder"), ("renamed", "rename-folder")):
        shown.text_input(key=key).set_value("长" * 61)
        button = next(one for one in shown.button if one.proto.form_id == form)
        shown = button.click().run()
        assert 'role="alert"' in html(shown)
        assert shown.text_input(key=key).value == "长" * 61
    assert len(kept.folders()) == 1


def test_folders_are_made_renamed_and_deleted(page: Page, folder: int, kept: Clippings) -> None:
    shown = page("clippings")
    shown.text_input(key="new-folder").set_value("<b>码头</b>")
    make = next(button for button in shown.button if button.label == "新建")
    shown = make.click().run()
    assert "已建“&lt;b&gt;码头&lt;/b&gt;”" in html(shown)
    assert "这个剪报夹还是空的" in html(shown)
    shown.text_input(key="renamed").set_value("渡口")
    rename = next(button for button in shown.button if button.label == "改名")
    assert "已有名为“渡口”" in html(rename.click().run())
    made = kept.folders()[1].key
    shown = shown.checkbox(key=f"delete-{made}-sure").check().run()
    html(shown.button(key=f"delete-{made}").click().run())
    assert [one.name for one in kept.folders()] == ["渡口"]


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (TWO_ARTICLES, ""),
        (TWO_ARTICLES.replace("4月30日上午", "前天的上午"), "changed"),
        (TWO_ARTICLES.replace("停航两年的柳林渡口恢复通航，", "两艘新船下水，"), "lost"),
        ("春茶上市\n\n本报讯 昨日春茶上市，茶农都很高兴。\n", "lost"),
    ],
    ids=["same", "changed", "lost", "another"],
)
def test_an_item_whose_article_changed_says_so(
    page: Page, folder: int, paper: Path, run: Callable[..., Report], text: str, state: str
) -> None:
    write_page(paper, "江城晚报/2021-05-01/01", text)
    run(paper)
    body = html(page("clippings"))
    assert (f'data-state="{state}"' in body) == bool(state)
    assert WORDS in body


def test_what_was_printed_and_typed_is_escaped(
    open_page: Page, kept: Clippings, run: Callable[..., Report], paper: Path, archive: Archive
) -> None:
    write_page(
        paper, "江城晚报/2021-05-03/01",
        "奇怪的<b>标题</b>\n\n□本报记者 苏 禾\n\n本报讯 文中有<script>alert(1)</script>字样。\n",
    )  # fmt: skip
    run(paper)
    archive.refresh()
    made = kept.make_folder("<i>夹</i>")
    kept.add(made, archive.article("江城晚报/2021-05-03/01#1"), note="<img src=x>")
    body = html(open_page("clippings", folder="<i>夹</i>"))
    assert "&lt;script&gt;" in body
    assert "<script>alert" not in body
    assert "<b>标题" not in body
    assert "<img" not in body


def test_who_may_only_read_sees_and_cannot_change(
    page: Page, folder: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("app.views.clippings", "app.views.watches"):
        monkeypatch.setattr(f"{module}.may_write", lambda: False)
    shown = page("clippings")
    assert WORDS in html(shown)
    assert "头版用" in html(shown)
    assert "您可以查看，不能修改" in html(shown)
    assert not shown.text_area
    assert not shown.button
    assert len(shown.get("download_button")) == 3


# Settings that come to hold after the page was drawn, and what its user may do by them.
ENDED = [
    pytest.param({"JIANBAO_SIGN_IN": "header", "JIANBAO_EDITORS": "li"}, id="sign-in ended"),
    pytest.param({"JIANBAO_OTHERS": "reader"}, id="may only read now"),
]


@pytest.mark.parametrize("now", ENDED)
def test_a_click_of_who_may_no_longer_write_keeps_nothing(
    page: Page, folder: int, kept: Clippings, monkeypatch: pytest.MonkeyPatch, now: dict[str, str]
) -> None:
    before = kept.items(folder)
    pages = [page("clippings") for _ in range(3)]
    for name, value in now.items():
        monkeypatch.setenv(name, value)
    pages[0].text_area[0].set_value("晚了").run()
    pages[1].button(key=f"delete_item-{before[0].key}").click().run()
    pages[2].text_input(key="new-folder").set_value("晚了")
    next(button for button in pages[2].button if button.label == "新建").click().run()
    assert kept.items(folder) == before
    assert len(kept.folders()) == 1


def test_a_damaged_file_is_said_to_be(page: Page, kept: Clippings, tmp_path: Path) -> None:
    (tmp_path / "desk.sqlite").write_bytes(b"nothing of the kind" * 100)
    shown = page("clippings")
    assert not shown.exception
    assert "从备份恢复" in shown.error[0].value


def test_english(page: Page, folder: int) -> None:
    shown = page("clippings", lang="English")
    assert "2 clippings" in html(shown)


# -- the button in other views -------------------------------------------------------------------


def _with_button(start: int, end: int) -> None:
    """A script that shows the button beside a passage."""
    from app.views.clippings import clip_button
    from indexer import Archive, build_settings

    opened = Archive.open(build_settings())
    clip_button(opened.article("江城晚报/2021-05-01/01#1"), start, end, "中文")


def _with_box() -> None:
    """A script that shows the open box as a rerun of it alone does."""
    import streamlit as st

    from app.views.clippings import _clip_box
    from indexer import Archive, build_settings

    st.session_state["clip-江城晚报/2021-05-01/01#1-0-0"] = True
    opened = Archive.open(build_settings())
    _clip_box(opened.article("江城晚报/2021-05-01/01#1"), 0, 0, "中文", "")


def test_clip(page: Page, kept: Clippings, archive: Archive) -> None:
    start = archive.article(ID).text.index(WORDS)
    end = start + len(WORDS)
    key = f"clip-{ID}-{start}-{end}"
    shown = AppTest.from_function(_with_button, args=(start, end), default_timeout=30).run()
    assert not shown.exception
    assert len(shown.get("popover")) == 1
    assert not shown.text_area  # nothing is asked before it is opened
    shown.session_state[key] = True
    shown = shown.run()
    shown.text_area[0].set_value("头版用")
    shown = shown.button(key=f"{key}-add").click().run()
    assert "已存入“我的剪报”" in html(shown)
    (made,) = kept.folders()
    (item,) = kept.items(made.key)
    assert (made.name, item.quote, item.note) == ("我的剪报", WORDS, "头版用")
    shown = shown.button(key=f"{key}-add").click().run()
    assert "已有这一条" in html(shown)


@pytest.mark.parametrize("now", ENDED)
def test_who_may_no_longer_write_is_told_that_nothing_was_clipped(
    page: Page, kept: Clippings, monkeypatch: pytest.MonkeyPatch, now: dict[str, str]
) -> None:
    shown = AppTest.from_function(_with_box, default_timeout=30).run()
    for name, value in now.items():
        monkeypatch.setenv(name, value)
    shown = shown.button(key=f"clip-{ID}-0-0-add").click().run()
    assert "没有保存：登录已过期或无权修改" in html(shown)
    assert kept.folders() == []


def test_an_article_that_changed_since_it_was_drawn_is_not_clipped(
    page: Page, kept: Clippings, paper: Path, run: Callable[..., Report]
) -> None:
    html(page("clippings"))  # the archive is open
    shown = AppTest.from_function(_with_box, default_timeout=30).run()
    write_page(paper, "江城晚报/2021-05-01/01", TWO_ARTICLES.replace("1260", "1620"))
    run(paper)
    shown = shown.button(key=f"clip-{ID}-0-0-add").click().run()
    assert "馆藏刚刚更新，这篇文章有变动" in html(shown)
    assert kept.folders() == []


def test_what_an_answer_cites_can_be_clipped_where_it_stands(page: Page, kept: Clippings) -> None:
    shown = page(q="停航两年的渡口叫什么", mode="ask")
    html(shown)
    labels = [box.proto.popover.label for box in shown.get("popover")]
    numbered = [label for label in labels if label.startswith("剪存 [")]
    assert numbered[0] == "剪存 [1]"
    assert len(set(numbered)) == len(numbered)


def test_clip_a_paragraph_of_an_article(page: Page, kept: Clippings, archive: Archive) -> None:
    key = f"clip-{ID}-0-0"
    shown = AppTest.from_function(_with_button, args=(0, 0), default_timeout=30).run()
    shown.session_state[key] = True
    shown = shown.run()
    what = shown.selectbox(key=f"{key}-span")
    assert what.options == [
        "全文",
        "第 1 段：本报讯 4月30日上午，停航两年……",
        "第 2 段：渡口停航是因为码头受洪水冲刷，加……",
    ]
    what.select_index(2)
    html(shown.button(key=f"{key}-add").click().run())
    html(shown.selectbox(key=f"{key}-span").select_index(0).run())
    html(shown.button(key=f"{key}-add").click().run())
    paragraph, whole = kept.items(kept.folders()[0].key)
    assert paragraph.quote == "渡口停航是因为码头受洪水冲刷，加固工程投资3800万元。"
    assert (paragraph.whole, whole.whole) == (False, True)


@pytest.mark.parametrize(
    ("view", "address", "buttons"),
    [
        ("article", {}, 1),
        ("article", {"start": "4", "end": "9"}, 2),
        ("page", {"start": "4", "end": "9"}, 1),
        ("page", {}, 0),
    ],
)
def test_what_is_read_can_be_clipped(
    page: Page, kept: Clippings, view: str, address: dict[str, str], buttons: int
) -> None:
    shown = page(view, article=ID, **address)
    html(shown)
    assert len(shown.get("popover")) == buttons


def test_who_may_only_read_is_offered_no_clipping(
    page: Page, kept: Clippings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.clippings.may_write", lambda: False)
    shown = AppTest.from_function(_with_button, args=(0, 0), default_timeout=30).run()
    assert not shown.exception
    assert not shown.get("popover")
