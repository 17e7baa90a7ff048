"""Reading plain text: words, segments, polarity. Language-neutral but for the three word lists."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

MOSTLY = 0.75
"""A clause that takes up more of its sentence says about the same, and is not read again."""

SAME_WORD = 0.8
"""Dice of trigrams from which two spellings are one word; "cells" and "cell" have 0.8."""

RUN_ON, WINDOW, STEP = 24, 16, 8
"""Words from which a clause without a break is also read in windows of so many words, so far apart:
many learners type without full stops."""

_QUOTES = str.maketrans({"‘": "'", "’": "'", "`": "'", "“": '"', "”": '"'})
_WORD = re.compile(r"[^\W_]+(?:['’.,/-][^\W_]+)*|[%°√∞±≈≠≤≥<>=+*/^-]")
_SENTENCE_END = re.compile(r"(?<=[.!?;:…。！？；])[\"'”’)\]]*\s+|\n+")
_CLAUSE_END = re.compile(
    r",\s+|\s+(?:[–—-]+|[-=]+>|→)\s+|\s*[()]\s*"
    r"|\s+(?=(?:and|but|because|so|then|while|whereas|which)\s)",
    re.IGNORECASE,
)

# Closed classes of English: articles, pronouns, prepositions, conjunctions, auxiliaries and the
# commonest fillers. Words of other languages are all treated as content, which errs on the strict
# side of "said something".
FUNCTION_WORDS = frozenset(
    """a about above after again all also although am an and any are as at be because been before
    being below between both but by can could did do does doing done down during each either else
    etc even ever every few for from further get gets had has have having he her here hers him his
    how however i if in into is it its itself just kind let like lot lots made make makes many may
    me might mine more most much must my of off on once only onto or other others our out over own
    per quite rather really same shall she should since so some something such than that the their
    them then there these they thing things this those though through thus to too under until up
    upon us very via was way we well were what when where whether which while who whom whose why
    will with within would yes yet you your it's that's there's they're you're we're i'm""".split()
)
NEGATIONS = frozenset(
    """no not never none nothing nobody nowhere neither nor without cannot can't cant don't dont
    doesn't doesnt didn't didnt isn't isnt aren't arent wasn't wasnt weren't werent won't wont
    wouldn't wouldnt shouldn't shouldnt couldn't couldnt hasn't hasnt haven't havent hadn't hadnt
    ain't hardly barely scarcely lacks lack lacking fails fail absent""".split()
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands: `text[start:end]` of its source, and the form used to compare it."""

    start: int
    end: int
    folded: str

    @property
    def is_function(self) -> bool:
        """Whether it carries grammar rather than content; a negation is content."""
        return self.folded in FUNCTION_WORDS

    @property
    def is_negation(self) -> bool:
        """Whether it turns a statement around."""
        return self.folded in NEGATIONS


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch `text[start:end]` of an answer that may carry a point by itself."""

    start: int
    end: int

    def overlaps(self, other: Segment) -> bool:
        """Return whether the two have a character in common."""
        return self.start < other.end and other.start < self.end


def normalise(text: str) -> str:
    """Return `text` with its letter forms, case, quotes, spacing and end punctuation evened out."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).casefold()
    return " ".join(folded.split()).strip(" .,;:!?\"'")


@lru_cache(maxsize=4_096)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of `text`: runs of letters and digits, and the signs of arithmetic."""
    return tuple(
        Word(match.start(), match.end(), match[0].translate(_QUOTES).casefold())
        for match in _WORD.finditer(text)
    )


@lru_cache(maxsize=1_024)
def sentences(text: str) -> tuple[Segment, ...]:
    """Return the sentences and lines of `text`, without surrounding space."""
    return _split(text, Segment(0, len(text)), _SENTENCE_END)


def segments(text: str, limit: int) -> tuple[Segment, ...]:
    """Return the stretches of `text` that may each carry a point: the whole, sentences, clauses.

    Args:
        text: An answer.
        limit: At most so many, ≥ 1; the shortest stretches are left out first, and order is kept.
    """
    whole = _trimmed(text, 0, len(text))
    found = dict.fromkeys((whole, *sentences(text)))
    for sentence in tuple(found)[1:] or (whole,):
        for clause in _split(text, sentence, _CLAUSE_END):
            if clause.end - clause.start <= MOSTLY * (sentence.end - sentence.start):
                found[clause] = None
            found |= dict.fromkeys(_windows(text, clause))
    if len(found) <= limit:
        return tuple(found)
    longest = set(sorted(found, key=lambda segment: segment.start - segment.end)[:limit])
    return tuple(segment for segment in found if segment in longest)


def _windows(text: str, clause: Segment) -> list[Segment]:
    """Return windows of a clause that runs on; none of one that does not."""
    found = [clause.start + word.start for word in words(text[clause.start : clause.end])]
    if len(found) <= RUN_ON:
        return []
    ends = [*found[1:], clause.end]
    return [
        _trimmed(text, found[i], ends[min(i + WINDOW, len(found)) - 1])
        for i in range(0, len(found) - STEP, STEP)
    ]


def passage(text: str, around: Segment, limit: int) -> Segment:
    """Return the whole of `text`, or the sentences about a stretch of it, as far as `limit` goes.

    What follows is preferred to what precedes, since a statement is taken back after it is made.

    Args:
        text: An answer.
        around: A stretch of it.
        limit: Words, ≥ 1, past which no further sentence is taken in.
    """
    parts = sentences(text)
    if not parts or len(words(text)) <= limit:
        return _trimmed(text, 0, len(text))
    touched = [i for i, part in enumerate(parts) if part.overlaps(around)] or [0]
    first, last = touched[0], touched[-1]

    def fits(start: int, end: int) -> bool:
        return len(words(text[parts[start].start : parts[end].end])) <= limit

    if not fits(first, last):
        return _about(text, around, limit)
    while last + 1 < len(parts) and fits(first, last + 1):
        last += 1
    while first > 0 and fits(first - 1, last):
        first -= 1
    return Segment(parts[first].start, parts[last].end)


def says_more(text: str, around: Segment, than: Sequence[Segment]) -> bool:
    """Return whether a passage of `text` has a content word that none of some stretches holds."""
    return any(
        not word.is_function
        and not any(one.start <= around.start + word.start < one.end for one in than)
        for word in words(text[around.start : around.end])
    )


def _about(text: str, around: Segment, limit: int) -> Segment:
    """Return a stretch of a text that runs on, with as many words about it as `limit` allows."""
    found = words(text)
    inside = [
        i for i, word in enumerate(found) if word.start < around.end and word.end > around.start
    ]
    if not inside:
        return around
    spare = max(0, limit - len(inside)) // 2
    first = max(0, inside[0] - spare)
    last = min(len(found) - 1, inside[-1] + spare, first + limit - 1)
    return Segment(found[first].start, found[last].end)


def _split(text: str, within: Segment, separator: re.Pattern[str]) -> tuple[Segment, ...]:
    parts = []
    start = within.start
    for match in separator.finditer(text, within.start, within.end):
        parts.append(_trimmed(text, start, match.start()))
        start = match.end()
    parts.append(_trimmed(text, start, within.end))
    return tuple(part for part in parts if _WORD.search(text, part.start, part.end))


def _trimmed(text: str, start: int, end: int) -> Segment:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Segment(start, end)


@lru_cache(maxsize=65_536)
def trigrams(word: str) -> frozenset[str]:
    """Return the character trigrams of `word` between boundary marks: "cell" -> ^ce cel ell ll$."""
    marked = f"^{word}$"
    return frozenset(marked[i : i + 3] for i in range(max(1, len(marked) - 2)))


@lru_cache(maxsize=32_768)
def likeness(one: str, other: str) -> float:
    """Return how alike two words are spelt, in [0, 1]: Dice's coefficient of their trigrams.

    Catches inflection and typos in any script. Numbers are alike only when they are equal.
    """
    if one == other:
        return 1.0
    if one[0].isdigit() or other[0].isdigit():
        return 0.0
    left, right = trigrams(one), trigrams(other)
    return 2 * len(left & right) / (len(left) + len(right))


def stands_in(word: Word, others: Sequence[Word]) -> bool:
    """Return whether a word is one of others, in any of its forms."""
    return any(likeness(word.folded, other.folded) >= SAME_WORD for other in others)
