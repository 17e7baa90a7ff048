"""The time zone of this machine, with its changes of the clocks.

`datetime.astimezone()` gives the offset of one moment, which is another one half a year later.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo


class SystemZone(tzinfo):
    """Local time as the platform knows it, by `TZ` or by the system's own settings."""

    def utcoffset(self, at: datetime | None, /) -> timedelta | None:
        """Return how far local time is ahead of UTC at a moment that local clocks show."""
        if at is None:
            return None
        return at.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, at: datetime | None, /) -> None:
        """Return None: how much of the offset is daylight saving is not known."""

    def tzname(self, at: datetime | None, /) -> str | None:
        """Return the name of local time at a moment that local clocks show."""
        return None if at is None else at.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, at: datetime, /) -> datetime:
        """Return a moment, given by what clocks in UTC show, as local clocks show it."""
        moment = at.replace(tzinfo=UTC)
        shown = moment.astimezone().replace(tzinfo=self)
        if shown.astimezone(UTC) == moment:
            return shown
        return shown.replace(fold=1)  # clocks show it for the second time
