"""Cutting a sentence that enumerates into what it enumerates. Spans in, spans out; linear."""

from __future__ import annotations

import re

from tutor.cards.points.inline import FILLER, hide_asides
from tutor.cards.points.sentences import Span, trimmed

_COLON = re.compile(r":\s+")
_SEMICOLON = re.compile(r";\s+")
_COMMA = re.compile(r",\s+(?!\d{4}\b)")  # not the comma of "July 4, 1776"
_DASHED = re.compile(r"\s[—–]\s[^—–;:]*+[—–](?=\s)")
_AND = re.compile(r",?(?<!\s)\s+(?:and|or|&)\s+")
_LEADING_AND = re.compile(r"(?:and|or|&)\s+", re.IGNORECASE)
# A part that opens so is a clause of its sentence, not an entry of an enumeration.
_CLAUSE = re.compile(
    r"(?:which|who|whose|where|when|while|if|unless|because|since|although|though|but|so|then|"
    r"as|after|before|until|that)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<![\w.])[(\[]?(\d{1,2}|[a-h])[.)\]](?![\d.)])\s*(?=\S)")
_LETTERS = "abcdefgh"

_SUBSTANTIAL = 3  # words that a clause needs, and an entry needs on average, to be a point
_FEWEST = 2  # words that each entry needs
_TERM = 6  # words that an entry of a list of terms has at most


def numbered(filled: str, span: Span) -> list[Span]:
    """Cut at the numbers of "1) … 2) …" or "(a) … (b) …"; empty without two of them in order."""
    marks: list[tuple[int, int]] = []
    for mark in _NUMBER.finditer(filled, span.start, span.end):
        expected = mark[1] in (str(len(marks) + 1), _LETTERS[len(marks) : len(marks) + 1])
        if expected and (marks or _opens(filled, span.start, mark.start())):
            marks.append(mark.span())
    if len(marks) < 2:
        return []
    ends = [*(start for start, _ in marks[1:]), span.end]
    entries = [_entry(filled, start, end) for (_, start), end in zip(marks, ends, strict=True)]
    if any(entry.start >= entry.end for entry in entries):
        return []
    label = trimmed(filled, span.start, marks[0][0], label=True)
    return [label, *entries] if label.start < label.end else entries


def enumerated(filled: str, span: Span) -> list[Span]:
    """Cut "X: a …, b … and c …" or "X: a …; b …" into its label X and its entries.

    Empty where the sentence is none: no colon, fewer than three entries (two with semicolons),
    entries of fewer than three words on average, or one that opens like a subordinate clause.
    """
    sight = _sight(filled, span)
    colon = _COLON.search(sight)
    if colon is None:
        return []
    entries, fewest = _cut(sight, _SEMICOLON, colon.end(), len(sight)), 2
    if len(entries) == 1:
        entries, fewest = _with_last_pair(sight, _cut(sight, _COMMA, colon.end(), len(sight))), 3
    if len(entries) < fewest or not _are_entries(sight, entries):
        return []
    label = Span(span.start, span.start + colon.start(), label=True)
    return [label, *_listed(filled, span.start, entries)]


def clauses(filled: str, span: Span) -> list[Span]:
    """Cut a sentence at its semicolons; empty where a part has fewer than three words."""
    sight = _sight(filled, span)
    parts = _cut(sight, _SEMICOLON, 0, len(sight))
    if len(parts) < 2 or any(_words(sight, part) < _SUBSTANTIAL for part in parts):
        return []
    return _listed(filled, span.start, parts)


def terms(filled: str, span: Span, fewest: int) -> list[Span]:
    """Cut a list of terms ("a, b and c") of at least `fewest` entries; empty where it is none."""
    sight = _sight(filled, span)
    colon = _COLON.search(sight)
    separator = _SEMICOLON if ";" in sight else _COMMA
    entries = _cut(sight, separator, colon.end() if colon else 0, len(sight))
    entries = [*entries[:-1], *_cut(sight, _AND, *entries[-1])]
    short = all(1 <= _words(sight, entry) <= _TERM for entry in entries)
    if len(entries) < max(2, fewest) or not short or _opens_clause(sight, entries):
        return []
    return _listed(filled, span.start, entries)


def _sight(filled: str, span: Span) -> str:
    """Return the sentence with brackets, quotations and asides between dashes filled."""
    sight = hide_asides(filled[span.start : span.end])
    if " — " in sight or " – " in sight:
        sight = _DASHED.sub(lambda aside: FILLER * len(aside[0]), sight)
    return sight


def _opens(filled: str, start: int, at: int) -> bool:
    """Whether the first number of a row stands at the start, or after punctuation."""
    before = filled[max(start, at - 8) : at].rstrip()
    return (not before and at - 8 <= start) or before[-1:] in (".", ":", ";", ",", "—", "–")


def _cut(sight: str, separator: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    for gap in separator.finditer(sight, start, end):
        parts.append((start, gap.start()))
        start = gap.end()
    return [*parts, (start, end)]


def _with_last_pair(sight: str, entries: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut the last entry at its "and" where no comma stands before it ("…, b … and c …")."""
    last = entries[-1]
    if _LEADING_AND.match(sight, *last):
        return entries
    pair = _cut(sight, _AND, *last)
    whole = len(pair) == 2 and all(_words(sight, part) >= _SUBSTANTIAL for part in pair)
    return [*entries[:-1], *pair] if whole else entries


def _are_entries(sight: str, entries: list[tuple[int, int]]) -> bool:
    words = [_words(sight, entry) for entry in entries]
    substantial = min(words) >= _FEWEST and sum(words) >= _SUBSTANTIAL * len(words)
    return substantial and not _opens_clause(sight, entries)


def _opens_clause(sight: str, entries: list[tuple[int, int]]) -> bool:
    return any(_CLAUSE.match(sight, *entry) for entry in entries)


def _words(sight: str, part: tuple[int, int]) -> int:
    return len(sight[slice(*part)].split())


def _listed(filled: str, offset: int, entries: list[tuple[int, int]]) -> list[Span]:
    return [_entry(filled, offset + start, offset + end) for start, end in entries]


def _entry(filled: str, start: int, end: int) -> Span:
    """Return an entry without the "and" before it and the punctuation after it."""
    conjunction = _LEADING_AND.match(filled, start, end)
    span = trimmed(filled, conjunction.end() if conjunction else start, end, listed=True)
    text = filled[span.start : span.end]
    bare = text.rstrip(",; ")
    if bare.endswith(".") and bare.count(".") == 1:
        bare = bare[:-1]
    return Span(span.start, span.start + len(bare), listed=True)
