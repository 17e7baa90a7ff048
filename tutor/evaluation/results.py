"""What a grader made of a suite: one line of JSON a response, after one line about the run.

The file is written as the run goes on, so that what was judged is not lost when it is interrupted:

    {"schema": 1, "suite": …, "digest": …, "label_map": …, "grader": …, "tutor": …, "machine": {…},
     "settings": {…}, "duplicates": n, "contradicting": n}
    {"id": …, "kind": "verdict", "level": …, "score": …, "confidence": …, "points": […],
     "decided_by": …, "doubt": …, "reason": …, "seconds": …, "tokens": …, "dollars": …}
    {"id": …, "kind": "unjudged", "reason": …, "seconds": …, "tokens": …, "dollars": …}
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self, TypeVar

from tutor.errors import ReadError, UsageError
from tutor.evaluation.journal import Journal, lines
from tutor.evaluation.packed import packed
from tutor.grading.verdict import Level, Status
from tutor.text import one_line

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; readers refuse any other."""


class Kind(StrEnum):
    """What came of asking a grader."""

    VERDICT = "verdict"
    UNJUDGED = "unjudged"  # the grader could not say; neither right nor wrong
    ERROR = "error"  # it crashed or took too long; neither right nor wrong, and counted apart


@dataclass(frozen=True, slots=True)
class Cost:
    """What a judgement took.

    Attributes:
        seconds: Of wall clock, ≥ 0.
        tokens: Of a language model, in and out; 0 for other graders.
        dollars: What they cost by the configured prices, None where that is not known; 0.0 for
            other graders.
    """

    seconds: float
    tokens: int = 0
    dollars: float | None = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a grader made of one response.

    Attributes:
        id: Of the response.
        kind: Whether there is a verdict; all below but `reason` and `cost` hold only then.
        level: The level given.
        score: In [0, 1].
        confidence: That the level is right, in [0, 1].
        points: What became of each key point.
        decided_by: The stage that decided.
        doubt: Why the level should not stand unasked; "" where it may.
        reason: Of the verdict, or why there is none.
        cost: What it took.
    """

    id: str
    kind: Kind
    level: Level = Level.INCORRECT
    score: float = 0.0
    confidence: float = 0.0
    points: tuple[Status, ...] = ()
    decided_by: str = ""
    doubt: str = ""
    reason: str = ""
    cost: Cost = Cost(0.0)


@dataclass(frozen=True, slots=True)
class Run:
    """One grader over one suite.

    Attributes:
        suite: The suite's name.
        digest: The suite's version, `Suite.digest`.
        label_map: How its labels were made.
        grader: The grader's name and version.
        results: One per response, in the suite's order. Many of them are `packed`.
        machine: Where it ran: `tutor.evaluation.machine.describe_machine`.
        settings: What narrowed the run (cases, limit, shard, split), and how it was made: the
            protocol with its seed, what baselines were fitted on, full marks of another scale.
        tutor: The program's version: `tutor.evaluation.cache.program_version`.
        duplicates: Responses that were left out of the suite, `Suite.duplicates`.
        contradicting: How many of these had another level than the one that was kept.
    """

    suite: str
    digest: str
    label_map: str
    grader: str
    results: Sequence[Result]
    machine: Mapping[str, str]
    settings: Mapping[str, str]
    tutor: str = ""
    duplicates: int = 0
    contradicting: int = 0


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a run file: whose judgements of what follow. The fields are `Run`'s."""

    suite: str
    digest: str
    label_map: str
    grader: str
    tutor: str
    machine: Mapping[str, str]
    settings: Mapping[str, str]
    duplicates: int = 0
    contradicting: int = 0

    def difference(self, other: Header) -> str:
        """Return in words what keeps the results of two runs from standing together, or "".

        They may come from different machines, and the suite may have been moved.
        """
        for name in ("digest", "label_map", "grader", "tutor", "settings"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                return f"its {name} is {_shown(mine)}, not {_shown(theirs)}"
        return ""


def header_of(run: Run) -> Header:
    """Return what a run says of itself before its results."""
    return Header(
        suite=run.suite,
        digest=run.digest,
        label_map=run.label_map,
        grader=run.grader,
        tutor=run.tutor,
        machine=run.machine,
        settings=run.settings,
        duplicates=run.duplicates,
        contradicting=run.contradicting,
    )


def run_of(header: Header, results: Sequence[Result]) -> Run:
    """Put a run together."""
    return Run(
        suite=header.suite,
        digest=header.digest,
        label_map=header.label_map,
        grader=header.grader,
        results=results,
        machine=header.machine,
        settings=header.settings,
        tutor=header.tutor,
        duplicates=header.duplicates,
        contradicting=header.contradicting,
    )


class RunWriter:
    """A run file that is being written, or gone on with: a context manager.

    Args:
        path: The file; made where there is none.
        header: What the run is of.

    Raises:
        UsageError: The file cannot be written, is written by another run, or holds one of
            something else.
        ReadError: It is no run file.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self._path = path
        self._journal = Journal(path, alone=True)
        try:
            self._resume(header)
        except BaseException:
            self.__exit__()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._journal.__exit__()

    def standing(self) -> Iterator[Result]:
        """Yield the results that an earlier run left in the file, in its order."""
        return read_results(self._path)

    def write(self, result: Result) -> None:
        """Add a result.

        Raises:
            OutputError: The disk is full, or fails; what was written before stands.
        """
        self._journal.append(json.dumps(result_record(result), allow_nan=False))

    def _resume(self, header: Header) -> None:
        """Begin the file, or go on behind its last whole line; touch nothing that is not ours."""
        if next(lines(self._path), None) is None:
            _refuse_foreign(self._path)
            self._journal.mend()
            self._journal.append(json.dumps(header_record(header)))
        elif difference := read_header(self._path).difference(header):
            raise UsageError(
                f"{self._path}: the file holds another run: {difference}",
                "Name another file, or delete this one to start anew; what is cached is not judged"
                " again.",
            )
        else:
            self._journal.mend()


def write_run(run: Run, path: Path) -> None:
    """Write a run to a file that holds none.

    Raises:
        UsageError: The file cannot be written, or is there already.
        OutputError: The disk is full, or fails.
    """
    refuse_standing(path)
    with RunWriter(path, header_of(run)) as writer:
        for result in run.results:
            writer.write(result)


def refuse_standing(path: Path) -> None:
    """Refuse to write over a file.

    Raises:
        UsageError: It is there already, and not empty.
    """
    if path.exists() and path.stat().st_size:
        raise UsageError(f"{path}: there is such a file already", "Name another, or delete it.")


def read_run(path: Path) -> Run:
    """Read a run file; a last line that was cut short counts as not there.

    Raises:
        ReadError: It is no run file, of another schema, or a line of it makes no sense.
        UsageError: It cannot be opened.
    """
    return run_of(read_header(path), packed(read_results(path)))


def read_header(path: Path) -> Header:
    """Read what a run file says of itself; errors are as of `read_run`."""
    _, line = next(lines(path), (0, b""))
    try:
        return header_from(json.loads(line))
    except (ValueError, RecursionError) as fault:
        raise ReadError(
            f"{path}:1: this is not the first line of a run file ({fault})",
            "Name a file that `tutor eval` wrote with this version.",
        ) from fault


def read_results(path: Path) -> Iterator[Result]:
    """Yield the results of a run file one by one; errors are as of `read_run`."""
    for number, (start, line) in enumerate(lines(path), start=1):
        if not start:
            continue
        try:
            yield result_from(json.loads(line))
        except (ValueError, RecursionError) as fault:
            raise ReadError(
                f"{path}:{number}: this is not a result ({fault})",
                "Delete the line to have its response judged again, with all that follow it.",
            ) from fault


def header_record(header: Header) -> dict[str, object]:
    """Return a header as JSON's own values."""
    return {
        "schema": SCHEMA,
        "suite": header.suite,
        "digest": header.digest,
        "label_map": header.label_map,
        "grader": header.grader,
        "tutor": header.tutor,
        "machine": dict(header.machine),
        "settings": dict(header.settings),
        "duplicates": header.duplicates,
        "contradicting": header.contradicting,
    }


def header_from(record: object) -> Header:
    """Turn JSON's values into a header.

    Raises:
        ValueError: A field is missing or makes no sense, or the schema is another.
    """
    fields = _object(record)
    if (schema := fields.get("schema")) != SCHEMA:
        raise ValueError(f"its schema is {_shown(schema)}, not {SCHEMA}")
    return Header(
        suite=_text(fields, "suite"),
        digest=_text(fields, "digest"),
        label_map=_text(fields, "label_map"),
        grader=_text(fields, "grader"),
        tutor=_text(fields, "tutor"),
        machine=_texts(fields, "machine"),
        settings=_texts(fields, "settings"),
        duplicates=_count(fields, "duplicates"),
        contradicting=_count(fields, "contradicting"),
    )


def result_record(result: Result) -> dict[str, object]:
    """Return a result as JSON's own values; what only a verdict has is left out of others."""
    verdict = {
        "level": result.level.value,
        "score": result.score,
        "confidence": result.confidence,
        "points": [status.value for status in result.points],
        "decided_by": result.decided_by,
        "doubt": result.doubt,
    }
    return {
        "id": result.id,
        "kind": result.kind.value,
        **(verdict if result.kind is Kind.VERDICT else {}),
        "reason": result.reason,
        "seconds": result.cost.seconds,
        "tokens": result.cost.tokens,
        "dollars": result.cost.dollars,
    }


def result_from(record: object) -> Result:
    """Turn JSON's values into a result.

    Raises:
        ValueError: A field is missing or makes no sense.
    """
    fields = _object(record)
    cost = Cost(
        seconds=_number(fields, "seconds"),
        tokens=_field(fields, "tokens", int),
        dollars=None if _is_null(fields, "dollars") else _number(fields, "dollars"),
    )
    name, kind = _text(fields, "id"), Kind(_text(fields, "kind"))
    reason = _repeated(fields, "reason")
    if kind is not Kind.VERDICT:
        return Result(name, kind, reason=reason, cost=cost)
    return Result(
        id=name,
        kind=kind,
        level=Level(_text(fields, "level")),
        score=_number(fields, "score", most=1.0),
        confidence=_number(fields, "confidence", most=1.0),
        points=tuple(map(Status, _field(fields, "points", list))),
        decided_by=_repeated(fields, "decided_by"),
        doubt=_repeated(fields, "doubt"),
        reason=reason,
        cost=cost,
    )


_BEGINNING = b'{"schema": '

_Field = TypeVar("_Field")


def _refuse_foreign(path: Path) -> None:
    """Raise a ReadError where a file without a whole line is not a header that was cut short."""
    with path.open("rb") as file:
        found = file.read(len(_BEGINNING))
    if found != _BEGINNING[: len(found)]:
        raise ReadError(
            f"{path}:1: this is no run file", "Name a file that is new, or that `tutor eval` wrote."
        )


def _object(record: object) -> Mapping[str, object]:
    if not isinstance(record, dict):
        raise ValueError("it is no JSON object")
    return record


def _field(fields: Mapping[str, object], name: str, kind: type[_Field]) -> _Field:
    value = fields.get(name)
    if not isinstance(value, kind):
        raise ValueError(f"its {name} is {_shown(value)}")
    return value


def _text(fields: Mapping[str, object], name: str) -> str:
    return _field(fields, name, str)


def _number(fields: Mapping[str, object], name: str, most: float = sys.float_info.max) -> float:
    value = fields.get(name)
    if not isinstance(value, int | float) or not 0 <= value <= most:  # NaN is not, either
        raise ValueError(f"its {name} is {_shown(value)}")
    return float(value)


def _count(fields: Mapping[str, object], name: str) -> int:
    """Return a count that older run files do not state."""
    return _field({name: 0} | dict(fields), name, int)


def _is_null(fields: Mapping[str, object], name: str) -> bool:
    return name in fields and fields[name] is None


def _repeated(fields: Mapping[str, object], name: str) -> str:
    """Return a text that many results have in common, and keep it once."""
    return sys.intern(_text(fields, name))


def _texts(fields: Mapping[str, object], name: str) -> dict[str, str]:
    found = _field(fields, name, dict)
    return {str(key): str(value) for key, value in found.items()}


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in value.items()) or "nothing"
    return "missing" if value is None else f"“{one_line(str(value), 80)}”"
