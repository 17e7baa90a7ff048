"""What Obsidian's Spaced Repetition plugin is told and how it sees text: settings, spaces, lines.

The plugin (version 1.15.4) runs on JavaScript, whose idea of a space differs from Python's: the
byte order mark is one, the four separators U+001C to U+001F and U+0085 are not. Everything that
trims or searches for spaces as the plugin does goes through this module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

# ECMAScript's WhiteSpace and LineTerminator, which is what String.prototype.trim removes and
# what \s matches (ECMA-262, 12.2, 12.3 and 22.2.2.9).
SPACES = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
SPACES += "\u2028\u2029\u202f\u205f\u3000\ufeff"
# What "." does not match in a regular expression of JavaScript without the flag s.
LINE_ENDS = "\n\r\u2028\u2029"
ANY = f"[^{LINE_ENDS}]"

_LINE_END = re.compile(r"\r\n|\r|\n")
_HIGHLIGHT = "==[123;;]answer[;;hint]=="
_BOLD = "**[123;;]answer[;;hint]**"
_CURLY = "{{[123;;]answer[;;hint]}}"


class Mode(StrEnum):
    """How a deck is read: exactly as the plugin reads it, or with the plugin's faults mended."""

    STRICT = "strict"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class PluginSettings:
    """The plugin's settings that change what a card is, with the plugin's defaults.

    An empty separator switches its kind of card off; an empty end marker lets a blank line end a
    card.

    Attributes:
        single_line_separator: Between question and answer on one line.
        single_line_reversed_separator: The same, for a card that is also asked backwards.
        multiline_separator: Alone on its line, between question and answer.
        multiline_reversed_separator: The same, for a card that is also asked backwards.
        end_marker: Alone on its line, ends a card of several lines.
        cloze_patterns: How a deletion is written, in the pattern language of `cloze`.
        flashcard_tags: With "#"; a file is read if it has one of them or a tag below one.
        tags_to_ignore: With "#"; a file with one of them is not read.
        folders_as_decks: Whether a file's folder, and not its tags, names its deck.
    """

    single_line_separator: str = "::"
    single_line_reversed_separator: str = ":::"
    multiline_separator: str = "?"
    multiline_reversed_separator: str = "??"
    end_marker: str = ""
    cloze_patterns: tuple[str, ...] = (_HIGHLIGHT,)
    flashcard_tags: tuple[str, ...] = ("#flashcards",)
    tags_to_ignore: tuple[str, ...] = ()
    folders_as_decks: bool = False

    @classmethod
    def from_json(cls, settings: Mapping[str, object]) -> PluginSettings:
        """Read what the plugin keeps under `settings` in its `data.json`.

        Keys that are absent or of another type keep their default; unknown keys are ignored.
        """
        known = {field.name: getattr(DEFAULTS, field.name) for field in fields(cls)}
        for key, name in _KEYS.items():
            value = _as_kind_of(known[name], settings.get(key))
            known[name] = known[name] if value is None else value
        if "clozePatterns" in settings and settings["clozePatterns"] is None:
            known["cloze_patterns"] = _patterns_of_old_settings(settings)
        return cls(**known)


_KEYS = {
    "singleLineCardSeparator": "single_line_separator",
    "singleLineReversedCardSeparator": "single_line_reversed_separator",
    "multilineCardSeparator": "multiline_separator",
    "multilineReversedCardSeparator": "multiline_reversed_separator",
    "multilineCardEndMarker": "end_marker",
    "clozePatterns": "cloze_patterns",
    "flashcardTags": "flashcard_tags",
    "flashcardTagsToIgnore": "tags_to_ignore",
    "convertFoldersToDecks": "folders_as_decks",
}
DEFAULTS = PluginSettings()


def _as_kind_of(default: object, value: object) -> object | None:
    """Return `value` in the type of `default`, or None where it is of another."""
    if isinstance(default, tuple):
        is_texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return tuple(value) if is_texts and isinstance(value, list) else None
    return value if isinstance(value, type(default)) else None


def _patterns_of_old_settings(settings: Mapping[str, object]) -> tuple[str, ...]:
    """Return the patterns of settings that were written before there was a list of them."""
    switches = (
        ("convertHighlightsToClozes", True, _HIGHLIGHT),
        ("convertBoldTextToClozes", False, _BOLD),
        ("convertCurlyBracketsToClozes", False, _CURLY),
    )
    return tuple(pattern for key, default, pattern in switches if settings.get(key, default))


def trim(text: str) -> str:
    """Return `text` without JavaScript's spaces at both ends."""
    return text.strip(SPACES)


def trim_start(text: str) -> str:
    """Return `text` without JavaScript's spaces at its start."""
    return text.lstrip(SPACES)


def trim_end(text: str) -> str:
    """Return `text` without JavaScript's spaces at its end."""
    return text.rstrip(SPACES)


def units(text: str) -> int:
    """Return the length of `text` as JavaScript counts it, in UTF-16 code units."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_lines(text: str) -> list[str]:
    """Split at CRLF, CR and LF; there is always at least one line."""
    return (_LINE_END.sub("\n", text) if "\r" in text else text).split("\n")


def front_matter_length(lines: list[str]) -> int:
    """Return the number of lines that front matter takes, its two `---` included; 0 without one."""
    if lines[0] != "---":
        return 0
    try:
        return lines.index("---", 1) + 1
    except ValueError:
        return 0
