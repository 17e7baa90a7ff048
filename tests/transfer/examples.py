"""Cards on their way, and what is compared of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tutor.cards.card import Kind
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.review import Grade, Schedule
from tutor.transfer.anki import read_package
from tutor.transfer.media import Media
from tutor.transfer.outgoing import Outgoing
from tutor.transfer.package import LIMITS, Limits, open_package
from tutor.transfer.values import CarriedCard, CarriedNote, Parcel, PastReview

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def read(path: Path, limits: Limits = LIMITS) -> Parcel:
    """Read a package of Anki's."""
    with open_package(path, limits) as package:
        return read_package(package, path.name, Media(package.media()))


def card(question: str = "Q", answer: str = "A", **others: object) -> CarriedCard:
    """Return a card on its way; in the deck "art" unless told."""
    return CarriedCard(question, answer, **{"deck": "art", **others})


def note(*cards: CarriedCard, kind: Kind = Kind.MULTI, **others: object) -> CarriedNote:
    """Return a note of some cards, or of one."""
    return CarriedNote(kind, cards or (card(),), **others)


def reviewed(one: CarriedCard, *grades: Grade) -> tuple[CarriedCard, tuple[Schedule, ...]]:
    """Return a card that was reviewed whenever it was due, and where it stood after each review.

    Cards with questions of different lengths have no moment in common.
    """
    scheduler, at = Scheduler(), NOON + timedelta(seconds=len(one.question))
    schedule: Schedule | None = None
    reviews, after = [], []
    for number, grade in enumerate(grades):
        schedule = scheduler.step(schedule, grade, at)
        reviews.append(PastReview(at, grade, 1.5 + number, f"{one.question}:{number}"))
        after.append(schedule)
        at = schedule.due + timedelta(hours=number)
    source = one.source or one.question
    return replace(one, reviews=tuple(reviews), schedule=schedule, source=source), tuple(after)


def going(*cards: CarriedCard, kind: Kind = Kind.MULTI, text: str = "") -> Outgoing:
    """Return a note of cards that nobody reviewed, on its way to Anki."""
    own = tuple(replace(one, source=one.question) for one in cards)
    return Outgoing(CarriedNote(kind, own, text), tuple(() for _ in own))


def seen(parcel: Parcel) -> list[tuple[object, ...]]:
    """Return what a learner knows of the cards of a parcel, whatever their ids."""
    return sorted(map(known, parcel.cards))


def known(one: CarriedCard) -> tuple[object, ...]:
    """Return what a learner knows of a card, whatever its ids."""
    reviews = tuple((review.at, int(review.grade), review.seconds) for review in one.reviews)
    tags = tuple(sorted(one.tags))
    return (one.question, one.answer, one.deck, tags, reviews, one.is_suspended, one.is_flagged)


def faces(notes: Iterable[CarriedNote]) -> list[tuple[str, str]]:
    """Return the question and the answer of every card."""
    return [(one.question, one.answer) for note in notes for one in note.cards]
