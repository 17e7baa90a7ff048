"""`tutor eval`: how well graders judge, beside what people said; its group of commands."""

from __future__ import annotations

import typer

from tutor.cli.evaluate import datasets, gate, label, robustness, run, show

EXIT_CODES = (
    "Exit codes: 0 done, and every condition met; 1 the gate failed; 2 bad usage or unreadable "
    "input; 3 a grader cannot be made, crashed or took too long over a response, --max-cost was "
    "reached, the disk is full, or a store's fault; 4 model; 130 interrupted, and it says what "
    "is kept."
)


def register(app: typer.Typer) -> None:
    """Add the group `eval` to `app`."""
    group = typer.Typer(
        name="eval",
        help="Measure how well answers are graded, beside what people said of them.",
        epilog=EXIT_CODES,
        no_args_is_help=True,
    )
    for command in (
        run.run,
        run.merge,
        show.report,
        show.compare,
        show.bless,
        robustness.robustness,
        gate.gate,
        label.label,
        datasets.datasets,
        gate.init,
    ):
        group.command(epilog=EXIT_CODES)(command)
    app.add_typer(group)
