"""The states of a sitting. Values only; what moves it stands in `events`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tutor.grading.verdict import Answer, Level, Stage, Unjudged, Verdict
from tutor.scheduling.policy import Proposal
from tutor.scheduling.review import Mode, Opinion, Sureness

NOBODY = "nobody"
"""The grader's name in a review that no grader judged."""

GRADED_ALONE = Unjudged("You graded it yourself.")
"""The verdict on a card whose answer was shown instead of being typed."""

HINTS_AGAIN = 2
"""What a second try counts as hints at least: it tells how much is there, and how the rest begins
(`tutor.coaching.ladder`)."""


@dataclass(frozen=True, slots=True)
class Dealing:
    """The next card is wanted."""


@dataclass(frozen=True, slots=True)
class Try:
    """An answer that was judged, and answered once more.

    Attributes:
        answer: The answer.
        verdict: What the grader said of it.
        sureness: How sure the learner was; None where nobody asked.
    """

    answer: Answer
    verdict: Verdict
    sureness: Sureness | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """A question is shown.

    Attributes:
        card_id: The card.
        draft: What was typed so far.
        hints: How many hints are shown, ≥ 0.
        tries: What was answered before, at a second try.
    """

    card_id: str
    draft: str = ""
    hints: int = 0
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True, slots=True)
class Confiding:
    """An answer was submitted, and the learner is asked how sure it is."""

    card_id: str
    answer: Answer
    tries: tuple[Try, ...] = ()


@dataclass(frozen=True, slots=True)
class Judging:
    """An answer was submitted, and the grader's word is wanted.

    Attributes:
        card_id: The card.
        answer: The answer.
        tries: What was answered before, at a second try.
        sureness: How sure the learner was; None where nobody asked.
        is_seen: Whether the reference has been seen since, as where the card was edited: then there
            is nothing left to try.
    """

    card_id: str
    answer: Answer
    tries: tuple[Try, ...] = ()
    sureness: Sureness | None = None
    is_seen: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """What a second grader says of an answer that was judged already.

    Attributes:
        verdict: What it says.
        grader: Its name.
        proposal: What the policy proposes upon it.
    """

    verdict: Verdict
    grader: str
    proposal: Proposal

    @property
    def opinion(self) -> Opinion:
        """The same as it is kept with a review."""
        return Opinion(self.verdict, self.grader, self.proposal.grade)


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict is shown, and the learner's word is wanted.

    Attributes:
        card_id: The card.
        answer: The answer.
        verdict: What the grader says of it.
        grader: The grader's name.
        proposal: What the policy proposes upon it.
        revision: What a second grader says; None as long as none has said anything.
        tries: What was answered before, at a second try.
        sureness: How sure the learner was; None where nobody asked.
        mode: Whether the answer was typed or shown.
    """

    card_id: str
    answer: Answer
    verdict: Verdict | Unjudged
    grader: str
    proposal: Proposal
    revision: Revision | None = None
    tries: tuple[Try, ...] = ()
    sureness: Sureness | None = None
    mode: Mode = Mode.TYPED

    @property
    def standing(self) -> Proposal:
        """The proposal that holds: the second one, where there are two."""
        return self.revision.proposal if self.revision else self.proposal

    @property
    def standing_verdict(self) -> Verdict | Unjudged:
        """The verdict that holds: the second one, where there are two."""
        return self.revision.verdict if self.revision else self.verdict

    @property
    def is_correct(self) -> bool:
        """Whether it was judged correct, beyond doubt."""
        verdict = self.standing_verdict
        return isinstance(verdict, Verdict) and is_level(verdict, Level.CORRECT)

    @property
    def is_helped(self) -> bool:
        """Whether a hint or an earlier try helped."""
        return self.answer.hinted or bool(self.tries)

    @property
    def can_try_again(self) -> bool:
        """Whether a second try makes sense: it was wrong at first, and something was tried."""
        verdict = self.standing_verdict
        return (
            isinstance(verdict, Verdict)
            and verdict.level is not Level.CORRECT
            and verdict.decided_by not in (Stage.EMPTY, Stage.DONT_KNOW)
            and not self.tries
            and self.answer.hints <= HINTS_AGAIN
        )


@dataclass(frozen=True, slots=True)
class Missed:
    """An answer is not correct, and what it lacks is not shown yet: it may be tried again.

    Attributes:
        judged: What comes where it is not.
    """

    judged: Judged


@dataclass(frozen=True, slots=True)
class Cleared:
    """Nothing is left to ask; the last step can still be undone."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sitting came to.

    Attributes:
        answered: Reviews that stand.
        recalled: Those whose grade is not AGAIN.
        overruled: Those whose grade is not the one that was proposed.
        revised: Those whose grade was changed upon a second verdict.
        surprised: Those whose learner was sure of an answer that was wrong.
    """

    answered: int
    recalled: int
    overruled: int
    revised: int = 0
    surprised: int = 0


@dataclass(frozen=True, slots=True)
class Offering:
    """A second grader would have graded a review otherwise, and the learner's word is wanted."""

    review_id: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The sitting is over."""

    summary: Summary


Open: TypeAlias = Asking | Missed | Judged
"""A card is at hand, and the learner has the word."""

State: TypeAlias = Dealing | Open | Confiding | Judging | Cleared | Offering | Finished


def card_of(state: Open) -> str:
    """Return the id of the card at hand."""
    return state.judged.card_id if isinstance(state, Missed) else state.card_id


def is_level(verdict: Verdict, level: Level) -> bool:
    """Return whether a verdict is of a level, beyond doubt."""
    return verdict.level is level and not verdict.doubt
