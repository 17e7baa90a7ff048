"""Cards drafted from notes: each with the passage that it came from, and nothing beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from tutor.coaching.grounding import beyond, figures_beyond, is_among, telling, turns
from tutor.coaching.notes import Part
from tutor.coaching.reading import MOST, reader, sentence, sentences_of
from tutor.coaching.reword import names
from tutor.grading.asking import Asking, Wanted
from tutor.grading.fencing import Json
from tutor.grading.json_reply import JsonObject, strict_list, strict_object
from tutor.grading.quotes import find_quote
from tutor.grading.seen import seen
from tutor.grading.text import words
from tutor.grading.verdict import Unjudged
from tutor.text import plain

LONGEST_QUESTION, LONGEST_POINT, LONGEST_PASSAGE = 300, 300, 800
"""Characters."""

MOST_POINTS = 12

KNOWN = 0.5
"""The least share of a question's words that carry content which the notes have, too: a question
may say "Which process" of what the notes only name."""

_CARD = strict_object(
    passage={"type": "string"},
    question={"type": "string"},
    answer=strict_list({"type": "string"}),
)
_SCHEMA = strict_object(cards=strict_list(_CARD))


@dataclass(frozen=True, slots=True)
class DraftedCard:
    """A card made from notes.

    Attributes:
        question: On one line.
        points: The answer, each point on one line; at least one.
        passage: What it was made from, verbatim from the notes; what could command a terminal is
            made visible.
    """

    question: str
    points: tuple[str, ...]
    passage: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """What came of one part.

    Attributes:
        cards: Those that say nothing which their passage does not say.
        faults: What was wrong with each of the others.
    """

    cards: tuple[DraftedCard, ...]
    faults: tuple[str, ...]


def draft_cards(asking: Asking, part: Part) -> Drafted | Unjudged:
    """Ask for the cards of a part of somebody's notes."""
    wanted = Wanted(_SCHEMA, reader("cards", "list of cards", partial(_read, part)), _objection)
    return asking.ask(draft_material(part), wanted)


def draft_material(part: Part) -> dict[str, Json]:
    """Return what is sent of notes."""
    return {"heading": seen(part.heading), "notes": seen(part.text)}


def _read(part: Part, found: JsonObject) -> Drafted:
    proposed = found["cards"]
    if not isinstance(proposed, list):
        raise ValueError("its cards are no list")
    cards: list[DraftedCard] = []
    faults: list[str] = []
    for one in proposed[:MOST]:
        try:
            cards.append(_card(part, one))
        except ValueError as fault:
            faults.append(str(fault))
    return Drafted(tuple(cards), tuple(faults))


def _card(part: Part, proposed: object) -> DraftedCard:
    """Return a proposed card.

    Raises:
        ValueError: It says what the notes do not say, or is none.
    """
    if not isinstance(proposed, dict):
        raise ValueError("it is no card")
    quote, answer = proposed.get("passage"), proposed.get("answer")
    question = sentence(proposed.get("question"), LONGEST_QUESTION)
    listed = sentences_of([answer] if isinstance(answer, str) else answer, LONGEST_POINT)
    if not question or not listed or len(listed) > MOST_POINTS:
        raise ValueError("it lacks a question or an answer, or they are too long")
    passage = plain(find_quote(quote, part.text)) if isinstance(quote, str) else ""
    if not passage or len(passage) > LONGEST_PASSAGE:
        raise ValueError("its passage is not in the notes")
    _refuse_ungrounded(question, listed, passage, part)
    return DraftedCard(question, tuple(listed), passage)


def _refuse_ungrounded(question: str, points: list[str], passage: str, part: Part) -> None:
    for point in points:
        if new := beyond(point, passage):
            raise ValueError(f"its answer says more than its passage: {', '.join(new)}")
        if turns(f"{question} {point}", passage):
            raise ValueError("its answer says the opposite of its passage")
    given = words(question)
    if all(is_among(word, given) for point in points for word in telling(point)):
        raise ValueError("its question says the answer")
    there = f"{part.heading}\n{part.text}"
    if new := figures_beyond(question, there):
        raise ValueError(f"its question has numbers of its own: {', '.join(new)}")
    if new := [name for name in names(question) if name.casefold() not in there.casefold()]:
        raise ValueError(f"its question has names of its own: {', '.join(new)}")
    asked, known = telling(question), words(there)
    if sum(is_among(word, known) for word in asked) < KNOWN * len(asked):
        raise ValueError("its question is about something else")


def _objection(drafted: Drafted) -> str:
    if drafted.cards or not drafted.faults:
        return ""
    return "no card could be used: " + "; ".join(dict.fromkeys(drafted.faults))
