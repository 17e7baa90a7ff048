"""What happened and what follows: grades, reviews and schedules. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # it imports numpy, which `tutor due` has no time for
    from tutor.grading.verdict import Answer, Unjudged, Verdict


class Grade(IntEnum):
    """FSRS's four grades, with FSRS's numbers. Only AGAIN is a failure: HARD is a pass."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Sureness(IntEnum):
    """How sure a learner was of an answer before seeing the verdict."""

    GUESSED = 1
    UNSURE = 2
    SURE = 3


class Mode(StrEnum):
    """How a review came about."""

    TYPED = "typed"
    UNATTENDED = "unattended"
    REVEALED = "revealed"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Terms:
    """By what a review's schedule is computed, beside its grade and its moment.

    Attributes:
        preset: The id of the preset.
        spread: Where in the bounds of FSRS's fuzz the card falls due, from 0 (the earliest day) to
            1 (the latest); None for the very day that the equations say.
    """

    preset: str = ""
    spread: float | None = None


SHIPPED_TERMS = Terms()


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another grader said of an answer that was judged already.

    Attributes:
        verdict: What it said.
        grader: The grader's name.
        proposed: The grade that the policy proposed upon it; None where it proposed nothing.
    """

    verdict: Verdict
    grader: str
    proposed: Grade | None


@dataclass(frozen=True, slots=True)
class Review:
    """One answered card. Appended to the log and never changed.

    Attributes:
        id: A UUIDv7 as 32 hex digits, so that ids sort by time.
        card_id: The history that it belongs to.
        at: When it was graded; UTC.
        answer: What the learner typed.
        verdict: What the grader said.
        grader: The grader's name.
        proposed: The grade that the policy proposed; None where it proposed nothing (Unjudged).
        grade: The grade that counts: accepted, or the learner's own; the last one, where it was
            changed upon the opinion.
        sitting: The id of the sitting that it belongs to.
        opinion: What another grader said of the answer; None where none did.
        terms: By what its schedule is computed.
        mode: How it came about: answers are typed, and where nobody was there to confirm the grade
            it is unattended; or a card was revealed and the learner alone graded it, or another
            program kept the review.
        tries: The answers to the same question before `answer`, oldest first; not graded.
        sureness: How sure the learner was; None where nobody asked.
        regraded_by: The grader whose proposal `grade` follows, where the learner asked for all of
            its proposals at once (`tutor regrade`); "" elsewhere.
    """

    id: str
    card_id: str
    at: datetime
    answer: Answer
    verdict: Verdict | Unjudged
    grader: str
    proposed: Grade | None
    grade: Grade
    sitting: str
    opinion: Opinion | None = None
    terms: Terms = SHIPPED_TERMS
    mode: Mode = Mode.TYPED
    tries: tuple[str, ...] = ()
    sureness: Sureness | None = None
    regraded_by: str = ""


class GradedAt(NamedTuple):
    """As much of a review as a schedule follows from.

    Attributes:
        grade: The grade that counts.
        at: When it was given; aware.
        terms: By what the schedule is computed.
    """

    grade: Grade
    at: datetime
    terms: Terms = SHIPPED_TERMS


@dataclass(frozen=True, slots=True)
class Seed:
    """A schedule that another program had made, from reviews that nobody has. In the log, too.

    Attributes:
        id: A UUIDv7 as 32 hex digits, of the moment `at`.
        card_id: The history that it begins: what lies before it in the log counts no more.
        at: When the card was last reviewed; UTC.
        due: When it falls due; UTC.
        stability: Days until recall falls to 90 %; > 0.
        difficulty: From 1 (easy) to 10.
        source: The program that had made it.
    """

    id: str
    card_id: str
    at: datetime
    due: datetime
    stability: float
    difficulty: float
    source: str


class Phase(StrEnum):
    """Where a card stands in FSRS."""

    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a reviewed card comes back. A card that was never reviewed has none.

    Attributes:
        due: UTC.
        stability: Days until recall falls to 90 %; > 0.
        difficulty: From 1 (easy) to 10.
        phase: Learning, review or relearning.
        step: Position in the (re)learning steps; 0 in review.
        last_review: UTC.
        reviews: How many reviews were folded into it, ≥ 1; a seed counts as one.
        lapses: How often it was forgotten in review (graded AGAIN), ≥ 0.
    """

    due: datetime
    stability: float
    difficulty: float
    phase: Phase
    step: int
    last_review: datetime
    reviews: int
    lapses: int
