"""Which suites a command of `tutor eval` is about, and which of them a run is of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
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
from tutor.evaluation.datasets.reading import OWN
from tutor.evaluation.held_out import read_all
from tutor.evaluation.held_out.manifest import MANIFEST
from tutor.evaluation.protocols import protocol_of
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
        full_marks: The score of a perfect answer in one's own data, > 0.
    """

    levels: LevelsName = LevelsName.THREE_LEVELS
    columns: str = ""
    labels: str = ""
    keep_going: bool = False
    full_marks: float = 1.0

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
            full_marks=self.full_marks,
            keep_going=self.keep_going,
        )

    def settings(self, suite: Suite) -> dict[str, str]:
        """Return what stands of this in a run of `suite`, to be read from there by `of`."""
        has_scale = self.full_marks != 1 and _set_of(suite.name) in OWN
        return {_FULL_MARKS: repr(self.full_marks)} if has_scale else {}

    def of(self, run: Run) -> How:
        """Return how the suite of a run was read.

        Raises:
            ReadError: The run's settings make no sense.
        """
        try:
            return replace(self, full_marks=float(run.settings.get(_FULL_MARKS, self.full_marks)))
        except ValueError as fault:
            raise ReadError(
                f"a run's settings make no sense: {fault}", "Judge its responses again."
            ) from fault


_FULL_MARKS = "full_marks"

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
            other = found.setdefault(suite.name, suite)
            if other is not suite and other.digest != suite.digest:
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
    read: dict[How, tuple[Suite, ...]] = {}
    for one in {how.of(run): None for _, run in runs}:
        alike = [run for _, run in runs if how.of(run) == one]
        read[one] = read_suites(wanted or _named_by(alike), one)
    return tuple((_suite_of(path, run, read[how.of(run)]), run) for path, run in runs)


def _suite_of(path: Path, run: Run, suites: Sequence[Suite]) -> Suite:
    """Return the suite of a run, as its protocol had it judged."""
    protocol = protocol_of(run.settings)
    for suite in suites:
        with suppress(UsageError):  # of another suite, which this protocol cannot split
            judged = protocol.judged(suite)
            if judged.digest == run.digest:
                return judged
    known = ", ".join(f"{suite.name} in version {suite.digest}" for suite in suites)
    raise UsageError(
        f"{path}: the run is of {one_line(run.suite)} in version {one_line(run.digest)}, and there"
        f" is {one_line(known)}",
        "Name its suite with --suite, or judge the suite as it is now.",
    )


def _named_by(runs: Iterable[Run]) -> list[str]:
    """Return the data sets that runs name, and the held-out suites where a run names another."""
    names = dict.fromkeys(run.suite for run in runs)
    return list(dict.fromkeys(name if _set_of(name) else str(HELD_OUT) for name in names))


def _read(spec: str, options: Options) -> tuple[Suite, ...]:
    if _set_of(spec):
        reading = read_dataset(spec, options)
        for problem in reading.problems:
            _note(problem)
        _note_repeats(reading.suite)
        return (reading.suite,)
    folder = Path(spec).expanduser()
    if not folder.exists() and (HELD_OUT / spec / MANIFEST).is_file():
        folder = HELD_OUT / spec
    if not folder.exists():
        raise _unknown(spec)
    return read_all(folder, options.keep_going, _note)


def _set_of(spec: str) -> SetName | None:
    word, colon, _ = spec.partition(":")
    return SetName(word) if colon and word in set(SetName) else None


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


def _note_repeats(suite: Suite) -> None:
    """Say how many responses a suite has more than once, where it has any."""
    if suite.duplicates:
        repeats = "1 repeat" if suite.duplicates == 1 else f"{suite.duplicates:,} repeats"
        other = f"; of these {suite.contradicting:,} with another label than what was kept"
        told = f"{repeats} left out{other if suite.contradicting else ''}"
        typer.echo(f"tutor: {one_line(suite.name)}: {told}", err=True)
