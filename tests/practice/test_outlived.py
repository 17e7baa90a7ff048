"""Accepted answers of cards whose reference was changed."""

from __future__ import annotations

from dataclasses import replace

from tests.practice.material import CARDS, NOON
from tutor.cards.likeness import KnownCard
from tutor.practice.outlived import outlived, revoked
from tutor.scheduling.marks import Marked, MarkKind

ACCEPTED = {"a": Marked(accepted=("the town on the Seine", "Paname"))}


def known(answer: str) -> list[KnownCard]:
    """Return the first card as it was seen last, with another reference."""
    card = CARDS["a"]
    return [KnownCard("a", card.fingerprint, card.question, answer, "deck.md", "nature", "")]


def test_answers_outlive_a_reference_that_stays() -> None:
    assert outlived(CARDS, known("Paris"), ACCEPTED) == {}


def test_spaces_are_no_other_reference() -> None:
    assert outlived(CARDS, known(" Paris\n"), ACCEPTED) == {}


def test_answers_do_not_outlive_a_reference_that_changed() -> None:
    assert outlived(CARDS, known("Lyon"), ACCEPTED) == {"a": ("the town on the Seine", "Paname")}


def test_a_card_that_nobody_saw_before_loses_nothing() -> None:
    assert outlived(CARDS, [], ACCEPTED) == {}


def test_a_card_without_accepted_answers_is_left_alone() -> None:
    flagged = {"a": replace(ACCEPTED["a"], accepted=(), is_flagged=True)}

    assert outlived(CARDS, known("Lyon"), flagged) == {}


def test_each_answer_is_revoked_by_a_mark() -> None:
    ids = iter(["1" * 32, "2" * 32])
    marks = revoked({"a": ("one", "two")}, NOON, lambda _: next(ids))

    assert [(mark.kind, mark.text) for mark in marks] == [
        (MarkKind.REVOKED, "one"),
        (MarkKind.REVOKED, "two"),
    ]
