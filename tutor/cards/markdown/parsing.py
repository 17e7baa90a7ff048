"""From the text of a Markdown deck to its cards, in the card grammar of Obsidian's plugin.

`parse` is pure and total: every text is a deck, and what is wrong with it is returned with it. In
strict mode the cards are those of the Spaced Repetition plugin 1.15.4, its faults included. In
repair mode the faults are mended, also those of a file that is written without blank lines, and
every mend is a Problem. A deck without problems holds the same cards in both modes, apart from the
marks that `tutor.cards.points` takes out of a reference and from cloze cards, whose strict answer
is the whole text and whose repaired answer is what was deleted from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from tutor.cards.card import Card, Deck, Place, Problem
from tutor.cards.markdown import faults, frontmatter
from tutor.cards.markdown.blocks import Block, plugin_blocks
from tutor.cards.markdown.faults import Fault
from tutor.cards.markdown.foot import TOTAL
from tutor.cards.markdown.head import markers
from tutor.cards.markdown.layout import Layout, read_layout
from tutor.cards.markdown.lines import Syntax
from tutor.cards.markdown.making import (
    Dealt,
    deal,
    deal_as_the_plugin,
    flaws,
    repaired_cards,
    strict_cards,
)
from tutor.cards.markdown.obsidian import (
    DEFAULTS,
    Mode,
    PluginSettings,
    front_matter_length,
    split_lines,
)
from tutor.cards.markdown.tags import Filing, Tag, is_below, is_read, tags_in

_BYTE_ORDER_MARK = "\ufeff"
_NUMBER = re.compile("[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class _Request:
    """What `parse` was asked for, beside the text."""

    path: str
    mode: Mode
    settings: PluginSettings
    folder: str
    requested: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """A file before its cards are sought.

    Attributes:
        lines: Its lines, those of the front matter blank.
        front: How many lines the front matter has.
        entries: What the front matter says.
        tags: Its tags, those of the front matter first.
        is_read: Whether the plugin reads it.
        is_filed: Whether the plugin has a deck for every card of it.
        has_tag: Whether it has a flashcards tag.
        is_ignored: Whether it has a tag that the plugin was told to ignore.
    """

    lines: list[str]
    front: int
    entries: list[frontmatter.Entry]
    tags: list[Tag]
    is_read: bool
    is_filed: bool
    has_tag: bool
    is_ignored: bool


def parse(
    text: str,
    path: str,
    *,
    mode: Mode = Mode.REPAIR,
    settings: PluginSettings = DEFAULTS,
    folder: str = "",
    requested: bool = True,
) -> Deck:
    """Read a deck.

    Args:
        text: The text of the file.
        path: The file as the user named it; cards and problems are placed in it.
        mode: Exactly as the plugin reads it, or mended.
        settings: The plugin's settings, for instance from its vault.
        folder: The file's folder inside its vault, with slashes; "" at its top. It names the deck
            if the settings say so.
        requested: Whether the user named this very file. If so, its cards are read in repair mode
            even without a flashcards tag; otherwise only where the file shows in another way that
            it is meant to be a deck.

    Returns:
        The deck. Its problems are the same in both modes, in the order of the file, but for the
        number of cards that a foot names, which is compared with the cards of the mode.
    """
    request = _Request(path, mode, settings, folder, requested)
    source = _read_source(text.removeprefix(_BYTE_ORDER_MARK), request)
    has_mark = text.startswith(_BYTE_ORDER_MARK)
    as_it_stands = _read_source(text, request) if has_mark else source
    layout = read_layout(source.lines, source.front, Syntax(settings), tagged=source.is_filed)
    if not (as_it_stands.is_read or _is_wanted(source, layout, request)):
        return _deck(source, layout, request, (), ())
    dealt = [deal(block, settings) for block in layout.blocks]
    if mode is Mode.STRICT:
        cards = tuple(_strict(as_it_stands, request))
    else:
        cards = tuple(_repaired(source, dealt, request, _title(source, layout)))
    found = [
        *([Fault(0, faults.BYTE_ORDER_MARK)] if has_mark else []),
        *layout.faults,
        *(fault for one in dealt for fault in flaws(one, settings)),
        *([] if source.is_filed or not dealt else [_unread(source, layout, settings)]),
        *_miscounted(layout, cards),
    ]
    return _deck(source, layout, request, cards, found)


def _read_source(text: str, request: _Request) -> _Source:
    settings = request.settings
    lines = split_lines(text)
    front = front_matter_length(lines)
    entries = frontmatter.read_front_matter(lines[1 : front - 1]) if front else []
    tags = [*frontmatter.tags(entries), *tags_in(lines, front)]
    reads = is_read(tags, request.folder, settings)
    has_tag = any(is_below(tag.name, settings.flashcard_tags) for tag in tags)
    return _Source(
        lines=[""] * front + lines[front:],
        front=front,
        entries=entries,
        tags=tags,
        is_read=reads,
        is_filed=reads and (settings.folders_as_decks or has_tag),
        has_tag=has_tag,
        is_ignored=any(is_below(tag.name, settings.tags_to_ignore) for tag in tags),
    )


def _is_wanted(source: _Source, layout: Layout, request: _Request) -> bool:
    if source.is_read or request.requested:
        return True
    is_meant = layout.is_deck and not (source.has_tag or source.is_ignored)
    return is_meant and request.mode is Mode.REPAIR


def _strict(source: _Source, request: _Request) -> Iterator[Card]:
    """Yield the cards that the plugin shows; it shows none that no tag or folder files."""
    if not source.is_read:
        return
    blocks = plugin_blocks(source.lines, request.settings)
    filing = _filing(source, blocks, request)
    for block in blocks:
        dealt = deal_as_the_plugin(block, request.settings)
        if decks := filing.decks_of(dealt.body.tag, block.first):
            yield from strict_cards(dealt, request.path, decks)


def _repaired(
    source: _Source, dealt: Sequence[Dealt], request: _Request, title: str
) -> Iterator[Card]:
    """Yield the mended cards; what no tag files goes under the title, or the name of the file."""
    filing = _filing(source, [one.block for one in dealt], request)
    of_the_file = (title or _stem(request.path),)
    for one in dealt:
        decks = filing.decks_of(one.body.tag, one.block.first) if source.is_filed else ()
        yield from repaired_cards(one, request.path, decks or of_the_file)


def _filing(source: _Source, blocks: Iterable[Block], request: _Request) -> Filing:
    spans = [(block.first, block.last) for block in blocks]
    return Filing(source.tags, spans, request.folder, request.settings)


def _unread(source: _Source, layout: Layout, settings: PluginSettings) -> Fault:
    """Say why the plugin reads no card of a file that has cards."""
    top = min(source.front, len(source.lines) - 1)
    tag = next(iter(settings.flashcard_tags), "")
    if source.is_ignored:
        return Fault(top, faults.IGNORED)
    if settings.folders_as_decks:
        return Fault(top, faults.NO_FOLDER)
    if layout.head.has_marker:
        return Fault(layout.head.tags_at, faults.TAGS_WITHOUT_MARK.format(tag=tag))
    return Fault(top, faults.UNTAGGED.format(tag=tag))


def _miscounted(layout: Layout, cards: Sequence[Card]) -> Iterator[Fault]:
    """Compare the foot's number with the cards, and with the blocks that several share."""
    said = next((value for key, value in layout.foot.properties if key.casefold() == TOTAL), "")
    number = _NUMBER.search(said)
    if number is None or not cards:
        return
    blocks = {card.place.line for card in cards}
    if int(number[0]) not in (len(cards), len(blocks)):
        message = faults.COUNT.format(said=number[0], read=len(cards))
        yield Fault(layout.foot.total_at, message)


def _deck(
    source: _Source,
    layout: Layout,
    request: _Request,
    cards: tuple[Card, ...],
    found: Iterable[Fault],
) -> Deck:
    title = _title(source, layout)
    return Deck(
        path=request.path,
        name=cards[0].deck if cards else title or _stem(request.path),
        title=title,
        tags=_tags(source, layout, request.settings),
        properties=(
            *frontmatter.properties(source.entries),
            *layout.head.properties,
            *layout.foot.properties,
        ),
        cards=cards,
        problems=_problems(found, request.path),
    )


def _problems(found: Iterable[Fault], path: str) -> tuple[Problem, ...]:
    ordered = sorted(found, key=lambda fault: fault.line)
    return tuple(Problem(Place(path, fault.line + 1), fault.message) for fault in ordered)


def _tags(source: _Source, layout: Layout, settings: PluginSettings) -> tuple[str, ...]:
    """Return the tags of the whole file, without those that only say that it is a deck."""
    in_front = (tag.name.removeprefix("#") for tag in source.tags if tag.line < 0)
    names = dict.fromkeys([*in_front, *layout.head.tags])
    return tuple(name for name in names if name.casefold() not in markers(settings))


def _title(source: _Source, layout: Layout) -> str:
    in_front = (", ".join(values) for key, values in source.entries if key == "title")
    return layout.head.title or next(in_front, "")


def _stem(path: str) -> str:
    return PurePath(path).stem
