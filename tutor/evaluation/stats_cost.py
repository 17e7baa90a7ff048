"""What `tutor stats` takes over a large store, measured as a learner meets it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tutor.evaluation.big_store import big_store
from tutor.evaluation.figures import Figure, Measured
from tutor.evaluation.processes import Home

REVIEWS_EACH = 20
EVER = "36500"
"""Days: longer than anybody has practised."""


def figures(folder: Path, home: Home, reviews: int, runs: int) -> Iterator[Measured]:
    """Measure all sections over the usual period, and over the whole log.

    Args:
        folder: A folder on a disk.
        home: Where the command runs.
        reviews: How many the log has, ≥ `REVIEWS_EACH`.
        runs: How often each is measured, after once in vain.
    """
    store = folder / "stats.db"
    big_store(store, datetime.now(UTC), reviews, max(1, reviews // REVIEWS_EACH))
    command = [sys.executable, "-m", "tutor", "stats", "--store", str(store)]
    what = f"`tutor stats` of a log of {reviews:,} reviews"
    yield Figure(what, "s", _repeated(home, command, runs), at_most=2)
    yield Figure(f"{what}, all of it", "s", _repeated(home, [*command, "--days", EVER], runs))


def _repeated(home: Home, command: Sequence[str], runs: int) -> tuple[float, ...]:
    home.seconds(command)
    return tuple(home.seconds(command) for _ in range(runs))
