"""Calendar dates, read from free text and compared by value: "14 July 1789" is "7/14/1789"."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Finding, Status

PARTLY_DATED = 0.5
"""Coverage of a date of which a part was left out, and of one among several."""

MAX_CHARACTERS = 8_000  # of a text that are read, about 1,300 words

_MONTHS = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{3,4})"
_WRITTEN = tuple(
    re.compile(rf"\b{form}\b", re.IGNORECASE)
    for form in (
        rf"(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH},?(?:\s+{_YEAR})?",
        rf"{_MONTH}\s+(?:the\s+)?{_DAY}(?:,?\s+{_YEAR})?",
        rf"{_MONTH}\s+(?:of\s+)?{_YEAR}",
    )
)
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})\b")
_NUMERIC = re.compile(
    r"\b(?P<one>\d{1,2})(?P<sep>[./-])(?P<other>\d{1,2})(?P=sep)(?P<year>\d{4})\b"
)
_BESIDE = re.compile(r"(?:\s|[.,;:]|\b(?:in|on|at|the|of|it|was|is|ad|ce)\b)*", re.IGNORECASE)
_LONE_YEAR = re.compile(
    r"(?<![\d./-])(?P<year>1\d{3}|20\d{2})(?![\d./-]|\s*[a-z%°])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date, of which the day, the month or the year may be open; `text[start:end]` says it.

    A numeric date whose day and month could be exchanged is read both ways (`swapped`).
    """

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    swapped: bool = False

    def agrees(self, other: Date) -> bool:
        """Return whether nothing that both say differs."""
        readings = [(other.month, other.day)]
        if other.swapped:
            readings.append((other.day, other.month))
        return _alike(self.year, other.year) and any(
            _alike(self.month, month) and _alike(self.day, day) for month, day in readings
        )

    @property
    def parts(self) -> int:
        """How many of year, month and day are said."""
        return sum(part is not None for part in (self.year, self.month, self.day))


def dates(text: str) -> list[Date]:
    """Return the dates in `text` that name at least a month, or a lone year of four digits."""
    text = text[:MAX_CHARACTERS]
    found: list[Date] = []
    for date in _read(text):
        if not any(date.start < other.end and other.start < date.end for other in found):
            found.append(date)
    return sorted(found, key=lambda date: date.start)


def judge_date(point: KeyPoint, text: str) -> Finding | None:
    """Judge a point that is nothing but a date with a month; None for any other.

    The same date is covered however it is written, a part of it is half of it, another date
    contradicts it; one of several is never more than half.
    """
    wordings = (point.text, *point.accepted)
    targets = [date for wording in wordings if (date := _sole_date(wording)) is not None]
    if not targets:
        return None
    said = dates(text)
    if not said:
        return None
    target, right = max(
        ((target, date) for target in targets for date in said),
        key=lambda pair: (pair[0].agrees(pair[1]), pair[1].parts),
    )
    quote = text[right.start : right.end]
    if not target.agrees(right):
        return Finding(point, Status.CONTRADICTED, 0.0, quote)
    if right.parts < target.parts or not all(target.agrees(date) for date in said):
        return Finding(point, Status.PARTLY, PARTLY_DATED, quote)
    return Finding(point, Status.COVERED, 1.0, quote)


def _sole_date(text: str) -> Date | None:
    found = dates(text)
    if len(found) != 1 or found[0].month is None:
        return None
    rest = text[: found[0].start] + " " + text[found[0].end :]
    return found[0] if _BESIDE.fullmatch(rest) else None


def _read(text: str) -> Iterator[Date]:
    """Yield what may be dates, the fuller forms first."""
    for form in _WRITTEN:
        for match in form.finditer(text):
            part = match.groupdict()
            year, day = part.get("year"), part.get("day")
            yield from _date(
                int(year) if year else None,
                _MONTHS[part["month"].casefold()],
                int(day) if day else None,
                match,
            )
    for match in _ISO.finditer(text):
        yield from _date(int(match["year"]), int(match["month"]), int(match["day"]), match)
    for match in _NUMERIC.finditer(text):
        day, month = int(match["one"]), int(match["other"])
        if month > len(calendar.month_name) - 1:
            day, month = month, day
        is_open = max(day, month) < len(calendar.month_name) and match["sep"] == "/"
        yield from _date(int(match["year"]), month, day, match, swapped=is_open)
    for match in _LONE_YEAR.finditer(text):
        yield Date(int(match["year"]), None, None, match.start(), match.end())


def _date(
    year: int | None, month: int, day: int | None, match: re.Match[str], *, swapped: bool = False
) -> Iterator[Date]:
    """Yield the date, if the calendar has it."""
    if 1 <= month < len(calendar.month_name) and (day is None or 1 <= day <= _days(year, month)):
        yield Date(year, month, day, match.start(), match.end(), swapped)


def _days(year: int | None, month: int) -> int:
    return calendar.monthrange(year if year else 2000, month)[1]  # 2000 is a leap year


def _alike(one: int | None, other: int | None) -> bool:
    return one is None or other is None or one == other
