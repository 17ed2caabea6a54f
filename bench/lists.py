"""Measure the lists that answers compose, over the questions of a file that ask for one.

    python bench/lists.py ARCHIVE=QUESTIONS.jsonl ...

ARCHIVE is one that `reindex` built, QUESTIONS lines of {qid, question, gold_ids, answers, kind}. Of
`answers`, several are the items that are right; one is taken apart at 、 和 以及. An item is right
where it holds one of them and hardly more, or is a part of one: a word too long or too short is not
counted as wrong. `held` is the share of the right items that a list has, `right` the share of its
items that are right; both also over the lists whose first quote is of a right article.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from indexer import Archive, Settings
from indexer.answer.lists import asks_for_list
from indexer.evaluate import read_questions
from indexer.language import letters

_MORE = 4  # letters that an item may have besides the right one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", help="ARCHIVE=QUESTIONS")
    parser.add_argument("--show", action="store_true", help="print the questions and their lists")
    options = parser.parse_args()
    print(
        "| archive | asked | answered | composed | held | right | from a right article | held | right |"
    )
    print("|---" * 9 + "|")
    for pair in options.sets:
        folder, _, path = pair.partition("=")
        archive = Archive.open(Settings(archive=Path(folder)))
        asked = [
            item
            for item in read_questions(Path(path))
            if item.answers and asks_for_list(item.question)
        ]
        answered, rows = 0, []
        for item in asked:
            answer = archive.ask(item.question, use_model=False)
            answered += bool(answer.claims)
            if options.show:
                print(item.question, [one.text for one in answer.items], item.answers)
            if answer.items:
                gold, said = items_of(item.answers), [letters(one.text) for one in answer.items]
                is_right = answer.claims[0].citations[0].article_id in item.gold_ids
                rows.append((*shares(gold, said), is_right))
        held, right, here = (np.array([row[at] for row in rows], dtype=float) for at in range(3))
        inside = here > 0
        print(
            f"| {Path(folder).name} | {len(asked)} | {answered} | {len(rows)} | {mean(held)} | {mean(right)} "
            f"| {int(inside.sum())} | {mean(held[inside])} | {mean(right[inside])} |",
            flush=True,
        )


def items_of(answers: Sequence[str]) -> list[str]:
    """Return the letters of the items that are right."""
    if len(answers) > 1:
        return [letters(answer) for answer in answers]
    bare = re.sub(r"等.{0,6}$", "", answers[0])
    return [spelt for part in re.split("、|和|以及", bare) if (spelt := letters(part))]


def shares(gold: Sequence[str], said: Sequence[str]) -> tuple[float, float]:
    """Return the share of the right items that are said, and of those said that are right."""

    def holds(right: str, item: str) -> bool:
        return right in item and len(item) <= len(right) + _MORE

    held = [any(holds(right, item) for item in said) for right in gold]
    correct = [any(holds(right, item) or item in right for right in gold) for item in said]
    return float(np.mean(held)), float(np.mean(correct))


def mean(values: np.ndarray) -> str:
    return f"{values.mean():.3f}" if values.size else "-"


if __name__ == "__main__":
    main()
