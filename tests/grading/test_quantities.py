from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.quantities import quantities, sole_quantity


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
    ],
)
def test_other_values_and_other_units_are_not_equal(reference: str, said: str) -> None:
    assert not quantities(reference)[0].equals(quantities(said)[0])


@pytest.mark.parametrize("text", ["9.81 m/s²", "about 9.81 m/s^2", "≈ 46", "$5$ N.", "−40 °C"])
def test_a_text_that_is_one_quantity_is_read_as_one(text: str) -> None:
    assert sole_quantity(text) is not None


@pytest.mark.parametrize("text", ["F = 5 N", "between 5 and 6 N", "the 5 phases", "mitosis", ""])
def test_a_text_that_says_more_is_not_a_sole_quantity(text: str) -> None:
    assert sole_quantity(text) is None


@pytest.mark.parametrize(
    "text", ["10" + "⁹" * 6_000, "10^999", "1e400 m", "9" * 6_000, "5" + " km" * 300]
)
def test_numbers_beyond_all_bounds_are_read_without_harm(text: str) -> None:
    assert all(not quantity.equals(quantities("5 N")[0]) for quantity in quantities(text))


@given(st.text(alphabet="0123456789.,eE+-×^/ ·m²s⁻kgNJ°C%½ \nx10", max_size=60))
def test_reading_is_total_and_stays_inside_the_text(text: str) -> None:
    for quantity in quantities(text):
        assert 0 <= quantity.start < quantity.end <= len(text)


@given(st.floats(min_value=1e-12, max_value=1e12), st.sampled_from(["m", "kg", "J", "°C", "km/h"]))
def test_every_quantity_equals_itself(number: float, unit: str) -> None:
    quantity = quantities(f"{number:.6g} {unit}")[0]

    assert quantity.equals(quantity)
