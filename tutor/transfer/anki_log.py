"""From Anki's review log to the reviews that count for FSRS.

As Anki itself selects them (`reviews_for_fsrs` in `rslib/src/scheduler/fsrs/params.rs`): what
nobody graded is no review (set by hand, rescheduled), nor is cramming in a filtered deck, and what
came before the card was made new again counts no more. Where the log of a card does not reach back
to its first step of learning, its first graded review of a day's interval or more is where it is
taken up, with the interval and the ease that it then had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tutor.scheduling.review import Grade, Schedule
from tutor.transfer import old_schedules
from tutor.transfer.anki_collection import AnkiCard, LogEntry
from tutor.transfer.values import PastReview

_LEARNING, _FILTERED, _MANUAL = 0, 3, 4
_REVIEW = 2  # of a card's phases
_DAY_SECONDS = 86_400
_FSRS_FACTORS = (100, 1100)  # where a factor is a difficulty: 0.1 to 1.1, in thousandths
_UNKNOWN_EASE = 2500  # in thousandths: what SM-2 begins with
_LONGEST = 36_500  # days
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Past:
    """What a card's lines in the log come to.

    Attributes:
        reviews: Those that count, the oldest first.
        start: The schedule after the first of them, where the log does not say how it came about;
            else None.
        left_out: How many lines count for nothing.
    """

    reviews: tuple[PastReview, ...]
    start: Schedule | None
    left_out: int


def past(entries: Sequence[LogEntry]) -> Past:
    """Select what counts of one card's lines, which are in the order of time."""
    first, is_whole = _first_that_counts(entries)
    counted = [entry for entry in entries[first:] if _counts(entry)] if first >= 0 else []
    start = None if is_whole or not counted else _schedule_after(counted[0])
    reviews = tuple(_review(entry) for entry in counted)
    return Past(reviews, start, len(entries) - len(reviews))


def standing(card: AnkiCard, created: int, memory: tuple[float, float] | None) -> Schedule | None:
    """Return the schedule of a card in review by what the card itself says; None for others.

    Args:
        card: The card.
        created: When its collection began, in seconds since 1970.
        memory: FSRS's stability and difficulty, where the card has them.
    """
    if card.phase != _REVIEW or not 0 < card.interval <= _LONGEST or abs(card.due) > _LONGEST * 2:
        return None
    due = _EPOCH + timedelta(seconds=created, days=card.due)
    stability, difficulty = memory or (
        old_schedules.stability(card.interval),
        old_schedules.difficulty((card.factor or _UNKNOWN_EASE) / 10),
    )
    return old_schedules.in_review(due - timedelta(days=card.interval), due, stability, difficulty)


def _first_that_counts(entries: Sequence[LogEntry]) -> tuple[int, bool]:
    """Return where the reviews that count begin, or -1, and whether nothing before them is missing.

    Goes back from the latest line to the first one of the last time that the card was learned.
    """
    learned = graded = -1
    for at in range(len(entries) - 1, -1, -1):
        entry = entries[at]
        if _is_cramming(entry):
            continue
        if entry.button and (entry.interval >= 1 or entry.interval <= -_DAY_SECONDS):
            graded = at
        if entry.button and entry.kind == _LEARNING:
            learned = at
        elif _is_reset(entry) or learned >= 0:  # older versions did not log a reset
            break
    return (learned, True) if learned >= 0 else (graded, False)


def _is_reset(entry: LogEntry) -> bool:
    """Return whether the card was made new again."""
    return entry.kind == _MANUAL and not entry.factor


def _is_cramming(entry: LogEntry) -> bool:
    return entry.kind == _FILTERED and not entry.factor


def _counts(entry: LogEntry) -> bool:
    return 1 <= entry.button <= len(Grade) and not _is_cramming(entry)


def _review(entry: LogEntry) -> PastReview:
    return PastReview(
        at=_moment(entry),
        grade=Grade(entry.button),
        seconds=max(0, entry.milliseconds) / 1000,
        source=f"{entry.card_id}:{entry.id}",
    )


def _moment(entry: LogEntry) -> datetime:
    return _EPOCH + timedelta(milliseconds=entry.id)


def _schedule_after(entry: LogEntry) -> Schedule:
    days = entry.interval if entry.interval > 0 else -entry.interval / _DAY_SECONDS
    days = min(days, _LONGEST)
    low, high = _FSRS_FACTORS
    if low <= entry.factor <= high:
        difficulty = old_schedules.within_bounds(1 + 9 * (entry.factor - low) / (high - low))
    else:
        difficulty = old_schedules.difficulty((entry.factor or _UNKNOWN_EASE) / 10)
    at = _moment(entry)
    due = at + timedelta(days=days)
    return old_schedules.in_review(at, due, old_schedules.stability(days), difficulty)
