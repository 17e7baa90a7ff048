"""`tutor practice`: a sitting at a terminal, in plain lines, or through a pipe."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing as closing_it
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
    from tutor.practice.preparation import Prepared, Wishes
    from tutor.practice.referee import Referee
    from tutor.practice.sitting import Rules
    from tutor.practice.table import Judge, Table
    from tutor.scheduling.planner import Planner
    from tutor.settings import Settings
    from tutor.store.store import Store

_NO_MODEL = "no language model is configured, so answers are judged offline; `tutor llm setup`"

_OUTLIVED = "its reference has changed, so the answers that you accepted for it count no more"

_HANG_UP = getattr(signal, "SIGHUP", 0)  # Windows has none
_STDOUT = 1


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sitting is held.

    Attributes:
        reveals: Whether answers are shown instead of being typed.
        asks_sureness: Whether the learner is asked how sure an answer is.
        tries_again: Whether a wrong answer may be tried again before it is shown what it lacks.
        place: Where the store is, with what is kept beside it; None for nowhere.
        next_day: Returns when the next day begins, for a moment.
    """

    reveals: bool = False
    asks_sureness: bool = False
    tries_again: bool = False
    place: Path | None = None
    next_day: Callable[[datetime], datetime] | None = None


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
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Type nothing: see each answer, and grade yourself.")
    ] = False,
    sureness: Annotated[
        bool, typer.Option("--sureness", help="Be asked how sure you are before each verdict.")
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

    with _ended_by_signals(), wiring.open_store(store) as kept:
        chosen = wiring.chosen_encoder(encoder)
        grader = LateGrader(partial(_by_deck, chosen, kept.thresholds()))
        meet_calmly(kept, settings.sync_folder)
        with host(os.environ, grader.start, plain=plain, explain=explain) as face:
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
            )
            sit(scope, kept, face, grader, wishes, second, manner)
        meet_calmly(kept, settings.sync_folder)
    if grader.missed:
        raise grader.missed


def sit(
    scope: Scope,
    store: Store,
    host: Host,
    grader: Judge,
    wishes: Wishes,
    second: Callable[[str], Referee] | None = None,
    manner: Manner | None = None,
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
        manner: How it is held; None for answers that are typed, and judged at once.

    Raises:
        StoreError: Something could not be kept.
    """
    from tutor.cli.card_editing import card_editor
    from tutor.cli.leeches import news_of_leeches
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
    manner = manner or Manner()
    rules = _rules(prepared, wishes, store, manner, is_attended=host.is_attended)
    sitting = Sitting(table.new_id(now), rules, prepared.schedules, marked=store.marked())
    edit = card_editor(store, prepared.cards, os.environ, manner.place, table.new_id)
    table = replace(table, edit=edit, reveals=manner.reveals)
    referee = second(sitting.id) if second else Nobody()
    with closing_it(referee):
        ended = hold(sitting, replace(table, referee=referee), host, first)
    host.say(closing(prepared, ended.summary, ended.schedules, wiring.now()))
    for line in news_of_leeches(prepared, ended.schedules, wishes.regime):
        host.say(line)


def _continues(host: Host, asked: Continuation) -> bool | None:
    """Say for the learner that an edited card is the one it was, where that is certain."""
    from tutor.practice import words

    if not asked.suggestion.certain:
        return host.continues(asked)
    typer.echo(f"tutor: {words.kept(asked)}", err=True)
    return True


def _table(prepared: Prepared, grader: Judge, store: Store, *, keeps_drafts: bool) -> Table:
    from tutor.practice.table import Table, WithoutDrafts
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


def _rules(
    prepared: Prepared, wishes: Wishes, store: Store, manner: Manner, *, is_attended: bool
) -> Rules:
    """Return what a sitting computes with: each card by the preset of its deck."""
    from tutor.practice.sitting import Rules, next_day
    from tutor.scheduling.policy import propose

    planner = _planner(prepared, wishes, store)
    store.keep_presets(planner.presets)
    return Rules(
        planner,
        propose,
        is_attended,
        asks_sureness=manner.asks_sureness and is_attended,
        tries_again=manner.tries_again and is_attended,
        next_day=manner.next_day or next_day,
    )


def _planner(prepared: Prepared, wishes: Wishes, store: Store) -> Planner:
    """Return what schedules each card by the options of its deck."""
    from tutor.cli.filing import Home, preset_of
    from tutor.grading.threshold import filed_under
    from tutor.scheduling.planner import Planner

    fitted, regime = store.fitted(), wishes.regime
    homes = {key: Home(card.deck, filed_under(card)) for key, card in prepared.cards.items()}
    by_home = {home: preset_of(home, fitted, regime) for home in set(homes.values())}
    return Planner(
        {key: by_home[home] for key, home in homes.items()},
        store.presets(),
        prepared.load,
        {key for key, home in homes.items() if not regime.of(home.deck).spread},
    )


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
