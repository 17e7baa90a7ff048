"""Typed lines that break between words: prompt_toolkit by itself breaks where the row is full."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from prompt_toolkit.formatted_text import OneStyleAndTextTuple, StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.layout.utils import explode_text_fragments
from prompt_toolkit.utils import get_cwidth

LONGEST = 5_000
"""Characters of a line that is laid by words: a line is laid anew at every key, and one that is
longer, as of a pasted file, would take its time."""


class Wrapped(NamedTuple):
    """A line as it is laid on rows of the screen.

    Attributes:
        before: How many blanks are put before each character of the line, so that its word begins a
            row.
        is_shown: Which characters are shown: a blank between two words that does not fit in its
            row is not.
    """

    before: list[int]
    is_shown: list[bool]


HANGING = "  "
"""What a row begins with that goes on with what did not fit on the one before."""


def laid(fragments: StyleAndTextTuples, columns: int) -> StyleAndTextTuples:
    """Lay fragments on rows: none breaks that fits on a row, and a longer one between its words."""
    rows: StyleAndTextTuples = []
    column = 0
    for style, text in _atoms(fragments, columns - len(HANGING)):
        if text == "\n":
            column = 0
        elif column and text.strip() and column + get_cwidth(text.rstrip()) > columns:
            rows.append(("", f"\n{HANGING}"))
            column = len(HANGING)
        if column + get_cwidth(text) > columns:
            text = text.rstrip(" ")
        column += get_cwidth(text) if text != "\n" else 0
        rows.append((style, text))
    return rows


def _atoms(fragments: StyleAndTextTuples, widest: int) -> Iterator[tuple[str, str]]:
    """Yield what is not to be broken: line ends, and fragments or, of long ones, their words."""
    for style, text, *_ in fragments:
        for part in re.split(r"(\n)", text):
            whole = part == "\n" or get_cwidth(part.rstrip()) <= widest
            for atom in [part] if whole else re.findall(r"\s+|\S+\s*", part):
                yield style, atom


def wrap(line: str, columns: int) -> Wrapped:
    """Lay a line on rows of `columns` columns.

    A word that is wider than a row breaks where the row is full, and so does what has no blanks
    between its words: before every character that is two columns wide a row may end.
    """
    laid = Wrapped([], [])
    column = 0
    for word in _words(line):
        widths = [get_cwidth(character) for character in word]
        blanks = 0
        if word == " ":
            laid.before.append(0)
            laid.is_shown.append(column < columns)
            column = min(columns, column + 1)
            continue
        if 0 < column < columns < column + sum(widths) and sum(widths) <= columns:
            blanks, column = columns - column, 0
        laid.before.extend([blanks, *[0] * (len(word) - 1)])
        laid.is_shown.extend([True] * len(word))
        for width in widths:
            column = width if column + width > columns else column + width
    return laid


def _words(line: str) -> list[str]:
    """Return the parts of a line that no row breaks in, unless it must; blanks one by one."""
    cuts = [0, len(line)]
    for at in range(1, len(line)):
        both = line[at - 1 : at + 1]
        if " " in both or (max(map(get_cwidth, both)) > 1 and _may_begin(*both)):
            cuts.append(at)
    return [line[first:last] for first, last in pairwise(sorted({*cuts})) if first < last]


def _may_begin(before: str, character: str) -> bool:
    """Return whether a row may begin with a character: not with what belongs to the one before."""
    return before != _JOINER and get_cwidth(character) > 0 and character not in _CLOSING


def breaks(line: str, columns: int) -> list[int]:
    """Return where a line breaks that is laid by words on rows of `columns` columns, > 1."""
    found: list[int] = []
    column = at = 0
    for word in _words(line):
        if word != " " and column and column + get_cwidth(word) > columns:
            found.append(at)
            column = 0
        for character in word:
            width = get_cwidth(character)
            if word != " " and column + width > columns:
                found.append(at)
                column = 0
            column += width
            at += 1
    return found


_JOINER = "\u200d"

_CLOSING = "、。，．・：；？！」』）】〉》〕］｝ー々"
"""Characters that no row begins with: the commonest ones of JIS X 4051."""


class WordWrap(Processor):
    """Lays every line of an answer by words.

    Args:
        prefix: The columns that stand before every row.
    """

    def __init__(self, prefix: int) -> None:
        self._prefix = prefix

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        """Put blanks where a row ends before its last column."""
        fragments = explode_text_fragments(transformation_input.fragments)
        columns = transformation_input.width - self._prefix
        if columns < 1 or len(fragments) > LONGEST:
            return Transformation(fragments)
        laid = wrap("".join(fragment[1] for fragment in fragments), columns)
        shown: list[OneStyleAndTextTuple] = []
        places: list[int] = []  # of each character of the line on the screen, and of its end
        for fragment, blanks, is_shown in zip(fragments, *laid, strict=True):
            shown += [("", " ")] * blanks
            places.append(len(shown))
            shown += [fragment] * is_shown
        places.append(len(shown))
        return Transformation(
            shown,
            source_to_display=lambda at: _place(places, at),
            display_to_source=lambda at: min(bisect_left(places, at), len(places) - 1),
        )


def _place(places: Sequence[int], at: int) -> int:
    """Return where a character is on the screen; what lies beyond the line lies beyond its end."""
    last = len(places) - 1
    return places[at] if at <= last else places[last] + at - last
