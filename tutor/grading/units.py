"""Units of measurement, read from free text.

Units are those of the SI Brochure (9th edition, BIPM 2019): the base units, the derived units
with special names, the prefixes, and the non-SI units of its table 8 that school decks use, with
a few everyday ones (inch, foot, mile, pound, calorie, atmosphere, °F) at their exact definitions.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from tutor.grading.numerals import SUPERSCRIPTS

MAX_FACTORS = 6  # in one unit; J/(kg K) has three

Dimension = tuple[int, int, int, int, int, int, int]  # powers of m, kg, s, A, K, mol, cd
_ONE: Dimension = (0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: SI value = number x factor + offset, in the base units of `dimension`."""

    factor: float
    dimension: Dimension
    offset: float = 0.0


NONE = Unit(1.0, _ONE)
"""The unit of a bare number, told from a percent sign by identity."""

_PREFIXES = {
    "": 1.0, "Q": 1e30, "R": 1e27, "Y": 1e24, "Z": 1e21, "E": 1e18, "P": 1e15, "T": 1e12, "G": 1e9,
    "M": 1e6, "k": 1e3, "h": 1e2, "da": 1e1, "d": 1e-1, "c": 1e-2, "m": 1e-3, "µ": 1e-6, "μ": 1e-6,
    "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "a": 1e-18, "z": 1e-21, "y": 1e-24,
}  # fmt: skip
_PREFIX_NAMES = {
    "": 1.0, "tera": 1e12, "giga": 1e9, "mega": 1e6, "kilo": 1e3, "hecto": 1e2, "deci": 1e-1,
    "centi": 1e-2, "milli": 1e-3, "micro": 1e-6, "nano": 1e-9, "pico": 1e-12, "femto": 1e-15,
}  # fmt: skip
# symbol, names, factor, powers of m, kg, s, A, K, mol, cd
_PREFIXED: tuple[tuple[str, str, float, Dimension], ...] = (
    ("m", "metre meter", 1.0, (1, 0, 0, 0, 0, 0, 0)),
    ("g", "gram gramme", 1e-3, (0, 1, 0, 0, 0, 0, 0)),
    ("s", "second sec", 1.0, (0, 0, 1, 0, 0, 0, 0)),
    ("A", "ampere amp", 1.0, (0, 0, 0, 1, 0, 0, 0)),
    ("K", "kelvin", 1.0, (0, 0, 0, 0, 1, 0, 0)),
    ("mol", "mole", 1.0, (0, 0, 0, 0, 0, 1, 0)),
    ("cd", "candela", 1.0, (0, 0, 0, 0, 0, 0, 1)),
    ("Hz", "hertz", 1.0, (0, 0, -1, 0, 0, 0, 0)),
    ("N", "newton", 1.0, (1, 1, -2, 0, 0, 0, 0)),
    ("Pa", "pascal", 1.0, (-1, 1, -2, 0, 0, 0, 0)),
    ("J", "joule", 1.0, (2, 1, -2, 0, 0, 0, 0)),
    ("W", "watt", 1.0, (2, 1, -3, 0, 0, 0, 0)),
    ("C", "coulomb", 1.0, (0, 0, 1, 1, 0, 0, 0)),
    ("V", "volt", 1.0, (2, 1, -3, -1, 0, 0, 0)),
    ("F", "farad", 1.0, (-2, -1, 4, 2, 0, 0, 0)),
    ("Ω", "ohm", 1.0, (2, 1, -3, -2, 0, 0, 0)),
    ("S", "siemens", 1.0, (-2, -1, 3, 2, 0, 0, 0)),
    ("Wb", "weber", 1.0, (2, 1, -2, -1, 0, 0, 0)),
    ("T", "tesla", 1.0, (0, 1, -2, -1, 0, 0, 0)),
    ("H", "henry", 1.0, (2, 1, -2, -2, 0, 0, 0)),
    ("lm", "lumen", 1.0, (0, 0, 0, 0, 0, 0, 1)),
    ("lx", "lux", 1.0, (-2, 0, 0, 0, 0, 0, 1)),
    ("Bq", "becquerel", 1.0, (0, 0, -1, 0, 0, 0, 0)),
    ("Gy", "gray", 1.0, (2, 0, -2, 0, 0, 0, 0)),
    ("Sv", "sievert", 1.0, (2, 0, -2, 0, 0, 0, 0)),
    ("L", "litre liter", 1e-3, (3, 0, 0, 0, 0, 0, 0)),
    ("l", "", 1e-3, (3, 0, 0, 0, 0, 0, 0)),
    ("eV", "electronvolt", 1.602176634e-19, (2, 1, -2, 0, 0, 0, 0)),
    ("bar", "bar", 1e5, (-1, 1, -2, 0, 0, 0, 0)),
    ("cal", "calorie", 4.184, (2, 1, -2, 0, 0, 0, 0)),
    ("Wh", "", 3600.0, (2, 1, -2, 0, 0, 0, 0)),
)
_UNPREFIXED: tuple[tuple[str, Unit], ...] = (
    ("min minute", Unit(60.0, (0, 0, 1, 0, 0, 0, 0))),
    ("h hr hour", Unit(3600.0, (0, 0, 1, 0, 0, 0, 0))),
    ("d day", Unit(86400.0, (0, 0, 1, 0, 0, 0, 0))),
    ("week", Unit(604800.0, (0, 0, 1, 0, 0, 0, 0))),
    ("yr year", Unit(31557600.0, (0, 0, 1, 0, 0, 0, 0))),
    ("t tonne", Unit(1e3, (0, 1, 0, 0, 0, 0, 0))),
    ("Å ångström angstrom", Unit(1e-10, (1, 0, 0, 0, 0, 0, 0))),
    ("au", Unit(149597870700.0, (1, 0, 0, 0, 0, 0, 0))),
    ("ha hectare", Unit(1e4, (2, 0, 0, 0, 0, 0, 0))),
    ("atm atmosphere", Unit(101325.0, (-1, 1, -2, 0, 0, 0, 0))),
    ("°C ℃ degC celsius centigrade", Unit(1.0, (0, 0, 0, 0, 1, 0, 0), 273.15)),
    ("°F ℉ degF fahrenheit", Unit(5 / 9, (0, 0, 0, 0, 1, 0, 0), 459.67 * 5 / 9)),
    ("in inch inches", Unit(0.0254, (1, 0, 0, 0, 0, 0, 0))),
    ("ft foot feet", Unit(0.3048, (1, 0, 0, 0, 0, 0, 0))),
    ("mi mile", Unit(1609.344, (1, 0, 0, 0, 0, 0, 0))),
    ("lb pound", Unit(0.45359237, (0, 1, 0, 0, 0, 0, 0))),
    ("mph", Unit(0.44704, (1, 0, -1, 0, 0, 0, 0))),
    ("rad radian", Unit(1.0, _ONE)),
    ("° degree deg", Unit(math.pi / 180, _ONE)),
    ("% percent", Unit(0.01, _ONE)),
    ("‰", Unit(0.001, _ONE)),
)
_RUN_TOGETHER = {"N": "m s", "A": "s h", "W": "s", "V": "A s", "J": "s", "Pa": "s"}
_FACTOR = re.compile(
    r"\s{0,2}(?P<joint>/|[·⋅*]|\bper\b(?!\s?cent)|\b(?:an?|and)\b)?\s?\(?"
    r"(?P<name>°\s?[CF]?|[%‰℃℉]|per\scent(?!\w)|[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"(?:(?<=deg|ees|ree)\s(?P<scale>[CFK]|(?i:celsius|centigrade|fahrenheit|kelvin))(?!\w))?"
    r"(?:(?:\s?(?:\^|\*\*)\s?)?[{(]{0,2}(?P<power>[-−]?\d)[)}]{0,2}|(?P<super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]))?"
    r"\)?"
)
_DIGITS = "0123456789⁰¹²³⁴⁵⁶⁷⁸⁹"
_LONGEST_SYMBOL = 4  # letters, in a product without a dot: "kmol"
_SCALES = {"C": "°C", "F": "°F", "K": "K"}
_IS_WORD = re.compile(  # "46 in each cell" and not "5 in long"
    r"(?:in|as)\s+(?!(?:long|wide|tall|high|deep|thick|across|or|and|by|per|is|of|at|x)\b)[^\W\d_]",
    re.IGNORECASE,
)
_GOES_ON = re.compile(  # "in 5 s a second pulse" and not "5 m a second and"
    r"\s+(?!(?:and|or|but|so|in|at|for|on|when|if|as|because|which|is)\b)[^\W\d_]", re.IGNORECASE
)
_POWER_WORD = re.compile(r"\s(squared|cubed)\b")
_POWER_WORDS = {"squared": 2, "cubed": 3}
_SECOND: Dimension = (0, 0, 1, 0, 0, 0, 0)


def read_unit(text: str, start: int) -> tuple[Unit, int]:
    """Read a product of units at `start`; return it with the position after it."""
    unit, end = NONE, start
    divider = ""
    for _ in range(MAX_FACTORS):
        match = _FACTOR.match(text, end)
        if not match:
            break
        power, stop = _power(text, match)
        factor = _raised(_name(match), power)
        if factor is None or not _may_follow(text, match, factor, unit, divider):
            break
        joint = match["joint"]
        if joint in ("/", "per", "a", "an"):
            divider = joint
        unit, end = _times(unit, factor, -1 if divider else 1), stop
        if not joint and factor.offset:
            break
    return unit, end


def _name(match: re.Match[str]) -> str:
    if match["scale"]:  # "degrees C", "degrees Celsius"
        return _SCALES.get(match["scale"], match["scale"])
    return "".join(match["name"].split())


def _may_follow(text: str, match: re.Match[str], factor: Unit, unit: Unit, divider: str) -> bool:
    """Return whether a factor goes on the unit before it, rather than being a word or another's.

    "And" joins what is divided by ("per kilogram and kelvin"), "a" is "per" before a time
    ("litres a minute").
    """
    joint, name = match["joint"], match["name"]
    if not joint:
        is_apart = match.group()[0] == " " or text[match.start() - 1] in _DIGITS
        return (unit is NONE or is_apart) and not _IS_WORD.match(text, match.start("name"))
    if joint in ("/", "per"):
        return True
    if unit is NONE:
        return False
    if joint == "and":
        return divider == "per" and len(name) > 3 and factor.dimension != _SECOND
    if joint in ("a", "an"):
        is_time = factor.dimension == _SECOND and len(name) > 2
        return is_time and not _GOES_ON.match(text, match.end())
    return True


def _power(text: str, match: re.Match[str]) -> tuple[int, int]:
    written = match["power"] or match["super"]
    if written:
        return int(written.translate(SUPERSCRIPTS)), match.end()
    word = _POWER_WORD.match(text, match.end())
    return (_POWER_WORDS[word[1]], word.end()) if word else (1, match.end())


def _raised(name: str, power: int) -> Unit | None:
    """Return the unit that `name` names to a power, which is its last symbol's: "Jkg⁻¹"."""
    if power < 0:
        for at in range(1, min(len(name), _LONGEST_SYMBOL)):
            first, last = _units().get(name[:at]), _units().get(name[at:])
            if first and last and _is_run_together(name):
                return _times(first, last, power)
    unit = _lookup(name)
    return unit and _times(NONE, unit, power)


def _is_run_together(name: str) -> bool:
    """Return whether a name before a negative power is two symbols: "ms⁻¹" is m/s."""
    is_length = name.endswith("ms") and name[:-2] in ("", "k", "c", "m")
    return is_length or name in _joined() or _lookup(name) is None


def _times(unit: Unit, factor: Unit, power: int) -> Unit:
    if unit is NONE and power == 1:
        return factor
    dimension = tuple(a + power * b for a, b in zip(unit.dimension, factor.dimension, strict=True))
    try:
        scale = unit.factor * factor.factor**power
    except OverflowError:
        scale = math.inf
    return Unit(scale, dimension)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _lookup(name: str) -> Unit | None:
    """Return the unit that `name` names, by symbol or by English name, or None."""
    table = _units()
    names = (name.lower(), name.lower().removesuffix("s"))
    unit = table.get(name) or _joined().get(name)
    return unit or table.get(names[0]) or table.get(names[1])


@lru_cache(maxsize=1)
def _joined() -> dict[str, Unit]:
    """Return the products that are often written without a dot, such as "kNm" and "mAh"."""
    return {
        prefix + first + second: _times(_units()[prefix + first], _units()[second], 1)
        for first, seconds in _RUN_TOGETHER.items()
        for second in seconds.split()
        for prefix in ("", "k", "M", "G", "m", "µ", "μ")
    }


@lru_cache(maxsize=1)
def _units() -> dict[str, Unit]:
    table: dict[str, Unit] = {}
    for symbol, names, factor, dimension in _PREFIXED:
        for prefix, scale in _PREFIXES.items():
            table.setdefault(prefix + symbol, Unit(factor * scale, dimension))
        for name in names.split():
            for prefix, scale in _PREFIX_NAMES.items():
                table[prefix + name] = Unit(factor * scale, dimension)
    for names, unit in _UNPREFIXED:
        table.update(dict.fromkeys(names.split(), unit))
    for symbol, _, factor, dimension in _PREFIXED:
        table[symbol] = Unit(factor, dimension)
    table["kg"] = Unit(1.0, (0, 1, 0, 0, 0, 0, 0))
    return table
