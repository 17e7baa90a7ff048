from __future__ import annotations

import pytest

from tutor.cards.card import KeyPoint
from tutor.grading.findings import CORRECT_FROM
from tutor.grading.numbers import (
    FIGURES_MISSING,
    GUESSED,
    MISEQUATED,
    UNIT_MISSING,
    changed_number,
    judge_quantity,
    judge_unit,
)
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


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("46", "46 or 48"),
        ("46", "46 or 44, one of the two"),
        ("46", "44, 45 or 46"),
        ("46", "46? 44?"),
        ("46", "maybe 46, maybe 44"),
        ("6 N", "6 or 8 N"),
        ("8 N", "6 or 8 N"),
        ("6 N", "6 N or perhaps it is 8 N"),
        ("6 N", "6 or 8"),
    ],
)
def test_a_guess_among_several_values_stays_below_a_pass(point: str, answer: str) -> None:
    finding = judge(point, answer)

    assert (finding.status, finding.coverage) == (Status.PARTLY, GUESSED)


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("46", "46, or in other words 23 pairs"),
        ("46", "46 or 23 pairs"),
        ("46", "46 because 23 come from each parent"),
        ("5 km", "5 km or 5000 m"),
        ("9.81 m/s²", "9.81 or about 10 m/s²"),
    ],
)
def test_another_way_to_say_a_value_is_no_guess(point: str, answer: str) -> None:
    assert judge(point, answer).status is Status.COVERED


@pytest.mark.parametrize(
    "answer",
    [
        "6 kWh, which is 216 MJ",
        "6 kWh = 216 MJ",
        "6 kWh (216 MJ)",
        "2 kW x 3 h = 6 kWh and that's 6 MJ",
        "6 kWh, i.e. 600 Wh",
        "6 kWh = 6000 Wh = 216 MJ",
    ],
)
def test_a_right_value_said_to_be_a_wrong_one_stays_below_a_pass(answer: str) -> None:
    finding = judge("6 kWh", answer)

    assert (finding.status, finding.coverage) == (Status.PARTLY, MISEQUATED)


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("9.81 m/s²", "9.81, roughly 10 m/s²"),
        ("9.81 m/s²", "9.81 m/s², which is about 10 m/s²"),
        ("5 km", "5 km, i.e. 5000 m"),
        ("1 mi", "1 mile, which is 1.6 km"),
        ("6 kWh", "6 kWh, for example a heater of 2 kWh"),
        ("6 kWh", "6 kWh, which is 2 kWh more than 4 kWh"),
        ("6 N", "F = 6 N = 3 N + 3 N"),
        ("6 N", "3 N + 3 N = 6 N"),
        ("6 N", "12 N / 2 = 6 N"),
        ("6 N", "half of 12 N = 6 N"),
        ("5 K", "5 °C = 5 K"),
    ],
)
def test_a_harmless_second_value_leaves_the_point_covered(point: str, answer: str) -> None:
    assert judge(point, answer).status is Status.COVERED


def test_a_value_of_the_question_is_not_taken_for_a_wrong_one() -> None:
    question = "A cell runs at 216 MJ. What is a tenth of that in kWh?"

    assert judge("6 kWh", "6 kWh = 216 MJ", question).status is Status.COVERED


@pytest.mark.parametrize(
    ("point", "answer", "question"),
    [
        ("9.807 m/s²", "9.81 m/s²", "What is g, to four significant figures?"),
        ("6.022e23 /mol", "6.02e23 per mole", "What is it, to 4 s.f.?"),
        ("3.142", "3.14", "What is π, to three decimal places?"),
        ("0.3333", "0,333", "What is a third, to 4 d.p.?"),
        ("9.81 m/s²", "nine point eight m/s²", "What is g, to 3 sig figs?"),
    ],
)
def test_fewer_figures_than_asked_stay_below_a_pass(point: str, answer: str, question: str) -> None:
    finding = judge(point, answer, question)

    assert (finding.status, finding.coverage) == (Status.PARTLY, FIGURES_MISSING)


@pytest.mark.parametrize(
    ("point", "answer", "question"),
    [
        ("9.807 m/s²", "9.807 m/s²", "What is g, to four significant figures?"),
        ("3.14", "3.14159", "What is π, to two decimal places?"),
        ("9.8 m/s²", "9.8 m/s²", "What is g, to three significant figures?"),
        ("300 m", "0.3 km", "How far is it, to two significant figures?"),
        ("334 kJ", "334 000 J", "How much, to three significant figures?"),
        ("9.807 m/s²", "9.8, more precisely 9.807 m/s²", "What is g, to 4 sf?"),
    ],
)
def test_as_many_figures_as_asked_or_as_the_reference_has_are_enough(
    point: str, answer: str, question: str
) -> None:
    assert judge(point, answer, question).status is Status.COVERED


@pytest.mark.parametrize(
    ("point", "answer"),
    [
        ("46", "fourty six"),
        ("0.5", "a half of it"),
        ("1.602", "1,602"),
        ("1602", "1,602"),
        ("2", "2,3"),
        ("3", "2,3"),
        ("46", "46 in each cell"),
        ("40 °C", "minus 40 °C"),
    ],
)
def test_a_value_is_covered_under_any_reading_of_what_was_typed(point: str, answer: str) -> None:
    assert judge(point, answer).status is Status.COVERED


def test_half_of_something_is_not_a_wrong_value() -> None:
    assert judge("5 N", "half of it").status is Status.MISSING


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
        ("Humans have 46 chromosomes", "half of the chromosomes, a thousand times", ""),
        ("It takes 30 minutes", "it takes half an hour", ""),
        ("At most 100,000 men", "a hundred thousand men, under article 231", ""),
        ("Only a third lay fallow", "two thirds were in use", ""),
        ("2,3-dimethylbutane", "two methyl groups at 2 and 3", ""),
        ("It was in 1945", "it was in nineteen forty-five", ""),
        ("It was in 1945", "it was in nineteen forty-six", "nineteen forty-six"),
    ],
)
def test_a_changed_number_is_found_in_running_text(point: str, stretch: str, quote: str) -> None:
    assert changed_number("", point, stretch) == quote


POWER = "What is the SI unit of power, equal to one joule per second?"


@pytest.mark.parametrize("text", ["W", "watt", "watts", "It's the watt.", "J/s"])
def test_a_unit_is_known_by_its_sign_and_by_its_name(text: str) -> None:
    finding = judge_unit(POWER, KeyPoint("The watt"), text)
    assert finding is not None
    assert (finding.status, finding.evidence) == (Status.COVERED, text)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (POWER, "kW"),
        (POWER, "joule per second"),
        (POWER, "w"),
        (POWER, "the watt of the engine"),
        (POWER, ""),
        ("Who improved the steam engine?", "W"),
    ],
)
def test_another_unit_or_no_unit_is_left_to_the_models(question: str, text: str) -> None:
    assert judge_unit(question, KeyPoint("The watt"), text) is None


@pytest.mark.parametrize("answer", ["46. 66.", "46, 66", "46\n66", "9.81 m/s², 4.81 m/s²"])
def test_a_row_of_values_is_a_guess(answer: str) -> None:
    point = "46" if answer.startswith("46") else "9.81 m/s²"

    assert judge(point, answer).coverage < CORRECT_FROM


def test_values_of_the_points_beside_it_are_no_rivals() -> None:
    series, parallel = KeyPoint("12 Ω"), KeyPoint("3 Ω")
    found = judge_quantity("Which two values?", series, "12 Ω, 3 Ω", (series, parallel))

    assert found is not None
    assert found.status is Status.COVERED


def test_the_value_that_the_question_gives_is_no_answer_in_another_unit() -> None:
    question = "What is 90 km/h in metres per second?"

    assert judge("25 m/s", "90 km/h", question).status is Status.MISSING
    assert judge("25 m/s", "90 km/h is 25 m/s", question).status is Status.COVERED


def test_a_value_that_the_question_offers_may_be_the_answer() -> None:
    assert judge("5 N", "5 N", "Is it 5 N or 6 N?").status is Status.COVERED
