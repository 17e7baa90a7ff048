from __future__ import annotations

import pytest

from tutor.cards.card import KeyPoint
from tutor.grading.numbers import UNIT_MISSING, changed_number, judge_quantity
from tutor.grading.verdict import Finding, Status


def judge(point: str, answer: str, question: str = "What is it?") -> Finding:
    finding = judge_quantity(question, KeyPoint(point), answer)
    assert finding is not None
    return finding


@pytest.mark.parametrize(
    ("answer", "quote"),
    [
        ("9.81 m/s²", "9.81 m/s²"),
        ("It is about 9.8 m/s^2 at sea level", "9.8 m/s^2"),
        ("F/m, so 9.81 N/kg", "9.81 N/kg"),
    ],
)
def test_the_right_value_covers_the_point_and_is_quoted(answer: str, quote: str) -> None:
    assert judge("9.81 m/s²", answer) == Finding(KeyPoint("9.81 m/s²"), Status.COVERED, 1.0, quote)


@pytest.mark.parametrize("answer", ["9.18 m/s²", "9.81 m/s", "981 m/s²", "it is 10 m/s²"])
def test_another_value_contradicts_the_point(answer: str) -> None:
    assert judge("9.81 m/s²", answer).status is Status.CONTRADICTED


def test_a_missing_unit_is_half_the_point() -> None:
    assert judge("9.81 m/s²", "9.81").coverage == UNIT_MISSING


def test_a_unit_that_the_question_names_need_not_be_repeated() -> None:
    assert judge("9.81 m/s²", "9.81", "What is g in m/s²?").status is Status.COVERED


def test_a_guess_among_several_values_is_never_full() -> None:
    assert judge("46", "46 or 48").status is Status.PARTLY


def test_a_denied_value_is_not_said() -> None:
    assert judge("5 N", "it is not 5 N").status is Status.MISSING


def test_no_number_at_all_is_missing() -> None:
    assert judge("46", "chromosomes").status is Status.MISSING


def test_a_point_with_words_is_left_to_other_stages() -> None:
    assert judge_quantity("?", KeyPoint("46 chromosomes in pairs"), "46") is None


def test_working_shown_before_the_result_does_not_count_against_it() -> None:
    question = "What force gives 2 kg an acceleration of 3 m/s²?"

    assert judge("6 N", "F = ma = 2 kg × 3 m/s² = 6 N", question).status is Status.COVERED


@pytest.mark.parametrize(
    ("point", "stretch", "quote"),
    [
        ("Humans have 46 chromosomes", "humans have 48 chromosomes", "48"),
        ("It takes 8 minutes", "it takes 20 minutes", "20 minutes"),
        ("Humans have 46 chromosomes", "humans have forty-six chromosomes", ""),
        ("Humans have 46 chromosomes", "humans have chromosomes", ""),
        ("It takes 8 minutes", "it takes 480 s", ""),
        ("the cell divides", "one cell divides", ""),
    ],
)
def test_a_changed_number_is_found_in_running_text(point: str, stretch: str, quote: str) -> None:
    assert changed_number("", point, stretch) == quote
