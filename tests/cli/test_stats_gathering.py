"""What is gathered for the statistics, in the learner's own zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.store.examples import keep, review
from tutor.cli.stats.gathering import Gathering
from tutor.store.store import Store

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return an empty store."""
    with Store.open(tmp_path / "tutor.db") as opened:
        yield opened


def local(text: str, zone: str = "Europe/Berlin") -> datetime:
    """Return the moment at which the clocks of a zone show `text`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("shown", "zone", "quarter"),
    [
        ("2026-02-01 08:15", "Europe/Berlin", 33),
        ("2026-07-01 08:15", "Europe/Berlin", 33),
        ("2026-03-29 01:45", "Europe/Berlin", 7),  # before and after the clocks are set forward
        ("2026-03-29 03:00", "Europe/Berlin", 12),
        ("2026-03-29 23:45", "Europe/Berlin", 95),
        ("2026-05-01 06:00", "Asia/Kathmandu", 24),
    ],
)
def test_hours_are_those_that_the_learners_clock_showed(
    store: Store, shown: str, zone: str, quarter: int
) -> None:
    at = local(shown, zone)
    keep(store, review(at=at))

    gathered = Gathering(store, at + timedelta(days=5), 90, zone=ZoneInfo(zone))

    assert gathered.quarter_hours.tolist() == [quarter]


@pytest.mark.parametrize(
    ("starts", "days"), [(time(4), [1, 1]), (time(0), [0, 2]), (time(6, 30), [2, 0])]
)
def test_a_day_begins_at_its_start(store: Store, starts: time, days: list[int]) -> None:
    keep(store, review(at=local("2026-03-29 03:30")), review(at=local("2026-03-29 06:00")))

    now = local("2026-03-29 22:00")
    gathered = Gathering(store, now, 90, zone=BERLIN, starts=starts)

    assert gathered.per_day[-2:].tolist() == days


def test_the_period_begins_with_a_day_and_not_with_a_moment(store: Store) -> None:
    keep(store, *(review(f"card {n}", local(f"2026-03-{n:02} 05:00")) for n in range(1, 29)))

    gathered = Gathering(store, local("2026-03-28 04:30"), 7, zone=BERLIN)

    assert len(gathered.past) == 7
