"""`tutor leeches`: the cards that are forgotten again and again, why, and what to do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring
from tutor.cli.options import JsonOption, StoreOption

if TYPE_CHECKING:
    from tutor.cards.likeness import KnownCard
    from tutor.practice.preparation import Prepared
    from tutor.scheduling.leeches import Leech
    from tutor.scheduling.options import Regime
    from tutor.scheduling.review import Schedule
    from tutor.store.store import Store

_SHOWN = 3  # points that are named
_WIDTH = 60  # characters of a point


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(leeches)


def leeches(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the cards that you forget again and again, why, and what to do.

    A card is a leech after 8 lapses; leech_lapses in the configuration says
    another number, for all decks or for one. Cards that are suspended are
    left out.
    """
    regime = wiring.settings().regime
    with wiring.open_store_to_read(store) as kept:
        cards = {card.id: card for card in kept.known_cards()}
        found = read_leeches(cards, regime, kept)
    for line in leeches_json(found, cards) if as_json else leeches_lines(found, cards):
        typer.echo(line)


def read_leeches(cards: Mapping[str, KnownCard], regime: Regime, store: Store) -> list[Leech]:
    """Return the leeches among cards, those that were forgotten most often first."""
    from tutor.scheduling.leeches import examined, is_leech

    marked = store.marked()
    lapses = {
        key: one.lapses
        for key, one in store.schedules().items()
        if key in cards
        and is_leech(one.lapses, regime.of(cards[key].deck).leech_lapses)
        and not (key in marked and marked[key].is_suspended)
    }
    found = [examined(key, count, store.reviews(key)) for key, count in lapses.items()]
    return sorted(found, key=lambda one: (-one.lapses, -one.seconds, one.card_id))


def news_of_leeches(
    prepared: Prepared, ended: Mapping[str, Schedule], regime: Regime
) -> Iterator[str]:
    """Yield a line for each card that became a leech in a sitting."""
    from tutor.scheduling.leeches import became_leeches
    from tutor.text import one_line

    most = {key: regime.of(card.deck).leech_lapses for key, card in prepared.cards.items()}
    for key in became_leeches(prepared.schedules, ended, most):
        question = one_line(prepared.cards[key].question, _WIDTH)
        times = ended[key].lapses
        yield f"A leech, forgotten {times} times: {question} `tutor leeches` says what to do."


def leeches_lines(found: Iterable[Leech], cards: Mapping[str, KnownCard]) -> Iterator[str]:
    """Yield what a learner reads of leeches."""
    from tutor.text import one_line

    some = False
    for leech in found:
        some, card = True, cards[leech.card_id]
        yield one_line(card.question)
        yield f"  {one_line(card.deck or card.path)}, id {card.id}"
        yield (
            f"  forgotten {_times(leech.lapses)}; {leech.failures} of {leech.reviews} reviews"
            f" failed; {_time(leech.seconds)} spent"
        )
        if leech.missed:
            shown = (f"“{one_line(text, _WIDTH)}” {_times(n)}" for text, n in leech.missed[:_SHOWN])
            yield f"  missed: {', '.join(shown)}"
        yield f"  {one_line(leech.remedy)}"
        yield f"  Or leave it for a while: tutor suspend {card.id}"
    if not some:
        yield "There is no leech."


def leeches_json(found: Iterable[Leech], cards: Mapping[str, KnownCard]) -> Iterator[str]:
    """Yield one object for each leech."""
    for leech in found:
        card = cards[leech.card_id]
        yield json.dumps(
            {
                "card": card.id,
                "question": card.question,
                "deck": card.deck,
                "path": card.path,
                "lapses": leech.lapses,
                "reviews": leech.reviews,
                "failures": leech.failures,
                "seconds": round(leech.seconds, 1),
                "missed": [{"point": text, "times": times} for text, times in leech.missed],
                "answered": [{"text": text, "times": times} for text, times in leech.confused],
                "remedy": leech.remedy,
            }
        )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _time(seconds: float) -> str:
    """Return a length of time for the eye, as "40 s", "12 min" or "1.5 h"."""
    from tutor.cli.stats.words import duration

    return f"{seconds:.0f} s" if seconds < 100 else duration(seconds)
