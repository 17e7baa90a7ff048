"""Text as the robustness bench takes it apart and puts it together. Pure.

It shares nothing with the grader's own reading of text, so that no mistake is made on both sides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from random import Random

from tutor.cards.card import Card, canonical

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
"""A word of letters in any script; a number is none."""

FEW_WORDS = 3
"""A point with so many content words, or fewer, is a name: its words in any order still say it."""

ALIKE = 0.25
"""Two answers with at least this share of stems in common might stand for each other."""

_ANY_WORD = re.compile(r"\w+(?:[-'’.,/]\w+)*")
_STEM = 5  # characters that inflection mostly leaves alone
_LITTLE = frozenset(
    """a about across after all also among an and any are as at be because been before being
    between both but by can could did do does down during each either for from had has have he
    her his how i if in into is it its itself just like may might more most much must of off
    on one only onto or other our out over own per rather she should since so some such than
    that the their them then there these they this those through to too towards under until up
    upon us very was we were what when where which while who whom whose why will with within
    without would you your""".split()
)


def content(text: str) -> tuple[str, ...]:
    """Return the words and numbers of `text` that carry content, case-folded, in order."""
    found = (match[0].casefold() for match in _ANY_WORD.finditer(text))
    return tuple(word for word in found if word not in _LITTLE)


def stems(text: str) -> frozenset[str]:
    """Return the first characters of each content word: enough to know it again inflected."""
    return frozenset(word[:_STEM] for word in content(text))


def is_little(word: str) -> bool:
    """Return whether a word carries grammar rather than content."""
    return word.casefold() in _LITTLE


def required(card: Card) -> tuple[str, ...]:
    """Return the texts of the points that an answer must make; of all where none must."""
    return tuple(p.text for p in card.points if p.required) or tuple(p.text for p in card.points)


def reference(card: Card) -> str:
    """Return what a learner would type who says every required point as the reference does."""
    return said(required(card))


def said(points: Sequence[str]) -> str:
    """Return points as one text: a single one as it is, several as sentences."""
    if len(points) == 1:
        return points[0].strip()
    return " ".join(sentence(point) for point in points)


def sentence(text: str) -> str:
    """Return `text` with a capital first letter and an end."""
    text = text.strip()
    return capitalised(text) + ("" if text.endswith((".", "!", "?", "…", ":")) else ".")


def bare(text: str) -> str:
    """Return `text` without its end, to be gone on with."""
    return text.strip().rstrip(".!?:;, ")


def capitalised(text: str) -> str:
    """Return `text` with its first letter in upper case."""
    return text[:1].upper() + text[1:]


def inner(text: str) -> str:
    """Return `text` as it stands inside a sentence: "The cell" becomes "the cell", "DNA" stays."""
    first = WORD.match(text)
    if first is None or first[0] == "I" or not (first[0][1:].islower() or first[0] == "A"):
        return text
    return text[0].lower() + text[1:]


def is_names_only(card: Card) -> bool:
    """Return whether enough points are so short that their words in any order still say them."""
    short = sum(len(content(point)) <= FEW_WORDS for point in required(card))
    return short >= max(1, card.needed)


def gives_away(card: Card) -> bool:
    """Return whether the question itself holds the words of enough points to answer it."""
    asked = stems(card.question)
    held = sum(stems(point) <= asked for point in required(card))
    return held >= max(1, card.needed)


def is_unrelated(card: Card, other: Card) -> bool:
    """Return whether the answer of `other` surely is no answer to `card`.

    They have few words in common, none of the points of `card` is in it, and its points are none
    of the wordings that `card` accepts.
    """
    ours, theirs = stems(reference(card)), stems(f"{other.answer} {reference(other)}")
    if not theirs or len(ours & theirs) >= ALIKE * min(len(ours), len(theirs)):
        return False
    return not any((found := stems(wording)) and found <= theirs for wording in _wordings(card))


def is_reference(card: Card, text: str) -> bool:
    """Return whether `text` is nothing but the reference, a point of it, or an accepted wording."""
    whole = (reference(card), said([point.text for point in card.points]))
    return _same(text) in {_same(one) for one in (card.answer, *whole, *_wordings(card))}


def as_few_as_needed(
    card: Card, points: Sequence[str], must: int, chance: Random
) -> tuple[str, ...]:
    """Return so many of the points as a full answer needs, `points[must]` among them, in order."""
    rest = [at for at in range(len(points)) if at != must]
    chosen = {must, *chance.sample(rest, min(len(rest), max(0, card.needed - 1)))}
    return tuple(point for at, point in enumerate(points) if at in chosen)


def _wordings(card: Card) -> Iterable[str]:
    yield from card.accepted
    for point in card.points:
        yield point.text
        yield from point.accepted


def _same(text: str) -> str:
    return canonical(" ".join(_ANY_WORD.findall(text)) or text)
