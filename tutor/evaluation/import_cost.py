"""What taking over a collection of Anki's takes, measured as a learner meets it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from tutor.evaluation.anki_volume import write_collection
from tutor.evaluation.figures import Figure, Measured
from tutor.evaluation.processes import Home

CARDS = 50_000
REVIEWS_EACH = 4
RUNS = 3


def figures(folder: Path, home: Home, cards: int, runs: int) -> Iterator[Measured]:
    """Measure `tutor import` of a package, and the same again, which adds nothing.

    Args:
        folder: A folder on a disk.
        home: Where the command runs.
        cards: How many cards the package has, each with four reviews.
        runs: How often it is imported, each time into an empty store.
    """
    package, decks, store = (folder / name for name in ("anki.apkg", "anki-decks", "anki.db"))
    write_collection(package, cards, REVIEWS_EACH, datetime.now(UTC))
    command = [sys.executable, "-m", "tutor", "import", str(package), "--into", str(decks)]
    command += ["--store", str(store)]
    first, again = [], []
    for _ in range(runs):
        shutil.rmtree(decks, ignore_errors=True)
        for file in folder.glob(f"{store.name}*"):
            file.unlink()
        first.append(home.seconds(command))
        again.append(home.seconds(command))
    what = f"`tutor import` of {cards:,} cards of Anki's with {cards * REVIEWS_EACH:,} reviews"
    yield Figure(what, "s", tuple(first), at_most=60)
    yield Figure(f"{what}, once more", "s", tuple(again))
