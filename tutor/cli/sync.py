"""`tutor sync`: the stores of several machines meet in a folder that some program carries about."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring
from tutor.cli.log import PROGRAM, merged_line, note_conflicts
from tutor.cli.options import JsonOption, StoreOption
from tutor.errors import TutorError, UsageError

if TYPE_CHECKING:
    from tutor.store.meeting import Synced
    from tutor.store.store import Store

_NAME_BYTES = 8


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(sync)


def sync(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Exchange reviews with your other machines, in the folder that `sync.folder` names.

    Any program may carry the folder about. In it, each machine writes one file
    of its own and reads those of the others; copies that a carrying program
    makes of two changes at once are read as well. With a folder configured,
    every sitting begins and ends with this.
    """
    folder = wiring.settings().sync_folder
    if folder is None:
        raise UsageError(
            "no folder to meet other machines in is configured",
            "Set TUTOR_SYNC_FOLDER, or `folder` in the table [sync] of the configuration.",
        )
    with wiring.open_store(store) as kept:
        done = meet(kept, folder)
    if as_json:
        typer.echo(_as_json(done))
    else:
        typer.echo(f"{merged_line(done.merged)} {_told(done)}")
    _note(done)
    note_conflicts(done.merged)


def meet(store: Store, folder: Path) -> Synced:
    """Exchange reviews with the machines whose files are in a folder.

    Raises:
        StoreError, UsageError, OutputError: It cannot be done.
    """
    meeting = store.meeting()
    device = meeting.device(lambda: os.urandom(_NAME_BYTES).hex())
    return meeting.sync(folder, device, PROGRAM)


def meet_calmly(store: Store, folder: Path | None) -> None:
    """Do the same at the start or end of a sitting, which nothing here may keep from its course."""
    if folder is None:
        return
    try:
        _note(meet(store, folder))
    except TutorError as fault:
        _say(f"not synced: {fault.message}")


def _note(done: Synced) -> None:
    for note in done.notes[:1]:
        more = f" (and {len(done.notes) - 1} more)" if len(done.notes) > 1 else ""
        _say(f"{note}{more}")


def _say(said: str) -> None:
    from tutor.text import one_line

    typer.echo(f"tutor: {one_line(said)}", err=True)


def _told(done: Synced) -> str:
    from tutor.text import counted

    told = f"{done.told:,} {'fact was' if done.told == 1 else 'facts were'} added to ours"
    are = "is" if done.others == 1 else "are"
    return f"There {are} {counted(done.others, 'other file')}; {told}."


def _as_json(done: Synced) -> str:
    return json.dumps(
        {
            "new": dict(done.merged.new),
            "cards": done.merged.cards,
            "conflicts": list(done.merged.conflicts),
            "told": done.told,
            "others": done.others,
            "notes": list(done.notes),
        }
    )
