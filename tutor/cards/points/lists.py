"""Finding the top-level items of a Markdown list, or the rows of a table. Linear in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.cards.points.sentences import Span, trimmed

_MARKER = re.compile(
    r"^(?P<indent>[ \t]*+)(?:[-*+•]|\(?(?P<number>\d{1,3}|[a-h]|[ivx]{1,4})[.)])[ \t]+(?=\S)",
    re.MULTILINE,
)
_FIRST = frozenset({"0", "1", "a", "i"})
_OUTDENT = re.compile(r"\n[ \t]*\n(?=\S)")  # a blank line, then text at the margin: no more item
_DELIMITER = re.compile(r"^[ \t]*+\|?[ \t]*+:?-{2,}[-|: \t]*+$", re.MULTILINE)


def blocks(filled: str, start: int, end: int) -> list[Span]:
    """Cut `filled[start:end]` into list items (`listed`) and the prose around them, in order.

    Nested items and continuation lines belong to their item. Empty where there is no list.
    """
    markers = _top_level(filled, start, end)
    if not markers:
        return _table(filled, start, end)
    found = [trimmed(filled, start, markers[0].start())]
    ends = [*(marker.start() for marker in markers[1:]), end]
    for marker, last in zip(markers, ends, strict=True):
        outdent = _OUTDENT.search(filled, marker.end(), last)
        item_end = outdent.start() if outdent else last
        found.append(trimmed(filled, marker.end(), item_end, listed=True))
        found.append(trimmed(filled, item_end, last))
    return [span for span in found if span.start < span.end]


def _top_level(filled: str, start: int, end: int) -> list[re.Match[str]]:
    markers = list(_MARKER.finditer(filled, start, end))
    if not markers:
        return []
    margin = _width(markers[0]["indent"]) + 1
    top = [marker for marker in markers if _width(marker["indent"]) <= margin]
    # "42. That is all." is no list: numbers count from the beginning, and one alone counts nothing.
    if top[0]["number"] and (len(top) < 2 or top[0]["number"] not in _FIRST):
        return []
    return top


def _width(indent: str) -> int:
    return len(indent.expandtabs(4))


def _table(filled: str, start: int, end: int) -> list[Span]:
    """Return the rows under a table's head as items, and the lines outside it as prose."""
    if "|" not in filled[start:end]:
        return []
    delimiter = _DELIMITER.search(filled, start, end)
    if delimiter is None or "|" not in delimiter[0]:
        return []
    head = filled.rfind("\n", start, max(start, delimiter.start() - 1))
    before = trimmed(filled, start, max(start, head))
    return [
        span for span in (before, *_rows(filled, delimiter.end(), end)) if span.start < span.end
    ]


def _rows(filled: str, start: int, end: int) -> Iterator[Span]:
    while start < end:
        line_end = filled.find("\n", start, end)
        line_end = end if line_end < 0 else line_end
        if "|" not in filled[start:line_end] and filled[start:line_end].strip():
            yield trimmed(filled, start, end)
            return
        yield trimmed(filled, start, line_end, listed=True)
        start = line_end + 1
