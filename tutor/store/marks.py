"""Marks and seeds to rows and back."""

from __future__ import annotations

from typing import NamedTuple, cast

from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.review import Seed
from tutor.store.codec import Row, text_from_column, text_to_column
from tutor.store.moments import microseconds, moment

MARK_COLUMNS = "id, card_id, at, kind, text, until"
SEED_COLUMNS = "id, card_id, at, due, stability, difficulty, source"


class MarkRow(NamedTuple):
    """A row of `MARK_COLUMNS`."""

    id: str
    card_id: str
    at: int
    kind: str
    text: str | bytes
    until: int | None


def mark_to_row(mark: Mark) -> MarkRow:
    """Return the columns of a mark."""
    return MarkRow(
        id=mark.id,
        card_id=mark.card_id,
        at=microseconds(mark.at),
        kind=mark.kind.value,
        text=text_to_column(mark.text),
        until=None if mark.until is None else microseconds(mark.until),
    )


def mark_from_row(row: Row) -> Mark:
    """Return the mark in the columns `MARK_COLUMNS`.

    Raises:
        ValueError, TypeError, OverflowError: There is none; the store is damaged.
    """
    stored = MarkRow(*cast("MarkRow", row))
    return Mark(
        id=stored.id,
        card_id=stored.card_id,
        at=moment(stored.at),
        kind=MarkKind(stored.kind),
        text=text_from_column(stored.text),
        until=None if stored.until is None else moment(stored.until),
    )


def seed_to_row(seed: Seed) -> Row:
    """Return the columns of a seed."""
    moments = (microseconds(seed.at), microseconds(seed.due))
    return (seed.id, seed.card_id, *moments, seed.stability, seed.difficulty, seed.source)
