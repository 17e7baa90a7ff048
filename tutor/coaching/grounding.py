"""Whether a text is made of what another one says, and whether it gives an answer away.

Words, numbers and quantities are compared, and whether something is denied. That is no proof of
meaning: who does what to whom may be turned around with the very same words. So what a model has
written is shown beside what it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.cards.card import Card
from tutor.cards.points.inline import visible
from tutor.grading.numerals import numerals
from tutor.grading.quantities import quantities
from tutor.grading.seen import seen
from tutor.grading.text import SAME_WORD, Word, likeness, segments, words

STEM = 4
"""Least letters that the forms of a word begin with alike."""

_ENDINGS = frozenset(("", "e", "s", "es", "d", "ed", "ing"))

BEGINNING = 5
"""Least letters of a common beginning that tells a word: "mitoch" tells "mitochondria"."""

MOST_OF = 0.6
"""The share of a word's letters that such a beginning has at least."""

HIDDEN = 5
"""Least letters of a word that is looked for in a text run together, as in "m-i-t-o-s-i-s"."""

MOST_STRETCHES = 400
"""Sentences and clauses of a source that are looked at."""

_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\(?\d{1,3}[.)])[ \t]+(?=\S)", re.MULTILINE)
_BETWEEN = re.compile(r"[\W_]+")


def same_word(one: str, other: str) -> bool:
    """Return whether two words, in small letters, are forms of one: "travels", "travelling"."""
    if likeness(one, other) >= SAME_WORD:
        return True
    common = _common(one, other)
    return common >= STEM and all(
        end in _ENDINGS or (end[0] == one[common - 1] and end[1:] in _ENDINGS)
        for end in (one[common:], other[common:])
    )


def is_among(word: Word, others: Sequence[Word]) -> bool:
    """Return whether a word is one of others, in any of its forms."""
    return any(same_word(word.folded, other.folded) for other in others)


def telling(text: str) -> list[Word]:
    """Return the words of `text` that carry content, negations among them."""
    return [word for word in words(text) if not word.is_function and _has_letter(word.folded)]


def beyond(text: str, *sources: str) -> list[str]:
    """Return what `text` says with no ground in `sources`: words, numbers, quantities."""
    given = [word for source in sources for word in words(source)]
    values = {value for source in sources for value in _values(source)}
    said = [
        text[word.start : word.end]
        for word in telling(text)
        if not (_is_given(word, given) or _values(word.folded) & values)
    ]
    known = [quantity for source in sources for quantity in quantities(source)]
    return said + [
        text[quantity.start : quantity.end]
        for quantity in quantities(text)
        if quantity.has_unit and not any(one.equals(quantity) for one in known)
    ]


def figures_beyond(text: str, *sources: str) -> list[str]:
    """Return the numbers in digits that `text` has and none of `sources` has."""
    values = {value for source in sources for value in _values(source)}
    return [
        text[one.start : one.end]
        for one in numerals(text)
        if any(map(str.isdigit, text[one.start : one.end])) and one.value not in values
    ]


def turns(text: str, source: str) -> bool:
    """Return whether `text` denies what `source` says in its nearest clause, or the reverse."""
    said = telling(text)
    stretches = [source[one.start : one.end] for one in segments(source, MOST_STRETCHES)]
    nearest = max(stretches, key=lambda one: (_shared(said, words(one)), -len(one)))
    return denies(text) != denies(nearest)


def denies(text: str) -> bool:
    """Return whether a text has a negation."""
    return any(word.is_negation for word in words(text))


def reference_of(card: Card) -> str:
    """Return what a card's reference says, without the marks and the numbers of its list."""
    return visible(_ITEM.sub("- ", card.answer))


def bearing(card: Card) -> list[str]:
    """Return the words, in small letters, that make up a card's answer and not its question."""
    given = words(visible(card.question))
    texts = [reference_of(card), *card.accepted]
    texts += [wording for point in card.points for wording in (point.text, *point.accepted)]
    found = (word for text in texts for word in telling(text) if not is_among(word, given))
    return list(dict.fromkeys(word.folded for word in found))


def given_away(text: str, secrets: Sequence[str]) -> list[str]:
    """Return which of `secrets`, words in small letters, a text gives away.

    Besides the word itself, in any of its forms, these are a number in another spelling, a long
    beginning of it, and the word spelt out with something between its letters.
    """
    shown = seen(text)
    said = [word.folded for word in words(shown)]
    values = _values(shown)
    run_on = _BETWEEN.sub("", shown).casefold()
    return [
        secret
        for secret in secrets
        if any(same_word(secret, one) or _begins(secret, one) for one in said)
        or _values(secret) & values
        or (_can_hide(secret) and secret in run_on)
    ]


def _has_letter(word: str) -> bool:
    return any(map(str.isalnum, word))


def _is_given(word: Word, given: Sequence[Word]) -> bool:
    if word.is_negation:
        return any(one.is_negation for one in given)
    return is_among(word, given)


def _values(text: str) -> set[float]:
    return {value for one in numerals(text) for value in (one.value, *one.others)}


def _shared(said: Sequence[Word], part: Sequence[Word]) -> int:
    return sum(is_among(word, part) for word in said)


def _begins(secret: str, said: str) -> bool:
    return _common(secret, said) >= max(BEGINNING, MOST_OF * len(secret))


def _common(one: str, other: str) -> int:
    """Return with how many letters two words begin alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _can_hide(secret: str) -> bool:
    return len(secret) >= (HIDDEN if secret.isascii() else 2)
