"""How `tutor eval` has a suite judged: what stays when it is interrupted, and what went wrong."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import typer

from tutor.cli import wiring
from tutor.cli.evaluate.options import INTERRUPTED, GraderName
from tutor.cli.evaluate.progress import progress
from tutor.evaluation.budget import Budget
from tutor.evaluation.cache import program_version
from tutor.evaluation.journal import in_our_words
from tutor.evaluation.machine import describe_machine
from tutor.evaluation.results import Kind, Run
from tutor.evaluation.run import Selection, evaluate
from tutor.evaluation.suite import Suite
from tutor.evaluation.workers import GraderFactory
from tutor.text import one_line

_REASONS = 3
_WIDTH = 120
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Running:
    """How suites are judged.

    Attributes:
        out: The folder for run files; made where there is none.
        selection: Which responses.
        jobs: How many at a time.
        timeout: Seconds until one counts as an error; None for never.
        uses_cache: Whether verdicts of earlier runs count.
        budget: What judging may cost, all runs together; None for any sum.
        record: The recording that the rubric's replies are added to; None for none.
        replay: The recording that stands in for the rubric's model; None for the model itself.
    """

    out: Path
    selection: Selection
    jobs: int = 1
    timeout: float | None = None
    uses_cache: bool = True
    budget: Budget | None = None
    record: Path | None = None
    replay: Path | None = None

    def factory(self, name: GraderName, suite: Suite) -> GraderFactory:
        """Return what makes a grader; errors are as of `wiring`'s own."""
        if name is not GraderName.RUBRIC:
            return wiring.make_grader_factory(name, suite.responses)
        return wiring.make_rubric_factory(self.record, self.replay, priced=bool(self.budget))

    def cache(self, name: GraderName) -> Path | None:
        """Return where verdicts of earlier runs are; a recording is to be whole without them."""
        recorded = name is GraderName.RUBRIC and (self.record or self.replay)
        return wiring.verdict_cache() if self.uses_cache and not recorded else None


def one_run(suite: Suite, name: GraderName, running: Running) -> Run:
    """Have a grader judge a suite, and show how it comes along.

    Raises:
        Exit: It was interrupted, which is said with where to find what was judged.
        TutorError: As `tutor.evaluation.run.evaluate` does.
    """
    path = run_file(suite, name, running)
    with in_our_words(running.out):
        running.out.mkdir(parents=True, exist_ok=True)
    clock = wiring.stopwatch()
    done, total = 0, 0

    def note(so_far: int, all_of_them: int) -> None:
        nonlocal done, total
        done, total = so_far, all_of_them
        shown(so_far, all_of_them)

    try:
        with progress(sys.stderr, f"{suite.name}, {name}", clock) as shown:
            return evaluate(
                suite,
                running.factory(name, suite),
                path,
                clock=clock,
                machine=describe_machine(),
                selection=running.selection,
                cache=running.cache(name),
                jobs=running.jobs,
                timeout=running.timeout,
                budget=running.budget,
                progress=note,
            )
    except KeyboardInterrupt:
        kept = f"{done:,} of {total:,} results stand in" if total else "nothing is judged yet in"
        where = f"{one_line(str(path))}; the same command goes on from there."
        typer.echo(f"Interrupted: {kept} {where}", err=True)
        raise typer.Exit(INTERRUPTED) from None


def run_file(suite: Suite, name: GraderName, running: Running) -> Path:
    """Return the file of a run: another one for another version of the suite or the program."""
    parts: list[object] = [suite.name, suite.digest, program_version()]
    parts.append(running.selection.settings)
    if name is GraderName.RUBRIC and (recording := running.record or running.replay):
        parts.append(str(recording.resolve()))  # what was judged without it is not in it
    version = json.dumps(parts, sort_keys=True)
    digest = hashlib.sha256(version.encode()).hexdigest()[:8]
    called = _NOT_A_NAME.sub("-", suite.name.casefold()).strip("-")[-40:].strip("-")
    return running.out / f"{called}-{name}-{digest}.jsonl"


def note_errors(runs: Iterable[Run]) -> bool:
    """Say which runs had errors, and the first few reasons; return whether any had."""
    any_had = False
    for run in runs:
        reasons = [one.reason for one in run.results if one.kind is Kind.ERROR]
        if reasons:
            any_had = True
            count = "1 response" if len(reasons) == 1 else f"{len(reasons):,} responses"
            who = f"{one_line(run.grader)} on {one_line(run.suite)}"
            typer.echo(f"tutor: {who}: {count} ended in an error, such as", err=True)
            for reason in list(dict.fromkeys(reasons))[:_REASONS]:
                typer.echo(f"  {one_line(reason, _WIDTH)}", err=True)
    return any_had
