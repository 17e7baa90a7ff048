"""A log as columns: which reviews are trials, and what is foretold of them."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.scheduling.examples import DAY, NOON
from tutor.evaluation.learners import FORGETFUL, learner
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.preset import FSRS_6, Preset
from tutor.scheduling.review import Grade, Schedule
from tutor.scheduling.trials import Rated, Trials, foretold, kinds

AGAIN, GOOD = Grade.AGAIN, Grade.GOOD


def rated(days: float, grade: Grade = GOOD, card: str = "card", *, certain: bool = True) -> Rated:
    return Rated(card, grade, NOON + timedelta(days=days), certain)


def test_a_trial_comes_a_day_or_more_after_another_review() -> None:
    trials = Trials.of([rated(0), rated(0.01), rated(0.9), rated(1.9), rated(5)])

    assert trials.days.tolist() == [0, 0, 0, 1, 3]
    assert trials.is_trial.tolist() == [False, False, False, True, True]


def test_the_first_review_of_each_card_is_no_trial() -> None:
    trials = Trials.of([rated(0, card="a"), rated(9, card="a"), rated(30, card="b")])

    assert (trials.card.tolist(), trials.position.tolist()) == ([0, 0, 1], [0, 1, 0])
    assert trials.is_trial.tolist() == [False, True, False]


def test_neither_an_uncertain_grade_nor_what_came_after_it_counts() -> None:
    trials = Trials.of([rated(0), rated(1), rated(3, certain=False), rated(9), rated(2, card="b")])

    assert trials.is_trial.tolist() == [False, True, False, False, False]


def test_a_clock_that_was_set_back_lets_no_time_pass() -> None:
    trials = Trials.of([rated(5), rated(2)])

    assert (trials.days.tolist(), trials.count) == ([0, 0], 0)


def test_an_empty_log_has_no_trials() -> None:
    trials = Trials.of([])

    assert trials.count == 0
    assert foretold(trials, FSRS_6).size == 0


def test_what_is_foretold_is_what_the_scheduler_thinks() -> None:
    log = learner(FORGETFUL, cards=20, each=6, start=NOON, seed=1)
    scheduler = Scheduler(Preset(parameters=FORGETFUL))
    expected: list[float] = []
    schedule: Schedule | None = None
    for number, review in enumerate(log):
        schedule = schedule if number % 6 else None
        expected.append(scheduler.retrievability(schedule, review.at) if schedule else 1.0)
        schedule = scheduler.step(schedule, review.grade, review.at)

    found = foretold(Trials.of(log), FORGETFUL)

    assert found.tolist() == pytest.approx(expected, rel=1e-6)


def test_only_the_reviews_before_a_moment_are_left() -> None:
    trials = Trials.of([rated(0), rated(1), rated(3), rated(2, card="b"), rated(8, card="b")])

    earlier = trials.before((NOON + 3 * DAY).timestamp())

    assert (earlier.position.tolist(), earlier.count) == ([0, 1, 0], 1)


def test_a_moment_has_a_share_of_the_trials_before_it() -> None:
    trials = Trials.of([rated(days) for days in range(11)])

    moment = trials.moment_at(0.8)

    assert trials.before(moment).count == pytest.approx(8, abs=1)


def test_trials_are_alike_by_days_and_by_the_reviews_and_lapses_before() -> None:
    log = [rated(0), rated(0.1), rated(1.1), rated(4.1, AGAIN), rated(4.2), rated(9.2)]
    alike = kinds(Trials.of([*log, rated(0, card="b"), rated(7, card="b")]))

    assert alike.days.tolist() == [1, 3, 5, 7]
    assert alike.reviews.tolist() == [2, 3, 4, 2]
    assert alike.lapses.tolist() == [0, 0, 1, 0]


def test_trials_of_one_card_stay_in_their_order() -> None:
    trials = Trials.of(learner(FSRS_6, cards=30, each=5, start=NOON, seed=2))

    assert np.all((np.diff(trials.at) > 0) | (np.diff(trials.card) > 0))
