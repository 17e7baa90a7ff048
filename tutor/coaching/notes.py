"""Notes, cut into parts that a language model can be shown one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.cards.markdown.obsidian import front_matter_length, split_lines
from tutor.grading.text import sentences

MOST = 4_000
"""Characters of a part, about 1,000 tokens: with the instruction and a reply to it, it stays well
below what a small model can hold."""

_HEADING = re.compile(r"#{1,6}\s+(?P<words>.+?)\s*#*\Z")
_FENCE = ("```", "~~~")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of somebody's notes.

    Attributes:
        heading: Under which heading it stands; "" where under none.
        text: At most `MOST` characters of the notes, verbatim.
    """

    heading: str
    text: str


def parts(notes: str) -> list[Part]:
    """Cut notes at headings and, where more stands below one, between paragraphs or sentences.

    Front matter is left out.
    """
    return [
        Part(heading, text)
        for heading, below in _sections(notes)
        for text in _joined(list(_pieces(below)))
    ]


def _sections(notes: str) -> Iterator[tuple[str, str]]:
    lines = split_lines(notes.removeprefix("\ufeff"))
    heading, below, in_fence = "", list[str](), False
    for line in lines[front_matter_length(lines) :]:
        in_fence ^= line.lstrip().startswith(_FENCE)
        found = None if in_fence else _HEADING.match(line)
        if found:
            yield heading, "\n".join(below)
            heading, below = found["words"], []
        else:
            below.append(line)
    yield heading, "\n".join(below)


def _pieces(text: str) -> Iterator[str]:
    """Yield paragraphs, and of one that is too long its sentences, or as much as goes."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        if len(paragraph) <= MOST:
            yield paragraph.strip("\n")
            continue
        starts = [one.start for one in sentences(paragraph)] or [0]
        for start, end in zip([0, *starts[1:]], [*starts[1:], len(paragraph)], strict=True):
            sentence = paragraph[start:end]
            yield from (sentence[at : at + MOST] for at in range(0, len(sentence), MOST))


def _joined(pieces: list[str]) -> Iterator[str]:
    """Yield pieces, as many together as go into a part."""
    held = ""
    for piece in filter(str.strip, pieces):
        if held and len(held) + len(piece) + 2 > MOST:
            yield held
            held = ""
        held = f"{held}\n\n{piece}" if held else piece
    if held:
        yield held
