from __future__ import annotations

import pytest

from tutor.cli.wiring import make_grader
from tutor.grading.cascade import CascadeGrader


@pytest.fixture(scope="session")
def grader() -> CascadeGrader:
    """The shipped grader: bundled encoder, bundled head."""
    return make_grader()
