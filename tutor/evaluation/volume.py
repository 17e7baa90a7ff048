"""Decks and stores of any size, made up to measure with; the same for the same arguments."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tutor.cards.card import Card, KeyPoint, Place
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Verdict
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.review import Grade, Review, Schedule
from tutor.scheduling.trials import Rated
from tutor.store.codec import SCHEDULE_COLUMNS, schedule_to_row
from tutor.store.moments import microseconds
from tutor.store.reviews import REVIEW_COLUMNS, ReviewRow, review_to_row
from tutor.store.store import Store

PASTS = 200
"""Different histories; each card has one of them, moved to a time of its own."""

_LONGEST = timedelta(days=200)  # nobody waits longer for a card, whatever is scheduled
_BITS_BELOW = 80  # the time of a UUIDv7, and what stands below it: the version first
_VERSION = 7 << 76
_GRADES, _ODDS = list(Grade), (1, 1, 7, 1)
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)

_INLINE = "What is entry {i}?::It is the record of the property that lies at number {i}."
_SENTENCE = """Why was entry {i} of the register amended?
?
Because the survey of that year had put its border on the wrong side of the river."""
_LIST = """What does entry {i} of the register name?
?
- the owner of the property
- the area that was surveyed
- the debts that weigh on it"""
_SHAPES = (_INLINE, _SENTENCE, _LIST)


def deck_text(cards: int) -> str:
    """Return a deck of so many cards, in three shapes by turns, between blank lines."""
    blocks = (_SHAPES[i % len(_SHAPES)].format(i=i) for i in range(cards))
    return "\n\n".join(["#flashcards/register", *blocks]) + "\n"


def made_up_cards(count: int) -> list[Card]:
    """Return so many cards with questions of their own."""
    return [_card(i) for i in range(count)]


def review_of(card_id: str, review_id: str, at: datetime, grade: Grade) -> Review:
    """Return a review of a usual size."""
    finding = Finding(KeyPoint("the record of a property"), Status.COVERED, 0.93, "its record")
    why = "1 of 1 point covered."
    return Review(
        id=review_id,
        card_id=card_id,
        at=at,
        answer=Answer("It is where the owner has its record.", seconds=12.0),
        verdict=Verdict((finding,), 0.93, Level.CORRECT, 0.9, Stage.SIMILARITY, why),
        grader="made up",
        proposed=grade,
        grade=grade,
        sitting="0" * 32,
    )


def new_id(number: int) -> str:
    """Return an id for the log, greater for a greater number."""
    return f"{number:032x}"


def id_at(at: int, number: int) -> str:
    """Return an id like the log's own, of a moment in microseconds; each number has another."""
    return new_id(at // 1000 << _BITS_BELOW | _VERSION | number)


def fill_store(path: Path, cards: Sequence[Card], each: int, now: datetime) -> None:
    """Make a store in which every card was reviewed `each` times; about half of them are due.

    Every schedule is the fold of its reviews. The log is written past `Store`, whose transactions
    are made for one review at a time.
    """
    with Store.open(path) as store:
        store.remember(((card, card.fingerprint) for card in cards), now)
    chance = Random(each)
    pasts = [_past(each, chance) for _ in range(PASTS)]
    lives = [_live(card.fingerprint, pasts, now, chance) for card in cards]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            f"INSERT INTO review ({REVIEW_COLUMNS}) VALUES ({_marks(ReviewRow)})",
            _review_rows(lives, each),
        )
        connection.executemany(
            f"INSERT INTO schedule (card_id, {SCHEDULE_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)",
            _schedule_rows(lives),
        )


def fill_log(path: Path, log: Sequence[Rated]) -> None:
    """Make a store with these reviews and no more: neither cards nor schedules."""
    Store.open(path).close()
    rows = [
        review_to_row(
            review_of(one.card_id, id_at(microseconds(one.at), number), one.at, one.grade)
        )
        for number, one in enumerate(log)
    ]
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.executemany(
            f"INSERT INTO review ({REVIEW_COLUMNS}) VALUES ({_marks(ReviewRow)})", rows
        )


@dataclass(frozen=True, slots=True)
class _Past:
    """A history, and the schedule that it leads to."""

    rows: tuple[ReviewRow, ...]
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class _Life:
    """A card with its past, moved by so many microseconds."""

    card_id: str
    past: _Past
    shift: int


def _card(i: int) -> Card:
    point = KeyPoint(f"the record of the property at number {i}")
    question = f"What is entry {i} of the register?"
    return Card(question, point.text, (point,), 1, decks=("register",), place=Place("r.md", i + 1))


def _past(each: int, chance: Random) -> _Past:
    scheduler, at = Scheduler(), _BEGINNING
    grade = Grade.GOOD
    schedule = scheduler.step(None, grade, at)
    rows = [review_to_row(review_of("", "", at, grade))]
    for _ in range(each - 1):
        at += min(schedule.due - at, _LONGEST) + timedelta(hours=chance.uniform(0, 48))
        grade = chance.choices(_GRADES, _ODDS)[0]
        schedule = scheduler.step(schedule, grade, at)
        rows.append(review_to_row(review_of("", "", at, grade)))
    return _Past(tuple(rows), schedule)


def _live(card_id: str, pasts: Sequence[_Past], now: datetime, chance: Random) -> _Life:
    """Give a card a past that ended up to two intervals ago."""
    past = chance.choice(pasts)
    interval = min(past.schedule.due - past.schedule.last_review, _LONGEST)
    last_review = now - interval * chance.uniform(0, 2)
    return _Life(card_id, past, microseconds(last_review) - microseconds(past.schedule.last_review))


def _review_rows(lives: Sequence[_Life], each: int) -> Iterator[ReviewRow]:
    """Yield the first reviews of all cards, then the second ones, and so on."""
    for turn in range(each):
        for number, life in enumerate(lives, start=turn * len(lives)):
            row = life.past.rows[turn]
            at = row.at + life.shift
            yield row._replace(id=id_at(at, number), card_id=life.card_id, at=at)


def _schedule_rows(lives: Sequence[_Life]) -> Iterator[tuple[object, ...]]:
    for life in lives:
        row = schedule_to_row(life.past.schedule)
        moved = row._replace(due=row.due + life.shift, last_review=row.last_review + life.shift)
        yield (life.card_id, *moved)


def _marks(row: type[ReviewRow]) -> str:
    return ", ".join("?" * len(row._fields))
