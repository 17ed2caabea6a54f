"""Runs of numbered sentences: where they begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.answer.runs import run_at
from indexer.language import sentence_spans

TASKS = "一是清理河道。二是加固堤防。三是储备物资。"


def quoted(text: str, said: str) -> str | None:
    """Return what is quoted where the sentence that holds `said` answers, None for it alone."""
    at = text.index(said)
    start, end = next(span for span in sentence_spans(text) if span[0] <= at < span[1])
    run = run_at(text, start, end)
    return text[slice(*run.span)] if run else None


@pytest.mark.parametrize(
    ("text", "run"),
    [
        pytest.param(TASKS, TASKS, id="一是"),
        pytest.param("一要清理河道。二要加固堤防。", "一要清理河道。二要加固堤防。", id="一要"),
        pytest.param("第一，清理河道。第二，加固堤防。", "第一，清理河道。第二，加固堤防。", id="第一"),
        pytest.param("首先，清理河道。其次是加固堤防。最后储备物资。大家散了。",
                     "首先，清理河道。其次是加固堤防。最后储备物资。", id="首先, 最后"),
        pytest.param("首先，清理河道。其次，加固堤岸。最後，儲備物資。", "首先，清理河道。其次，加固堤岸。最後，儲備物資。", id="最後"),
        pytest.param("（一）清理河道。（二）加固堤防。", "（一）清理河道。（二）加固堤防。", id="in brackets"),
        pytest.param("（１）清理河道。（２）加固堤防。", "（１）清理河道。（２）加固堤防。", id="full width in brackets"),
        pytest.param("１．清理河道。２．加固堤防。", "１．清理河道。２．加固堤防。", id="full width"),
        pytest.param("1. 清理河道。2. 加固堤防。完。", "1. 清理河道。2. 加固堤防。", id="a space after the stop"),
        pytest.param("一、清理河道。二、加固堤防。", "一、清理河道。二、加固堤防。", id="一、"),
        pytest.param("昨日开会。一是清理河道。\n二是加固堤防。\n散会后看戏。", "一是清理河道。\n二是加固堤防。", id="paragraphs"),
        pytest.param("会上说，一是清理河道。二是加固堤防，三是看戏。", "会上说，一是清理河道。二是加固堤防，三是看戏。", id="in sentences"),
        pytest.param("一是清理河道。共二十里。二是加固堤防。先修北岸。", "一是清理河道。共二十里。二是加固堤防。", id="a member of two sentences"),
        pytest.param("他说：“一是清理河道。二是加固堤防。”", "他说：“一是清理河道。二是加固堤防。”", id="in a speech"),
        pytest.param("冬天来了。会议部署三项任务。" + TASKS, "会议部署三项任务。" + TASKS, id="announced by their number"),
        pytest.param("會議部署三項任務。\n" + TASKS, "會議部署三項任務。\n" + TASKS, id="announced, traditional"),
        pytest.param("要做好以下几点。" + TASKS, "要做好以下几点。" + TASKS, id="以下"),
        pytest.param("镇上的任务：\n" + TASKS, "镇上的任务：\n" + TASKS, id="a colon"),
        pytest.param("会上来了两个镇长。" + TASKS, TASKS, id="another number"),
    ],
)  # fmt: skip
def test_a_run_is_quoted_whole(text: str, run: str) -> None:
    assert quoted(text, "清理河道") == run
    assert quoted(text, "加固堤") == run


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("清理河道。加固堤防。", id="no numbers"),
        pytest.param("一是清理河道，二是加固堤防。散会。", id="one sentence"),
        pytest.param("一是清理河道。三是储备物资。", id="二 is missing"),
        pytest.param("一是清理河道。二是加固堤防。四是看戏。", id="三 is missing"),
        pytest.param("二是清理河道。三是加固堤防。", id="一 is missing"),
        pytest.param("一是清理河道。第二，加固堤防。", id="two forms"),
        pytest.param("一是清理河道。他还说，二是加固堤防。", id="in a sentence's midst"),
        pytest.param("一是清理河道。\n大家都去了。\n二是加固堤防。", id="a paragraph between"),
        pytest.param("一是清理河道。\n" + "".join(f"{n}是做第{n}件事。\n" for n in "二三四五六七八九"), id="nine members"),
        pytest.param(f"一是清理河道{'和水渠' * 200}。二是加固堤防。", id="too long"),
    ],
)  # fmt: skip
def test_what_is_no_run_to_quote(text: str) -> None:
    assert quoted(text, "清理河道") is None


def test_what_stands_beside_a_run_is_not_of_it() -> None:
    text = f"冬天来了。会议部署三项任务。{TASKS}散会后看戏。"
    assert quoted(text, "部署") is not None
    assert quoted(text, "冬天") is quoted(text, "看戏") is None


@given(st.text("一二三是要、，。：“”（）\n首先其次最后1２.．甲", max_size=40))
@settings(max_examples=200)
def test_a_run_is_whole_sentences(text: str) -> None:
    spans = sentence_spans(text)
    for start, end in spans:
        if run := run_at(text, start, end):
            assert run.span[0] <= start < end <= run.span[1]
            assert run.span[0] <= run.told[0] < run.told[1] == run.span[1]
            assert run.span[0] in {low for low, _ in spans}
            assert run.span[1] in {high for _, high in spans}
