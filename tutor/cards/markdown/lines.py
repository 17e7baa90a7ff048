"""The lines of a deck with the plugin's line faults mended: comments, fences, hidden marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tutor.cards.card import Kind
from tutor.cards.markdown import faults
from tutor.cards.markdown.blocks import (
    fence_run,
    inline_separators,
    is_comment,
    is_fence,
    multi_kind,
    single_kind,
)
from tutor.cards.markdown.cloze import clozes
from tutor.cards.markdown.faults import Fault
from tutor.cards.markdown.obsidian import PluginSettings, trim, trim_end, trim_start
from tutor.cards.markdown.schedules import OPENING

_QUOTED = re.compile(r"(?:>\s*)+")
_FULL_WIDTH = ("？", "？？")


class Role(Enum):
    """What a line is."""

    TEXT = auto()
    BLANK = auto()
    COMMENT = auto()
    FENCE = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a deck.

    Attributes:
        at: Its number, from 0.
        role: What it is; every line of a fence, blank ones too, is FENCE.
        text: As it enters a card; "" where it is BLANK or COMMENT.
        fence: The number of the line that opened its fence; -1 outside fences.
        separates: The kind of card that it parts into question and answer, if it is TEXT and a
            separator; else None.
    """

    at: int
    role: Role
    text: str = ""
    fence: int = -1
    separates: Kind | None = None


class Syntax:
    """What in a line makes a card; only a line of text does."""

    def __init__(self, settings: PluginSettings) -> None:
        self.settings = settings
        self.separators = inline_separators(settings)
        self._clozes = clozes(settings.cloze_patterns)

    def single(self, line: Line) -> Kind | None:
        """Return the kind of card that stands on `line` alone, or None."""
        return single_kind(line.text, self.separators) if line.role is Role.TEXT else None

    def cloze(self, line: Line) -> bool:
        """Return whether `line` has a deletion; the underline of a heading is none."""
        return (
            line.role is Role.TEXT and self._clozes.occur_in(line.text) and not is_underline(line)
        )


def is_underline(line: Line) -> bool:
    """Return whether `line` has the form of what underlines a heading: `=====`."""
    return line.role is Role.TEXT and not trim(line.text).strip("=")


def read_lines(lines: Sequence[str], start: int, syntax: Syntax) -> tuple[list[Line], list[Fault]]:
    """Say of each line what it is; the first `start` lines are front matter and count as blank."""
    return _Reader(lines, start, syntax).read()


class _Reader:
    """One pass over the lines; `_at` is the next one to read, and `_out` holds those read."""

    def __init__(self, lines: Sequence[str], start: int, syntax: Syntax) -> None:
        self._lines = lines
        self._settings = syntax.settings
        self._separators = syntax.separators
        self._clozes = clozes(syntax.settings.cloze_patterns)
        self._at = start
        self._skipped = -1  # the line that the plugin drops with the comment above it
        self._open: dict[str, int] = {}  # run of an unclosed indented fence -> where it gave up
        self._out = [Line(at, Role.BLANK) for at in range(start)]
        self._faults: list[Fault] = []

    def read(self) -> tuple[list[Line], list[Fault]]:
        while self._at < len(self._lines):
            self._read(self._lines[self._at])
            self._at = len(self._out)
        return self._out, self._faults

    def _read(self, line: str) -> None:
        trimmed = trim(line)
        if not trimmed:
            self._out.append(Line(self._at, Role.BLANK))
        elif is_comment(line):
            self._read_comment(line)
        elif trimmed.startswith(("```", "~~~")):
            self._read_fence(line, trimmed)
        else:
            self._read_text(line, trimmed)

    def _read_text(self, line: str, trimmed: str) -> None:
        if trimmed in _FULL_WIDTH:
            self._fault(faults.FULL_WIDTH)
        elif trimmed[0] == ">" and multi_kind(_QUOTED.sub("", trimmed, count=1), self._settings):
            self._fault(faults.QUOTED)
        self._take_text(line, trimmed)
        if is_underline(self._out[-1]) and self._clozes.occur_in(line):
            self._fault(faults.UNDERLINE)

    def _take_text(self, text: str, trimmed: str) -> None:
        separates = multi_kind(trimmed, self._settings)
        self._out.append(Line(len(self._out), Role.TEXT, text, separates=separates))

    def _fault(self, message: str) -> None:
        self._faults.append(Fault(self._at, message))

    # -- comments ---------------------------------------------------------------------------------

    def _read_comment(self, line: str) -> None:
        if "-->" not in line:
            self._read_long_comment()
            return
        rest = line.partition("-->")[2]
        if self._at != self._skipped:
            self._skipped = self._at + 1
            if trim(rest) or self._drops_a_line():
                self._fault(faults.COMMENT)
        self._take_rest_of_comment(rest)

    def _drops_a_line(self) -> bool:
        """Return whether the line that the plugin drops below a comment would be missed.

        A blank one is missed where it alone parts what stands above from what stands below, and
        wherever cards may hold blank lines.
        """
        if self._settings.end_marker:
            return self._at + 2 < len(self._lines)
        below = self._peek(1)
        if trim(below):
            return not is_comment(below)
        above = self._out[-1].role if self._out else Role.BLANK
        return above is not Role.BLANK and bool(trim(self._peek(2)))

    def _peek(self, steps: int) -> str:
        at = self._at + steps
        return self._lines[at] if at < len(self._lines) else ""

    def _read_long_comment(self) -> None:
        below = range(self._at + 1, len(self._lines))
        close = next((at for at in below if "-->" in self._lines[at]), len(self._lines))
        self._out += [Line(at, Role.COMMENT) for at in range(self._at, close)]
        if close == len(self._lines):
            self._fault(faults.OPEN_COMMENT)
            return
        rest = self._lines[close].partition("-->")[2]
        if trim(rest) or any(trim(self._lines[at]) for at in range(close + 1, len(self._lines))):
            self._fault(faults.LONG_COMMENT)
        self._take_rest_of_comment(rest)

    def _take_rest_of_comment(self, rest: str) -> None:
        if trimmed := trim(rest):
            self._take_text(trim_start(rest), trimmed)
        else:
            self._out.append(Line(len(self._out), Role.COMMENT))

    # -- fences -----------------------------------------------------------------------------------

    def _read_fence(self, line: str, trimmed: str) -> None:
        run = fence_run(trimmed)
        if run[0] in trimmed[len(run) :] and run[0] == "`":
            # Code between runs of backticks is not a fence (CommonMark 0.31, 4.5).
            if is_fence(line):
                self._fault(faults.CODE_AT_MARGIN)
            self._take_text(line, trimmed)
        elif is_fence(line):
            self._read_fence_at_margin(line, run)
        else:
            self._read_indented_fence(line, run)

    def _read_fence_at_margin(self, line: str, run: str) -> None:
        """Take a fence to the first line that begins with its run, as the plugin does."""
        if kind := single_kind(line, self._separators):
            separator = next(text for text, of in self._separators if of is kind)
            self._fault(faults.SEPARATOR_IN_CARD.format(separator=separator))
        below = range(self._at + 1, len(self._lines))
        close = next((at for at in below if self._lines[at].startswith(run)), len(self._lines))
        body = [trim_end(line), *self._lines[self._at + 1 : close]]
        if close < len(self._lines):
            body.append(run)
        else:
            self._fault(faults.OPEN_FENCE.format(run=run))
            body[-1] += f"\n{run}"
        self._take_fence(body)

    def _read_indented_fence(self, line: str, run: str) -> None:
        close = self._close_of_indented(run)
        if close < 0:
            self._fault(faults.OPEN_INDENTED_FENCE.format(run=run))
            self._take_text(line, trim(line))
            return
        # The line that opens it may hold a separator as well; to the plugin, a run at the margin
        # that should close the fence opens one.
        unseen = self._lines[self._at : close]
        if is_fence(self._lines[close]) or any(self._means_something(line) for line in unseen):
            self._fault(faults.INDENTED_FENCE)
        self._take_fence([trim_end(line) for line in self._lines[self._at : close + 1]])

    def _close_of_indented(self, run: str) -> int:
        """Return the line that closes an indented fence; -1 where text at the margin comes first.

        A search that failed is remembered: another one for the same run before that place would
        fail there too, and a file of open fences would take quadratic time.
        """
        if self._at < self._open.get(run, 0):
            return -1
        for at in range(self._at + 1, len(self._lines)):
            trimmed = trim(self._lines[at])
            if trimmed.startswith(run) and not trimmed.strip(run[0]):
                return at
            if trimmed and trim_start(self._lines[at]) == self._lines[at]:
                break
        else:
            at = len(self._lines)
        self._open[run] = at
        return -1

    def _means_something(self, line: str) -> bool:
        """Return whether the plugin would act on a line in a fence that it does not see."""
        trimmed = trim(line)
        return (
            not trimmed
            or trimmed == self._settings.end_marker
            or multi_kind(trimmed, self._settings) is not None
            or single_kind(line, self._separators) is not None
        )

    def _take_fence(self, body: Sequence[str]) -> None:
        for offset, text in enumerate(body):
            if OPENING in text:
                self._faults.append(Fault(self._at + offset, faults.SCHEDULE_IN_FENCE))
            self._out.append(Line(self._at + offset, Role.FENCE, text, fence=self._at))
