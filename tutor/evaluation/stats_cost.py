"""What `tutor stats` takes over a large store, measured as a learner meets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from tutor.evaluation.big_store import big_store
from tutor.evaluation.figures import Figure, Measured
from tutor.evaluation.repeating import TUTOR, Bench, repeated

REVIEWS_EACH = 20
EVER = "36500"
"""Days: longer than anybody has practised."""


def stats_shown(bench: Bench) -> Iterator[Measured]:
    """Measure all sections over the usual period, and over the whole log."""
    store = bench.folder / "stats.db"
    big_store(store, datetime.now(UTC), bench.reviews, max(1, bench.reviews // REVIEWS_EACH))
    command = [*TUTOR, "stats", "--store", str(store)]
    what = f"`tutor stats` of a log of {bench.reviews:,} reviews"
    seconds = repeated(bench, lambda: bench.home.seconds(command))
    yield Figure(what, "s", seconds, at_most=2)
    seconds = repeated(bench, lambda: bench.home.seconds([*command, "--days", EVER]))
    yield Figure(f"{what}, all of it", "s", seconds)
