"""Numbers found by numbers."""

from __future__ import annotations

from random import Random

from tutor.evaluation.numbered import Numbered

MANY = 20_000


def test_what_was_put_last_is_found() -> None:
    chance, found, expected = Random(0), Numbered(), dict[int, int]()
    for value in range(MANY):
        key = chance.randrange(MANY)  # so that many come again, before and after sorting
        found[key] = expected[key] = value
    assert all(found.get(key) == expected.get(key) for key in range(MANY))


def test_nothing_is_found_by_a_number_that_was_not_put() -> None:
    found = Numbered((2 * number, number) for number in range(MANY))
    assert found.get(MANY) == MANY // 2
    assert found.get(MANY + 1) is None
    assert Numbered().get(0) is None


def test_the_largest_numbers_are_found() -> None:
    found = Numbered((2**64 - number, number) for number in range(1, MANY))
    assert found.get(2**64 - 1) == 1
    assert found.get(2**64 - MANY + 1) == MANY - 1
