"""How measurements are repeated, and what several of them are made with."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

from tutor import resources
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.evaluation.figures import Measured
from tutor.evaluation.processes import Home
from tutor.evaluation.volume import fill_store

TUTOR = (sys.executable, "-m", "tutor")
REVIEWS_EACH = 10


@dataclass(frozen=True, slots=True)
class Bench:
    """How to measure.

    Attributes:
        folder: A folder on a disk, empty at first.
        runs: How often a command is run; once more before, so that its files are in memory.
        reviews: The reviews in the large store, ≥ `REVIEWS_EACH`.
    """

    folder: Path
    runs: int
    reviews: int

    @property
    def home(self) -> Home:
        """Where commands run."""
        return Home(self.folder)


Measurement: TypeAlias = Callable[[Bench], Iterator[Measured]]


def seconds_of(run: Callable[[], object]) -> float:
    """Return how long something takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def repeated(bench: Bench, measure: Callable[[], float]) -> tuple[float, ...]:
    """Measure once in vain, to bring files into memory, and then as often as is wanted."""
    measure()
    return tuple(measure() for _ in range(bench.runs))


def in_ms(seconds: Sequence[float]) -> tuple[float, ...]:
    """Return seconds as milliseconds."""
    return tuple(one * 1e3 for one in seconds)


def practised(folder: Path) -> Path:
    """Return a store in which the bundled decks are practised."""
    path = folder / "practised.db"
    if not path.exists():
        bundled = load([resources.seeds()], mode=Mode.REPAIR).cards
        fill_store(path, bundled, REVIEWS_EACH, datetime.now(UTC))
    return path
