from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint
from tutor.cards.points import ask
from tutor.grading.findings import conclude, level_of, one_to_one, score_of
from tutor.grading.reservations import (
    extra_items,
    is_framed_as_wrong,
    leaves_open,
    reservation,
    takes_all_back,
)
from tutor.grading.verdict import Finding, Level, Stage, Status

GASES = ask("Name three noble gases.", "- Helium\n- Neon\n- Argon")
PROSE = ask("Why does ice float?", "Ice is less dense than water because its crystals are open.")


def found(card: Card, *coverages: float) -> list[Finding]:
    statuses = [Status.COVERED if each >= 0.5 else Status.MISSING for each in coverages]
    return [
        Finding(point, status, each, point.text if each >= 0.5 else "")
        for point, status, each in zip(card.points, statuses, coverages, strict=True)
    ]


@given(st.lists(st.floats(0, 1), min_size=3, max_size=3), st.integers(0, 2), st.floats(0, 1))
def test_covering_a_point_better_never_lowers_the_score(
    coverages: list[float], number: int, more: float
) -> None:
    better = [*coverages]
    better[number] = max(better[number], more)

    assert score_of(GASES, found(GASES, *better)) >= score_of(GASES, found(GASES, *coverages))


def test_a_missing_point_keeps_the_rest_from_being_correct() -> None:
    verdict = conclude(GASES, "helium, neon", found(GASES, 1, 1, 0), Stage.SIMILARITY)

    assert verdict.level is Level.PARTIAL


def test_a_few_strange_items_are_harmless() -> None:
    verdict = conclude(GASES, "helium, neon, argon, iron", found(GASES, 1, 1, 1), Stage.EXACT)

    assert verdict.level is Level.CORRECT


def test_more_strange_items_than_were_asked_for_are_a_guess() -> None:
    text = "helium, neon, argon, iron, gold, zinc, lead"
    verdict = conclude(GASES, text, found(GASES, 1, 1, 1), Stage.EXACT)

    assert extra_items(GASES, text, found(GASES, 1, 1, 1)) == ["iron", "gold", "zinc", "lead"]
    assert verdict.level is Level.PARTIAL
    assert "4 of the things listed are not in the reference" in verdict.reason


def test_prose_has_no_extra_items() -> None:
    assert extra_items(PROSE, "open crystals, less dense, and so on", found(PROSE, 1)) == []


def test_an_empty_answer_lists_nothing() -> None:
    assert extra_items(GASES, " \n ", found(GASES, 0, 0, 0)) == []


def test_a_dump_is_not_called_correct() -> None:
    verdict = conclude(PROSE, "ice and water and so on " * 60, found(PROSE, 1), Stage.SIMILARITY)

    assert verdict.level is Level.PARTIAL
    assert "far more than was asked" in verdict.reason


def test_no_short_phrase_earns_two_points() -> None:
    speed, ease = KeyPoint("It is fast"), KeyPoint("It is simple")
    findings = [Finding(p, Status.COVERED, c, "fast") for p, c in ((speed, 0.6), (ease, 0.9))]
    span = ((0, 4),)

    first, second = one_to_one(findings, {0: span, 1: span})

    assert (first.status, first.coverage, first.evidence) == (Status.MISSING, 0.0, "")
    assert second == findings[1]


def test_a_long_phrase_may_say_two_things() -> None:
    points = [KeyPoint("It is fast"), KeyPoint("It is simple")]
    findings = [Finding(point, Status.COVERED, 0.9, "fast and simple") for point in points]
    spans = ((0, 4), (5, 8), (9, 15), (16, 20))

    assert one_to_one(findings, {0: spans, 1: spans}) == findings


@pytest.mark.parametrize(
    ("score", "level"),
    [(0.5, Level.CORRECT), (0.49, Level.PARTIAL), (0.25, Level.PARTIAL), (0.2, Level.INCORRECT)],
)
def test_the_level_is_read_off_the_score(score: float, level: Level) -> None:
    assert level_of(score) is level


PHASES = ask("What are the phases of the Moon, in order?", "- New\n- Waxing\n- Full\n- Waning")


def said_in(text: str) -> list[Finding]:
    return [
        Finding(
            point, Status.COVERED, 1.0, point.text.lower() if point.text.lower() in text else ""
        )
        for point in PHASES.points
    ]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("new, waxing, full, waning", Level.CORRECT),
        ("new, full, waxing, waning", Level.PARTIAL),
        ("waning comes last, before it full, waxing after new", Level.CORRECT),
    ],
)
def test_an_order_that_was_asked_for_counts(text: str, level: Level) -> None:
    assert conclude(PHASES, text, said_in(text), Stage.SIMILARITY).level is level


def test_an_order_that_was_not_asked_for_does_not() -> None:
    said = [Finding(point, Status.COVERED, 1.0, point.text) for point in GASES.points]

    assert conclude(GASES, "Argon, Neon, Helium", said, Stage.SIMILARITY).level is Level.CORRECT


@pytest.mark.parametrize(
    "text",
    [
        "Its crystals are open. No, that is not right.",
        "its crystals are open, but that's wrong",
        "Its crystals are open, which isn't really true!",
        "the crystals are open but none of this is true",
        "Its crystals are open. Actually, the opposite is the case.",
    ],
)
def test_a_denial_at_the_end_takes_all_back(text: str) -> None:
    assert takes_all_back(PROSE, text)


@pytest.mark.parametrize(
    "text",
    [
        "Its crystals are open, and that is right.",
        "Its crystals are open, and that is not wrong.",
        "Its crystals are open. Many think that it is warmer, but that is wrong.",
        "If someone says that it is warmer, that is wrong",
        "Ice is not dense",
    ],
)
def test_what_affirms_or_corrects_others_takes_nothing_back(text: str) -> None:
    assert not takes_all_back(PROSE, text)


def test_who_is_asked_about_an_error_may_name_it() -> None:
    card = ask("What is wrong with this: 2 + 2 = 5?", "2 + 2 = 4, so the sum is false.")

    assert not takes_all_back(card, "2 + 2 = 4, so it is wrong")


@pytest.mark.parametrize(
    "text",
    [
        "Either its crystals are open, or it is warmer",
        "it could be either 0.9 kg or 1.1 kg a litre",
        "its crystals are open or maybe it is warmer",
        "The crystals are open, the crystals are dense: it is one of the two.",
    ],
)
def test_alternatives_that_nobody_asked_for_leave_it_open(text: str) -> None:
    verdict = conclude(PROSE, text, found(PROSE, 1), Stage.SIMILARITY)

    assert leaves_open(PROSE, text)
    assert verdict.level is Level.PARTIAL


@pytest.mark.parametrize(
    "text",
    [
        "Its crystals are open, on either side of a layer or within it",
        "its crystals are open, or in other words there is room in them",
        "There must be room in the crystals or else it would sink",
    ],
)
def test_an_or_within_a_sentence_leaves_nothing_open(text: str) -> None:
    assert not leaves_open(PROSE, text)


def test_a_card_that_offers_alternatives_may_be_answered_with_them() -> None:
    card = ask("What may a bit be?", "Either 0 or 1.")

    assert not leaves_open(card, "it is either zero or one")


def test_an_answer_that_only_calls_something_a_mistake_says_nothing() -> None:
    text = "It is a common mistake to think that its crystals are open."
    verdict = conclude(PROSE, text, found(PROSE, 1), Stage.SIMILARITY)

    assert verdict.level is Level.PARTIAL


@pytest.mark.parametrize(
    "text",
    [
        "It is a myth that it is warmer; its crystals are open.",
        "It is wrong that it is warmer. Its crystals are open.",
    ],
)
def test_who_calls_something_wrong_and_goes_on_may_be_right(text: str) -> None:
    assert not is_framed_as_wrong(PROSE, text)


def test_doubt_goes_with_a_reservation_that_some_right_answers_meet() -> None:
    why = reservation(PROSE, "either open crystals or warmth", found(PROSE, 1))

    assert why is not None
    assert why.is_doubtful
