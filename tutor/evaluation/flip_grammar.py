"""As much English grammar as the flips need: main verbs, articles, plurals. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tutor.evaluation.flip_verbs import (
    ALSO_NOUNS,
    AUXILIARIES,
    CLAUSE_OPENERS,
    DETERMINERS,
    PARTICIPLES,
    PAST,
    PLURALS,
    PREPOSITIONS,
    SUBJECTS,
    THIRD,
    UNCLEAR,
)
from tutor.evaluation.wording import WORD

_BASES = frozenset(THIRD.values())
_PARTICIPLES = frozenset(PARTICIPLES.values()) | {"been", "fallen", "risen", "grown", "had", "done"}
_AFTER_OBJECT = frozenset("them it him us me what".split()) | DETERMINERS
_LIKE_PLURALS = ("ss", "us", "is", "'s", "’s")
_VOWEL_SOUND = re.compile(r"(?!uni|use|usu|eu|one\b|uro)[aeiou]|hour|honest", re.IGNORECASE)


class VerbKind(Enum):
    """What form a verb has."""

    AUXILIARY = auto()
    THIRD = auto()
    BASE = auto()
    PAST = auto()


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb where it stands: `text[start:end]`, with its base form ("" for an auxiliary)."""

    start: int
    end: int
    kind: VerbKind
    base: str


def main_verb(text: str) -> Verb | None:
    """Return the first finite verb of `text`, or None where that is unsure.

    A verb inside a subordinate clause is not looked for: what comes first decides.
    """
    tokens = list(WORD.finditer(text))
    lower = [token[0].casefold() for token in tokens]
    for at, word in enumerate(lower):
        if word in CLAUSE_OPENERS or word in UNCLEAR:
            return None
        kind = _kind(lower, at)
        if kind is not None:
            return Verb(tokens[at].start(), tokens[at].end(), kind, _base(word, kind))
    return None


def _base(word: str, kind: VerbKind) -> str:
    if kind is VerbKind.AUXILIARY:
        return ""
    return PAST[word] if kind is VerbKind.PAST else THIRD.get(word, word)


def is_plural(word: str) -> bool:
    """Return whether a noun looks like a plural; errs on no."""
    low = word.casefold()
    return low in PLURALS or (
        len(low) > 3 and low.endswith("s") and not low.endswith(_LIKE_PLURALS)
    )


def opens_clause(before: str) -> bool:
    """Return whether what follows `before` is the beginning of a clause."""
    words = before.casefold().split()
    last = words[-1] if words else ""
    openers = CLAUSE_OPENERS | {"and", "but", "or", "so", "then"}
    return not last or last.endswith((",", ".", ";", ":", "(")) or last in openers


def with_article(before: str, new: str) -> str:
    """Return `before + new`, with an "a" or "an" that ends `before` fitted to `new`."""
    article = re.search(r"\b(a)n?(\s+)$", before, re.IGNORECASE)
    if article is None:
        return before + new
    ending = "n" if _VOWEL_SOUND.match(new) else ""
    return f"{before[: article.start()]}{article[1]}{ending}{article[2]}{new}"


def a_or_an(new: str) -> str:
    """Return the article that fits `new`."""
    return "an" if _VOWEL_SOUND.match(new) else "a"


def _kind(words: Sequence[str], at: int) -> VerbKind | None:
    """Return the form of a word that is a finite verb where it stands; None for any other."""
    word, before = words[at], words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if at == 0:
        return None
    if word in AUXILIARIES or (word in ("has", "have") and _is_participle(after)):
        return VerbKind.AUXILIARY
    if before in DETERMINERS - SUBJECTS or before in PREPOSITIONS or before in ("to", "and", "or"):
        return None
    if word in THIRD and _is_certain(THIRD[word], before, after):
        return VerbKind.THIRD
    if word in PAST and (before in SUBJECTS or after in _AFTER_OBJECT):
        return VerbKind.PAST
    has_plural = before in ("they", "we", "you", "people") or is_plural(before)
    if word in _BASES and has_plural and _is_certain(word, before, after):
        return VerbKind.BASE
    return None


def _is_certain(base: str, before: str, after: str) -> bool:
    """Return whether a word that may be a noun is a verb: by its subject or by its object."""
    if after in AUXILIARIES or after in UNCLEAR or after == "of":
        return False
    return base not in ALSO_NOUNS or before in SUBJECTS or after in _AFTER_OBJECT


def _is_participle(word: str) -> bool:
    return (word.endswith("ed") and len(word) > 5) or word in _PARTICIPLES
