from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import KeyPoint
from tutor.grading.dates import dates, judge_date
from tutor.grading.verdict import Status

BASTILLE = KeyPoint("14 July 1789")


@pytest.mark.parametrize(
    "said",
    [
        "14 July 1789", "July 14, 1789", "14th of July, 1789", "on the 14th of july 1789",
        "1789-07-14", "14/07/1789", "7/14/1789", "14.7.1789", "Jul 14 1789", "it was jul. 14, 1789",
    ],
)  # fmt: skip
def test_a_date_is_right_however_it_is_written(said: str) -> None:
    found = judge_date(BASTILLE, said)

    assert found is not None
    assert found.status is Status.COVERED
    assert found.evidence in said


@pytest.mark.parametrize("said", ["July 1789", "1789", "14 July", "14 July 1789 or 4 August 1789"])
def test_a_part_of_it_and_one_of_two_are_half(said: str) -> None:
    found = judge_date(BASTILLE, said)

    assert found is not None
    assert found.status is Status.PARTLY


@pytest.mark.parametrize(
    "said", ["15 July 1789", "14 June 1789", "14 July 1798", "1790", "1789-06-14", "15/07/1789"]
)
def test_another_date_contradicts_it(said: str) -> None:
    found = judge_date(BASTILLE, said)

    assert found is not None
    assert found.status is Status.CONTRADICTED


@pytest.mark.parametrize("text", ["The Bastille fell on 14 July 1789", "1789", "in summer", "may"])
def test_a_point_that_is_not_a_mere_date_is_not_judged(text: str) -> None:
    assert judge_date(KeyPoint(text), "14 July 1789") is None


@pytest.mark.parametrize("said", ["no idea", "in the summer", "31/31/1789", "30 February 1789 km"])
def test_an_answer_without_a_date_is_left_to_others(said: str) -> None:
    assert judge_date(KeyPoint("4 May"), said) is None or "1789" in said


def test_day_and_month_may_stand_in_either_order_only_between_slashes() -> None:
    point = KeyPoint("3 April 1999")

    assert [judge_date(point, said).status for said in ("3/4/1999", "4/3/1999", "3.4.1999")] == [  # type: ignore[union-attr]
        Status.COVERED
    ] * 3
    assert judge_date(point, "4.3.1999").status is Status.CONTRADICTED  # type: ignore[union-attr]


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    assert all(text[date.start : date.end].strip() for date in dates(text))


@given(st.dates())
def test_every_date_is_read_back_as_it_was_written(day: date) -> None:
    [found] = dates(day.strftime(f"%d %B {day.year:04d}"))

    assert (found.year, found.month, found.day) == (day.year, day.month, day.day)
