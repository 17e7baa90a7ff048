"""A face: one way to talk with the learner, and the values that it shows and returns.

A face decides nothing. Each way (a full terminal, plain lines, a pipe) is a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Protocol, TypeAlias

from tutor.cards.card import Card
from tutor.practice.events import (
    Accepted,
    Bury,
    Confided,
    Flag,
    Hinted,
    Kept,
    Overruled,
    PutAside,
    Quit,
    Revised,
    Suspend,
    TryAgain,
    Undo,
    Unveiled,
    WasRight,
    WasWrong,
)
from tutor.practice.histories import Continuation
from tutor.practice.states import Judged
from tutor.scheduling.review import Grade


class Errand(Enum):
    """What a learner wants done meanwhile, the card at hand staying so."""

    LOOK_BACK = auto()
    """To see the card's history."""
    EDIT_CARD = auto()
    """To edit the card where it stands in its file."""


@dataclass(frozen=True, slots=True)
class Show:
    """The answer is to be shown, and the learner grades alone."""


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
        undoable: Whether there is a step to undo.
        elapsed: How long the sitting has lasted.
        hints: The hints that are not on the screen yet, faintest first.
        has_hint: Whether there is one more hint.
        is_shown: Whether the question is on the screen already.
        is_second: Whether it is asked for the second time, after a wrong answer.
        reveals: Whether no answer is wanted: it is shown, and graded by the learner alone.
    """

    card: Card
    draft: str
    number: int
    total: int
    again: bool
    history: tuple[str, ...]
    undoable: bool
    elapsed: timedelta = timedelta(0)
    hints: tuple[str, ...] = ()
    has_hint: bool = False
    is_shown: bool = False
    is_second: bool = False
    reveals: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a face needs to show a verdict and ask for the grade.

    Attributes:
        card: The card.
        judged: The answer, its verdict and the proposal.
        due: When each grade, given now, would bring the card back; empty where none is kept.
        now: The present moment.
        undoable: Whether there is a step to undo.
        is_awaited: Whether a second verdict is on its way.
        is_shown: Whether the verdict is on the screen already.
        has_news: Whether the revision is not on the screen yet, though the verdict is.
        has_head: Whether the level is on the screen already, without what is missing.
    """

    card: Card
    judged: Judged
    due: Mapping[Grade, datetime]
    now: datetime
    undoable: bool
    is_awaited: bool = False
    is_shown: bool = False
    has_news: bool = False
    has_head: bool = False


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


Aside: TypeAlias = PutAside | Bury | Suspend | Flag | Errand | Undo | Quit
"""What can be said of any card at hand."""

Reply: TypeAlias = str | Hinted | Show | Aside
"""To a question: the answer ("" for "I don't know"), or one of the other ways on."""

Choice: TypeAlias = TryAgain | Unveiled | Aside | Revised
"""To a wrong answer that may be tried again; or what came in between."""

Decision: TypeAlias = Accepted | Overruled | WasRight | WasWrong | Aside | Revised
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

    def confide(self, question: Question) -> Confided | Quit:
        """Ask how sure the learner is of the answer."""
        ...

    def grading(self, ready: bool) -> AbstractContextManager[None]:
        """Say that an answer is being graded, while that lasts; `ready` where it will be short."""
        ...

    @property
    def is_attended(self) -> bool:
        """Whether somebody is there to confirm grades."""
        ...

    def choose(self, outcome: Outcome, news: News = no_news) -> Choice:
        """Say that an answer is wrong, not what it lacks, and ask whether to try again."""
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

    def undone(self, card: Card, what: str = "") -> None:
        """Say which step was undone: a review of `card`, or what was done to it."""
        ...

    def cleared(self, undoable: bool, pending: int = 0, news: News = no_news) -> Ending:
        """Say that nothing is left, and return how to go on, or news.

        Args:
            undoable: Whether there is a step to undo.
            pending: How many second verdicts are on their way.
            news: What may come of them.
        """
        ...

    def say(self, line: str) -> None:
        """Say something beside the questions; harmless text on one line."""
        ...

    def tell(self, lines: Sequence[str]) -> None:
        """Say several lines that belong together; harmless text."""
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
