"""A sitting at one moment, and what it is computed with. Values only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice.states import Asking, Dealing, Effect, Judged, State, Summary
from tutor.scheduling.planner import Planner
from tutor.scheduling.policy import Proposal
from tutor.scheduling.review import Grade, Review, Schedule, Terms

Propose: TypeAlias = Callable[[Verdict | Unjudged, Answer], Proposal]
"""The policy: what was judged -> the grade that it would give."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the machine is told to compute with.

    Attributes:
        planner: The scheduler, with the presets of the decks.
        propose: The policy.
        is_attended: Whether somebody confirms the grades; where nobody does, a second grader's
            proposal takes the place of the first one's, also afterwards.
    """

    planner: Planner
    propose: Propose
    is_attended: bool = True


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
    """

    review: Review
    judged: Judged
    before: Schedule | None
    proposed: Grade | None
    is_settled: bool = False
    is_revised: bool = False

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
class Sitting:
    """A sitting at one moment.

    Attributes:
        id: Its id, as every review of it says.
        rules: What it computes with.
        schedules: The schedule of every card that has one, by card id.
        state: What is going on.
        done: Its reviews, in order, without the undone ones.
        interrupted: What `Undo` interrupted; the last comes again first.
    """

    id: str
    rules: Rules
    schedules: Mapping[str, Schedule]
    state: State = field(default_factory=Dealing)
    done: tuple[Done, ...] = ()
    interrupted: tuple[Asking | Judged, ...] = ()

    def foresee(self, card_id: str, grade: Grade, at: datetime) -> Schedule:
        """Return the schedule that `card_id` would get from `grade`, given at `at`."""
        return self.plan(card_id, grade, at)[0]

    def plan(self, card_id: str, grade: Grade, at: datetime) -> tuple[Schedule, Terms]:
        """Return the same with the terms by which it is computed."""
        planner, before = self.rules.planner, self.schedules.get(card_id)
        terms = planner.terms(card_id, before, grade, at)
        return planner.step(before, grade, at, terms), terms

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
