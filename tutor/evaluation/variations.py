"""Harmless variations of a right answer: each must still be judged correct. Pure.

Each function takes a card, the other cards of its deck and a random source, and returns answers
that say what the reference says; none where the card offers no handle. Where case or spelling
carries meaning (units, formulae, symbols) nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from tutor.cards.card import Card
from tutor.evaluation.flip_words import NUMBER_WORDS
from tutor.evaluation.wording import WORD, bare, capitalised, inner, reference, required

LONG = 7
"""Letters of a word in which a slip of the finger leaves it readable."""

ENOUGH_WORDS = 12
"""Words of an answer that gets a second slip."""

LIST_ITEM = 8
"""Words that an item of a list has at most where the list may be read as one sentence."""

OPENINGS = ("I think", "If I remember right,", "As far as I know,", "As we learnt,", "I'd say that")
CLOSINGS = (
    "That is how I remember it.",
    "We had this in the last lesson.",
    "I hope that I spelt everything right.",
    "It took me a moment to recall.",
)
_BRITISH = """colour color
behaviour behavior
labour labor
neighbour neighbor
favour favor
flavour flavor
vapour vapor
tumour tumor
harbour harbor
honour honor
centre center
fibre fiber
metre meter
metres meters
litre liter
litres liters
kilometre kilometer
kilometres kilometers
theatre theater
judgement judgment
programme program
defence defense
licence license
analyse analyze
analyses analyzes
catalyse catalyze
catalyses catalyzes
organise organize
organisation organization
organised organized
recognise recognize
recognises recognizes
recognised recognized
oxidise oxidize
oxidised oxidized
ionise ionize
ionised ionized
ionisation ionization
polymerise polymerize
fertilise fertilize
fertilisation fertilization
specialised specialized
minimise minimize
maximise maximize
travelled traveled
travelling traveling
modelling modeling
labelled labeled
haemoglobin hemoglobin
oesophagus esophagus
foetus fetus
anaemia anemia
oestrogen estrogen
aluminium aluminum
sulphur sulfur
grey gray
catalogue catalog
dialogue dialog
mould mold
learnt learned
spelt spelled
tyre tire"""
_SPELLINGS = {
    one: other
    for line in _BRITISH.splitlines()
    for one, other in (line.split(), line.split()[::-1])
}
_IN_ORDER = re.compile(
    r"\b(?:order|sequence|steps?|stages?|phases?|path|process|respectively|first|then|next|algorithm"
    r"|procedure)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\s*\d{1,3}[.)]\s", re.MULTILINE)
_ITEM = re.compile(r"\s*[-*+] ")
_DROPPED = re.compile(r"^(?:A|An|It|They) |(?:^|(?<= ))(?:[Tt]he|an?|is|are|was|were) ")
_SYMBOLS = re.compile(r"[0-9$^=+*/\\°µΩ⁰-₟′″]|\b[A-Z]\b(?<!\bA)")
_DIGITS = re.compile(r"(?<![\w.,-])([2-9]|1[0-9]|20)(?= [a-z]{4,}|$)(?![\w.,])")
_WORDED = re.compile(rf"\b({'|'.join(NUMBER_WORDS[2:])})\b(?!-)", re.IGNORECASE)


def as_it_is(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Say the reference: what every other variation is compared with."""
    del others, chance
    return (reference(card),)


def unmarked(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Lose case and punctuation."""
    del others, chance
    text = reference(card)
    if _SYMBOLS.search(text):
        return ()
    return (re.sub(r"[.,;:!?\"“”]+(?=\s|$)", "", text).lower(),)


def mistyped(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Make a slip in a long word, or two in a long answer."""
    del others
    text = reference(card)
    words = [found for found in WORD.finditer(text) if _is_plain(found[0])]
    slips = min(len(words), 2 if len(text.split()) >= ENOUGH_WORDS else 1)
    chosen = sorted(chance.sample(words, slips), key=lambda found: -found.start())
    for found in chosen:
        text = text[: found.start()] + _slip(found[0], chance) + text[found.end() :]
    return (text,) if chosen else ()


def reordered(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Say the points in another order, where none is asked for and none points to another."""
    del others
    points = list(required(card))
    if len(points) < 2 or _IN_ORDER.search(card.question) or _NUMBERED.search(card.answer):
        return ()
    if not _ITEM.match(card.answer) and any(map(_leans_on_another, points[1:])):
        return ()
    mixed = chance.sample(points, len(points))
    mixed = mixed if mixed != points else points[::-1]
    return (" ".join(capitalised(bare(point)) + "." for point in mixed),)


def terse(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Drop articles, forms of "to be" and pronouns, as in notes."""
    del others, chance
    notes = [_DROPPED.sub("", bare(point)) for point in required(card)]
    text = "; ".join(notes)
    return (text,) if text and text != "; ".join(map(bare, required(card))) else ()


def with_extra(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Put something before or after it that neither adds nor claims anything."""
    del others
    text = reference(card)
    opening, closing = chance.choice(OPENINGS), chance.choice(CLOSINGS)
    return f"{opening} {inner(text)}", f"{bare(text)}. {closing}"


def in_one_sentence(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Say a list of short points as one sentence: "a, b and c"."""
    del others, chance
    points = [inner(bare(point)) for point in required(card)]
    short = all(len(point.split()) <= LIST_ITEM and "," not in point for point in points)
    if len(points) < 2 or not short:
        return ()
    return (capitalised(f"{', '.join(points[:-1])} and {points[-1]}."),)


def respelt(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Change British spelling to American, and American to British."""
    del others, chance
    text = reference(card)
    turned = WORD.sub(lambda found: _respelt(found[0]), text)
    return (turned,) if turned != text else ()


def renumbered(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Write small numbers as words, and number words as digits."""
    del others, chance
    text = reference(card)
    in_words = _DIGITS.sub(lambda found: NUMBER_WORDS[int(found[0])], text)
    in_digits = _WORDED.sub(lambda found: str(NUMBER_WORDS.index(found[0].lower())), text)
    return tuple(turned for turned in (in_words, in_digits) if turned != text)


def _is_plain(word: str) -> bool:
    return len(word) >= LONG and word.isascii() and word.isalpha() and word[1:].islower()


def _slip(word: str, chance: Random) -> str:
    """Transpose, double or drop one letter inside a word; its first and last two stay."""
    at = chance.randrange(2, len(word) - 3)
    kind = chance.randrange(3)
    if kind == 0 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1 :]


def _respelt(word: str) -> str:
    other = _SPELLINGS.get(word.lower(), word)
    return capitalised(other) if word[:1].isupper() else other


def _leans_on_another(point: str) -> bool:
    """Return whether a point begins with a word that points back to the one before."""
    first = WORD.match(point)
    back = "it they this that these those he she such their its then so also only"
    return first is not None and first[0].lower() in back.split()
