"""Decks of hashcards, and the reviews in its database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.transfer.examples import card, faces, note
from tutor.cards.card import Kind
from tutor.errors import ReadError
from tutor.scheduling.review import Grade
from tutor.transfer.blake3 import hexdigest
from tutor.transfer.hashcards import read_hashcards, read_past, write_hashcards
from tutor.transfer.values import Parcel

# The test vectors of the specification: over the bytes 0, 1, … 250, 0, 1, …, so many of them.
VECTORS = {
    0: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    1: "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
    1024: "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
    1025: "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
    3073: "7124b49501012f81cc7f11ca069ec9226cecb8a2c850cfe644e327d22d3e1cd3",
}


@pytest.mark.parametrize(("length", "digest"), VECTORS.items())
def test_the_digest_is_blake3(length: int, digest: str) -> None:
    assert hexdigest(bytes(at % 251 for at in range(length))) == digest


def read(text: str) -> Parcel:
    return read_hashcards(text, "decks/Geography.md", {})


def test_questions_and_answers_run_over_lines() -> None:
    text = "Q: What is 2+2?\nA: 4\n\nQ: List:\nA:\n\n- a\n- b\n---\n\nQ: One\nmore\nA: x\n"

    assert faces(read(text).notes) == [
        ("What is 2+2?", "4"),
        ("List:", "- a\n- b"),
        ("One\nmore", "x"),
    ]


def test_each_bracket_is_a_card_of_its_text() -> None:
    [found] = read("C: The [order] of a\n\\[group\\] is [its size].\n").notes

    assert (found.kind, found.text) == (
        Kind.CLOZE,
        "The ==order== of a\n[group] is ==its size==.",
    )
    assert faces([found]) == [
        ("The [...] of a\n[group] is its size.", "order"),
        ("The order of a\n[group] is [...].", "its size"),
    ]


def test_the_brackets_of_a_picture_are_text() -> None:
    assert faces(read("C: ![a heart](h.png) pumps [blood]\n").notes) == [
        ("![a heart](h.png) pumps [...]", "blood")
    ]


def test_a_deletion_over_several_lines_becomes_a_question() -> None:
    [found] = read("C: The [first\nsecond] line\n").notes

    assert (found.kind, faces([found])) == (
        Kind.MULTI,
        [("The [...] line", "first\nsecond")],
    )


def test_the_deck_is_named_by_its_file_or_by_itself() -> None:
    named = read('---\nname = "World"\n---\nQ: a\nA: b\n')

    assert [one.deck for one in (*read("Q: a\nA: b\n").cards, *named.cards)] == [
        "Geography",
        "World",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A: b\n", 1),
        ("Q: a\n\nQ: b\nA: c\n", 3),
        ("\nQ: a\n", 2),
        ("Q: a\n---\n", 2),
        ("Q: a\nA: b\nA: c\n", 3),
        ("stray\n", 1),
        ("C: no brackets\n", 1),
        ("---\nname = \n---\nQ: a\nA: b\n", 1),
    ],
)
def test_what_is_no_card_is_named_by_its_line(text: str, line: int) -> None:
    with pytest.raises(ReadError, match=rf"Geography\.md:{line}: "):
        read(text)


def test_reviews_are_found_by_the_digest_of_their_card(tmp_path: Path) -> None:
    basic = hexdigest("BasicWhat is é?A letter.".encode())
    cloze = hexdigest(
        b"Cloze" + "é is one".encode() + (6).to_bytes(8, "little") + (8).to_bytes(8, "little")
    )
    database = tmp_path / "hashcards.db"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE reviews (review_id, card_hash, reviewed_at, grade)")
        connection.executemany(
            "INSERT INTO reviews VALUES (?, ?, ?, ?)",
            [
                (2, basic, "2026-03-02T08:00:00.000", "good"),
                (1, basic, "2026-03-01T08:00:00.000", "forgot"),
                (3, cloze, "2026-03-02T09:30:00.500", "easy"),
            ],
        )
    past = read_past(database, lambda local: local.replace(tzinfo=UTC))

    parcel = read_hashcards("Q: What is é?\nA: A letter.\nC: é is [one]\n", "d.md", past)

    assert [[(r.at, r.grade) for r in one.reviews] for one in parcel.cards] == [
        [
            (datetime(2026, 3, 1, 8, tzinfo=UTC), Grade.AGAIN),
            (datetime(2026, 3, 2, 8, tzinfo=UTC), Grade.GOOD),
        ],
        [(datetime(2026, 3, 2, 9, 30, 0, 500_000, tzinfo=UTC), Grade.EASY)],
    ]


def test_a_damaged_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "hashcards.db").write_bytes(b"no database at all, none whatsoever")

    with pytest.raises(ReadError, match="the database of hashcards is damaged"):
        read_past(tmp_path / "hashcards.db", datetime.astimezone)


def test_what_is_written_is_read_again() -> None:
    notes = [
        note(card("Q: what?", "A: that\n---\nC: x")),
        note(
            card("The [...] [x] pumps blood", "heart"),
            card("The heart [x] pumps [...]", "blood"),
            kind=Kind.CLOZE,
            text="The ==heart== [x] pumps ==blood==",
        ),
        note(card("It has a [hint]", "b"), kind=Kind.CLOZE, text="It has a ==b;;hint=="),
    ]

    again = read(write_hashcards(notes, 'My "deck"'))

    assert faces(again.notes) == [
        ("Q: what?", "A: that\n- - -\n C: x"),
        ("The [...] [x] pumps blood", "heart"),
        ("The heart [x] pumps [...]", "blood"),
        ("It has a [hint]", "b"),
    ]
    assert [one.kind for one in again.notes] == [Kind.MULTI, Kind.CLOZE, Kind.MULTI]
    assert next(again.cards).deck == 'My "deck"'
