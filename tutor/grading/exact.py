"""The stages that need no model: nothing said, "I don't know", and the reference itself."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.cards.card import Card
from tutor.grading.text import (
    SAME_WORD,
    likeness,
    normalise,
    segments,
    sentences,
    stands_in,
    words,
)

_ARTICLE = re.compile(r"^(?:the|an?)\s+")
IN_A_ROW = 3
"""Least words of a wording that is looked for within a text without breaks."""

SHORTENED = 3
"""Least letters of a word's beginning that stands for it."""

_BREAK = re.compile(r"[.,;:!?…\n]\s|\n")
_ITEM_MARK = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_ITEM_END = re.compile(r"[\n;,]|\s+(?:and|&)\s+")
_LEAD_IN = r"(?:(?:um+|uh+|er+|hm+|well|ok(?:ay)?|honestly|sorry|oh|so)[\s,.]+)*"
TELLS_NOTHING = frozenset(
    """The It a also an and are as at be because been being by did do does for from had has have he
    her his i is it its itself just of own quite really she so that the their them themselves then
    there these they this those very was we were which with you""".split()
)
"""Of the words that carry grammar, those which no meaning hangs on as it does on "before"."""


_CHOICE = frozenset(("or", "either", "whether", "instead", "except", "rather", "unlike", "vs"))
_HEDGES = frozenset(
    """think believe guess suppose say answer remember recall hmm well ok okay um uh maybe
    probably likely perhaps first second third finally firstly secondly 1 2 3 4 5 6 7 8 9""".split()
)
_DONT_KNOW = re.compile(
    _LEAD_IN
    + r"""(?:
    (?:i\s+(?:really\s+|just\s+|honestly\s+)?)?(?:do\s*n[o']?t|don't|dont)\s+(?:really\s+)?(?:know|remember|recall)(?:\s+(?:this|that|it|this\s+one|that\s+one|the\s+answer|yet))?
    | (?:i\s+)?(?:can't|cannot|cant|can\s+not)\s+(?:remember|recall|answer)(?:\s+(?:this|that|it))?
    | (?:i\s+)?(?:have|'ve|got)?\s*(?:absolutely\s+)?(?:no|not\s+a)\s+(?:idea|clue)
    | (?:i(?:'m|\s+am)?\s+)?not\s+(?:really\s+|so\s+)?sure
    | (?:i\s+)?(?:forgot|forget|have\s+forgotten|give\s+up)(?:\s+(?:it|this|that))?
    | idk | dunno | i\s+dunno | no\s+idea | pass | skip | next | n/a | beats\s+me | who\s+knows
    | wei(?:ß|ss)\s+(?:ich\s+)?nicht | ich\s+wei(?:ß|ss)\s+(?:es\s+)?nicht | keine\s+ahnung
    | (?:je\s+(?:ne\s+)?)?sais\s+pas | aucune\s+idée | no\s+(?:lo\s+)?sé | ni\s+idea
    | non\s+(?:lo\s+)?so | não\s+sei
    )(?:[\s,.]+(?:sorry|at\s+all|right\s+now|anymore))*""",
    re.VERBOSE,
)


def is_empty(text: str) -> bool:
    """Return whether `text` says nothing: no letter, digit or sign of arithmetic in any script."""
    return not words(text)


def is_dont_know(text: str) -> bool:
    """Return whether `text` as a whole only says that the learner does not know."""
    return len(text) < 200 and bool(_DONT_KNOW.fullmatch(normalise(text)))


def says_reference(card: Card, text: str) -> bool:
    """Return whether `text` is the reference, an accepted answer, or exactly the list of points.

    Case, spacing, quotes, articles, item marks and end punctuation do not count, nor does the
    order of a list.
    """
    said = comparable(text)
    if said in _comparables((card.answer, *card.accepted)):
        return True
    items = {comparable(part) for part in _ITEM_END.split(text)} - {""}
    asked = [point for point in card.points if point.required]
    if len(asked) < 2 or len(items) < card.needed:
        return False
    wordings = [_comparables((point.text, *point.accepted)) for point in asked]
    hits = sum(bool(options & items) for options in wordings)
    every = frozenset().union(*(_comparables((p.text, *p.accepted)) for p in card.points))
    return hits >= card.needed and items <= every


def says_wording(wordings: Iterable[str], text: str) -> str:
    """Return the stretch of `text` that is one of `wordings`, verbatim, or "" where none is."""
    wanted = _comparables(wordings)
    for segment in segments(text, 256):
        stretch = text[segment.start : segment.end]
        if comparable(stretch) in wanted:
            return stretch
    return ""


def says_in_a_row(wording: str, text: str) -> str:
    """Return the words of `wording`, one after another, in a text without any break; else "".

    Where a learner sets no stops, nothing tells where a wording ends but its words.
    """
    if _BREAK.search(text):
        return ""
    wanted, said = [word.folded for word in words(wording)], words(text)
    if len(wanted) < IN_A_ROW:
        return ""
    for first in range(len(said) - len(wanted) + 1):
        row = said[first : first + len(wanted)]
        if [word.folded for word in row] == wanted:
            return text[row[0].start : row[-1].end]
    return ""


def names_item(item: str, text: str, question: str) -> str:
    """Return where a sentence of `text` names an item of a list in the item's own words; else "".

    An item of one word may be shortened to its beginning where it stands by itself: "pro, meta,
    ana, telo". A sentence that denies something or leaves a choice is not taken at its words, and
    what the question named already is not named by saying it again.

    Args:
        item: One of several short points.
        text: The answer.
        question: What was asked.
    """
    wanted = [word.folded for word in words(comparable(item))]
    if {word.folded for word in words(question)}.issuperset(wanted):
        return ""
    for sentence in sentences(text):
        said = words(text[sentence.start : sentence.end])
        if any(word.is_negation or word.folded in _CHOICE for word in said):
            continue
        for first in range(len(said) - len(wanted) + 1):
            row = said[first : first + len(wanted)]
            if [word.folded for word in row] == wanted:
                return text[sentence.start + row[0].start : sentence.start + row[-1].end]
    return _shortened(wanted[0], text) if len(wanted) == 1 else ""


def _shortened(wanted: str, text: str) -> str:
    """Return the stretch of `text` that is nothing but the beginning of a word, or ""."""
    for segment in segments(text, 256):
        stretch = text[segment.start : segment.end]
        said = [word.folded for word in words(stretch)]
        if len(said) == 1 and len(said[0]) >= SHORTENED and wanted.startswith(said[0]):
            return stretch
    return ""


def says_alike(question: str, point: str, said: str) -> bool:
    """Return whether a text says a point in its own words, in their order, and nothing else.

    Words that tell nothing, and those of the question, may be there or not.
    """
    given = words(question)

    def telling(text: str, other: str) -> list[str]:
        others = words(other)
        return [
            word.folded
            for word in words(text)
            if word.is_negation
            or not (
                text[word.start : word.end] in TELLS_NOTHING  # "A" may be the name of something
                or (stands_in(word, given) and not stands_in(word, others))
            )
        ]

    asked, told = telling(point, said), telling(said, point)
    return len(asked) == len(told) and all(
        likeness(one, other) >= SAME_WORD for one, other in zip(asked, told, strict=True)
    )


def says_nothing_else(stretches: Iterable[str], text: str) -> bool:
    """Return whether `text` is made of `stretches` and, at most, words that only lead up to them.

    Otherwise something was added that may take back what the stretches say.
    """
    for stretch in sorted(stretches, key=len, reverse=True):
        text = text.replace(stretch, " ", 1)
    return all(word.is_function or word.folded in _HEDGES for word in words(text))


def comparable(text: str) -> str:
    """Return `text` in the form in which two short answers are compared for being the same."""
    lines = (_ITEM_MARK.sub("", line) for line in text.splitlines())
    return _ARTICLE.sub("", normalise(" ".join(lines)))


def _comparables(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(comparable(text) for text in texts) - {""}
