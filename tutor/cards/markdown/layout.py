"""A deck file as a whole, mended: its head, its foot, and the blocks of cards between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.cards.markdown import faults
from tutor.cards.markdown.blocks import ONE_LINE, SEVERAL_LINES, Block
from tutor.cards.markdown.faults import Fault
from tutor.cards.markdown.foot import Foot, read_foot
from tutor.cards.markdown.head import Head, read_head
from tutor.cards.markdown.lines import Line, Role, Syntax, read_lines
from tutor.cards.markdown.merged import is_dense, is_tags_only
from tutor.cards.markdown.repair import repaired_blocks


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file consists of.

    Attributes:
        head: Its head; empty where it has none.
        foot: Its foot; empty where it has none.
        blocks: Its blocks, head and foot left out.
        faults: What had to be mended in its lines.
        is_deck: Whether it looks like a deck even if it has no flashcards tag: it has cards, and
            its tags without "#", the count of cards in its foot, or its density show the intention.
    """

    head: Head
    foot: Foot
    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...]
    is_deck: bool


def read_layout(lines: Sequence[str], front: int, syntax: Syntax, *, tagged: bool) -> Layout:
    """Read a file.

    Args:
        lines: Its lines, those of the front matter blank.
        front: How many lines the front matter has.
        syntax: What makes a card.
        tagged: Whether the plugin reads it. A file that it does not read is taken for one that is
            written in its owner's own manner, with head and foot.
    """
    read, found = read_lines(lines, front, syntax)
    dense = is_dense(read, syntax)
    foot = read_foot(read, syntax, expected=dense or not tagged)
    head = read_head(read, syntax, expected=dense or foot.is_sure)
    blocks, mends = repaired_blocks(_inside(read, head, foot), syntax)
    found += [*mends, *_touching(head, foot, blocks)]
    is_deck = dense or _is_deck(read, head, foot, blocks)
    return Layout(head, foot, tuple(blocks), tuple(found), is_deck)


def _inside(lines: Sequence[Line], head: Head, foot: Foot) -> list[Line]:
    """Return the lines with head and foot blanked."""
    inside = list(lines)
    for at in (*head.lines, *foot.lines):
        inside[at] = Line(at, Role.BLANK)
    return inside


def _touching(head: Head, foot: Foot, blocks: Sequence[Block]) -> Iterator[Fault]:
    """Yield a fault for head and foot where the plugin takes them into a card."""
    below = head.lines[-1] + 1 if head.lines else -1
    for block in blocks:
        if block.kind in ONE_LINE:
            continue
        if block.first == below:
            yield Fault(block.first, faults.HEAD)
        if foot.lines and block.last == foot.lines[0] - 1:
            yield Fault(foot.lines[0], faults.FOOT)


def _is_deck(lines: Sequence[Line], head: Head, foot: Foot, blocks: Sequence[Block]) -> bool:
    if blocks and (head.has_marker or foot.total_at >= 0):
        return True
    has_separator = any(block.kind in SEVERAL_LINES for block in blocks)
    has_words = head.tags_at >= 0 and not is_tags_only(lines[head.tags_at])
    return has_separator and has_words
