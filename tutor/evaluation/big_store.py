"""Makes a large store to try things out on: `python -m tutor.evaluation.big_store FILE`.

`--reviews N` and `--cards N` say how large; a million reviews of 50,000 cards take 20 seconds. The
same arguments make the same log, moved to the present.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from tutor.evaluation.volume import fill_store, made_up_cards

REVIEWS = 1_000_000
CARDS = 50_000


def big_store(path: Path, now: datetime, reviews: int = REVIEWS, cards: int = CARDS) -> None:
    """Make a store of so many reviews, ≥ `cards`, as many of each card; about half are due.

    Args:
        path: Where; nothing is there.
        now: The present moment; aware.
        reviews: How many, rounded down to as many of each card.
        cards: How many.
    """
    fill_store(path, made_up_cards(cards), reviews // cards, now)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser("big_store", description="Make a large store.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--reviews", type=int, default=REVIEWS)
    parser.add_argument("--cards", type=int, default=CARDS)
    options = parser.parse_args()
    if options.file.exists() or options.reviews < options.cards or options.cards < 1:
        parser.error("FILE is to be a new one, and each card is to have a review at least")
    big_store(options.file, datetime.now(UTC), options.reviews, options.cards)


if __name__ == "__main__":
    main()
