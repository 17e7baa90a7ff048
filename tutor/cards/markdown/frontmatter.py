"""Front matter: its tags and its properties, read line by line as they are written."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.cards.markdown.obsidian import SPACES, trim
from tutor.cards.markdown.tags import Tag

Entry = tuple[str, list[str]]

_LIST_ITEM = re.compile(r"\s*-\s+(?P<item>.*)", re.DOTALL)


def read_front_matter(lines: Sequence[str]) -> list[Entry]:
    """Return each key at the margin with its values, in order.

    A value is a scalar, plain or quoted; a list has several, written with dashes, in brackets, or
    (as Obsidian allows under `tags`) with commas.
    """
    entries: list[Entry] = []
    for line in lines:
        item = _LIST_ITEM.fullmatch(line)
        if item and entries:
            entries[-1][1].extend(_scalars([item["item"]]))
        elif _is_entry(line):
            key, _, value = line.partition(":")
            entries.append((trim(key), _values(trim(value))))
    return entries


def properties(entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    """Return the entries of front matter as text, the values of a list with commas between."""
    return tuple((key, ", ".join(values)) for key, values in entries)


def tags(entries: Sequence[Entry]) -> list[Tag]:
    """Return what stands under the key `tags`; a "#" counts inside quotation marks only."""
    names = (
        trim(name)
        for key, values in entries
        if key == "tags"
        for value in values
        for name in value.split(",")
    )
    return [Tag(f"#{name.removeprefix('#')}", -1) for name in names if name]


def _is_entry(line: str) -> bool:
    key, colon, value = line.partition(":")
    is_key = bool(key) and key[0] not in f"{SPACES}#'\"-"
    return is_key and bool(colon) and (not value or value[0] in SPACES)


def _values(text: str) -> list[str]:
    if text.startswith("[") and text.endswith("]"):
        return _scalars(text[1:-1].split(","))
    return _scalars([text])


def _scalars(items: Sequence[str]) -> list[str]:
    return [scalar for item in items if (scalar := _scalar(trim(item)))]


def _scalar(item: str) -> str:
    """Return a scalar of YAML without its quotation marks; "" for what is only a comment."""
    if len(item) > 1 and item[0] == item[-1] and item[0] in "\"'":
        return trim(item[1:-1])
    return "" if item.startswith("#") else item
