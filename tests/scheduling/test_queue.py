"""What comes next."""

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
from tutor.scheduling.queue import Counts, Limits, Queue, Queued
from tutor.scheduling.review import Grade, Schedule


def queue_of(*cards: str, limits: Limits = Limits(), **known: Schedule) -> Queue:  # noqa: B008
    """Return a queue built at noon: new cards in this order, and known ones by their name."""
    scope = [Queued(card, position=n) for n, card in enumerate([*cards, *known])]
    return Queue(scope, known, NOON, limits)


def dealt(queue: Queue, grade: Grade = Grade.EASY) -> list[str]:
    """Return the cards in the order in which they come, all answered alike at noon."""
    order = []
    while card := queue.next(NOON):
        order.append(card)
        queue.answered(card, SCHEDULER.step(None, grade, NOON))
    return order


def test_an_empty_queue_has_nothing() -> None:
    assert queue_of().next(NOON) is None


def test_learning_comes_before_reviews_and_reviews_before_new() -> None:
    queue = queue_of(
        "new", review=in_review(NOON - 20 * DAY), learning=in_learning(due=NOON - MINUTE)
    )

    assert dealt(queue) == ["learning", "review", "new"]


def test_of_learning_cards_the_longest_due_comes_first() -> None:
    queue = queue_of(late=in_learning(NOON - MINUTE), later=in_learning(NOON - 9 * MINUTE))

    assert dealt(queue) == ["later", "late"]


def test_of_reviews_the_likeliest_forgotten_comes_first() -> None:
    fading = in_review(NOON - 30 * DAY, stability=5)
    firm = in_review(NOON - 400 * DAY, stability=300)
    queue = queue_of(firm=firm, fading=fading)

    assert SCHEDULER.retrievability(fading, NOON) < SCHEDULER.retrievability(firm, NOON)
    assert dealt(queue) == ["fading", "firm"]


def test_new_cards_come_by_the_rank_of_their_deck_and_then_by_position() -> None:
    scope = [Queued("c", 1, 0), Queued("b", 0, 7), Queued("a", 0, 3)]

    assert dealt(Queue(scope, {}, NOON)) == ["a", "b", "c"]


def test_new_cards_stop_at_the_limit() -> None:
    assert dealt(queue_of("a", "b", "c", limits=Limits(new=2))) == ["a", "b"]


def test_a_limit_of_none_introduces_none() -> None:
    assert dealt(queue_of("a", limits=Limits(new=0), known=in_review(NOON - 99 * DAY))) == ["known"]


def test_reviews_that_are_not_due_do_not_come() -> None:
    assert dealt(queue_of(known=in_review(NOON - DAY, stability=10))) == []


def test_a_review_comes_as_soon_as_it_falls_due() -> None:
    queue = queue_of(known=in_review(NOON - DAY, stability=1.5))

    assert queue.next(NOON + 12 * timedelta(hours=1)) == "known"


def test_a_learning_card_comes_early_when_nothing_else_is_left() -> None:
    queue = queue_of("new", learning=in_learning(due=NOON + 19 * MINUTE))

    assert dealt(queue) == ["new", "learning"]


def test_a_learning_card_does_not_come_earlier_than_the_limit() -> None:
    assert dealt(queue_of(learning=in_learning(due=NOON + 21 * MINUTE))) == []


def test_looking_does_not_take_a_card() -> None:
    queue = queue_of("a", "b")

    assert queue.next(NOON) == queue.next(NOON) == "a"


def test_a_failed_card_comes_back_in_the_same_sitting() -> None:
    queue = queue_of("a")
    queue.answered("a", SCHEDULER.step(None, Grade.AGAIN, NOON))

    assert queue.next(NOON) == "a"


def test_a_card_seen_before_does_not_count_as_new_again() -> None:
    queue = queue_of("a", "b", limits=Limits(new=2))
    first = SCHEDULER.step(None, Grade.AGAIN, NOON)
    queue.answered("a", first)
    queue.answered("a", SCHEDULER.step(first, Grade.EASY, NOON))

    assert queue.next(NOON) == "b"


def test_an_undone_card_comes_next() -> None:
    queue = queue_of("a", "b", due=in_review(NOON - 99 * DAY))
    queue.answered("a", SCHEDULER.step(None, Grade.EASY, NOON))
    queue.undone("a", None, NOON)

    assert queue.next(NOON) == "a"


def test_of_several_undone_cards_the_last_undone_comes_first() -> None:
    queue = queue_of("a", "b", "c")
    for card in ("a", "b"):
        queue.answered(card, SCHEDULER.step(None, Grade.EASY, NOON))
    for card in ("b", "a"):
        queue.undone(card, None, NOON)

    assert dealt(queue) == ["a", "b", "c"]


def test_undoing_the_first_answer_to_a_new_card_gives_its_place_back() -> None:
    queue = queue_of("a", "b", limits=Limits(new=1))
    queue.answered("a", SCHEDULER.step(None, Grade.EASY, NOON))
    queue.undone("a", None, NOON)

    assert queue.counts(NOON) == Counts(learning=0, due=0, new=1)


def test_an_undone_review_is_due_again() -> None:
    before = in_review(NOON - 20 * DAY)
    queue = queue_of(known=before)
    queue.answered("known", SCHEDULER.step(before, Grade.GOOD, NOON))
    queue.undone("known", before, NOON)

    assert queue.next(NOON) == "known"
    assert queue.counts(NOON).due == 1


def test_a_card_set_aside_does_not_come_again() -> None:
    queue = queue_of("a", "b")
    queue.set_aside("a")

    assert dealt(queue) == ["b"]


def test_a_card_set_aside_after_an_undo_does_not_come_again() -> None:
    queue = queue_of("a", "b")
    queue.answered("a", SCHEDULER.step(None, Grade.EASY, NOON))
    queue.undone("a", None, NOON)
    queue.set_aside("a")

    assert queue.next(NOON) == "b"


def test_schedules_of_cards_out_of_scope_are_ignored() -> None:
    queue = Queue([Queued("in")], {"out": in_review(NOON - 99 * DAY)}, NOON)

    assert dealt(queue) == ["in"]


def test_counts_tell_what_is_left_now() -> None:
    queue = queue_of(
        "n1",
        "n2",
        "n3",
        limits=Limits(new=2),
        due=in_review(NOON - 99 * DAY),
        waiting=in_review(NOON),
        step_over=in_learning(NOON - MINUTE),
        step_soon=in_learning(NOON + 20 * MINUTE),
        step_later=in_learning(NOON + 21 * MINUTE),
    )

    assert queue.counts(NOON) == Counts(learning=2, due=1, new=2)
    assert queue.counts(NOON).total == 5


@pytest.mark.parametrize(("new", "ahead"), [(-1, MINUTE), (20, -MINUTE)])
def test_a_negative_limit_is_refused(new: int, ahead: timedelta) -> None:
    with pytest.raises(ValueError, match="negative"):
        Limits(new, ahead)


@given(st.lists(schedules | st.none(), max_size=30), st.integers(0, 10))
def test_a_sitting_deals_each_card_once_and_as_many_as_it_counted(
    known: list[Schedule | None], new: int
) -> None:
    cards = {f"card{n}": schedule for n, schedule in enumerate(known)}
    queue = Queue(
        [Queued(card) for card in cards],
        {card: schedule for card, schedule in cards.items() if schedule},
        NOON,
        Limits(new=new),
    )
    left = queue.counts(NOON).total

    order = dealt(queue)

    assert len(order) == len(set(order)) == left
    assert queue.counts(NOON).total == 0
