"""The values of a sitting: its states, the events that move it, the effects that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.scheduling.policy import Proposal
from tutor.scheduling.review import Grade, Opinion, Review, Schedule

# --- states -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dealing:
    """The next card is wanted."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A question is shown, and `draft` is what was typed so far."""

    card_id: str
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Judging:
    """An answer was submitted, and the grader's word is wanted."""

    card_id: str
    answer: Answer


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
    """

    card_id: str
    answer: Answer
    verdict: Verdict | Unjudged
    grader: str
    proposal: Proposal
    revision: Revision | None = None

    @property
    def standing(self) -> Proposal:
        """The proposal that holds: the second one, where there are two."""
        return self.revision.proposal if self.revision else self.proposal


@dataclass(frozen=True, slots=True)
class Cleared:
    """Nothing is left to ask; the last review can still be undone."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sitting came to.

    Attributes:
        answered: Reviews that stand.
        recalled: Those whose grade is not AGAIN.
        overruled: Those whose grade is not the one that was proposed.
        revised: Those whose grade was changed upon a second verdict.
    """

    answered: int
    recalled: int
    overruled: int
    revised: int = 0


@dataclass(frozen=True, slots=True)
class Offering:
    """A second grader would have graded a review otherwise, and the learner's word is wanted."""

    review_id: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The sitting is over."""

    summary: Summary


State: TypeAlias = Dealing | Asking | Judging | Judged | Cleared | Offering | Finished


# --- events -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dealt:
    """The card that comes next."""

    card_id: str
    draft: str = ""


@dataclass(frozen=True, slots=True)
class NothingLeft:
    """No card comes next."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The draft as it stands now."""

    text: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """The learner's answer. "I don't know" is the empty one."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Graded:
    """The verdict, and the name of the grader whose it is."""

    verdict: Verdict | Unjudged
    grader: str


@dataclass(frozen=True, slots=True)
class Revised:
    """What a second grader says of an answer, whenever it comes."""

    card_id: str
    answer: Answer
    verdict: Verdict
    grader: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The proposed grade is the learner's too."""


@dataclass(frozen=True, slots=True)
class Overruled:
    """The learner gives the grade, against the proposal or where there is none."""

    grade: Grade


@dataclass(frozen=True, slots=True)
class Kept:
    """The grade that was given stays, whatever the second grader says."""


@dataclass(frozen=True, slots=True)
class PutAside:
    """The card at hand is left ungraded for the rest of the sitting."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The last review is to be as if it had never been."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The learner ends the sitting."""


Event: TypeAlias = (
    Dealt
    | NothingLeft
    | Typed
    | Submitted
    | Graded
    | Revised
    | Accepted
    | Overruled
    | Kept
    | PutAside
    | Undo
    | Quit
)


# --- effects ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Record:
    """Append `review`, and replace its card's schedule; its draft has served."""

    review: Review
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Retract:
    """Drop a review, and give its card the schedule from before; None where it was new."""

    review: Review
    schedule: Schedule | None


@dataclass(frozen=True, slots=True)
class Amend:
    """Append what a second grader says of a review; its grade stays."""

    review: Review
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class Regrade:
    """Have `review` count with the grade that it has now, and replace its card's schedule.

    Attributes:
        review: The review, with the new grade.
        before: The grade that it had.
        schedule: What all of the card's reviews lead to then.
    """

    review: Review
    before: Grade
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep what was typed for a card, in place of its older draft; "" keeps nothing."""

    card_id: str
    text: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Deal a card no more in this sitting."""

    card_id: str


Effect: TypeAlias = Record | Retract | Amend | Regrade | SaveDraft | SetAside
