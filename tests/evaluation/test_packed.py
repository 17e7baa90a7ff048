"""Long sequences held small: what goes in comes out, and little is held meanwhile."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from itertools import islice

import pytest

from tutor.evaluation.eval_cost import synthetic
from tutor.evaluation.packed import BLOCK, Passing, packed
from tutor.evaluation.results import Cost, Kind, Result
from tutor.evaluation.suite import Response
from tutor.grading.verdict import Level, Status

MANY = 3 * BLOCK + 7


def test_few_values_are_a_tuple() -> None:
    few = list(synthetic(5, 0))
    assert packed(few) == tuple(few)
    assert isinstance(packed(few), tuple)


@pytest.mark.parametrize("count", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, MANY])
def test_what_is_packed_comes_out_in_its_order(count: int) -> None:
    values = tuple(synthetic(count, 0))
    assert packed(values) == values
    assert len(packed(values)) == count


def test_a_value_is_found_by_its_number() -> None:
    values = list(synthetic(MANY, 0))
    held = packed(values)
    for at in (0, BLOCK - 1, BLOCK, MANY - 1, -1, -MANY):
        assert held[at] == values[at]
    assert held[BLOCK - 2 : BLOCK + 2] == tuple(values[BLOCK - 2 : BLOCK + 2])
    with pytest.raises(IndexError):
        held[MANY]


def test_other_values_are_not_equal() -> None:
    held = packed(synthetic(MANY, 0))
    assert held != packed(synthetic(MANY, 1))
    assert held != packed(synthetic(MANY + 1, 0))
    assert held != "other things"


def test_cards_that_values_have_in_common_stay_the_same_objects() -> None:
    values = list(synthetic(MANY, 0))
    assert all(one.card is held.card for one, held in zip(values, packed(values), strict=True))


def test_every_field_of_a_result_is_kept() -> None:
    points = (Status.COVERED, Status.CONTRADICTED)
    told = {"decided_by": "similarity", "doubt": "unsure", "reason": "half a \ud800 character"}
    cost = Cost(0.125, 7, None)
    result = Result("a", Kind.VERDICT, Level.PARTIAL, 0.5, 0.75, points, **told, cost=cost)
    assert packed([result] * MANY)[MANY - 1] == result


def test_values_that_pass_come_out_once() -> None:
    passing = Passing(synthetic(MANY, 0))
    assert list(passing) == list(synthetic(MANY, 0))
    assert list(passing) == []


def test_a_packed_response_takes_less_than_a_hundred_bytes() -> None:
    def shared() -> Iterator[Response]:  # few cards, as of a class that answers one paper
        return islice(synthetic(20 * BLOCK, 0), 20 * BLOCK)

    list(islice(synthetic(200, 0), 200))  # what is read and kept at the first call
    gc.collect()
    tracemalloc.start()
    held = packed(shared())
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    cards = {id(one.card): one.card for one in held}
    assert taken / len(held) < 100 + 3_000 * len(cards) / len(held)
