"""`tutor llm`: the language model that may be asked; its group of commands."""

from __future__ import annotations

import typer

from tutor.cli.llm import check, hints, plan, points, preview, reword, setup, usage, why

EXIT_CODES = (
    "Exit codes: 0 done; 2 bad usage, nothing configured, or a model that may not be asked; "
    "3 the disk is full, or a store's fault; 4 the model gives no reply, or the keyring refuses; "
    "130 interrupted."
)


def register(app: typer.Typer) -> None:
    """Add the group `llm` to `app`."""
    group = typer.Typer(
        name="llm",
        help="Configure and look at the language model that may be asked about answers.",
        epilog=EXIT_CODES,
        no_args_is_help=True,
    )
    for command in (
        setup.setup,
        check.check,
        preview.preview,
        plan.plan,
        usage.usage,
        points.points,
        hints.hints,
        why.why,
        reword.reword,
    ):
        group.command(epilog=EXIT_CODES)(command)
    app.add_typer(group)
