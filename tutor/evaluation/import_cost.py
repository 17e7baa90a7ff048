"""What taking over a collection of Anki's takes, measured as a learner meets it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

from tutor.evaluation.anki_volume import write_collection
from tutor.evaluation.figures import Figure, Measured
from tutor.evaluation.repeating import TUTOR, Bench

CARDS = 50_000
REVIEWS_EACH = 4
RUNS = 3


def anki_imported(bench: Bench) -> Iterator[Measured]:
    """Measure `tutor import` of a package, each time into an empty store, and the same again."""
    cards, home = min(CARDS, bench.reviews), bench.home
    package, decks, store = (bench.folder / name for name in ("anki.apkg", "anki-decks", "anki.db"))
    write_collection(package, cards, REVIEWS_EACH, datetime.now(UTC))
    command = [*TUTOR, "import", str(package), "--into", str(decks)]
    command += ["--store", str(store)]
    first, again = [], []
    for _ in range(min(RUNS, bench.runs)):
        shutil.rmtree(decks, ignore_errors=True)
        for file in bench.folder.glob(f"{store.name}*"):
            file.unlink()
        first.append(home.seconds(command))
        again.append(home.seconds(command))
    what = f"`tutor import` of {cards:,} cards of Anki's with {cards * REVIEWS_EACH:,} reviews"
    yield Figure(what, "s", tuple(first), at_most=60)
    yield Figure(f"{what}, once more", "s", tuple(again))
