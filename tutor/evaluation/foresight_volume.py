"""What `tutor optimize` and `tutor simulate` are measured on, made up; a command for each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.evaluation.learners import FORGETFUL, learner
from tutor.evaluation.volume import fill_log, fill_store

REVIEWS = (10_000, 100_000)
EACH = 10
"""Reviews of each card."""

_AGO = timedelta(days=3650)  # long enough for all of them to lie in the past


def logs_to_fit(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Make logs of somebody forgetful in a folder, and yield what is measured and the arguments."""
    for reviews in REVIEWS:
        path = folder / f"log-{reviews}.db"
        start = datetime.now(UTC) - _AGO
        fill_log(path, learner(FORGETFUL, reviews // EACH, EACH, start, seed=1))
        what = f"`tutor optimize`, {reviews:,} reviews, whole process"
        yield what, ["optimize", "--store", str(path)]


def year_to_simulate(folder: Path, deck: Path) -> tuple[str, list[str]]:
    """Make a store in which every card of a deck is practised, and return the same."""
    store, cards = folder / "simulated.db", load([deck], mode=Mode.REPAIR).cards
    fill_store(store, cards, EACH, datetime.now(UTC))
    what = f"`tutor simulate`, {len(cards):,} cards, a year, 11 retentions"
    return what, ["simulate", str(deck), "--store", str(store)]
