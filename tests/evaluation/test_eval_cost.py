"""What the bench's own cost is measured on; never how much it is."""

from __future__ import annotations

from itertools import islice

from tutor.evaluation.eval_cost import EvalCost, figures, measure, synthetic


def test_made_up_responses_are_as_many_as_asked_for_with_ids_of_their_own() -> None:
    assert len({one.id for one in synthetic(500, 0)}) == 500


def test_the_first_of_more_responses_are_the_first_of_fewer() -> None:
    assert list(islice(synthetic(100, 7), 20)) == list(synthetic(20, 7))


def test_another_seed_makes_other_responses() -> None:
    assert [one.text for one in synthetic(20, 0)] != [one.text for one in synthetic(20, 1)]


def test_made_up_responses_are_of_every_level() -> None:
    assert {one.label.level for one in synthetic(50, 0)} == {"correct", "partial", "incorrect"}


def test_each_size_is_measured() -> None:
    costs = measure((3, 5))
    assert [cost.responses for cost in costs] == [3, 5]
    assert all(cost.seconds > 0 and cost.peak_mb > 0 for cost in costs)


def test_costs_are_shown_as_figures() -> None:
    speed, memory = figures([EvalCost(1_000, 4.0, 50.0)])
    assert (speed.what, speed.unit, speed.median) == ("judging 1,000 responses", "answers/s", 250)
    assert (memory.unit, memory.median) == ("MB", 50.0)
