"""`tutor due`, `tutor history`, `tutor undo` and `tutor stats`: what the store knows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from tutor.cli.standing import Standing
    from tutor.scheduling.retention import Retention

WINDOW = timedelta(days=30)
"""How far back `tutor stats` measures retention: the default of Anki's own statistics."""

PathsArgument = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[PATH]...",
        help="Deck files and folders.",
        readable=False,  # what cannot be read is the library's own fault to name
        show_default="your decks, and every other file that you have practised",
    ),
]
CardArgument = Annotated[
    list[str],
    typer.Argument(metavar="CARD", help="A card's id, its beginning, or words of its question."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    for command in (due, history, undo, stats):
        app.command()(command)


def due(
    paths: PathsArgument = None, store: StoreOption = None, as_json: JsonOption = False
) -> None:
    """List what is due and what is new, deck by deck."""
    from tutor.cli.standing import read_standings, standings_json, standings_lines

    now = wiring.now().astimezone()
    with wiring.open_store_to_read(store) as kept:
        found = read_standings(paths or [], wiring.default_decks(), kept, now)
    _print(standings_json(found) if as_json else standings_lines(found))


def history(card: CardArgument, store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Show every review of a card, and when it comes back."""
    from tutor.cli.history import history_json, history_lines, one_card

    with wiring.open_store_to_read(store) as kept:
        known = one_card(kept.known_cards(), " ".join(card))
        reviews = kept.reviews(known.id)
        schedule = kept.schedules().get(known.id)
    shown = history_json if as_json else history_lines
    _print(shown(known, reviews, schedule))


def undo(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Undo the last review: its card is scheduled as if it had not been."""
    from tutor.cli.history import undone_json, undone_lines
    from tutor.errors import UsageError

    with wiring.open_store(store) as kept:
        last = kept.last_review()
        if last is None:
            raise UsageError("there is no review to undo", "Reviews are made by `tutor practice`.")
        kept.retract(last.id, wiring.now())
        schedule = kept.schedules().get(last.card_id)
        questions = {known.id: known.question for known in kept.known_cards()}
    question = questions.get(last.card_id, last.card_id)
    _print((undone_json if as_json else undone_lines)(last, question, schedule))


def stats(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Show what is due, new and learned, and how much was remembered lately."""
    from tutor.cli.standing import Standing, read_standings
    from tutor.scheduling.fsrs import Fold
    from tutor.scheduling.retention import retention
    from tutor.scheduling.review import Phase

    now = wiring.now().astimezone()
    with wiring.open_store_to_read(store) as kept:
        found = read_standings([], wiring.default_decks(), kept, now)
        learned = sum(one.phase is Phase.REVIEW for one in kept.schedules().values())
        since = now - WINDOW
        remembered = retention(kept.histories(since).values(), since, Fold(kept.presets()).step)
    total = sum(found.values(), Standing())
    shown = _stats_json if as_json else _stats_lines
    _print(shown(total, learned, remembered))


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _stats_lines(total: Standing, learned: int, remembered: Retention) -> Iterator[str]:
    yield f"due        {total.due}, and {total.today} more today"
    yield f"new        {total.new}"
    yield f"learned    {learned}"
    if not remembered.reviews:
        yield f"retention  no review of a learned card in the last {WINDOW.days} days"
        return
    share = remembered.recalled / remembered.reviews
    yield (
        f"retention  {share:.0%}: {remembered.recalled} of {remembered.reviews} reviews"
        f" of learned cards in the last {WINDOW.days} days"
    )


def _stats_json(total: Standing, learned: int, remembered: Retention) -> Iterator[str]:
    yield json.dumps(
        {
            "due": total.due,
            "today": total.today,
            "new": total.new,
            "learned": learned,
            "days": WINDOW.days,
            "reviews": remembered.reviews,
            "recalled": remembered.recalled,
        }
    )
