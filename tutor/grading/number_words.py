"""English number words: "eighty-six thousand four hundred", "nineteen forty-five", "two thirds".

Common misspellings of them ("fourty") are read as they are meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

_SMALL = {
    name: value
    for value, name in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen""".split()
    )
} | dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_MULTIPLES = _SCALES | {"dozen": 12.0}
_MISSPELT = dict(
    pair.split(":")
    for pair in """nought:zero naught:zero fourty:forty foruty:forty ninty:ninety nintey:ninety
    ninteen:nineteen forteen:fourteen fourten:fourteen fourtheen:fourteen
    thriteen:thirteen thirten:thirteen fiveteen:fifteen fiften:fifteen sixten:sixteen
    eightteen:eighteen eigthteen:eighteen eighten:eighteen eigthy:eighty eightty:eighty
    fivty:fifty fivety:fifty fifthy:fifty twelv:twelve tweleve:twelve twelfe:twelve
    tweny:twenty twentey:twenty therty:thirty thirthy:thirty sevety:seventy hunderd:hundred
    hundered:hundred hundread:hundred thousend:thousand thousant:thousand milion:million
    millon:million bilion:billion""".split()
)
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "eigth": 8, "ninth": 9,
    "twelfth": 12, "twelth": 12,
}  # fmt: skip
_ORDINALS |= {f"{name}th": value for name, value in _SMALL.items() if 4 <= value < 20}
_ORDINALS |= {f"{name[:-1]}ieth": value for name, value in _SMALL.items() if value >= 20}
_DENOMINATORS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip


def _any_of(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


def _spellings(names: Mapping[str, float]) -> str:
    return _any_of([*names, *(slip for slip, meant in _MISSPELT.items() if meant in names)])


_COUNT = "two|three|four|five|six|seven|eight|nine"
_SEVERAL = _any_of(f"{name}s" for name in _DENOMINATORS if name != "half")
SMALL = _spellings(_SMALL)
"""Pattern of a word for a number below 100."""
MULTIPLE = _spellings(_MULTIPLES)
"""Pattern of a word that multiplies what precedes it."""
PARTS = rf"(?:{_COUNT})[-\s](?:{_SEVERAL})"
"""Pattern of several parts: "two thirds"."""
ONE_PART = rf"one[-\s](?:{_any_of(_DENOMINATORS)})"
"""Pattern of one part: "one third"; "a third" may also be an ordinal."""
A_PART = rf"an?[-\s](?:{_any_of(_DENOMINATORS)})"
"""Pattern of a part, or of an ordinal: "a third"."""

_NEXT_WORD = re.compile(r"(?:\s{1,2}|-)?([a-z]+)(?!\w)", re.IGNORECASE)
_CENTURIES = range(14, 21)  # in words; "twelve thirty" is a time


def read_cardinal(text: str, start: int, *, joins: bool = True) -> tuple[float, int]:
    """Read a whole number in words, or a year as it is said.

    Args:
        text: What is read.
        start: Where the number begins, at a word of `SMALL`, at one of `MULTIPLE` or at "a".
        joins: Whether an "and" may join two words of it; "between one hundred and five" may not.

    Returns:
        The number and where it ends.
    """
    number, end = _Cardinal(), start
    for word, stop in _words(text, start):
        if stop <= end:
            continue
        if word == "and" and joins:
            joined = number.after_and(text, stop)
            if joined == stop:
                break
            end = joined
        elif number.takes(word) or (end == start and word in ("a", "an")):
            end = stop
        else:
            break
    return _with_century(text, number.total + number.group, end)


def read_decimals(text: str, at: int) -> tuple[str, int]:
    """Read "point" and the digits after it: "oh five" gives "05", "eighty-one" gives "81".

    Args:
        text: What is read.
        at: Where the whole number ends.

    Returns:
        The digits and where they end; "" and `at` where there are none.
    """
    point, after = next(_words(text, at), ("", at))
    if point != "point":
        return "", at
    digits, end, after_tens = "", at, False
    for word, stop in _words(text, after):
        value = 0 if word == "oh" else _SMALL.get(word)
        if value is None:
            break
        digits = f"{digits[:-1] if after_tens and 0 < value < 10 else digits}{value}"
        end, after_tens = stop, value >= 20
    return digits, end


def read_exponent(text: str, at: int) -> tuple[int | None, int, bool]:
    """Read a number below 100, cardinal or ordinal, as in "ten to the (minus) nineteenth".

    Returns:
        The number or None, where it ends, and whether it is an ordinal.
    """
    value, end = _below_hundred(text, at, _SMALL | _ORDINALS)
    is_ordinal = text[at:end].lower().endswith(tuple(_ORDINALS))
    return value if end > at else None, end, is_ordinal


def part(words: str) -> float:
    """Return the value of what `PARTS`, `ONE_PART` or `A_PART` matched, or of "half"."""
    count, _, name = re.sub(r"[-\s]", " ", words.lower()).rpartition(" ")
    return _SMALL.get(count, 1) / _DENOMINATORS[name.removesuffix("s")]


def multiple(word: str) -> float:
    """Return the factor of a word that `MULTIPLE` matched, > 1."""
    return _MULTIPLES[_proper(word)]


def _with_century(text: str, value: float, end: int) -> tuple[float, int]:
    """Read on where a year is said: "nineteen forty-five", "nineteen oh five"."""
    if not _CENTURIES[0] <= value <= _CENTURIES[-1]:
        return value, end
    word, stop = next(_words(text, end), ("", end))
    years, last = _below_hundred(text, stop if word == "oh" else end, _SMALL)
    is_year = 1 <= years <= 9 if word == "oh" else years >= 10
    return (100 * value + years, last) if is_year else (value, end)


def _below_hundred(text: str, at: int, names: Mapping[str, int]) -> tuple[int, int]:
    """Read a number below 100 that `names` make up; return it and where it ends."""
    number, end = _Cardinal(), at
    for word, stop in _words(text, at):
        if word not in names or not number.takes_small(names[word]):
            break
        end = stop
        if word in _ORDINALS:
            break
    return int(number.group), end


@dataclass(slots=True)
class _Cardinal:
    """A whole number while its words are read, e.g. 3 600 after "three thousand six hundred".

    `total` holds what is multiplied already, `group` what the next scale multiplies; the next
    small word has to be less than `room`, and the next scale less than `ceiling`.
    """

    total: float = 0.0
    group: float = 0.0
    room: int = 100
    ceiling: float = math.inf

    def takes(self, word: str) -> bool:
        """Add a word, if the number can go on with it; return whether it can."""
        if word in _SMALL:
            return self.takes_small(_SMALL[word])
        return word in _MULTIPLES and self._takes_multiple(_MULTIPLES[word])

    def takes_small(self, value: int) -> bool:
        """Add a number below 100, if the number can go on with it; return whether it can."""
        if not (0 if self.total == self.group == 0 else 1) <= value < self.room:
            return False
        self.group += value
        self.room = 10 if value >= 20 else min(1, value)  # after tens, units; after zero, nothing
        return True

    def _takes_multiple(self, factor: float) -> bool:
        is_scale = factor >= 1_000
        if self.total and not self.group and is_scale:  # "a thousand million"
            self.total, self.ceiling = self.total * factor, factor
            return True
        if factor >= self.ceiling or (self.group >= 100 and not is_scale):
            return False
        if is_scale:
            self.total, self.group, self.ceiling = (
                self.total + (self.group or 1) * factor,
                0,
                factor,
            )
        else:
            self.group = (self.group or 1) * factor
        self.room = 100
        if factor == _MULTIPLES["dozen"]:
            self.room, self.ceiling = 0, 0
        return True

    def after_and(self, text: str, at: int) -> int:
        """Add what follows an "and" that ends at `at`; return where it ends, `at` if it adds none.

        "Between one hundred and two hundred" and "a million and five thousand" are two numbers.
        """
        if self.room != 100:
            return at
        trial, end = replace(self), at
        for word, stop in _words(text, at):
            if word in _MULTIPLES and (word == "hundred" or not self.group):
                return at
            if word not in _SMALL or not trial.takes_small(_SMALL[word]):
                break
            end = stop
        self.group, self.room = trial.group, trial.room
        return end


def _words(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield the words from `at` on, in small letters and as they are meant, with their ends."""
    while match := _NEXT_WORD.match(text, at):
        at = match.end()
        yield _proper(match[1]), at


def _proper(word: str) -> str:
    return _MISSPELT.get(word.lower(), word.lower())
