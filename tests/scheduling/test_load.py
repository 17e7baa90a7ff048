"""Due dates balanced over days, within what FSRS's fuzz allows."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import DAY, NOON, SCHEDULER, grades, histories, in_review, moments
from tutor.scheduling.load import Load
from tutor.scheduling.planner import Planner
from tutor.scheduling.preset import SHIPPED, Preset
from tutor.scheduling.review import Grade, Phase, Schedule, Terms

START = NOON - timedelta(hours=8)
KNOWN = in_review(NOON - 30 * DAY, stability=30)


def falling(days: int, count: int) -> list[Schedule]:
    """Return schedules of cards that fall due so many days after noon."""
    return [in_review(NOON - 30 * DAY, stability=30 + days) for _ in range(count)]


def interval(planner: Planner, card_id: str = "card", grade: Grade = Grade.GOOD) -> int:
    """Return the days until a card, answered at noon, falls due."""
    terms = planner.terms(card_id, KNOWN, grade, NOON)
    return (planner.step(KNOWN, grade, NOON, terms).due - NOON) // DAY


def test_a_day_with_nothing_on_it_is_taken_before_a_full_one() -> None:
    wanted = interval(Planner())
    full = [each for days in range(wanted - 1, wanted + 30) for each in falling(days, 9)]

    assert interval(Planner(load=Load(full, START))) == wanted - 2


def test_where_all_days_are_alike_a_card_falls_due_when_fsrs_wants_it() -> None:
    wanted = interval(Planner())
    even = [each for days in range(200) for each in falling(days, 3)]

    assert interval(Planner(load=Load([], START))) == wanted
    assert interval(Planner(load=Load(even, START))) == wanted


def test_equal_days_are_drawn_by_the_card_and_the_same_day_every_time() -> None:
    wanted = interval(Planner())
    load = Load(falling(wanted, 50), START)

    days = {name: interval(Planner(load=load), name) for name in map(str, range(40))}

    assert set(days.values()) == {wanted - 1, wanted + 1}
    assert days == {name: interval(Planner(load=load), name) for name in days}


def test_what_the_sitting_has_moved_counts() -> None:
    wanted = interval(Planner())
    planner = Planner(load=Load(falling(wanted, 9), START))
    gone = [(each, in_review(NOON, stability=400)) for each in falling(wanted, 9)]
    come = [(None, each) for each in falling(wanted + 1, 9)]

    def days(moves: list[tuple[Schedule | None, Schedule]]) -> int:
        terms = planner.terms("card", KNOWN, Grade.GOOD, NOON, moves)
        return (planner.step(KNOWN, Grade.GOOD, NOON, terms).due - NOON) // DAY

    assert days([]) != wanted
    assert days(gone) == wanted
    assert days(come) == wanted - 1


def test_a_deck_can_do_without() -> None:
    planner = Planner(load=Load([], START), unbalanced={"card"})

    assert planner.terms("card", KNOWN, Grade.GOOD, NOON) == Terms()


@pytest.mark.parametrize("grade", [Grade.AGAIN, Grade.HARD, Grade.GOOD])
def test_steps_of_minutes_are_not_spread(grade: Grade) -> None:
    assert Planner(load=Load([], START)).terms("card", None, grade, NOON) == Terms()


def test_the_terms_name_the_preset_of_the_deck() -> None:
    own = Preset(desired_retention=0.95)
    planner = Planner({"card": own}, load=Load([], START))

    assert planner.presets == (own,)
    assert planner.terms("card", KNOWN, Grade.GOOD, NOON).preset == own.id
    assert planner.terms("other", KNOWN, Grade.GOOD, NOON).preset == SHIPPED.id
    assert interval(planner) < interval(planner, "other")


@given(
    histories,
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 9)), max_size=30),
    grades,
    moments,
)
def test_a_due_date_never_leaves_the_bounds_and_the_fold_gives_it_again(
    history: list[tuple[Grade, datetime]],
    crowd: list[tuple[int, int]],
    grade: Grade,
    at: datetime,
) -> None:
    before: Schedule | None = None
    for each, moment in history:
        before = SCHEDULER.step(before, each, moment)
    full = [one for days, count in crowd for one in falling(days, count)]
    planner = Planner(load=Load(full, START))

    terms = planner.terms("card", before, grade, at)
    after = planner.step(before, grade, at, terms)

    plain = SCHEDULER.step(before, grade, at)
    assert after == SCHEDULER.step(before, grade, at, terms.spread)
    if after.phase is Phase.REVIEW:
        bounds = SCHEDULER.bounds(plain)
        assert bounds.first <= (after.due - after.last_review) // DAY <= bounds.last
    else:
        assert after == plain


def daily_reviews(*, balanced: bool, days: int = 140, new: int = 30) -> list[int]:
    """Return how many reviews each day has, of somebody who learns new cards every Sunday."""
    chance = Random(7)
    schedules: dict[str, Schedule] = {}
    counts = []
    for today in range(days):
        at = NOON + today * DAY
        due = [card for card, one in schedules.items() if (one.due - NOON) // DAY <= today]
        counts.append(len(due))
        planner = Planner(load=Load([*schedules.values()], START) if balanced else None)
        moves: list[tuple[Schedule | None, Schedule]] = []
        for card in [*due, *(f"{today}-{n}" for n in range(new if today % 7 == 0 else 0))]:
            before = schedules.get(card)
            grade = chance.choices([Grade.AGAIN, Grade.GOOD, Grade.EASY], [1, 8, 1])[0]
            grade = grade if before else Grade.EASY
            terms = planner.terms(card, before, grade, at, moves)
            after = planner.step(before, grade, at, terms)
            while after.phase is not Phase.REVIEW:
                after = SCHEDULER.step(after, Grade.GOOD, at)
            schedules[card] = after
            moves.append((before, after))
    return counts[days // 3 :]


def roughness(counts: list[int]) -> float:
    """Return the mean square of the change from one day to the next."""
    return sum((one - next_one) ** 2 for one, next_one in pairwise(counts)) / len(counts)


def test_the_load_is_flatter_than_without() -> None:
    plain, balanced = daily_reviews(balanced=False), daily_reviews(balanced=True)

    assert roughness(balanced) < 0.4 * roughness(plain)
    assert max(balanced) < max(plain)
    assert sum(balanced) < 1.1 * sum(plain)
