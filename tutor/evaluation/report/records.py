"""A report as JSON's own values, and what such a report holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tutor.errors import ReadError
from tutor.evaluation.metric_records import (
    SCHEMA,
    Record,
    as_record,
    finite,
    interval_of,
    read,
    read_summary,
)
from tutor.evaluation.metrics import Summary
from tutor.evaluation.report.contents import Change, Comparison, Report

_HINT = "Make it again with this version of tutor."


def read_entries(text: str, source: str) -> tuple[Summary, ...]:
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
        read_summary(record, f"{source}, summary {at}")
        for at, record in enumerate(document["summaries"], start=1)
    )


def as_json(report: Report) -> dict[str, Any]:
    """Return the report as JSON's own values: `schema`, `tutor`, `machine`, summaries, comparisons.

    `read_entries` reads the summaries back.
    """
    return {
        "schema": SCHEMA,
        "tutor": report.tutor,
        "machine": dict(report.machine),
        "summaries": [as_record(entry) for entry in report.entries],
        "comparisons": [one.record for one in report.comparisons],
    }


def read_comparison(record: Record, source: str = "comparison") -> Comparison:
    """Read a comparison record; its first grader is compared, its second is the baseline.

    Args:
        record: As `tutor.evaluation.metric_records.comparison_record` returns it.
        source: Where it stands, for the message.

    Raises:
        ReadError: It is of another schema, or lacks what every comparison has.
    """
    return read(_comparison, record, "comparison", source)


def compared(entries: Sequence[Summary], baseline: Sequence[Summary]) -> tuple[Comparison, ...]:
    """Return each entry beside its baseline, from summaries alone: without intervals.

    An entry's baseline is that of the same suite and grader, else the only one of the suite, as
    when a grader's name has got another version; without either there is nothing to compare.
    """
    return tuple(
        _comparison(_beside(entry, former))
        for entry in entries
        if (former := _baseline(entry, baseline))
    )


def _baseline(entry: Summary, baseline: Sequence[Summary]) -> Summary | None:
    of_suite = [former for former in baseline if former.suite == entry.suite]
    same = [former for former in of_suite if former.grader == entry.grader]
    chosen = same or of_suite
    return chosen[0] if len(chosen) == 1 else None


def _beside(entry: Summary, former: Summary) -> Record:
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
        before=finite(record["second"]),
        after=finite(record["first"]),
        interval=interval_of(record),
        p=finite(record["p_holm"]) if "p_holm" in record else None,
    )


def _basis(record: Record) -> str:
    """Return what two graders were compared on, in a sentence."""
    if record.get("second_digest", record["digest"]) != record["digest"]:
        return "The suite has changed since the baseline: its figures are not comparable."
    if "responses" not in record:
        return ""
    told = [f"Compared on the {int(record['responses']):,} responses that both judged"]
    if left_out := int(record.get("left_out", 0)):
        told.append(f"{left_out:,} that only one of them judged are left out")
    if family := int(record.get("family", 0)):
        told.append(f"p values are adjusted for {family} differences together (Holm 1979)")
    return f"{'; '.join(told)}."
