"""`tutor eval run` and `tutor eval merge`: having graders judge suites."""

from __future__ import annotations

from enum import StrEnum
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
from tutor.cli.options import JsonOption, NoNetworkOption
from tutor.errors import UsageError
from tutor.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tutor.cli.evaluate.suites import How
    from tutor.evaluation.protocols import OnAnother, Protocol
    from tutor.evaluation.run import Selection
    from tutor.evaluation.suite import Suite


class ProtocolName(StrEnum):
    """What baselines are fitted on, where it is not the dev split that a suite has."""

    LEAVE_QUESTIONS_OUT = "leave-questions-out"
    SPLIT = "split"


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
    full_marks: Annotated[
        float,
        typer.Option(
            "--full-marks",
            metavar="NUMBER",
            help="The score of a perfect answer, of jsonl: and csv:.",
        ),
    ] = 1.0,
    protocol: Annotated[
        ProtocolName | None,
        typer.Option(
            "--protocol",
            help="What baselines are fitted on; the suite's own splits are forgotten.",
            show_default="its dev split",
        ),
    ] = None,
    folds: Annotated[
        int,
        typer.Option("--folds", min=2, help="Folds of leave-questions-out, at most."),
    ] = 10,
    dev_share: Annotated[
        float,
        typer.Option("--dev-share", metavar="SHARE", help="Questions that split fits on."),
    ] = 0.3,
    seed: Annotated[int, typer.Option("--seed", help="Of the protocol's choice.")] = 0,
    fit_on: Annotated[
        str | None,
        typer.Option(
            "--fit-on",
            metavar="SUITE|PATH",
            help="Fit baselines on another suite, the whole of it.",
            show_default=False,
        ),
    ] = None,
    keep_going: KeepGoingOption = False,
    every_metric: Annotated[
        bool, typer.Option("--all", help="Print every metric, not the main ones only.")
    ] = False,
    as_json: JsonOption = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Have graders judge suites, and print how well they do.

    Each grader's verdicts on a suite are kept in a file of DIR as they come.
    Ctrl+C loses none: the same command goes on where it ended. Delete a file
    to have its errors judged again. What the rubric's language model costs is
    counted by TUTOR_LLM_PRICES. With a timeout, a process of its own judges,
    and is replaced if it hangs or dies.

    The rubric asks the configured model, second-opinion the second one as well;
    when-unsure and unsure-second-opinion are offline, with one or both of them
    where that is unsure. With --record and --replay, one file holds both.

    All others but offline are baselines, fitted on the dev split of their
    suite. Where there is none, leave-questions-out has each question judged
    by a baseline that was fitted on other questions, in folds; split fits on
    a share of the questions and judges the others; and --fit-on names another
    set to fit on. All are drawn by question, and stand in the run file, where
    report and compare find them.
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
        graders = tuple(dict.fromkeys(grader or [GraderName.OFFLINE]))
        how = How(levels, columns, labels, keep_going, full_marks)
        if fit_on and protocol:
            raise UsageError("--fit-on and --protocol cannot both be", "Choose one of them.")
        another = _on_another(fit_on, graders, how) if fit_on else None
        chosen = another or _protocol(protocol, folds, dev_share, seed)
        read = tuple(chosen.judged(suite) for suite in read_suites(suites or (), how))
        if another:
            _note_left_out(another, read)
        running = Running(
            out,
            selection,
            jobs,
            timeout,
            uses_cache=not no_cache,
            budget=None if max_cost is None else Budget(max_cost),
            record=record,
            replay=replay,
            protocol=chosen,
            how=how,
        )
        judged = [(suite, one_run(suite, name, running)) for suite in read for name in graders]
        echo_summaries(judged, as_json=as_json, every_metric=every_metric)
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


def _protocol(name: ProtocolName | None, folds: int, dev_share: float, seed: int) -> Protocol:
    from tutor.evaluation.protocols import OWN_SPLIT, ByQuestion, LeaveQuestionsOut

    match name:
        case None:
            return OWN_SPLIT
        case ProtocolName.SPLIT:
            return ByQuestion(dev_share, seed)
        case ProtocolName.LEAVE_QUESTIONS_OUT:
            return LeaveQuestionsOut(folds, seed)


def _on_another(spec: str, graders: Iterable[GraderName], how: How) -> OnAnother:
    """Return the protocol of `--fit-on`.

    Raises:
        UsageError: No grader is fitted, or several suites are named.
        ReadError: The suite cannot be read.
    """
    from tutor.cli.evaluate.running import is_fitted
    from tutor.cli.evaluate.suites import read_suites
    from tutor.evaluation.protocols import OnAnother

    if not any(map(is_fitted, graders)):
        raise UsageError(
            f"--fit-on {spec}: no grader here is fitted", "Choose a baseline with --grader, too."
        )
    found = read_suites([spec], how)
    if len(found) > 1:
        names = ", ".join(suite.name for suite in found)
        raise UsageError(f"--fit-on {spec}: there are several suites: {names}", "Name one of them.")
    return OnAnother(found[0])


def _note_left_out(protocol: OnAnother, suites: Iterable[Suite]) -> None:
    """Say how many answers are judged, and so were not fitted on."""
    for suite in suites:
        [fit] = protocol.fits(suite)
        if fit.duplicates:
            typer.echo(
                f"tutor: {one_line(protocol.suite.name)}: {fit.duplicates:,} answers that"
                f" {one_line(suite.name)} has, too, are not fitted on",
                err=True,
            )
