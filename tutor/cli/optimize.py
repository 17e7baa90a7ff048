"""`tutor optimize`: FSRS's parameters, fitted to the learner's own reviews."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import DecksArgument, JsonOption, StoreOption

if TYPE_CHECKING:
    from tutor.cli.optimizing import Change
    from tutor.scheduling.options import Regime
    from tutor.scheduling.recounting import Moves
    from tutor.store.store import Store


class Consent(Enum):
    """Whether what is found may be changed."""

    GIVEN = auto()
    ASKED = auto()
    NONE = auto()


_UNCHANGED = "Nothing was changed: --apply does it."


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(optimize)


def optimize(
    decks: DecksArgument = None,
    store: StoreOption = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Change what is found, without being asked.")
    ] = False,
    reschedule: Annotated[
        bool,
        typer.Option(
            "--reschedule", help="Have past reviews count by the parameters in force, too."
        ),
    ] = False,
    reset: Annotated[
        bool, typer.Option("--reset", help="Go back to the parameters that are shipped.")
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="The order in which the optimizer sees reviews.")
    ] = 2023,
    as_json: JsonOption = False,
) -> None:
    """Fit the scheduler's parameters to your own reviews.

    They are fitted to the earlier reviews, held against the later ones, and
    kept only where they foretell those better than the parameters in force.
    Without a deck they hold for all decks; a deck that is named gets its
    own, from 1,000 reviews on. Grades that nobody confirmed, or that were
    accepted though the verdict was in doubt, are left out.

    New reviews follow what is kept. Cards that are scheduled already stay
    where they are, unless --reschedule replays their reviews: it first shows
    how many would move.
    """
    from tutor.cli.optimizing import after, read_fits, read_moves, read_resets
    from tutor.scheduling.fsrs_rs import train

    consent, regime = _consent(apply=apply, as_json=as_json), wiring.settings().regime
    opened = wiring.open_store_to_read if consent is Consent.NONE else wiring.open_store
    with opened(store) as kept:
        default = wiring.default_decks()
        if reset:
            changes = read_resets(decks or [], default, kept)
        else:
            changes = read_fits(decks or [], default, kept, regime, partial(train, seed=seed))
        _settle(changes, kept, consent, as_json=as_json)
        if reschedule:
            withheld = consent is Consent.NONE
            planned = after(changes, kept.fitted(), wiring.now()) if withheld else kept.fitted()
            moves = read_moves(decks or [], default, kept, planned, regime)
            _move(moves, kept, regime, consent, as_json=as_json)
        if consent is Consent.NONE and not as_json:
            typer.echo(_UNCHANGED)


def _settle(changes: Sequence[Change], store: Store, consent: Consent, *, as_json: bool) -> None:
    """Show the changes, and make them where that is wanted."""
    from tutor.cli.optimizing import change_lines, change_record, save

    applied = consent is Consent.GIVEN
    records = (change_record(one, applied=applied) for one in changes)
    _print(records if as_json else change_lines(changes))
    back = all(one.found is None for one in changes)
    question = "Go back to them?" if back else "Use them from now on?"
    if any(one.is_one for one in changes) and _agreed(question, consent):
        save(changes, store, wiring.now())


def _move(moves: Moves, store: Store, regime: Regime, consent: Consent, *, as_json: bool) -> None:
    """Show what would move, and move it where that is wanted."""
    from tutor.cli.optimizing import moves_lines, moves_record, reschedule

    now = wiring.now()
    record = moves_record(moves, now, applied=consent is Consent.GIVEN)
    _print([record] if as_json else moves_lines(moves, now))
    if moves.moves and _agreed("Move them?", consent):
        reschedule(moves, store, regime, now)


def _consent(*, apply: bool, as_json: bool) -> Consent:
    if apply:
        return Consent.GIVEN
    is_terminal = all(one is not None and one.isatty() for one in (sys.stdin, sys.stdout))
    return Consent.ASKED if is_terminal and not as_json else Consent.NONE


def _agreed(question: str, consent: Consent) -> bool:
    return typer.confirm(question) if consent is Consent.ASKED else consent is Consent.GIVEN


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)
