"""The values of a sitting: its states, the events that move it, the effects that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.scheduling.policy import Proposal
from tutor.scheduling.review import Grade, Review, Schedule

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
class Judged:
    """The verdict is shown, and the learner's word is wanted."""

    card_id: str
    answer: Answer
    verdict: Verdict | Unjudged
    grader: str
    proposal: Proposal


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
    """

    answered: int
    recalled: int
    overruled: int


@dataclass(frozen=True, slots=True)
class Finished:
    """The sitting is over."""

    summary: Summary


State: TypeAlias = Dealing | Asking | Judging | Judged | Cleared | Finished


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
class Accepted:
    """The proposed grade is the learner's too."""


@dataclass(frozen=True, slots=True)
class Overruled:
    """The learner gives the grade, against the proposal or where there is none."""

    grade: Grade


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
    Dealt | NothingLeft | Typed | Submitted | Graded | Accepted | Overruled | PutAside | Undo | Quit
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
class SaveDraft:
    """Keep what was typed for a card, in place of its older draft; "" keeps nothing."""

    card_id: str
    text: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Deal a card no more in this sitting."""

    card_id: str


Effect: TypeAlias = Record | Retract | SaveDraft | SetAside
