"""Before the first question and after the last: which cards, how many, and what remains."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tutor.cards.card import Card
from tutor.practice import words
from tutor.practice.histories import Ask, Histories, Registry, settle
from tutor.practice.states import Summary
from tutor.scheduling import today
from tutor.scheduling.days import Day
from tutor.scheduling.load import Load
from tutor.scheduling.marks import Marked
from tutor.scheduling.options import WITHOUT_WISHES, Order, Regime
from tutor.scheduling.preset import ALL_DECKS
from tutor.scheduling.queue import Limits, Queue, Queued
from tutor.scheduling.review import Schedule
from tutor.scheduling.today import CatchUp, Done


class Cabinet(Registry, Protocol):
    """What is asked of the store before a sitting."""

    def schedules(self) -> dict[str, Schedule]:
        """Return the schedule of every card that was reviewed, by card id."""
        ...

    def drafts(self) -> dict[str, str]:
        """Return every draft, by card id, the latest first."""
        ...

    def marked(self) -> dict[str, Marked]:
        """Return what the marks on every card that has some come to, by card id."""
        ...

    def answered(self, since: datetime) -> list[tuple[str, datetime]]:
        """Return the card and the moment of each review at `since` or later that stands."""
        ...


@dataclass(frozen=True, slots=True)
class Wishes:
    """How the learner would have a sitting.

    Attributes:
        day: The day that it is.
        regime: How each deck is practised.
        new: How many new cards come at most, ≥ 0, whatever the decks' own limits; None for those.
    """

    day: Day
    regime: Regime = WITHOUT_WISHES
    new: int | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The cards of a sitting.

    Attributes:
        cards: Every card in scope, by the id of its history.
        schedules: What is known of them, by card id.
        queue: Their order; it changes as the sitting goes on.
        first: The card whose draft was kept last, or "".
        day: The day that it is.
        load: What falls due on which day, all cards together.
        resting: The cards that are suspended or buried, and not asked.
        catch_ups: What is spread over the next days.
    """

    cards: Mapping[str, Card]
    schedules: Mapping[str, Schedule]
    queue: Queue
    first: str
    day: Day
    load: Load
    resting: frozenset[str] = frozenset()
    catch_ups: tuple[CatchUp, ...] = ()

    @property
    def decks(self) -> list[str]:
        """The decks of its cards, in their order."""
        return [*dict.fromkeys(card.deck for card in self.cards.values())]


def prepare(
    chosen: Iterable[tuple[Card, int]],
    loaded: Sequence[Card],
    cabinet: Cabinet,
    ask: Ask | None,
    wishes: Wishes,
    now: datetime,
) -> Prepared:
    """Find the history of every card and put the cards in order.

    Args:
        chosen: The cards in scope, each with the priority of its deck; 0 comes first.
        loaded: Every card that was read, also those out of scope.
        cabinet: The store.
        ask: As in `settle`.
        wishes: How far the sitting goes, and in which order.
        now: The present moment.
    """
    schedules = cabinet.schedules()
    histories = settle(loaded, cabinet, schedules, now, ask)
    ranked = {histories.of(card): (card, rank) for card, rank in chosen}
    cards = {key: card for key, (card, _) in ranked.items()}
    known = {key: schedules[key] for key in ranked if key in schedules}
    marked = cabinet.marked()
    resting = frozenset(key for key in cards if key in marked and not marked[key].is_asked(now))
    done = today.done_on(wishes.day, cabinet.answered(wishes.day.start), schedules)
    decks = _decks(done.answered, loaded, histories, cabinet)
    asked = {key: card for key, card in cards.items() if key not in resting}
    limits, catch_ups = _limits(asked, known, done, decks, cabinet, wishes)
    families = _families(loaded, histories, wishes.regime)
    slowed = {one.quota for one in catch_ups}
    queued = [
        _queued(key, card, ranked[key][1], at, families.get(key, ""), slowed, wishes)
        for at, (key, card) in enumerate(asked.items())
    ]
    answered = {families[key] for key in done.answered if key in families}
    return Prepared(
        cards=cards,
        schedules=known,
        queue=Queue(queued, known, now, limits, wishes.day, answered),
        first=next((key for key in cabinet.drafts() if key in asked), ""),
        day=wishes.day,
        load=Load(schedules.values(), wishes.day.start),
        resting=resting,
        catch_ups=tuple(catch_ups),
    )


def _decks(
    wanted: Collection[str], loaded: Iterable[Card], histories: Histories, cabinet: Cabinet
) -> dict[str, str]:
    """Return the deck of each card; of one that was not read, the deck that it had last."""
    found = {histories.of(card): card.deck for card in loaded} if wanted else {}
    if all(key in found for key in wanted):
        return found
    return {one.id: one.deck for one in cabinet.known_cards()} | found


def _limits(
    asked: Mapping[str, Card],
    known: Mapping[str, Schedule],
    done: Done,
    decks: Mapping[str, str],
    cabinet: Cabinet,
    wishes: Wishes,
) -> tuple[Limits, list[CatchUp]]:
    """Return what is left of the day's limits, and the backlogs that are spread."""
    regime, day = wishes.regime, wishes.day
    names = {card.deck for card in asked.values()}
    quotas = {name: regime.origin(name, "reviews_per_day") for name in names}
    by_quota: dict[str, list[Schedule]] = defaultdict(list)
    for key, card in asked.items():
        if key in known:
            by_quota[quotas[card.deck]].append(known[key])
    per_day = today.reviews_left(regime, names, ())
    catch_ups = today.catch_ups(by_quota, per_day, lambda: _habit(cabinet, day), day)
    per_day |= {one.quota: one.per_day for one in catch_ups}
    reviewed = Counter(
        regime.origin(decks.get(key, ""), "reviews_per_day") for key in done.reviewed
    )
    introduced = [decks.get(key, "") for key in done.introduced]
    fresh = today.new_left(regime, names, introduced) if wishes.new is None else {}
    limits = Limits(
        new=wishes.new or 0,
        new_left=fresh,
        reviews_left={quota: max(0, most - reviewed[quota]) for quota, most in per_day.items()},
    )
    return limits, catch_ups


def _habit(cabinet: Cabinet, day: Day) -> int:
    return today.usual(cabinet.answered(day.start - today.HABIT), day)


def _families(loaded: Iterable[Card], histories: Histories, regime: Regime) -> dict[str, str]:
    """Return what siblings have in common, by card id: the place of their block."""
    members: dict[str, set[str]] = defaultdict(set)
    for card in loaded:
        if card.kind.has_siblings and regime.of(card.deck).bury_siblings:
            members[str(card.place)].add(histories.of(card))
    return {key: place for place, keys in members.items() if len(keys) > 1 for key in keys}


def _queued(
    key: str,
    card: Card,
    rank: int,
    position: int,
    family: str,
    slowed: Collection[str],
    wishes: Wishes,
) -> Queued:
    regime, options = wishes.regime, wishes.regime.of(card.deck)
    review_quota = regime.origin(card.deck, "reviews_per_day")
    return Queued(
        card_id=key,
        rank=rank,
        position=position,
        family=family,
        order=Order.FORGOTTEN if review_quota in slowed else options.order,
        new_order=options.new_order,
        new_quota=regime.origin(card.deck, "new_per_day") if wishes.new is None else ALL_DECKS,
        review_quota=review_quota,
    )


def opening(prepared: Prepared, now: datetime) -> str:
    """Return the line before the first question: which decks, and how much."""
    names = [*filter(None, prepared.decks)]
    amount = words.amount(prepared.queue.counts(now))
    return f"{words.scope(names)}: {amount}" if names else amount


def outlook(prepared: Prepared, schedules: Mapping[str, Schedule], now: datetime) -> str:
    """Return when to come back, given the schedules as they are now."""
    left = prepared.queue.counts(now)
    if left.total:
        return f"Left for now: {words.amount(left)}."
    asked = prepared.cards.keys() - prepared.resting
    held = prepared.queue.held(now)
    dues = {key: schedules[key].due for key in asked if key in schedules}
    due = min((prepared.day.end if key in held else at for key, at in dues.items()), default=None)
    unseen = len(asked - dues.keys())
    parts = [
        f"The next card is due {words.soon(due, now)}." if due else "Nothing is due.",
        f"{len(held)} more wait for another day." if held else "",
        f"{unseen} still new: --new says how many to learn." if unseen else "",
        _at_rest(len(prepared.resting)),
    ]
    return " ".join(filter(None, parts))


def _at_rest(count: int) -> str:
    cards = "1 card is" if count == 1 else f"{count} cards are"
    return f"{cards} suspended or buried: `tutor cards --suspended --buried`." if count else ""


def spreading(prepared: Prepared) -> Iterator[str]:
    """Yield a line for each backlog that is spread over the next days."""
    for one in prepared.catch_ups:
        deck = f" of {one.quota}" if one.quota else ""
        span = "more than a year" if one.days is None else f"{one.days} days"
        yield (
            f"Catching up: {one.overdue} reviews{deck} are overdue. At most {one.per_day} a day"
            f" come, the likeliest forgotten first; that takes {span}. No schedule is changed."
        )


def closing(
    prepared: Prepared, summary: Summary, schedules: Mapping[str, Schedule], now: datetime
) -> str:
    """Return the line after the last question: what it came to, and when to come back."""
    return f"{words.summary_line(summary)} {outlook(prepared, schedules, now)}"
