"""The events that move a sitting. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.scheduling.review import Grade, Sureness


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
class Hinted:
    """One more hint is shown."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """The answer is shown, and the learner grades alone.

    Attributes:
        answer: What was typed by then.
    """

    answer: Answer


@dataclass(frozen=True, slots=True)
class Confided:
    """How sure the learner is of the answer."""

    sureness: Sureness


@dataclass(frozen=True, slots=True)
class TryAgain:
    """A wrong answer is to be tried once more, with a hint about what is missing."""


@dataclass(frozen=True, slots=True)
class Unveiled:
    """A wrong answer is not tried again: what it lacks is to be shown."""


@dataclass(frozen=True, slots=True)
class WasRight:
    """The learner was right: the answer counts for this card from now on."""


@dataclass(frozen=True, slots=True)
class WasWrong:
    """The learner was wrong: the answer counts for this card no more, where it did."""


@dataclass(frozen=True, slots=True)
class Flag:
    """The card at hand is flagged, or not any more."""


@dataclass(frozen=True, slots=True)
class Bury:
    """The card at hand is left until the next day."""


@dataclass(frozen=True, slots=True)
class Suspend:
    """The card at hand is left until the learner resumes it."""


@dataclass(frozen=True, slots=True)
class Changed:
    """The card at hand was edited."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The card at hand is not in its file any more."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The last review, mark or skip is to be as if it had never been."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The learner ends the sitting."""


Event: TypeAlias = (
    Dealt
    | NothingLeft
    | Typed
    | Hinted
    | Revealed
    | Submitted
    | Confided
    | Graded
    | Revised
    | TryAgain
    | Unveiled
    | Accepted
    | Overruled
    | WasRight
    | WasWrong
    | Kept
    | PutAside
    | Flag
    | Bury
    | Suspend
    | Changed
    | Gone
    | Undo
    | Quit
)
