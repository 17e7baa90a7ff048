"""How `tutor eval` has a suite judged: what stays when it is interrupted, and what went wrong."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import typer

from tutor.cli import judges, wiring
from tutor.cli.evaluate.asking import CASCADES, longest, make_asking_factory
from tutor.cli.evaluate.options import ASKING, INTERRUPTED, TIMEOUT, GraderName
from tutor.cli.evaluate.progress import progress
from tutor.cli.evaluate.suites import PLAINLY, How
from tutor.errors import OutputError
from tutor.evaluation.budget import Budget
from tutor.evaluation.cache import program_version
from tutor.evaluation.journal import in_our_words
from tutor.evaluation.judging import GraderFactory
from tutor.evaluation.machine import describe_machine
from tutor.evaluation.protocols import OWN_SPLIT, OnAnother, Protocol
from tutor.evaluation.results import Kind, Run
from tutor.evaluation.run import Selection, evaluate
from tutor.evaluation.suite import Suite
from tutor.text import one_line

_ROOM = (
    "What was judged so far stands in the file. Make room, and give the same command again: it"
    " goes on from there."
)
_ROOM_ELSEWHERE = "Make room, or keep the run files on another disk with --out."
_NOT_CACHED = (
    "The run is whole, but its verdicts are not all kept for other runs. Make room, or see that"
    " the file may be written; --no-cache does without it."
)
_REASONS = 3
_WIDTH = 120
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")

_WITHOUT_A_MODEL = frozenset(
    {GraderName.MAJORITY, GraderName.LENGTH, GraderName.OVERLAP, GraderName.NO_REFERENCE}
)
"""Graders that count words and no more: they cannot hang, and no process is started for them."""


@dataclass(frozen=True, slots=True)
class Running:
    """How suites are judged.

    Attributes:
        out: The folder for run files; made where there is none.
        selection: Which responses.
        jobs: How many at a time.
        timeout: Seconds until one counts as an error; 0 for never, None for what suits the grader.
        keeps: Whether the run files are there once the command has ended.
        uses_cache: Whether verdicts of earlier runs count.
        budget: What judging may cost, all runs together; None for any sum.
        record: The recording that the rubric's replies are added to; None for none.
        replay: The recording that stands in for the rubric's model; None for the model itself.
        told: What was said already, to be said once.
        protocol: What baselines are fitted on; the suites are as it has them judged.
        how: How the suites were read.
    """

    out: Path
    selection: Selection
    jobs: int = 1
    timeout: float | None = None
    keeps: bool = True
    uses_cache: bool = True
    budget: Budget | None = None
    record: Path | None = None
    replay: Path | None = None
    told: set[str] = field(default_factory=set)

    def patience(self, name: GraderName) -> float | None:
        """Return the seconds after which a response counts as an error; None for never."""
        if self.timeout is None:
            usual = max(TIMEOUT, longest(name)) if name in ASKING else TIMEOUT
            return None if name in _WITHOUT_A_MODEL else usual
        return self.timeout or None

    protocol: Protocol = OWN_SPLIT
    how: How = PLAINLY

    def factory(self, name: GraderName, suite: Suite) -> GraderFactory:
        """Return what makes a grader; errors are as of `wiring`'s own."""
        if name not in ASKING:
            fits = self.protocol.fits(suite) if is_fitted(name) else ()
            return wiring.make_grader_factory(name, fits)
        return make_asking_factory(name, self.record, self.replay, priced=bool(self.budget))

    def settings(self, name: GraderName, suite: Suite) -> dict[str, str]:
        """Return what a run file says of how a suite was read, and what was fitted on."""
        says_something = is_fitted(name) or not isinstance(self.protocol, OnAnother)
        protocol = self.protocol.settings if says_something else {}
        return {**protocol, **self.how.settings(suite)}

    def cache(self, name: GraderName) -> Path | None:
        """Return where verdicts of earlier runs are; a recording is to be whole without them."""
        recorded = name in ASKING and (self.record or self.replay)
        return wiring.verdict_cache() if self.uses_cache and not recorded else None


def is_fitted(name: GraderName) -> bool:
    """Return whether a grader is fitted on labelled responses before it judges."""
    return name is not GraderName.OFFLINE and name not in ASKING


def one_run(suite: Suite, name: GraderName, running: Running) -> Run:
    """Have a grader judge a suite, and show how it comes along.

    Raises:
        Exit: It was interrupted, which is said with where to find what was judged.
        TutorError: As `tutor.evaluation.run.evaluate` does.
    """
    path = run_file(suite, name, running)
    clock = wiring.stopwatch()
    done, total = 0, 0

    def note(so_far: int, all_of_them: int) -> None:
        nonlocal done, total
        done, total = so_far, all_of_them
        shown(so_far, all_of_them)

    why_not_cached: list[str] = []
    try:
        with in_our_words(running.out):
            running.out.mkdir(parents=True, exist_ok=True)
        with progress(sys.stderr, f"{suite.name}, {name}", clock) as shown:
            run = evaluate(
                suite,
                running.factory(name, suite),
                path,
                clock=clock,
                machine=describe_machine(),
                selection=running.selection,
                cache=running.cache(name),
                jobs=running.jobs,
                timeout=running.patience(name),
                budget=running.budget,
                progress=note,
                say=why_not_cached.append,
                settings=running.settings(name, suite),
            )
    except KeyboardInterrupt:
        is_cached = running.cache(name) is not None
        typer.echo(interrupted(path, done, total, keeps=running.keeps, caches=is_cached), err=True)
        raise typer.Exit(INTERRUPTED) from None
    except OutputError as fault:
        raise OutputError(fault.message, _ROOM if running.keeps else _ROOM_ELSEWHERE) from fault
    _warn(why_not_cached, running.told)
    return run


def interrupted(path: Path, done: int, total: int, *, keeps: bool, caches: bool) -> str:
    """Return what is said of a run that was interrupted.

    Args:
        path: The run file.
        done: How many responses are judged, those of earlier commands among them.
        total: How many there are; 0 where none was looked at yet.
        keeps: Whether the file stays.
        caches: Whether the verdicts are in the cache.
    """
    if not total:
        return "Interrupted before anything more was judged; the same command goes on."
    judged = f"Interrupted: {done:,} of {total:,}"
    if keeps:
        where = f"{one_line(str(path))}; the same command goes on from there."
        return f"{judged} results stand in {where}"
    if caches:
        return f"{judged} responses were judged; the same command takes what is cached."
    return f"{judged} responses were judged, and nothing of it is kept; --out DIR keeps it."


def _warn(why_not_cached: Iterable[str], told: set[str]) -> None:
    """Say that verdicts are not kept for other runs, once for each reason."""
    for why in why_not_cached:
        if why not in told:
            told.add(why)
            typer.echo(f"tutor: {one_line(why)}", err=True)
            typer.echo(f"  {_NOT_CACHED}", err=True)


def run_file(suite: Suite, name: GraderName, running: Running) -> Path:
    """Return the file of a run: another one for another version of the suite or the program."""
    parts: list[object] = [suite.name, suite.digest, program_version()]
    parts.append(running.selection.settings | running.settings(name, suite))
    if name in CASCADES:
        parts.append(judges.unsure_band())  # another band is another grader
    if name in ASKING and (recording := running.record or running.replay):
        parts.append(str(recording.resolve()))  # what was judged without it is not in it
    version = json.dumps(parts, sort_keys=True)
    digest = hashlib.sha256(version.encode()).hexdigest()[:8]
    called = _NOT_A_NAME.sub("-", suite.name.casefold()).strip("-")[-40:].strip("-")
    return running.out / f"{called}-{name}-{digest}.jsonl"


def note_errors(runs: Iterable[Run]) -> bool:
    """Say which runs had errors, and the first few reasons; return whether any had."""
    any_had = False
    for run in runs:
        reasons = Counter(one.reason for one in run.results if one.kind is Kind.ERROR)
        if errors := reasons.total():
            any_had = True
            count = "1 response" if errors == 1 else f"{errors:,} responses"
            who = f"{one_line(run.grader)} on {one_line(run.suite)}"
            typer.echo(f"tutor: {who}: {count} ended in an error, such as", err=True)
            for reason in list(reasons)[:_REASONS]:
                typer.echo(f"  {one_line(reason, _WIDTH)}", err=True)
    return any_had
