"""What is judged by value and needs no model: quantities, units and dates."""

from __future__ import annotations

from tutor.cards.card import KeyPoint
from tutor.grading.dates import judge_date
from tutor.grading.numbers import judge_quantity, judge_unit
from tutor.grading.verdict import Finding


def judge_value(question: str, point: KeyPoint, text: str) -> Finding | None:
    """Judge a point that is nothing but a quantity, a unit or a date; None for any other."""
    return (
        judge_quantity(question, point, text)
        or judge_unit(question, point, text)
        or judge_date(point, text)
    )
