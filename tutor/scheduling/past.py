"""Reviews of a period as columns: as much of many reviews as figures are made of. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tutor.grading.verdict import Level, Status
from tutor.scheduling.calendar import Calendar, Ints
from tutor.scheduling.review import Grade

Bools: TypeAlias = NDArray[np.bool_]

NEVER = -1
"""Where a card had no review before."""

MATURE = 21
"""Days: Anki's line between young and mature cards."""

MOST_SECONDS = 600.0
"""What an answer counts for at most: whoever takes longer has gone for coffee."""


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """Reviews, one a row; those of a card lie together, by their moments. Shapes: (reviews,).

    Attributes:
        card_ids: The ids of the cards, by their numbers; shape (cards,).
        card: The number of the card.
        at: When: microseconds since 1970.
        before: When the card was reviewed before that, or `NEVER`.
        grade: The grade that counts, 1 to 4.
        milliseconds: How long the answer took; 0 where nobody measured.
        is_typed: Whether the learner typed an answer here.
        hints: How many hints were shown.
        sureness: How sure the learner was, 1 to 3; 0 where nobody asked.
    """

    card_ids: tuple[str, ...]
    card: Ints
    at: Ints
    before: Ints
    grade: Ints
    milliseconds: Ints
    is_typed: Bools
    hints: Ints
    sureness: Ints

    def __len__(self) -> int:
        return len(self.at)

    def days_since(self, calendar: Calendar) -> Ints:
        """Return how many days before each review its card was seen last; `NEVER` where not."""
        passed = calendar.day(self.at) - calendar.day(self.before)
        return np.where(self.before == NEVER, NEVER, np.maximum(passed, 0))

    @property
    def is_right(self) -> Bools:
        """Whether each answer was recalled: only Again is a failure."""
        right: Bools = self.grade != int(Grade.AGAIN)
        return right


@dataclass(frozen=True, slots=True)
class JudgedReview:
    """As much of a review as it says of its grader and of the key points.

    Attributes:
        card_id: The card.
        proposed: The grade that the policy proposed; None where it proposed nothing.
        grade: The grade that counts.
        level: The level of the verdict; None where nobody judged.
        is_unasked: Whether the grade follows a grader's proposal without the learner's word, as
            through a pipe.
        points: The needed key points of the card, by their texts, and what became of each.
    """

    card_id: str
    proposed: Grade | None
    grade: Grade
    level: Level | None
    is_unasked: bool
    points: tuple[tuple[str, Status], ...]


class CardNow(NamedTuple):
    """A card as it stands.

    Attributes:
        id: Its history.
        path: Its file.
        due: Microseconds since 1970; None for a new card.
        last: When it was last reviewed, alike.
        is_learned: Whether it is in review, and not new or in (re)learning.
    """

    id: str
    path: str
    due: int | None
    last: int | None
    is_learned: bool
