"""How things stand: which cards of which decks are due, and which are new."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.notes import note_problems
from tutor.cli.scope import known_ids, places
from tutor.scheduling.days import Day, due_from
from tutor.scheduling.review import Schedule
from tutor.store.store import Store
from tutor.text import one_line


@dataclass(frozen=True, slots=True)
class Standing:
    """What waits in a deck, in cards.

    Attributes:
        due: Due now, or falling due before the day is over.
        today: In (re)learning, and due later today.
        new: Never reviewed.
        resting: Suspended or buried, and in none of the others.
    """

    due: int = 0
    today: int = 0
    new: int = 0
    resting: int = 0

    def __add__(self, other: Standing) -> Standing:
        return Standing(
            self.due + other.due,
            self.today + other.today,
            self.new + other.new,
            self.resting + other.resting,
        )


def standings(
    cards: Iterable[tuple[str, str]],
    schedules: Mapping[str, Schedule],
    now: datetime,
    day: Day,
    resting: Collection[str] = (),
) -> dict[str, Standing]:
    """Return how each deck stands, in the order in which they first come.

    Args:
        cards: The deck and the id of each card; "" for a card that was never practised.
        schedules: By card id.
        now: Aware.
        day: The learner's day that it is.
        resting: The ids of cards that are suspended or buried.
    """
    found: dict[str, Standing] = {}
    for deck, card_id in cards:
        is_resting = card_id in resting
        one = Standing(resting=1) if is_resting else _standing(schedules.get(card_id), now, day)
        found[deck] = found.get(deck, Standing()) + one
    return found


def _standing(schedule: Schedule | None, now: datetime, day: Day) -> Standing:
    if schedule is None:
        return Standing(new=1)
    if due_from(schedule, day) <= now:
        return Standing(due=1)
    return Standing(today=int(schedule.due < day.end))


def read_standings(
    paths: Sequence[Path], default: Sequence[Path], store: Store, now: datetime, day: Day
) -> dict[str, Standing]:
    """Read decks and return how they stand; a problem with them is noted on stderr.

    Args:
        paths: Files and folders; with none, the default ones and every file that the store knows
            a card of.
        default: Where decks are without `paths`.
        store: What is known of their cards.
        now: As in `standings`.
        day: As in `standings`.

    Raises:
        ReadError: There is no deck at all.
    """
    known = store.known_cards()
    found = paths or places(default, known)
    library = load([path.absolute() for path in found], mode=Mode.REPAIR)
    note_problems(library.problems)
    cards = library.cards
    matched = known_ids(cards, known)
    names = {deck.path: deck.name for deck in library.decks}
    filed = [(card.deck or names[card.place.path], matched.get(card, "")) for card in cards]
    resting = {key for key, marked in store.marked().items() if not marked.is_asked(now)}
    return standings(filed, store.schedules(), now, day, resting)


def standings_lines(found: Mapping[str, Standing]) -> Iterator[str]:
    """Yield what a learner reads of how decks stand: a table, the deck last."""
    yield "  due  today    new"
    for deck, one in found.items():
        yield _row(one, one_line(deck))
    total = sum(found.values(), Standing())
    if len(found) > 1:
        yield _row(total, "in all")
    if total.resting:
        cards = "1 card is" if total.resting == 1 else f"{total.resting} cards are"
        yield f"{cards} suspended or buried: `tutor cards --suspended --buried` lists them."


def _row(one: Standing, deck: str) -> str:
    return f"{one.due:>5}  {one.today:>5}  {one.new:>5}  {deck}"


def standings_json(found: Mapping[str, Standing]) -> Iterator[str]:
    """Yield one object for each deck."""
    for deck, one in found.items():
        yield json.dumps({"deck": deck, **asdict(one)})
