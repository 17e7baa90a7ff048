"""`tutor log`: the review log as a file, and those of other machines joined with it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, NamedTuple

import typer

from tutor import __version__
from tutor.cli import wiring
from tutor.cli.options import JsonOption, StoreOption
from tutor.errors import ReadError, UsageError

if TYPE_CHECKING:
    from tutor.store.exchange import Checked
    from tutor.store.facts import Line
    from tutor.store.store import Store
    from tutor.store.union import Merged

PROGRAM = f"tutor {__version__}"
"""Who a file says it is by."""

_SHOWN = 5
_STDIN = "-"


class _Open(NamedTuple):
    """A file that is merged, and its name for messages."""

    stream: IO[bytes]
    name: str


def register(app: typer.Typer) -> None:
    """Add the group `log` to `app`."""
    group = typer.Typer(
        name="log",
        help="Take the review log with you, and join those of other machines with it.",
        no_args_is_help=True,
    )
    for command in (export, merge):
        group.command()(command)
    app.add_typer(group)


def export(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write it.", show_default="stdout")
    ] = None,
    store: StoreOption = None,
) -> None:
    """Write the whole log as JSON Lines, one fact a line.

    The first line names the format and its version. Reviews, what was undone,
    second opinions, changed grades, marks, presets, imported schedules and the
    cards that they belong to are in it: everything that schedules follow from.
    A log that was exported to FILE before is replaced, and no other file.
    """
    from tutor.store.exchange import is_log, write_log, written

    with wiring.open_store_to_read(store) as kept:
        facts = kept.union().facts()
        if file is None:
            for line in written(facts, PROGRAM):
                typer.echo(line)
            return
        if file.exists() and not is_log(file):
            raise UsageError(
                f"{file}: is there already, and is no log of the tutor",
                "Name another file, or move that one away.",
            )
        count = write_log(file, facts, PROGRAM)
    typer.echo(f"tutor: {count:,} facts were written to {file}.", err=True)


def merge(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Logs of other machines; - for stdin."),
    ],
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Leave out lines that are damaged.")
    ] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Join logs of other machines with this one, and schedule their cards anew.

    What is known is not doubled, and the order does not matter: merge as often
    as you like, in both directions, and all machines come to the same
    schedules. Where any file is damaged, nothing is merged.
    """
    from tutor.store.exchange import lines_of, sound_facts

    def lines() -> Iterator[Line]:
        for one in opened:
            yield from lines_of(one.stream, one.name)

    with ExitStack() as stack:
        opened = [_opened(name, stack) for name in files]
        kept = stack.enter_context(wiring.open_store(store))
        known = frozenset(kept.presets())
        checked = _checked(kept, lines(), skip_bad=skip_bad)
        merged = kept.union().merge(sound_facts(checked, lines(), known))
    typer.echo(_as_json(merged, checked) if as_json else merged_line(merged))
    note_conflicts(merged)


def note_conflicts(merged: Merged) -> None:
    """Say on stderr which facts were there with another content."""
    if merged.conflicts:
        from tutor.text import one_line

        typer.echo(
            f"tutor: {len(merged.conflicts)} facts have one name and two contents; of each, the one"
            f" whose text comes first stays, everywhere: {one_line(_some(merged.conflicts))}.",
            err=True,
        )


def _opened(name: str, stack: ExitStack) -> _Open:
    from tutor.store.exchange import not_read

    if name == _STDIN:
        import shutil
        import tempfile

        # It is read twice: to be looked through, and to be merged.
        spooled: IO[bytes] = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        if sys.stdin:  # it may be closed
            shutil.copyfileobj(sys.stdin.buffer, spooled)
        return _Open(spooled, "stdin")
    try:
        return _Open(stack.enter_context(Path(name).open("rb")), name)
    except OSError as error:
        raise not_read(name, error) from error


def _checked(kept: Store, lines: Iterator[Line], *, skip_bad: bool) -> Checked:
    from tutor.store.exchange import check

    checked = check(lines, frozenset(kept.presets()))
    if not checked.faults:
        return checked
    listed = "".join(f"\n  {place}: {said}" for place, said in checked.faults[:_SHOWN])
    more = len(checked.faults) - _SHOWN
    listed += f"\n  and {more:,} more" if more > 0 else ""
    count = len(checked.faults)
    said = f"{count:,} {'line is' if count == 1 else 'lines are'} damaged:{listed}"
    if not skip_bad:
        raise ReadError(
            said,
            "Nothing was merged. Export the log again; or merge the rest of it with --skip-bad.",
        )
    from tutor.text import plain

    typer.echo(f"tutor: {plain(said)}\n  They were left out.", err=True)
    return checked


def merged_line(merged: Merged) -> str:
    """Return what came of a merge, in a line."""
    from tutor.text import counted

    if not merged.new:
        return "Nothing new: all of it was known."
    parts = ", ".join(counted(count, sort) for sort, count in merged.new.items())
    anew = f"{merged.cards:,} {'card is' if merged.cards == 1 else 'cards are'} scheduled anew"
    return f"New: {parts}. {anew}."


def _as_json(merged: Merged, checked: Checked) -> str:
    return json.dumps(
        {
            "new": dict(merged.new),
            "known": merged.known,
            "conflicts": list(merged.conflicts),
            "cards": merged.cards,
            "left_out": len(checked.faults),
        }
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f", and {more:,} more" if more > 0 else "")
