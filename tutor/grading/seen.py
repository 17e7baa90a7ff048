"""A text as somebody who looks at it sees it.

Characters that have no width, and letters of another script that look like Latin ones, come from
other keyboards and copied pages, or are put there to hide a text from whoever reads by letters.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Controls, format characters, lone surrogates, private use; and the rest of what Unicode calls
# default-ignorable (https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point), with the
# blank of Braille: any of them may hide a text, or part a word, that nobody sees.
_INVISIBLE = ("Cc", "Cf", "Cs", "Co")
_IGNORED = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff]"
)
_BREAKS = ("Zl", "Zp")  # line and paragraph separators, which JSON leaves as they are
_CONTROL_BREAKS = "\x0b\x0c\x85"
# What a terminal obeys and does not show (ECMA-48, 5.4 and 5.6): "\x1b[31m" sets a colour.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
)
_KEPT = "\t\n\r"

_RUN = re.compile(r"\w+")
_LATIN = re.compile(r"[A-Za-z]")
_DOUBLES = str.maketrans(
    "асеорхуіѕјԁԛԝһ" + "АВЕКМНОРСТХІЅЈУ" + "οΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopxyisjdqwh" + "ABEKMHOPCTXISJY" + "oABEZHIKMNOPTYX",
)
"""Letters of Cyrillic and Greek to those of Latin that look the same. Of small Greek ones only the
omicron: "hν" and "ρVg" are formulas."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as somebody who looks at it sees it.

    Attributes:
        text: Without what nobody sees, and with one kind of letters in a word.
        places: Where each of its characters stands in the source.
    """

    text: str
    places: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]`, which is not empty, stands in the source."""
        return self.places[start], self.places[end - 1] + 1


def see(text: str) -> Seen:
    """Return a text as it is seen; tabs and line breaks stay, and what a terminal obeys parts."""
    if text.isascii() and text.isprintable():
        return Seen(text, tuple(range(len(text))))
    sequences = [match.span() for match in _SEQUENCE.finditer(text)]
    obeyed = {at: "" for first, end in sequences for at in range(first, end)}
    obeyed |= {first: " " for first, _ in sequences}
    shown = [obeyed.get(at, _shown(char)) for at, char in enumerate(text)]
    places = tuple(at for at, char in enumerate(shown) if char)
    return Seen(_RUN.sub(_in_latin, "".join(shown)), places)


def seen(text: str) -> str:
    """Return a text as somebody who looks at it sees it."""
    return see(text).text


def _shown(char: str) -> str:
    """Return what is seen of a character, "" of one that nobody sees."""
    if char in _CONTROL_BREAKS or unicodedata.category(char) in _BREAKS:
        return "\n"
    return char if _is_visible(char) else ""


def _is_visible(char: str) -> bool:
    if char in _KEPT:
        return True
    return unicodedata.category(char) not in _INVISIBLE and not _IGNORED.match(char)


def _in_latin(run: re.Match[str]) -> str:
    """Return a word with its look-alikes as Latin letters, where it has Latin letters, too.

    A word that is all of another script is left alone.
    """
    return run[0].translate(_DOUBLES) if _LATIN.search(run[0]) else run[0]
