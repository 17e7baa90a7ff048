"""A sitting at one moment, and what it is computed with. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol, TypeAlias

from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice.effects import Effect
from tutor.practice.states import Dealing, Judged, Open, State, Summary
from tutor.scheduling.days import day_of
from tutor.scheduling.load import Move
from tutor.scheduling.marks import Mark, Marked
from tutor.scheduling.planner import Planner
from tutor.scheduling.policy import Proposal, is_surprise
from tutor.scheduling.review import Grade, Review, Schedule, Sureness, Terms


def next_day(at: datetime) -> datetime:
    """Return when the next day begins where clocks show UTC; aware."""
    return day_of(at, UTC).end


class Propose(Protocol):
    """The policy: what was judged -> the grade that it would give."""

    def __call__(
        self,
        verdict: Verdict | Unjudged,
        answer: Answer,
        *,
        tries: int = 0,
        sureness: Sureness | None = None,
    ) -> Proposal:
        """Propose a grade, as `tutor.scheduling.policy.propose` does."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the machine is told to compute with.

    Attributes:
        planner: The scheduler, with the presets of the decks.
        propose: The policy.
        is_attended: Whether somebody confirms the grades; where nobody does, a second grader's
            proposal takes the place of the first one's, also afterwards.
        asks_sureness: Whether the learner is asked how sure an answer is.
        tries_again: Whether a wrong answer may be tried again before it is shown what it lacks.
        next_day: Returns when the next day begins, for a moment: until then a card is buried.
        is_recorded: Whether the reviews are kept; where they are not, no card falls due by them.
    """

    planner: Planner
    propose: Propose
    is_attended: bool = True
    asks_sureness: bool = False
    tries_again: bool = False
    next_day: Callable[[datetime], datetime] = next_day
    is_recorded: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """A review of this sitting, with what it takes to undo it: the state and schedule before.

    Attributes:
        review: The review, with the grade that counts.
        judged: The state before it, with a revision that came since.
        before: The schedule before it; None where the card was new.
        proposed: What was proposed when the grade was given.
        is_settled: Whether the learner has said which grade counts, the revision known.
        is_revised: Whether the grade was changed upon a revision.
        mark: The mark that was made with it; None where none was.
    """

    review: Review
    judged: Judged
    before: Schedule | None
    proposed: Grade | None
    is_settled: bool = False
    is_revised: bool = False
    mark: Mark | None = None

    @property
    def is_surprise(self) -> bool:
        """Whether the learner was sure of an answer that was wrong, at whichever try."""
        was_sure = any(one.sureness is Sureness.SURE for one in self.judged.tries)
        return was_sure or is_surprise(self.review.sureness, self.review.grade)

    @property
    def is_open(self) -> bool:
        """Whether a revision proposes another grade than the proposed one that was accepted."""
        revision = self.judged.revision
        return (
            not self.is_settled
            and revision is not None
            and revision.proposal.grade is not None
            and self.review.grade is self.proposed
            and revision.proposal.grade is not self.review.grade
        )


@dataclass(frozen=True, slots=True)
class Left:
    """A card that was left without a grade: skipped, or with a mark that hides it.

    Attributes:
        state: The state before it.
        mark: The mark; None where the card was only skipped.
    """

    state: Open
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Noted:
    """A mark that changed nothing else."""

    mark: Mark


Step: TypeAlias = Done | Left | Noted
"""What can be undone."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting at one moment.

    Attributes:
        id: Its id, as every review of it says.
        rules: What it computes with.
        schedules: The schedule of every card that has one, by card id.
        state: What is going on.
        steps: What was done in it, in order, without what was undone.
        interrupted: What `Undo` interrupted; the last comes again first.
        marked: What the marks on the cards that have some come to, by card id.
    """

    id: str
    rules: Rules
    schedules: Mapping[str, Schedule]
    state: State = field(default_factory=Dealing)
    steps: tuple[Step, ...] = ()
    interrupted: tuple[Open, ...] = ()
    marked: Mapping[str, Marked] = field(default_factory=dict)

    @property
    def done(self) -> tuple[Done, ...]:
        """Its reviews, in order, without the undone ones."""
        return tuple(step for step in self.steps if isinstance(step, Done))

    def foresee(self, card_id: str, grade: Grade, at: datetime) -> Schedule:
        """Return the schedule that `card_id` would get from `grade`, given at `at`."""
        return self.plan(card_id, grade, at)[0]

    def plan(self, card_id: str, grade: Grade, at: datetime) -> tuple[Schedule, Terms]:
        """Return the same with the terms by which it is computed."""
        planner, before = self.rules.planner, self.schedules.get(card_id)
        terms = planner.terms(card_id, before, grade, at, self._moves())
        return planner.step(before, grade, at, terms), terms

    def _moves(self) -> list[Move]:
        """Return what the reviews of the sitting have scheduled otherwise."""
        first: dict[str, Schedule | None] = {}
        for done in self.done:
            first.setdefault(done.review.card_id, done.before)
        return [(before, self.schedules[card_id]) for card_id, before in first.items()]

    @property
    def summary(self) -> Summary:
        """What it came to so far."""
        reviews = [done.review for done in self.done]
        return Summary(
            answered=len(reviews),
            recalled=sum(review.grade is not Grade.AGAIN for review in reviews),
            overruled=sum(
                done.proposed is not None and done.review.grade is not done.proposed
                for done in self.done
                if not done.is_revised
            ),
            revised=sum(done.is_revised for done in self.done),
            surprised=sum(done.is_surprise for done in self.done),
        )

    def reviewed(self, review_id: str) -> Done:
        """Return a review of the sitting.

        Raises:
            StopIteration: There is none.
        """
        return next(done for done in self.done if done.review.id == review_id)


@dataclass(frozen=True, slots=True)
class Turn:
    """What an event led to."""

    sitting: Sitting
    effects: tuple[Effect, ...] = ()


def moved(sitting: Sitting, state: State, *effects: Effect) -> Turn:
    """Return a turn that leaves a sitting in another state."""
    return Turn(replace(sitting, state=state), effects)
