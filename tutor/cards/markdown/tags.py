"""Tags: where they stand in a file, and which decks they file its cards under."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from tutor.cards.markdown.obsidian import SPACES, PluginSettings, trim_start

_TAG = re.compile(f"#[^{SPACES}#]+")


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, with its "#", and its line counted from 0; -1 for one in the front matter."""

    name: str
    line: int

    @property
    def deck(self) -> str:
        """The deck that the tag names: its path without empty parts."""
        return "/".join(path_of(self.name))


def path_of(tag: str) -> list[str]:
    """Return the parts of a tag with "#" (or of a path), without the empty ones."""
    return [part for part in tag.removeprefix("#").split("/") if part]


def tags_in(lines: Sequence[str], start: int) -> list[Tag]:
    """Return every tag from line `start` on, in order; nothing protects code or addresses."""
    return [
        Tag(name, at)
        for at in range(start, len(lines))
        if "#" in lines[at]
        for name in _TAG.findall(lines[at])
    ]


def leading_tag(text: str) -> str:
    """Return the tag that `text` begins with, spaces aside, or ""."""
    match = _TAG.match(trim_start(text))
    return match[0] if match else ""


def is_below(tag: str, roots: Iterable[str]) -> bool:
    """Return whether `tag` is one of `roots` or stands below one, as `#a/b` does below `#a`."""
    return any(tag == root or tag.startswith(f"{root}/") for root in roots)


def is_read(tags: Sequence[Tag], folder: str, settings: PluginSettings) -> bool:
    """Return whether the plugin reads a file with these tags in this folder."""
    if any(is_below(tag.name, settings.tags_to_ignore) for tag in tags):
        return False
    if settings.folders_as_decks:
        return bool(folder)
    paths = [path_of(root) for root in settings.flashcard_tags if root.startswith("#")]
    roots = [path for path in paths if path]
    return any(path_of(tag.name)[: len(root)] == root for tag in tags for root in roots)


class Filing:
    """Which decks the cards of one file belong to."""

    def __init__(
        self,
        tags: Sequence[Tag],
        taken: Sequence[tuple[int, int]],
        folder: str,
        settings: PluginSettings,
    ) -> None:
        """Prepare for a file.

        Args:
            tags: Its tags, those of the front matter first.
            taken: The first and the last line of every block; a tag in one is that card's own.
            folder: Its folder in the vault.
            settings: The plugin's.
        """
        flashcards = [tag for tag in tags if is_below(tag.name, settings.flashcard_tags)]
        is_taken = _cover(taken, 1 + max((tag.line for tag in flashcards), default=0))
        self._folder = (folder,) if settings.folders_as_decks else ()
        self._front = tuple(tag.deck for tag in flashcards if tag.line < 0)
        self._fallback = tuple(tag.deck for tag in flashcards[:1])
        self._lines: list[int] = []
        self._decks: list[tuple[str, ...]] = []
        free = (tag for tag in flashcards if tag.line >= 0 and not is_taken[tag.line])
        for line, group in groupby(free, key=lambda tag: tag.line):
            self._lines.append(line)
            self._decks.append(tuple(tag.deck for tag in group))

    def decks_of(self, own_tag: str, first_line: int) -> tuple[str, ...]:
        """Return the decks of a card that begins at `first_line` (from 0), if any are known.

        The folder comes first, then the card's own tag, the last tag line above it, the front
        matter, and the first tag anywhere.
        """
        if self._folder:
            return self._folder
        if own_tag:
            return ("/".join(path_of(own_tag)),)
        above = bisect_left(self._lines, first_line)
        return self._decks[above - 1] if above else self._front or self._fallback


def _cover(spans: Sequence[tuple[int, int]], length: int) -> list[bool]:
    """Return for each of `length` lines whether one of `spans` (both ends included) covers it."""
    steps = [0] * (length + 1)
    for first, last in spans:
        steps[min(first, length)] += 1
        steps[min(last + 1, length)] -= 1
    return [depth > 0 for depth in accumulate(steps)]
