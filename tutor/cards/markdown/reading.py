"""From a block to the fronts and backs of its cards, as the plugin takes them apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.cards.card import Kind
from tutor.cards.markdown.blocks import Block
from tutor.cards.markdown.cloze import Face, clozes
from tutor.cards.markdown.obsidian import PluginSettings, trim, trim_end, trim_start
from tutor.cards.markdown.tags import leading_tag, path_of

_BLOCK_ID = re.compile(r" (\^[a-zA-Z0-9-]+)\Z")


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a block without its schedule, taken apart.

    Attributes:
        text: What is left for questions and answers.
        tag: The tag that it began with, or "".
        block_id: The Obsidian block id that it ended with, or "".
    """

    text: str
    tag: str
    block_id: str


def read_body(block: Block) -> Body:
    """Take the leading tag and the block id off a block's text.

    A tag without a name (`#/`) stays. Behind a tag the text keeps its trailing spaces, as in the
    plugin, and a block id before them is not seen.
    """
    text, tag = block.text_without_comments, leading_tag(block.text_without_comments)
    if path_of(tag):
        text = trim_start(trim_start(text).removeprefix(tag))
    else:
        text, tag = trim_end(text), ""
    match = _BLOCK_ID.search(text)
    return Body(text, tag, "") if match is None else Body(_without_id(text, match), tag, match[1])


def faces(block: Block, text: str, settings: PluginSettings) -> tuple[Face, ...]:
    """Return the cards of a block whose body is `text`, exactly as the plugin makes them."""
    if block.kind is Kind.CLOZE:
        return clozes(settings.cloze_patterns).as_the_plugin_shows(text)
    front, back = _sides(block, text, settings)
    there = Face(front, back, (back,))
    if block.kind in (Kind.SINGLE, Kind.MULTI):
        return (there,)
    return (there, Face(back, front, (front,)))


def _without_id(text: str, match: re.Match[str]) -> str:
    return trim_end(text[: match.start(1)])


def _sides(block: Block, text: str, settings: PluginSettings) -> tuple[str, str]:
    match block.kind:
        case Kind.SINGLE:
            return _split_line(text, settings.single_line_separator)
        case Kind.SINGLE_REVERSED:
            return _split_line(text, settings.single_line_reversed_separator)
        case Kind.MULTI:
            return _split_lines(text, settings.multiline_separator, block.decoys)
        case _:
            return _split_lines(text, settings.multiline_reversed_separator, block.decoys)


def _split_line(text: str, separator: str) -> tuple[str, str]:
    """Split at the first separator.

    Where a tag or a comment took the separator away, the plugin asks for what is before position
    -1, which is nothing, and answers with what is left.
    """
    front, found, back = text.partition(separator)
    return (front, back) if found else ("", text[len(separator) - 1 :])


def _split_lines(text: str, separator: str, decoys: int) -> tuple[str, str]:
    """Split at the first line that is the separator, past `decoys` of them.

    Where there is none (a comment took it away), the plugin splits before the last line, drops
    nothing, and answers with everything.
    """
    lines = text.split("\n")
    equal = [at for at, line in enumerate(lines) if trim(line) == separator]
    if len(equal) <= decoys:
        return "\n".join(lines[:-1]), text
    at = equal[decoys]
    return "\n".join(lines[:at]), "\n".join(lines[at + 1 :])
