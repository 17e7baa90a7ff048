"""The head of a deck file: up to three lines above its cards that belong to none of them.

A title, with number signs or without; tags, with "#" or without, as in `flashcards cells energy`
or `Tags: cells, energy`; a line like `Source: …`. The head may touch the first card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.cards.markdown.foot import Property, read_property
from tutor.cards.markdown.lines import Line, Role, Syntax, is_underline
from tutor.cards.markdown.merged import is_break, is_heading, is_tags_only
from tutor.cards.markdown.obsidian import PluginSettings, trim
from tutor.cards.points.inline import visible

_MOST_LINES = 3
_LONGEST_TITLE = 120  # characters
_TITLE_KEYS = frozenset({"title", "deck"})
_KEYS = frozenset(
    {"author", "book", "chapter", "course", "created", "date", "section", "source", "subject"}
)
_LABELS = frozenset({"tag", "tags", "keyword", "keywords"})
_WORD = re.compile(r"#?[^\W_][\w/&+.'’-]*")
_EMPHASIS = "*_` \t"
_STRUCTURE = ("-", "+", ">", "|", "<", "!")  # of Markdown, at the start of a line
_SENTENCE_ENDS = (".", ",", ";", ":", "!", "?")


@dataclass(frozen=True, slots=True)
class Head:
    """A head.

    Attributes:
        title: Its title, without number signs and emphasis, or "".
        tags: Its tags, without "#".
        properties: Its `Key: value` lines.
        lines: The indices of the lines that are in no card.
        tags_at: The index of the line with the tags; -1 where there is none.
        has_marker: Whether a flashcards tag, with or without "#", is among its words.
    """

    title: str = ""
    tags: tuple[str, ...] = ()
    properties: tuple[Property, ...] = ()
    lines: tuple[int, ...] = ()
    tags_at: int = -1
    has_marker: bool = False


def read_head(lines: Sequence[Line], syntax: Syntax, *, expected: bool) -> Head:
    """Return the head of a file.

    Args:
        lines: All its lines.
        syntax: What makes a card.
        expected: Whether the file looks like one whose first line is a title, even a plain one.
    """
    reader = _Reader(lines, syntax, expected=expected)
    above = list(reader.above_the_cards())
    return reader.head(above[: reader.length(above)])


def tag_words(
    text: str, settings: PluginSettings, *, is_first: bool, expected: bool
) -> tuple[str, ...]:
    """Return the words of a line of tags, each without its "#"; none where it is another line.

    It is one if a label says so (`Tags: …`), if every word has its "#", or if one of its words is
    a flashcards tag. On the first line, which may be a title, that one is in lower case, as are
    the others. Below a title that is `expected`, several words in lower case are enough.
    """
    plain = trim(text).strip(_EMPHASIS)
    label, _, rest = plain.partition(":")
    name = trim(label.strip(_EMPHASIS))
    if rest and name.casefold() in _LABELS:
        return _listed(rest)
    if rest and (name if is_first else name.casefold()) in markers(settings):
        return (name.casefold(), *_listed(rest))
    words = [word for word in re.split(r"[\s,;|·]+", plain) if word]
    if not words or not all(_WORD.fullmatch(word) for word in words):
        return ()
    bare = tuple(word.removeprefix("#") for word in words)
    if all(word.startswith("#") for word in words):
        return bare
    is_lower = plain == plain.lower()
    is_marked = any(_marks_a_deck(word, settings) for word in bare)
    if is_first:
        return bare if is_marked and is_lower else ()
    return bare if is_marked or (expected and is_lower and len(words) > 1) else ()


def _marks_a_deck(word: str, settings: PluginSettings) -> bool:
    """Return whether `word`, without "#", is a flashcards tag or stands below one."""
    folded = word.casefold()
    return any(folded == one or folded.startswith(f"{one}/") for one in markers(settings))


def _listed(rest: str) -> tuple[str, ...]:
    rest = rest.strip(_EMPHASIS).removeprefix("[").removesuffix("]")
    words = rest.split(",") if "," in rest else rest.split()
    return tuple(bare for word in words if (bare := word.strip(" \t\"'*_`#")))


def markers(settings: PluginSettings) -> frozenset[str]:
    """Return the words that mark a file as a deck: the flashcards tags without "#", case folded."""
    return frozenset(tag.removeprefix("#").casefold() for tag in settings.flashcard_tags)


class _Reader:
    """The lines of a file, and what in them makes a card."""

    def __init__(self, lines: Sequence[Line], syntax: Syntax, *, expected: bool) -> None:
        self._lines = lines
        self._syntax = syntax
        self._expected = expected

    def above_the_cards(self) -> Iterator[int]:
        """Yield the indices of the first lines of text, up to three, above the first card."""
        found = 0
        for at, line in enumerate(self._lines):
            if line.role is Role.FENCE or found == _MOST_LINES or self._begins_card(at):
                return
            if line.role is Role.TEXT and not is_break(line) and not is_underline(line):
                found += 1
                yield at

    def length(self, above: Sequence[int]) -> int:
        """Return how many of the lines `above` the cards are the head."""
        tags = [number for number, at in enumerate(above) if self._tags(at)]
        length = tags[-1] + 1 if tags else 0
        if not length and above and self._is_plain_title(above[0]):
            length = 1
        while length < len(above) and self._is_head_anyway(above[length]):
            length += 1
        return length

    def head(self, chosen: Sequence[int]) -> Head:
        """Put the head together from its lines."""
        tags_at = next((at for at in reversed(chosen) if self._tags(at)), -1)
        words = self._tags(tags_at) if tags_at >= 0 else ()
        properties = tuple(pair for at in chosen if (pair := self._property(at)))
        return Head(
            title=self._title(chosen, properties),
            tags=words,
            properties=properties,
            lines=self._outside(chosen),
            tags_at=tags_at,
            has_marker=any(_marks_a_deck(word, self._syntax.settings) for word in words),
        )

    def _tags(self, at: int) -> tuple[str, ...]:
        is_first = not any(self._text_at(above) for above in range(at))
        return tag_words(
            self._lines[at].text,
            self._syntax.settings,
            is_first=is_first,
            expected=self._expected,
        )

    def _property(self, at: int) -> Property | None:
        if self._tags(at) or is_heading(self._lines[at]):
            return None
        pair = read_property(self._lines[at])
        return pair if pair and pair[0].casefold() in _KEYS | _TITLE_KEYS else None

    def _is_head_anyway(self, at: int) -> bool:
        return is_heading(self._lines[at]) or self._property(at) is not None

    def _is_plain_title(self, at: int) -> bool:
        if is_heading(self._lines[at]):
            return True
        text = trim(self._lines[at].text).rstrip(_EMPHASIS)
        is_short = len(text) <= _LONGEST_TITLE and not text.endswith(_SENTENCE_ENDS)
        is_prose = not text.startswith(_STRUCTURE)
        return is_short and is_prose and (self._expected or not self._text_at(at + 1))

    def _title(self, chosen: Sequence[int], properties: Sequence[Property]) -> str:
        """Return the first heading, else the property that is one, else the first plain line."""
        headings = [at for at in chosen if is_heading(self._lines[at])]
        plain = [at for at in chosen if not self._tags(at) and not self._property(at)]
        named = next((value for key, value in properties if key.casefold() in _TITLE_KEYS), "")
        if named and not headings:
            return named
        return next((_bare_title(self._lines[at].text) for at in [*headings, *plain]), "")

    # -- where the cards begin --------------------------------------------------------------------

    def _begins_card(self, at: int) -> bool:
        line, syntax = self._lines[at], self._syntax
        makes_card = line.separates or syntax.single(line) or syntax.cloze(line)
        return bool(makes_card) or self._is_question(at)

    def _is_question(self, at: int) -> bool:
        """Return whether a separator follows text, a fence between them aside."""
        if self._lines[at].role is not Role.TEXT:
            return False
        below = at + 1
        while below < len(self._lines) and self._lines[below].role in (Role.FENCE, Role.COMMENT):
            below += 1
        return below < len(self._lines) and self._lines[below].separates is not None

    def _outside(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """Return the lines of the head that are in no card, with what stands between them.

        A line with one tag that alone touches a card is that card's own, as in the plugin.
        """
        if not chosen:
            return ()
        last = chosen[-1]
        own = is_tags_only(self._lines[last]) and len(self._tags(last)) == 1
        if own and self._text_at(last + 1) and not self._text_at(last - 1):
            chosen = chosen[:-1]
        stop = chosen[-1] + 1 if chosen else 0
        while self._text_at(stop) and (
            is_break(self._lines[stop]) or is_underline(self._lines[stop])
        ):
            stop += 1
        return tuple(range(chosen[0], stop)) if chosen else ()

    def _text_at(self, at: int) -> bool:
        inside = 0 <= at < len(self._lines)
        return inside and self._lines[at].role in (Role.TEXT, Role.FENCE)


def _bare_title(text: str) -> str:
    return visible(trim(text).rstrip("#"))
