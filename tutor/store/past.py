"""The past as figures are made of it: columns of many reviews at once, read in a few statements.

A million reviews are a gigabyte, most of it verdicts. So what is counted is read as one text of
numbers for each column, which is five times as fast as rows; verdicts are read of the last reviews
alone; and the days with reviews come from the index over moments.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import cast

import numpy as np

from tutor.grading.verdict import Level, Status
from tutor.scheduling.activity import per_day
from tutor.scheduling.calendar import DAY, Calendar, Ints
from tutor.scheduling.past import NEVER, CardNow, JudgedReview, Past
from tutor.scheduling.review import Grade, Phase
from tutor.store.base import Connected
from tutor.store.codec import Row, Value, text_from_column
from tutor.store.faults import sound
from tutor.store.history import LAST_GRADE, LAST_GRADER, LIVE

_MINE = "review.card_id IN (SELECT value FROM json_each(?))"
_LONGEST = 1_000_000  # seconds; no answer takes longer, and a million rows of them fit in 64 bits
_MOST_TOLD = 15  # hints; more are told as so many

_GRADES = {int(grade): grade for grade in Grade}  # three times as fast as Grade(...)
_LEVELS = {level.value: level for level in Level}
_STATUSES = {status.value: status for status in Status}

# Small numbers share one column: the grade, whether it was typed, how sure, how many hints.
_PACKED = f"""{{grade}} | ((mode = 'typed') << 3) | (ifnull(sureness, 0) << 4)
  | (min(max(hints, hinted), {_MOST_TOLD}) << 6)"""
_COLUMNS = f"""
SELECT group_concat(card_id, char(10)), group_concat(review.at),
  group_concat(CAST(min(seconds, {_LONGEST}) * 1000 AS INTEGER)), group_concat({_PACKED})
FROM review {{indexed}} WHERE review.at >= ? AND {{live}} AND {{mine}}"""
_MANY = 4  # from every fourth review on, all are read in a row sooner than these by their moments

# Counting in the index is four times as fast as reading all moments.
_PER_DAY = """
SELECT (SELECT count(*) FROM review
  WHERE at >= json_extract(value, '$[0]') AND at < json_extract(value, '$[1]'))
FROM json_each(?)"""

# When cards were seen last before the period. Ids sort by time, so the index over cards and ids
# finds that by one look. Where ids are of another time than their reviews, as after a clock that
# was ahead, all reviews of the period are passed by on the way.
_BEFORE = """
SELECT value, (
  SELECT at FROM review WHERE at < ? AND review.rowid = (
    SELECT review.rowid FROM review
    WHERE card_id = value AND {earlier} AND {live} ORDER BY review.id DESC LIMIT 1))
FROM json_each(?)
UNION ALL SELECT card_id, at FROM seed"""
_BY_ID, _BY_MOMENT = "review.id < ?", "review.at < ?"
_CLOCKS_AGREE = 60_000  # milliseconds between an id and its review's moment

# A card that its file lost is not asked any more. Cards are noted as seen once a day, at the start
# of a sitting with their file, so one that lags a day behind another of its file is gone.
_CARDS = f"""
SELECT card.id, path, due, last_review, phase = '{Phase.REVIEW}' FROM card
JOIN (SELECT path, max(last_seen) AS read_last FROM card GROUP BY path) USING (path)
LEFT JOIN schedule ON schedule.card_id = card.id
WHERE read_last - last_seen <= {DAY}"""


class PastReader(Connected):
    """Reads the past over a store's connection. `cards` are the ids to read of; None for all."""

    def first(self) -> int | None:
        """Return the moment of the first review, in microseconds; None without any."""
        [(found,)] = self._run("SELECT min(at) FROM review")
        return None if found is None else int(found)

    def per_day(self, calendar: Calendar, cards: Sequence[str] | None = None) -> Ints:
        """Return how many reviews that stand each day had, from the first of a calendar to today.

        Args:
            calendar: What lies outside of it is not counted.
            cards: As told above.
        """
        mine, values = _mine(cards)
        undone = f"(SELECT review.at FROM retraction JOIN review ON id = review_id WHERE {mine})"
        if cards is None:
            made = self._made(calendar)
        else:
            made = per_day(self._moments(f"review WHERE {mine}", values), calendar)
        return made - per_day(self._moments(undone, values), calendar)

    def reviews(self, since: int, cards: Sequence[str] | None = None) -> Past:
        """Return the reviews at `since` or later that were not undone.

        Args:
            since: Microseconds since 1970.
            cards: As told above.
        """
        mine, values = _mine(cards)
        is_regraded, is_undone = self._any("regrade"), self._any("retraction")
        live = LIVE if is_undone else "TRUE"
        sql = _COLUMNS.format(
            grade=LAST_GRADE if is_regraded else "grade",
            live=live,
            mine=mine,
            indexed="NOT INDEXED" if cards is None and self._is_much(since) else "",
        )
        [(ids, *columns)] = self._run(sql, (since, *values))
        with sound(self._path):
            names = str(ids).split("\n") if ids is not None else []
            at, milliseconds, packed = (_numbers(column) for column in columns)
            numbers = {name: number for number, name in enumerate(dict.fromkeys(names))}
            card = np.fromiter(map(numbers.__getitem__, names), np.int64, len(names))
            seen = self._seen(since, numbers, live)
        return _in_order(tuple(numbers), card, at, milliseconds, packed, seen)

    def judged(
        self, since: int, most: int, cards: Sequence[str] | None = None
    ) -> list[JudgedReview]:
        """Return the last typed answers at `since` or later, at most so many, the oldest first."""
        mine, values = _mine(cards)
        sql = f"""SELECT card_id, proposed, {LAST_GRADE}, verdict,
              mode = 'unattended' OR {LAST_GRADER} <> '' FROM review
            WHERE review.at >= ? AND mode IN ('typed', 'unattended') AND {LIVE} AND {mine}
            ORDER BY review.at DESC LIMIT ?"""
        return self._read(_judged, sql, (since, *values, most))[::-1]

    def cards(self) -> list[CardNow]:
        """Return every card that its file still has, as far as the store knows."""
        return self._read(_card, _CARDS)

    def questions(self, cards: Iterable[str]) -> dict[str, str]:
        """Return the questions of cards, as they were last seen, by their ids."""
        sql = "SELECT id, question FROM card WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._read(
            lambda row: (str(row[0]), text_from_column(row[1])), sql, (json.dumps([*cards]),)
        )
        return dict(rows)

    def _made(self, calendar: Calendar) -> Ints:
        """Return how many reviews each day had, those undone too, counted in the index."""
        ends = calendar.starts[: calendar.today + 2].tolist()
        rows = self._run(_PER_DAY, (json.dumps([*pairwise(ends)]),))
        return np.array(rows, np.int64).reshape(-1)

    def _moments(self, source: str, values: Sequence[Value]) -> Ints:
        [(found,)] = self._run(f"SELECT group_concat(at) FROM {source}", values)
        with sound(self._path):
            return _numbers(found)

    def _any(self, table: str) -> bool:
        [(found,)] = self._run(f"SELECT EXISTS (SELECT 1 FROM {table})")
        return bool(found)

    def _is_much(self, since: int) -> bool:
        sql = f"SELECT {_MANY} * count(*) >= (SELECT max(rowid) FROM review) FROM review"
        [(found,)] = self._run(f"{sql} WHERE at >= ?", (since,))
        return bool(found)

    def _seen(self, since: int, numbers: dict[str, int], live: str) -> Ints:
        """Return when cards were seen before: number of the card, and moment; shape (n, 2).

        Args:
            since: The beginning of the period.
            numbers: The cards' numbers by their ids.
            live: Whether a review was not undone, in SQL.
        """
        is_told = self._ids_tell_the_time()
        earliest = f"{max(0, since) // 1000:012x}" if is_told else since
        sql = _BEFORE.format(earlier=_BY_ID if is_told else _BY_MOMENT, live=live)
        rows = self._run(sql, (since, earliest, json.dumps([*numbers])))
        found = [(numbers[str(c)], at) for c, at in rows if at is not None and str(c) in numbers]
        return np.array(found, np.int64).reshape(-1, 2)

    def _ids_tell_the_time(self) -> bool:
        [(last_id, last)] = self._run("SELECT (SELECT max(id) FROM review), max(at) FROM review")
        if last_id is None:
            return True
        milliseconds = int(str(last_id)[:12], 16)
        return abs(milliseconds - int(str(last)) // 1000) <= _CLOCKS_AGREE


def _mine(cards: Sequence[str] | None) -> tuple[str, tuple[Value, ...]]:
    """Return a condition on reviews in SQL, and its values."""
    return ("TRUE", ()) if cards is None else (_MINE, (json.dumps([*cards]),))


def _numbers(column: Value) -> Ints:
    text = "" if column is None else str(column)
    return np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)


def _in_order(
    card_ids: tuple[str, ...], card: Ints, at: Ints, milliseconds: Ints, packed: Ints, seen: Ints
) -> Past:
    """Return reviews card by card, each with the moment at which its card was seen before."""
    none = np.zeros(len(seen), np.int64)
    card, at = np.append(card, seen[:, 0]), np.append(at, seen[:, 1])
    milliseconds, packed = np.append(milliseconds, none), np.append(packed, none)
    order = np.lexsort((at, card))
    card, at, packed = card[order], at[order], packed[order]
    before = np.where(card == np.roll(card, 1), np.roll(at, 1), NEVER)
    before[:1] = NEVER
    is_review = packed > 0  # every grade is; what was only seen has none
    packed = packed[is_review]
    return Past(
        card_ids=card_ids,
        card=card[is_review],
        at=at[is_review],
        before=before[is_review],
        grade=packed & 7,
        milliseconds=milliseconds[order][is_review],
        is_typed=(packed >> 3 & 1).astype(np.bool_),
        hints=packed >> 6,
        sureness=packed >> 4 & 3,
    )


def _judged(row: Row) -> JudgedReview:
    card_id, proposed, grade, verdict, is_unasked = row
    read = json.loads(str(verdict))
    is_judged = read["type"] == "verdict"
    return JudgedReview(
        card_id=str(card_id),
        proposed=None if proposed is None else _GRADES[cast("int", proposed)],
        grade=_GRADES[cast("int", grade)],
        level=_LEVELS[read["level"]] if is_judged else None,
        is_unasked=bool(is_unasked),
        points=tuple(
            (each["point"]["text"], _STATUSES[each["status"]])
            for each in read.get("findings", ())
            if each["point"]["required"]
        ),
    )


def _card(row: Row) -> CardNow:
    card_id, path, due, last, is_learned = cast(
        "tuple[str, Value, int | None, int | None, int]", row
    )
    return CardNow(card_id, text_from_column(path), due, last, bool(is_learned))
