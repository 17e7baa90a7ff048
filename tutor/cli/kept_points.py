"""Key points that a learner accepted for cards, kept beside the store and not in the decks.

`NAME.points.jsonl` stands beside the store `NAME.db`: a line for each time that points were
accepted, the last of a card counting, as
`{"question": …, "answer": …, "points": ["…"], "by": "…"}`; no points take them back. Question and
answer stand there as digests: points of an answer that was edited since count for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from tutor.cards.card import Card, canonical
from tutor.cli.scope import Scope
from tutor.errors import OutputError

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """Points that were accepted.

    Attributes:
        points: At least one.
        by: The instruction and the model that proposed them.
    """

    points: tuple[str, ...]
    by: str


def place_beside(store: Path) -> Path:
    """Return the file that belongs to a store."""
    return store.with_suffix(".points.jsonl")


def kept_points(place: Path) -> dict[Key, Kept]:
    """Return what is kept; what cannot be read of it counts for nothing."""
    try:
        lines = place.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    found: dict[Key, Kept] = {}
    for line in lines:
        try:
            match json.loads(line):
                case {"question": str(question), "answer": str(answer), "points": list(points)}:
                    by = str(json.loads(line).get("by", ""))
                    texts = tuple(one for one in points if isinstance(one, str) and one.strip())
                    found[question, answer] = Kept(texts, by)
                case _:
                    continue
        except (ValueError, RecursionError):
            continue
    return {key: kept for key, kept in found.items() if kept.points}


def keep(place: Path, card: Card, points: Sequence[str], by: str) -> None:
    """Keep points for a card, or none any more.

    Raises:
        OutputError: The file cannot be written.
    """
    question, answer = key_of(card)
    line = json.dumps({"question": question, "answer": answer, "points": [*points], "by": by})
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
    except OSError as error:
        raise OutputError(
            f"{place}: {(error.strerror or str(error)).lower()}, so that nothing was kept",
            "Make room, or name another store with --store.",
        ) from error


def key_of(card: Card) -> Key:
    """Return what points of a card are kept under."""
    answer = hashlib.sha256(canonical(card.answer).encode()).hexdigest()[:16]
    return card.fingerprint, answer


def with_kept_points(scope: Scope, store: Path) -> Scope:
    """Return the cards with the points that were accepted for them."""
    kept = kept_points(place_beside(store))
    if not kept:
        return scope
    from tutor.coaching.points import restated  # the first question need not wait for it

    def stated(card: Card) -> Card:
        found = kept.get(key_of(card))
        return restated(card, found.points) if found else card

    return replace(
        scope,
        cards=tuple((stated(card), rank) for card, rank in scope.cards),
        loaded=tuple(map(stated, scope.loaded)),
    )
