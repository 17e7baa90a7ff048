"""Cutting a reference answer where a fair teacher would: lists, sentences, clauses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from tutor.cards.points import lists
from tutor.cards.points.enumerations import clauses, enumerated, numbered, terms
from tutor.cards.points.inline import FENCE
from tutor.cards.points.sentences import Span, sentences, word_set

_MOST = 6  # points: sentences are cut into clauses only as far as this many remain easy to tick
_DEEPEST = 8  # lists of one item that hold a list, opened one after the other

_LONG_WORDS = re.compile(r"[^\W\d_]{4,}")
_FILLING = word_set(
    "what which that this these those with from into than then there their they them have does "
    "will were when where while such some also each both here only following"
)
_INFORMATIVE = 3  # words of four letters or more, not the question's, that make a label a point
_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]*_]*\Z")
_HEADING = re.compile(r"#{1,6}\s")

_Cutter = Callable[[str, Span], list[Span]]


def cut(filled: str, question: str, count: int) -> list[Span]:
    """Cut a filled reference into the spans of its points, without what only introduces them.

    Args:
        filled: The reference, as `tutor.cards.points.inline.hide_uncut` fills it.
        question: What was asked.
        count: How many things it asks for; 0 where it names no number.
    """
    around, blocks = _opened(filled)
    if not any(block.listed for block in blocks):
        return _prose(filled, around.start, around.end, question, count)
    found: list[Span] = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.listed:
            found.append(block)
            continue
        said = sentences(filled, block.start, block.end)
        found += said[:-1] if following and said and _introduces(filled, said[-1]) else said
    return found


def _opened(filled: str) -> tuple[Span, list[Span]]:
    """Open lists of a single item until there is another thing, and return what holds it."""
    around, blocks = Span(0, len(filled)), lists.blocks(filled, 0, len(filled))
    for _ in range(_DEEPEST):
        items = [block for block in blocks if block.listed]
        prose = [block for block in blocks if not block.listed]
        if len(items) != 1 or not all(_introduces(filled, block) for block in prose):
            break
        around = items[0]
        blocks = lists.blocks(filled, around.start, around.end)
    return around, blocks


def _prose(filled: str, start: int, end: int, question: str, count: int) -> list[Span]:
    entries = numbered(filled, Span(start, end))
    if entries:
        return [entry for entry in entries if entry.listed]
    whole = [
        span for span in sentences(filled, start, end) if not _HEADING.match(filled, span.start)
    ]
    if count and len(whole) == 1:
        entries = terms(filled, whole[0], max(count, 3 if count == 1 else 2))
        if entries:
            return entries
    return _finest(filled, whole, question, count)


def _finest(filled: str, whole: list[Span], question: str, count: int) -> list[Span]:
    """Cut sentences into clauses as finely as `_MOST` points allow."""
    ways: list[tuple[_Cutter, ...]] = [(enumerated, clauses), (enumerated,), ()]
    found = whole
    for cutters in ways[1:] if count == 1 else ways:
        found = [piece for span in whole for piece in _refined(filled, span, cutters, question)]
        if len(found) <= _MOST:
            break
    # Among other sentences, the clauses of one are not the list that a question counts.
    return found if len(whole) == 1 else [replace(piece, listed=False) for piece in found]


def _refined(filled: str, span: Span, cutters: Sequence[_Cutter], question: str) -> list[Span]:
    for cutter in cutters:
        pieces = cutter(filled, span)
        if pieces:
            return [
                replace(piece, label=False)
                for piece in pieces
                if not piece.label or _informs(filled[piece.start : piece.end], question)
            ]
    return [span]


def _informs(label: str, question: str) -> bool:
    """Whether what stands before a colon says more than the question has said."""
    given = _LONG_WORDS.findall(question.casefold())
    said = _LONG_WORDS.findall(label.casefold())
    return len(set(said) - _FILLING - set(given)) >= _INFORMATIVE


def _introduces(filled: str, span: Span) -> bool:
    """Whether a span of prose only announces the list after it."""
    tail = filled[max(span.start, span.end - 8) : span.end]
    return not tail.endswith(FENCE) and _ENDED.search(tail) is None
