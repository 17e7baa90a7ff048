"""`tutor leeches`, and what a sitting says of a card that has become one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest

from tests.practice.material import StubGrader
from tests.scheduling.examples import DAY
from tests.store.examples import keep, review
from tutor.cli import wiring
from tutor.cli.leeches import leeches_json, leeches_lines, read_leeches
from tutor.cli.practice import sit
from tutor.cli.scope import read_scope
from tutor.practice.pipe import PipeFace
from tutor.practice.preparation import Wishes
from tutor.scheduling.days import Day
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.options import DeckOptions, Regime
from tutor.scheduling.review import Grade
from tutor.store.store import Store

DECK = "#flashcards/biology\n\nWhat is mitosis?::Division.\n\nWhat is a cell?::A unit of life.\n"
NOW = wiring.now()


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "bio.md"
    path.write_text(DECK, encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path, deck: Path) -> Iterator[Store]:
    cards = read_scope([str(deck)], []).loaded
    with Store.open(tmp_path / "tutor.db") as opened:
        opened.remember([(card, card.fingerprint) for card in cards], NOW)
        yield opened


def forget(store: Store, card_id: str, times: int) -> None:
    """Have a card learned, and then forgotten and learned again."""
    keep(store, review(card_id, NOW - 900 * DAY, Grade.EASY))
    for n in range(times):
        at = NOW - 800 * DAY + n * 20 * DAY
        keep(store, review(card_id, at, Grade.AGAIN), review(card_id, at + timedelta(hours=1)))


def first_card(store: Store) -> str:
    return next(card.id for card in store.known_cards() if "mitosis" in card.question)


def test_a_leech_is_listed_with_why_and_what_to_do(store: Store) -> None:
    forget(store, first_card(store), 8)
    cards = {card.id: card for card in store.known_cards()}

    found = read_leeches(cards, Regime(), store)

    assert [*leeches_lines(found, cards)] == [
        "What is mitosis?",
        f"  flashcards/biology, id {first_card(store)}",
        "  forgotten 8 times; 8 of 17 reviews failed; 4 min spent",
        "  Tell it apart from “It has a cell wall.”, which was answered 8 times.",
        f"  Or leave it for a while: tutor suspend {first_card(store)}",
    ]
    [line] = leeches_json(found, cards)
    assert (json.loads(line)["lapses"], json.loads(line)["failures"]) == (8, 8)


def test_a_deck_says_from_when_on_a_card_is_one(store: Store) -> None:
    forget(store, first_card(store), 3)
    cards = {card.id: card for card in store.known_cards()}

    assert read_leeches(cards, Regime(), store) == []
    assert len(read_leeches(cards, Regime(own={"biology": {"leech_lapses": 3}}), store)) == 1
    assert [*leeches_lines([], cards)] == ["There is no leech."]


def test_a_card_that_is_suspended_already_is_left_out(store: Store) -> None:
    forget(store, first_card(store), 8)
    store.mark([Mark("f" * 32, first_card(store), NOW, MarkKind.SUSPENDED)])
    cards = {card.id: card for card in store.known_cards()}

    assert read_leeches(cards, Regime(), store) == []


def test_a_sitting_tells_of_a_card_that_has_become_one(store: Store, deck: Path) -> None:
    forget(store, first_card(store), 2)
    regime = Regime(DeckOptions(leech_lapses=3, new_per_day=0))
    said = StringIO()
    day = Day(NOW.date(), NOW - DAY / 2, NOW + DAY / 2)

    sit(
        read_scope([str(deck)], []),
        store,
        PipeFace(StringIO("wrong\n"), said, lambda: None),
        StubGrader(),
        Wishes(day, regime),
    )

    assert said.getvalue().splitlines()[-1] == (
        "A leech, forgotten 3 times: What is mitosis? `tutor leeches` says what to do."
    )
