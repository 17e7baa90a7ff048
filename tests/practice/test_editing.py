"""Which card is which after its file was edited in a sitting."""

from __future__ import annotations

from dataclasses import replace

from tests.practice.material import card
from tutor.cards.card import Card, Place
from tutor.practice.editing import edited


def at(line: int, question: str, answer: str) -> Card:
    return replace(card(question, answer), place=Place("x.md", line))


FRANCE, PERU = at(1, "Capital of France?", "Paris"), at(5, "Capital of Peru?", "Lima")
BEFORE = {"a": FRANCE, "b": PERU}


def test_nothing_edited_is_nothing_changed() -> None:
    found = edited("a", BEFORE, [FRANCE, PERU])

    assert (found.cards, found.gone) == ({}, False)


def test_another_answer_is_the_same_card() -> None:
    now = at(1, "Capital of France?", "Paris, on the Seine")

    assert edited("a", BEFORE, [now, PERU]).cards == {"a": now}


def test_a_question_that_was_reworded_altogether_keeps_its_history() -> None:
    now = at(1, "Where does the Élysée stand?", "In Paris")

    assert edited("a", BEFORE, [now, PERU]).cards == {"a": now}


def test_several_reworded_questions_are_told_by_their_order() -> None:
    one, two = at(1, "Chief town of France?", "Paris"), at(5, "Chief town of Peru?", "Lima")

    assert edited("b", BEFORE, [one, two]).cards == {"a": one, "b": two}


def test_beside_a_new_card_the_reworded_one_is_the_most_alike() -> None:
    new, now = at(1, "What is tea?", "Leaves"), at(3, "The capital of France?", "Paris")

    assert edited("a", BEFORE, [new, now, PERU]).cards == {"a": now}


def test_a_card_that_was_deleted_is_gone() -> None:
    assert edited("a", BEFORE, [PERU]).gone


def test_moving_down_changes_nothing() -> None:
    assert edited("a", BEFORE, [PERU, replace(FRANCE, place=Place("x.md", 9))]).cards == {}
