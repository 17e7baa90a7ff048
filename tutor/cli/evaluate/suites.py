"""Which suites a command of `tutor eval` is about, and which of them a run is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from tutor.cards.card import Problem
from tutor.cli.evaluate.options import HELD_OUT, LevelsName
from tutor.errors import ReadError, UsageError
from tutor.evaluation.datasets import (
    Columns,
    Options,
    Scheme,
    SetName,
    read_columns,
    read_dataset,
    read_label_map,
)
from tutor.evaluation.held_out import read_all
from tutor.evaluation.held_out.manifest import MANIFEST
from tutor.evaluation.results import Run, read_run
from tutor.evaluation.suite import Suite
from tutor.text import one_line


@dataclass(frozen=True, slots=True)
class How:
    """How suites are read, as the command line says it.

    Attributes:
        levels: What the labels of a data set are made into.
        columns: Which column holds what, or "".
        labels: What becomes of each label, or "".
        keep_going: Whether faulty responses are left out.
    """

    levels: LevelsName = LevelsName.THREE_LEVELS
    columns: str = ""
    labels: str = ""
    keep_going: bool = False

    @property
    def options(self) -> Options:
        """The same for a data set.

        Raises:
            UsageError: The columns or the labels are not written as they must be.
        """
        return Options(
            levels=Scheme(self.levels),
            columns=read_columns(self.columns) if self.columns else Columns(),
            labels=read_label_map(self.labels) if self.labels else {},
            keep_going=self.keep_going,
        )


PLAINLY = How()


def read_suites(wanted: Sequence[str], how: How = PLAINLY) -> tuple[Suite, ...]:
    """Read the suites that are wanted, each once; every held-out one where none is.

    Args:
        wanted: Names of suites below `HELD_OUT`, folders of suites, and data sets as `set:PATH`.
        how: How they are read.

    Raises:
        UsageError: There is no such suite.
        ReadError: One cannot be read; or two have one name.
    """
    options = how.options
    found: dict[str, Suite] = {}
    for spec in wanted or [str(HELD_OUT)]:
        for suite in _read(spec, options):
            if found.setdefault(suite.name, suite).digest != suite.digest:
                raise ReadError(
                    f"{spec}: another suite is called {suite.name}, too",
                    "Give each suite a name of its own, or name one of them.",
                )
    return tuple(found.values())


def read_runs(
    paths: Iterable[Path], wanted: Sequence[str], how: How = PLAINLY
) -> tuple[tuple[Suite, Run], ...]:
    """Read runs, each with its suite.

    Args:
        paths: Of the run files.
        wanted: Where the suites are, as `read_suites` takes them; where none is named, data sets
            are looked for as the run names them, other suites below `HELD_OUT`.
        how: How suites are read.

    Raises:
        ReadError: A run or a suite cannot be read.
        UsageError: A run is of no suite that is named.
    """
    runs = [(path, read_run(path)) for path in paths]
    suites = read_suites(wanted or _named_by(run for _, run in runs), how)
    return tuple((_suite_of(path, run, suites), run) for path, run in runs)


def _suite_of(path: Path, run: Run, suites: Iterable[Suite]) -> Suite:
    for suite in suites:
        if suite.digest == run.digest:
            return suite
    known = ", ".join(f"{suite.name} in version {suite.digest}" for suite in suites)
    raise UsageError(
        f"{path}: the run is of {one_line(run.suite)} in version {one_line(run.digest)}, and there"
        f" is {one_line(known)}",
        "Name its suite with --suite, or judge the suite as it is now.",
    )


def _named_by(runs: Iterable[Run]) -> list[str]:
    """Return the data sets that runs name, and the held-out suites where a run names another."""
    names = dict.fromkeys(run.suite for run in runs)
    return list(dict.fromkeys(name if _is_set(name) else str(HELD_OUT) for name in names))


def _read(spec: str, options: Options) -> tuple[Suite, ...]:
    if _is_set(spec):
        reading = read_dataset(spec, options)
        for problem in reading.problems:
            _note(problem)
        return (reading.suite,)
    folder = Path(spec).expanduser()
    if not folder.exists() and (HELD_OUT / spec / MANIFEST).is_file():
        folder = HELD_OUT / spec
    if not folder.exists():
        raise _unknown(spec)
    return read_all(folder, options.keep_going, _note)


def _is_set(spec: str) -> bool:
    word, colon, _ = spec.partition(":")
    return bool(colon) and word in set(SetName)


def _unknown(spec: str) -> UsageError:
    if spec == str(HELD_OUT):
        return UsageError(
            f"there is no folder {HELD_OUT} here",
            "Name a suite by its folder, or a data set; after --suite for a command on runs.",
        )
    held = sorted(path.parent.name for path in HELD_OUT.glob(f"*/{MANIFEST}"))
    known = f"Suites below {HELD_OUT}: {', '.join(held)}." if held else ""
    sets = f"Data sets are named as {', '.join(f'{name}:PATH' for name in SetName)}."
    return UsageError(f"{spec}: no such suite or folder", f"{known} {sets}".strip())


def _note(problem: Problem) -> None:
    typer.echo(f"tutor: left out: {one_line(str(problem))}", err=True)
