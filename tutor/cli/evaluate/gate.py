"""`tutor eval gate` and `tutor eval init`: what is asked of graders, and a suite of one's own."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.evaluate.interruption import said_when_interrupted
from tutor.cli.evaluate.options import (
    GATE_FAILED,
    RUN_HAD_ERRORS,
    Format,
    GraderName,
    JobsOption,
    MaxCostOption,
    NoCacheOption,
    ReplayOption,
    TimeoutOption,
)
from tutor.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def gate(
    file: Annotated[Path, typer.Argument(metavar="GATE", help="The file of conditions.")] = Path(
        "eval/gate.toml"
    ),
    junit: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a report for CI systems.", show_default=False),
    ] = None,
    markdown: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write one for a pull request.", show_default=False),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write one for a browser.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Keep the run files there.", show_default="they go"
        ),
    ] = None,
    jobs: JobsOption = 1,
    timeout: TimeoutOption = None,
    no_cache: NoCacheOption = False,
    max_cost: MaxCostOption = None,
    replay: ReplayOption = None,
    as_json: JsonOption = False,
) -> None:
    """Have graders judge suites, and see that they are as good as is asked.

    A figure that is not there meets no condition, and neither does a grader
    that crashed or took too long over a response, or that leaves more of them
    unjudged than the baseline does.
    """
    wiring.one_thread_each()
    with said_when_interrupted(out):
        from tutor.cli.evaluate.gating import judge, run_folder, tell
        from tutor.cli.evaluate.running import Running, note_errors
        from tutor.evaluation.budget import Budget
        from tutor.evaluation.gate_file import read_gate
        from tutor.evaluation.run import ALL

        gated = read_gate(file, tuple(GraderName))
        with run_folder(out) as folder:
            running = Running(
                folder,
                ALL,
                jobs,
                timeout,
                keeps=bool(out),
                uses_cache=not no_cache,
                budget=None if max_cost is None else Budget(max_cost),
                replay=replay,
            )
            found = judge(gated, running)
        wanted = {Format.JUNIT: junit, Format.MARKDOWN: markdown, Format.HTML: html}
        passed = tell(found, wanted, as_json=as_json)
        if note_errors(one.run for one in found):
            raise typer.Exit(RUN_HAD_ERRORS)
        if not passed:
            raise typer.Exit(GATE_FAILED)


def init(
    deck: Annotated[
        Path, typer.Argument(metavar="DECK", help="The deck file.", show_default=False)
    ],
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="Where it is made.")] = Path(
        "eval"
    ),
    from_overrules: Annotated[
        bool,
        typer.Option("--from-overrules", help="Begin with the answers whose grade you overruled."),
    ] = False,
    store: StoreOption = None,
) -> None:
    """Begin a suite of your own for a deck, with a gate and a GitHub workflow.

    Its README says how it is written, labelled and measured. Nothing is
    overwritten: a gate and a workflow that are there serve it as well.

    With --from-overrules, your own grade of an answer is its label: Again
    becomes incorrect, Hard partial, Good and Easy correct. These are for the
    dev split: you knew the verdict when you graded.
    """
    from tutor.cli.evaluate.beginning import begin
    from tutor.store.store import Store

    opened: AbstractContextManager[Store | None] = (
        wiring.open_store_to_read(store) if from_overrules else nullcontext()
    )
    with opened as kept:
        for line in begin(deck, to, kept):
            typer.echo(line)
