from __future__ import annotations

import pytest

from tutor.grading.evidence import claimed
from tutor.grading.text import Segment

FIRST, SECOND, BOTH = Segment(0, 10), Segment(12, 20), Segment(0, 20)


@pytest.mark.parametrize(
    ("closeness", "stretches", "points", "expected"),
    [
        ([1.5, 0.5], [FIRST, FIRST], [0, 1], [0.0, 0.7]),
        ([1.5, 0.5], [FIRST, SECOND], [0, 1], [0.0, 0.0]),
        ([1.5, 0.5], [BOTH, SECOND], [0, 1], [0.0, 0.7]),
        ([1.5, 0.5], [FIRST, FIRST], [0, 0], [0.0, 0.0]),
        ([1.5, 1.0, 0.5], [FIRST, FIRST, FIRST], [0, 1, 2], [0.0, 0.2, 0.7]),
        ([1.5, 1.3], [FIRST, FIRST], [0, 1], [0.0, 0.0]),
        ([1.5], [FIRST], [0], [0.0]),
        ([], [], [], []),
    ],
    ids=[
        "the same words",
        "other words",
        "words that overlap",
        "two wordings of one point",
        "the closest claims most",
        "hardly closer",
        "one point",
        "no point",
    ],
)
def test_words_are_claimed_by_the_point_that_they_are_closest_to(
    closeness: list[float], stretches: list[Segment], points: list[int], expected: list[float]
) -> None:
    assert claimed(closeness, stretches, points).tolist() == pytest.approx(expected)
