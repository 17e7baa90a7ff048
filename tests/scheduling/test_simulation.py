"""The coming days, played through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tutor.scheduling.habits import Habits
from tutor.scheduling.memory import Memory
from tutor.scheduling.preset import SHIPPED, Preset
from tutor.scheduling.simulation import Cards, Course, Group, Outcome, simulate

HABITS = Habits(first_seconds=40, recalled_seconds=10, failed_seconds=20, step_seconds=5)
SURE = replace(HABITS, first=(0.0, 0.0, 0.0, 1.0), step_passed=1.0)  # learns all at once
NO_STEPS = Preset(learning_steps=(), relearning_steps=())


def new_cards(count: int, deck: int = 0) -> Cards:
    zeros = np.zeros(count, np.int64)
    ones = np.ones(count)
    return Cards(zeros + deck, Memory(ones, ones), zeros, zeros, np.ones(count, np.bool_))


def learned_cards(count: int, due: int, stability: float = 10.0) -> Cards:
    """Return cards that were last reviewed ten days before they are due."""
    zeros = np.zeros(count, np.int64)
    memory = Memory(np.full(count, stability), np.full(count, 5.0))
    return Cards(zeros, memory, zeros + min(due - 10, 0), zeros + due, np.zeros(count, np.bool_))


def upto(days: int, new: int, reviews: int | None = None) -> Course:
    """Return so many days, with one limit for all cards."""
    return Course(days, {"": new}, {} if reviews is None else {"": reviews})


def played(cards: Cards, course: Course, preset: Preset = SHIPPED, seed: int = 1) -> Outcome:
    return simulate([Group(preset, cards)], HABITS, course, seed)


def test_one_seed_gives_one_outcome() -> None:
    course = upto(60, new=10)
    one, again, other = (played(new_cards(300), course, seed=seed) for seed in (1, 1, 2))

    assert one.seconds.tolist() == again.seconds.tolist() != other.seconds.tolist()


def test_new_cards_come_as_many_a_day_as_are_allowed() -> None:
    outcome = played(new_cards(50), upto(7, new=8))

    assert outcome.new.tolist() == [8, 8, 8, 8, 8, 8, 2]
    assert outcome.unseen == 0


def test_cards_that_are_not_reached_stay_unseen_and_unknown() -> None:
    outcome = played(new_cards(50), upto(3, new=10))

    assert outcome.unseen == 20
    assert (outcome.recall > 0).tolist() == [True] * 30 + [False] * 20


def test_a_card_is_asked_on_the_day_that_it_is_due() -> None:
    outcome = played(learned_cards(100, due=3), upto(4, new=0))

    assert outcome.reviews.tolist() == [0, 0, 0, 100]


def test_what_is_overdue_is_asked_on_the_first_day() -> None:
    assert played(learned_cards(100, due=-20), upto(1, new=0)).reviews.tolist() == [100]


def test_the_limit_of_reviews_holds_every_day() -> None:
    outcome = played(learned_cards(100, due=0), upto(3, new=0, reviews=30))

    assert outcome.reviews.tolist() == [30, 30, 30]
    assert outcome.waiting >= 10


def test_what_is_least_known_is_asked_first() -> None:
    cards = learned_cards(200, due=0)
    cards.memory.stability[:100] = 2.0
    outcome = played(cards, upto(1, new=0, reviews=100))

    assert outcome.recall[:100].mean() > 0.9 > outcome.recall[100:].mean() + 0.001
    assert outcome.waiting == 100


def test_as_many_are_recalled_as_fsrs_says() -> None:
    outcome = played(learned_cards(4000, due=0), upto(1, new=0), NO_STEPS, seed=3)

    recalled = (
        20 - outcome.seconds[0] / 4000
    ) / 10  # 10 s for what was recalled, 20 s for the rest
    assert recalled == pytest.approx(0.9, abs=0.015)


def test_time_is_what_each_kind_of_answer_takes() -> None:
    always = replace(SURE, first=(0.0, 0.0, 1.0, 0.0))
    outcome = simulate([Group(SHIPPED, new_cards(10))], always, upto(1, new=10), seed=1)

    assert outcome.seconds[0] == pytest.approx(10 * (40 + 5))  # the second of its two steps, too


def test_a_card_that_is_easy_needs_no_step() -> None:
    outcome = simulate([Group(SHIPPED, new_cards(10))], SURE, upto(1, new=10), seed=1)

    assert outcome.seconds[0] == pytest.approx(10 * 40)


def test_a_higher_retention_is_more_work_and_more_remembered() -> None:
    course = upto(180, new=10)
    low, high = (played(new_cards(400), course, Preset(wanted)) for wanted in (0.8, 0.95))

    assert low.reviews.sum() * 1.5 < high.reviews.sum()
    assert low.remembered < high.remembered


def test_a_small_deck_is_played_often_enough_to_count_on() -> None:
    course = upto(90, new=20)
    found = [played(new_cards(20), course, seed=seed).reviews.sum() for seed in range(6)]

    assert max(found) < 1.1 * min(found)


def test_what_is_played_leaves_the_cards_as_they_were() -> None:
    cards = learned_cards(3000, due=0)
    played(cards, upto(30, new=0))

    assert set(cards.memory.stability) == {10.0}
    assert set(cards.due) == {0}


def test_it_agrees_with_the_simulator_of_fsrs_rs_on_new_cards() -> None:
    import fsrs_rs_python as theirs

    config = theirs.default_simulator_config()
    config.deck_size, config.learn_span = 2000, 365
    config.learn_limit, config.max_cost_perday = 20, 1e9
    expected = theirs.simulate(SHIPPED.parameters, 0.9, config, 1)

    found = simulate([Group(SHIPPED, new_cards(2000))], Habits(), upto(365, new=20), seed=1)

    assert found.remembered == pytest.approx(expected.memorized_cnt_per_day[-1], rel=0.02)
    assert found.reviews.mean() == pytest.approx(np.mean(expected.review_cnt_per_day), rel=0.2)


def test_groups_share_the_limits_of_their_quota_and_no_others() -> None:
    groups = [
        Group(SHIPPED, new_cards(30), new_quota="a"),
        Group(NO_STEPS, new_cards(30), new_quota="a"),
        Group(SHIPPED, new_cards(30), new_quota="b"),
    ]
    outcome = simulate(groups, HABITS, Course(4, {"a": 3, "b": 5}), seed=1)

    assert outcome.new.tolist() == [8, 8, 8, 8]
    seen = [int((outcome.recall[n : n + 30] > 0).sum()) for n in (0, 30, 60)]
    assert (seen[0] + seen[1], seen[2]) == (12, 20)
    assert min(seen) > 0  # whose turn is first changes from day to day


def test_groups_share_the_limit_of_reviews() -> None:
    groups = [Group(SHIPPED, learned_cards(20, due=0)), Group(NO_STEPS, learned_cards(20, due=0))]

    outcome = simulate(groups, HABITS, upto(2, new=0, reviews=10), seed=1)

    assert outcome.reviews.tolist() == [10, 10]
    assert outcome.waiting >= 20
