"""Parameters that were fitted, and what they are fitted to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.scheduling.examples import DAY, NOON
from tests.store.examples import VERDICT, keep, review
from tutor.grading.verdict import Unjudged
from tutor.scheduling.certainty import Basis, GivenGrade
from tutor.scheduling.preset import ALL_DECKS, FSRS_6, SHIPPED, Fitted, Preset, in_force
from tutor.scheduling.review import Grade, Mode, Seed
from tutor.store.store import Store

OWN = Fitted((0.3, *FSRS_6[1:]), 812, 0.34, 0.33, NOON)
OTHER = replace(OWN, parameters=(0.4, *FSRS_6[1:]), at=NOON + DAY)


def test_what_was_fitted_comes_back(store: Store) -> None:
    store.keep_fitted(ALL_DECKS, OWN)
    store.keep_fitted("mus\ud800ic", OTHER)

    assert store.fitted() == {ALL_DECKS: OWN, "mus\ud800ic": OTHER}


def test_a_later_fit_takes_the_place_of_an_older_one(store: Store) -> None:
    store.keep_fitted("music", OWN)
    store.keep_fitted("music", OTHER)

    assert store.fitted() == {"music": OTHER}


def test_what_was_fitted_can_be_dropped(store: Store) -> None:
    store.keep_fitted("music", OWN)
    store.drop_fitted("music")
    store.drop_fitted("nobody's")

    assert store.fitted() == {}


@pytest.mark.parametrize(
    ("fitted", "parameters"),
    [
        ({}, FSRS_6),
        ({ALL_DECKS: OWN}, OWN.parameters),
        ({"music": OTHER, ALL_DECKS: OWN}, OTHER.parameters),
        ({"biology": OTHER}, FSRS_6),
    ],
)
def test_a_decks_own_parameters_go_before_those_of_all(
    fitted: dict[str, Fitted], parameters: tuple[float, ...]
) -> None:
    assert in_force(SHIPPED, "music", fitted) == Preset(parameters=parameters)


def test_only_the_parameters_of_a_preset_are_fitted() -> None:
    keen = Preset(desired_retention=0.97, longest=400)

    assert in_force(keen, "music", {"music": OWN}) == replace(keen, parameters=OWN.parameters)


def test_what_a_grade_rests_on_is_read_from_the_log(store: Store) -> None:
    doubted = replace(VERDICT, doubt="It may mean the opposite.", confidence=0.4)
    keep(store, review("a", NOON, Grade.AGAIN))
    keep(store, replace(review("a", NOON + DAY, verdict=doubted), mode=Mode.UNATTENDED))
    keep(store, replace(review("b", verdict=Unjudged("No model.")), proposed=None))

    good = Grade.GOOD
    assert store.given_grades() == [
        GivenGrade("a", NOON, Basis(Mode.TYPED, Grade.AGAIN, good, False, 0.8), 12.5),
        GivenGrade("a", NOON + DAY, Basis(Mode.UNATTENDED, good, good, True, 0.4), 12.5),
        GivenGrade("b", NOON, Basis(Mode.TYPED, good, None, False, None), 12.5),
    ]


def test_a_seed_stands_among_the_grades_and_what_was_undone_does_not(store: Store) -> None:
    store.plant([Seed("0" * 32, "a", NOON - DAY, NOON, 3.0, 5.0, "obsidian")])
    keep(store, undone := review("a"))
    store.retract(undone.id, NOON)

    assert store.given_grades() == [GivenGrade("a", NOON - DAY, None)]


@pytest.mark.parametrize(("grader", "follows"), [("", False), ("grader 2", True)])
def test_the_grade_that_counts_is_the_last_one_and_says_whose_it_is(
    store: Store, grader: str, follows: bool
) -> None:
    keep(store, made := review("a", grade=Grade.GOOD))
    store.regrade(made.id, Grade.AGAIN, NOON, grader=grader)

    [given] = store.given_grades()
    assert given.basis is not None
    assert (given.basis.grade, given.basis.is_regraded) == (Grade.AGAIN, follows)
