"""What comes next within the limits of a day, of decks with wishes of their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import (
    DAY,
    MINUTE,
    NOON,
    SCHEDULER,
    in_learning,
    in_review,
    schedules,
)
from tutor.scheduling.days import Day
from tutor.scheduling.options import NewOrder, Order
from tutor.scheduling.queue import Counts, Limits, Queue, Queued
from tutor.scheduling.review import Grade, Schedule

HOUR = timedelta(hours=1)
TODAY = Day(NOON.date(), NOON - 8 * HOUR, NOON + 16 * HOUR)
DUE = in_review(NOON - 20 * DAY)


def dealt(queue: Queue, grade: Grade = Grade.EASY) -> list[str]:
    """Return the cards in the order in which they come, all answered alike at noon."""
    order = []
    while card := queue.next(NOON):
        order.append(card)
        queue.answered(card, SCHEDULER.step(None, grade, NOON))
    return order


def queue_of(
    *cards: Queued, limits: Limits | None = None, answered: tuple[str, ...] = (), **known: Schedule
) -> Queue:
    return Queue(cards, known, NOON, limits or Limits(), TODAY, answered)


# --- the day ------------------------------------------------------------------------------------


def test_a_review_that_falls_due_before_the_day_is_over_is_due() -> None:
    tonight = in_review(NOON - DAY, stability=1.5)

    assert dealt(queue_of(Queued("tonight"), tonight=tonight)) == ["tonight"]


def test_a_review_that_falls_due_when_the_next_day_begins_is_not() -> None:
    tomorrow = in_review(TODAY.end - 5 * DAY, stability=5)

    assert dealt(queue_of(Queued("tomorrow"), tomorrow=tomorrow)) == []


def test_a_long_step_that_is_over_today_comes_today() -> None:
    step = in_learning(due=NOON + 5 * HOUR)
    carried = Schedule(step.due, 2, 5, step.phase, 1, NOON - 19 * HOUR, reviews=2, lapses=0)

    assert dealt(queue_of(Queued("carried"), carried=carried)) == ["carried"]


def test_what_was_answered_today_does_not_come_again_before_its_moment() -> None:
    """As on a day of 25 hours, on which an interval of a day ends before the day does."""
    again = in_review(NOON - HOUR, stability=0.5)

    assert dealt(queue_of(Queued("again"), again=again)) == []


def test_a_clock_that_was_set_back_makes_nothing_due() -> None:
    ahead = in_review(NOON + 3 * DAY, stability=1)

    assert dealt(queue_of(Queued("ahead"), ahead=ahead)) == []


def test_a_sitting_past_the_end_of_the_day_goes_on_by_moments() -> None:
    queue = queue_of(Queued("later"), later=in_review(TODAY.end - 4 * DAY, stability=5))

    assert queue.next(TODAY.end + 23 * HOUR) is None
    assert queue.next(TODAY.end + DAY) == "later"


# --- limits -------------------------------------------------------------------------------------


def test_each_quota_has_new_cards_of_its_own() -> None:
    cards = [Queued(name, 0, at, new_quota=name[0]) for at, name in enumerate(["a1", "a2", "b1"])]

    assert dealt(queue_of(*cards, limits=Limits(new_left={"a": 1, "b": 5}))) == ["a1", "b1"]


def test_reviews_stop_at_the_limit_of_their_quota() -> None:
    known = {name: in_review(NOON - n * DAY) for n, name in enumerate(["a1", "b1", "a2", "b2"], 20)}
    cards = [Queued(name, review_quota=name[0]) for name in known]

    queue = queue_of(*cards, limits=Limits(reviews_left={"a": 1}), **known)

    assert queue.counts(NOON).due == 3
    assert dealt(queue) == ["b2", "a2", "b1"]


def test_a_forgotten_card_counts_once_for_the_limit() -> None:
    queue = queue_of(Queued("a"), Queued("b"), limits=Limits(reviews_left={"": 2}), a=DUE, b=DUE)
    queue.answered("a", SCHEDULER.step(DUE, Grade.AGAIN, NOON))

    assert queue.counts(NOON) == Counts(learning=1, due=1, new=0)


def test_undoing_a_review_gives_its_place_back() -> None:
    queue = queue_of(Queued("a"), Queued("b"), limits=Limits(reviews_left={"": 1}), a=DUE, b=DUE)
    queue.answered("a", SCHEDULER.step(DUE, Grade.EASY, NOON))
    assert queue.next(NOON) is None

    queue.undone("a", DUE, NOON)

    assert queue.next(NOON) == "a"
    assert queue.counts(NOON).due == 1


@pytest.mark.parametrize("limits", [{"new_left": {"a": -1}}, {"reviews_left": {"": -1}}])
def test_a_negative_limit_of_a_quota_is_refused(limits: dict[str, dict[str, int]]) -> None:
    with pytest.raises(ValueError, match="negative"):
        Limits(**limits)


# --- orders -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("order", "first"),
    [(Order.FORGOTTEN, "fading"), (Order.OLDEST, "firm"), (Order.DECK, "early")],
)
def test_reviews_come_in_the_order_that_is_wished(order: Order, first: str) -> None:
    known = {
        "firm": in_review(NOON - 340 * DAY, stability=300),  # due for 40 days
        "fading": in_review(NOON - 30 * DAY, stability=5),  # due for 25 days
        "early": in_review(NOON - 11 * DAY, stability=10),  # due for a day
    }
    places = {"early": 0, "fading": 1, "firm": 2}
    cards = [Queued(name, 0, places[name], order=order) for name in known]

    assert queue_of(*cards, **known).next(NOON) == first


def test_a_shuffled_order_is_the_same_all_day_and_another_the_next_day() -> None:
    known = {f"card{n}": DUE for n in range(30)}
    cards = [Queued(name, order=Order.RANDOM) for name in known]
    tomorrow = Day(TODAY.date + DAY, TODAY.start, TODAY.end)

    first, again = (dealt(Queue(cards, known, NOON, day=TODAY)) for _ in range(2))

    assert first == again != dealt(Queue(cards, known, NOON, day=tomorrow))
    assert sorted(first) == sorted(known) != first


def test_decks_of_different_orders_take_turns() -> None:
    known = {f"{deck}{n}": DUE for n in range(4) for deck in "ab"}
    orders = {"a": Order.OLDEST, "b": Order.DECK}
    cards = [Queued(name, position=at, order=orders[name[0]]) for at, name in enumerate(known)]

    came = "".join(name[0] for name in dealt(queue_of(*cards, **known)))

    assert all(0 < came[:n].count("a") < n for n in range(2, 8))


def test_shuffled_new_cards_keep_to_the_rank_of_their_deck() -> None:
    cards = [Queued(f"{n % 2}-{n}", n % 2, n, new_order=NewOrder.RANDOM) for n in range(20)]

    came = dealt(queue_of(*cards))

    assert [name[0] for name in came] == ["0"] * 10 + ["1"] * 10
    assert came[:10] != [card.card_id for card in cards if card.rank == 0]


# --- siblings -----------------------------------------------------------------------------------


def test_of_siblings_one_comes_in_a_day() -> None:
    cards = [Queued(name, position=at, family=name[0]) for at, name in enumerate(["a1", "a2", "b"])]

    queue = queue_of(*cards)

    assert queue.counts(NOON).new == 2
    assert dealt(queue) == ["a1", "b"]


def test_a_due_sibling_goes_before_a_new_one_and_the_likelier_forgotten_first() -> None:
    cards = [Queued(name, family="f") for name in ("new", "firm", "fading")]
    firm, fading = in_review(NOON - 12 * DAY), in_review(NOON - 30 * DAY)

    assert dealt(queue_of(*cards, firm=firm, fading=fading)) == ["fading"]


def test_a_sibling_of_what_was_answered_today_waits_for_tomorrow() -> None:
    assert dealt(queue_of(Queued("a", family="f"), Queued("b"), answered=("f",))) == ["b"]


def test_a_card_in_learning_goes_on_though_a_sibling_was_answered() -> None:
    learning = in_learning(due=NOON)

    queue = queue_of(Queued("a", family="f"), Queued("b", family="f"), answered=("f",), b=learning)

    assert dealt(queue) == ["b"]


def test_a_forgotten_card_comes_again_and_its_sibling_does_not() -> None:
    queue = queue_of(Queued("a", family="f"), Queued("b", family="f"))
    queue.answered("a", SCHEDULER.step(None, Grade.AGAIN, NOON))

    assert dealt(queue) == ["a"]


def test_undoing_an_answer_leaves_the_family_with_its_card() -> None:
    queue = queue_of(Queued("a", family="f"), Queued("b", family="f"))
    queue.answered("a", SCHEDULER.step(None, Grade.EASY, NOON))
    queue.undone("a", None, NOON)

    assert queue.counts(NOON).new == 1
    assert dealt(queue) == ["a"]


@given(
    st.lists(
        st.tuples(
            schedules | st.none(),
            st.sampled_from(["", "f", "g"]),
            st.sampled_from(Order),
            st.sampled_from(["", "p", "q"]),
        ),
        max_size=30,
    ),
    st.dictionaries(st.sampled_from(["", "p", "q"]), st.integers(0, 9)),
    st.dictionaries(st.sampled_from(["", "p", "q"]), st.integers(0, 9)),
)
def test_a_sitting_deals_each_card_once_and_as_many_as_it_counted(
    made: list[tuple[Schedule | None, str, Order, str]],
    new_left: dict[str, int],
    reviews_left: dict[str, int],
) -> None:
    cards = [
        Queued(f"card{n}", 0, n, family, order, new_quota=quota, review_quota=quota)
        for n, (_, family, order, quota) in enumerate(made)
    ]
    known = {f"card{n}": schedule for n, (schedule, *_) in enumerate(made) if schedule}
    queue = queue_of(*cards, limits=Limits(new_left=new_left, reviews_left=reviews_left), **known)
    left = queue.counts(NOON).total

    order = dealt(queue)

    assert len(order) == len(set(order)) == left
    assert queue.counts(NOON).total == 0


def test_a_card_that_is_wanted_soon_comes_though_its_schedule_says_later() -> None:
    queue = queue_of(Queued("a"))
    queue.answered("a", SCHEDULER.step(None, Grade.EASY, NOON), soon=NOON + 10 * MINUTE)

    assert queue.next(NOON + 10 * MINUTE) == "a"
