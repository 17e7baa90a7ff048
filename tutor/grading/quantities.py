"""Numbers with units, read from free text and compared by value.

Units are those of the SI Brochure (9th edition, BIPM 2019): the base units, the derived units
with special names, the prefixes, and the non-SI units of its table 8 that school decks use, with
a few everyday ones (inch, foot, mile, pound, calorie, atmosphere, °F) at their exact definitions.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

TOLERANCE = 0.005  # relative; 9.8 for 9.81 and 3e8 for 299 792 458 are right, 10 for 9.81 is not

MAX_CHARACTERS = 8_000  # of a text that are read, about 1,300 words
MAX_FACTORS = 6  # in the unit of one quantity; J/(kg K) has three

Dimension = tuple[int, int, int, int, int, int, int]  # powers of m, kg, s, A, K, mol, cd
_NONE: Dimension = (0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: SI value = number x factor + offset, in the base units of `dimension`."""

    factor: float
    dimension: Dimension
    offset: float = 0.0


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and the stretch `text[start:end]` that it was read from.

    `exact` tells a bare whole number (a count, a year), which is right only when it is equal.
    """

    number: float
    unit: Unit
    exact: bool
    start: int
    end: int

    @property
    def has_unit(self) -> bool:
        """Whether a unit was given, be it only a percent sign."""
        return self.unit is not _BARE

    def as_bare(self) -> Quantity:
        """Return the same number without its unit."""
        return Quantity(self.number, _BARE, False, self.start, self.end)

    def equals(self, other: Quantity) -> bool:
        """Return whether `other`, said by a learner, is this quantity."""
        if self.unit.dimension != other.unit.dimension or not 0 < self.unit.factor < math.inf:
            return False
        said = other.number
        if other.unit != self.unit:
            si = other.number * other.unit.factor + other.unit.offset
            said = (si - self.unit.offset) / self.unit.factor
        if self.exact and not other.has_unit:
            return said == self.number
        return math.isclose(said, self.number, rel_tol=TOLERANCE, abs_tol=1e-300)


_BARE = Unit(1.0, _NONE)
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
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
    ("rad radian", Unit(1.0, _NONE)),
    ("° degree deg", Unit(math.pi / 180, _NONE)),
    ("% percent", Unit(0.01, _NONE)),
    ("‰", Unit(0.001, _NONE)),
)
_SPELT = {
    name: float(value)
    for value, name in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""".split()
    )
} | dict(
    zip("thirty forty fifty sixty seventy eighty ninety".split(), range(30, 100, 10), strict=True)
)
_SCALE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}

_SPELT_NUMBER = "|".join(sorted(_SPELT, key=len, reverse=True))
_SPELT_DIGIT = "one|two|three|four|five|six|seven|eight|nine"
_NUMBER = re.compile(
    rf"""(?<![\w.])(?P<sign>[-−+])?(?:
        10(?:\^\{{?(?P<tenpower>[-−+]?\d{{1,3}})(?!\d)\}}?|(?P<tensuper>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}))
        | (?P<digits>\d{{1,3}}(?:[,\u202f\u00a0 ]\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
        (?:\s?(?P<fraction>[½¼¾⅓⅔])|/(?P<denominator>[1-9]\d{{0,3}})(?![\w/]))?
        (?:[eE](?P<exponent>[-−+]?\d{{1,3}})(?!\w)|\s?[x×·*]\s?10(?:\^\(?\{{?(?P<power>[-−+]?\d{{1,3}})\}}?\)?|(?P<super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})))?
        | (?P<alone>[½¼¾⅓⅔])
        | (?P<spelt>(?:{_SPELT_NUMBER})(?:[-\s](?:{_SPELT_DIGIT}))?)(?!\w)
    )(?:\s(?P<scale>hundred|thousand|million|billion|trillion)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
_FACTOR = re.compile(
    r"\s{0,2}(?P<joint>/|[·⋅*]|\bper\b)?\s?\(?(?P<name>°\s?[CF]?|[%‰℃℉]|[^\W\d_⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"(?:\^?\{?\(?(?P<power>[-−]?\d)\}?\)?|(?P<super>[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]))?\)?"
)
_HARDLY_ANYTHING = re.compile(
    r"[\s~≈=.,!()$]*(?:(?:about|around|roughly|approximately|approx|ca)\.?[\s~≈]*)?[\s.,!()$]*",
    re.IGNORECASE,
)
_POWER_WORDS = {"squared": 2, "cubed": 3}


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return every number in `text` with the unit that follows it, in order.

    Only the first `MAX_CHARACTERS` are read, which bounds the time of a grade.
    """
    found = []
    end = 0
    text = text[:MAX_CHARACTERS]
    text = text.replace("$", " ")  # TeX's dollars; the length stays
    for match in _NUMBER.finditer(text):
        if match.start() < end:
            continue
        unit, end = _read_unit(text, match.end())
        number, whole = _value(match)
        exact = unit is _BARE and whole
        found.append(Quantity(number, unit, exact, match.start(), end))
    return tuple(found)


def sole_quantity(text: str) -> Quantity | None:
    """Return the quantity that `text` consists of, but for "about" and the like; else None."""
    found = quantities(text)
    if len(found) != 1:
        return None
    rest = text[: found[0].start] + text[found[0].end :]
    return found[0] if _HARDLY_ANYTHING.fullmatch(rest) else None


def _value(match: re.Match[str]) -> tuple[float, bool]:
    """Return the number that a match spells, and whether it is a plain whole number."""
    groups = match.groupdict()
    whole = False
    if groups["spelt"]:
        parts = re.split(r"[-\s]", groups["spelt"].lower())
        value, whole = sum(_SPELT[part] for part in parts), True
    elif groups["alone"]:
        value = _FRACTIONS[groups["alone"]]
    elif groups["tenpower"] or groups["tensuper"]:
        value = _power_of_ten(groups["tenpower"] or groups["tensuper"])
    else:
        digits = re.sub(r"[^\d.]", "", groups["digits"])
        value, whole = float(digits), "." not in digits
        value, whole = _with_fraction(value, groups["fraction"], groups["denominator"], whole)
        exponent = groups["exponent"] or groups["power"] or groups["super"]
        if exponent:
            value, whole = value * _power_of_ten(exponent), False
    if groups["scale"]:
        value *= _SCALE[groups["scale"].lower()]
    return (-value if groups["sign"] in ("-", "−") else value), whole


def _with_fraction(
    value: float, fraction: str | None, denominator: str | None, whole: bool
) -> tuple[float, bool]:
    if fraction:
        return value + _FRACTIONS[fraction], False
    if denominator:
        return value / float(denominator), False
    return value, whole


def _power_of_ten(exponent: str) -> float:
    return float(f"1e{_integer(exponent)}")  # infinite or 0 where ** would raise


def _integer(text: str) -> int:
    return int(text.translate(_SUPERSCRIPTS).replace("−", "-"))


def _read_unit(text: str, start: int) -> tuple[Unit, int]:
    """Read a product of units at `start`; return it with the position after it."""
    unit, end = _BARE, start
    divided = False
    for _ in range(MAX_FACTORS):
        match = _FACTOR.match(text, end)
        if not match:
            break
        joint = match["joint"]
        factor = _lookup(match["name"].replace(" ", ""))
        if factor is None or (unit is _BARE and joint in ("·", "⋅", "*")):
            break
        if unit is not _BARE and not joint and not match.group().startswith(" "):
            break
        divided = divided or joint in ("/", "per")
        power, end = _power(text, match)
        sign = -power if divided else power
        unit = _times(unit, factor, sign)
        if not joint and unit.offset:
            break
    return unit, end


def _power(text: str, match: re.Match[str]) -> tuple[int, int]:
    written = match["power"] or match["super"]
    if written:
        return _integer(written), match.end()
    word = re.compile(r"\s(squared|cubed)\b").match(text, match.end())
    return (_POWER_WORDS[word[1]], word.end()) if word else (1, match.end())


def _times(unit: Unit, factor: Unit, power: int) -> Unit:
    if unit is _BARE and power == 1:
        return factor
    dimension = tuple(a + power * b for a, b in zip(unit.dimension, factor.dimension, strict=True))
    return Unit(unit.factor * factor.factor**power, dimension)  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _lookup(name: str) -> Unit | None:
    """Return the unit that `name` names, by symbol or by English name, or None."""
    table = _units()
    return table.get(name) or table.get(name.lower()) or table.get(name.lower().removesuffix("s"))


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
