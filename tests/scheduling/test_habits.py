"""How a learner answers, as their log says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scheduling.examples import NOON
from tutor.scheduling.certainty import Basis, GivenGrade
from tutor.scheduling.habits import ASSUMED_SECONDS, Habits, habits
from tutor.scheduling.review import Grade, Mode

AGAIN, HARD, GOOD, EASY = Grade


def given(days: float, grade: Grade = GOOD, seconds: float = 0.0, card: str = "card") -> GivenGrade:
    basis = Basis(Mode.TYPED, grade, grade, is_doubted=False, confidence=0.9)
    return GivenGrade(card, NOON + timedelta(days=days), basis, seconds)


def test_whoever_has_no_log_answers_as_most_do() -> None:
    found = habits([])

    assert found.first == pytest.approx(Habits().first)
    assert found.passed == pytest.approx(Habits().passed)
    assert found.step_passed == pytest.approx(Habits().step_passed)


def test_shares_sum_to_one() -> None:
    found = habits([given(0, AGAIN), given(1, EASY), given(9, HARD)])

    assert sum(found.first) == pytest.approx(1)
    assert sum(found.passed) == pytest.approx(1)


def test_first_answers_count_for_first_answers() -> None:
    found = habits(given(0, EASY, card=f"card {n}") for n in range(980))

    assert found.first[3] == pytest.approx(0.98, abs=0.01)
    assert found.passed == pytest.approx(Habits().passed)


def test_what_was_recalled_days_later_counts_without_what_was_not() -> None:
    log = [one for n in range(500) for one in (given(0, card=str(n)), given(3, HARD, card=str(n)))]
    failed = [
        one for n in range(500) for one in (given(0, card=f"-{n}"), given(3, AGAIN, 0, f"-{n}"))
    ]

    assert habits([*log, *failed]).passed == habits(log).passed
    assert habits(log).passed[0] > 0.95


def test_answers_minutes_later_say_how_often_a_step_is_passed() -> None:
    log = [given(0, AGAIN), *(given(0.01 * n, AGAIN) for n in range(1, 60))]

    assert habits(log).step_passed == pytest.approx(20 * 0.9 / 79)


def test_each_kind_of_answer_has_its_own_time() -> None:
    log = [
        one
        for n in range(2000)
        for one in (
            given(0, GOOD, 40, str(n)),
            given(0.01, GOOD, 5, str(n)),
            given(5, GOOD, 10, str(n)),
            given(9, AGAIN, 60, str(n)),
        )
    ]
    found = habits(log)

    times = (
        found.first_seconds,
        found.step_seconds,
        found.recalled_seconds,
        found.failed_seconds,
    )
    assert times == pytest.approx((40, 5, 10, 60), abs=0.6)
    assert found.measured == 8000


def test_an_answer_that_nobody_measured_costs_what_the_others_do() -> None:
    log = [given(0, seconds=10), given(5, seconds=0), given(9, AGAIN, seconds=0)]

    assert habits(log).failed_seconds == pytest.approx(10)


def test_where_nothing_was_measured_a_time_is_assumed() -> None:
    found = habits([given(0), given(5)])

    assert (found.recalled_seconds, found.measured) == (ASSUMED_SECONDS, 0)


def test_whoever_left_the_desk_took_no_hours() -> None:
    assert habits([given(0, seconds=7200)]).first_seconds == pytest.approx(600)


def test_what_another_program_planned_is_no_answer() -> None:
    seed = GivenGrade("card", NOON, None)

    assert habits([seed, given(5, EASY)]).first == pytest.approx(Habits().first)
