"""Schedules and texts to rows and back; reviews have `tutor.store.reviews`."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias, cast

from tutor.cards.card import Card
from tutor.scheduling.review import Phase, Schedule
from tutor.store.moments import microseconds, moment

Value: TypeAlias = str | bytes | int | float | None
"""What a column holds."""

Row: TypeAlias = tuple[Value, ...]
"""The columns of one row, in the order of the statement."""

SCHEDULE_COLUMNS = "due, stability, difficulty, phase, step, last_review, reviews, lapses"

_PHASES = {phase.value: phase for phase in Phase}  # three times as fast as Phase(...)


class ScheduleRow(NamedTuple):
    """A row of `SCHEDULE_COLUMNS`."""

    due: int
    stability: float
    difficulty: float
    phase: str
    step: int
    last_review: int
    reviews: int
    lapses: int


def schedule_to_row(schedule: Schedule) -> ScheduleRow:
    """Return the columns of a schedule."""
    return ScheduleRow(
        due=microseconds(schedule.due),
        stability=schedule.stability,
        difficulty=schedule.difficulty,
        phase=schedule.phase.value,
        step=schedule.step,
        last_review=microseconds(schedule.last_review),
        reviews=schedule.reviews,
        lapses=schedule.lapses,
    )


def schedule_from_row(row: Row) -> Schedule:
    """Return the schedule in the columns `SCHEDULE_COLUMNS`.

    Raises:
        ValueError, LookupError, TypeError, OverflowError: There is none; the store is damaged.
    """
    stored = ScheduleRow(*cast("ScheduleRow", row))
    return Schedule(
        due=moment(stored.due),
        stability=float(stored.stability),
        difficulty=float(stored.difficulty),
        phase=_PHASES[stored.phase],
        step=int(stored.step),
        last_review=moment(stored.last_review),
        reviews=int(stored.reviews),
        lapses=int(stored.lapses),
    )


def card_to_row(card_id: str, card: Card) -> Row:
    """Return what is remembered of a card: the fields of `KnownCard`, in their order."""
    texts = (card.question, card.answer, card.place.path, card.deck)
    return (card_id, card.fingerprint, *map(text_to_column, texts), card.block_id)


def text_to_column(text: str) -> str | bytes:
    """Return `text`, as bytes where it holds lone surrogates, which SQLite's TEXT cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def text_from_column(column: Value) -> str:
    """Return the text that `text_to_column` wrote.

    Raises:
        ValueError, TypeError: There is none; the store is damaged.
    """
    if isinstance(column, bytes):
        return column.decode("utf-8", "surrogatepass")
    if not isinstance(column, str):
        raise TypeError(f"not a text: {column!r}")
    return column
