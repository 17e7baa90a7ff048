"""The deck's own marks: HTML comments in an answer that say how it is to be graded.

`tutor.cards.points` says what each of them means. Obsidian does not show them, and its Spaced
Repetition plugin leaves them alone as long as they do not open a line: they stand after some text
or are indented. A mark stays on one line. Linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutor.cards.points.inline import hide_uncut

_COMMENT = re.compile(r"<!--((?:[^\n<]|<(?!!--))*?)-->")
_WORDED = re.compile(
    r"\s*(?:also\s*:(?P<also>.*)|points\s*:(?P<points>.*)|any\s+(?P<any>\w+)|(?P<optional>optional))\s*",
    re.IGNORECASE,
)
_MEANT = re.compile(r"<!--\s*(also|points|optional|any)\b", re.IGNORECASE)
_ESCAPED_BAR = "\\|"
_BAR = re.compile(r"(?<!\\)\|")

_NUMBER_WORDS = "one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: number for number, word in enumerate(_NUMBER_WORDS.split(), start=1)}

_RIGHT_WAY = {
    "also": "write it as `<!-- also: one wording | another -->`",
    "points": "write it as `<!-- points: one point | another -->`",
    "optional": "write it as `<!-- optional -->`",
    "any": "write it as `<!-- any 3 -->`, with a number from 1",
}


@dataclass(frozen=True, slots=True)
class Also:
    """Other accepted wordings.

    Attributes:
        wordings: At least one, none of them empty.
        at: Offset in the text without marks, right after the text that the mark follows.
        alone: Whether it has a line to itself, and so speaks for the whole answer.
    """

    wordings: tuple[str, ...]
    at: int
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Bonus:
    """The point that ends at offset `at`, in the text without marks, is not required."""

    at: int


@dataclass(frozen=True, slots=True)
class AnyOf:
    """So many of the required points are enough; `count` ≥ 1."""

    count: int


@dataclass(frozen=True, slots=True)
class Stated:
    """The key points as the deck states them; at least one, none of them empty."""

    points: tuple[str, ...]


Mark = Also | Bonus | AnyOf | Stated


def read_marks(answer: str) -> tuple[str, tuple[Mark, ...]]:
    """Return `answer` without its marks, and the marks in their order.

    What is no mark, or stands in code, stays where it is. A line that held only marks is dropped.
    """
    if "<!--" not in answer:
        return answer, ()
    lines: list[str] = []
    marks: list[Mark] = []
    at = offset = 0
    for filled in hide_uncut(answer).split("\n"):
        line, found = _read_line(filled, answer[offset : offset + len(filled)], at)
        offset += len(filled) + 1
        alone = bool(found) and not line.strip()
        marks += [replace(mark, alone=alone) if isinstance(mark, Also) else mark for mark in found]
        if not alone:
            lines.append(line)
            at += len(line) + 1
    return "\n".join(lines), tuple(marks)


def points_mark(points: Sequence[str]) -> str:
    """Return the mark that states key points; they hold no comments."""
    return f"<!-- points: {' | '.join(one.replace('|', _ESCAPED_BAR) for one in points)} -->"


def malformed(answer: str) -> tuple[str, ...]:
    """Return a sentence for each comment in `answer` that was meant as a mark and is none."""
    if "<!--" not in answer:
        return ()
    filled = hide_uncut(answer)
    return tuple(
        f"the mark `{meant[1]}` cannot be read: {_RIGHT_WAY[meant[1].casefold()]}"
        for meant in _MEANT.finditer(filled)
        if (comment := _COMMENT.match(filled, meant.start())) is None
        or _mark(answer[comment.start(1) : comment.end(1)], 0) is None
    )


def number(text: str) -> int:
    """Return the number that `text` writes in digits or, up to twelve, in words; else 0."""
    return int(text) if text.isdecimal() and len(text) < 4 else NUMBERS.get(text.casefold(), 0)


def _read_line(filled: str, line: str, at: int) -> tuple[str, list[Mark]]:
    """Read one line that starts at `at`: what is left of it, and its marks."""
    marks: list[Mark] = []
    left: list[str] = []
    end = 0
    for comment in _COMMENT.finditer(filled):
        before = line[end : comment.start()].rstrip()
        mark = _mark(line[slice(*comment.span(1))], at + len(before))
        if mark is None:
            before = line[end : comment.end()]
        else:
            marks.append(mark)
        left.append(before)
        at += len(before)
        end = comment.end()
    return "".join((*left, line[end:])), marks


def _mark(words: str, at: int) -> Mark | None:
    worded = _WORDED.fullmatch(words)
    if worded is None:
        return None
    if worded["optional"]:
        return Bonus(at)
    if worded["any"]:
        count = number(worded["any"])
        return AnyOf(count) if count else None
    parts = _parts(worded["also"] or worded["points"] or "")
    if not parts:
        return None
    return Also(parts, at) if worded["also"] else Stated(parts)


def _parts(text: str) -> tuple[str, ...]:
    parts = (part.replace("\\|", "|").strip() for part in _BAR.split(text))
    return tuple(part for part in parts if part)
