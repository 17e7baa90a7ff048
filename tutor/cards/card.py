"""What is asked: cards, their key points, and where in a file they stand. Values only."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

REMEMBERED = 2**17
"""Texts whose canonical form is kept: each is asked for some nine times before a sitting."""

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " "})


class Kind(StrEnum):
    """How a card is written in its deck."""

    SINGLE = "single"
    SINGLE_REVERSED = "single-reversed"
    MULTI = "multi"
    MULTI_REVERSED = "multi-reversed"
    CLOZE = "cloze"

    @property
    def has_siblings(self) -> bool:
        """Whether a block of this kind may be several cards."""
        return self not in (Kind.SINGLE, Kind.MULTI)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file as the user named it, and a line counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a deck: where, what, and what to do about it."""

    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing an answer must say.

    Attributes:
        text: The point, as the reference words it.
        required: False for a bonus point, which can raise a score and never lowers one.
        accepted: Other wordings that count as this point: from the deck's own marks, or the term
            that heads it where the question asks only for names.
    """

    text: str
    required: bool = True
    accepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A question with its reference answer.

    Attributes:
        question: The front, as the learner sees it.
        answer: The reference answer, as its owner wrote it.
        points: The key points of the reference, in its order; never empty when `answer` is not.
        needed: How many of the required points a full answer covers, from 0 to their number;
            smaller than their number only where the card asks for "any n of" them.
        accepted: Whole answers that count as well as the reference.
        kind: How the card is written.
        decks: The decks it belongs to, as tag or folder paths; the first names it.
        place: The file and the first line of its block.
        block_id: The Obsidian block id with its caret (`^k1`), or "".
        schedule: This card's segment of the plugin's `<!--SR:…-->` comment, verbatim, or "".
    """

    question: str
    answer: str
    points: tuple[KeyPoint, ...]
    needed: int
    accepted: tuple[str, ...] = ()
    kind: Kind = Kind.MULTI
    decks: tuple[str, ...] = ()
    place: Place = Place("", 1)
    block_id: str = ""
    schedule: str = ""

    @property
    def deck(self) -> str:
        """The first of `decks`, or ""."""
        return self.decks[0] if self.decks else ""

    @property
    def fingerprint(self) -> str:
        """16 hex digits of the question, blind to case, spacing and the shape of quotes."""
        return fingerprint(self.question)


@dataclass(frozen=True, slots=True)
class Deck:
    """One deck file, read.

    Attributes:
        path: The file, as the user named it.
        name: What the file's cards are filed under: the deck of its first card, else its title.
        title: The heading that its owner gave it, or "".
        tags: Tags of the whole file, without "#".
        properties: Every `key: value` of its front matter and its foot, in order, as written.
        cards: Its cards, in the order of the file.
        problems: What is wrong with it, in the order of the file.
    """

    path: str
    name: str
    title: str
    tags: tuple[str, ...]
    properties: tuple[tuple[str, str], ...]
    cards: tuple[Card, ...]
    problems: tuple[Problem, ...]

    def property_named(self, key: str) -> str:
        """Return the value of a property, blind to the case of `key`, or "" where it is absent."""
        return next(
            (value for name, value in self.properties if name.casefold() == key.casefold()), ""
        )


def canonical(text: str) -> str:
    """Return `text` in the form in which two questions are compared for being the same."""
    folded = unicodedata.normalize("NFC", text).translate(_QUOTES).casefold()
    return " ".join(folded.split())


@lru_cache(REMEMBERED)
def fingerprint(question: str) -> str:
    """Return 16 hex digits of SHA-256 over the canonical question."""
    return hashlib.sha256(canonical(question).encode()).hexdigest()[:16]
