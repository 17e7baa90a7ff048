"""Moments, and what Hypothesis draws from, for the tests of scheduling and of the store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.review import Grade, Phase, Schedule

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
SCHEDULER = Scheduler()

# Hypothesis wants its bounds without a zone.
moments = st.datetimes(datetime(1990, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
grades = st.sampled_from(Grade)
histories = st.lists(st.tuples(grades, moments), max_size=12)
schedules = st.builds(
    Schedule,
    due=moments,
    stability=st.floats(0.001, 36500),
    difficulty=st.floats(1, 10),
    phase=st.sampled_from(Phase),
    step=st.integers(0, 1),
    last_review=moments,
    reviews=st.integers(1, 1000),
    lapses=st.integers(0, 1000),
)


def in_review(last: datetime, stability: float = 10.0) -> Schedule:
    """Return the schedule of a card in review, due `stability` days after `last`."""
    due = last + timedelta(days=stability)
    return Schedule(due, stability, 5.0, Phase.REVIEW, 0, last, reviews=3, lapses=0)


def in_learning(due: datetime) -> Schedule:
    """Return the schedule of a card in learning, last seen ten minutes before it is due."""
    return Schedule(due, 2.0, 5.0, Phase.LEARNING, 1, due - 10 * MINUTE, reviews=1, lapses=0)
