"""The learner's day, wherever they are and whatever is done to the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import moments
from tutor.scheduling.days import Day, day_of

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"]
HOUR = timedelta(hours=1)


def zone(name: str) -> tzinfo:
    return ZoneInfo(name)


def local(text: str, name: str) -> datetime:
    """Return the moment at which the clocks of a zone show `text`."""
    return datetime.fromisoformat(text).replace(tzinfo=zone(name))


def day(text: str, name: str = "Europe/Berlin", starts: time = time(4)) -> Day:
    return day_of(local(text, name), zone(name), starts)


def test_a_day_begins_at_its_start_and_not_at_midnight() -> None:
    assert day("2026-05-10 04:00").date == date(2026, 5, 10)
    assert day("2026-05-10 03:59").date == date(2026, 5, 9)
    assert day("2026-05-09 23:59") == day("2026-05-10 03:59")


def test_a_day_start_can_be_chosen() -> None:
    assert day("2026-05-10 03:59", starts=time()).date == date(2026, 5, 10)
    assert day("2026-05-10 05:29", starts=time(5, 30)).date == date(2026, 5, 9)


@pytest.mark.parametrize(
    ("moment", "name", "hours"),
    [
        ("2026-03-28 12:00", "Europe/Berlin", 23),
        ("2026-10-24 12:00", "Europe/Berlin", 25),
        ("2026-03-07 12:00", "America/New_York", 23),
        ("2026-10-31 12:00", "America/New_York", 25),
        ("2026-03-28 12:00", "UTC", 24),
        ("2026-05-10 12:00", "Asia/Kathmandu", 24),
    ],
)
def test_a_day_is_as_long_as_the_clocks_make_it(moment: str, name: str, hours: int) -> None:
    found = day(moment, name)

    assert found.end - found.start == hours * HOUR


@pytest.mark.parametrize("on", ["2026-03-29", "2026-10-25"])
def test_a_day_start_within_the_change_of_the_clocks_parts_two_days(on: str) -> None:
    starts = time(2, 30)  # leapt over in March, passed twice in October
    before, after = day(f"{on} 01:30", starts=starts), day(f"{on} 03:45", starts=starts)

    assert before.end == after.start
    assert before.date + timedelta(days=1) == after.date == date.fromisoformat(on)


def test_a_zone_that_leaps_over_a_day_has_no_moment_without_a_day() -> None:
    at = local("2011-12-31 01:00", "Pacific/Apia")  # there was no 30 December

    found = day_of(at, zone("Pacific/Apia"))

    assert at in found
    assert found.date == date(2011, 12, 29)


def test_a_move_to_another_zone_moves_the_day() -> None:
    at = datetime(2026, 5, 10, 22, tzinfo=UTC)

    assert day_of(at, zone("America/New_York")).date == date(2026, 5, 10)
    assert day_of(at, zone("Asia/Kathmandu")).date == date(2026, 5, 10)
    assert day_of(at + HOUR, zone("Asia/Kathmandu")).date == date(2026, 5, 11)


def test_a_clock_that_is_set_back_is_in_the_day_that_it_shows() -> None:
    at = local("2026-05-10 04:10", "Europe/Berlin")

    assert at not in day_of(at - HOUR, zone("Europe/Berlin"))


@given(moments, st.sampled_from(ZONES), st.times().map(lambda at: at.replace(microsecond=0)))
def test_every_moment_lies_in_its_day_and_days_follow_one_another(
    at: datetime, name: str, starts: time
) -> None:
    found = day_of(at, zone(name), starts)

    assert at in found
    assert day_of(found.start, zone(name), starts) == found
    assert day_of(found.end - timedelta(microseconds=1), zone(name), starts) == found
    assert day_of(found.end, zone(name), starts).start == found.end
