"""Ctrl+C while a command of `tutor eval` begins or ends. Light: it is there before the rest is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from tutor.cli.evaluate.options import INTERRUPTED
from tutor.text import one_line


@contextmanager
def said_when_interrupted(out: Path | None) -> Iterator[None]:
    """Say that a command was interrupted, unless what is inside has said so, and end it.

    Args:
        out: The folder where run files stay; None where none does.

    Raises:
        Exit: It was.
    """
    try:
        yield
    except KeyboardInterrupt:
        told = "Interrupted before the gate was decided; the same command begins again."
        if out:
            stands = f"what was judged, if anything, stands in {one_line(str(out))}"
            told = f"Interrupted: {stands}; the same command goes on from there."
        typer.echo(told, err=True)
        raise typer.Exit(INTERRUPTED) from None
