from __future__ import annotations

from random import Random

import pytest

from tutor.training.data import GradedAnswer, read_written
from tutor.training.variations import Variation, vary

ANSWERS = read_written()


@pytest.fixture(scope="module")
def made() -> list[Variation]:
    return vary(ANSWERS, Random(0))


def test_the_same_seed_makes_the_same_variations(made: list[Variation]) -> None:
    assert vary(ANSWERS, Random(0)) == made
    assert vary(ANSWERS, Random(1)) != made


def test_both_kinds_are_made_and_none_is_empty(made: list[Variation]) -> None:
    kinds = {(one.kept, one.contradicts) for one in made}

    assert kinds == {(True, False), (False, False), (False, True)}
    assert all(one.said.strip() and one.point for one in made)


def test_every_variation_is_held_against_a_known_point(made: list[Variation]) -> None:
    points = {one.references[0] for one in ANSWERS}

    assert {one.point for one in made} <= points


def test_one_lonely_answer_does_no_harm() -> None:
    alone = GradedAnswer(
        "x", "Why?", ("Because.",), "so", full=True, some=True, contradictory=False
    )

    for seed in range(50):
        assert all(one.point == "Because." for one in vary([alone], Random(seed)))


def right(reference: str, *, in_parts: bool = False) -> GradedAnswer:
    return GradedAnswer(
        "x", "What then?", (reference,), reference, full=True, some=True, contradictory=False,
        in_parts=in_parts, case="full",
    )  # fmt: skip


def kept_of(answers: list[GradedAnswer]) -> set[str]:
    return {one.said for seed in range(400) for one in vary(answers, Random(seed)) if one.kept}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("When it rains, the road gets wet", "the road gets wet when it rains"),
        ("The road gets wet because it rains", "Because it rains, the road gets wet"),
    ],
)
def test_two_clauses_are_kept_in_either_order(one: str, other: str) -> None:
    assert other in kept_of([right(one)])


def test_several_points_are_kept_together_in_any_order() -> None:
    made = kept_of([right("it is red", in_parts=True), right("it is round", in_parts=True)])

    assert {"it is round it is red", "it is red. it is round"} <= made


def test_a_short_point_is_set_against_texts_on_other_things() -> None:
    stranger = GradedAnswer(
        "x", "Why?", ("A long story about ships.",), "so", full=True, some=True, contradictory=False
    )
    refused = {
        one.said
        for seed in range(400)
        for one in vary([right("It rains"), stranger], Random(seed))
        if one.point == "It rains" and not one.kept
    }

    assert {"A long story about ships.", "Why?"} <= refused
