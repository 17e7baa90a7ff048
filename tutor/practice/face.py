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
from tutor.practice.states import Accepted, Judged, Overruled, PutAside, Quit, Undo
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
    """

    card: Card
    judged: Judged
    due: Mapping[Grade, datetime]
    now: datetime
    undoable: bool


Reply: TypeAlias = str | PutAside | Undo | Quit
"""To a question: the answer ("" for "I don't know"), or one of the other ways on."""

Decision: TypeAlias = Accepted | Overruled | PutAside | Undo | Quit
"""To a verdict."""


class Face(Protocol):
    """A way to talk with the learner."""

    def ask(self, question: Question, typed: Callable[[str], None]) -> Reply:
        """Show a question and return the reply; call `typed` with the draft as it grows."""
        ...

    def grading(self, ready: bool) -> AbstractContextManager[None]:
        """Say that an answer is being graded, while that lasts; `ready` where it will be short."""
        ...

    def decide(self, outcome: Outcome) -> Decision:
        """Show a verdict and return the learner's decision."""
        ...

    def recorded(self, outcome: Outcome, grade: Grade) -> None:
        """Say that `grade` was given and when the card is back."""
        ...

    def undone(self, card: Card) -> None:
        """Say that the review of `card` was undone, and that its verdict follows."""
        ...

    def cleared(self, undoable: bool) -> Undo | Quit:
        """Say that nothing is left, and return how to go on."""
        ...


class Host(Face, Protocol):
    """A face that also receives the learner and sees them off."""

    @property
    def keeps_drafts(self) -> bool:
        """Whether what is typed here is worth keeping; not where a script types."""
        ...

    def say(self, line: str) -> None:
        """Say something beside the questions; harmless text on one line."""
        ...

    def continues(self, asked: Continuation) -> bool | None:
        """Ask whether an edited card is the one it looks like; None to leave that open."""
        ...
