"""Which segments are merged, and that it stays cheap."""

from __future__ import annotations

import pytest

from indexer.store.merging import to_merge


@pytest.mark.parametrize(
    ("sizes", "chosen"),
    [
        pytest.param([], [], id="none"),
        pytest.param([70_000], [], id="one"),
        pytest.param([70_000, 1], [], id="a small one beside a large one"),
        pytest.param([600, 70_000, 600], [], id="two of a size are kept"),
        pytest.param([600, 70_000, 600, 600], [0, 2, 3], id="three of a size, not the large one"),
        pytest.param([9000, 4000, 2000, 1000, 999], [], id="each as large as all after it"),
        pytest.param([999, 4000, 1000, 9000, 2000], [], id="in any order"),
        pytest.param(
            [9000, 4000, 2000, 1000, 1001], [1, 2, 3, 4], id="smaller by one than the rest"
        ),
        pytest.param([10_000, 4600, 2000, 1000, 1000, 1], [2, 3, 4, 5], id="a tier overflows"),
        pytest.param([1, 1, 1], [0, 1, 2], id="single documents"),
    ],
)
def test_which_segments_are_merged(sizes: list[int], chosen: list[int]) -> None:
    assert to_merge(sizes, [0] * len(sizes)) == set(chosen)


def test_segments_stay_few_and_documents_are_seldom_rewritten() -> None:
    sizes: list[int] = []
    most, rewritten = 0, 0
    for _ in range(1000):  # issues of 150 articles
        sizes.append(150)
        chosen = to_merge(sizes, [0] * len(sizes))
        merged = sum(sizes[at] for at in chosen)
        sizes = [size for at, size in enumerate(sizes) if at not in chosen] + [merged] * bool(
            merged
        )
        rewritten += merged
        most = max(most, len(sizes))
    assert sum(sizes) == 150_000
    assert most <= 10
    assert rewritten <= 8 * 150_000  # log2(150,000 / 500)


def test_a_segment_of_which_most_was_removed_is_written_anew() -> None:
    assert to_merge([70_000, 70_000], [69_999, 70_001]) == {1}
    assert to_merge([70_000], [70_000]) == set()
    assert to_merge([0], [3]) == {0}
