"""`eval/gate.toml`: what is asked of graders before a change is let through.

    schema = 1

    [[suite]]
    path = "held_out/cells"            # a suite's folder, relative to this file; or a set with its
                                       # path, as "jsonl:answers/dev.jsonl"
    split = "test"                     # or "dev"
    grader = "offline"                 # as `tutor eval run --grader` takes it
    baseline = "baselines/cells.jsonl" # a blessed run; only where something asks for it

    [[suite.threshold]]
    metric = "level.accuracy"
    at_least = 0.7                     # or at_most; shares are in [0, 1]
    of = "low"                         # or "value", the default, or "high": ends of the interval
    case = "negated"                   # of these responses only, or of each of several cases, as
                                       # ["echo", "keywords"]; also band = "incorrect", the
                                       # label's level, and length = [1, 10], words

    [suite.no_worse]
    metrics = ["level.accuracy"]       # the headline metrics where there is none
    alpha = 0.05
    case_guard = 0.1                   # largest drop in a case's accuracy that is let through; a
                                       # small case may lose one response, too
    case_guard_responses = 2           # of cases with so many responses

Every suite is also asked for no error, and that no more responses are left unjudged than by the
baseline, or none where there is none; a threshold of "judged.share" takes the place of the latter.
Every fault is named by its line and table, all of them at once.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tutor.cards.card import Place, Problem
from tutor.errors import ReadError
from tutor.evaluation.datasets import SetName
from tutor.evaluation.gate_conditions import (
    ALPHA,
    CASE_RESPONSES,
    COMPARABLE,
    METRICS,
    Bound,
    Gated,
    NoWorse,
    Of,
    Part,
    Threshold,
    named,
)
from tutor.evaluation.held_out.records import quoted, read_bytes
from tutor.evaluation.metrics import HEADLINES
from tutor.evaluation.report.names import Unit
from tutor.evaluation.suite import Split
from tutor.grading.verdict import Level

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; any other is refused."""

LISTED = 20
"""Faults that one message names; where there are more, it says how many."""

_OF_FILE = ("schema", "suite")
_OF_SUITE = ("path", "split", "grader", "baseline", "threshold", "no_worse")
_OF_THRESHOLD = ("metric", "at_least", "at_most", "of", "case", "band", "length")
_OF_NO_WORSE = ("metrics", "alpha", "case_guard", "case_guard_responses")

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}")
_KEY = re.compile(r"\s*[\"']?(\w+)[\"']?\s*=")

_Member = TypeVar("_Member", bound=StrEnum)


def read_gate(path: Path, graders: Collection[str]) -> tuple[Gated, ...]:
    """Read the conditions of a gate.

    Args:
        path: The file, as the user named it.
        graders: The names that a grader may have.

    Raises:
        ReadError: It is missing, is no TOML, asks for nothing, or has an unknown field, metric,
            grader or value.
    """
    data = read_bytes(path, "Make one with `tutor eval init DECK --to DIR`, or name another.")
    try:
        text = data.decode("utf-8-sig")
        held = tomllib.loads(text)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise ReadError(f"{path}:{line}: this is not UTF-8", "Save it as UTF-8.") from fault
    except tomllib.TOMLDecodeError as fault:
        raise ReadError(f"{path}: this is no TOML: {fault}", "Mend the line.") from fault
    faults: list[Problem] = []
    top = _Table(held, "", _Places(str(path), text), faults, _OF_FILE)
    if held.get("schema") != SCHEMA:
        top.fault("schema", f"schema must be {SCHEMA}")
    gated = tuple(_gated(each, path.parent, graders) for each in top.tables("suite", _OF_SUITE))
    if not gated and not faults:
        top.fault("", "there is no [[suite]]: nothing is asked of anybody")
    if faults:
        raise _as_error(path, faults)
    return gated


class _Places:
    """Where the tables and keys of a TOML file stand, as far as lines tell: `tomllib` does not.

    A table goes by its name in messages: "suite 2", "suite 2, threshold 1", "suite 2, no_worse".
    """

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._lines: dict[tuple[str, str], int] = {}
        suite = part = 0
        table = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                if header[1] == "suite":
                    suite, part = suite + 1, 0
                    table = f"suite {suite}"
                elif header[1] == "suite.threshold":
                    part += 1
                    table = f"suite {suite}, threshold {part}"
                else:
                    table = f"suite {suite}, {header[1].removeprefix('suite.')}"
                self._lines[table, ""] = number
            elif key := _KEY.match(line):
                self._lines.setdefault((table, key[1]), number)

    def of(self, table: str, key: str = "") -> Place:
        """Return where a table sets a key, else where it begins."""
        line = self._lines.get((table, key)) or self._lines.get((table, ""), 1)
        return Place(self._path, line)


class _Table:
    """A table of the file, read field by field; what is wrong with one is noted, not raised."""

    def __init__(
        self,
        held: Mapping[str, object],
        name: str,
        places: _Places,
        faults: list[Problem],
        fields: Sequence[str],
    ) -> None:
        self._held, self._name, self._places, self._faults = held, name, places, faults
        for key in held:
            if key not in fields:
                self.fault(key, f"{quoted(key)} is no field; there may be: {', '.join(fields)}")

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self._places.of(self._name)

    def __contains__(self, key: str) -> bool:
        return key in self._held

    def fault(self, key: str, message: str) -> None:
        """Note what is wrong with a field, or with the whole table where `key` is ""."""
        told = f"{self._name}: {message}" if self._name else message
        self._faults.append(Problem(self._places.of(self._name, key), told))

    def text(self, key: str, default: str = "") -> str:
        """Return a string; one must be there where there is no default."""
        value = self._held.get(key, default)
        if not isinstance(value, str) or not value.strip():
            self.fault(key, f"{key} must be a string, and not empty")
            return default
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return one string or several, each of them once and none of them empty."""
        value = self._held.get(key)
        texts = value if isinstance(value, list) else [value]
        if not texts or not all(isinstance(one, str) and one.strip() for one in texts):
            self.fault(key, f"{key} must be a string or a list of them, and none empty")
            return ()
        if len(set(texts)) < len(texts):
            self.fault(key, f"{key} names one of them twice")
        return tuple(texts)

    def choice(self, key: str, kind: type[_Member], default: _Member) -> _Member:
        """Return the member of an enumeration that a field names."""
        text = self.text(key, default)
        if text not in set(kind):
            self.fault(key, f"{quoted(text)} is no {key}; write one of: {', '.join(kind)}")
            return default
        return kind(text)

    def number(self, key: str, default: float, least: float, most: float) -> float:
        """Return a number from `least` to `most`."""
        value = self._held.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(key, f"{key} must be a number")
            return default
        if not (math.isfinite(value) and least <= value <= most):
            self.fault(key, f"{key} must be from {least:g} to {most:g}, not {value:g}")
            return default
        return float(value)

    def count(self, key: str, default: int) -> int:
        """Return a whole number from 1."""
        value = self._held.get(key, default)
        if type(value) is not int or value < 1:
            self.fault(key, f"{key} must be a whole number from 1")
            return default
        return value

    def words(self, key: str) -> tuple[int, int] | None:
        """Return a range of words, or None where there is none."""
        value = self._held.get(key)
        if value is None:
            return None
        match value:
            case [int(fewest), int(most)] if 0 <= fewest <= most:
                return fewest, most
        self.fault(key, f"{key} must be the fewest and the most words, as [1, 10]")
        return None

    def metrics(self, key: str, default: Sequence[str]) -> tuple[str, ...]:
        """Return the metrics to compare by."""
        value = self._held.get(key, [*default])
        if not isinstance(value, list) or not value or len({*map(str, value)}) < len(value):
            self.fault(key, f"{key} must be a list of metrics, not empty, each of them once")
            return ()
        for metric in value:
            if metric not in COMPARABLE:
                kind = "has no worse" if metric in METRICS else "is no metric"
                known = ", ".join(COMPARABLE)
                self.fault(key, f"{quoted(str(metric))} {kind}; there are: {known}")
        return tuple(map(str, value))

    def tables(self, key: str, fields: Sequence[str]) -> Iterator[_Table]:
        """Yield the tables of an array of tables."""
        value = self._held.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, f"{key} must be tables, each begun by [[…{key}]]")
            return
        for number, one in enumerate(value, start=1):
            yield self._inner(f"{key} {number}", one, fields)

    def table(self, key: str, fields: Sequence[str]) -> _Table | None:
        """Return a table in this one, or None where there is none."""
        value = self._held.get(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, f"{key} must be a table, begun by [suite.{key}]")
            return None
        return self._inner(key, value, fields)

    def _inner(self, name: str, held: Mapping[str, object], fields: Sequence[str]) -> _Table:
        full = f"{self._name}, {name}" if self._name else name
        return _Table(held, full, self._places, self._faults, fields)


def _gated(table: _Table, folder: Path, graders: Collection[str]) -> Gated:
    grader = table.text("grader", "offline")
    if grader not in graders:
        table.fault("grader", f"{quoted(grader)} is no grader; there are: {', '.join(graders)}")
    tables = table.tables("threshold", _OF_THRESHOLD)
    thresholds = tuple(one for each in tables for one in _thresholds(each))
    inner = table.table("no_worse", _OF_NO_WORSE)
    if not thresholds and inner is None:
        table.fault("", "it asks for nothing: add a [[suite.threshold]] or a [suite.no_worse]")
    if inner and "baseline" not in table:
        inner.fault("", "the suite names no baseline to be no worse than")
    return Gated(
        suite=_spec(table.text("path"), folder),
        split=table.choice("split", Split, Split.TEST),
        grader=grader,
        baseline=folder / table.text("baseline") if "baseline" in table else None,
        thresholds=thresholds,
        no_worse=_no_worse(inner) if inner else None,
        place=table.place,
    )


def _spec(path: str, folder: Path) -> str:
    """Return a suite as the command line has it, its path seen from where the gate is."""
    name, colon, rest = path.partition(":")
    return f"{name}:{folder / rest}" if colon and name in set(SetName) else str(folder / path)


def _thresholds(table: _Table) -> Iterator[Threshold]:
    """Yield what a table asks for: one threshold, or one for each case that it names."""
    one = _threshold(table)
    cases = table.texts("case") if "case" in table else ("",)
    return (replace(one, part=replace(one.part, case=case)) for case in cases)


def _threshold(table: _Table) -> Threshold:
    metric = table.text("metric")
    if metric and metric not in METRICS:
        table.fault("metric", f"{quoted(metric)} is no metric; there are: {', '.join(METRICS)}")
    if ("at_least" in table) is ("at_most" in table):
        table.fault("metric", "give either at_least or at_most")
    key, bound = ("at_most", Bound.AT_MOST) if "at_most" in table else ("at_least", Bound.AT_LEAST)
    is_share = named(metric)[1] is Unit.SHARE
    least, most = (0.0, 1.0) if is_share else (-math.inf, math.inf)
    return Threshold(
        metric=metric,
        bound=bound,
        limit=table.number(key, 0.0, least, most),
        of=table.choice("of", Of, Of.VALUE),
        part=Part(
            band=table.choice("band", Level, Level.CORRECT) if "band" in table else None,
            words=table.words("length"),
        ),
        place=table.place,
    )


def _no_worse(table: _Table) -> NoWorse:
    guard = table.number("case_guard", 0.0, 0.0, 1.0) if "case_guard" in table else None
    if guard is None and "case_guard_responses" in table:
        table.fault("case_guard_responses", "there is no case_guard that it is for")
    return NoWorse(
        metrics=table.metrics("metrics", HEADLINES),
        alpha=table.number("alpha", ALPHA, 0.0, 1.0),
        case_guard=guard,
        case_responses=table.count("case_guard_responses", CASE_RESPONSES),
    )


def _as_error(path: Path, faults: list[Problem]) -> ReadError:
    ordered = sorted(faults, key=lambda fault: fault.place.line)
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    lines = [f"{path}: {count}", *(f"  {fault}" for fault in ordered[:LISTED])]
    if len(faults) > LISTED:
        lines.append(f"  … and {len(faults) - LISTED} more")
    return ReadError("\n".join(lines), "Mend what is named; the README of a suite shows a gate.")
