"""Which grades parameters may be fitted to."""

from __future__ import annotations

import pytest

from tutor.scheduling.certainty import Basis, is_certain
from tutor.scheduling.review import Grade, Mode

AGAIN, GOOD = Grade.AGAIN, Grade.GOOD
TYPED, ALONE, REVEALED, IMPORTED = Mode.TYPED, Mode.UNATTENDED, Mode.REVEALED, Mode.IMPORTED


@pytest.mark.parametrize(
    ("mode", "grade", "proposed", "is_doubted", "confidence", "certain"),
    [
        # accepted: as certain as the verdict is
        (TYPED, GOOD, GOOD, False, 0.9, True),
        (TYPED, GOOD, GOOD, False, 0.5, True),
        (TYPED, GOOD, GOOD, False, 0.49, False),
        (TYPED, GOOD, GOOD, True, 0.9, False),
        # overruled: the learner's own word, whatever the verdict
        (TYPED, AGAIN, GOOD, False, 0.9, True),
        (TYPED, AGAIN, GOOD, True, 0.2, True),
        # nothing was proposed: the learner's own word
        (TYPED, GOOD, None, True, 0.9, True),
        (TYPED, GOOD, None, False, None, True),
        # nobody was there
        (ALONE, GOOD, GOOD, False, 0.9, False),
        (ALONE, AGAIN, None, True, 0.9, False),
        (ALONE, GOOD, None, False, None, False),
        # nobody but the learner graded
        (REVEALED, GOOD, None, False, None, True),
        (REVEALED, GOOD, GOOD, True, 0.2, True),
        (IMPORTED, GOOD, None, False, None, True),
        (IMPORTED, GOOD, GOOD, False, 0.2, True),
    ],
)
def test_a_grade_is_certain_where_a_person_said_it_or_confirmed_a_sound_verdict(
    mode: Mode,
    grade: Grade,
    proposed: Grade | None,
    is_doubted: bool,
    confidence: float | None,
    certain: bool,
) -> None:
    assert is_certain(Basis(mode, grade, proposed, is_doubted, confidence)) is certain


@pytest.mark.parametrize("proposed", [AGAIN, GOOD, None])
def test_a_grade_that_follows_another_grader_afterwards_is_uncertain(
    proposed: Grade | None,
) -> None:
    basis = Basis(TYPED, GOOD, proposed, is_doubted=False, confidence=0.9, is_regraded=True)

    assert not is_certain(basis)
