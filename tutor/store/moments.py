"""Moments as the store writes them: whole microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(at: datetime) -> int:
    """Return `at`, aware, in microseconds since 1970. Exact, unlike `datetime.timestamp`."""
    return (at - _EPOCH) // _MICROSECOND


def moment(written: int) -> datetime:
    """Return the moment, UTC, that was written as `written` microseconds."""
    return _EPOCH + timedelta(microseconds=written)
