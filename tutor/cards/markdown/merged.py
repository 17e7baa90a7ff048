"""Cards that follow each other without a blank line: where one ends and the next begins.

The plugin takes such lines for one card. Here every further separator begins a card, whose
question is the line right above the separator, unless the lines say otherwise: a list that ends, a
scheduling comment, a thematic break, a question that ends in a fence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.cards.markdown.lines import Line, Role, Syntax
from tutor.cards.markdown.obsidian import trim_start
from tutor.cards.markdown.schedules import OPENING

_ROOM = 2  # lines: an answer, and the question of the next card

_ITEM = re.compile(r"(?P<indent>\s*)(?:(?P<bullet>[-*+•‣◦])|[0-9]{1,9}[.)])\s+\S")
_HEADING = re.compile(r"\s{0,3}#{1,6}\s+\S")
_TAGS_ONLY = re.compile(r"\s*(?:#[^\s#]+\s*)+")
_BREAK = re.compile(r"\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})")


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of one card among those of a paragraph.

    Attributes:
        first: The index of its first line.
        stop: The index past its last line.
        separators: The indices of the separators inside it, at least one.
    """

    first: int
    stop: int
    separators: tuple[int, ...]


def is_heading(line: Line) -> bool:
    """Return whether `line` is a heading with number signs."""
    return line.role is Role.TEXT and _HEADING.match(line.text) is not None


def is_break(line: Line) -> bool:
    """Return whether `line` is a thematic break: three or more of one of `-`, `*` and `_`."""
    return line.role is Role.TEXT and _BREAK.fullmatch(line.text) is not None


def is_tags_only(line: Line) -> bool:
    """Return whether `line` holds tags with "#" and nothing else."""
    return line.role is Role.TEXT and _TAGS_ONLY.fullmatch(line.text) is not None


def is_dense(lines: Sequence[Line], syntax: Syntax) -> bool:
    """Return whether two cards of several lines follow each other without a blank line."""
    if syntax.settings.end_marker:
        return False
    room = 0  # lines since the last separator of this paragraph; 0 where there is none
    for line in lines:
        if line.role is Role.BLANK:
            room = 0
        elif line.separates:
            if room > _ROOM:
                return True
            room = 1
        elif room and line.role is not Role.COMMENT:
            room += 1
    return False


def stretches(lines: Sequence[Line], separators: Sequence[int]) -> list[Stretch]:
    """Part the lines of a paragraph among its cards.

    Args:
        lines: The paragraph, from the question of its first card on.
        separators: The indices of its separator lines, at least one, ascending.

    Returns:
        The stretch of each card; a separator with no room for an answer and a question above it
        stays in the stretch before.
    """
    parts: list[Stretch] = []
    first, held = 0, [separators[0]]
    for separator in separators[1:]:
        above = lines[held[-1] + 1 : separator]
        if parting := _parting(above):
            end, begin = (held[-1] + 1 + offset for offset in parting)
            parts.append(Stretch(first, end, tuple(held)))
            first, held = begin, [separator]
        else:
            held.append(separator)
    return [*parts, Stretch(first, len(lines), tuple(held))]


def _parting(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Return where the answer ends and where the next question begins between two separators.

    None where there is not at least one line for each.
    """
    if len(lines) < 2:
        return None
    end, begin = _after_mark(lines) or _before_fence(lines) or _after_list(lines) or _last(lines)
    return (end, begin) if end > 0 else None


def _after_mark(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Part behind the last scheduling comment or thematic break; the break belongs to no card."""
    for at in range(len(lines) - 2, -1, -1):
        if is_break(lines[at]):
            return at, _past_heading(lines, at + 1)
        if lines[at].role is Role.TEXT and OPENING in lines[at].text:
            return at + 1, _past_heading(lines, at + 1)
    return None


def _before_fence(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Part above the line that leads to a fence, where the question ends in that fence."""
    if lines[-1].role is not Role.FENCE:
        return None
    opening = next(at for at, line in enumerate(lines) if line.fence == lines[-1].fence)
    return opening - 1, opening - 1


def _after_list(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Part below the answer's list, where the answer is one: below its last item's own lines.

    The line above the separator is a question, even if it has the form of an item. A numbered line
    below bullets is no item of theirs.
    """
    first = _item(lines[0])
    if first is None:
        return None
    items = (
        at
        for at in range(len(lines) - 2, 0, -1)
        if (item := _item(lines[at])) and (item["bullet"] or not first["bullet"])
    )
    begin = next(items, 0) + 1
    while begin < len(lines) - 1 and _continues(lines[begin], first):
        begin += 1
    return begin, _past_heading(lines, begin)


def _last(lines: Sequence[Line]) -> tuple[int, int]:
    """Part above the last line and its tags; a heading above them belongs to no card."""
    begin = len(lines) - 1
    while begin > 1 and is_tags_only(lines[begin - 1]):
        begin -= 1
    end = begin - 1 if begin > 1 and is_heading(lines[begin - 1]) else begin
    return end, begin


def _item(line: Line) -> re.Match[str] | None:
    return _ITEM.match(line.text) if line.role is Role.TEXT else None


def _continues(line: Line, first: re.Match[str]) -> bool:
    """Return whether `line` goes on with the item above it in a list that begins with `first`."""
    indent = len(line.text) - len(trim_start(line.text))
    return line.role is Role.FENCE or indent > len(first["indent"])


def _past_heading(lines: Sequence[Line], at: int) -> int:
    """Return where a question begins that may stand below a heading of its own."""
    return at + 1 if at < len(lines) - 1 and is_heading(lines[at]) else at
