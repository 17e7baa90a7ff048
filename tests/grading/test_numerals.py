from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.numerals import Numeral, numerals

ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
fifteen sixteen seventeen eighteen nineteen""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def spell(number: int) -> str:
    """Spell a number from 0 to 999 999 999 as it is said in British English."""
    for scale, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= scale:
            rest = number % scale
            joint = " and " if rest < 100 else " "
            return f"{spell(number // scale)} {name}{joint + spell(rest) if rest else ''}"
    if number < 20:
        return ONES[number]
    return TENS[number // 10 - 2] + (f"-{ONES[number % 10]}" if number % 10 else "")


def spell_decimals(number: float) -> str:
    """Spell the shortest decimal form of a number, without an exponent."""
    whole, _, digits = f"{number:.6f}".rstrip("0").partition(".")
    return f"{spell(int(whole))} point {' '.join(ONES[int(d)] for d in digits or '0')}"


def read(text: str) -> Numeral:
    (found,) = numerals(text)
    return found


@given(st.integers(0, 999_999_999))
def test_every_whole_number_reads_back_from_its_words(number: int) -> None:
    found = read(spell(number))

    assert (found.value, found.whole, found.end) == (number, True, len(spell(number)))


@given(st.floats(min_value=0, max_value=1e8))
def test_every_number_reads_back_from_its_words(number: float) -> None:
    assert math.isclose(read(spell_decimals(number)).value, number, rel_tol=1e-9, abs_tol=1e-6)


@given(st.floats(min_value=1.0, max_value=9.99), st.integers(-99, 99))
def test_every_power_of_ten_reads_back_from_its_words(mantissa: float, exponent: int) -> None:
    sign = "minus " if exponent < 0 else ""
    text = f"{spell_decimals(mantissa)} times ten to the {sign}{spell(abs(exponent))} joules"

    assert math.isclose(read(text).value, mantissa * 10.0**exponent, rel_tol=1e-5)


@given(st.floats(min_value=1e-3, max_value=1e6).filter(lambda x: x != round(x)))
def test_a_decimal_comma_is_a_decimal_point_under_one_reading(number: float) -> None:
    text = f"{number:.6f}".rstrip("0").replace(".", ",")
    found = read(text)

    assert float(text.replace(",", ".")) in (found.value, *found.others)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("three thousand six hundred", 3600),
        ("eighty six thousand four hundred", 86_400),
        ("one hundred and five", 105),
        ("two hundred and fifty thousand", 250_000),
        ("two thousand million", 2e9),
        ("a hundred", 100),
        ("about a thousand", 1000),
        ("Hundred", 100),
        ("a dozen", 12),
        ("two dozen", 24),
        ("half a million", 500_000),
        ("two and a half", 2.5),
        ("two-and-a-half", 2.5),
        ("two and a half million", 2.5e6),
        ("365 and a quarter", 365.25),
        ("two thirds", 2 / 3),
        ("twenty-one point six million", 21.6e6),
        ("nought point five", 0.5),
        ("zero point oh five", 0.05),
        ("nine point eighty-one", 9.81),
        ("nineteen forty-five", 1945),
        ("nineteen oh five", 1905),
        ("twenty twenty", 2020),
        ("minus forty", -40),
        ("it is negative 2", -2),
        ("fourty six", 46),
        ("ninty", 90),
        ("a hunderd", 100),
        ("ten to the power of minus nine", 1e-9),
        ("ten to the minus nine", 1e-9),
        ("10 to the ninth power", 1e9),
        ("6.02 times 10 to the 23", 6.02e23),
        ("6.02 times 10 to the 23rd", 6.02e23),
        ("three times ten to the eight", 3e8),
        ("1.602 * 10 ^ -19", 1.602e-19),
        ("1.602*10**-19", 1.602e-19),
        ("1,6·10^-19", 1.6e-19),
        (r"1.6 \times 10^{-19}", 1.6e-19),
        ("9,81", 9.81),
        ("3,1416", 3.1416),
        ("0,602", 0.602),
        ("12 345,67", 12_345.67),
        ("1,602,176", 1_602_176),
        ("1,602", 1602),
    ],
)
def test_a_number_is_read_however_it_is_written(text: str, value: float) -> None:
    assert read(text).value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("one hundred and two hundred", [100, 200]),
        ("between one hundred and five", [100, 5]),
        ("one million and five thousand", [1e6, 5000]),
        ("one two three", [1, 2, 3]),
        ("ten to nine", [10, 9]),
        ("twelve thirty", [12, 30]),
        ("from 10 to the 3rd of May", [10, 3]),
        ("add ten to the five apples", [10, 5]),
        ("ten to the hour", [10]),
        ("3 times ten", [3, 10]),
        ("5 minus 3", [5, 3]),
        ("2,3,5,7", [2, 3, 5, 7]),
        ("the point (3,4)", [3, 4]),
        ("1,3-butadiene", [1, 3]),
        ("one point is missing", [1]),
    ],
)
def test_several_numbers_stay_apart(text: str, values: list[float]) -> None:
    assert [found.value for found in numerals(text)] == values


@pytest.mark.parametrize(
    "text",
    """several hundred|hundreds of them|a point|to the power|the second|half-life|may I|often|tents
    |oh|a third-party|the hour and a day|and|H2O""".split("|"),
)
def test_ordinary_words_are_no_numbers(text: str) -> None:
    assert list(numerals(text)) == []


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("1,602", (1.602,)),
        ("2,3", (2.0, 3.0)),
        ("9,8", ()),
        ("0,5", ()),
        ("1,602,176", ()),
        ("minus 40", (40.0,)),
        ("-1,602", (-1.602,)),
    ],
)
def test_an_ambiguous_number_keeps_its_other_readings(text: str, others: tuple[float, ...]) -> None:
    assert read(text).others == others


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("9.81", 3),
        ("9,81", 3),
        ("0.050", 2),
        ("3.00 × 10^8", 3),
        ("3e8", 1),
        ("nine point eight", 2),
        ("3600", None),
        ("10^8", None),
        ("forty-six", None),
    ],
)
def test_significant_figures_are_counted_as_written(text: str, figures: int | None) -> None:
    assert read(text).figures == figures
