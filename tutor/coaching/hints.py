"""A ladder of three hints, none of which gives the answer away.

A model may word them. What it words is kept from saying the words that make up the answer: the
first two hints say none of them, and all three together at most a quarter. Where that does not
hold after one more attempt, a hint is made without a model: how many points there are, how they
begin, how each of their words begins.

Code compares letters. A synonym, or the answer in another language, passes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from tutor.cards.card import Card
from tutor.coaching.grounding import bearing, given_away, reference_of, telling
from tutor.coaching.ladder import how_many, masked
from tutor.coaching.reading import reader, sentence
from tutor.grading.asking import Asking, Wanted
from tutor.grading.fencing import Json
from tutor.grading.json_reply import JsonObject, strict_object
from tutor.grading.seen import seen
from tutor.grading.verdict import Unjudged

STEPS = ("topic", "direction", "nearly")
"""The hints, from the faintest on, by their names in a reply."""

BOUNDS = (0.0, 0.0, 0.25)
"""Up to each hint, the most of the words that make up the answer which may have been said."""

LONGEST = 240
"""Characters of a hint."""

_SCHEMA = strict_object(**{name: {"type": "string"} for name in STEPS})


@dataclass(frozen=True, slots=True)
class Hint:
    """One step of the ladder.

    Attributes:
        text: What the learner reads.
        by_model: Whether a model worded it.
    """

    text: str
    by_model: bool


@dataclass(frozen=True, slots=True)
class Ladder:
    """Three hints.

    Attributes:
        hints: From the faintest on.
        reason: Why not all are a model's; "" where they are.
    """

    hints: tuple[Hint, ...]
    reason: str = ""


def hint_ladder(asking: Asking, card: Card) -> Ladder:
    """Ask for three hints, and put plain ones in place of those that give the answer away."""
    secrets = bearing(card)
    if not secrets:
        return plain_ladder(card, "The answer has no word that the question lacks.")
    wanted = Wanted(_SCHEMA, reader(STEPS[0], "ladder", _read), partial(_objection, secrets))
    found = asking.ask(hints_material(card), wanted)
    if isinstance(found, Unjudged):
        return plain_ladder(card, found.reason)
    kept = _kept(found, secrets)
    hints = [
        Hint(text, by_model=True) if text else plain
        for text, plain in zip(kept, plain_ladder(card).hints, strict=True)
    ]
    lost = sum(not hint.by_model for hint in hints)
    return Ladder(tuple(hints), f"{lost} of {len(STEPS)} gave the answer away." if lost else "")


def plain_ladder(card: Card, reason: str = "No model was asked.") -> Ladder:
    """Return the hints that need no model."""
    points = [point.text for point in card.points]
    texts = (
        how_many(card),
        "Its points begin so: " + ", ".join(_initial(point) for point in points) + ".",
        "Its words begin so: " + "; ".join(map(_initials, points)) + ".",
    )
    return Ladder(tuple(Hint(text, by_model=False) for text in texts), reason)


def hints_material(card: Card) -> dict[str, Json]:
    """Return what is sent of a card."""
    points: list[Json] = [seen(point.text) for point in card.points]
    return {
        "question": seen(card.question),
        "reference": seen(reference_of(card)),
        "points": points,
    }


def _read(found: JsonObject) -> tuple[str, ...]:
    hints = tuple(sentence(found.get(name), LONGEST) for name in STEPS)
    if not any(hints):
        raise ValueError("it holds no hint")
    return hints


def _kept(hints: Sequence[str], secrets: Sequence[str]) -> list[str]:
    """Return the hints, "" in place of each with which too much would be said."""
    said: set[str] = set()
    kept: list[str] = []
    for hint, bound in zip(hints, BOUNDS, strict=True):
        told = said | {*given_away(hint, secrets)}
        is_kept = bool(hint) and len(told) <= int(bound * len(secrets))
        said = told if is_kept else said
        kept.append(hint if is_kept else "")
    return kept


def _objection(secrets: Sequence[str], hints: Sequence[str]) -> str:
    kept = _kept(hints, secrets)
    lost = [name for name, text in zip(STEPS, kept, strict=True) if not text]
    told = ", ".join(given_away(" ".join(hints), secrets))
    return f"{', '.join(lost)}: too much of the answer is said, or nothing: {told}" if lost else ""


def _initial(point: str) -> str:
    said = telling(point)
    return masked(said[0].folded) if said else "…"


def _initials(point: str) -> str:
    return " ".join(masked(word.folded) for word in telling(point)) or "…"
