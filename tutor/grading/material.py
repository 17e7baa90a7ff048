"""Texts of learners and decks as what a language model is to judge, and never as instructions.

They travel as one line of JSON between two lines that whoever wrote them cannot have foreseen.
What a reader would not see is taken out, and what a model's own software might take for a mark of
where a message ends is written with JSON's escapes. A reader of JSON gets back what is in `seen`.
"""

from __future__ import annotations

import hmac
import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

MAX_DATA = 16_000
"""Characters of data that are sent: about 4,000 tokens of English. What is longer is not judged,
since a point could stand in the part that was cut off."""

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"

# Controls, format characters, lone surrogates, private use; and the rest of what Unicode calls
# default-ignorable (https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point), with the
# blank of Braille: any of them may hide a text, or part a word, that nobody sees.
_INVISIBLE = ("Cc", "Cf", "Cs", "Co")
_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
_BREAKS = ("Zl", "Zp")  # line and paragraph separators, which JSON leaves as they are
_KEPT = "\t\n\r"

_RUN = re.compile(r"\w+")
_LATIN = re.compile(r"[A-Za-z]")
_DOUBLES = str.maketrans(
    "асеорхуіѕјԁԛԝһ" + "АВЕКМНОРСТХІЅЈУ" + "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopxyisjdqwh" + "ABEKMHOPCTXISJY" + "oABEZHIKMNOPTYX",
)
"""Letters of Cyrillic and Greek to those of Latin that look the same. Of small Greek ones only the
omicron: "hν" and "ρVg" are formulas."""

_MARKS = re.compile(
    r"<(?=[|/!｜<A-Za-z])"  # <|im_end|>, </s>, <end_of_turn>, <<SYS>>
    r"|\[(?=/?(?:INST|SYS|AVAILABLE_TOOLS|TOOL))"  # [/INST]
    r"|[0-9A-Fa-f]{16,}"  # what looks like a fence
    r"|([-=_~*#`+])(?=\1\1)(?<!\1\1)"  # --- and ```, which close other fences
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as somebody who looks at it sees it.

    Attributes:
        text: Without what nobody sees, and with one kind of letters in a word.
        places: Where each of its characters stands in the source.
    """

    text: str
    places: tuple[int, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]`, which is not empty, stands in the source."""
        return self.places[start], self.places[end - 1] + 1


def see(text: str) -> Seen:
    """Return a text as it is seen; tabs and line breaks stay."""
    places = tuple(range(len(text)))
    if not (text.isascii() and text.isprintable()):
        places = tuple(at for at, char in enumerate(text) if _is_visible(char))
    shown = "".join(
        "\n" if unicodedata.category(text[at]) in _BREAKS else text[at] for at in places
    )
    return Seen(_RUN.sub(_in_latin, shown), places)


def seen(text: str) -> str:
    """Return a text as somebody who looks at it sees it."""
    return see(text).text


def as_data(values: dict[str, Json]) -> str:
    """Return values as one line of JSON in which no text looks like an end of the data."""
    return _MARKS.sub(_escaped, json.dumps(values, ensure_ascii=False))


def fence_by(key: bytes) -> Callable[[str], str]:
    """Return what makes a fence of some data: 32 hex digits of HMAC-SHA-256 under `key`.

    Whoever writes the data cannot put its fence into it: with a secret key they know no fence, and
    with any key a change of the data changes its fence. The same data and key give the same one,
    so that a request whose key is known can be told again.
    """
    return lambda data: hmac.new(key, data.encode(), "sha256").hexdigest()[:32]


def fenced(data: str, fence: str) -> str:
    """Return the message that holds data and nothing else."""
    return f"{fence}\n{data}\n{fence}"


def _is_visible(char: str) -> bool:
    if char in _KEPT:
        return True
    return unicodedata.category(char) not in _INVISIBLE and not _IGNORED.match(char)


def _in_latin(run: re.Match[str]) -> str:
    """Return a word with its look-alikes as Latin letters, where it has Latin letters, too.

    A word that is all of another script is left alone.
    """
    return run[0].translate(_DOUBLES) if _LATIN.search(run[0]) else run[0]


def _escaped(mark: re.Match[str]) -> str:
    """Return a mark with its first character escaped, and of a long one every eighth."""
    parts = (mark[0][at : at + 8] for at in range(0, len(mark[0]), 8))
    return "".join(f"\\u{ord(part[0]):04x}{part[1:]}" for part in parts)
