"""A card's history, as far as its schedule follows from it, and whether two agree."""

from __future__ import annotations

from dataclasses import replace
from math import isclose
from typing import NamedTuple, TypeAlias, cast

from tutor.scheduling.review import SHIPPED_TERMS, Grade, GradedAt, Schedule, Seed, Terms
from tutor.store.codec import Row
from tutor.store.moments import moment

LAST_GRADE = """coalesce(
  (SELECT regrade.grade FROM regrade WHERE review_id = review.id ORDER BY at DESC LIMIT 1),
  review.grade)"""
"""The grade of a review that counts, in SQL."""

LAST_GRADER = """coalesce(
  (SELECT regrade.grader FROM regrade WHERE review_id = review.id ORDER BY at DESC LIMIT 1), '')"""
"""Whose proposal that grade follows without the learner's word on the very answer, in SQL."""

_LAST_PRESET = """coalesce(
  (SELECT recount.preset FROM recount
   WHERE recount.card_id = review.card_id AND recount.at > review.at
   ORDER BY recount.at DESC LIMIT 1),
  review.preset)"""

LIVE = "review.id NOT IN (SELECT review_id FROM retraction)"
"""Whether a review was not undone, in SQL."""

READ_ENTRIES = f"""
SELECT card_id, id, at, {LAST_GRADE}, {_LAST_PRESET}, spread, NULL, NULL, NULL, NULL
FROM review WHERE {LIVE} AND {{where}}
UNION ALL
SELECT card_id, id, at, NULL, NULL, NULL, due, stability, difficulty, source
FROM seed WHERE {{where}}
ORDER BY card_id, id"""
"""What schedules follow from, card by card, in SQL; `where` says of which cards."""

_LAST_DIGITS = 1e-9  # relative; another system's `pow` may round the last digits otherwise


Entry: TypeAlias = GradedAt | Seed
"""What a schedule follows from."""

History: TypeAlias = list[Entry]
"""The reviews of one card that were not undone, and its seeds, in the order of their ids."""


class _EntryRow(NamedTuple):
    """A row of `READ_ENTRIES`."""

    card_id: str
    id: str
    at: int
    grade: int | None
    preset: str
    spread: float | None
    due: int
    stability: float
    difficulty: float
    source: str


def entry_from_row(row: Row) -> tuple[str, Entry]:
    """Return the card's id and the entry in a row of `READ_ENTRIES`.

    Raises:
        ValueError, TypeError, OverflowError: There is none; the store is damaged.
    """
    stored = _EntryRow(*cast("_EntryRow", row))
    at = moment(stored.at)
    if stored.grade is not None:
        return stored.card_id, GradedAt(
            Grade(stored.grade), at, terms(stored.preset, stored.spread)
        )
    due, stability, difficulty = moment(stored.due), stored.stability, stored.difficulty
    seed = Seed(stored.id, stored.card_id, at, due, stability, difficulty, stored.source)
    return stored.card_id, seed


def terms(preset: str, spread: float | None) -> Terms:
    """Return the terms in two columns; the shipped ones, which nearly all reviews have, once."""
    return Terms(preset, spread) if preset or spread is not None else SHIPPED_TERMS


def agree(kept: Schedule | None, folded: Schedule | None) -> bool:
    """Whether two schedules are the same but for the last digits of what was computed."""
    if kept is None or folded is None:
        return kept is folded
    return (
        isclose(kept.stability, folded.stability, rel_tol=_LAST_DIGITS)
        and isclose(kept.difficulty, folded.difficulty, rel_tol=_LAST_DIGITS)
        and replace(kept, stability=folded.stability, difficulty=folded.difficulty) == folded
    )
