"""From lines to blocks, with the plugin's faults mended and every mend reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.cards.card import Kind
from tutor.cards.markdown import faults
from tutor.cards.markdown.blocks import ONE_LINE, SEVERAL_LINES, Block, multi_kind
from tutor.cards.markdown.faults import Fault
from tutor.cards.markdown.lines import Line, Role, Syntax
from tutor.cards.markdown.merged import Stretch, stretches
from tutor.cards.markdown.obsidian import trim, trim_end, units
from tutor.cards.markdown.schedules import CALLOUT, OPENING, comment_in, without_comments

Paragraph = list[Line]


def repaired_blocks(lines: Sequence[Line], syntax: Syntax) -> tuple[list[Block], list[Fault]]:
    """Return the blocks in `lines`, and what had to be mended."""
    repair = _Repair(syntax)
    for paragraph in repair.paragraphs(lines):
        repair.read(paragraph)
    return repair.blocks, repair.faults


class _Repair:
    """The blocks and the faults found so far, and the syntax they were found with."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._marker = syntax.settings.end_marker
        self.blocks: list[Block] = []
        self.faults: list[Fault] = []

    # -- paragraphs -------------------------------------------------------------------------------

    def paragraphs(self, lines: Sequence[Line]) -> Iterator[Paragraph]:
        """Yield the runs of lines that may hold cards: up to a blank line, or to the end marker."""
        paragraph: Paragraph = []
        waiting: Kind | None = None  # the kind of card that only its end marker ends
        for line in lines:
            if line.role is Role.COMMENT:
                continue
            if self._ends(line, waiting):
                yield paragraph
                paragraph, waiting = [], None
            elif paragraph or line.role is not Role.BLANK:
                paragraph.append(line)
                if self._marker and line.role is Role.TEXT:
                    waiting = self._waiting(line, waiting, is_alone=len(paragraph) == 1)
        if waiting:
            message = faults.NO_END_MARKER.format(marker=self._marker)
            self.faults.append(Fault(paragraph[0].at, message))
        yield paragraph

    def _ends(self, line: Line, waiting: Kind | None) -> bool:
        if line.role is Role.BLANK:
            return waiting is None
        return bool(self._marker) and line.role is Role.TEXT and trim(line.text) == self._marker

    def _waiting(self, line: Line, waiting: Kind | None, *, is_alone: bool) -> Kind | None:
        """Return the kind of card that waits for its end marker behind `line`."""
        if kind := line.separates:
            return waiting if is_alone and units(line.text) == 1 else kind
        if waiting in SEVERAL_LINES:
            return waiting
        if self._syntax.single(line):
            return None
        return Kind.CLOZE if waiting or self._syntax.cloze(line) else None

    # -- one paragraph ----------------------------------------------------------------------------

    def read(self, paragraph: Paragraph) -> None:
        """Find the blocks of a paragraph: cards of one line, then cards of several lines."""
        paragraph = self._without_orphans(paragraph)
        separators = [at for at, line in enumerate(paragraph) if line.separates]
        # The line right above a separator is a question, whatever it holds.
        begin = self._read_singles(paragraph, separators[0] - 1 if separators else len(paragraph))
        rest = paragraph[begin:]
        if begin and (separators or any(self._syntax.cloze(line) for line in rest)):
            self.faults.append(Fault(rest[0].at, faults.LATE_CARD))
        if separators:
            self._read_stretches(rest, [at - begin for at in separators])
        elif any(self._syntax.cloze(line) for line in rest):
            self._emit(Kind.CLOZE, rest)
        else:
            self._report_orphans(rest)

    def _without_orphans(self, paragraph: Paragraph) -> Paragraph:
        """Drop scheduling comments at the start, where nothing stands above that they belong to."""
        begin = 0
        while begin < len(paragraph) and _is_schedule(paragraph[begin]):
            begin += 1
        self._report_orphans(paragraph[:begin])
        return paragraph[begin:]

    def _report_orphans(self, lines: Sequence[Line]) -> None:
        self.faults += [Fault(line.at, faults.ORPHAN) for line in lines if _is_schedule(line)]

    # -- cards of one line ------------------------------------------------------------------------

    def _read_singles(self, paragraph: Paragraph, limit: int) -> int:
        """Emit the cards of one line among the first `limit` lines; return where the last ends."""
        begin = at = 0
        while at < limit:
            kind = self._syntax.single(paragraph[at])
            stop = _end_of_single(paragraph, at) if kind else at + 1
            if kind:
                self._report_orphans(paragraph[begin:at])
                self._emit(kind, paragraph[at:stop])
                begin = stop
            at = stop
        return begin

    # -- cards of several lines -------------------------------------------------------------------

    def _read_stretches(self, lines: Paragraph, separators: list[int]) -> None:
        parts = self._parts(lines, separators)
        if len(parts) > 1:
            message = faults.MERGED.format(count=len(parts))
            self.faults.append(Fault(lines[parts[0].first].at, message))
        for part in parts:
            self._read_stretch(lines, part)

    def _parts(self, lines: Paragraph, separators: list[int]) -> list[Stretch]:
        if not self._marker:
            return stretches(lines, separators)
        return [Stretch(0, len(lines), tuple(separators))]

    def _read_stretch(self, lines: Paragraph, part: Stretch) -> None:
        for separator in part.separators[1:]:
            message = faults.NO_ROOM
            if self._marker:
                message = faults.SECOND_SEPARATOR.format(marker=self._marker)
            self.faults.append(Fault(lines[separator].at, message))
        inside = lines[part.first : part.stop]
        self._report_inline_separator(inside)
        # As in the plugin, the last separator says what the card is.
        kind = lines[part.separators[-1]].separates or Kind.MULTI
        first_of_kind = next(at for at, line in enumerate(inside) if line.separates is kind)
        self._emit(kind, inside, self._decoys(inside[:first_of_kind], kind))

    def _report_inline_separator(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if kind := self._syntax.single(line):
                separator = next(text for text, of in self._syntax.separators if of is kind)
                message = faults.SEPARATOR_IN_CARD.format(separator=separator)
                self.faults.append(Fault(line.at, message))
                return

    def _decoys(self, above: Sequence[Line], kind: Kind) -> int:
        """Count the lines above a separator that stand in a fence and look like it."""
        found = [
            line for line in above if multi_kind(trim(line.text), self._syntax.settings) is kind
        ]
        self.faults += [Fault(line.at, faults.DECOY) for line in found[:1]]
        return len(found)

    # -- blocks -----------------------------------------------------------------------------------

    def _emit(self, kind: Kind, lines: Sequence[Line], decoys: int = 0) -> None:
        is_alone = kind in ONE_LINE
        text = "\n".join(_text_of(line, is_alone) for line in lines)
        text = text if is_alone else trim_end(text)
        bare, comment = text, ""
        if OPENING in text:
            bare = "\n".join(_bare(line, is_alone) for line in _without_callout(lines))
            comment = next((found for line in lines if (found := _comment(line))), "")
        self.blocks.append(Block(kind, text, lines[0].at, lines[-1].at, bare, comment, decoys))


def _is_schedule(line: Line) -> bool:
    """Return whether `line` is a scheduling comment and nothing else."""
    if line.role is not Role.TEXT or not line.text.startswith(OPENING):
        return False
    return not trim(without_comments(line.text))


def _comment(line: Line) -> str:
    return comment_in(line.text) if line.role is Role.TEXT else ""


def _end_of_single(paragraph: Paragraph, at: int) -> int:
    """Return the index past a card of one line and the schedule right below it."""
    stop = at + 1
    if stop == len(paragraph) or paragraph[stop].role is not Role.TEXT:
        return stop
    if paragraph[stop].text.startswith(OPENING):
        return stop + 1
    if paragraph[stop].text.startswith(CALLOUT):
        while stop < len(paragraph) and paragraph[stop].text.startswith(">"):
            stop += 1
            if OPENING in paragraph[stop - 1].text:
                break
    return stop


def _text_of(line: Line, is_alone: bool) -> str:
    """Return a line as the plugin takes it: with the spaces at its end in a fence, and alone."""
    return line.text if is_alone or line.role is Role.FENCE else trim_end(line.text)


def _bare(line: Line, is_alone: bool) -> str:
    """Return a line without its scheduling comment; in a fence it is none."""
    text = _text_of(line, is_alone)
    return text if line.role is Role.FENCE else without_comments(text)


def _without_callout(lines: Sequence[Line]) -> list[Line]:
    """Leave out the callout that holds a schedule, which Obsidian hides."""
    kept: list[Line] = []
    in_callout = False
    for line in lines:
        opens = line.role is Role.TEXT and line.text.startswith(CALLOUT)
        in_callout = opens or (in_callout and trim(without_comments(line.text)) == ">")
        if not in_callout:
            kept.append(line)
    return kept
