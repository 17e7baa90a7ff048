"""The thresholds of decks to rows and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from tutor.store.codec import Row, text_from_column, text_to_column
from tutor.store.moments import microseconds, moment

if TYPE_CHECKING:
    from tutor.grading.threshold import DeckThreshold

THRESHOLD_COLUMNS = "deck, threshold, grader, answers, overrules, agreement, at"


class ThresholdRow(NamedTuple):
    """A row of `THRESHOLD_COLUMNS`."""

    deck: str | bytes
    threshold: float
    grader: str
    answers: int
    overrules: int
    agreement: float
    at: int


def threshold_to_row(deck: str, own: DeckThreshold) -> ThresholdRow:
    """Return the columns of a deck's threshold."""
    return ThresholdRow(
        deck=text_to_column(deck),
        threshold=own.threshold,
        grader=own.grader,
        answers=own.answers,
        overrules=own.overrules,
        agreement=own.agreement,
        at=microseconds(own.at),
    )


def threshold_from_row(row: Row) -> tuple[str, DeckThreshold]:
    """Return the deck and the threshold in the columns `THRESHOLD_COLUMNS`.

    Raises:
        ValueError, TypeError, OverflowError: There is none; the store is damaged.
    """
    from tutor.grading.threshold import DeckThreshold  # no first question waits for it in vain

    stored = ThresholdRow(*cast("ThresholdRow", row))
    return text_from_column(stored.deck), DeckThreshold(
        threshold=stored.threshold,
        grader=stored.grader,
        answers=stored.answers,
        overrules=stored.overrules,
        agreement=stored.agreement,
        at=moment(stored.at),
    )
