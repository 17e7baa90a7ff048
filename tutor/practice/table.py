"""What a sitting is held with: the cards, who grades, where reviews go, the clock."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from tutor.cards.card import Card
from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice.referee import Nobody, Referee
from tutor.scheduling.marks import Mark
from tutor.scheduling.queue import Queue
from tutor.scheduling.review import Grade, Opinion, Review, Schedule


class Judge(Protocol):
    """A grader that may still be on its way."""

    def name_for(self, card: Card) -> str:
        """Return the grader's name, as stored with a review of `card`."""
        ...

    @property
    def ready(self) -> bool:
        """Whether `grade` would answer without waiting for the grader to be made."""
        ...

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer`."""
        ...


class Keeper(Protocol):
    """What a sitting asks of the store."""

    def record(self, review: Review, schedule: Schedule) -> None:
        """Append a review and replace its card's schedule, in one transaction."""
        ...

    def retract(self, review_id: str, at: datetime, schedule: Schedule | None) -> None:
        """Drop a review and put back the schedule from before it, in one transaction."""
        ...

    def add_opinion(self, review_id: str, opinion: Opinion, at: datetime) -> None:
        """Append what a second grader said of a review."""
        ...

    def regrade(self, review_id: str, grade: Grade, at: datetime, schedule: Schedule) -> None:
        """Note that a review counts as `grade`, and replace its card's schedule."""
        ...

    def save_draft(self, card_id: str, text: str, at: datetime) -> None:
        """Keep what was typed for a card so far; "" keeps nothing."""
        ...

    def draft(self, card_id: str) -> str:
        """Return what was typed for a card and not graded, or ""."""
        ...

    def mark(self, marks: Iterable[Mark]) -> None:
        """Append marks."""
        ...

    def reviews(self, card_id: str) -> Sequence[Review]:
        """Return the reviews of a card that stand, oldest first."""
        ...


class WithoutDrafts:
    """A keeper that leaves the drafts alone, for answers that nobody types.

    Args:
        keeper: Where the reviews go.
    """

    def __init__(self, keeper: Keeper) -> None:
        self.record = keeper.record
        self.retract = keeper.retract
        self.add_opinion = keeper.add_opinion
        self.regrade = keeper.regrade
        self.mark = keeper.mark
        self.reviews = keeper.reviews

    def save_draft(self, card_id: str, text: str, at: datetime) -> None:
        """Keep nothing."""

    def draft(self, card_id: str) -> str:
        """Return "": there is none."""
        return ""


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of a card when its learner edited its file.

    Attributes:
        cards: The cards that are another now, by the ids of their histories.
        gone: Whether the card at hand is in its file no more.
        fault: Why nothing could be edited or read, in one sentence; "" where it could.
    """

    cards: Mapping[str, Card] = field(default_factory=dict)
    gone: bool = False
    fault: str = ""


Edit: TypeAlias = Callable[[str, Card], Edited]
"""Has the learner edit the file of a card, given with its id, and reads it again."""


def edit_nothing(card_id: str, card: Card) -> Edited:
    """Edit nothing: nobody knows how."""
    return Edited(fault="Cards cannot be edited here.")


@dataclass(frozen=True, slots=True)
class Table:
    """What a sitting is held with.

    Attributes:
        cards: Every card in scope, by id.
        queue: The order of them.
        judge: Who grades.
        keeper: Where reviews and drafts go.
        clock: Returns the present moment, UTC.
        new_id: Returns a fresh id for a moment.
        referee: Who judges answers again, in the background.
        accepted: Returns the answers that the learner accepted for a card, by its id.
        edit: Has the learner edit a card's file.
        reveals: Whether no answer is typed: each is shown, and graded by the learner alone.
    """

    cards: Mapping[str, Card]
    queue: Queue
    judge: Judge
    keeper: Keeper
    clock: Callable[[], datetime]
    new_id: Callable[[datetime], str]
    referee: Referee = field(default_factory=Nobody)
    accepted: Callable[[str], Collection[str]] = lambda _: ()
    edit: Edit = edit_nothing
    reveals: bool = False
