"""A face: one way to talk with the learner, and the values that it shows and returns.

A face decides nothing. Each way (a full terminal, plain lines, a pipe) is a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from tutor.cards.card import Card
from tutor.practice.histories import Continuation
from tutor.practice.states import Accepted, Judged, Kept, Overruled, PutAside, Quit, Revised, Undo
from tutor.scheduling.review import Grade


@dataclass(frozen=True, slots=True)
class Question:
    """What a face needs to ask.

    Attributes:
        card: The card; its answer is not to be shown.
        draft: What was typed for it before, "" for nothing.
        number: Its place among the cards of the sitting, from 1.
        total: How many cards that are, ≥ `number`.
        again: Whether the sitting has graded it before.
        history: The sitting's answers to other cards, oldest first.
        undoable: Whether there is a review to undo.
    """

    card: Card
    draft: str
    number: int
    total: int
    again: bool
    history: tuple[str, ...]
    undoable: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a face needs to show a verdict and ask for the grade.

    Attributes:
        card: The card.
        judged: The answer, its verdict and the proposal.
        due: When each grade, given now, would bring the card back.
        now: The present moment.
        undoable: Whether there is a review, of an earlier answer, to undo.
        is_awaited: Whether a second verdict is on its way.
        is_shown: Whether the verdict is on the screen already.
        has_news: Whether the revision is not on the screen yet, though the verdict is.
    """

    card: Card
    judged: Judged
    due: Mapping[Grade, datetime]
    now: datetime
    undoable: bool
    is_awaited: bool = False
    is_shown: bool = False
    has_news: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What a face needs to ask whether a grade is to be changed upon a second verdict.

    Attributes:
        card: The card.
        judged: The answer with both verdicts.
        given: The grade that counts now.
    """

    card: Card
    judged: Judged
    given: Grade


Reply: TypeAlias = str | PutAside | Undo | Quit
"""To a question: the answer ("" for "I don't know"), or one of the other ways on."""

Decision: TypeAlias = Accepted | Overruled | PutAside | Undo | Quit | Revised
"""To a verdict; or what came in between."""

Ending: TypeAlias = Undo | Quit | Revised
"""When nothing is left; or what came in between."""

News: TypeAlias = Callable[[], Revised | None]
"""Returns a second verdict that has come, on whatever answer, or None; never waits."""


def no_news() -> Revised | None:
    """Return None: nothing comes."""
    return None


class Face(Protocol):
    """A way to talk with the learner."""

    def ask(self, question: Question, typed: Callable[[str], None]) -> Reply:
        """Show a question and return the reply; call `typed` with the draft as it grows."""
        ...

    def grading(self, ready: bool) -> AbstractContextManager[None]:
        """Say that an answer is being graded, while that lasts; `ready` where it will be short."""
        ...

    @property
    def is_attended(self) -> bool:
        """Whether somebody is there to confirm grades."""
        ...

    def decide(self, outcome: Outcome, news: News = no_news) -> Decision:
        """Show a verdict, or what is new of it, and return the learner's decision, or news."""
        ...

    def offer(self, offer: Offer) -> Accepted | Kept | Quit:
        """Ask whether a grade is to be changed upon a second verdict."""
        ...

    def recorded(self, outcome: Outcome, grade: Grade) -> None:
        """Say that `grade` was given and when the card is back."""
        ...

    def undone(self, card: Card) -> None:
        """Say that the review of `card` was undone, and that its verdict follows."""
        ...

    def cleared(self, undoable: bool, pending: int = 0, news: News = no_news) -> Ending:
        """Say that nothing is left, and return how to go on, or news.

        Args:
            undoable: Whether there is a review to undo.
            pending: How many second verdicts are on their way.
            news: What may come of them.
        """
        ...

    def say(self, line: str) -> None:
        """Say something beside the questions; harmless text on one line."""
        ...


class Host(Face, Protocol):
    """A face that also receives the learner and sees them off."""

    @property
    def keeps_drafts(self) -> bool:
        """Whether what is typed here is worth keeping; not where a script types."""
        ...

    def continues(self, asked: Continuation) -> bool | None:
        """Ask whether an edited card is the one it looks like; None to leave that open."""
        ...
