"""Numbers as learners type them, in digits or English words: "9,81", "3e8", "two and a half".

A number word that is mostly grammar ("half", "a third") is marked as a part, and a text that
can be read as either of two numbers ("1,602") keeps both, so that nobody is wrong by notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tutor.grading.number_words import (
    A_PART,
    MULTIPLE,
    ONE_PART,
    PARTS,
    SMALL,
    multiple,
    part,
    read_cardinal,
    read_decimals,
    read_exponent,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number, and the stretch `text[start:end]` that it was read from.

    Attributes:
        value: The number; infinite where it is beyond a float.
        start: Where it begins.
        end: Where it ends.
        whole: Whether it is plainly a whole number: "46" is, "46.0" and "3e8" are not.
        others: What else it may mean: 1.602 for "1,602", 2 and 3 for "2,3", 40 for "minus 40".
        figures: The significant figures given, ≥ 1; None where the spelling leaves them open.
        is_part: Whether it is spelt as a part of something: "half", "two thirds".
        is_pair: Whether its comma may as well part two numbers: "2,3" but not "9,81".
    """

    value: float
    start: int
    end: int
    whole: bool = True
    others: tuple[float, ...] = ()
    figures: int | None = None
    is_part: bool = False
    is_pair: bool = False

    def times(self, factor: float, end: int) -> Numeral:
        """Return the number times a power or a scale that ends at `end`."""
        others = () if self.is_pair else tuple(other * factor for other in self.others)
        value = self.value * factor
        return replace(self, value=value, end=end, others=others, is_pair=False)


_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺−", "0123456789-+-")
"""Translates a superscript number to what `int` reads."""

_FIRST = re.compile(
    rf"""(?<![\w.])(?P<sign>[-−+]|(?:minus|negative)\s)?(?P<number>
        (?P<digits>
            (?!(?<=[(\[{{])\d+,\d+[)\]}}])(?<!\d,)
                (?:(?:0+|\d{{4,}}),\d{{3}}|\d+,(?:\d{{1,2}}|\d{{4,}}))
                (?![,.]?\d|-[^\W\d_])
            | \d{{1,3}}(?:[\u202f\u00a0 ]\d{{3}})+,(?:\d{{1,2}}|\d{{4,}})(?![,.]?\d)
            | \d{{1,3}}(?:[,\u202f\u00a0 ]\d{{3}})+(?!\d)(?:\.\d+)?
            | \d+(?:\.\d+)? | \.\d+
        )
        (?:\s?(?P<fraction>[½¼¾⅓⅔])|/(?P<denominator>[1-9]\d{{0,3}})(?![\w/]))?
        (?:[eE](?P<exponent>[-−+]?\d{{1,3}})(?!\w))?
        | (?P<alone>[½¼¾⅓⅔])
        | (?P<part>half|{ONE_PART}|{A_PART}|{PARTS})(?![-\w])
        | (?P<spelt>{SMALL}|an?(?=\s(?:{MULTIPLE})(?!\w))|(?P<multiple>{MULTIPLE}))(?!\w)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_AND_PART = re.compile(
    rf"[-\s]and[-\s](?P<part>an?[-\s](?:half|quarter)|{ONE_PART}|{PARTS})(?![-\w])",
    re.IGNORECASE,
)
_SCALE = re.compile(rf"\s(?P<of>(?:of\s)?an?\s)?(?P<scale>{MULTIPLE})(?!\w)", re.IGNORECASE)
_TIMES_TEN = re.compile(
    r"\s?(?:[x×·⋅∙*]|\\times|\\cdot|(?<=\s)(?:times|multiplied\sby))\s?(?:10|ten)(?!\d)",
    re.IGNORECASE,
)
_RAISED = re.compile(
    r"\s?(?:\^|\*\*)\s?[({]{0,2}\s?(?P<power>[-−+]?\s?\d{1,3})(?!\d)[)}]{0,2}"
    r"|(?P<super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})"
)
_TO_THE = re.compile(
    r"\s(?:raised\s)?to\sthe\s(?P<sure>power\s(?:of\s)?)?(?P<minus>(?:minus|negative)\s|[-−]\s?)?"
    r"(?:(?P<digits>\d{1,3})(?P<nth>st|nd|rd|th)?(?!\w)|(?=[a-z]))",
    re.IGNORECASE,
)
_POWER = re.compile(r"\spower(?!\w)", re.IGNORECASE)
_OPENS = re.compile(
    r"(?:[=≈~:(,;.]|\b(?:is|are|was|be|about|around|roughly|approximately|nearly|almost|exactly"
    r"|equals|it's|at))$",
    re.IGNORECASE,
)
_REACH = 20  # characters that hold the word before a number


def numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers in `text`, in order and without overlap; in time linear in its length."""
    end = 0
    for match in _FIRST.finditer(text):
        if match.start() < end:
            continue
        found = _read(text, match)
        if found is not None:
            end = found.end
            yield found


def _read(text: str, match: re.Match[str]) -> Numeral | None:
    """Read on from where a number may begin; None where none does."""
    if match["spelt"]:
        found = _in_words(text, match)
    elif match["part"]:
        found = Numeral(part(match["part"]), *match.span("part"), whole=False, is_part=True)
    else:
        found = _in_digits(match)
    if found is None:
        return None
    is_complete = match["spelt"] and found.whole  # its scales are read
    found = _with_power(text, _with_part(text, found))
    if not is_complete or not found.whole:
        found = _scaled(text, found)
    return _signed(text, match, found)


def _in_digits(match: re.Match[str]) -> Numeral:
    start, end = match.start("number"), match.end()
    if match["alone"]:
        return Numeral(_FRACTIONS[match["alone"]], start, end, whole=False)
    plain, others = _readings(match["digits"])
    value, whole = float(plain), "." not in plain
    if match["fraction"]:
        return Numeral(value + _FRACTIONS[match["fraction"]], start, end, whole=False)
    if match["denominator"]:
        return Numeral(value / float(match["denominator"]), start, end, whole=False)
    figures = _figures(plain)
    found = Numeral(value, start, end, whole, others, figures, is_pair=len(others) > 1)
    if match["exponent"]:
        found = replace(found.times(_power_of_ten(match["exponent"]), end), whole=False)
    return found


def _in_words(text: str, match: re.Match[str]) -> Numeral | None:
    """Read a number in words; None where "hundred" follows another word ("several hundred")."""
    start = match.start("spelt")
    if match["multiple"] and not _opens(text, start):
        return None
    before = text[max(0, start - _REACH) : start].lower()
    value, end = read_cardinal(text, start, joins=not before.endswith("between "))
    digits, end = read_decimals(text, end)
    if not digits:
        return Numeral(value, start, end)
    figures = len(f"{value:.0f}{digits}".lstrip("0"))
    value += float(f"0.{digits}")
    return Numeral(value, start, end, whole=False, figures=max(1, figures))


def _readings(digits: str) -> tuple[str, tuple[float, ...]]:
    """Return digits with a decimal point, and the other numbers that they may mean."""
    head, comma, tail = re.sub(r"\s", "", digits).partition(",")
    if not comma or not (head + tail).isdecimal():
        return re.sub(r"[^\d.]", "", digits), ()
    if len(tail) == 3 and head.strip("0"):
        return head + tail, (float(f"{head}.{tail}"),)
    may_be_two = len(head) == len(tail) <= 3 and 0 < int(head) < int(tail)
    return f"{head}.{tail}", (float(head), float(tail)) if may_be_two else ()


def _figures(plain: str) -> int | None:
    """Return how many significant figures are written; None where final zeros leave it open."""
    figures = plain.replace(".", "").lstrip("0")
    return None if figures.endswith("0") and "." not in plain else max(1, len(figures))


def _with_part(text: str, found: Numeral) -> Numeral:
    """Read "and a half" after a whole number."""
    match = _AND_PART.match(text, found.end) if found.whole else None
    if not match:
        return found
    return Numeral(found.value + part(match["part"]), found.start, match.end(), whole=False)


def _with_power(text: str, found: Numeral) -> Numeral:
    """Read a power of ten, of which the number is the mantissa or the ten."""
    times = _TIMES_TEN.match(text, found.end)
    if times:
        power = _exponent(text, times.end(), has_mantissa=True)
        return replace(found.times(*power), whole=False) if power else found
    if text[found.start : found.end].lower() in ("10", "ten"):
        power = _exponent(text, found.end, opens=_opens(text, found.start))
        return Numeral(power[0], found.start, power[1], whole=False) if power else found
    return found


def _exponent(
    text: str, at: int, *, has_mantissa: bool = False, opens: bool = False
) -> tuple[float, int] | None:
    """Read the exponent of a ten that ends at `at`; return the power and where it ends.

    "From 10 to the 3rd" and "add ten to the five" are none: without a mantissa, a power in words
    has to be called one, to be negative, or to open a statement with a cardinal.
    """
    raised = _RAISED.match(text, at)
    if raised:
        return _power_of_ten(raised["power"] or raised["super"]), raised.end()
    spelt = _TO_THE.match(text, at)
    if not spelt:
        return None
    exponent, end, is_ordinal = read_exponent(text, spelt.end())
    if spelt["digits"]:
        exponent, end, is_ordinal = int(spelt["digits"]), spelt.end(), bool(spelt["nth"])
    called = _POWER.match(text, end)
    is_power = has_mantissa or spelt["sure"] or spelt["minus"] or called
    if exponent is None or not (is_power or (opens and not is_ordinal)):
        return None
    sign = "-" if spelt["minus"] else ""
    return _power_of_ten(f"{sign}{exponent}"), called.end() if called else end


def _power_of_ten(exponent: str) -> float:
    plain = "".join(exponent.translate(SUPERSCRIPTS).split())
    return float(f"1e{plain}")  # infinite or 0 where ** would raise


def _scaled(text: str, found: Numeral) -> Numeral:
    """Read the scale after a number: "3 million", "2 hundred thousand", "half a million"."""
    for _ in range(2):
        match = _SCALE.match(text, found.end)
        if not match or (match["of"] and not found.is_part):
            break
        found = found.times(multiple(match["scale"]), match.end())
        found = replace(found, is_part=False)
    return found


def _signed(text: str, match: re.Match[str], found: Numeral) -> Numeral:
    """Give a number its sign; a minus in words is one only where nothing is subtracted from."""
    sign = (match["sign"] or "").strip().lower()
    start = match.start()
    if sign in ("minus", "negative"):
        if not _opens(text, start):
            return found
        return replace(found, value=-found.value, start=start, others=(found.value,))
    if sign in ("-", "−"):
        others = tuple(-other for other in found.others)
        return replace(found, value=-found.value, start=start, others=others)
    return replace(found, start=start)


def _opens(text: str, start: int) -> bool:
    """Return whether what stands at `start` begins a statement: "it is", "about", "="."""
    before = text[max(0, start - _REACH) : start].rstrip()
    return not before or _OPENS.search(before) is not None
