"""`tutor backup`, `tutor restore` and `tutor verify`: the store copied, put back, and proved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import JsonOption, StoreOption
from tutor.errors import TutorError, UsageError

_SHOWN = 5


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    for command in (backup, restore, verify):
        app.command()(command)


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="A new file.", show_default="beside the store, under the date"),
    ] = None,
    store: StoreOption = None,
) -> None:
    """Copy the store into one file, and check the copy.

    A sitting may go on meanwhile. Before the store is brought up to date by a
    newer tutor it is copied without being asked; the last three of these
    copies are kept.
    """
    from tutor.store.backups import back_up, folder_of, stamped
    from tutor.text import plain

    place = wiring.store_place(store)
    target = file or stamped(folder_of(place), place.stem, wiring.now().astimezone())
    if target.exists():
        raise UsageError(
            f"{target}: is there already, and nothing is written over it", "Name a new file."
        )
    back_up(place, target)
    size = target.stat().st_size / 1e6
    typer.echo(plain(f"The store was copied to {target} ({size:,.1f} MB), and checked."))
    with wiring.open_store_to_read(store) as kept:
        wrong = kept.verify()
    if wrong:
        typer.echo(f"tutor: {_told(wrong)} Nothing is lost: `tutor verify --mend`.", err=True)


def restore(
    file: Annotated[Path, typer.Argument(help="A backup, or any store.")],
    store: StoreOption = None,
) -> None:
    """Put a backup in the place of the store, once it has been checked.

    What was there before is kept beside, under its date. A backup of an older
    version is brought up to date on the way; FILE itself stays as it is.
    """
    from tutor.practice.past import local
    from tutor.store.backups import restore as put_back
    from tutor.text import counted, plain

    done = put_back(file, wiring.store_place(store), wiring.now().astimezone())
    last = f", the last of {local(done.last)}" if done.last else ""
    typer.echo(plain(f"{file} was restored: {counted(done.reviews, 'review')}{last}."))
    if done.mended:
        typer.echo(f"Computed anew from its log: {counted(done.mended, 'schedule')}.")
    if done.kept:
        typer.echo(plain(f"What was there before is kept: {done.kept}"))


class _DoesNotFollowError(TutorError):
    """Schedules are not the fold of the log; exit code 1."""


def verify(
    mend: Annotated[
        bool, typer.Option("--mend", help="Compute anew what does not follow.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Prove that every schedule is what follows from the log of reviews.

    Exit code 1 where one is not. The log is the truth, and --mend computes
    such schedules anew from it.
    """
    from tutor.text import counted

    opened = wiring.open_store if mend else wiring.open_store_to_read
    with opened(store) as kept:
        wrong = kept.mend() if mend else kept.verify()
        cards = len(kept.schedules())
    if as_json:
        typer.echo(json.dumps({"schedules": cards, "wrong": list(wrong), "mended": mend}))
    elif not wrong:
        typer.echo(f"All is well: {counted(cards, 'schedule')}, as the log has it.")
    elif mend:
        typer.echo(f"{_told(wrong)} Computed anew.")
    if wrong and not mend:
        raise _DoesNotFollowError(_told(wrong), "`tutor verify --mend` computes them anew.")


def _told(wrong: tuple[str, ...]) -> str:
    from tutor.text import counted, one_line

    some = ", ".join(wrong[:_SHOWN]) + (" …" if len(wrong) > _SHOWN else "")
    verb = "does" if len(wrong) == 1 else "do"
    return f"{counted(len(wrong), 'schedule')} {verb} not follow from the log: {one_line(some)}."
