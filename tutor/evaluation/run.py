"""Judging a suite, or part of it: resumed where it was interrupted, and in any number of parts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from tutor.errors import ReadError, UsageError
from tutor.evaluation.budget import Budget
from tutor.evaluation.cache import Cache, program_version
from tutor.evaluation.judging import Clock, GraderFactory
from tutor.evaluation.packed import packed
from tutor.evaluation.results import Header, Result, Run, RunWriter, header_of, read_run, run_of
from tutor.evaluation.suite import Response, Split, Suite
from tutor.evaluation.workers import Judge, Task, judges

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many responses are done, and how many there are."""

Say: TypeAlias = Callable[[str], None]
"""Told, once, why verdicts are not kept for other runs."""

_SHARD = re.compile(r"([0-9]{1,6})/([0-9]{1,6})", re.ASCII)
_BETWEEN = ", "


@dataclass(frozen=True, slots=True)
class Shard:
    """One of several parts of a suite, each judged by itself.

    A response's part follows from its id alone, wherever and in whatever order it is read.

    Attributes:
        number: Which part, from 1 to `of`.
        of: How many parts there are, ≥ 1.

    Raises:
        UsageError: There is no such part.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise UsageError(f"there is no shard {self}", "Name one from 1/4 to 4/4 of four.")

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read a shard as it is written on the command line, "2/4".

        Raises:
            UsageError: It is not written so, or there is no such part.
        """
        if not (found := _SHARD.fullmatch(text.strip())):
            raise UsageError(f"“{text}” is no shard", "Write it as 2/4: the second of four parts.")
        return cls(int(found[1]), int(found[2]))

    def holds(self, response_id: str) -> bool:
        """Return whether a response is of this part."""
        digest = hashlib.sha256(response_id.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1


@dataclass(frozen=True, slots=True)
class Selection:
    """Which responses of a suite are judged: those that every field lets through, in this order.

    Attributes:
        split: Those of this split; None for all.
        cases: Those of these cases; () for all.
        limit: The first so many of what is left, ≥ 1; None for all.
        shard: Those of this part; None for all.
    """

    split: Split | None = None
    cases: tuple[str, ...] = ()
    limit: int | None = None
    shard: Shard | None = None

    def of(self, responses: Iterable[Response]) -> Iterator[Response]:
        """Yield the responses that are selected, in their order."""
        chosen = (one for one in responses if self.split in (None, one.split))
        chosen = (one for one in chosen if not self.cases or one.case in self.cases)
        first = islice(chosen, self.limit)
        return (one for one in first if self.shard is None or self.shard.holds(one.id))

    @property
    def settings(self) -> dict[str, str]:
        """What narrows the run, as it stands in a run file; empty where nothing does."""
        given = {
            "split": self.split,
            "cases": _BETWEEN.join(sorted(self.cases)),
            "limit": self.limit,
            "shard": self.shard,
        }
        return {name: str(value) for name, value in given.items() if value}

    @classmethod
    def from_settings(cls, settings: Mapping[str, str]) -> Selection:
        """Return the selection that a run file states.

        Raises:
            ReadError: It makes no sense.
        """
        try:
            return cls(
                split=Split(settings["split"]) if "split" in settings else None,
                cases=tuple(filter(None, settings.get("cases", "").split(_BETWEEN))),
                limit=int(settings["limit"]) if "limit" in settings else None,
                shard=Shard.parse(settings["shard"]) if "shard" in settings else None,
            )
        except ValueError as fault:
            raise ReadError(
                f"a run's settings make no sense: {fault}", "Judge its responses again."
            ) from fault


ALL = Selection()
"""Every response."""

NO_SETTINGS: Mapping[str, str] = MappingProxyType({})


def evaluate(
    suite: Suite,
    grader: GraderFactory,
    out: Path,
    *,
    clock: Clock,
    machine: Mapping[str, str],
    selection: Selection = ALL,
    cache: Path | None = None,
    jobs: int = 1,
    timeout: float | None = None,
    budget: Budget | None = None,
    progress: Progress = lambda done, total: None,
    say: Say = lambda why: None,
    settings: Mapping[str, str] = NO_SETTINGS,
) -> Run:
    """Have a suite judged, and return the run that stands in a file then.

    What stands in the file already is not judged again, errors included. The results have the
    suite's order, and do not depend on `jobs` where the grader's do not.

    Args:
        suite: The suite.
        grader: Makes the grader; it can be pickled where `jobs` > 1 or there is a timeout.
        out: The run file.
        clock: What time is measured with, in seconds; can be pickled as the grader's factory.
        machine: Where this runs: `tutor.evaluation.machine.describe_machine`.
        selection: Which responses are judged.
        cache: The folder where verdicts are kept from run to run; None for none.
        jobs: How many responses are judged at a time, ≥ 1.
        timeout: Seconds, > 0, after which a response counts as an error; None to wait for ever.
        budget: What judging may cost; None for any sum.
        progress: Called at the start and after each response.
        say: Called where the cache cannot be opened or written; the run goes on without it.
        settings: What else tells this run from others: how it was made, as `Run.settings` has it.

    Raises:
        BudgetError: Not every response was judged, for that might have cost more.
        UsageError: An argument makes no sense, or the file holds another run or is being written.
        ReadError: The file is no run file.
        OutputError: The disk is full; what was judged stands.
        TutorError: The grader cannot be made.
    """
    _check(jobs, timeout, selection, suite)
    with judges(grader, jobs, timeout, clock) as judge:
        header = Header(
            suite=suite.name,
            digest=suite.digest,
            label_map=suite.label_map,
            grader=judge.name,
            tutor=program_version(),
            machine=machine,
            settings={**selection.settings, **settings},
            duplicates=suite.duplicates,
            contradicting=suite.contradicting,
        )
        total = sum(1 for _ in selection.of(suite.responses))
        chosen = selection.of(suite.responses)
        record(header, chosen, total, judge, out, cache, progress, budget, say)
    return read_run(out)


def record(
    header: Header,
    responses: Iterable[Response],
    total: int,
    judge: Judge,
    out: Path,
    cache: Path | None,
    progress: Progress,
    budget: Budget | None = None,
    say: Say = lambda why: None,
) -> None:
    """Judge responses as they come, and write each result when its turn is; hold none of them.

    Args:
        header: What stands before the results.
        responses: In the suite's order.
        total: How many they are.
        judge: What judges them.
        out: The run file; the results in it are those of the first responses.
        cache: The folder of verdicts, or None.
        progress: Called at the start and after each response.
        budget: What judging may cost; None for any sum.
        say: As of `evaluate`.

    Raises:
        TutorError: As of `evaluate`.
    """
    waiting = iter(responses)
    with ExitStack() as opened:
        writer = opened.enter_context(RunWriter(out, header))
        kept = cache and opened.enter_context(Cache(cache, header.grader, header.tutor))
        done = _pass_by(writer.standing(), waiting, out)
        progress(done, total)
        tasks = (
            Task(number, response, kept.get(response) if kept else None)
            for number, response in enumerate(waiting)
        )
        judged = budget.charge(judge.judge(budget.allow(tasks))) if budget else judge.judge(tasks)
        for result in in_order(_keeping(judged, kept) if kept else judged):
            writer.write(result)
            done += 1
            progress(done, total)
    if kept and kept.fault:
        say(kept.fault)
    if budget:
        budget.refuse_rest(out)


def in_order(judged: Iterable[tuple[Task, Result]]) -> Iterator[Result]:
    """Yield results in the order of their tasks' numbers, which begin at 0."""
    early: dict[int, Result] = {}
    turn = 0
    for task, result in judged:
        early[task.number] = result
        while turn in early:
            yield early.pop(turn)
            turn += 1


def merge(runs: Sequence[Run], suite: Suite) -> Run:
    """Put the shards of a run together.

    Args:
        runs: One for each shard, in any order; or one run that is whole.
        suite: What they are of, which says the order.

    Raises:
        UsageError: They are of different suites, graders, versions or selections; two have the
            same response; or some response is in none, since a shard or a part of it is missing.
    """
    if not runs:
        raise UsageError("there is no run to merge", "Name the run files of all shards.")
    headers = [_without_shard(run) for run in runs]
    for header in headers:
        if difference := header.difference(replace(headers[0], digest=suite.digest)):
            raise UsageError(
                f"a run of {header.suite} by {header.grader} cannot be merged: {difference}",
                "Merge the shards of one run only.",
            )
    results = _by_id(runs)
    selection = Selection.from_settings(headers[0].settings)
    expected = [response.id for response in selection.of(suite.responses)]
    if missing := [one for one in expected if one not in results]:
        raise UsageError(
            f"{len(missing)} of {len(expected)} responses are in no run, among them {missing[0]}",
            "Name the run files of all shards, and let those that were interrupted end.",
        )
    merged = replace(headers[0], suite=suite.name, machine=_machines(headers))
    return run_of(merged, packed(results[one] for one in expected))


def _check(jobs: int, timeout: float | None, selection: Selection, suite: Suite) -> None:
    """Raise a UsageError where what is asked for makes no sense."""
    if jobs < 1:
        raise UsageError(f"{jobs} jobs judge nothing", "Ask for one job or more.")
    if timeout is not None and not timeout > 0:
        raise UsageError(f"a timeout of {timeout:g} s leaves no time", "Give it more than 0 s.")
    if selection.limit is not None and selection.limit < 1:
        raise UsageError(f"a limit of {selection.limit} leaves nothing", "Give it 1 or more.")
    known = sorted({response.case for response in suite.responses} - {""})
    if unknown := [case for case in selection.cases if case not in known]:
        raise UsageError(
            f"{suite.name}: no response is of the case “{unknown[0]}”",
            f"Its cases are: {_BETWEEN.join(known)}." if known else "It has no cases.",
        )
    if not any(True for _ in replace(selection, shard=None).of(suite.responses)):
        raise UsageError(
            f"{suite.name}: no response is left to judge", "Choose another split, or other cases."
        )


def _pass_by(standing: Iterable[Result], waiting: Iterator[Response], out: Path) -> int:
    """Draw the responses whose results stand in the file, and return how many they are."""
    done = 0
    for result in standing:
        response = next(waiting, None)
        if response is None or response.id != result.id:
            raise ReadError(
                f"{out}:{done + 2}: the result of {result.id} does not stand in its turn",
                "Name another file, or delete this one to start anew.",
            )
        done += 1
    return done


def _keeping(judged: Iterable[tuple[Task, Result]], cache: Cache) -> Iterator[tuple[Task, Result]]:
    """Pass on what was judged, and keep what was not kept before."""
    for task, result in judged:
        if task.kept is None:
            cache.put(task.response, result)
        yield task, result


def _without_shard(run: Run) -> Header:
    header = header_of(run)
    settings = {name: value for name, value in header.settings.items() if name != "shard"}
    return replace(header, settings=settings)


def _by_id(runs: Iterable[Run]) -> dict[str, Result]:
    found: dict[str, Result] = {}
    for run in runs:
        for result in run.results:
            if result.id in found:
                raise UsageError(
                    f"the response {result.id} is in two runs", "Name each shard's file once."
                )
            found[result.id] = result
    return found


def _machines(headers: Iterable[Header]) -> dict[str, str]:
    """Return what the runs were made on; where they differ, one after the other."""
    found: dict[str, dict[str, None]] = {}
    for header in headers:
        for name, value in header.machine.items():
            found.setdefault(name, {})[value] = None
    return {name: " | ".join(values) for name, values in found.items()}
