from __future__ import annotations

import pytest

from indexer.answer.parts import parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "《渡船记》是什么剧？它的编剧是谁？",
            ["《渡船记》是什么剧", "《渡船记》的编剧是谁"],
        ),
        ("《渡船记》的主演有谁，编剧是谁？", ["《渡船记》的主演有谁", "《渡船记》编剧是谁"]),
        (
            "2020年和2021年粮食产量分别是多少",
            ["2020年粮食产量是多少", "2021年粮食产量是多少"],
        ),
        ("《渡船记》的导演和编剧是谁？", ["《渡船记》的导演是谁？", "《渡船记》的编剧是谁？"]),
        ("澜江大桥主跨多少米？", []),
        ("渡口和大桥之间有多远？", []),
        ("昨天，渡口为什么停航？", []),
        ("", []),
    ],
)
def test_the_parts_of_a_question(question: str, parts: list[str]) -> None:
    assert parts_of(question) == parts
