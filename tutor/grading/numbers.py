"""The stage of numbers, units and dates: what is judged by value and needs no model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.cards.card import KeyPoint
from tutor.grading.dates import judge_date
from tutor.grading.quantities import Quantity, quantities, sole_quantity
from tutor.grading.text import words
from tutor.grading.verdict import Finding, Status

UNIT_MISSING = 0.5
"""Coverage of the right number without the unit that the reference gives."""

_ALTERNATIVE = re.compile(r"\b(?:or|maybe|perhaps|possibly)\b|/(?!\w)|\?", re.IGNORECASE)
_REACH = 60  # characters that hold the words before a number
_WORDS_BEFORE = 3  # how far back a negation reaches: "it is certainly not 5 N"


def judge_value(question: str, point: KeyPoint, text: str) -> Finding | None:
    """Judge a point that is nothing but a quantity or a date; None for any other."""
    return judge_quantity(question, point, text) or judge_date(point, text)


def judge_quantity(question: str, point: KeyPoint, text: str) -> Finding | None:
    """Judge a point that is nothing but a number with or without a unit; None for any other.

    The right value is covered in any unit of its kind; a value without its unit is half of it,
    unless the question names the unit; another value contradicts it; a guess among several
    ("5 or 6 N") is never more than half.
    """
    targets = [
        quantity
        for wording in (point.text, *point.accepted)
        if (quantity := sole_quantity(wording)) is not None
    ]
    if not targets:
        return None
    given, said = quantities(question), _asserted(text, quantities(text))
    right = next((q for q in said if any(target.equals(q) for target in targets)), None)
    if right is not None:
        rivals = [q for q in said if _rivals(q, right) and not _among(q, given)]
        if rivals and _ALTERNATIVE.search(text):
            return Finding(point, Status.PARTLY, UNIT_MISSING, text[right.start : right.end])
        return Finding(point, Status.COVERED, 1.0, text[right.start : right.end])
    unitless = next((q for q in said if _right_but_for_unit(q, targets)), None)
    if unitless is not None:
        quote = text[unitless.start : unitless.end]
        if any(_names_unit(question, target) for target in targets):
            return Finding(point, Status.COVERED, 1.0, quote)
        return Finding(point, Status.PARTLY, UNIT_MISSING, quote)
    wrong = next((q for q in said if not _among(q, given)), None)
    if wrong is None:
        return Finding(point, Status.MISSING, 0.0, "")
    return Finding(point, Status.CONTRADICTED, 0.0, text[wrong.start : wrong.end])


def changed_number(question: str, point: str, stretch: str) -> str:
    """Return the learner's number that stands where the point has another, verbatim, or "".

    A number that the question gives, or that the point also has, changes nothing; nor does
    leaving a number out, which is for coverage to judge.
    """
    given = quantities(question)
    asked = [q for q in quantities(point) if _tells(point, q) and not _among(q, given)]
    said = [q for q in quantities(stretch) if _tells(stretch, q)]
    unmet = [q for q in asked if not _among(q, said)]
    strange = [q for q in said if not _among(q, [*asked, *given])]
    for quantity in strange:
        if any(quantity.unit.dimension == other.unit.dimension for other in unmet):
            return stretch[quantity.start : quantity.end]
    return ""


def _asserted(text: str, found: Iterable[Quantity]) -> list[Quantity]:
    """Leave out the quantities that the learner denies: "not 5 N"."""
    return [
        quantity
        for quantity in found
        if not any(
            word.is_negation
            for word in words(text[max(0, quantity.start - _REACH) : quantity.start])[
                -_WORDS_BEFORE:
            ]
        )
    ]


def _rivals(one: Quantity, other: Quantity) -> bool:
    return one.unit.dimension == other.unit.dimension and not other.equals(one)


def _among(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    return any(
        other.equals(quantity) or (other.number == quantity.number and not quantity.has_unit)
        for other in others
    )


def _right_but_for_unit(quantity: Quantity, targets: Iterable[Quantity]) -> bool:
    return not quantity.has_unit and any(
        target.has_unit and target.as_bare().equals(quantity) for target in targets
    )


def _names_unit(question: str, target: Quantity) -> bool:
    """Return whether the question says in which unit it wants the answer ("… in m/s?")."""
    for match in re.finditer(r"\b(?:in|how many|of)\s+(?=\S)", question, re.IGNORECASE):
        asked = quantities(f"1 {question[match.end() :]}")
        if asked and asked[0].has_unit and asked[0].unit == target.unit:
            return True
    return False


def _tells(text: str, quantity: Quantity) -> bool:
    """Return whether a number says something: "one" and "first" are mostly grammar."""
    return not (quantity.number == 1 and text[quantity.start].isalpha())
