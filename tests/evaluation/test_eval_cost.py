"""What the bench's own cost is measured on; never how much it is."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

import pytest

from tutor.evaluation.eval_cost import (
    EvalCost,
    benchmark_figures,
    command_figures,
    figures,
    growth_figure,
    measure,
    measure_command,
    synthetic,
)
from tutor.evaluation.figures import Met
from tutor.evaluation.processes import CommandError, Home


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


@pytest.mark.skipif(os.name != "posix", reason="commands are timed on POSIX systems")
def test_the_command_judges_every_answer_of_a_file(tmp_path: Path) -> None:
    cost = measure_command(Home(tmp_path), "overlap", 120)
    assert cost.responses == 120  # though short answers to 100 cards would repeat themselves
    assert cost.seconds > 0
    assert cost.peak_mb > 0


@pytest.mark.skipif(os.name != "posix", reason="commands are timed on POSIX systems")
def test_a_command_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        measure_command(Home(tmp_path), "no-such-grader", 3)


def test_a_command_is_held_to_what_was_asked() -> None:
    speed, memory = command_figures("word overlap", EvalCost(6_000, 200.0, 300.0))
    assert (speed.unit, speed.median, speed.met) == ("answers/s", 30.0, Met.UNASKED)
    assert memory.met is Met.YES


def test_growth_is_told_in_bytes_an_answer() -> None:
    growth = growth_figure("word overlap", EvalCost(1_000, 1.0, 60.0), EvalCost(3_000, 2.0, 60.5))
    assert (growth.unit, growth.median) == ("B", 250.0)


def test_the_grader_that_ships_is_held_to_sixty_answers_a_second() -> None:
    time, *_ = benchmark_figures(EvalCost(6_000, 200.0, 300.0))
    assert (time.at_most, time.met) == (100.0, Met.NO)


def test_costs_are_shown_as_figures() -> None:
    speed, memory = figures([EvalCost(1_000, 4.0, 50.0)])
    assert (speed.what, speed.unit, speed.median) == ("judging 1,000 responses", "answers/s", 250)
    assert (memory.unit, memory.median) == ("MB", 50.0)
