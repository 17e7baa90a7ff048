"""Parameters are fitted to the earlier trials, and held against the later ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scheduling.examples import NOON
from tutor.evaluation.learners import FORGETFUL, learner
from tutor.scheduling.fitting import (
    LEAST_TRIALS,
    Better,
    NoBetter,
    Parameters,
    TooFew,
    compare,
    fit,
)
from tutor.scheduling.fsrs_rs import train, within_bounds
from tutor.scheduling.preset import FSRS_6, Preset
from tutor.scheduling.review import Grade
from tutor.scheduling.trials import Rated, Trials

LOG = Trials.of(learner(FORGETFUL, cards=600, each=10, start=NOON, seed=1))
FRESH = Trials.of(learner(FORGETFUL, cards=600, each=10, start=NOON, seed=2))


class Known:
    """Fits nothing: it knows the parameters, and keeps what it was shown."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.seen: list[Trials] = []

    def __call__(self, trials: Trials) -> Parameters:
        self.seen.append(trials)
        return self.parameters


def test_a_forgetful_learner_is_foretold_better_than_by_the_defaults() -> None:
    found = fit(LOG, FSRS_6, train)

    assert isinstance(found, Better)
    assert found.held_out.after.log_loss < found.held_out.before.log_loss
    assert found.held_out.after.rmse_bins < found.held_out.before.rmse_bins


def test_what_is_fitted_foretells_reviews_that_nobody_saw_nearly_as_well_as_the_truth() -> None:
    found = fit(LOG, FSRS_6, train)
    assert isinstance(found, Better)

    gained = compare(FRESH, 0, FSRS_6, found.parameters).gain
    possible = compare(FRESH, 0, FSRS_6, FORGETFUL).gain

    assert gained > 0.8 * possible > 0


def test_who_forgets_as_most_do_keeps_the_defaults() -> None:
    usual = Trials.of(learner(FSRS_6, cards=600, each=10, start=NOON, seed=3))

    assert isinstance(fit(usual, FSRS_6, train), NoBetter)


def test_the_fit_sees_none_of_what_it_is_held_against() -> None:
    known = Known(FORGETFUL)
    fit(LOG, FSRS_6, known)
    earlier, everything = known.seen

    late = sorted(LOG.at[LOG.is_trial])[earlier.count :]
    assert earlier.at.max() < min(late)
    assert earlier.count == pytest.approx(0.8 * LOG.count, abs=1)
    assert everything is LOG


def test_parameters_that_foretell_worse_are_not_kept() -> None:
    found = fit(LOG, FORGETFUL, Known(FSRS_6))

    assert isinstance(found, NoBetter)
    assert found.held_out.gain < 0


def test_a_gain_that_may_be_chance_is_none() -> None:
    found = fit(LOG, FSRS_6, Known(FSRS_6))

    assert isinstance(found, NoBetter)
    assert (found.held_out.gain, found.held_out.error) == (0, 0)


def test_too_few_trials_are_refused() -> None:
    few = Trials.of(learner(FORGETFUL, cards=40, each=10, start=NOON, seed=1))

    assert fit(few, FSRS_6, train) == TooFew(40 * 9, LEAST_TRIALS)


def test_trials_of_one_moment_cannot_be_parted() -> None:
    cards = [f"card {number}" for number in range(LEAST_TRIALS)]
    at = (NOON, NOON + timedelta(days=3))
    once = Trials.of(Rated(card, Grade.GOOD, when) for card in cards for when in at)

    assert isinstance(fit(once, FSRS_6, train), TooFew)


def test_the_error_counts_each_card_once() -> None:
    held_out = compare(FRESH, 0, FSRS_6, FORGETFUL)
    twice = learner(FORGETFUL, cards=600, each=10, start=NOON, seed=2)
    both = Trials.of([*twice, *(one._replace(card_id=f"copy of {one.card_id}") for one in twice)])

    doubled = compare(both, 0, FSRS_6, FORGETFUL)

    assert doubled.gain == pytest.approx(held_out.gain)
    assert doubled.error == pytest.approx(held_out.error / 2**0.5)
    assert (doubled.trials, doubled.cards) == (2 * held_out.trials, 1200)


def test_an_uncertain_grade_changes_nothing_that_is_fitted() -> None:
    log = learner(FORGETFUL, cards=100, each=10, start=NOON, seed=4)
    last = [one._replace(is_certain=False) if n % 10 == 9 else one for n, one in enumerate(log)]
    other = [one if one.is_certain else one._replace(grade=Grade.AGAIN) for one in last]

    assert train(Trials.of(last)) == train(Trials.of(other))


def test_one_seed_gives_one_set_of_parameters() -> None:
    assert train(LOG, seed=7) == train(LOG, seed=7) != train(LOG, seed=8)


def test_what_is_fitted_is_within_the_bounds_of_the_scheduler() -> None:
    just_out = (*FSRS_6[:9], 0.800000012, *FSRS_6[10:20], 0.0999999)

    assert Preset(parameters=within_bounds(just_out)).parameters[9] == 0.8
    assert within_bounds(just_out)[20] == 0.1
