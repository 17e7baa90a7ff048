"""The door: one Typer app, and the one place where errors are printed and exit codes chosen."""

from __future__ import annotations

import codecs
import gc
import io
import os
import signal
import sys
from typing import Annotated

import typer

from tutor import __version__
from tutor.cli import (
    accepted,
    backup,
    config,
    decks,
    doctor,
    draft,
    evaluate,
    grade,
    leeches,
    llm,
    log,
    marks,
    optimize,
    plan,
    practice,
    refit,
    regrade,
    schedule,
    simulate,
    stats,
    sync,
    transfer,
)
from tutor.cli.options import NoNetworkOption
from tutor.errors import TutorError

INTERRUPTED = 130

# Objects made until the collector looks for cycles. At Python's 700 it goes again and again through
# the cards of a large deck, which are none: a sixth of the time until they are shown.
_ALLOCATIONS = 50_000

app = typer.Typer(
    name="tutor",
    help=(
        "Type answers from memory, have them graded offline, point by point, "
        "and see each card again before it is forgotten."
    ),
    epilog=(
        "Exit codes: 0 done, 1 problems found, 2 bad usage or unreadable input, "
        "3 store or full disk, 4 model, 130 interrupted."
    ),
    invoke_without_command=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _group in (
    practice,
    schedule,
    marks,
    leeches,
    simulate,
    plan,
    optimize,
    accepted,
    stats,
    refit,
    regrade,
    grade,
    decks,
    evaluate,
    config,
    llm,
    draft,
    transfer,
    log,
    backup,
    sync,
    doctor,
):
    _group.register(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tutor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Show what waits where no command is named, and hold the options of `tutor` itself."""
    if context.invoked_subcommand is None:
        from tutor.cli import home

        home.show()


def run() -> None:
    """Run the program and exit; the entry point of the `tutor` command."""
    gc.set_threshold(_ALLOCATIONS)
    ended = exit_code()
    # All is done and kept. A Ctrl+C from here on would only break into Python's tidying up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(ended)


def exit_code() -> int:
    """Run the program on `sys.argv`, print what ended it on stderr, and return its exit code."""
    _accept_every_character()
    if os.environ.get("COLUMNS") == "0":  # of a terminal whose size is unknown
        del os.environ["COLUMNS"]  # Rich would print nothing at all
    try:
        app()
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # as below; Typer has made a 1 of it
            return 0
        return end.code if isinstance(end.code, int) else 1
    except TutorError as error:
        _complain(error)
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has left (`| head`). Point stdout elsewhere, or the interpreter
        # complains once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return 0


def _accept_every_character() -> None:
    """Have what the terminal's encoding lacks shown as "?", instead of ending the command."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # ASCII is what Python falls back to. UTF-8 contains it, and loses no answer.
            ascii_only = codecs.lookup(stream.encoding).name == "ascii"
            encoding = "utf-8" if ascii_only else stream.encoding
            stream.reconfigure(encoding=encoding, errors="replace")


def _complain(error: TutorError) -> None:
    from tutor.text import plain

    typer.echo(f"tutor: {plain(error.message)}", err=True)
    if error.hint:
        typer.echo(f"  {plain(error.hint)}", err=True)
