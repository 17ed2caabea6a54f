"""The second stage's features say what they are named for, the same numbers in every process."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from indexer.search.rerank import Candidate, describe

_PAIRS = {"渡口": 2.0, "口通": 1.0, "通航": 3.0}
_WORDS = {"渡口": 2.0, "通航": 4.0}


def one_of(*candidates: Candidate, feature: str) -> list[float]:
    found = describe(_WORDS, _PAIRS, candidates, 20.0)[feature]
    assert found.shape == (len(candidates),)
    return [float(value) for value in found]


def of(*stretches: str, title: str = "", cosines: tuple[float, ...] = ()) -> Candidate:
    return Candidate(title, stretches, cosines or (0.8,) * len(stretches), 1.0, 1.0)


@pytest.mark.parametrize(
    ("candidate", "feature", "value"),
    [
        (of("渡口，通航。"), "triple_cover", 1),  # marks do not part letters
        (of("渡口。通航。"), "triple_cover", 1),  # nor do ends of sentences, in a whole text
        (of("渡口。", "通航。"), "triple_cover", 1),
        (of("渡口修好。通航。"), "triple_cover", 0),
        (of("渡口。通航。"), "sentence_words", 4 / 6),
        (of("渡口与通航。"), "sentence_words", 1),
        (of("渡口。"), "word_cover", 2 / 6),
        (of("渡口。", title="通航"), "word_cover", 1),
        (of("通行。", title="通航了"), "title", 3 / 6),
        (of("今天晴。渡口通航。"), "place", np.log1p(1)),
        (of("今天晴。渡口通航。"), "place_share", 1 / 2),
        (of("今天晴。", "渡口通航。"), "stretch_place", np.log1p(1)),
        (of("渡口开了，通航。"), "run", 1 / 12),
        (of("渡口通航"), "run", 3 / 12),
        (of("一二三"), "length", np.log1p(3) / 5),
        (of("。"), "place_share", 0),
        (of(), "length", 0),
    ],
)
def test_what_a_feature_says(candidate: Candidate, feature: str, value: float) -> None:
    assert one_of(candidate, feature=feature) == pytest.approx([value])


def test_letters_of_two_candidates_do_not_meet() -> None:
    assert one_of(of("渡"), of("口通航"), feature="word_cover") == pytest.approx([0, 4 / 6])


def test_what_is_near_in_meaning_is_told_from_the_nearest() -> None:
    far, near = of("渡口。", "晴。", cosines=(0.8, 0.7)), of("晴。", cosines=(0.9,))
    assert one_of(far, near, of(), feature="nearest") == pytest.approx([-2, 0, -18])
    assert one_of(far, near, feature="third") == pytest.approx([-3, 0])


_DESCRIBE = """
from indexer.search.rerank import Candidate, describe
text = "柳林渡口恢复通航，首日运送旅客一千二百人次。渡口停航是因为码头受洪水冲刷。"
letters = "柳林渡口恢复通航首日运送旅客渡口停航是因为码头受洪水冲刷"
pairs = {a + b: 1 / (at + 3) for at, (a, b) in enumerate(zip(letters, letters[1:]))}
candidates = [Candidate("渡口通航", [text], [0.8], 1.0, 1.0), Candidate("", [text * 2], [0.7], 0.5, 0.4)]
table = describe({"渡口": 2.1, "通航": 3.3}, pairs, candidates, 40.0)
print({name: values.tolist() for name, values in table.items()})
"""


def test_no_feature_depends_on_the_order_of_a_set() -> None:
    described = {
        subprocess.run(
            [sys.executable, "-c", _DESCRIBE],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in range(3)
    }
    assert len(described) == 1
