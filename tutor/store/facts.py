"""The facts of the log as lines of JSON, for other machines. What was once written stays readable.

The first line names the format and its version. Every other line is one fact, in any order; its
field "fact" says of which kind. Lines of several files may stand in one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, cast

from tutor.errors import ReadError
from tutor.scheduling.marks import MarkKind
from tutor.scheduling.preset import preset_from_json
from tutor.scheduling.review import Mode
from tutor.store import fields
from tutor.store.codec import Row, Value
from tutor.store.fields import Field, Json, read_fields

FORMAT = "tutor log"
VERSION = 1
LONGEST_LINE = 1 << 24
"""Bytes; what is longer is no fact."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of facts.

    Attributes:
        name: In JSON; of the table, too.
        fields: All of its columns.
        key: How many of the first columns name a fact.
    """

    name: str
    fields: tuple[Field, ...]
    key: int = 1

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns."""
        return tuple(field.name for field in self.fields)


_SORTS = (
    Sort(
        "card",
        (
            Field("id", fields.NAME),
            Field("fingerprint", fields.NAME),
            Field("question", fields.TEXT),
            Field("answer", fields.TEXT),
            Field("deck", fields.TEXT),
            Field("block_id", fields.NAME),
            Field("first_seen", fields.MOMENT),
            Field("last_seen", fields.MOMENT),
        ),
    ),
    Sort("preset", (Field("id", fields.NAME), Field("content", fields.CONTENT))),
    Sort(
        "review",
        (
            Field("id", fields.ID),
            Field("card_id", fields.NAME),
            Field("at", fields.MOMENT),
            Field("answer", fields.TEXT),
            Field("seconds", fields.SECONDS),
            Field("verdict", fields.VERDICT),
            Field("grader", fields.NAME),
            Field("proposed", fields.optional(fields.GRADE)),
            Field("grade", fields.GRADE),
            Field("sitting", fields.NAME),
            Field("preset", fields.NAME, ""),
            Field("spread", fields.optional(fields.SHARE), None),
            Field("mode", fields.one_of(*Mode), Mode.TYPED.value),
            Field("hints", fields.COUNT, 0),
            Field("tries", fields.TEXTS, "[]"),
            Field("sureness", fields.optional(fields.SURENESS), None),
        ),
    ),
    Sort("retraction", (Field("review_id", fields.ID), Field("at", fields.MOMENT))),
    Sort(
        "opinion",
        (
            Field("review_id", fields.ID),
            Field("at", fields.MOMENT),
            Field("verdict", fields.VERDICT),
            Field("grader", fields.NAME),
            Field("proposed", fields.optional(fields.GRADE)),
        ),
    ),
    Sort(
        "regrade",
        (
            Field("review_id", fields.ID),
            Field("at", fields.MOMENT),
            Field("grade", fields.GRADE),
            Field("grader", fields.NAME, ""),
        ),
        key=2,
    ),
    Sort(
        "mark",
        (
            Field("id", fields.ID),
            Field("card_id", fields.NAME),
            Field("at", fields.MOMENT),
            Field("kind", fields.one_of(*MarkKind)),
            Field("text", fields.TEXT, ""),
            Field("until", fields.optional(fields.MOMENT), None),
        ),
    ),
    Sort(
        "recount",
        (
            Field("card_id", fields.NAME),
            Field("at", fields.MOMENT),
            Field("preset", fields.NAME),
        ),
        key=2,
    ),
    Sort(
        "seed",
        (
            Field("id", fields.ID),
            Field("card_id", fields.NAME),
            Field("at", fields.MOMENT),
            Field("due", fields.MOMENT),
            Field("stability", fields.STABILITY),
            Field("difficulty", fields.DIFFICULTY),
            Field("source", fields.NAME),
        ),
    ),
)
SORTS: Mapping[str, Sort] = {sort.name: sort for sort in _SORTS}
"""Every sort by its name, in the order in which a file has them: presets before what names them."""


class Fact(NamedTuple):
    """One fact.

    Attributes:
        sort: The name of its sort.
        row: The columns of that sort.
    """

    sort: str
    row: Row

    @property
    def key(self) -> Row:
        """The columns that name it."""
        return self.row[: SORTS[self.sort].key]

    def column(self, name: str) -> Value:
        """Return one of its columns."""
        return dict(zip(SORTS[self.sort].names, self.row, strict=True))[name]

    @property
    def preset(self) -> str:
        """The preset that it names; "" for the shipped one, or none."""
        return str(self.column("preset")) if self.sort in ("review", "recount") else ""

    def to_json(self) -> str:
        """Return it as one line of JSON; ASCII."""
        return json.dumps({"fact": self.sort, **self._written()})

    def canonical(self) -> str:
        """Return one text for equal facts, by which two of one name are put in order."""
        return json.dumps(self._written(), sort_keys=True)

    def _written(self) -> dict[str, Json]:
        fields = SORTS[self.sort].fields
        return {
            field.name: field.kind.write(value)
            for field, value in zip(fields, self.row, strict=True)
        }


class Line(NamedTuple):
    """A line of a file.

    Attributes:
        place: "file:line".
        said: The fact that stands there, or what is wrong with it.
    """

    place: str
    said: Fact | str


def header(program: str) -> str:
    """Return the first line of a file that `program` writes."""
    return json.dumps({"format": FORMAT, "version": VERSION, "by": program})


def read_facts(lines: Iterable[bytes], name: str, first: int = 1) -> Iterator[Line]:
    """Yield what stands in the lines of a file, but for its headers and what is empty.

    Args:
        lines: Of the file called `name`.
        name: For messages.
        first: The number of the first line; where that is 1, it is the header.

    Raises:
        ReadError: It is no log, or one of a newer version.
    """
    number = first - 1
    for number, line in enumerate(lines, start=first):
        place = f"{name}:{number}"
        try:
            given = _parsed(line)
        except ValueError as fault:
            if number == 1:
                raise _no_log(name) from None
            yield Line(place, str(fault))
            continue
        if given is None:
            continue
        if "format" in given:
            _check_header(given, name)
        elif number == 1:
            raise _no_log(name)
        else:
            yield Line(place, _fact(given))
    if number == 0:
        raise _no_log(name)


def _parsed(line: bytes) -> dict[str, Json] | None:
    """Return the object on a line; None on an empty one.

    Raises:
        ValueError: There is none.
    """
    if len(line) >= LONGEST_LINE:
        raise ValueError("is too long for a fact")
    try:
        text = line.decode("utf-8-sig").strip()
        given = json.loads(text, parse_constant=_no_number) if text else None
    except (ValueError, RecursionError):
        raise ValueError("is not JSON, or is cut short") from None
    if given is not None and not isinstance(given, dict):
        raise ValueError("is no JSON object")
    return cast("dict[str, Json] | None", given)


def _no_number(_: str) -> Json:
    raise ValueError("NaN and Infinity are no JSON")


def _check_header(given: Mapping[str, Json], name: str) -> None:
    if given["format"] != FORMAT:
        raise _no_log(name)
    version = given.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise ReadError(
            f"{name}: this log is of version {version}, and this tutor knows up to {VERSION}",
            "Nothing was merged. Install the tutor that wrote it.",
        )


def _no_log(name: str) -> ReadError:
    return ReadError(
        f"{name}: this is no log of the tutor",
        "Nothing was merged. Make one with `tutor log export` on the other machine.",
    )


def _fact(given: Mapping[str, Json]) -> Fact | str:
    """Return the fact, or what is wrong with it."""
    named = given.get("fact")
    sort = SORTS.get(named) if isinstance(named, str) else None
    if sort is None:
        return f"“fact” is to be one of {', '.join(SORTS)}"
    try:
        fact = Fact(sort.name, read_fields(sort.fields, given))
    except ValueError as fault:
        return f"{sort.name}: {fault}"
    if sort.name == "preset" and preset_from_json(str(fact.row[1])).id != fact.row[0]:
        return "preset: “id” is to be the digest of its content"
    return fact
