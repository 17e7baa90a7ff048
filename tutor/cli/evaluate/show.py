"""`tutor eval report`, `compare` and `bless`: what is made of runs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.evaluate.options import (
    SEED,
    ColumnsOption,
    Format,
    KeepGoingOption,
    LabelsOption,
    LevelsName,
    LevelsOption,
    RunsArgument,
    SuiteOption,
)
from tutor.cli.options import JsonOption
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.evaluation.report import Condition, Report
    from tutor.evaluation.report.contents import Comparison
    from tutor.evaluation.results import Run
    from tutor.evaluation.suite import Suite

    Judged = Sequence[tuple[Suite, Run]]


def report(
    runs: RunsArgument,
    suite: SuiteOption = None,
    form: Annotated[
        Format, typer.Option("--format", help="What it is written as.")
    ] = Format.MARKDOWN,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="The file to write.", show_default="stdout"),
    ] = None,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="RUN",
            help="A run of the same suite to compare with.",
            show_default=False,
        ),
    ] = None,
    levels: LevelsOption = LevelsName.THREE_LEVELS,
    columns: ColumnsOption = "",
    labels: LabelsOption = "",
    keep_going: KeepGoingOption = False,
) -> None:
    """Write a report on runs: for a reader, a pull request, or a CI system."""
    from tutor.cli.evaluate.suites import How, read_runs

    paths = [*runs, *([baseline] if baseline else [])]
    read = read_runs(paths, suite or (), How(levels, columns, labels, keep_going))
    judged = read[: len(runs)]
    pairs = []
    if baseline:
        suite_of_baseline, former = read[-1]
        others = [one for _, one in judged if one.digest == former.digest and one != former]
        pairs = comparisons(suite_of_baseline, [(one, former) for one in others])
        if not pairs:
            raise UsageError(
                f"{baseline}: no other run is of its suite", "Name one of the same suite."
            )
    text = written(report_of(judged, pairs), form)
    if out:
        from tutor.cli.evaluate.files import write_text

        write_text(out, text)
    else:
        typer.echo(text, nl=False)


def compare(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="A run.", show_default=False)],
    baselines: Annotated[
        list[Path],
        typer.Argument(
            metavar="BASELINE…", help="The runs that it is compared with.", show_default=False
        ),
    ],
    suite: SuiteOption = None,
    levels: LevelsOption = LevelsName.THREE_LEVELS,
    columns: ColumnsOption = "",
    labels: LabelsOption = "",
    keep_going: KeepGoingOption = False,
    as_json: JsonOption = False,
) -> None:
    """Print how a grader differs from others, on the responses that both judged.

    The first run is compared with each of the others. Intervals and p values
    are of a paired bootstrap over questions, p values adjusted for all that is
    compared: graders and metrics are one family (Holm 1979). --json prints a
    line for each pair.
    """
    from tutor.cli.evaluate.suites import How, read_runs
    from tutor.cli.evaluate.tables import comparison_tables

    how = How(levels, columns, labels, keep_going)
    (of, one), *others = read_runs([run, *baselines], suite or (), how)
    found = comparisons(of, [(one, other) for _, other in others])
    if as_json:
        for each in found:
            typer.echo(json.dumps(each.record))
        return
    comparison_tables(found)


def bless(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", help="The run to keep.", show_default=False)
    ],
    as_: Annotated[
        Path,
        typer.Option("--as", metavar="FILE", help="Where it is kept.", show_default=False),
    ],
) -> None:
    """Keep a run as the baseline that a gate compares with.

    What stood in FILE is replaced. A run with errors is refused, and so is a
    part of a suite, other than a split, or a run by a protocol of its own.
    """
    from tutor.cli.evaluate.files import replace_run
    from tutor.evaluation.results import Kind, read_run
    from tutor.text import one_line

    read = read_run(run)
    if errors := sum(one.kind is Kind.ERROR for one in read.results):
        raise UsageError(
            f"{run}: {errors} of its responses ended in an error",
            "Mend the grader, and judge the suite again.",
        )
    if narrowed := [name for name in read.settings if name != "split"]:
        raise UsageError(
            f"{run}: the run is by a protocol or of a part of its suite ({', '.join(narrowed)})",
            "Judge a whole split without these, or merge all shards with `tutor eval merge`.",
        )
    if not read.results:
        raise UsageError(f"{run}: there is no result in it", "Judge the suite first.")
    replace_run(read, as_)
    told = f"{len(read.results):,} results of {read.grader} on {read.suite}"
    typer.echo(f"Blessed: {one_line(told)}, in {one_line(str(as_))}")


def echo_summaries(judged: Judged, *, as_json: bool, every_metric: bool = False) -> None:
    """Print what runs come to: tables of the main metrics, or of all, or a report as JSON."""
    from tutor.cli.evaluate.tables import summary_tables
    from tutor.evaluation.report import as_json as record

    made = report_of(judged)
    if as_json:
        typer.echo(json.dumps(record(made)))
        return
    summary_tables(made, every_metric=every_metric)


def report_of(
    judged: Judged,
    comparisons: Sequence[Comparison] = (),
    conditions: Sequence[Condition] = (),
    on: str = "",
) -> Report:
    """Return a report on runs."""
    from tutor.cli import wiring
    from tutor.evaluation.cache import program_version
    from tutor.evaluation.machine import describe_machine
    from tutor.evaluation.metrics import summary
    from tutor.evaluation.report import Report

    return Report(
        tutor=program_version(),
        entries=tuple(summary(suite, run, SEED) for suite, run in judged),
        judged=tuple(judged),
        comparisons=tuple(comparisons),
        conditions=tuple(conditions),
        machine=describe_machine(),
        on=on or f"{wiring.now():%Y-%m-%d}",
    )


def comparison(suite: Suite, run: Run, baseline: Run) -> Comparison:
    """Return a run beside a baseline, as a report has it."""
    return comparisons(suite, [(run, baseline)])[0]


def comparisons(suite: Suite, pairs: Sequence[tuple[Run, Run]]) -> list[Comparison]:
    """Return runs, each beside its baseline, as a report shows them together."""
    from tutor.evaluation import metrics
    from tutor.evaluation.metric_records import comparison_record
    from tutor.evaluation.report import read_comparison

    found = [metrics.compare(suite, run, baseline, SEED) for run, baseline in pairs]
    return [read_comparison(comparison_record(one)) for one in metrics.together(found)]


def written(made: Report, form: Format) -> str:
    """Return a report as text in a format, with a newline at its end."""
    from tutor.evaluation.report import as_json, html, junit, markdown, overview

    match form:
        case Format.MARKDOWN:
            return markdown(made)
        case Format.OVERVIEW:
            return overview(made)
        case Format.HTML:
            return html(made)
        case Format.JUNIT:
            return junit(made)
        case Format.JSON:
            return json.dumps(as_json(made)) + "\n"
