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
