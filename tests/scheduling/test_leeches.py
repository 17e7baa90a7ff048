"""Cards that are forgotten again and again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.scheduling.examples import NOON, in_review
from tests.store.examples import review
from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict
from tutor.scheduling.leeches import became_leeches, examined
from tutor.scheduling.review import Grade, Review, Schedule


def verdict(**points: Status) -> Verdict:
    findings = tuple(Finding(KeyPoint(text), status, 0, "") for text, status in points.items())
    return Verdict(findings, 0, Level.INCORRECT, 0.9, Stage.SIMILARITY, "")


def failure(text: str = "", **points: Status) -> Review:
    return review("leech", grade=Grade.AGAIN, text=text, verdict=verdict(**points))


def lapsed(times: int) -> Schedule:
    return replace(in_review(NOON), lapses=times)


@pytest.mark.parametrize(
    ("before", "after", "is_one"), [(7, 8, True), (6, 7, False), (8, 9, False), (None, 8, True)]
)
def test_a_card_becomes_a_leech_once(before: int | None, after: int, is_one: bool) -> None:
    known = {} if before is None else {"leech": lapsed(before)}

    assert became_leeches(known, {"leech": lapsed(after)}, {"leech": 8}) == ["leech"] * is_one


def test_points_are_counted_by_how_many_failures_lacked_them() -> None:
    lacking, there = Status.MISSING, Status.COVERED
    right = review("leech", grade=Grade.GOOD, verdict=verdict(cell=lacking))

    leech = examined(
        "leech",
        8,
        [failure(cell=there, wall=lacking), failure(cell=Status.CONTRADICTED, wall=lacking), right],
    )

    assert leech.missed == (("wall", 2), ("cell", 1))
    assert (leech.failures, leech.reviews, leech.seconds) == (2, 3, 3 * 12.5)


def test_a_bonus_that_is_left_out_is_no_reason() -> None:
    bonus = Finding(KeyPoint("extra", required=False), Status.MISSING, 0, "")
    one = review("leech", grade=Grade.AGAIN, verdict=replace(verdict(), findings=(bonus,)))

    assert examined("leech", 8, [one]).missed == ()


def test_the_remedy_follows_from_what_went_wrong() -> None:
    lacking = Status.MISSING
    confused = examined("leech", 8, [failure("Venus ", a=lacking), failure("Venus", a=lacking)])
    long = examined("leech", 8, [failure(a=lacking, b=lacking, c=lacking, d=lacking)])
    lopsided = examined("leech", 8, [failure(a=lacking, b=Status.COVERED)])
    plain = examined("leech", 8, [failure(a=lacking)])

    assert confused.remedy == "Tell it apart from “Venus”, which was answered 2 times."
    assert long.remedy.startswith("Split it: 4 points")
    assert lopsided.remedy.startswith("Mend it: ask for “a” by itself")
    assert plain.remedy.startswith("Mend it: another wording")


def test_not_knowing_is_nothing_to_tell_a_card_apart_from() -> None:
    unknown = replace(verdict(), decided_by=Stage.DONT_KNOW)
    several = [review("leech", grade=Grade.AGAIN, text="no idea", verdict=unknown)] * 3

    assert examined("leech", 8, several).confused == ()


def test_what_nobody_judged_is_counted_and_says_nothing_of_points() -> None:
    one = replace(failure(), verdict=Unjudged("offline"), answer=Answer("", seconds=4))

    leech = examined("leech", 8, [one])

    assert (leech.failures, leech.missed, leech.points, leech.seconds) == (1, (), 0, 4)
