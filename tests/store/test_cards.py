"""What is remembered of cards."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.scheduling.examples import DAY, NOON
from tutor.cards.card import Card, Place
from tutor.cards.likeness import KnownCard
from tutor.store.store import Store

MITOSIS = Card(
    "What is mitosis?",
    "Division of a nucleus.",
    points=(),
    needed=0,
    decks=("biology/cells", "exam"),
    place=Place("bio.md", 3),
    block_id="^m1",
)
KNOWN = KnownCard(
    id="m",
    fingerprint=MITOSIS.fingerprint,
    question="What is mitosis?",
    answer="Division of a nucleus.",
    path="bio.md",
    deck="biology/cells",
    block_id="^m1",
)


def seen(path: Path) -> list[tuple[int, int]]:
    """Return when each card was first and last seen, in days after `NOON`."""
    raw = sqlite3.connect(path)
    rows = raw.execute("SELECT first_seen, last_seen FROM card").fetchall()
    raw.close()
    noon = NOON.timestamp()
    return [tuple(round((at / 1e6 - noon) / 86400) for at in row) for row in rows]


def test_a_remembered_card_is_known(store: Store) -> None:
    store.remember([(MITOSIS, "m")], NOON)

    assert store.known_cards() == [KNOWN]


def test_an_edited_card_is_known_as_it_was_seen_last(store: Store) -> None:
    edited = Card("What's mitosis?", "Division.", (), 0, place=Place("cells.md", 1))
    store.remember([(MITOSIS, "m")], NOON)
    store.remember([(edited, "m")], NOON)

    [known] = store.known_cards()

    assert known == KnownCard(
        "m", edited.fingerprint, "What's mitosis?", "Division.", "cells.md", "", ""
    )


def test_it_is_remembered_when_a_card_was_seen_first_and_last(store: Store, path: Path) -> None:
    store.remember([(MITOSIS, "m")], NOON)
    store.remember([(MITOSIS, "m")], NOON + 5 * DAY)

    assert seen(path) == [(0, 5)]


def test_text_that_is_no_valid_unicode_is_remembered(store: Store) -> None:
    odd = Card("What\x00?", "Th\udcffat.", (), 0, place=Place("d\udce9ck.md", 1))
    store.remember([(odd, "odd")], NOON)

    [known] = store.known_cards()

    assert (known.question, known.answer, known.path) == (
        "What\x00?",
        "Th\udcffat.",
        "d\udce9ck.md",
    )


def test_an_adopted_question_belongs_to_the_card(store: Store) -> None:
    store.remember([(MITOSIS, "m")], NOON)
    store.adopt("f1", "m")

    assert store.aliases() == {"f1": "m"}
    assert [known.fingerprint for known in store.known_cards()] == ["f1"]


def test_a_declined_pair_is_remembered(store: Store) -> None:
    store.remember([(MITOSIS, "m")], NOON)
    store.decline("f1", "m")
    store.decline("f1", "m")

    assert store.declined() == {("f1", "m")}


def test_adopting_takes_back_that_it_was_declined(store: Store) -> None:
    store.remember([(MITOSIS, "m")], NOON)
    store.decline("f1", "m")
    store.adopt("f1", "m")

    assert store.declined() == set()


def test_nothing_is_adopted_by_a_card_that_nobody_knows(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store.adopt("f1", "nobody")
