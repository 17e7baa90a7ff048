"""Text on its way to a reader: foreign characters made harmless, counts with their nouns."""

from __future__ import annotations

import re
import unicodedata

# Text from right to left gets no marks of ours, which terminals without them would show as boxes,
# and which would be copied along: it stands at the end of a line, or on lines of its own, where a
# terminal that reorders it moves nothing else.
#
# C0 but tab and newline, DEL and C1 (a terminal may take \x9b for "escape ["), the bidirectional
# overrides and isolates that can reorder what stands beside them, and lone surrogates, which no
# stream can encode.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]"
)


def plain(text: str) -> str:
    """Return `text` with every character that could command a terminal made visible.

    An escape character shows as `␛`, other controls as their Unicode pictures, anything else
    that is harmful as `\ufffd`. CR LF and lone CR become newlines. Idempotent.
    """
    return _HARMFUL.sub(_picture, text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, width: int = 0) -> str:
    """Return `text` harmless and on one line, cut to `width` columns with "…" if `width` > 0."""
    line = " ".join(plain(text).split())
    if width <= 0 or cells(line) <= width:
        return line
    kept = line[:width]
    while cells(kept) > width - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def cells(text: str) -> int:
    """Return the columns that `text` takes on a terminal; ≥ 0."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def counted(count: int, noun: str) -> str:
    """Return how many of something there are, as "1 card" or "1,204 cards"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "" if unicodedata.category(match[0]) == "Cf" else "\ufffd"
