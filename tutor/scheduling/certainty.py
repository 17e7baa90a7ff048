"""Which grades say what a learner knew, and may be fitted to. Pure.

A grade that a person gave or confirmed upon a sound verdict is certain. One that nobody confirmed,
or that was accepted though its verdict was in doubt, may be the grader's mistake: fitted to it,
FSRS's parameters would learn how the grader errs. An answer that was not judged at all has the
grade that its learner gave.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tutor.scheduling.policy import DEFAULT_POLICY, Policy
from tutor.scheduling.review import Grade, Mode


class Basis(NamedTuple):
    """What a grade rests on.

    Attributes:
        mode: How the review came about.
        grade: The grade that counts.
        proposed: The grade that the policy proposed; None where it proposed nothing.
        is_doubted: Whether the verdict was in doubt.
        confidence: The verdict's, in [0, 1]; None where nobody judged the answer.
        is_regraded: Whether the grade that counts follows what another grader said afterwards,
            without the learner's word on the very answer.
    """

    mode: Mode
    grade: Grade
    proposed: Grade | None
    is_doubted: bool
    confidence: float | None
    is_regraded: bool = False


class GivenGrade(NamedTuple):
    """As much of a review as a fit looks at.

    Attributes:
        card_id: Its card.
        at: When it was graded; aware.
        basis: Its grade; None for a schedule that another program brought, whose reviews nobody
            has.
        seconds: How long the answer took, ≥ 0; 0.0 where nobody measured.
    """

    card_id: str
    at: datetime
    basis: Basis | None
    seconds: float = 0.0


def is_certain(basis: Basis, policy: Policy = DEFAULT_POLICY) -> bool:
    """Return whether a grade says what the learner knew."""
    if basis.mode is Mode.UNATTENDED or basis.is_regraded:
        return False
    is_own = basis.mode is not Mode.TYPED or basis.grade is not basis.proposed
    if is_own or basis.confidence is None:
        return True
    return not basis.is_doubted and basis.confidence >= policy.unsure_below
