"""Key points proposed for a card: what a teacher might tick, made of the reference alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from tutor.cards.card import Card
from tutor.cards.points import read_reference
from tutor.cards.points.marks import points_mark
from tutor.coaching.grounding import beyond, is_among, reference_of, telling, turns
from tutor.coaching.reading import reader, sentences_of
from tutor.grading.asking import Asking, Wanted
from tutor.grading.fencing import Json
from tutor.grading.json_reply import JsonObject, strict_list, strict_object
from tutor.grading.seen import seen
from tutor.grading.text import words
from tutor.grading.verdict import Unjudged

LONGEST = 300
"""Characters of a point; a longer one is no single thing."""

_SCHEMA = strict_object(points=strict_list({"type": "string"}))
_MARKUP = ("<!--", "-->", "`")  # would end or change the mark that a point may be written into


@dataclass(frozen=True, slots=True)
class Proposed:
    """Key points that a model proposes.

    Attributes:
        points: Those that say nothing beyond the reference, in its order.
        dropped: How many others there were.
        left_out: The reference's words that carry content and stand in none of the points.
    """

    points: tuple[str, ...]
    dropped: int
    left_out: tuple[str, ...]


def propose_points(asking: Asking, card: Card) -> Proposed | Unjudged:
    """Ask for the key points of a card's reference."""
    wanted = Wanted(_SCHEMA, reader("points", "list of points", partial(_read, card)), _objection)
    return asking.ask(points_material(card), wanted)


def points_material(card: Card) -> dict[str, Json]:
    """Return what is sent of a card."""
    return {"question": seen(card.question), "reference": seen(reference_of(card))}


def grounded_points(card: Card, proposed: Sequence[str]) -> tuple[str, ...]:
    """Return the points that are made of the reference and say something that no other says."""
    reference = reference_of(card)
    kept: list[str] = []
    for point in proposed:
        says = telling(point)
        is_sound = says and not beyond(point, reference) and not turns(point, reference)
        if not is_sound or any(mark in point for mark in _MARKUP):
            continue
        if not any(all(is_among(word, words(one)) for word in says) for one in kept):
            kept.append(point)
    return tuple(kept)


def has_own_marks(card: Card) -> bool:
    """Return whether the points of a card have other wordings, or are optional."""
    return any(point.accepted or not point.required for point in card.points)


def restated(card: Card, points: Sequence[str]) -> Card:
    """Return a card with the key points that somebody accepted for it, as if its deck stated them.

    A card whose points have other wordings or are optional stays as it is.
    """
    if has_own_marks(card) or not points:
        return card
    found = read_reference(card.question, f"{card.answer}\n  {points_mark(points)}")
    return replace(card, points=found.points, needed=found.needed)


def _read(card: Card, found: JsonObject) -> Proposed:
    proposed = sentences_of(found["points"], LONGEST)
    kept = grounded_points(card, proposed)
    said = [word for point in kept for word in words(point)]
    reference = reference_of(card)
    left = [
        reference[word.start : word.end] for word in telling(reference) if not is_among(word, said)
    ]
    return Proposed(kept, len(proposed) - len(kept), tuple(dict.fromkeys(left)))


def _objection(proposed: Proposed) -> str:
    return "" if proposed.points else "no point is made of the words of the reference"
