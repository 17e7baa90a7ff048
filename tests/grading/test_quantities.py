from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.quantities import MAX_CHARACTERS, quantities, sole_quantity


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("9.81 m/s²", "9.8 m/s^2"),
        ("9.81 m/s²", "9.81 metres per second squared"),
        ("9.81 m/s²", "9.81 m s⁻²"),
        ("299 792 458 m/s", "3e8 m/s"),
        ("299 792 458 m/s", "300,000 km/s"),
        ("4.184 J/(g·K)", "4184 J/(kg K)"),
        ("100 °C", "373.15 K"),
        ("100 °C", "212 degF"),
        ("72 km/h", "20 m/s"),
        ("1/2", "0.5"),
        ("50 %", "0.5"),
        ("6.022×10²³ /mol", "6.02e23 per mole"),
        ("3 × 10^8 m/s", "300 million m/s"),
        ("1 kWh", "3.6 MJ"),
        ("8 min", "480 seconds"),
        ("12 V", "12 volts"),
        ("46", "forty-six"),
        ("1,000", "1000"),
        ("5 cm", "5 centimetres"),
        ("10^8 m", "100 000 000 m"),
        ("10⁻³ s", "1 ms"),
        ("9.81 m/s²", "9,81 m/s²"),
        ("0.5 m", "half a metre"),
        ("0.5 h", "half an hour"),
        ("0.25 L", "a quarter of a litre"),
        ("21.6 MJ", "twenty-one point six million joules"),
        ("1.602e-19 C", "1.602 times ten to the minus nineteen coulombs"),
        ("1.602", "1,602"),
        ("1602", "1,602"),
        ("-40 °C", "minus 40 °C"),
        ("100 °C", "100 degrees Celsius"),
        ("100 °C", "100 degrees C"),
        ("50 %", "fifty per cent"),
        ("5 A s", "5 As"),
        ("5 N m", "5 Nm"),
        ("5 kN m", "5 kNm"),
        ("5 W s", "5 Ws"),
        ("5 kW h", "5 kWh"),
        ("5 V A", "5 VA"),
        ("5 nm", "5 nm"),
        ("5 cm", "5 Cm"),
        ("9.81 m/s²", "9.81 ms⁻²"),
        ("0.005 s", "5 ms"),
        ("4180 J/(kg K)", "4180 Jkg⁻¹K⁻¹"),
        ("9.81 m/s²", "9.81 m/s ^ 2"),
        ("4.18 kJ/(kg K)", "4.18 kJ per kilogram and kelvin"),
        ("4180 J/(kg K)", "4180 joules per kilogram per kelvin"),
        ("9.81 m/s²", "9.81 metres per second per second"),
        ("5 L/min", "5 litres a minute"),
        ("90 km/h", "90 km an hour on average"),
    ],
)
def test_equal_values_in_other_units_and_spellings_are_equal(reference: str, said: str) -> None:
    assert quantities(reference)[0].equals(quantities(said)[0])


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("9.81 m/s²", "10 m/s²"),
        ("9.81 m/s²", "9.81 m/s"),
        ("1945", "1946"),
        ("46", "47"),
        ("5 kN", "5 N"),
        ("100 °C", "100 K"),
        ("100 °C", "101 °C"),
        ("2 h", "2 min"),
        ("-5 °C", "5 °C"),
        ("1602 m", "0,602 m"),
        ("5", "0,5"),
        ("3 N", "2,3 N"),
        ("5 m/s", "5 m a second lens"),
        ("5 N", "5 Nm"),
    ],
)
def test_other_values_and_other_units_are_not_equal(reference: str, said: str) -> None:
    assert not quantities(reference)[0].equals(quantities(said)[0])


@pytest.mark.parametrize("text", ["9.81 m/s²", "about 9.81 m/s^2", "≈ 46", "$5$ N.", "−40 °C"])
def test_a_text_that_is_one_quantity_is_read_as_one(text: str) -> None:
    assert sole_quantity(text) is not None


@pytest.mark.parametrize(
    "text", ["F = 5 N", "between 5 and 6 N", "the 5 phases", "mitosis", "", "half", "2,3"]
)
def test_a_text_that_says_more_is_not_a_sole_quantity(text: str) -> None:
    assert sole_quantity(text) is None


@pytest.mark.parametrize(
    "text",
    ["10" + "⁹" * 6_000, "10^999", "1e400 m", "9" * 6_000, "5" + " km" * 300, "5 Qbar^9 ybar^-9"],
)
def test_numbers_beyond_all_bounds_are_read_without_harm(text: str) -> None:
    assert all(not quantity.equals(quantities("5 N")[0]) for quantity in quantities(text))


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("46 in each cell", ""),
        ("46 as in humans", ""),
        ("5 in", "in"),
        ("12 in long", "in"),
        ("5 s a second pulse", "s"),
        ("60 km per hour and second gear", "km/h"),
        ("a third degree burn", ""),
    ],
)
def test_a_word_after_a_number_is_no_unit(text: str, unit: str) -> None:
    expected = quantities(f"1 {unit}")[0].unit

    assert quantities(text)[0].unit == expected


def test_a_reference_keeps_to_the_thousands_separator() -> None:
    assert not quantities("1,602")[0].equals(quantities("1.602")[0])


@pytest.mark.parametrize(
    "unit",
    """one hundred and |two and a half |ten to the |1 x 10 |1,|9 |( |minus |46 or |point one |10^|
    |thousand million |5 km/|half a |5 km a second |one-|{|⁻|5 N·|of a |in 6 |nineteen """.split(
        "|"
    ),
)
def test_a_long_text_is_read_to_its_limit_without_harm(unit: str) -> None:
    text = (unit * MAX_CHARACTERS)[: 2 * MAX_CHARACTERS]

    assert all(quantity.end <= MAX_CHARACTERS for quantity in quantities(text))


PIECES = "one two thousand hundred and a half point oh ten to the minus times twenty third".split()


@given(st.lists(st.sampled_from([*PIECES, "-", ",", "5", "0,5", "m", "per", "s", "^"])))
def test_words_are_read_in_order_without_overlap(pieces: list[str]) -> None:
    end = 0
    for quantity in quantities(" ".join(pieces)):
        assert end <= quantity.start < quantity.end
        end = quantity.end


@given(st.text(alphabet="0123456789.,eE+-×^/ ·m²s⁻kgNJ°C%½ \nx10", max_size=60))
def test_reading_is_total_and_stays_inside_the_text(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@given(st.floats(min_value=1e-12, max_value=1e12), st.sampled_from(["m", "kg", "J", "°C", "km/h"]))
def test_every_quantity_equals_itself(number: float, unit: str) -> None:
    quantity = quantities(f"{number:.6g} {unit}")[0]

    assert quantity.equals(quantity)
