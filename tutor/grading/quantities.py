"""Numbers with units, read from free text and compared by value."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from tutor.grading.numerals import Numeral, numerals
from tutor.grading.units import NONE, Unit, read_unit

TOLERANCE = 0.005  # relative; 9.8 for 9.81 and 3e8 for 299 792 458 are right, 10 for 9.81 is not

MAX_CHARACTERS = 8_000  # of a text that are read, about 1,300 words


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, and the stretch `text[start:end]` that it was read from.

    Attributes:
        number: The number, in the unit.
        unit: The unit; one of its own for none.
        exact: Whether it is a bare whole number (a count, a year), right only when it is equal.
        start: Where it begins.
        end: Where it ends.
        others: Numbers that the same text may mean, for a learner to be right by: 1.602 in "1,602".
        figures: The significant figures given, ≥ 1; None where the spelling leaves them open.
        is_part: Whether it is a bare "half" or "two thirds", which may be no more than grammar.
    """

    number: float
    unit: Unit
    exact: bool
    start: int
    end: int
    others: tuple[float, ...] = ()
    figures: int | None = None
    is_part: bool = False

    @property
    def has_unit(self) -> bool:
        """Whether a unit was given, be it only a percent sign."""
        return self.unit is not NONE

    def as_bare(self) -> Quantity:
        """Return the same number without its unit."""
        return replace(self, unit=NONE, exact=False)

    def equals(self, other: Quantity) -> bool:
        """Return whether `other`, said by a learner, is this quantity."""
        if self.unit.dimension != other.unit.dimension or not 0 < self.unit.factor < math.inf:
            return False
        said = [other.converted(number, self.unit) for number in (other.number, *other.others)]
        if self.exact and not other.has_unit:
            return self.number in said
        return any(math.isclose(n, self.number, rel_tol=TOLERANCE, abs_tol=1e-300) for n in said)

    def converted(self, number: float, unit: Unit) -> float:
        """Return a number of this quantity's unit in another unit of its kind."""
        if unit == self.unit:
            return number
        si = number * self.unit.factor + self.unit.offset
        return (si - unit.offset) / unit.factor if unit.factor else math.nan


_LEADS_TO_UNIT = re.compile(r"(?:(?:it|that)(?:\s+is|['’]s)\s+)?(?:(?:the|an?)\s+)?", re.IGNORECASE)
_OF_A = re.compile(r"\s(?:of\s)?an?(?=\s[^\W\d_]{3})", re.IGNORECASE)
_NAME_AFTER = re.compile(r"\s[^\W\d_]{4}")
_HARDLY_ANYTHING = re.compile(
    r"[\s~≈=.,!()$]*(?:(?:about|around|roughly|approximately|approx|ca)\.?[\s~≈.,!()$]*)?",
    re.IGNORECASE,
)


def quantities(text: str) -> tuple[Quantity, ...]:
    """Return every number in `text` with the unit that follows it, in order.

    Only the first `MAX_CHARACTERS` are read, which bounds the time of a grade.
    """
    found = []
    end = 0
    text = text[:MAX_CHARACTERS]
    text = text.replace("$", " ")  # TeX's dollars; the length stays
    for numeral in numerals(text):
        if numeral.start >= end:
            quantity = _with_unit(text, numeral)
            end = quantity.end
            found.append(quantity)
    return tuple(found)


def sole_quantity(text: str) -> Quantity | None:
    """Return the quantity that `text` consists of, but for "about" and the like; else None.

    "1,602" is 1602 here: whoever writes a reference keeps to one decimal sign.
    """
    found = quantities(text)
    if len(found) != 1:
        return None
    quantity = found[0]
    if quantity.is_part or len(quantity.others) > 1:  # "half" and "2,3" may mean other things
        return None
    rest = text[: quantity.start] + text[quantity.end :]
    return quantity if _HARDLY_ANYTHING.fullmatch(rest) else None


def sole_unit(text: str) -> Quantity | None:
    """Return one of the unit that `text` names and nothing else, "the watt" or "W"; else None."""
    name = _LEADS_TO_UNIT.sub("", text.strip()).rstrip(" .!")
    found = quantities(f"1 {name}")
    is_sole = len(found) == 1 and found[0].has_unit and found[0].end == len(name) + 2
    return found[0] if is_sole else None


def _with_unit(text: str, numeral: Numeral) -> Quantity:
    at = _before_unit(text, numeral)
    unit, end = read_unit(text, at) if at is not None else (NONE, numeral.end)
    is_bare = unit is NONE
    return Quantity(
        numeral.value,
        unit,
        exact=is_bare and numeral.whole,
        start=numeral.start,
        end=numeral.end if is_bare else end,
        others=numeral.others if is_bare or not numeral.is_pair else (),
        figures=numeral.figures,
        is_part=is_bare and numeral.is_part,
    )


def _before_unit(text: str, numeral: Numeral) -> int | None:
    """Return where a unit may follow a number; None for a part of something else.

    "Half a metre", "half an hour" and "two thirds of a litre" have one, "a third degree" has not.
    """
    if not numeral.is_part:
        return numeral.end
    article = _OF_A.match(text, numeral.end)
    if article:
        return article.end()
    is_half = text[numeral.start : numeral.end].lower().endswith("half")
    return numeral.end if is_half and _NAME_AFTER.match(text, numeral.end) else None
