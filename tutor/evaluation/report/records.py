"""What a report is made of, from JSON's own values, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from tutor.errors import ReadError
from tutor.evaluation.report.contents import (
    GROUPS,
    Bin,
    Change,
    Comparison,
    Confusion,
    Entry,
    Measure,
    Part,
    Record,
    Report,
)

SCHEMA = 1
"""Of the summaries that are read and of the report that is written; any other is refused."""

_HINT = "Make it again with this version of tutor."

_Value = TypeVar("_Value")


def read_entry(record: Record, source: str = "summary") -> Entry:
    """Read a summary record.

    Args:
        record: As `tutor.evaluation.metrics.as_record` returns it.
        source: Where it stands, for the message.

    Raises:
        ReadError: It is of another schema, or lacks what every summary has.
    """
    return _read(_entry, record, "summary", source)


def read_entries(text: str, source: str) -> tuple[Entry, ...]:
    """Read the summaries of a report that `as_json` made.

    Args:
        text: The report.
        source: The file it stands in, for the message.

    Raises:
        ReadError: It is no such report.
    """
    try:
        document = json.loads(text)
    except ValueError as fault:
        raise ReadError(f"{source}: not JSON: {fault}", _HINT) from fault
    if not isinstance(document, dict) or not isinstance(document.get("summaries"), list):
        raise ReadError(f"{source}: not a report of an evaluation", _HINT)
    return tuple(
        read_entry(record, f"{source}, summary {at}")
        for at, record in enumerate(document["summaries"], start=1)
    )


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON's own values: `schema`, `tutor`, `machine`, summaries, comparisons.

    The summaries stand there as they were read; `read_entries` reads them back.
    """
    return {
        "schema": SCHEMA,
        "tutor": report.tutor,
        "machine": dict(report.machine),
        "summaries": [entry.record for entry in report.entries],
        "comparisons": [one.record for one in report.comparisons],
    }


def read_comparison(record: Record, source: str = "comparison") -> Comparison:
    """Read a comparison record; its first grader is compared, its second is the baseline.

    Args:
        record: As `tutor.evaluation.metrics.comparison_record` returns it.
        source: Where it stands, for the message.

    Raises:
        ReadError: It is of another schema, or lacks what every comparison has.
    """
    return _read(_comparison, record, "comparison", source)


def compared(entries: Sequence[Entry], baseline: Sequence[Entry]) -> tuple[Comparison, ...]:
    """Return each entry beside its baseline, from summaries alone: without intervals.

    An entry's baseline is that of the same suite and grader, else the only one of the suite, as
    when a grader's name has got another version; without either there is nothing to compare.
    """
    return tuple(
        _comparison(_beside(entry, former))
        for entry in entries
        if (former := _baseline(entry, baseline))
    )


def _baseline(entry: Entry, baseline: Sequence[Entry]) -> Entry | None:
    of_suite = [former for former in baseline if former.suite == entry.suite]
    same = [former for former in of_suite if former.grader == entry.grader]
    chosen = same or of_suite
    return chosen[0] if len(chosen) == 1 else None


def _beside(entry: Entry, former: Entry) -> Record:
    """Return the record of a comparison of two summaries."""
    metrics = {
        name: {"first": now.value, "second": then.value, "difference": now.value - then.value}
        for name, now in entry.metrics.items()
        if (then := former.metrics.get(name))
    }
    return {
        "schema": SCHEMA,
        "suite": entry.suite,
        "digest": entry.digest,
        "second_digest": former.digest,
        "first": entry.grader,
        "second": former.grader,
        "metrics": metrics,
    }


def _read(make: Callable[[Record], _Value], record: Record, what: str, source: str) -> _Value:
    """Return the value of a record, or say where it is none."""
    try:
        if record["schema"] != SCHEMA:
            raise ValueError(f"its schema is {record['schema']}, not {SCHEMA}")
        return make(record)
    except KeyError as fault:
        raise ReadError(f"{source}: a {what} without {fault.args[0]}", _HINT) from fault
    except (AttributeError, TypeError, ValueError) as fault:
        raise ReadError(f"{source}: not a {what}: {fault}", _HINT) from fault


def _comparison(record: Record) -> Comparison:
    return Comparison(
        suite=str(record["suite"]),
        grader=str(record["first"]),
        baseline=str(record["second"]),
        changes=tuple(_change(name, each) for name, each in record["metrics"].items()),
        basis=_basis(record),
        record=record,
    )


def _change(name: str, record: Record) -> Change:
    return Change(
        metric=name,
        before=_finite(record["second"]),
        after=_finite(record["first"]),
        interval=_interval(record),
        p=_finite(record["p_holm"]) if "p_holm" in record else None,
    )


def _basis(record: Record) -> str:
    """Return what two graders were compared on, in a sentence."""
    if record.get("second_digest", record["digest"]) != record["digest"]:
        return "The suite has changed since the baseline: its figures are not comparable."
    if "responses" not in record:
        return ""
    left_out = int(record.get("left_out", 0))
    both = f"Compared on the {int(record['responses'])} responses that both judged"
    return (
        f"{both}; {left_out} that only one of them judged are left out." if left_out else f"{both}."
    )


def _entry(record: Record) -> Entry:
    return Entry(
        suite=str(record["suite"]),
        digest=str(record["digest"]),
        grader=str(record["grader"]),
        label_map=str(record["label_map"]),
        responses=int(record["responses"]),
        judged=int(record["judged"]),
        unjudged=int(record["unjudged"]),
        errors=int(record["errors"]),
        metrics={
            f"{group}.{name}": _measure(metric)
            for group in GROUPS
            for name, metric in record.get(group, {}).items()
        },
        confusion=_confusion(record["confusion"]) if record.get("confusion") else None,
        reliability=tuple(map(_bin, record.get("reliability", ()))),
        risk_coverage=tuple(
            (_finite(point["coverage"]), _finite(point["risk"]))
            for point in record.get("risk_coverage", ())
        ),
        cases=_parts(record.get("cases", {})),
        lengths=tuple(_part(_length(*part["words"]), part) for part in record.get("lengths", ())),
        bands=_parts(record.get("bands", {})),
        record=record,
    )


def _confusion(record: Record) -> Confusion:
    levels = tuple(map(str, record["levels"]))
    counts = tuple(tuple(map(int, row)) for row in record["counts"])
    if [len(row) for row in counts] != [len(levels)] * len(levels):
        raise ValueError("the confusion matrix is not as wide and high as it has levels")
    return Confusion(levels, counts)


def _bin(record: Record) -> Bin:
    return Bin(_finite(record["confidence"]), _finite(record["accuracy"]), int(record["count"]))


def _parts(records: Mapping[str, Record]) -> tuple[Part, ...]:
    return tuple(_part(str(name), record) for name, record in records.items())


def _part(name: str, record: Record) -> Part:
    passed, accuracy = record.get("passed"), record.get("accuracy")
    return Part(
        name,
        int(record["responses"]),
        _measure(passed) if passed else None,
        _measure(accuracy) if accuracy else None,
    )


def _length(least: float, most: float) -> str:
    return f"{least:g} words" if least == most else f"{least:g}–{most:g} words"


def _measure(record: Record) -> Measure:
    return Measure(_finite(record["value"]), _interval(record))


def _interval(record: Record) -> tuple[float, float] | None:
    if "interval" not in record:
        return None
    low, high = record["interval"]
    return _finite(low), _finite(high)


def _finite(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a finite number")
    return float(value)
