"""From lines to blocks, exactly as the plugin does it: its line rules, faults included."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.cards.card import Kind
from tutor.cards.markdown.cloze import clozes
from tutor.cards.markdown.obsidian import PluginSettings, trim, trim_end, units
from tutor.cards.markdown.schedules import CALLOUT, OPENING, comment_in, without_comments

ONE_LINE = frozenset({Kind.SINGLE, Kind.SINGLE_REVERSED})
SEVERAL_LINES = frozenset({Kind.MULTI, Kind.MULTI_REVERSED})

Separators = tuple[tuple[str, Kind], ...]

_FENCE_RUN = re.compile("`+|~+")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines from which one card, or several on the same text, are made.

    Attributes:
        kind: How its cards are written.
        text: Its lines, joined by a line feed.
        first: Where it begins, as a line counted from 0.
        last: Where it ends, as a line counted from 0.
        text_without_comments: `text` without scheduling comments.
        comment: What its scheduling comment holds, or "".
        decoys: How many lines above its separator are equal to it, but stand in a fence.
    """

    kind: Kind
    text: str
    first: int
    last: int
    text_without_comments: str
    comment: str
    decoys: int = 0


def is_comment(line: str) -> bool:
    """Return whether the plugin takes `line` for the start of an HTML comment."""
    return line.startswith("<!--") and not line.startswith(OPENING)


def is_fence(line: str) -> bool:
    """Return whether the plugin takes `line` for the start of a fenced block."""
    return line.startswith(("```", "~~~"))


def fence_run(line: str) -> str:
    """Return the run of backticks or tildes that opens a fence at the start of `line`."""
    match = _FENCE_RUN.match(line)
    return match[0] if match else ""


def inline_separators(settings: PluginSettings) -> Separators:
    """Return the separators of single-line cards that are in use, the longest first."""
    separators = [
        (settings.single_line_separator, Kind.SINGLE),
        (settings.single_line_reversed_separator, Kind.SINGLE_REVERSED),
    ]
    separators.sort(key=lambda pair: -units(pair[0]))
    return tuple(pair for pair in separators if pair[0])


def single_kind(line: str, separators: Separators) -> Kind | None:
    """Return the kind of the card that stands on `line` alone, or None where there is none.

    A separator counts unless its first occurrence stands in inline code: an odd number of
    backticks before it and after it.
    """
    for separator, kind in separators:
        if separator in line and not _in_code(line, separator):
            return kind
    return None


def multi_kind(trimmed: str, settings: PluginSettings) -> Kind | None:
    """Return the kind that a separator line, trimmed, gives to its block, or None."""
    if trimmed == settings.multiline_separator:
        return Kind.MULTI
    if trimmed == settings.multiline_reversed_separator:
        return Kind.MULTI_REVERSED
    return None


def end_of_single(lines: list[str], at: int) -> int:
    """Return the last line that belongs to a single-line card: its own or its schedule's."""
    below = lines[at + 1] if at + 1 < len(lines) else ""
    if below.startswith(OPENING):
        return at + 1
    if not below.startswith(CALLOUT):
        return at
    candidates = range(at + 1, len(lines))
    return next((line for line in candidates if OPENING in lines[line]), len(lines) - 1)


def plugin_blocks(lines: list[str], settings: PluginSettings) -> list[Block]:
    """Return the blocks that the plugin finds in `lines`, whose front matter is blanked."""
    return _Scanner(lines, settings).scan()


def _in_code(line: str, separator: str) -> bool:
    before, _, after = line.partition(separator)
    return before.count("`") % 2 == 1 and after.count("`") % 2 == 1


class _Scanner:
    """The plugin's one pass over the lines: a cursor, and the block that it is in."""

    def __init__(self, lines: list[str], settings: PluginSettings) -> None:
        self._lines = lines
        self._settings = settings
        self._separators = inline_separators(settings)
        self._clozes = clozes(settings.cloze_patterns)
        self._blocks: list[Block] = []
        self._at = 0
        self._first = 0
        self._text: list[str] = []
        self._kind: Kind | None = None

    def scan(self) -> list[Block]:
        while self._at < len(self._lines):
            self._read(self._lines[self._at])
            self._at += 1
        if self._kind is not None and self._text:
            self._emit(self._kind, trim_end("\n".join(self._text)), len(self._lines) - 1)
        return self._blocks

    def _read(self, line: str) -> None:
        trimmed = trim(line)
        if is_comment(line):
            self._skip_comment(line)
        elif self._ends_block(trimmed):
            self._close()
        else:
            self._text.append(trim_end(line))
            self._read_text(line, trimmed)

    def _read_text(self, line: str, trimmed: str) -> None:
        if kind := single_kind(line, self._separators):
            self._emit_single(kind)
        elif kind := multi_kind(trimmed, self._settings):
            # A separator of one character with nothing above it has no question.
            if len(self._text) > 1 or units(self._text[0]) > 1:
                self._kind = kind
        elif is_fence(line):
            self._take_fence(line)
        elif self._kind is None and self._clozes.occur_in(line):
            self._kind = Kind.CLOZE

    def _skip_comment(self, line: str) -> None:
        """Skip a comment and, as the plugin does, the line after it, or everything after it."""
        self._at = self._at + 1 if "-->" in line else len(self._lines)

    def _ends_block(self, trimmed: str) -> bool:
        marker = self._settings.end_marker
        if not trimmed:
            return not marker or self._kind is None
        return bool(marker) and trimmed == marker

    def _close(self) -> None:
        if self._kind is not None:
            self._emit(self._kind, trim_end("\n".join(self._text)), self._at - 1)
        self._kind, self._text, self._first = None, [], self._at + 1

    def _emit_single(self, kind: Kind) -> None:
        """Emit the card of one line; what stood above it in its block is thrown away."""
        self._first, self._at = self._at, end_of_single(self._lines, self._at)
        self._emit(kind, "\n".join(self._lines[self._first : self._at + 1]), self._at)
        self._kind, self._text = None, []

    def _emit(self, kind: Kind, text: str, last: int) -> None:
        block = Block(kind, text, self._first, last, without_comments(text), comment_in(text))
        self._blocks.append(block)

    def _take_fence(self, line: str) -> None:
        run = fence_run(line)
        below = range(self._at + 1, len(self._lines))
        close = next((at for at in below if self._lines[at].startswith(run)), len(self._lines))
        self._text += [*self._lines[self._at + 1 : close], run]
        self._at = close
