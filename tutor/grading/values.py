"""What is judged by value and needs no model: quantities, units, dates and formulas."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.cards.card import KeyPoint
from tutor.grading.dates import judge_date
from tutor.grading.formulas import judge_formula
from tutor.grading.numbers import judge_quantity, judge_unit
from tutor.grading.verdict import Finding


def judge_value(
    question: str, point: KeyPoint, text: str, beside: Sequence[KeyPoint] = ()
) -> Finding | None:
    """Judge a point that is nothing but a quantity, a unit, a date or a formula; else None.

    Args:
        question: What was asked.
        point: The point.
        text: The answer.
        beside: The points of the card, whose values may be said as well.
    """
    return (
        judge_quantity(question, point, text, beside)
        or judge_unit(question, point, text)
        or judge_date(point, text)
        or judge_formula(question, point, text)
    )
