"""What retention costs, and what it takes to be ready."""

from __future__ import annotations

import pytest

from tests.scheduling.test_simulation import learned_cards, new_cards
from tutor.scheduling.habits import Habits
from tutor.scheduling.preset import FSRS_6, SHIPPED, Preset
from tutor.scheduling.simulation import Course, Group
from tutor.scheduling.workload import Workload, cheapest, least_work, pace, within, workloads

OTHER = Preset(parameters=(0.3, *FSRS_6[1:]))


def work(retention: float, minutes: float, share: float, remembered: float = 100) -> Workload:
    return Workload(retention, 1, 1, minutes, minutes, remembered, share, (share,), 0, 0)


def test_every_retention_is_played_in_the_place_of_the_presets() -> None:
    groups = [Group(Preset(0.99), learned_cards(300, due=0))]
    low, high = workloads(groups, Habits(), Course(200, {}), 1, [0.75, 0.95])

    assert (low.retention, high.retention) == (0.75, 0.95)
    assert low.minutes < high.minutes
    assert low.share < high.share


def test_the_least_work_is_for_each_card_that_is_remembered() -> None:
    found = [work(0.7, 10, 0.5, remembered=50), work(0.8, 15, 0.8, remembered=80)]

    assert least_work(found).retention == 0.8


def test_the_cheapest_is_the_least_retention_that_leads_there() -> None:
    found = [work(0.7, 1, 0.8), work(0.8, 2, 0.91), work(0.9, 3, 0.95)]

    chosen = cheapest(found, 0.9)
    assert chosen is not None
    assert chosen.retention == 0.8


def test_nothing_may_lead_there() -> None:
    assert cheapest([work(0.7, 1, 0.8)], 0.9) is None


@pytest.mark.parametrize(("cards", "days", "a_day"), [(0, 5, 0), (10, 5, 2), (11, 5, 3), (3, 9, 1)])
def test_the_pace_is_enough_to_see_all(cards: int, days: int, a_day: int) -> None:
    parts = [Group(SHIPPED, new_cards(cards // 2)), Group(OTHER, new_cards(cards - cards // 2))]
    other = Group(SHIPPED, learned_cards(9, due=1), new_quota="other")

    assert pace([*parts, other], days) == {"": a_day, "other": 0}


def test_the_pace_stays_within_the_limits() -> None:
    assert within({"a": 5, "b": 2, "c": 1}, {"a": 3, "b": 9}) == {"a": 3, "b": 2, "c": 0}


def test_decks_are_told_apart_though_they_share_a_preset() -> None:
    both = [Group(SHIPPED, new_cards(40)), Group(OTHER, new_cards(40, deck=1))]
    [found] = workloads(both, Habits(), Course(2, {"": 20}), 1, [0.9])

    assert len(found.by_deck) == 2
    assert found.share == pytest.approx(sum(found.by_deck) / 2)
