"""`tutor practice`: a sitting at a terminal, in plain lines, or through a pipe."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing as closing_it
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.notes import note_problems
from tutor.cli.options import EncoderOption, ExplainOption, NoNetworkOption, StoreOption
from tutor.settings import GraderChoice

# What is heavy is imported where it is needed, or the first question would be late.
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tutor.cards.likeness import KnownCard
    from tutor.cli.scope import Scope
    from tutor.grading.threshold import DeckThreshold
    from tutor.grading.verdict import Grader
    from tutor.practice.face import Host
    from tutor.practice.histories import Continuation
    from tutor.practice.late import DeckGrader
    from tutor.practice.loop import Judge, Table
    from tutor.practice.preparation import Prepared, Wishes
    from tutor.practice.referee import Referee
    from tutor.practice.sitting import Rules
    from tutor.settings import Settings
    from tutor.store.store import Store

_NO_MODEL = "no language model is configured, so answers are judged offline; `tutor llm setup`"

_OUTLIVED = "its reference has changed, so the answers that you accepted for it count no more"

_HANG_UP = getattr(signal, "SIGHUP", 0)  # Windows has none
_STDOUT = 1


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(practice)


def practice(
    decks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DECK|PATH",
            help="Decks by name, files or folders; all of your decks where none is named.",
            show_default=False,
        ),
    ] = None,
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
    encoder: EncoderOption = "",
    no_network: NoNetworkOption = False,
) -> None:
    """Answer what is due, then learn new cards, up to the limits of the day.

    At a terminal, the bottom line shows the keys. Every grade is kept at
    once, and a draft comes back the next time, so Ctrl+C is as good an end
    as any: exit code 0.

    Where a language model is configured to judge as well, it is asked in the
    background, and no card waits for it.

    Through a pipe, an answer ends at an empty line, and an empty line
    without an answer says "I don't know". The proposed grades are recorded;
    an answer that nobody could grade is not.
    """
    from tutor.cli.hosts import host
    from tutor.cli.kept_points import with_kept_points
    from tutor.cli.scope import places, read_scope
    from tutor.practice.late import LateGrader
    from tutor.practice.preparation import Wishes

    settings = wiring.settings()

    with _ended_by_signals(), wiring.open_store(store) as kept:
        chosen = wiring.chosen_encoder(encoder)
        grader = LateGrader(partial(_by_deck, chosen, kept.thresholds()))
        with host(os.environ, grader.start, plain=plain, explain=explain) as face:
            scope = read_scope(decks or [], places(wiring.default_decks(), kept.known_cards()))
            scope = with_kept_points(scope, wiring.store_place(store))
            second = partial(_second, settings, wiring.store_place(store), kept)
            wishes = Wishes(wiring.today(settings), settings.regime, new)
            sit(scope, kept, face, grader, wishes, second)
    if grader.missed:
        raise grader.missed


def sit(
    scope: Scope,
    store: Store,
    host: Host,
    grader: Judge,
    wishes: Wishes,
    second: Callable[[str], Referee] | None = None,
) -> None:
    """Hold a sitting, from the line that opens it to the line that sums it up.

    Args:
        scope: The cards.
        store: What is known of them, and where the reviews go.
        host: The way to talk with the learner.
        grader: Who grades.
        wishes: How far it goes, and in which order.
        second: Makes who judges again in the background, for the id of the sitting; None for
            nobody.

    Raises:
        StoreError: Something could not be kept.
    """
    from tutor.practice.loop import hold
    from tutor.practice.preparation import closing, opening, outlook, prepare, spreading
    from tutor.practice.referee import Nobody
    from tutor.practice.sitting import Sitting

    now = wiring.now()
    note_problems(scope.problems)
    ask = partial(_continues, host)
    before = store.known_cards()
    prepared = prepare(scope.cards, scope.loaded, store, ask, wishes, now)
    table = _table(prepared, grader, store, keeps_drafts=host.keeps_drafts)
    _take_back_outlived(prepared, before, store, table.new_id)
    first = prepared.first if host.keeps_drafts else ""
    if not first and prepared.queue.next(now) is None:
        host.say(outlook(prepared, prepared.schedules, now))
        return
    for line in (opening(prepared, now), *spreading(prepared)):
        host.say(line)
    rules = _rules(prepared, store, is_attended=host.is_attended)
    sitting = Sitting(table.new_id(now), rules, prepared.schedules)
    referee = second(sitting.id) if second else Nobody()
    with closing_it(referee):
        ended = hold(sitting, replace(table, referee=referee), host, first)
    host.say(closing(prepared, ended.summary, ended.schedules, wiring.now()))


def _continues(host: Host, asked: Continuation) -> bool | None:
    """Say for the learner that an edited card is the one it was, where that is certain."""
    from tutor.practice import words

    if not asked.suggestion.certain:
        return host.continues(asked)
    typer.echo(f"tutor: {words.kept(asked)}", err=True)
    return True


def _table(prepared: Prepared, grader: Judge, store: Store, *, keeps_drafts: bool) -> Table:
    from tutor.practice.loop import Table, WithoutDrafts
    from tutor.store.ids import Ids

    return Table(
        cards=prepared.cards,
        queue=prepared.queue,
        judge=grader,
        keeper=store if keeps_drafts else WithoutDrafts(store),
        clock=wiring.now,
        new_id=Ids(os.urandom, after=store.last_id()).new,
        accepted=lambda card_id: store.marked_as(card_id).accepted,
    )


def _take_back_outlived(
    prepared: Prepared,
    before: Iterable[KnownCard],
    store: Store,
    new_id: Callable[[datetime], str],
) -> None:
    """Revoke accepted answers of cards whose reference was changed, and say so."""
    from tutor.practice.outlived import outlived, revoked
    from tutor.text import one_line

    found = outlived(prepared.cards, before, store.marked())
    if not found:
        return
    store.mark(revoked(found, wiring.now(), new_id))
    for card_id in found:
        question = one_line(prepared.cards[card_id].question, 50)
        typer.echo(f"tutor: “{question}”: {_OUTLIVED}", err=True)


def _rules(prepared: Prepared, store: Store, *, is_attended: bool) -> Rules:
    """Return what a sitting computes with: each card by the preset of its deck."""
    from tutor.cli.filing import preset_of
    from tutor.grading.threshold import filed_under
    from tutor.practice.sitting import Rules
    from tutor.scheduling.planner import Planner
    from tutor.scheduling.policy import propose

    fitted = store.fitted()
    decks = {key: filed_under(card) for key, card in prepared.cards.items()}
    by_deck = {deck: preset_of(deck, fitted) for deck in set(decks.values())}
    presets = {key: by_deck[deck] for key, deck in decks.items()}
    store.keep_presets(by_deck.values())
    return Rules(Planner(presets, store.presets()), propose, is_attended)


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


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Turn the signals that end a program into an exception, so that the draft is kept first."""
    numbers = [number for number in (signal.SIGTERM, _HANG_UP) if number]
    before = {number: signal.signal(number, _end) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: FrameType | None) -> None:
    if number == _HANG_UP:  # the terminal is gone, and writing to it would be a fault of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
    raise SystemExit(128 + number)
