"""The one door to data sets: from `set:PATH`, as on the command line, to a suite."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tutor.cards.card import Problem
from tutor.errors import UsageError
from tutor.evaluation.datasets.catalogue import SetName, entry
from tutor.evaluation.datasets.faults import Faults
from tutor.evaluation.datasets.labels import (
    LabelMap,
    Scheme,
    given_map,
    saf_map,
    score_map,
    semeval_map,
)
from tutor.evaluation.datasets.mohler import read_mohler
from tutor.evaluation.datasets.rows import Naming, Row, make_suite
from tutor.evaluation.datasets.saf import read_saf
from tutor.evaluation.datasets.semeval import read_semeval
from tutor.evaluation.datasets.tables import Columns, read_rows
from tutor.evaluation.suite import Suite
from tutor.grading.verdict import Level

OWN = (SetName.JSONL, SetName.CSV)
"""Sets whose columns, labels and full mark the user says."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a set is to be read.

    Attributes:
        levels: What its labels or scores are made into.
        columns: Which column holds what; of `OWN` only.
        labels: What becomes of each label, in the form of `read_label_map`; empty where labels
            are the levels' own names. Of `OWN` only.
        full_marks: The score of a perfect answer, > 0; of `OWN` only.
        keep_going: Whether to leave out what is faulty instead of ending at the first fault.
        keep_duplicates: Whether to keep answers that stand twice, as the sets' own figures do.
    """

    levels: Scheme = Scheme.THREE_LEVELS
    columns: Columns = field(default_factory=Columns)
    labels: Mapping[str, Level] = field(default_factory=dict)
    full_marks: float = 1.0
    keep_going: bool = False
    keep_duplicates: bool = False


DEFAULT = Options()


@dataclass(frozen=True, slots=True)
class Reading:
    """A suite, and what was left out of it.

    Attributes:
        suite: The suite.
        problems: What was faulty, in the order of reading; () unless reading kept going.
    """

    suite: Suite
    problems: tuple[Problem, ...] = ()


def read_suite(
    spec: str,
    *,
    levels: Scheme = Scheme.THREE_LEVELS,
    columns: Columns | None = None,
    keep_going: bool = False,
    read_folder: Callable[[Path], Suite] | None = None,
) -> Suite:
    """Read a suite; `read_dataset` takes more options, and tells what was left out.

    Args:
        spec: `set:PATH`, or a path for `read_folder`.
        levels: What labels or scores are made into.
        columns: Which column holds what, of `jsonl:` and `csv:` only.
        keep_going: Whether to leave out what is faulty instead of ending at the first fault.
        read_folder: Reads a plain path; none is taken where this is None.

    Raises:
        UsageError: What is asked for makes no sense.
        ReadError: The set cannot be read.
    """
    options = Options(levels=levels, columns=columns or Columns(), keep_going=keep_going)
    return read_dataset(spec, options, read_folder).suite


def read_dataset(
    spec: str,
    options: Options = DEFAULT,
    read_folder: Callable[[Path], Suite] | None = None,
) -> Reading:
    """Read a set, and tell what was left out.

    Args:
        spec: `set:PATH`, with a set of the catalogue; or a path without a set, which is for
            `read_folder`.
        options: How it is to be read.
        read_folder: The hook for the project's own suites, which are folders with a `suite.toml`
            and are read elsewhere: called with the path of a `spec` without a set.

    Raises:
        UsageError: The set is unknown, no path is named, or the options are of another set.
        ReadError: The set cannot be read; where reading does not keep going, anything in it is
            faulty.
    """
    name, path = _parsed(spec)
    if name is None:
        if read_folder is None:
            raise _unknown(spec)
        return Reading(read_folder(path))
    _check_options(name, options)
    faults = Faults(options.keep_going)
    suite = make_suite(
        _rows(name, path, options, faults),
        Naming(spec, entry(name).origin),
        _labels(name, options),
        score_map(options.levels),
        faults,
        keep_duplicates=options.keep_duplicates,
    )
    return Reading(suite, faults.problems)


def _parsed(spec: str) -> tuple[SetName | None, Path]:
    """Return the set and the path; no set where the whole is a path, as of a folder or drive."""
    word, colon, path = spec.partition(":")
    if word not in set(SetName):
        if colon and len(word) > 1 and not Path(spec).exists():
            raise _unknown(spec)
        return None, Path(spec)
    if not colon or not path:
        raise UsageError(f"{spec}: no path", f"Write {word}:PATH.")
    return SetName(word), Path(path).expanduser()


def _unknown(spec: str) -> UsageError:
    sets = ", ".join(f"{name}:PATH" for name in SetName)
    return UsageError(f"{spec}: this is no data set", f"Write one of {sets}.")


def _check_options(name: SetName, options: Options) -> None:
    if not (math.isfinite(options.full_marks) and options.full_marks > 0):
        raise UsageError(f"full marks of {options.full_marks:g}", "Give a number above 0.")
    given = options.columns != Columns() or options.labels or options.full_marks != 1
    if given and name not in OWN:
        raise UsageError(
            f"{name} has columns, labels and full marks of its own",
            f"Give them with {' and '.join(f'{one}:PATH' for one in OWN)} only.",
        )


def _rows(name: SetName, path: Path, options: Options, faults: Faults) -> Iterable[Row]:
    match name:
        case SetName.SCIENTSBANK | SetName.BEETLE:
            return read_semeval(path, name, faults)
        case SetName.MOHLER:
            return read_mohler(path, faults)
        case SetName.SAF:
            return read_saf(path, faults)
        case SetName.JSONL | SetName.CSV:
            return read_rows(
                path, options.columns, faults, full_marks=options.full_marks, unnamed=f".{name}"
            )


def _labels(name: SetName, options: Options) -> LabelMap:
    match name:
        case SetName.SCIENTSBANK | SetName.BEETLE:
            return semeval_map(options.levels)
        case SetName.SAF:
            return saf_map(options.levels)
        case SetName.MOHLER | SetName.JSONL | SetName.CSV:
            return given_map(options.labels, options.levels)
