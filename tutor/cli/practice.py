"""`tutor practice`: a sitting at a terminal, in plain lines, or through a pipe."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import (
    DecksArgument,
    EncoderOption,
    ExplainOption,
    NoNetworkOption,
    StoreOption,
)
from tutor.cli.signals import ended_by_signals
from tutor.cli.sitting import Manner, sit
from tutor.settings import GraderChoice

# What is heavy is imported where it is needed, or the first question would be late.
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tutor.grading.threshold import DeckThreshold
    from tutor.grading.verdict import Grader
    from tutor.practice.cramming import Cram
    from tutor.practice.late import DeckGrader
    from tutor.practice.referee import Referee
    from tutor.settings import Settings
    from tutor.store.store import Store

_NO_MODEL = "no language model is configured, so answers are judged offline; `tutor llm setup`"


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(practice)


def practice(
    decks: DecksArgument = None,
    store: StoreOption = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="Use only lines of plain text, as for a screen reader.")
    ] = False,
    explain: ExplainOption = False,
    new: Annotated[
        int | None,
        typer.Option(
            "--new",
            min=0,
            help="How many new cards to learn at most, whatever was learned today.",
            show_default="what is left of each deck's limit for the day",
        ),
    ] = None,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Type nothing: see each answer, and grade yourself.")
    ] = False,
    sureness: Annotated[
        bool, typer.Option("--sureness", help="Be asked how sure you are before each verdict.")
    ] = False,
    cram: Annotated[
        bool,
        typer.Option("--cram", help="Go through all cards, without touching log or schedule."),
    ] = False,
    due_within: Annotated[
        int | None,
        typer.Option(
            "--due-within",
            min=0,
            metavar="DAYS",
            help="Cram only cards that are due within so many days.",
            show_default=False,
        ),
    ] = None,
    flagged: Annotated[bool, typer.Option("--flagged", help="Cram only flagged cards.")] = False,
    failed: Annotated[
        bool, typer.Option("--failed", help="Cram only cards that you failed today.")
    ] = False,
    encoder: EncoderOption = "",
    no_network: NoNetworkOption = False,
) -> None:
    """Answer what is due, then learn new cards, up to the limits of the day.

    At a terminal, the bottom line shows the keys, and F1 or ? all of them:
    hints in three steps, a second try at a wrong answer, skip, bury,
    suspend, flag, the card's history, editing the card, and undo, as many
    steps as you like. A hint or a second try makes the best grade hard;
    after a whole point was shown it is again.

    Every grade is kept at once, and a draft comes back the next time, so
    Ctrl+C is as good an end as any: exit code 0.

    Where a language model is configured to judge as well, it is asked in the
    background, and no card waits for it.

    With --cram, all cards come once in no order, and again until they are
    known; nothing is recorded, and no schedule changes.

    Through a pipe, an answer ends at an empty line, and an empty line
    without an answer says "I don't know". The proposed grades are recorded;
    an answer that nobody could grade is not. With --reveal, each line is the
    grade of a card, from 1 (again) to 4 (easy).
    """
    from tutor.cli.hosts import host
    from tutor.cli.kept_points import with_kept_points
    from tutor.cli.scope import places, read_scope
    from tutor.cli.sync import meet_calmly
    from tutor.practice.late import LateGrader
    from tutor.practice.preparation import Wishes

    settings = wiring.settings()
    crammed = _crammed(cram=cram, within=due_within, flagged=flagged, failed=failed)

    with ended_by_signals(), wiring.open_store(store) as kept:
        chosen = wiring.chosen_encoder(encoder)
        grader = LateGrader(partial(_by_deck, chosen, kept.thresholds()))
        meet_calmly(kept, settings.sync_folder)
        keymap = settings.keymap
        with host(os.environ, grader.start, plain=plain, explain=explain, keymap=keymap) as face:
            scope = read_scope(decks or [], places(wiring.default_decks(), kept.known_cards()))
            scope = with_kept_points(scope, wiring.store_place(store))
            second = partial(_second, settings, wiring.store_place(store), kept)
            wishes = Wishes(wiring.today(settings), settings.regime, new)
            manner = Manner(
                reveals=reveal,
                asks_sureness=sureness or settings.practice_sureness,
                tries_again=settings.practice_second_try,
                place=wiring.store_place(store),
                next_day=partial(_tomorrow, settings),
                cram=crammed,
            )
            sit(scope, kept, face, grader, wishes, second, manner)
        meet_calmly(kept, settings.sync_folder)
    if grader.missed:
        raise grader.missed


def _crammed(*, cram: bool, within: int | None, flagged: bool, failed: bool) -> Cram | None:
    """Return which cards are crammed; None where none are."""
    from tutor.errors import UsageError
    from tutor.practice.cramming import Cram

    if cram:
        return Cram(None if within is None else timedelta(days=within), flagged, failed)
    if within is not None or flagged or failed:
        raise UsageError(
            "--due-within, --flagged and --failed choose what is crammed", "Add --cram to them."
        )
    return None


def _tomorrow(settings: Settings, at: datetime) -> datetime:
    """Return when the day after that of a moment begins."""
    from tutor.scheduling.days import day_of

    return day_of(at, wiring.zone(), settings.day_starts).end


def _second(settings: Settings, store: Path, kept: Store, sitting: str) -> Referee:
    """Return who judges again what the settings say: the language model, or nobody."""
    from tutor.practice.referee import Nobody

    if settings.grader is GraderChoice.OFFLINE or settings.offline:
        return Nobody()
    if not settings.llm_model:
        typer.echo(f"tutor: {_NO_MODEL}", err=True)
        return Nobody()
    from tutor.cli.judges import make_referee

    return make_referee(settings, store, kept.ledger(), sitting)


def _by_deck(encoder: str, thresholds: Mapping[str, DeckThreshold]) -> DeckGrader:
    """Return the offline grader, made and warm, as each deck's learner would have it judge."""
    from tutor.grading.threshold import ThresholdGrader

    shipped = wiring.make_grader(encoder)
    return ThresholdGrader(_warm(shipped), thresholds, shipped.doubt_at)


def _warm(grader: Grader) -> Grader:
    """Have a grader load what it loads at its first answer."""
    from tutor.cards.card import Card, KeyPoint
    from tutor.grading.verdict import Answer

    point = KeyPoint("The Pacific is the largest ocean.")
    card = Card("Which ocean is the largest?", point.text, (point,), needed=1)
    grader.grade(card, Answer("the one between Asia and America"))
    return grader
