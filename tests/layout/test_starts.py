"""Where articles begin: the learned model, what decided, and the file it comes in."""

from __future__ import annotations

import json
import random
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from indexer.layout import features, split_articles, split_report, starts
from indexer.layout.features import NAMES, line_features
from indexer.layout.lines import lines_of
from indexer.layout.starts import find_starts, load_model
from indexer.models import Page
from indexer.reading.printed import Paragraph, PrintedLine, compose
from indexer.trees import Trees, predict
from tests.conftest import CORPUS

BRIEFS = """柳林渡口昨日恢复通航

本报讯 停航两年的渡口昨日恢复通航，首日运送旅客1260人次，码头加固工程投资3800万元。

新澜社江城4月11日电 江城渡口管理所昨日公布，渡船上月运送旅客三万一千人次，比去年同期多两成。

新澜社石桥4月11日电 石桥区图书馆夜间阅览室本月起每晚开到十点，周末另加一小时，市民凭身份证入内。

新澜社东屏4月11日电 东屏县桑园今春新栽桑苗四十万株，育苗的农户每亩补贴一百二十元。
"""


def begins(text: str, given: dict[int, bool] | None = None) -> list[str]:
    lines = lines_of(Page("p", text))
    found = find_starts(lines, given or {})
    return [line.text for line, starts in zip(lines, found.begins, strict=True) if starts]


def test_briefs_without_headlines_are_articles() -> None:
    found = begins(BRIEFS)
    assert [text[:5] for text in found][-2:] == ["新澜社石桥", "新澜社东屏"]


def test_what_somebody_decided_stands() -> None:
    lines = [line.text for line in lines_of(Page("p", BRIEFS))]
    assert begins(BRIEFS, {2: False}) == [text for text in begins(BRIEFS) if text != lines[2]]
    text = "渡口通航\n本报讯 昨日通航。\n旅客很多。\n船也很多。"
    assert begins(text, {2: True}) == ["渡口通航", "旅客很多。"]


def test_an_unsigned_heading_on_a_page_that_signs_its_articles_is_a_subhead() -> None:
    article = "{0}\n\n□本报记者 苏 禾\n\n{1}的工程去年秋天开工，前后花了五个月，投资三百万元。\n\n"
    subhead = "清淤先动手\n\n{0}里的淤泥有一米多深，工人们用了四十天才清完，运走两千车。\n\n"
    names = ["柳林渡口昨日恢复通航", "石桥老井重新出水", "东屏桑园种下新苗"]
    text = "".join(article.format(name, name[:4]) + subhead.format(name[:4]) for name in names)
    assert begins(text) == names


def test_every_beginning_says_what_spoke_for_it() -> None:
    lines = lines_of(Page("p", BRIEFS))
    found = find_starts(lines, {})
    assert sorted(found.cues) == [i for i, starts in enumerate(found.begins) if starts]
    assert all(cue.startswith("起篇 begins 0.") or "1.0" in cue for cue in found.cues.values())


def test_a_page_of_many_lines_is_looked_at_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = lines_of(
        Page("p", BRIEFS + "\n".join(f"渡口往返{n}趟，旅客{n * n}人。" for n in range(40)))
    )
    whole = line_features(lines)
    monkeypatch.setattr(features, "_SLICE_LINES", 7)
    np.testing.assert_allclose(line_features(lines), whole, rtol=1e-5)


def test_a_large_page_takes_little_memory() -> None:
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 120)]
    chance = random.Random(1)
    lines = ["".join(chance.choices(letters, k=20)) for _ in range(3000)]
    tracemalloc.start()
    try:
        line_features(lines_of(Page("p", "。\n".join(lines))))
        assert tracemalloc.get_traced_memory()[1] < 120_000_000
    finally:
        tracemalloc.stop()


def test_the_corpus_is_cut_as_it_was_written() -> None:
    """Written for this project, and among the pages the model was fitted to: this guards the file."""
    for row in map(json.loads, (CORPUS / "layout.jsonl").read_text(encoding="utf-8").splitlines()):
        page = Page(row["path"], (CORPUS / row["path"]).read_text(encoding="utf-8"))
        report = split_report(row["path"], page, split_articles(page))
        for made, gold in zip(report["articles"], row["articles"], strict=True):
            held = ["".join("".join(article["paragraphs"]).split()) for article in (made, gold)]
            assert held[0] == held[1]


def test_no_lines_no_articles() -> None:
    assert line_features([]).shape == (0, len(NAMES))
    assert split_articles(Page("p", " \n\u3000\n")) == ()


def test_the_trees_give_what_scikit_learn_gave() -> None:
    """A tree read by hand: the first split of the first tree decides as its numbers say."""
    trees = load_model().trees
    rows = np.zeros((2, len(NAMES)))
    first = int(trees.feature[0])
    rows[1, first] = trees.threshold[0] + 1
    one = Trees(
        roots=np.array([0]), feature=trees.feature, threshold=trees.threshold,
        left=np.where(np.arange(len(trees.left)) == 0, trees.left, np.arange(len(trees.left))),
        right=np.where(np.arange(len(trees.left)) == 0, trees.right, np.arange(len(trees.left))),
        value=trees.value, base=1.5, depth=1,
    )  # fmt: skip
    wanted = [1.5 + trees.value[trees.left[0]], 1.5 + trees.value[trees.right[0]]]
    assert predict(one, rows).tolist() == pytest.approx(wanted)


def test_a_model_of_other_features_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = {"features": ["length"], "trees": [], "begins": {}, "base": 0.0, "depth": 0}
    (tmp_path / "starts.json").write_text(json.dumps(table))
    monkeypatch.setattr(starts, "_FILE", tmp_path / "starts.json")
    load_model.cache_clear()
    with pytest.raises(AssertionError, match="train_layout"):
        load_model()
    load_model.cache_clear()


def test_larger_type_is_a_headline_and_the_largest_the_main_one() -> None:
    sized = [
        ("江城的渡口", 18.0), ("柳林渡口", 40.0), ("旅客渐渐多起来", 18.0),
        ("渡船每日往返二十趟，旅客渐渐多起来，码头上", 10.0), ("的茶摊也添了两处，", 10.0),
        ("老井", 40.0), ("北巷的老井干了七年，今春重新出水，街坊们", 10.0), ("提着桶来看，", 10.0),
    ]  # fmt: skip
    text, blocks = compose(
        Paragraph((PrintedLine(words, font_size=size),)) for words, size in sized
    )
    first, second = split_articles(Page("p", text, blocks=blocks))
    assert (first.kicker, first.title, first.subtitle) == (
        "江城的渡口",
        "柳林渡口",
        "旅客渐渐多起来",
    )
    assert second.title == "老井"
    assert "大字" in lines_of(Page("p", text, blocks=blocks))[5].cue
