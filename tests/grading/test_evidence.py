from __future__ import annotations

import pytest

from tutor.grading.evidence import claimed, says_alike
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


QUESTION = "How does an enzyme speed up a reaction?"


@pytest.mark.parametrize(
    ("point", "said", "expected"),
    [
        ("It lowers the activation energy.", "the enzyme lowers activation energy", True),
        ("Learning in passing, just from being there", "learning in passing by being there", True),
        ("It lowers the activation energy.", "it raises the activation energy", False),
        ("It lowers the activation energy.", "it does not lower the activation energy", False),
        ("It lowers the activation energy.", "it lowers the energy", False),
        ("It lowers the activation energy.", "it lowers the activation energy for a week", False),
        ("It rises before noon.", "it rises after noon", False),
        ("It goes from A to B.", "it goes to A from B", False),
        ("All of them move.", "some of them move", False),
        ("Cats chase dogs.", "dogs chase cats", False),
        ("The reaction needs no enzyme.", "the reaction needs an enzyme", False),
        ("The reaction feeds the enzyme.", "the enzyme feeds the reaction", False),
    ],
)
def test_a_point_in_its_own_words_is_told_from_one_with_a_word_changed(
    point: str, said: str, expected: bool
) -> None:
    assert says_alike(QUESTION, point, said) is expected
