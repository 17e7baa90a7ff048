"""The loop of every sitting: asks a face for the learner's word and carries out the effects."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tutor.cards.card import Card
from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice.face import Face, Outcome, Question
from tutor.practice.session import advance
from tutor.practice.sitting import Sitting
from tutor.practice.states import (
    Asking,
    Cleared,
    Dealing,
    Dealt,
    Effect,
    Event,
    Finished,
    Graded,
    Judged,
    Judging,
    NothingLeft,
    Quit,
    Record,
    Retract,
    SaveDraft,
    SetAside,
    Submitted,
    Typed,
)
from tutor.scheduling.queue import Queue
from tutor.scheduling.review import Grade, Review, Schedule


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

    def save_draft(self, card_id: str, text: str, at: datetime) -> None:
        """Keep what was typed for a card so far; "" keeps nothing."""
        ...

    def draft(self, card_id: str) -> str:
        """Return what was typed for a card and not graded, or ""."""
        ...


class WithoutDrafts:
    """A keeper that leaves the drafts alone, for answers that nobody types.

    Args:
        keeper: Where the reviews go.
    """

    def __init__(self, keeper: Keeper) -> None:
        self.record = keeper.record
        self.retract = keeper.retract

    def save_draft(self, card_id: str, text: str, at: datetime) -> None:
        """Keep nothing."""

    def draft(self, card_id: str) -> str:
        """Return "": there is none."""
        return ""


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
    """

    cards: Mapping[str, Card]
    queue: Queue
    judge: Judge
    keeper: Keeper
    clock: Callable[[], datetime]
    new_id: Callable[[datetime], str]


def hold(sitting: Sitting, table: Table, face: Face, first: str = "") -> Sitting:
    """Hold a sitting to its end, and return how it ended.

    Args:
        sitting: Where it begins.
        table: What it is held with.
        face: The way to talk with the learner.
        first: The id of a card to begin with, as one with a draft; with "" the queue decides.

    Raises:
        StoreError: Something could not be kept.
    """
    held = _Held(sitting, table, face)
    if first:
        held.happen(Dealt(first, table.keeper.draft(first)))
    while not isinstance(held.sitting.state, Finished):
        held.happen(held.next_event())
    return held.sitting


class _Held:
    """A sitting while it is held: the one thing here that changes."""

    def __init__(self, sitting: Sitting, table: Table, face: Face) -> None:
        self.sitting = sitting
        self._table = table
        self._face = face
        self._total = table.queue.counts(table.clock()).total
        self._aside: set[str] = set()

    def happen(self, event: Event) -> None:
        """Advance by an event and carry out what follows."""
        at = self._table.clock()
        before = self.sitting.state
        turn = advance(self.sitting, event, at, self._table.new_id(at))
        outcome = self._outcome(before) if isinstance(before, Judged) else None
        self.sitting = turn.sitting
        for effect in turn.effects:
            self._carry_out(effect, at)
            if isinstance(effect, Record) and outcome:
                self._face.recorded(outcome, effect.review.grade)

    def next_event(self) -> Event:
        """Ask whoever has the word in this state for what happens next."""
        match self.sitting.state:
            case Asking() as asking:
                return self._ask(asking)
            case Judging(card_id, answer):
                return self._grade(self._table.cards[card_id], answer)
            case Judged() as judged:
                return self._face.decide(self._outcome(judged))
            case Cleared():
                return self._face.cleared(bool(self.sitting.done))
            case Dealing():
                dealt = self._table.queue.next(self._table.clock())
                return Dealt(dealt, self._table.keeper.draft(dealt)) if dealt else NothingLeft()
            case Finished():
                return Quit()

    def _ask(self, asking: Asking) -> Event:
        shown = self._table.clock()
        reply = self._face.ask(self._question(asking), lambda text: self.happen(Typed(text)))
        if not isinstance(reply, str):
            return reply
        seconds = (self._table.clock() - shown).total_seconds()
        return Submitted(Answer(reply, seconds=max(0.0, seconds)))

    def _grade(self, card: Card, answer: Answer) -> Event:
        judge = self._table.judge
        try:
            with self._face.grading(judge.ready):
                return Graded(judge.grade(card, answer), judge.name_for(card))
        except KeyboardInterrupt:  # the answer is kept as the draft
            return Quit()

    def _question(self, asking: Asking) -> Question:
        graded = {done.review.card_id for done in self.sitting.done}
        number = len(graded | self._aside | {asking.card_id})
        return Question(
            card=self._table.cards[asking.card_id],
            draft=asking.draft,
            number=number,
            total=max(number, self._total),
            again=asking.card_id in graded,
            history=tuple(_history(self.sitting, but=asking.card_id)),
            undoable=bool(self.sitting.done),
        )

    def _outcome(self, judged: Judged) -> Outcome:
        now = self._table.clock()
        return Outcome(
            card=self._table.cards[judged.card_id],
            judged=judged,
            due={g: self.sitting.foresee(judged.card_id, g, now).due for g in Grade},
            now=now,
            undoable=bool(self.sitting.done),
        )

    def _carry_out(self, effect: Effect, at: datetime) -> None:
        table = self._table
        match effect:
            case Record(review, schedule):
                table.keeper.record(review, schedule)
                table.queue.answered(review.card_id, schedule)
            case Retract(review, before):
                table.keeper.retract(review.id, at, before)
                table.queue.undone(review.card_id, before, at)
                self._face.undone(table.cards[review.card_id])
            case SaveDraft(card_id, text):
                table.keeper.save_draft(card_id, text, at)
            case SetAside(card_id):
                table.queue.set_aside(card_id)
                self._aside.add(card_id)


def _history(sitting: Sitting, but: str) -> Iterator[str]:
    """Yield the answers of a sitting, without those to one card, which would give it away."""
    for done in sitting.done:
        if done.review.card_id != but and done.review.answer.text:
            yield done.review.answer.text
