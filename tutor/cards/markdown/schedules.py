"""The plugin's scheduling comments, `<!--SR:!…!…-->`: where they are and what they hold."""

from __future__ import annotations

import re
from datetime import date, datetime

from tutor.cards.markdown.obsidian import ANY, trim

OPENING = "<!--SR:"
CALLOUT = "> [!sr|card-metadata]"

# The plugin's stand-in for "this card is still new" is 2000-01-01 in any of its forms. It reads
# dates with moment.js, which steps over what it does not expect and fills in what is missing.
_STAND_INS = frozenset({(2000, 1, 1), (2000, 1), (2000,), (1, 1, 2000)})
_STAND_IN_BY_NAME = re.compile("Jan 0?1 2000")
_DIGITS = re.compile("[0-9]{1,4}")
_CLOSING = "-->"
_PIECE = re.compile(f"{ANY}+")
# Before comments had one form, the plugin looked for these anywhere in a card; it still does.
_OLD_SEGMENT = re.compile(r"!([0-9-]+),([0-9]+),([0-9]+)")
_DAY_FORMS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[A-Z][a-z]{2}) (?P<day>[0-9]{1,2}) (?P<year>[0-9]{4})"),
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FSRS = "fsrs,"


def without_comments(text: str) -> str:
    """Return `text` without what runs, on one line, from `<!--SR:` to the last `-->`."""
    if OPENING not in text:
        return text
    return _PIECE.sub(lambda piece: _without_comment(piece[0]), text)


def comment_in(text: str) -> str:
    """Return what the first scheduling comment of `text` holds, or "". It is never empty itself."""
    if OPENING not in text:
        return ""
    pieces = (piece[0].partition(OPENING)[2] for piece in _PIECE.finditer(text))
    return next((piece[:end] for piece in pieces if (end := piece.find(_CLOSING, 1)) > 0), "")


def segments_of(comment: str) -> tuple[str, ...]:
    """Return the segments of a comment, one per card, each with its "!"; "" for a new card."""
    parts = (trim(part) for part in comment.split("!"))
    return tuple("" if _is_new(part) else f"!{part}" for part in parts if part)


def old_segments_in(text: str) -> tuple[str, ...]:
    """Return what the plugin takes for segments in a card that has no comment, one per card."""
    if "!" not in text:
        return ()
    found = (match[0] for match in _OLD_SEGMENT.finditer(text))
    return tuple(segment for segment in found if not _is_new(segment[1:]))


def has_valid_date(segment: str) -> bool:
    """Return whether a segment's due date has a form of the plugin's, or for FSRS ISO 8601."""
    body = segment.removeprefix("!")
    if body.startswith(_FSRS):
        return _is_iso(body.split(",")[1])
    return due_day(body) is not None


def _without_comment(piece: str) -> str:
    before, opening, inside = piece.partition(OPENING)
    end = inside.rfind(_CLOSING)
    return before + inside[end + len(_CLOSING) :] if opening and end > 0 else piece


def _is_new(segment: str) -> bool:
    if segment.startswith(_FSRS):
        return segment.split(",")[1] == "-"
    day = segment.split(",")[0]
    numbers = tuple(int(digits) for digits in _DIGITS.findall(day)[:3])
    return numbers in _STAND_INS or _STAND_IN_BY_NAME.search(day) is not None


def due_day(segment: str) -> date | None:
    """Return the due date of a segment of SM-2's, without its "!"; None where it is none."""
    match = _first_match(segment.split(",")[0])
    if match is None:
        return None
    month = match["month"]
    number = int(month) if month.isdigit() else _MONTHS.index(month) + 1 if month in _MONTHS else 0
    try:
        return date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None


def _first_match(day: str) -> re.Match[str] | None:
    return next((match for form in _DAY_FORMS if (match := form.search(day))), None)


def _is_iso(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True
