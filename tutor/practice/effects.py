"""What a sitting asks to be done outside. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tutor.scheduling.marks import Mark
from tutor.scheduling.review import Grade, Opinion, Review, Schedule


@dataclass(frozen=True, slots=True)
class Record:
    """Append `review`, and replace its card's schedule; its draft has served."""

    review: Review
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Retract:
    """Drop a review, and give its card the schedule from before; None where it was new."""

    review: Review
    schedule: Schedule | None


@dataclass(frozen=True, slots=True)
class Amend:
    """Append what a second grader says of a review; its grade stays."""

    review: Review
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Regrade:
    """Have `review` count with the grade that it has now, and replace its card's schedule.

    Attributes:
        review: The review, with the new grade.
        before: The grade that it had.
        schedule: What all of the card's reviews lead to then.
    """

    review: Review
    before: Grade
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what was typed for a card, in place of its older draft; "" keeps nothing."""

    card_id: str
    text: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Deal a card no more in this sitting."""

    card_id: str


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Deal a card again that was set aside; it is at hand."""

    card_id: str


@dataclass(frozen=True, slots=True)
class PutMark:
    """Append a mark.

    Attributes:
        mark: The mark.
        is_undo: Whether it takes another one back.
    """

    mark: Mark
    is_undo: bool = False


Effect: TypeAlias = Record | Retract | Amend | Regrade | SaveDraft | SetAside | TakeUp | PutMark
