"""A sitting put together: the cards, what they are scheduled by, and where the reviews go."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import closing as closing_it
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring
from tutor.cli.notes import note_problems

# What is heavy is imported where it is needed, or the first question would be late.
if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tutor.cards.likeness import KnownCard
    from tutor.cli.scope import Scope
    from tutor.practice.cramming import Cram
    from tutor.practice.face import Host
    from tutor.practice.histories import Ask, Continuation
    from tutor.practice.preparation import Prepared, Wishes
    from tutor.practice.referee import Referee
    from tutor.practice.sitting import Rules, Sitting
    from tutor.practice.table import Judge, Keeper, Table
    from tutor.scheduling.planner import Planner
    from tutor.scheduling.queue import Counts
    from tutor.store.store import Store

_OUTLIVED = "its reference has changed, so the answers that you accepted for it count no more"


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sitting is held.

    Attributes:
        reveals: Whether answers are shown instead of being typed.
        asks_sureness: Whether the learner is asked how sure an answer is.
        tries_again: Whether a wrong answer may be tried again before it is shown what it lacks.
        place: Where the store is, with what is kept beside it; None for nowhere.
        next_day: Returns when the next day begins, for a moment.
        cram: Which cards are gone through without a trace; None for a sitting that is recorded.
    """

    reveals: bool = False
    asks_sureness: bool = False
    tries_again: bool = False
    place: Path | None = None
    next_day: Callable[[datetime], datetime] | None = None
    cram: Cram | None = None


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
    from tutor.practice.loop import hold
    from tutor.practice.referee import Nobody
    from tutor.practice.sitting import Sitting

    now, manner = wiring.now(), manner or Manner()
    note_problems(scope.problems)
    before = store.known_cards()
    prepared = _prepared(scope, store, partial(_continues, host), wishes, manner.cram, now)
    table = _table(prepared, grader, _keeper(store, host, manner), store)
    _take_back_outlived(prepared, before, store, table.new_id)
    first = prepared.first if host.keeps_drafts else ""
    if not first and prepared.queue.next(now) is None:
        host.say(_nothing(prepared, manner, now))
        return
    for line in _beginning(prepared, manner, now):
        host.say(line)
    rules = _rules(prepared, wishes, store, manner, is_attended=host.is_attended)
    sitting = Sitting(table.new_id(now), rules, prepared.schedules, marked=store.marked())
    edit = card_editor(store, prepared.cards, os.environ, manner.place, table.new_id)
    table = replace(table, edit=edit, reveals=manner.reveals)
    referee = second(sitting.id) if second and not manner.cram else Nobody()
    with closing_it(referee):
        ended = hold(sitting, replace(table, referee=referee), host, first)
    host.say(_closing(prepared, ended, manner))
    if ended.steps and not manner.cram:
        comes = _tomorrow(scope, store, wishes, ended.rules.next_day) if ended.done else None
        if told := _recap(prepared, ended, wishes, comes):
            host.tell(told)


def _prepared(
    scope: Scope, store: Store, ask: Ask, wishes: Wishes, cram: Cram | None, now: datetime
) -> Prepared:
    from tutor.practice.cramming import prepare_cram
    from tutor.practice.preparation import prepare

    if cram:
        return prepare_cram(scope.cards, scope.loaded, store, ask, cram, wishes.day, now)
    return prepare(scope.cards, scope.loaded, store, ask, wishes, now)


def _keeper(store: Store, host: Host, manner: Manner) -> Keeper:
    from tutor.practice.cramming import WithoutTrace
    from tutor.practice.table import WithoutDrafts

    if manner.cram:
        return WithoutTrace(store)
    return store if host.keeps_drafts else WithoutDrafts(store)


def _nothing(prepared: Prepared, manner: Manner, now: datetime) -> str:
    from tutor.practice import cramming
    from tutor.practice.preparation import outlook

    return cramming.NOTHING if manner.cram else outlook(prepared, prepared.schedules, now)


def _beginning(prepared: Prepared, manner: Manner, now: datetime) -> list[str]:
    from tutor.practice import cramming
    from tutor.practice.preparation import opening, spreading

    if manner.cram:
        return [cramming.opening(prepared, now)]
    return [opening(prepared, now), *spreading(prepared)]


def _closing(prepared: Prepared, ended: Sitting, manner: Manner) -> str:
    from tutor.practice import cramming
    from tutor.practice.preparation import closing

    if manner.cram:
        return cramming.closing(ended.summary)
    return closing(prepared, ended.summary, ended.schedules, wiring.now())


def _recap(
    prepared: Prepared, ended: Sitting, wishes: Wishes, tomorrow: Counts | None
) -> list[str]:
    """Return what is told below the line that sums a sitting up."""
    from tutor.cli.leeches import news_of_leeches
    from tutor.practice import recap

    leeches = news_of_leeches(prepared, ended.schedules, wishes.regime)
    return [*recap.lines(ended, prepared.cards, tomorrow), *leeches]


def _tomorrow(
    scope: Scope, store: Store, wishes: Wishes, next_day: Callable[[datetime], datetime]
) -> Counts:
    """Return what comes on the next day, by the limits of the decks."""
    from tutor.cli.onlooker import Onlooker
    from tutor.practice.preparation import Wishes, prepare
    from tutor.scheduling.days import Day

    start = next_day(wiring.now())
    day = Day(start.astimezone(wiring.zone()).date(), start, next_day(start))
    onlooker, later = Onlooker(store), Wishes(day, wishes.regime)
    ready = prepare(scope.cards, scope.loaded, onlooker, None, later, start)
    return ready.queue.counts(start)


def _continues(host: Host, asked: Continuation) -> bool | None:
    """Say for the learner that an edited card is the one it was, where that is certain."""
    from tutor.practice import words

    if not asked.suggestion.certain:
        return host.continues(asked)
    typer.echo(f"tutor: {words.kept(asked)}", err=True)
    return True


def _table(prepared: Prepared, grader: Judge, keeper: Keeper, store: Store) -> Table:
    from tutor.practice.table import Table
    from tutor.store.ids import Ids

    return Table(
        cards=prepared.cards,
        queue=prepared.queue,
        judge=grader,
        keeper=keeper,
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

    if manner.cram:
        from tutor.practice.cramming import planner_of

        planner = planner_of(prepared)
    else:
        planner = _planner(prepared, wishes, store)
        store.keep_presets(planner.presets)
    return Rules(
        planner,
        propose,
        is_attended,
        asks_sureness=manner.asks_sureness and is_attended,
        tries_again=manner.tries_again and is_attended,
        next_day=manner.next_day or next_day,
        is_recorded=manner.cram is None,
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
