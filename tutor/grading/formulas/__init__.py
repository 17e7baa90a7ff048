"""Formulas: a key point that is nothing but one is judged by what it says."""

from tutor.grading.formulas.judging import judge_formula

__all__ = ["judge_formula"]
