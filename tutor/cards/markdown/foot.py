"""The foot of a deck file: `Key: value` lines at its end, which belong to none of its cards.

The four that are expected are Total Cards, Review Time, Priority and Last Updated; any may be
missing, others may stand among them, in bold or plain, blank lines and thematic breaks between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tutor.cards.markdown.lines import Line, Role, Syntax
from tutor.cards.markdown.merged import is_break
from tutor.cards.markdown.obsidian import trim

Property = tuple[str, str]

TOTAL = "total cards"
# Keys that say something about a deck and hardly anything about the world.
SURE_KEYS = frozenset(
    {
        TOTAL,
        "card count",
        "cards",
        "number of cards",
        "estimated review time",
        "review time",
        "priority",
        "last reviewed",
        "last updated",
        "next review",
        "updated",
    }
)
_MOST_WORDS = 4  # of a key
_LONGEST_VALUE = 60  # characters, of a line that no blank line or break parts from an answer
_KEY = re.compile(r"[^\W\d_][\w /&().'’-]{0,39}")
_BULLET = re.compile(r"[-*+•]\s+")
_EMPHASIS = "*_` \t"


@dataclass(frozen=True, slots=True)
class Foot:
    """A foot.

    Attributes:
        lines: The indices of its lines; none where there is no foot.
        properties: Its properties, in order.
        total_at: The line, from 0, that says how many cards there are; -1 where none does.
        is_sure: Whether one of its keys is one that only a foot has.
    """

    lines: range = range(0)
    properties: tuple[Property, ...] = ()
    total_at: int = -1
    is_sure: bool = False


class _Above(Enum):
    """What stands right above a group of lines."""

    TEXT = auto()
    BREAK = auto()
    BLANK = auto()


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines from `first` up to `stop` that are all properties."""

    first: int
    stop: int
    above: _Above


def read_property(line: Line, *, bullets: bool = False) -> Property | None:
    """Return the key and the value of a line like `**Key:** value`, or None where it is another.

    The value may be empty, and with `bullets` the line an item of a list, only if the key is one
    that feet have.
    """
    text = trim(line.text)
    bullet = _BULLET.match(text) if bullets else None
    key, colon, value = text[bullet.end() if bullet else 0 :].partition(":")
    key, value = key.strip(_EMPHASIS), value.strip(_EMPHASIS)
    if line.role is not Role.TEXT or not colon or value.startswith((":", "//")):
        return None
    if not _KEY.fullmatch(key) or len(key.split()) > _MOST_WORDS:
        return None
    return (key, value) if is_sure_key(key) or (value and not bullet) else None


def is_sure_key(key: str) -> bool:
    """Return whether hardly anything but a foot has this key."""
    return " ".join(key.casefold().split()) in SURE_KEYS


def read_foot(lines: Sequence[Line], syntax: Syntax, *, expected: bool) -> Foot:
    """Return the foot of a file.

    Args:
        lines: All its lines.
        syntax: What makes a card.
        expected: Whether the file looks like one that has a foot; where not, lines that touch an
            answer need more than one key of a foot to be taken from it.
    """
    bottom = _bottom(lines, syntax)
    sure = sum(_is_sure(lines[at]) for group in bottom for at in range(group.first, group.stop))
    for group in bottom:
        begin = _begin(lines, group, certain=expected or sure > 1, sure=sure)
        if begin < group.stop:
            return _foot_from(lines, begin)
    first = _above_breaks(lines, len(lines)) if expected else len(lines)
    return Foot(range(first, len(lines)))


def _bottom(lines: Sequence[Line], syntax: Syntax) -> list[_Group]:
    """Return the groups of properties below the last line that is something else, in order."""
    lowest = next((line for line in reversed(lines) if _is_content(line)), None)
    bullets = lowest is not None and _BULLET.match(trim(lowest.text)) is not None
    top = len(lines)
    while top > 0 and _may_be_foot(lines[top - 1], syntax, bullets=bullets):
        top -= 1
    return list(_groups(lines, top))


def _may_be_foot(line: Line, syntax: Syntax, *, bullets: bool) -> bool:
    if not _is_content(line):
        return True
    return (
        bool(read_property(line, bullets=bullets))
        and not syntax.single(line)
        and not syntax.cloze(line)
    )


def _groups(lines: Sequence[Line], top: int) -> Iterator[_Group]:
    above = _Above.TEXT if top else _Above.BLANK
    at = top
    while at < len(lines):
        if _is_content(lines[at]):
            stop = at
            while stop < len(lines) and _is_content(lines[stop]):
                stop += 1
            yield _Group(at, stop, above)
            at, above = stop, _Above.TEXT
        else:
            above = _below(lines[at], above)
            at += 1


def _below(line: Line, above: _Above) -> _Above:
    """Return what stands above the next line, where `line` is blank, a break or a comment."""
    if line.role is Role.BLANK:
        return _Above.BLANK
    return _Above.BREAK if line.role is Role.TEXT and above is _Above.TEXT else above


def _is_content(line: Line) -> bool:
    return line.role is Role.FENCE or (line.role is Role.TEXT and not is_break(line))


def _is_sure(line: Line) -> bool:
    found = read_property(line, bullets=True)
    return found is not None and is_sure_key(found[0])


def _begin(lines: Sequence[Line], group: _Group, *, certain: bool, sure: int) -> int:
    """Return where the foot begins in `group`; its end where it does not."""
    if group.above is _Above.BLANK:
        return group.first
    if group.above is _Above.BREAK:
        return group.first if sure else group.stop
    inside = range(group.first, group.stop)
    begin = next((at for at in inside if _is_sure(lines[at])), group.stop)
    if begin == group.stop or not (certain or _is_total(lines[begin])):
        return group.stop
    top = begin
    while top > group.first and _looks_like_foot(lines[top - 1]):
        top -= 1
    # Right below a separator or a colon, what looks like a foot's extra keys is the answer.
    if lines[top - 1].separates:
        return max(begin, top + 1)
    return begin if trim(lines[top - 1].text).endswith(":") else top


def _looks_like_foot(line: Line) -> bool:
    """Return whether a line below an answer has the form of a foot's: `Some Key: short value`."""
    key, value = read_property(line, bullets=True) or ("", "")
    is_title = bool(key) and all(not word[0].islower() for word in key.split())
    return is_title and len(value) <= _LONGEST_VALUE and not value.endswith(".")


def _is_total(line: Line) -> bool:
    return (read_property(line, bullets=True) or ("", ""))[0].casefold() == TOTAL


def _above_breaks(lines: Sequence[Line], begin: int) -> int:
    """Return where the thematic breaks right above `begin` begin, blank lines between aside."""
    first = at = begin
    while at > 0 and not _is_content(lines[at - 1]):
        at -= 1
        first = at if is_break(lines[at]) else first
    return first


def _foot_from(lines: Sequence[Line], begin: int) -> Foot:
    pairs = ((at, read_property(lines[at], bullets=True)) for at in range(begin, len(lines)))
    found = [(at, pair) for at, pair in pairs if pair]
    return Foot(
        lines=range(_above_breaks(lines, begin), len(lines)),
        properties=tuple(pair for _, pair in found),
        total_at=next((lines[at].at for at, (key, _) in found if key.casefold() == TOTAL), -1),
        is_sure=any(is_sure_key(key) for _, (key, _) in found),
    )
