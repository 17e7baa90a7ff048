"""`tutor doctor`: whether all that the tutor needs is in order, and what to do where it is not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from tutor.cli.options import JsonOption, NoNetworkOption, StoreOption

if TYPE_CHECKING:
    from tutor.cli.checks import Check

_STATE, _PART = 7, 15


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(doctor)


def doctor(
    store: StoreOption = None, as_json: JsonOption = False, no_network: NoNetworkOption = False
) -> None:
    """Check configuration, store, decks, grader, terminal, endpoint and sync folder.

    Each line says ok, warn or fault, and what to do. Exit code 1 where there
    is a fault. The language model's endpoint is asked only where one is
    configured, by a few tiny requests; with --no-network it is not.
    """
    from tutor.cli.checks import State, all_checks

    states = set()
    for check in all_checks(store):
        states.add(check.state)
        if as_json:
            typer.echo(_as_json(check))
        else:
            _print(check)
    if State.FAULT in states:
        raise typer.Exit(1)


def _print(check: Check) -> None:
    from tutor.text import one_line

    said = f"{check.state.value:{_STATE}}{check.part:{_PART}}{one_line(check.said)}"
    typer.echo(said)
    if check.advice:
        typer.echo(f"{'':{_STATE + _PART}}→ {one_line(check.advice)}")


def _as_json(check: Check) -> str:
    told = {"part": check.part, "state": check.state.value, "said": check.said}
    return json.dumps({**told, "advice": check.advice})
