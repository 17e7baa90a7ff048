"""`tutor` alone: what waits, how the days go, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring

# What is heavy is imported where it is needed: `tutor --help` has no time for it.
if TYPE_CHECKING:
    from tutor.cli.standing import Standing
    from tutor.practice.preparation import Prepared
    from tutor.scheduling.activity import Streak
    from tutor.settings import Settings
    from tutor.store.store import Store

MOST_DECKS = 10
"""Decks that the screen has room for; the most urgent ones."""

_AHEAD = 7  # days that are told one by one
_BACK = 30  # days whose answers tell how long one takes
_MEASURED = 10  # answers from which on that is told


@dataclass(frozen=True, slots=True)
class Home:
    """What a learner sees before choosing anything.

    Attributes:
        decks: How each deck stands, by name.
        opening: What a sitting would hold now, in words; "" where it would hold nothing.
        cards: How many cards that are.
        seconds: What an answer takes, in the middle; 0.0 where that is not known.
        next_due: When the next card falls due; None where none does.
        streak: The days in a row with a review.
        today: Reviews made today.
        ahead: Cards that fall due on each of the next days, tomorrow first.
        drafts: Answers that were begun and not graded.
        has_practised: Whether there is any review.
        now: The present moment, in the learner's zone.
    """

    decks: dict[str, Standing]
    opening: str
    cards: int
    seconds: float
    next_due: datetime | None
    streak: Streak
    today: int
    ahead: tuple[tuple[date, int], ...]
    drafts: int
    has_practised: bool
    now: datetime


def show() -> None:
    """Print the home screen."""
    settings = wiring.settings()
    with wiring.open_store_to_read(None) as store:
        home = read_home(settings, store)
    for line in home_lines(home):
        typer.echo(line)


def read_home(settings: Settings, store: Store) -> Home:
    """Return what the home screen shows.

    Raises:
        ReadError: There is no deck.
    """
    from tutor.cli.notes import note_problems
    from tutor.cli.onlooker import Onlooker
    from tutor.cli.scope import places, read_scope
    from tutor.cli.standing import standings
    from tutor.cli.stats.gathering import Gathering
    from tutor.practice.preparation import Wishes, prepare
    from tutor.scheduling.activity import streak, time_taken
    from tutor.scheduling.forecast import forecast

    now, day = wiring.now(), wiring.today(settings)
    seen = Onlooker(store)
    scope = read_scope([], places(wiring.default_decks(), seen.known_cards()))
    note_problems(scope.problems)
    wishes = Wishes(day, settings.regime)
    prepared = prepare(scope.cards, scope.loaded, seen, None, wishes, now)
    counts = prepared.queue.counts(now)
    filed = [(card.deck, key) for key, card in prepared.cards.items()]
    gathered = Gathering(store, now, _BACK, None, wiring.zone(), settings.day_starts)
    taken = time_taken(gathered.past, gathered.calendar, _BACK, 0)
    coming = forecast(gathered.asked, gathered.calendar).days[1 : _AHEAD + 1]
    first = gathered.calendar.today + 1
    dates = [gathered.calendar.date(first + n) for n in range(len(coming))]
    return Home(
        decks=standings(filed, prepared.schedules, now, day, prepared.resting),
        opening=_amount(prepared, now) if counts.total else "",
        cards=counts.total,
        seconds=taken.median if taken.answers >= _MEASURED else 0.0,
        next_due=_next_due(prepared),
        streak=streak(gathered.per_day),
        today=int(gathered.per_day[-1]),
        ahead=tuple((on, due.cards) for on, due in zip(dates, coming, strict=True)),
        drafts=len(store.drafts().keys() & prepared.cards.keys()),
        has_practised=bool(gathered.per_day.any()),
        now=now.astimezone(wiring.zone()),
    )


def _amount(prepared: Prepared, now: datetime) -> str:
    from tutor.practice import words

    return words.amount(prepared.queue.counts(now))


def _next_due(prepared: Prepared) -> datetime | None:
    asked = prepared.cards.keys() - prepared.resting
    return min(
        (prepared.schedules[key].due for key in asked if key in prepared.schedules), default=None
    )


# --- shown --------------------------------------------------------------------------------------


def home_lines(home: Home) -> Iterator[str]:
    """Yield what a learner reads."""
    from tutor.cli.standing import standings_lines

    shown = dict(_most_urgent(home.decks)[:MOST_DECKS])
    yield from standings_lines(shown)
    if more := len(home.decks) - len(shown):
        yield f"{'':21}and {more} more: `tutor due` lists them all."
    yield ""
    if home.has_practised:
        yield f"Streak    {_streak(home.streak, home.today)}"
        yield f"Coming    {_coming(home.ahead)}"
    if home.drafts:
        answers = "1 answer is" if home.drafts == 1 else f"{home.drafts} answers are"
        yield f"Drafts    {answers} half typed and kept for the next sitting."
    yield from [""] * (home.has_practised or home.drafts > 0)
    yield from _next(home)


def _most_urgent(decks: dict[str, Standing]) -> Sequence[tuple[str, Standing]]:
    """Return the decks, those with most that is due first, and then those with most that is new."""
    return sorted(decks.items(), key=lambda pair: (-pair[1].due, -pair[1].today, -pair[1].new))


def _streak(found: Streak, today: int) -> str:
    from tutor.cli.stats.words import in_days
    from tutor.text import counted

    if found.is_safe:
        return f"{in_days(found.now)}; {counted(today, 'review')} today"
    if found.now:
        return f"{in_days(found.now)}; practise today to keep it"
    return f"none at the moment; the longest was {in_days(found.longest)}"


def _coming(ahead: Sequence[tuple[date, int]]) -> str:
    return "  ".join(f"{on:%a} {cards}" for on, cards in ahead)


def _next(home: Home) -> Iterator[str]:
    from tutor.practice import words

    if home.opening:
        minutes = home.seconds * home.cards / 60
        long = f", about {words.span(timedelta(minutes=minutes))}" if home.seconds else ""
        yield f"→ tutor practice      {home.opening}{long}"
    elif home.next_due:
        yield f"→ Nothing to do. The next card is due {words.soon(home.next_due, home.now)}."
    else:
        yield "→ tutor practice --new 5      nothing is due, and no more new cards today"
    yield "  tutor --help        everything else"
