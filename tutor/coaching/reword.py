"""Other wordings of a question, so that the fact is learnt and not the sentence.

A wording has to differ from the question and from the others, to keep its numbers, names and
negations and how many things it asks for, and to say nothing that makes up the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from rapidfuzz import fuzz

from tutor.cards.card import Card
from tutor.cards.points.asked import asked_for
from tutor.cards.points.inline import visible
from tutor.coaching.grounding import (
    bearing,
    denies,
    figures_beyond,
    given_away,
    is_among,
    reference_of,
    telling,
)
from tutor.coaching.reading import reader, sentences_of
from tutor.grading.asking import Asking, Wanted
from tutor.grading.fencing import Json
from tutor.grading.json_reply import JsonObject, strict_list, strict_object
from tutor.grading.seen import seen
from tutor.grading.text import normalise, words
from tutor.grading.verdict import Unjudged

COUNT = 2
"""Wordings that are wanted."""

ALIKE = 90.0
"""The similarity of two wordings, in percent of the letters (`rapidfuzz.fuzz.ratio`), from which
they are one."""

LONGEST = 400
"""Characters of a wording."""

_SCHEMA = strict_object(rewordings=strict_list({"type": "string"}))
_CAPITAL = re.compile(r"[^\W_][\w'’-]*")


def reword_question(asking: Asking, card: Card) -> tuple[str, ...] | Unjudged:
    """Ask for two wordings of a card's question; fewer come back where no more are sound."""
    read = reader("rewordings", "list of wordings", partial(_read, card))
    return asking.ask(reword_material(card), Wanted(_SCHEMA, read, _objection))


def reword_material(card: Card) -> dict[str, Json]:
    """Return what is sent of a card: the reference as well, for it not to be said."""
    return {"question": seen(card.question), "reference": seen(reference_of(card))}


def fault_of(card: Card, wording: str) -> str:
    """Return what is wrong with a wording of a card's question; "" where nothing is."""
    question = visible(card.question)
    kept = words(wording)
    if fuzz.ratio(normalise(wording), normalise(question)) >= ALIKE:
        return "it is the question over again"
    if said := given_away(wording, bearing(card)):
        return f"it gives away {', '.join(said)}"
    if figures_beyond(wording, question) or figures_beyond(question, wording):
        return "its numbers are others"
    if lost := [name for name in names(question) if name.casefold() not in wording.casefold()]:
        return f"it lacks {', '.join(lost)}"
    if denies(wording) != denies(question):
        return "it asks for the opposite"
    if asked_for(wording) != asked_for(question):
        return "it asks for another number of things"
    if question.rstrip().endswith("?") and not wording.endswith("?"):
        return "it is no question"
    said_before = telling(question)
    if said_before and not any(is_among(word, kept) for word in said_before):
        return "it has no word of the question"
    return ""


def names(question: str) -> list[str]:
    """Return the words that a question writes as names: with a capital or a digit within.

    The first word is one only where its capital is not its first letter.
    """
    found = _CAPITAL.finditer(question)
    starts = {0, *(end.end() for end in re.finditer(r"[.?!:]\s+", question))}
    return [
        word[0]
        for word in found
        if any(map(str.isupper, word[0][1:]))
        or any(map(str.isdigit, word[0]))
        or (word[0][0].isupper() and word.start() not in starts and word[0] != "I")
    ]


def _read(card: Card, found: JsonObject) -> tuple[str, ...]:
    kept: list[str] = []
    faults: list[str] = []
    for wording in sentences_of(found["rewordings"], LONGEST):
        fault = fault_of(card, wording) or _repeated(wording, kept)
        if fault:
            faults.append(fault)
        else:
            kept.append(wording)
    if not kept:
        raise ValueError("; ".join(faults) or "it holds no wording")
    return tuple(kept[:COUNT])


def _repeated(wording: str, kept: Sequence[str]) -> str:
    alike = any(fuzz.ratio(normalise(wording), normalise(one)) >= ALIKE for one in kept)
    return "it is another wording over again" if alike else ""


def _objection(kept: Sequence[str]) -> str:
    return "" if len(kept) == COUNT else f"only {len(kept)} of {COUNT} wordings can be used"
