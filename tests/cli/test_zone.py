"""Local time as the platform has it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest

from tutor.cli.zone import SystemZone
from tutor.scheduling.days import day_of

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="zones are set by TZ on POSIX")

BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"
HOUR = timedelta(hours=1)


@contextmanager
def living_in(zone: str) -> Iterator[None]:
    """Have the clocks of this process show the time of a zone."""
    before = os.environ.get("TZ")
    try:
        os.environ["TZ"] = zone
        time.tzset()
        yield
    finally:
        del os.environ["TZ"]
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        ("2026-01-10 12:00", "2026-01-10 13:00+01:00"),
        ("2026-07-10 12:00", "2026-07-10 14:00+02:00"),
        ("2026-10-25 00:30", "2026-10-25 02:30+02:00"),
        ("2026-10-25 01:30", "2026-10-25 02:30+01:00"),
    ],
)
def test_a_moment_is_shown_with_the_offset_of_its_own_season(moment: str, shown: str) -> None:
    with living_in(BERLIN):
        found = utc(moment).astimezone(SystemZone())

        assert found.isoformat(" ", "minutes") == shown
        assert found.astimezone(UTC) == utc(moment)


@pytest.mark.parametrize(
    ("moment", "hours"),
    [("2026-03-28 12:00", 23), ("2026-10-24 12:00", 25), ("2026-05-01 12:00", 24)],
)
def test_a_day_has_the_hours_that_local_clocks_give_it(moment: str, hours: int) -> None:
    with living_in(BERLIN):
        found = day_of(utc(moment), SystemZone())

    assert found.end - found.start == hours * HOUR


def test_a_journey_changes_the_day() -> None:
    at = utc("2026-05-01 11:30")
    with living_in("HST10"):
        assert day_of(at, SystemZone()).date == date(2026, 4, 30)
    with living_in("JST-9"):
        assert day_of(at, SystemZone()).date == date(2026, 5, 1)
