"""What is left of a day, and how a backlog is spread."""

from __future__ import annotations

from datetime import timedelta

from tests.scheduling.examples import DAY, NOON, in_learning, in_review
from tutor.scheduling.days import Day
from tutor.scheduling.options import DeckOptions, Regime
from tutor.scheduling.review import Schedule
from tutor.scheduling.today import (
    LEAST_PER_DAY,
    CatchUp,
    catch_ups,
    done_on,
    new_left,
    reviews_left,
    usual,
)

HOUR = timedelta(hours=1)
TODAY = Day(NOON.date(), NOON - 8 * HOUR, NOON + 16 * HOUR)
REGIME = Regime(
    DeckOptions(new_per_day=5, reviews_per_day=50),
    {"art": {"new_per_day": 2}, "art/music": {"reviews_per_day": 9}},
)


def overdue(count: int, days: int = 3) -> list[Schedule]:
    return [in_review(NOON - (10 + days) * DAY) for _ in range(count)]


def test_a_card_was_introduced_on_the_day_of_its_first_review() -> None:
    known = {"new": in_learning(NOON), "old": in_review(NOON)}  # of one review, and of three
    answered = [("new", NOON - HOUR), ("old", NOON - DAY), ("old", NOON), ("old", NOON)]

    done = done_on(TODAY, answered, known)

    assert (done.introduced, done.reviewed) == ({"new"}, {"old"})


def test_what_was_answered_on_another_day_does_not_count() -> None:
    answered = [("a", TODAY.start - HOUR), ("b", TODAY.end)]  # `b` before a clock was set back

    assert done_on(TODAY, answered, {"a": in_review(NOON), "b": in_review(NOON)}).answered == set()


def test_decks_that_share_a_limit_use_it_up_together() -> None:
    decks = ["geology", "history", "art/music"]

    left = new_left(REGIME, decks, introduced=["geology", "history", "history", "art", "art/paint"])

    assert left == {"": 2, "art": 0}


def test_more_than_the_limit_leaves_nothing() -> None:
    assert reviews_left(REGIME, ["art/music"], ["art/music"] * 12) == {"art/music": 0}


def test_without_a_limit_there_is_no_entry() -> None:
    assert reviews_left(Regime(), ["art"], []) == {}


def test_a_usual_day_is_the_mean_of_the_days_on_which_something_was_done() -> None:
    days = {1: 30, 2: 50, 9: 40}
    answered = [
        (f"c{n}", TODAY.start - d * DAY + HOUR) for d, many in days.items() for n in range(many)
    ]

    assert usual([*answered, *answered, ("today", NOON)], TODAY) == 40


def test_who_did_little_is_not_spared_everything() -> None:
    assert usual([("a", TODAY.start - HOUR)], TODAY) == usual([], TODAY) == LEAST_PER_DAY


def test_a_backlog_within_two_days_work_is_not_spread() -> None:
    assert catch_ups({"": overdue(80)}, {}, lambda: 40, TODAY) == []


def test_what_is_due_today_is_no_backlog() -> None:
    assert catch_ups({"": overdue(500, days=0)}, {}, lambda: 40, TODAY) == []


def test_a_larger_backlog_is_spread_over_the_days_that_it_takes() -> None:
    found = catch_ups({"": overdue(200)}, {}, lambda: 40, TODAY)

    assert found == [CatchUp("", overdue=200, per_day=40, days=5)]


def test_what_falls_due_meanwhile_takes_its_days_too() -> None:
    later = [in_review(NOON + DAY - 10 * DAY) for _ in range(60)]

    [found] = catch_ups({"": [*overdue(200), *later]}, {}, lambda: 40, TODAY)

    assert found.days == 7


def test_a_limit_goes_before_what_is_usual_and_may_take_for_ever() -> None:
    found = catch_ups({"art": overdue(50)}, {"art": 10}, lambda: 40, TODAY)
    never = catch_ups({"art": overdue(50)}, {"art": 0}, lambda: 40, TODAY)

    assert found == [CatchUp("art", 50, 10, 5)]
    assert never == [CatchUp("art", 50, 0, None)]


def test_what_is_usual_is_not_looked_up_where_it_does_not_matter() -> None:
    def fail() -> int:
        raise AssertionError

    assert catch_ups({"": overdue(2 * LEAST_PER_DAY)}, {}, fail, TODAY) == []
