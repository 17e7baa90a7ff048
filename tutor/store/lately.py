"""What was answered since a moment, as far as the next sitting wants to know."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from tutor.scheduling.review import Grade
from tutor.store.base import Connected
from tutor.store.history import LAST_GRADE, LIVE
from tutor.store.moments import microseconds, moment


class Lately(Connected):
    """The last part of the log."""

    def answered(self, since: datetime) -> list[tuple[str, datetime]]:
        """Return the card and the moment of each review at `since` or later that stands."""
        return self._read(
            lambda row: (str(row[0]), moment(cast("int", row[1]))),
            f"SELECT card_id, at FROM review WHERE at >= ? AND {LIVE} ORDER BY at",
            (microseconds(since),),
        )

    def failed(self, since: datetime) -> set[str]:
        """Return the cards with a review at `since` or later that stands and counts as AGAIN."""
        rows = self._run(
            f"SELECT DISTINCT card_id FROM review WHERE at >= ? AND {LIVE} AND {LAST_GRADE} = ?",
            (microseconds(since), int(Grade.AGAIN)),
        )
        return {str(card_id) for (card_id,) in rows}
