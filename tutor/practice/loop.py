"""The loop of every sitting: asks a face for the learner's word and carries out the effects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

from tutor.cards.card import Card
from tutor.grading.accepted import by_acceptance
from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice import words
from tutor.practice.face import Face, Offer, Outcome, Question
from tutor.practice.referee import Nobody, Referee
from tutor.practice.session import advance
from tutor.practice.sitting import Sitting
from tutor.practice.states import (
    Amend,
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
    Offering,
    Quit,
    Record,
    Regrade,
    Retract,
    Revised,
    SaveDraft,
    SetAside,
    Submitted,
    Typed,
)
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
        referee: Who judges answers again, in the background.
        accepted: Returns the answers that the learner accepted for a card, by its id.
    """

    cards: Mapping[str, Card]
    queue: Queue
    judge: Judge
    keeper: Keeper
    clock: Callable[[], datetime]
    new_id: Callable[[datetime], str]
    referee: Referee = field(default_factory=Nobody)
    accepted: Callable[[str], Collection[str]] = lambda _: ()


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
        event = held.next_event()
        if isinstance(event, Quit) and not face.is_attended:
            held.linger()
        held.happen(event)
    if farewell := table.referee.farewell():
        face.say(farewell)
    return held.sitting


class _Held:
    """A sitting while it is held: the one thing here that changes."""

    def __init__(self, sitting: Sitting, table: Table, face: Face) -> None:
        self.sitting = sitting
        self._table = table
        self._face = face
        self._total = table.queue.counts(table.clock()).total
        self._aside: set[str] = set()
        self._awaited: Answer | None = None
        self._on_screen: Judged | None = None  # as it was shown last, while nothing else is

    def happen(self, event: Event) -> None:
        """Advance by an event and carry out what follows."""
        at = self._table.clock()
        before = self.sitting.state
        turn = advance(self.sitting, event, at, self._table.new_id(at))
        outcome = self._outcome(before) if isinstance(before, Judged) else None
        self.sitting = turn.sitting
        for effect in turn.effects:
            self._carry_out(effect, at)
            if isinstance(effect, Amend) and effect is turn.effects[-1]:
                self._tell(effect.review)
            if isinstance(effect, Record) and outcome:
                self._face.recorded(outcome, effect.review.grade)

    def next_event(self) -> Event:
        """Ask whoever has the word in this state for what happens next."""
        if notice := self._table.referee.notice():
            self._face.say(notice)
        if revised := self._table.referee.news():
            return revised
        if not isinstance(self.sitting.state, Judged):
            self._on_screen = None
        match self.sitting.state:
            case Asking() as asking:
                return self._ask(asking)
            case Judging(card_id, answer):
                return self._grade(card_id, answer)
            case Judged() as judged:
                return self._decide(judged)
            case Cleared():
                referee, undoable = self._table.referee, bool(self.sitting.done)
                return self._face.cleared(undoable, referee.pending, referee.news)
            case Offering(review_id):
                done = self.sitting.reviewed(review_id)
                card = self._table.cards[done.review.card_id]
                return self._face.offer(Offer(card, done.judged, done.review.grade))
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

    def linger(self) -> None:
        """Take in the second verdicts that come within the patience."""
        referee, clock = self._table.referee, self._table.clock
        end = clock() + timedelta(seconds=referee.patience)
        with suppress(KeyboardInterrupt):
            while referee.pending and (left := (end - clock()).total_seconds()) > 0:
                if revised := referee.news(left):
                    self.happen(revised)
            while revised := referee.news():
                self.happen(revised)

    def _grade(self, card_id: str, answer: Answer) -> Event:
        judge, card = self._table.judge, self._table.cards[card_id]
        if verdict := by_acceptance(card, answer.text, self._table.accepted(card_id)):
            return Graded(verdict, judge.name_for(card))
        try:
            with self._face.grading(judge.ready):
                graded = Graded(judge.grade(card, answer), judge.name_for(card))
        except KeyboardInterrupt:  # the answer is kept as the draft
            return Quit()
        is_referred = self._table.referee.refer(card_id, card, answer, graded.verdict)
        self._awaited = answer if is_referred else None
        return graded

    def _decide(self, judged: Judged) -> Event:
        outcome, before = self._outcome(judged), self._on_screen
        if before and (before.card_id, before.answer) == (judged.card_id, judged.answer):
            has_news = before.revision is None and judged.revision is not None
            outcome = replace(outcome, is_shown=True, has_news=has_news)
        decision = self._face.decide(outcome, self._table.referee.news)
        self._on_screen = judged if isinstance(decision, Revised) else None
        return decision

    def _tell(self, review: Review) -> None:
        """Say what a second verdict on an answer that has its grade changes, where it does."""
        done = self.sitting.reviewed(review.id)
        proposed = done.judged.standing.grade
        if proposed is None or proposed is review.grade:
            return
        would = f"It would say {words.grade_word(proposed)}"
        given = words.grade_word(review.grade)
        word = f"{would} instead of {given}: you are asked when you end."
        if not done.is_open:
            word = f"{would}; your {given} stays."
        card = self._table.cards[review.card_id]
        self._face.say(words.revised_later(card, done.judged, word))

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
            is_awaited=judged.revision is None
            and judged.answer is self._awaited
            and self._table.referee.pending > 0,
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
            case Amend(review, opinion):
                table.keeper.add_opinion(review.id, opinion, at)
            case Regrade(review, before_it, schedule):
                table.keeper.regrade(review.id, review.grade, at, schedule)
                table.queue.answered(review.card_id, schedule)
                self._tell_regrade(review, before_it)
            case SaveDraft(card_id, text):
                table.keeper.save_draft(card_id, text, at)
            case SetAside(card_id):
                table.queue.set_aside(card_id)
                self._aside.add(card_id)

    def _tell_regrade(self, review: Review, before: Grade) -> None:
        given, was = words.grade_word(review.grade), words.grade_word(before)
        word = f"Recorded: {given}, instead of {was}."
        if not self._face.is_attended:
            judged = self.sitting.reviewed(review.id).judged
            word = words.revised_later(self._table.cards[review.card_id], judged, word)
        self._face.say(word)


def _history(sitting: Sitting, but: str) -> Iterator[str]:
    """Yield the answers of a sitting, without those to one card, which would give it away."""
    for done in sitting.done:
        if done.review.card_id != but and done.review.answer.text:
            yield done.review.answer.text
