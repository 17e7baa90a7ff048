"""How `tutor eval gate` judges, reports, and says what it found."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import typer

from tutor.cli.evaluate.files import write_text
from tutor.cli.evaluate.options import SEED, Format, GraderName
from tutor.cli.evaluate.running import Running, one_run
from tutor.cli.evaluate.show import comparison, report_of, written
from tutor.cli.evaluate.suites import read_suites
from tutor.errors import ReadError
from tutor.evaluation.gate import check, refuse_unfit
from tutor.evaluation.gate_conditions import Gated, Outcome, record
from tutor.evaluation.journal import in_our_words
from tutor.evaluation.results import Run, read_run
from tutor.evaluation.run import Selection
from tutor.evaluation.suite import Suite
from tutor.text import one_line

SCHEMA = 1
"""Of what `--json` prints; raised when a field changes its meaning or goes away."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A suite of the gate, before it is judged.

    Attributes:
        gated: What is asked.
        suite: Whole; its split stands in its name, for a gate may ask for both.
        baseline: The blessed run, where there is one.
    """

    gated: Gated
    suite: Suite
    baseline: Run | None


@dataclass(frozen=True, slots=True)
class Found:
    """A suite of the gate, judged.

    Attributes:
        asked: What was asked.
        run: What the grader made of the split.
        outcomes: What became of each condition.
    """

    asked: Asked
    run: Run
    outcomes: tuple[Outcome, ...]


def judge(gated: Sequence[Gated], running: Running) -> tuple[Found, ...]:
    """Have the suites of a gate judged, once everything that they need has been read.

    Raises:
        ReadError: A suite or a baseline cannot be read, or is not what the gate needs.
        TutorError: A grader cannot be made.
    """
    return tuple(_found(one, running) for one in [_asked(one) for one in gated])


def tell(found: Sequence[Found], wanted: Mapping[Format, Path | None], *, as_json: bool) -> bool:
    """Write the reports that are wanted, and print what became of each condition.

    What was found is printed even where a report cannot be written.

    Returns:
        Whether all conditions are met.

    Raises:
        UsageError: A report cannot be written.
        OutputError: The disk is full, or fails.
    """
    try:
        _report(found, wanted)
    finally:
        passed = _echo_outcomes(found, as_json=as_json)
    return passed


@contextmanager
def run_folder(kept: Path | None) -> Iterator[Path]:
    """Lend the folder for run files: the one where they are kept, or one that goes.

    Raises:
        UsageError: There is no place for one that goes.
        OutputError: The disk is full, or fails.
    """
    if kept:
        yield kept
        return
    with ExitStack() as opened:
        with in_our_words(Path(gettempdir())):
            folder = opened.enter_context(TemporaryDirectory(prefix="tutor-gate-"))
        yield Path(folder)


def _report(found: Sequence[Found], wanted: Mapping[Format, Path | None]) -> None:
    paths = {form: path for form, path in wanted.items() if path}
    if not paths:
        return
    made = report_of(
        [(one.asked.suite, one.run) for one in found],
        [
            comparison(one.asked.suite, one.run, one.asked.baseline)
            for one in found
            if one.asked.baseline
        ],
        [outcome.condition for one in found for outcome in one.outcomes],
    )
    for form, path in paths.items():
        write_text(path, written(made, form))


def _echo_outcomes(found: Sequence[Found], *, as_json: bool) -> bool:
    outcomes = [outcome for one in found for outcome in one.outcomes]
    met = sum(outcome.passed for outcome in outcomes)
    passed = met == len(outcomes)
    if as_json:
        conditions = [record(outcome) for outcome in outcomes]
        typer.echo(json.dumps({"schema": SCHEMA, "passed": passed, "conditions": conditions}))
        return passed
    for one in found:
        typer.echo(f"{one_line(one.asked.suite.name)}, {one_line(one.run.grader)}")
        for outcome in one.outcomes:
            typer.echo(f"  {'✓' if outcome.passed else '✗'} {one_line(outcome.sentence)}")
    typer.echo(f"{met} of {len(outcomes)} conditions met.")
    return passed


def _asked(gated: Gated) -> Asked:
    suites = read_suites([gated.suite])
    if len(suites) > 1:
        names = ", ".join(suite.name for suite in suites)
        raise ReadError(
            f"{gated.place}: there are {len(suites)} suites in {gated.suite}: {names}",
            "Give each a [[suite]] of its own.",
        )
    baseline = read_run(gated.baseline) if gated.baseline else None
    refuse_unfit(gated, suites[0], baseline)
    return Asked(gated, replace(suites[0], name=f"{suites[0].name} ({gated.split})"), baseline)


def _found(asked: Asked, running: Running) -> Found:
    gated = asked.gated
    narrowed = replace(running, selection=Selection(split=gated.split))
    run = one_run(asked.suite, GraderName(gated.grader), narrowed)
    return Found(asked, run, check(gated, asked.suite, run, asked.baseline, seed=SEED))
