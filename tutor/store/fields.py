"""The fields of facts as other machines write them: JSON to columns and back.

What comes from elsewhere is data that anybody may have written, so every field is checked to be one
that the tutor could have written itself. A reader raises ValueError with what the field is to be.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias, cast

from tutor.grading.verdict import Unjudged, Verdict
from tutor.scheduling.preset import Preset, preset_from_json
from tutor.store.codec import Value, text_from_column, text_to_column
from tutor.store.moments import microseconds, moment
from tutor.store.reviews import verdict_from_json

Json: TypeAlias = object
"""What `json.loads` returns."""

REQUIRED = object()
"""The default of a field that must be there."""

_ID = re.compile(r"[0-9a-f]{32}")
_LAST_ID = "e677d21fdbff"  # milliseconds at the end of the year 9999: ids can still count on
_YEARS = range(1900, 2300)  # what is due a longest interval later is still a moment
_MOST_DAYS = 100_000.0
_MOST = 2**62  # what a column of whole numbers holds


@dataclass(frozen=True, slots=True)
class Kind:
    """How a column is written.

    Attributes:
        read: JSON -> column; raises ValueError.
        write: Column -> JSON.
    """

    read: Callable[[Json], Value]
    write: Callable[[Value], Json]


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a fact.

    Attributes:
        name: Of the column, and in JSON.
        kind: How it is written.
        default: The column where a file says nothing; `REQUIRED` for none.
    """

    name: str
    kind: Kind
    default: object = REQUIRED


def _as_it_is(value: Value) -> Json:
    return value


def _id(value: Json) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value) or value[:12] > _LAST_ID:
        raise ValueError("an id: 32 hex digits of a time before the year 10000")
    return value


def _name(value: Json) -> str:
    if not isinstance(value, str) or not _is_unicode(value):
        raise ValueError("a text")
    return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: Json) -> Value:
    if not isinstance(value, str):
        raise ValueError("a text")
    return text_to_column(value)


def _moment(value: Json) -> int:
    try:
        at = datetime.fromisoformat(cast("str", value))
        if at.tzinfo is None or at.astimezone(UTC).year not in _YEARS:
            raise ValueError
    except (TypeError, ValueError, OverflowError):
        raise ValueError("a moment, such as 2026-03-01T12:00:00Z") from None
    return microseconds(at)


def _moment_written(value: Value) -> Json:
    return moment(cast("int", value)).isoformat().replace("+00:00", "Z")


def _number(low: float, high: float, *, is_open: bool = False) -> Kind:
    def read(value: Json) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not low <= cast("float", value) <= high or (is_open and value == low):
            raise ValueError(f"a number from {low:g} to {high:g}")
        return float(cast("float", value))

    return Kind(read, _as_it_is)


def _whole(low: int, high: int = _MOST) -> Kind:
    def read(value: Json) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(
                f"a whole number from {low}" + ("" if high == _MOST else f" to {high}")
            )
        return value

    return Kind(read, _as_it_is)


def optional(kind: Kind) -> Kind:
    """Return a kind that may be null as well."""

    def read(value: Json) -> Value:
        return None if value is None else kind.read(value)

    def write(value: Value) -> Json:
        return None if value is None else kind.write(value)

    return Kind(read, write)


def one_of(*names: str) -> Kind:
    """Return the kind of a name among a few."""

    def read(value: Json) -> str:
        if value not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return str(value)

    return Kind(read, _as_it_is)


def _verdict(value: Json) -> str:
    wanted = "a verdict, as the tutor writes them"
    try:
        text = _compact(value)
        found = verdict_from_json(text)
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ValueError(wanted) from None
    if not _is_sound(found):
        raise ValueError(wanted)
    return text


def _is_sound(found: Verdict | Unjudged) -> bool:
    """Whether the fields of a verdict have their types; JSON would give any."""
    if isinstance(found, Unjudged):
        return isinstance(found.reason, str)
    points = [one.point for one in found.findings]
    texts = [found.reason, found.doubt, *(one.evidence for one in found.findings)]
    texts += [text for point in points for text in (point.text, *point.accepted)]
    shares = [found.score, found.confidence, *(one.coverage for one in found.findings)]
    return (
        all(isinstance(text, str) for text in texts)
        and all(isinstance(point.required, bool) for point in points)
        and all(isinstance(one, int | float) and math.isfinite(one) for one in shares)
    )


def _texts(value: Json) -> str:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError("a list of texts")
    return json.dumps(value)


def _content(value: Json) -> str:
    try:
        preset = preset_from_json(_compact(value))
        if not _is_usable(preset):
            raise ValueError
    except (ValueError, LookupError, TypeError, OverflowError, RecursionError):
        raise ValueError("a preset, as the tutor writes them") from None
    return preset.to_json()


def _is_usable(preset: Preset) -> bool:
    """Whether schedules can be computed by a preset; the scheduler raises ValueError of others."""
    from tutor.scheduling.fsrs import Scheduler

    Scheduler(preset)
    days = [step.total_seconds() / 86_400 for step in preset.learning_steps]
    days += [step.total_seconds() / 86_400 for step in preset.relearning_steps]
    return max(preset.longest, *days, 0) <= _MOST_DAYS


def _compact(value: Json) -> str:
    return json.dumps(value, separators=(",", ":"))


def _parsed(value: Value) -> Json:
    return cast("Json", json.loads(cast("str", value)))


ID = Kind(_id, _as_it_is)
NAME = Kind(_name, _as_it_is)
TEXT = Kind(_text, text_from_column)
MOMENT = Kind(_moment, _moment_written)
SECONDS = _number(0, 1e9)
SHARE = _number(0, 1)
STABILITY = _number(0, _MOST_DAYS, is_open=True)
DIFFICULTY = _number(1, 10)
COUNT = _whole(0)
GRADE = _whole(1, 4)
SURENESS = _whole(1, 3)
VERDICT = Kind(_verdict, _parsed)
TEXTS = Kind(_texts, _parsed)
CONTENT = Kind(_content, _parsed)


def read_fields(fields: tuple[Field, ...], given: Mapping[str, Json]) -> tuple[Value, ...]:
    """Return the columns of a fact.

    Raises:
        ValueError: A field is missing, or is not what it should be; what to be read after its name.
    """
    return tuple(_read_field(field, given) for field in fields)


def _read_field(field: Field, given: Mapping[str, Json]) -> Value:
    if field.name not in given:
        if field.default is REQUIRED:
            raise ValueError(f"“{field.name}” is missing")
        return cast("Value", field.default)
    try:
        return field.kind.read(given[field.name])
    except ValueError as fault:
        raise ValueError(f"“{field.name}” is to be {fault}") from None
