"""The loop of every sitting: asks a face for the learner's word and carries out the effects."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from tutor.grading.accepted import by_acceptance
from tutor.grading.verdict import Answer
from tutor.practice import past, views, words
from tutor.practice.effects import (
    Amend,
    Effect,
    PutMark,
    Record,
    Regrade,
    Retract,
    SaveDraft,
    SetAside,
    TakeUp,
)
from tutor.practice.events import (
    Changed,
    Dealt,
    Event,
    Flag,
    Gone,
    Graded,
    Hinted,
    NothingLeft,
    Quit,
    Revealed,
    Revised,
    Submitted,
    Typed,
)
from tutor.practice.face import Choice, Decision, Errand, Face, Offer, Outcome, Question, Show
from tutor.practice.session import advance
from tutor.practice.sitting import Sitting
from tutor.practice.states import (
    Asking,
    Cleared,
    Confiding,
    Dealing,
    Finished,
    Judged,
    Judging,
    Missed,
    Offering,
)
from tutor.practice.table import Table
from tutor.scheduling.marks import MarkKind
from tutor.scheduling.policy import SOON, is_surprise
from tutor.scheduling.review import Grade, Review


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
        if event is not None:
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
        self._cards = dict(table.cards)
        self._began = table.clock()
        self._total = table.queue.counts(self._began).total
        self._aside: set[str] = set()
        self._awaited: Answer | None = None
        # What stands on the screen, while nothing else has come in between.
        self._asked: Asking | None = None
        self._on_screen: Missed | Judged | None = None
        self._thought = timedelta(0)  # over the question that stands there, until it was left

    def happen(self, event: Event) -> None:
        """Advance by an event and carry out what follows."""
        at, new_id = self._table.clock(), self._table.new_id
        before = self.sitting.state
        turn = advance(self.sitting, event, at, new_id(at), new_id(at))
        outcome = self._outcome(before) if isinstance(before, Judged) else None
        self.sitting = turn.sitting
        for effect in turn.effects:
            self._carry_out(effect, at)
            if isinstance(effect, Amend) and effect is turn.effects[-1]:
                self._tell(effect.review)
            if isinstance(effect, Record) and outcome:
                self._face.recorded(outcome, effect.review.grade)
            if isinstance(effect, TakeUp) and effect is turn.effects[-1]:
                self._face.undone(self._cards[effect.card_id], words.SKIPPED)

    def next_event(self) -> Event | None:
        """Ask whoever has the word in this state for what happens next; None for nothing."""
        if notice := self._table.referee.notice():
            self._face.say(notice)
        if revised := self._table.referee.news():
            return revised
        if not isinstance(self.sitting.state, Asking):
            self._asked = None
        if not isinstance(self.sitting.state, Missed | Judged):
            self._on_screen = None
        return self._next()

    def _next(self) -> Event | None:
        match self.sitting.state:
            case Asking() as asking:
                return self._ask(asking)
            case Confiding(card_id, _, tries):
                return self._face.confide(self._question(Asking(card_id, tries=tries)))
            case Judging() as judging:
                return self._grade(judging)
            case (Missed() | Judged()) as judged:
                return self._decide(judged)
            case Cleared():
                referee, undoable = self._table.referee, bool(self.sitting.steps)
                return self._face.cleared(undoable, referee.pending, referee.news)
            case Offering(review_id):
                done = self.sitting.reviewed(review_id)
                card = self._cards[done.review.card_id]
                return self._face.offer(Offer(card, done.judged, done.review.grade))
            case Dealing():
                dealt = self._table.queue.next(self._table.clock())
                return Dealt(dealt, self._table.keeper.draft(dealt)) if dealt else NothingLeft()
            case Finished():
                return Quit()

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

    def _ask(self, asking: Asking) -> Event | None:
        question = self._question(asking)
        shown = self._table.clock()
        self._thought = self._thought if question.is_shown else timedelta(0)
        reply = self._face.ask(question, lambda text: self.happen(Typed(text)))
        self._thought += max(timedelta(0), self._table.clock() - shown)
        seconds = self._thought.total_seconds()
        state = self.sitting.state
        stays = isinstance(reply, Hinted | Flag | Errand) and isinstance(state, Asking)
        self._asked = state if stays and isinstance(state, Asking) else None
        match reply:
            case str():
                return Submitted(Answer(reply, seconds))
            case Show():
                return Revealed(Answer(state.draft if isinstance(state, Asking) else "", seconds))
            case Errand():
                return self._run(reply, asking.card_id, is_open=True)
            case _:
                return reply

    def _decide(self, state: Missed | Judged) -> Event | None:
        judged = state.judged if isinstance(state, Missed) else state
        outcome = views.beside(self._outcome(judged), state, self._on_screen)
        news = self._table.referee.news
        word: Choice | Decision
        if isinstance(state, Missed):
            word = self._face.choose(outcome, news)
            self._on_screen = state  # its head stays, whatever comes next
        else:
            word = self._face.decide(outcome, news)
            stays = isinstance(word, Revised | Flag | Errand)
            self._on_screen = state if stays else None
        if isinstance(word, Errand):
            return self._run(word, judged.card_id, is_open=isinstance(state, Missed))
        return word

    def _run(self, errand: Errand, card_id: str, *, is_open: bool) -> Event | None:
        """Do what the learner wants done meanwhile; `is_open` where the answer is not shown yet."""
        if errand is Errand.EDIT_CARD:
            return self._edit(card_id)
        schedule = self.sitting.schedules.get(card_id)
        reviews = self._table.keeper.reviews(card_id)
        self._face.tell(past.lines(reviews, schedule, with_answers=not is_open))
        return None

    def _edit(self, card_id: str) -> Event | None:
        edited = self._table.edit(card_id, self._cards[card_id])
        if edited.fault:
            self._face.say(edited.fault)
            return None
        self._cards |= {key: card for key, card in edited.cards.items() if key in self._cards}
        if edited.gone:
            self._face.say(words.GONE)
            return Gone()
        if card_id not in edited.cards:
            self._face.say(words.NOT_EDITED)
            return None
        self._asked = self._on_screen = None
        self._face.say(words.edited(edited.cards[card_id]))
        return Changed()

    def _grade(self, judging: Judging) -> Event:
        judge, card, answer = self._table.judge, self._cards[judging.card_id], judging.answer
        accepted = self._table.accepted(judging.card_id)
        if verdict := by_acceptance(card, answer.text, accepted):
            return Graded(verdict, judge.name_for(card))
        try:
            with self._face.grading(judge.ready):
                graded = Graded(judge.grade(card, answer), judge.name_for(card))
        except KeyboardInterrupt:  # the answer is kept as the draft
            return Quit()
        referee = self._table.referee
        is_referred = referee.refer(judging.card_id, card, answer, graded.verdict)
        self._awaited = answer if is_referred else None
        return graded

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
        card = self._cards[review.card_id]
        self._face.say(words.revised_later(card, done.judged, word))

    def _question(self, asking: Asking) -> Question:
        card = self._cards[asking.card_id]
        place = views.Place(self._total, frozenset(self._aside), self._began)
        found = views.question(self.sitting, card, asking, place, self._table.clock())
        found = replace(found, reveals=self._table.reveals)
        return views.hinted(found, card, asking, self._asked)

    def _outcome(self, judged: Judged) -> Outcome:
        now, card = self._table.clock(), self._cards[judged.card_id]
        is_awaited = (
            judged.revision is None
            and judged.answer is self._awaited
            and self._table.referee.pending > 0
        )
        return views.outcome(self.sitting, card, judged, now, is_awaited=is_awaited)

    def _carry_out(self, effect: Effect, at: datetime) -> None:
        table = self._table
        match effect:
            case Record(review, schedule):
                table.keeper.record(review, schedule)
                surprised = is_surprise(review.sureness, review.grade)
                soon = review.at + SOON if surprised else None
                table.queue.answered(review.card_id, schedule, soon)
            case Retract(review, before):
                table.keeper.retract(review.id, at, before)
                table.queue.undone(review.card_id, before, at)
                self._face.undone(self._cards[review.card_id])
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
            case TakeUp(card_id):
                table.queue.undone(card_id, self.sitting.schedules.get(card_id), at)
                self._aside.discard(card_id)
            case PutMark():
                self._put(effect)

    def _put(self, effect: PutMark) -> None:
        """Keep a mark, and say so."""
        mark = effect.mark
        self._table.keeper.mark([mark])
        if effect.is_undo:
            self._face.undone(self._cards[mark.card_id], words.unmarked(mark))
        elif mark.kind in (MarkKind.FLAGGED, MarkKind.UNFLAGGED):
            self._face.tell([words.marked(mark)])
        else:
            self._face.say(words.marked(mark))

    def _tell_regrade(self, review: Review, before: Grade) -> None:
        given, was = words.grade_word(review.grade), words.grade_word(before)
        word = f"Recorded: {given}, instead of {was}."
        if not self._face.is_attended:
            judged = self.sitting.reviewed(review.id).judged
            word = words.revised_later(self._cards[review.card_id], judged, word)
        self._face.say(word)
