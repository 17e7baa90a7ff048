"""Summaries and comparisons as JSON's own values, and summaries back. Pure.

The record of a summary, version `SCHEMA`; a METRIC is {"value": x, "interval": [low, high]}, the
interval absent where there is none; floats have nine digits that count:

    {"schema": 1, "suite": name, "digest": …, "grader": name, "label_map": …,
     "responses": n, "judged": n, "unjudged": n, "errors": n,
     "duplicates": n, "contradicting": n,
     "level": {name: METRIC}, "official": {…}, "score": {…}, "points": {…}, "confidence": {…},
     "consequence": {…}, "cost": {…},
     "confusion": {"levels": [worst first], "counts": [[a row per label, a column per call]]},
     "official_confusion": {"labels": [as they are shown], "counts": as above},
     "reliability": [{"confidence": x, "accuracy": y, "count": n}],
     "risk_coverage": [{"coverage": x, "risk": y}],
     "cases": {case: VIEW}, "lengths": [{"words": [fewest, most], **VIEW}],
     "bands": {level of the label: VIEW}}

"official" and "official_confusion" only where a set's own labels are measured beside the levels,
with VIEW {"responses": n, "judged": n, "passed": METRIC, "accuracy": METRIC}.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from tutor.errors import ReadError
from tutor.estimate import Estimate
from tutor.evaluation.confidence import Bin, Risk
from tutor.evaluation.figures import Json
from tutor.evaluation.metrics import SECTIONS, Comparison, Summary
from tutor.evaluation.views import Lengths, View
from tutor.grading.verdict import Level

SCHEMA = 1
"""Raised when a field of a record changes its meaning or goes away; any other is refused."""

Record: TypeAlias = Mapping[str, Any]

_HINT = "Make it again with this version of tutor."

_Value = TypeVar("_Value")


def as_record(summary: Summary) -> dict[str, Json]:
    """Return a summary as JSON's own values; the module says what stands where."""
    record: dict[str, Json] = {
        "schema": SCHEMA,
        "suite": summary.suite,
        "digest": summary.digest,
        "grader": summary.grader,
        "label_map": summary.label_map,
        "responses": summary.responses,
        "judged": summary.judged,
        "unjudged": summary.unjudged,
        "errors": summary.errors,
        "duplicates": summary.duplicates,
        "contradicting": summary.contradicting,
    }
    sections = [one for one in SECTIONS if one != "official" or summary.official_labels]
    record |= {section: _section(summary.metrics, section) for section in sections}
    if summary.official_labels:
        record["official_confusion"] = {
            "labels": list(summary.official_labels),
            "counts": [list(row) for row in summary.official_confusion],
        }
    record |= {
        "confusion": {
            "levels": [level.value for level in summary.levels],
            "counts": [list(row) for row in summary.confusion],
        },
        "reliability": [
            {
                "confidence": _short(each.confidence),
                "accuracy": _short(each.accuracy),
                "count": each.count,
            }
            for each in summary.reliability
        ],
        "risk_coverage": [
            {"coverage": _short(each.coverage), "risk": _short(each.risk)}
            for each in summary.risk_coverage
        ],
        "cases": {case: _view_record(view) for case, view in summary.cases.items()},
        "lengths": [
            {"words": [each.fewest, each.most], **_view_record(each.view)}
            for each in summary.lengths
        ],
        "bands": {level.value: _view_record(view) for level, view in summary.bands.items()},
    }
    return record


def comparison_record(comparison: Comparison) -> dict[str, Json]:
    """Return a comparison as JSON's own values.

    {"schema": 1, "suite": …, "digest": …, "first": grader, "second": grader, "responses": n,
    "left_out": n, "family": n, "metrics": {name: {"first": x, "second": y, "difference": x - y,
    "interval": [low, high], "p": p, "p_holm": p}}}, the interval absent where there is none.
    """
    return {
        "schema": SCHEMA,
        "suite": comparison.suite,
        "digest": comparison.digest,
        "first": comparison.first,
        "second": comparison.second,
        "responses": comparison.responses,
        "left_out": comparison.left_out,
        "family": comparison.family,
        "metrics": {
            name: {
                "first": _short(each.first),
                "second": _short(each.second),
                "difference": _short(each.value),
                **_interval_record(each.interval),
                "p": _short(each.p),
                "p_holm": _short(comparison.adjusted[name]),
            }
            for name, each in comparison.differences.items()
        },
    }


def read_summary(record: Record, source: str = "summary") -> Summary:
    """Read a summary from its record.

    Args:
        record: As `as_record` returns it.
        source: Where it stands, for the message.

    Raises:
        ReadError: It is of another schema, or lacks what every summary has.
    """
    return read(_summary, record, "summary", source)


def read(
    make: Callable[[Record], _Value],
    record: Record,
    what: str,
    source: str,
    schema: int = SCHEMA,
) -> _Value:
    """Return the value of a record.

    Args:
        make: Makes it, and raises what the look-up in a wrong record raises.
        record: The record.
        what: What it should be, for the message.
        source: Where it stands, for the message.
        schema: The one that it must have.

    Raises:
        ReadError: It is of another schema, or none of what it should be.
    """
    try:
        if record["schema"] != schema:
            raise ValueError(f"its schema is {record['schema']}, not {schema}")
        return make(record)
    except KeyError as fault:
        raise ReadError(f"{source}: a {what} without {fault.args[0]}", _HINT) from fault
    except (AttributeError, TypeError, ValueError) as fault:
        raise ReadError(f"{source}: not a {what}: {fault}", _HINT) from fault


def interval_of(record: Record) -> tuple[float, float] | None:
    """Return the interval of a metric's record, None where it has none; raises a ValueError."""
    if "interval" not in record:
        return None
    low, high = record["interval"]
    return finite(low), finite(high)


def finite(value: object) -> float:
    """Return a finite number, or raise a ValueError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a finite number")
    return float(value)


def _summary(record: Record) -> Summary:
    found = record.get("confusion", {"levels": [], "counts": []})
    levels = tuple(map(Level, found["levels"]))
    own = record.get("official_confusion", {"labels": [], "counts": []})
    labels = tuple(map(str, own["labels"]))
    return Summary(
        suite=str(record["suite"]),
        digest=str(record["digest"]),
        grader=str(record["grader"]),
        label_map=str(record["label_map"]),
        responses=int(record["responses"]),
        judged=int(record["judged"]),
        unjudged=int(record["unjudged"]),
        errors=int(record["errors"]),
        duplicates=int(record.get("duplicates", 0)),
        contradicting=int(record.get("contradicting", 0)),
        metrics={
            f"{section}.{name}": _estimate(metric)
            for section in SECTIONS
            for name, metric in record.get(section, {}).items()
        },
        levels=levels,
        confusion=_counts(found, len(levels)),
        reliability=tuple(
            Bin(finite(one["confidence"]), finite(one["accuracy"]), int(one["count"]))
            for one in record.get("reliability", ())
        ),
        risk_coverage=tuple(
            Risk(finite(one["coverage"]), finite(one["risk"]))
            for one in record.get("risk_coverage", ())
        ),
        cases={str(case): _view(one) for case, one in record.get("cases", {}).items()},
        lengths=tuple(_lengths(one) for one in record.get("lengths", ())),
        bands={Level(level): _view(one) for level, one in record.get("bands", {}).items()},
        official_labels=labels,
        official_confusion=_counts(own, len(labels)),
    )


def _counts(confusion: Record, size: int) -> tuple[tuple[int, ...], ...]:
    counts = tuple(tuple(map(int, row)) for row in confusion["counts"])
    if [len(row) for row in counts] != [size] * size:
        raise ValueError("the confusion matrix is not as wide and high as it has labels")
    return counts


def _lengths(record: Record) -> Lengths:
    fewest, most = map(int, record["words"])
    return Lengths(fewest, most, _view(record))


def _view(record: Record) -> View:
    passed, accuracy = record.get("passed"), record.get("accuracy")
    return View(
        int(record["responses"]),
        int(record["judged"]),
        _estimate(passed) if passed else None,
        _estimate(accuracy) if accuracy else None,
    )


def _estimate(record: Record) -> Estimate:
    return Estimate(finite(record["value"]), interval_of(record))


def _section(metrics: Mapping[str, Estimate], section: str) -> Json:
    start = f"{section}."
    return {
        name.removeprefix(start): _estimate_record(estimate)
        for name, estimate in metrics.items()
        if name.startswith(start)
    }


def _view_record(view: View) -> dict[str, Json]:
    record: dict[str, Json] = {"responses": view.responses, "judged": view.judged}
    if view.passed:
        record["passed"] = _estimate_record(view.passed)
    if view.accuracy:
        record["accuracy"] = _estimate_record(view.accuracy)
    return record


def _estimate_record(estimate: Estimate) -> Json:
    return {"value": _short(estimate.value), **_interval_record(estimate.interval)}


def _interval_record(interval: tuple[float, float] | None) -> dict[str, Json]:
    return {"interval": [_short(end) for end in interval]} if interval else {}


def _short(value: float) -> float:
    """Return nine digits that count: sums differ in the last ones from machine to machine."""
    return float(f"{value:.9g}")
