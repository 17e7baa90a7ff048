"""The bundled decks: clean in both modes, and no less than their feet promise."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tutor.cards.card import Card, Deck, canonical
from tutor.cards.markdown import Mode, parse
from tutor.resources import seeds

LONGEST_LINE = 400  # characters; a longer one is no longer a point that can be ticked
FEWEST_CARDS = 60  # in all decks together, as a learner meets them
FOOT = ("Total Cards", "Review Time", "Priority", "Last Updated")

PATHS = sorted(seeds().glob("*.md"))

each_deck = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
each_mode = pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.name.lower())


def read(path: Path, mode: Mode = Mode.REPAIR) -> Deck:
    return parse(path.read_text(encoding="utf-8"), path.name, mode=mode)


def judged(deck: Deck) -> list[Card]:
    """The cards without the answer shown: there strict mode keeps the marks and a cloze's text."""
    return [replace(card, answer="") for card in deck.cards]


@each_mode
@each_deck
def test_a_bundled_deck_has_no_problems(path: Path, mode: Mode) -> None:
    assert [str(problem) for problem in read(path, mode).problems] == []


@each_deck
def test_both_modes_read_the_same_cards(path: Path) -> None:
    assert judged(read(path, Mode.STRICT)) == judged(read(path, Mode.REPAIR))


@each_mode
@each_deck
def test_the_foot_counts_the_cards_that_are_read(path: Path, mode: Mode) -> None:
    deck = read(path, mode)
    assert deck.property_named("Total Cards") == str(len(deck.cards))


@each_deck
def test_a_bundled_deck_has_a_whole_foot(path: Path) -> None:
    deck = read(path)
    assert [key for key in FOOT if not deck.property_named(key)] == []


@each_deck
def test_a_bundled_deck_has_a_title(path: Path) -> None:
    assert read(path).title


@each_deck
def test_no_line_of_the_foot_or_the_title_is_in_a_card(path: Path) -> None:
    deck = read(path)
    outside = [deck.title, *FOOT]
    texts = [f"{card.question}\n{card.answer}" for card in deck.cards]
    assert [line for line in outside if any(line in text for text in texts)] == []


@each_deck
def test_every_card_has_a_key_point(path: Path) -> None:
    assert [card.question for card in read(path).cards if not card.points] == []


@each_deck
def test_no_hidden_mark_reaches_the_learner(path: Path) -> None:
    texts = [text for card in read(path).cards for text in (card.question, card.answer)]
    points = [point.text for card in read(path).cards for point in card.points]
    assert [text for text in (*texts, *points) if "<!--" in text] == []


@each_deck
def test_a_question_for_any_n_asks_for_fewer_points_than_it_has(path: Path) -> None:
    some_of = [card for card in read(path).cards if card.question.startswith("Name any three")]
    assert [(card.needed, len(card.points) > card.needed) for card in some_of] == [
        (3, True) for _ in some_of
    ]


@each_deck
def test_no_line_is_too_long_to_read(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []


def test_no_question_is_asked_twice() -> None:
    questions = [canonical(card.question) for path in PATHS for card in read(path).cards]
    assert sorted(questions) == sorted(set(questions))


def test_the_decks_hold_enough_cards_for_a_start() -> None:
    assert sum(len(read(path).cards) for path in PATHS) >= FEWEST_CARDS
