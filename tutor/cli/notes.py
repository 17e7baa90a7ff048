"""What a command says on stderr beside what it was asked for."""

from __future__ import annotations

from collections.abc import Sized

import typer

from tutor.text import counted


def note_problems(problems: Sized) -> None:
    """Say how many problems the decks have, where there are any: what is listed may lack cards."""
    if problems:
        count = counted(len(problems), "problem")
        typer.echo(f"tutor: {count} in the decks; `tutor check` lists them.", err=True)
