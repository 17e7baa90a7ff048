"""`tutor eval run` and `tutor eval merge`: having graders judge suites."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.evaluate.interruption import said_when_interrupted
from tutor.cli.evaluate.options import (
    RUN_HAD_ERRORS,
    ColumnsOption,
    GraderName,
    JobsOption,
    KeepGoingOption,
    LabelsOption,
    LevelsName,
    LevelsOption,
    MaxCostOption,
    NoCacheOption,
    RecordOption,
    ReplayOption,
    RunsArgument,
    SplitName,
    SuiteOption,
    SuitesArgument,
    TimeoutOption,
)
from tutor.cli.options import JsonOption
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.evaluation.run import Selection


def run(
    suites: SuitesArgument = None,
    grader: Annotated[
        list[GraderName] | None,
        typer.Option("--grader", help="Who judges; repeat it for several.", show_default="offline"),
    ] = None,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The folder for the run files.")
    ] = Path("eval-runs"),
    jobs: JobsOption = 1,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="The first so many responses.", show_default="all"),
    ] = None,
    case: Annotated[
        list[str] | None,
        typer.Option("--case", help="Responses of this case; repeat it.", show_default="all"),
    ] = None,
    shard: Annotated[
        str,
        typer.Option("--shard", metavar="I/N", help="Part I of N.", show_default="the whole"),
    ] = "",
    split: Annotated[
        SplitName, typer.Option("--split", help="Responses of this split.")
    ] = SplitName.TEST,
    timeout: TimeoutOption = None,
    no_cache: NoCacheOption = False,
    max_cost: MaxCostOption = None,
    record: RecordOption = None,
    replay: ReplayOption = None,
    levels: LevelsOption = LevelsName.THREE_LEVELS,
    columns: ColumnsOption = "",
    labels: LabelsOption = "",
    keep_going: KeepGoingOption = False,
    as_json: JsonOption = False,
) -> None:
    """Have graders judge suites, and print how well they do.

    Each grader's verdicts on a suite are kept in a file of DIR as they come.
    Ctrl+C loses none: the same command goes on where it ended. Delete a file
    to have its errors judged again. A baseline (all but offline and rubric)
    is fitted on the dev split of its suite. What the rubric's language model
    costs is counted by TUTOR_LLM_PRICES. With a timeout, a process of its own
    judges, and is replaced if it hangs or dies.
    """
    wiring.one_thread_each()
    with said_when_interrupted(out):
        from tutor.cli.evaluate.running import Running, note_errors, one_run
        from tutor.cli.evaluate.show import echo_summaries
        from tutor.cli.evaluate.suites import How, read_suites
        from tutor.evaluation.budget import Budget

        if record and replay:
            raise UsageError("--record and --replay cannot both be", "Choose one of them.")
        selection = _selection(split, tuple(case or ()), limit, shard)
        read = read_suites(suites or (), How(levels, columns, labels, keep_going))
        running = Running(
            out,
            selection,
            jobs,
            timeout,
            uses_cache=not no_cache,
            budget=None if max_cost is None else Budget(max_cost),
            record=record,
            replay=replay,
        )
        judged = [
            (suite, one_run(suite, name, running))
            for suite in read
            for name in dict.fromkeys(grader or [GraderName.OFFLINE])
        ]
        echo_summaries(judged, as_json=as_json)
        if note_errors(one for _, one in judged):
            raise typer.Exit(RUN_HAD_ERRORS)


def merge(
    runs: RunsArgument,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The file to write.", show_default=False)
    ],
    suite: SuiteOption = None,
    levels: LevelsOption = LevelsName.THREE_LEVELS,
    columns: ColumnsOption = "",
    labels: LabelsOption = "",
    keep_going: KeepGoingOption = False,
) -> None:
    """Put the shards of a run together into one file."""
    from tutor.cli.evaluate.files import replace_run
    from tutor.cli.evaluate.running import note_errors
    from tutor.cli.evaluate.suites import How, read_runs
    from tutor.evaluation.results import refuse_standing
    from tutor.evaluation.run import merge as merged

    refuse_standing(out)
    read = read_runs(runs, suite or (), How(levels, columns, labels, keep_going))
    whole = merged([one for _, one in read], read[0][0])
    replace_run(whole, out)
    typer.echo(f"{len(whole.results):,} results in {out}", err=True)
    if note_errors([whole]):
        raise typer.Exit(RUN_HAD_ERRORS)


def _selection(
    split: SplitName, cases: tuple[str, ...], limit: int | None, shard: str
) -> Selection:
    from tutor.evaluation.run import Selection, Shard
    from tutor.evaluation.suite import Split

    return Selection(
        split=None if split is SplitName.ALL else Split(split),
        cases=cases,
        limit=limit,
        shard=Shard.parse(shard) if shard else None,
    )
