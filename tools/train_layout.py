"""Learn which lines begin an article from pages cut by hand, and write indexer/layout/starts.json.

    pip install --editable '.[train]'
    python tools/train_layout.py corpus/layout.jsonl ../shared/data/layout/gold.jsonl \\
        --articles ../shared/data/traditional/articles.jsonl --cross-validate

A gold file holds {path, articles: [{title, paragraphs}]} a line, paths relative to it. `--articles`
names files of articles {date, page, title, text} in the order of their page: their pages are put
together from them. `--cross-validate` first prints how well pages of a day are cut by a model that
has seen no page of that day (of no page of that newspaper with `--leave-paper`).

The real pages are joined by pages put together anew from the same articles in other company and
other dress (blank lines between paragraphs, a byline with or without □, a headline in two lines, no
picture note), so that the model learns the trade and not one paper's habits.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from tree_tables import tree_table

from indexer.layout import split_articles, split_report
from indexer.layout.cues import SURNAMES
from indexer.layout.features import NAMES, line_features
from indexer.layout.lines import Line, lines_of
from indexer.layout.scoring import Score
from indexer.layout.starts import Model, line_classes, model_from, next_state
from indexer.models import Page

OUT = Path(__file__).parent.parent / "indexer" / "layout" / "starts.json"
_NOTE = re.compile(r"[（(]附[^（）]*[)）]$")
_STAFF = re.compile(r"本报(?:驻\w+)?记者|本报通讯员")
_HEADLESS_CHARS = 60
_TRIALS_PER_PAGE = 4

Gold = list[list[str]]
"""The articles of a page, each as its lines."""


@dataclass
class Sample:
    """A page with what is known of it."""

    paper: str
    day: str
    path: str
    articles: Gold
    titles: list[str]
    text: str
    lines: list[Line]
    features: NDArray[np.float64]
    begins: NDArray[np.bool_]


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("gold", nargs="+", type=Path)
    options.add_argument("--articles", action="append", default=[], type=Path)
    options.add_argument("--cross-validate", action="store_true")
    options.add_argument("--leave-paper", action="store_true")
    options.add_argument("--out", type=Path, default=OUT)
    given = options.parse_args()
    samples = [page for path in given.gold for page in read_gold(path)]
    samples += [page for path in given.articles for page in read_articles(path)]
    if given.cross_validate:
        cross_validate(samples, by_paper=False)
    if given.leave_paper:
        cross_validate(samples, by_paper=True)
    table = fit(samples)
    papers = Counter(sample.paper for sample in samples)
    table["provenance"] = {
        "made by": "tools/train_layout.py",
        "pages": dict(papers),
        "articles": sum(len(sample.articles) for sample in samples),
        "licences": _LICENCES,
    }
    given.out.write_text(json.dumps(table, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{given.out}: {given.out.stat().st_size / 1024:.0f} KB")
    report(samples, model_from(table))


_LICENCES = {
    "人民日报": "PFR corpus, Peking University, released for research; no text of it is here",
    "晶報": "CC BY 4.0; no text of it is here",
    "澜州日报": "written for this project",
}


def read_gold(path: Path) -> Iterator[Sample]:
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        articles = [article["paragraphs"] for article in row["articles"]]
        text = (path.parent / row["path"]).read_text(encoding="utf-8")
        paper, day = Path(row["path"]).parts[-3:-1]
        titles = [article["title"] for article in row["articles"]]
        yield sample(paper, day, row["path"], articles, text, titles)


def read_articles(path: Path) -> Iterator[Sample]:
    pages: dict[tuple[str, str, str], list[tuple[str, list[str]]]] = defaultdict(list)
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        text = [line for line in (row["title"], *row["text"].split("\n")) if line.strip()]
        pages[row["newspaper"], row["date"], row["page"]].append((row["id"], text))
    for (paper, day, number), rows in pages.items():
        articles = [lines for _, lines in sorted(rows)]
        yield sample(paper, day, f"{paper}/{day}/{number}", articles)


def sample(
    paper: str, day: str, path: str, articles: Gold, text: str = "", titles: Sequence[str] = ()
) -> Sample:
    text = text or "\n".join(line for article in articles for line in article)
    lines = lines_of(Page(path, text))
    starts, at = set(), 0
    for article in articles:
        starts.add(at)
        at += sum(len("".join(line.split())) for line in article)
    begins, at = [], 0
    for line in lines:
        begins.append(at in starts)
        at += len("".join(line.text.split()))
    titles = list(titles) or [article[0] for article in articles]
    return Sample(
        paper, day, path, articles, titles, text, lines, line_features(lines), np.array(begins)
    )


def put_together(samples: Sequence[Sample], count: int, seed: int) -> Iterator[Sample]:
    """Yield `count` pages of articles drawn from one paper's pages; runs of briefs stay together."""
    rng = random.Random(seed)
    units: dict[str, list[list[list[str]]]] = defaultdict(list)
    for page in samples:
        units[page.paper] += _units(page.articles)
    papers = [page.paper for page in samples]
    for number in range(count):
        paper = rng.choice(papers)
        chosen = rng.sample(units[paper], min(rng.randint(1, 14), len(units[paper])))
        dress = {name: rng.random() < share for name, share in _DRESS.items()}
        articles = [_dressed(article, dress, rng) for unit in chosen for article in unit]
        joint = "\n\n" if dress["gaps"] else "\n"
        text = joint.join(line for article in articles for line in article)
        yield sample(paper, "", f"{paper}/{number}", articles, text)


# How often a page is dressed so. "signed": each article has its byline; "subheads": long ones have some.
_DRESS = {
    "notes": 0.4, "boxed": 0.3, "split": 0.25, "unsigned": 0.15, "gaps": 0.3, "spaced": 0.3,
    "signed": 0.3, "subheads": 0.3, "columns": 0.3,
}  # fmt: skip
_BYLINES = ("□本报记者 {} {}", "□记者 {} 通讯员 {} 报道", "□本报记者 {}", "本报记者 {}", "□{} {}")
_GIVEN_NAMES = "明华文志国建军红英敏静丽强磊洋艳勇杰娟涛超霞平刚桂芳玉兰春梅海燕雪晓东宁安然默若"
_SUBHEAD = re.compile(r"^[“]?([^，。、：；！？“”（）]{4,16})[，：]")


def _units(articles: Gold) -> list[list[list[str]]]:
    units: list[list[list[str]]] = []
    run: list[list[str]] = []
    for article in articles:
        if len(article) == 1 or len(article[0]) > _HEADLESS_CHARS:
            run.append(article)
            continue
        units += [run] if run else []
        units.append([article])
        run = []
    return units + ([run] if run else [])


def _dressed(article: Sequence[str], dress: dict[str, bool], rng: random.Random) -> list[str]:
    lines = list(article)
    if dress["notes"]:
        lines[0] = _NOTE.sub("", lines[0]) or lines[0]
    if len(lines) > 1 and len(lines[1]) < 20 and _STAFF.match(lines[1]):
        if dress["unsigned"]:
            del lines[1]
        elif dress["boxed"]:
            lines[1] = "□" + lines[1]
        elif dress["spaced"]:
            lines[1] = lines[1].replace("记者", "记者 ")
    if dress["subheads"] and len(lines) > 6:
        lines = _with_subheads(lines, rng)
    if dress["signed"] and len(lines) > 2 and len(lines[0]) <= 40:
        lines = _signed(lines, rng)
    if dress["columns"]:
        lines = _in_columns(lines, rng)
    if dress["split"] and len(lines) > 1 and 14 <= len(lines[0]) <= 40:
        found = re.search(r"[！？：——，]| ", lines[0][5:-5])
        cut = 5 + found.end() if found else rng.randint(6, len(lines[0]) - 6)
        lines[:1] = [lines[0][:cut], lines[0][cut:].lstrip("—")]
    return [line for line in lines if line.strip()]


def _with_subheads(lines: list[str], rng: random.Random) -> list[str]:
    """Put the first clause of some paragraphs above them, as sub-heads take up their words."""
    for at in sorted(rng.sample(range(3, len(lines)), min(3, len(lines) - 3)), reverse=True):
        clause = _SUBHEAD.match(lines[at])
        if clause and lines[at - 1][-1] in "。！？”）":
            lines.insert(at, clause[1])
    return lines


def _in_columns(lines: list[str], rng: random.Random) -> list[str]:
    """Break a paragraph where a column ends, as a page dump does; now and then the rest is elsewhere."""
    at = rng.randrange(len(lines))
    if at and len(lines[at]) > 60:
        cut = rng.randint(20, len(lines[at]) - 20)
        if lines[at][cut - 1] not in "。！？”）":
            rest = [lines[at][cut:], *lines[at + 1 :]] if rng.random() < 0.7 else []
            jump = ["（下转第3版）"] if not rest and rng.random() < 0.5 else []
            return [*lines[:at], lines[at][:cut], *rest, *jump]
    return lines


def _signed(lines: list[str], rng: random.Random) -> list[str]:
    """Give the article a byline under its headline, now and then above it, instead of its own."""
    if len(lines[1]) < 20 and lines[1][-1] not in "。！？”":
        del lines[1]
    names = [
        rng.choice(sorted(SURNAMES)) + "".join(rng.sample(_GIVEN_NAMES, rng.randint(1, 2)))
        for _ in range(2)
    ]
    names = [name if len(name) > 2 else " ".join(name) for name in names]
    lines.insert(0 if rng.random() < 0.1 else 1, rng.choice(_BYLINES).format(*names))
    return lines


def fit(samples: Sequence[Sample], seed: int = 0) -> dict[str, Any]:
    """Return the model as a table of plain numbers."""
    pages = [*samples, *put_together(samples, _TRIALS_PER_PAGE * len(samples), seed)]
    model = GradientBoostingClassifier(
        n_estimators=220, learning_rate=0.08, max_leaf_nodes=12, max_depth=6,
        min_samples_leaf=12, subsample=0.7, max_features=0.2, random_state=seed,
    )  # fmt: skip
    model.fit(np.vstack([p.features for p in pages]), np.concatenate([p.begins for p in pages]))
    return {
        "provenance": {},
        "features": list(NAMES),
        "begins": _count_begins(samples),
        **tree_table(model),
    }


def _count_begins(samples: Iterable[Sample]) -> dict[str, list[int]]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for page in samples:
        state = None
        for line_class, begins in zip(line_classes(page.lines), page.begins, strict=True):
            if state is not None:
                counts[f"{state[0]}/{state[1]}/{line_class}"][0 if begins else 1] += 1
            state = next_state(state, bool(begins), line_class)
    return dict(sorted(counts.items()))


def cross_validate(samples: Sequence[Sample], *, by_paper: bool) -> None:
    scores: dict[str, Score] = defaultdict(Score)
    keys = [page.paper if by_paper else f"{page.paper} {page.day}" for page in samples]
    groups = sorted(set(keys))
    folds = {group: i if by_paper else i % 8 for i, group in enumerate(groups)}
    for fold in sorted(set(folds.values())):
        seen = [page for page, key in zip(samples, keys, strict=True) if folds[key] != fold]
        model = model_from(fit(seen, seed=fold))
        for page, key in zip(samples, keys, strict=True):
            if folds[key] == fold:
                _add(scores[page.paper], page, model)
    _print("papers" if by_paper else "days", "that it was not fitted to", scores)


def report(samples: Sequence[Sample], model: Model) -> None:
    scores: dict[str, Score] = defaultdict(Score)
    for page in samples:
        _add(scores[page.paper], page, model)
    _print("pages", "that it was fitted to", scores)


def _add(score: Score, page: Sample, model: Model) -> None:
    made = Page(page.path, page.text)
    found = split_report(page.path, made, split_articles(made, model=model))["articles"]
    gold = [
        {"title": title, "paragraphs": article}
        for title, article in zip(page.titles, page.articles, strict=True)
    ]
    score.add(found, gold)


def _print(what: str, more: str, scores: dict[str, Score]) -> None:
    for paper, score in sorted(scores.items()):
        print(f"{what} {more}: {paper}: {score}", flush=True)


if __name__ == "__main__":
    main()
