"""What language models were asked for and what that cost, and the grades that they gave.

No text that was sent or received stands here: counts, costs, and verdicts by a digest.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tutor.store import connection
from tutor.store.base import Connected, placeholders
from tutor.store.codec import Row
from tutor.store.moments import microseconds, moment

if TYPE_CHECKING:
    from tutor.grading.verdict import Verdict

_COLUMNS = "at, model, purpose, outcome, tokens_read, tokens_written, dollars, seconds"
# What is not known counts as what was set aside for it.
_SPENT = "SELECT coalesce(sum(coalesce(dollars, reserved, 0)), 0) FROM llm_call WHERE"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a language model, its repetitions by the client included.

    Attributes:
        at: When it was made; UTC.
        model: The model's name.
        purpose: What for, as "grade".
        outcome: "replied", "failed", or "asked" where nobody waited for the end.
        tokens_read: Tokens sent to it; None where that is not known.
        tokens_written: Tokens of the reply; None where that is not known.
        dollars: What it cost; None where that is not known.
        seconds: How long it took; None where nobody waited.
    """

    at: datetime
    model: str
    purpose: str
    outcome: str
    tokens_read: int | None
    tokens_written: int | None
    dollars: float | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls put together.

    Attributes:
        day: On which day, as "2026-03-01".
        model: The model's name.
        purpose: What for.
        calls: How many, ≥ 1.
        failed: How many of them got no reply.
        tokens_read: Tokens sent, as far as that is known.
        tokens_written: Tokens of replies, as far as that is known.
        dollars: What they cost, as far as that is known.
        unknown: How many calls are in `dollars` with nothing, for what they cost is not known.
        seconds: How long they took, all together.
    """

    day: str
    model: str
    purpose: str
    calls: int
    failed: int
    tokens_read: int
    tokens_written: int
    dollars: float
    unknown: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What calls may cost.

    Attributes:
        sitting: The id of the sitting, or of the command, that they belong to.
        in_sitting: Dollars ≥ 0 that it may cost; None for any sum.
        since: When the day began; aware.
        in_day: Dollars ≥ 0 that the day may cost; None for any sum.
    """

    sitting: str
    in_sitting: float | None
    since: datetime
    in_day: float | None


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A call that was not entered, since it might cost more than may be.

    Attributes:
        spent: Dollars that are spent, or set aside for calls that are on their way.
        limit: Dollars that may be.
        is_day: Whether it is the day's limit, and not the sitting's.
    """

    spent: float
    limit: float
    is_day: bool


class Ledger(Connected):
    """The calls and the grades in one open store. Every method can raise StoreError.

    Several threads and programs may each have one open.
    """

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the store at `path` to write; make it where it is missing.

        Raises:
            StoreError: It cannot be opened, or not written.
        """
        connected = connection.to_write(path, connection.NO_PRAGMAS)
        # What a power cut takes of this is a cost that was entered, and no learner's review; a call
        # must not wait for the disk three times.
        connected.execute("PRAGMA synchronous = NORMAL")
        return cls(connected, str(path))

    @classmethod
    def open_to_read(cls, path: Path) -> Self:
        """Open the store at `path` though it be read-only; an empty one where it is missing.

        Raises:
            StoreError: It cannot be opened.
        """
        return cls(connection.to_read(path), str(path))

    def begin(
        self, model: str, purpose: str, reserved: float | None, limits: Limits, at: datetime
    ) -> int | Exceeded:
        """Enter a call that is about to be made, and return its number, if it may be made.

        Args:
            model: The model's name.
            purpose: What for.
            reserved: Dollars that it may cost, which count until more is known; None where nobody
                can tell.
            limits: What may be spent.
            at: When; aware.
        """
        with self._transaction():
            if exceeded := self._exceeded(reserved or 0.0, limits):
                return exceeded
            row = (microseconds(at), model, purpose, limits.sitting, reserved, "asked")
            names = "at, model, purpose, sitting, reserved, outcome"
            sql = f"INSERT INTO llm_call ({names}) VALUES ({placeholders(row)}) RETURNING id"
            [(number,)] = self._run(sql, row)
        assert isinstance(number, int)
        return number

    def end(
        self,
        number: int,
        outcome: str,
        tokens: tuple[int, int] | None,
        dollars: float | None,
        seconds: float,
    ) -> None:
        """Complete a call.

        Args:
            number: As of `begin`.
            outcome: "replied" or "failed".
            tokens: Read and written; None where that is not known.
            dollars: What it cost; None where that is not known.
            seconds: How long it took, ≥ 0.
        """
        read, written = tokens or (None, None)
        with self._transaction():
            self._run(
                "UPDATE llm_call SET (outcome, tokens_read, tokens_written, dollars, seconds)"
                " = (?, ?, ?, ?, ?) WHERE id = ?",
                (outcome, read, written, dollars, seconds, number),
            )

    def calls(self) -> list[Call]:
        """Return every call, in the order in which they were made."""
        return self._read(_call, f"SELECT {_COLUMNS} FROM llm_call ORDER BY at, id")

    def grade(self, key: str) -> Verdict | None:
        """Return the verdict kept under `key`, or None."""
        from tutor.grading.verdict import Verdict
        from tutor.store.reviews import verdict_from_json

        sql = "SELECT verdict FROM llm_grade WHERE key = ?"
        found = self._read(lambda row: verdict_from_json(str(row[0])), sql, (key,))
        return next((one for one in found if isinstance(one, Verdict)), None)

    def keep_grade(self, key: str, verdict: Verdict, at: datetime) -> Verdict:
        """Keep a verdict under `key`, and return the one that is kept: the first that ever was."""
        from tutor.store.reviews import verdict_to_json

        row = (key, microseconds(at), verdict_to_json(verdict))
        with self._transaction():
            self._run(f"INSERT OR IGNORE INTO llm_grade VALUES ({placeholders(row)})", row)
        return self.grade(key) or verdict

    def _exceeded(self, reserved: float, limits: Limits) -> Exceeded | None:
        """Return the limit that a call of so many dollars might break."""
        since = microseconds(limits.since)
        for limit, where, value, is_day in (
            (limits.in_sitting, "sitting = ?", limits.sitting, False),
            (limits.in_day, "at >= ?", since, True),
        ):
            if limit is not None:
                [(spent,)] = self._run(f"{_SPENT} {where}", (value,))
                assert isinstance(spent, int | float)
                if spent + reserved > limit:
                    return Exceeded(float(spent), limit, is_day)
        return None


def usage(calls: Iterable[Call], zone: tzinfo = UTC) -> list[Usage]:
    """Put calls together by day, model and purpose, in this order.

    Args:
        calls: The calls.
        zone: Whose days are counted.
    """

    def key(call: Call) -> tuple[str, str, str]:
        return f"{call.at.astimezone(zone):%Y-%m-%d}", call.model, call.purpose

    return [
        _together(*named, list(group)) for named, group in groupby(sorted(calls, key=key), key=key)
    ]


def _together(day: str, model: str, purpose: str, calls: list[Call]) -> Usage:
    return Usage(
        day,
        model,
        purpose,
        calls=len(calls),
        failed=sum(call.outcome != "replied" for call in calls),
        tokens_read=sum(call.tokens_read or 0 for call in calls),
        tokens_written=sum(call.tokens_written or 0 for call in calls),
        dollars=sum(call.dollars or 0.0 for call in calls),
        unknown=sum(call.dollars is None for call in calls),
        seconds=sum(call.seconds or 0.0 for call in calls),
    )


def _call(row: Row) -> Call:
    at, model, purpose, outcome, read, written, dollars, seconds = row
    assert isinstance(at, int)
    return Call(
        moment(at),
        str(model),
        str(purpose),
        str(outcome),
        None if read is None else int(read),
        None if written is None else int(written),
        None if dollars is None else float(dollars),
        None if seconds is None else float(seconds),
    )
