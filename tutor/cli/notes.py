"""What a command says on stderr beside what it was asked for."""

from __future__ import annotations

from collections.abc import Sized

import typer


def note_problems(problems: Sized) -> None:
    """Say how many problems the decks have, where there are any: what is listed may lack cards."""
    count = len(problems)
    if count:
        noun = "1 problem" if count == 1 else f"{count} problems"
        typer.echo(f"tutor: {noun} in the decks; `tutor check` lists them.", err=True)
