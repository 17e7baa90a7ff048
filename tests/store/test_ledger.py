"""What language models were asked for, what that may cost, and the grades that they gave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from tests.scheduling.examples import DAY, MINUTE, NOON
from tests.store.examples import VERDICT
from tutor.store.ledger import Exceeded, Ledger, Limits, usage

ANY = Limits("s", None, NOON - DAY / 2, None)
TEN_CENTS = replace(ANY, in_sitting=0.10)


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger.open(path) as opened:
        yield opened


def begun(ledger: Ledger, limits: Limits = ANY, reserved: float | None = 0.04) -> int:
    number = ledger.begin("parrot-1", "grade", reserved, limits, NOON)
    assert isinstance(number, int)
    return number


def test_a_call_that_nobody_waited_for_is_kept_as_asked(ledger: Ledger) -> None:
    begun(ledger)

    [call] = ledger.calls()
    assert (call.at, call.model, call.purpose, call.outcome) == (NOON, "parrot-1", "grade", "asked")
    assert (call.tokens_read, call.dollars, call.seconds) == (None, None, None)


def test_a_call_is_kept_with_its_tokens_and_its_cost(ledger: Ledger) -> None:
    ledger.end(begun(ledger), "replied", (900, 80), 0.001, 1.5)

    [call] = ledger.calls()
    assert (call.outcome, call.tokens_read, call.tokens_written) == ("replied", 900, 80)
    assert (call.dollars, call.seconds) == (0.001, 1.5)


def test_calls_on_their_way_count_towards_the_limit(ledger: Ledger) -> None:
    begun(ledger, TEN_CENTS)
    begun(ledger, TEN_CENTS)

    refused = ledger.begin("parrot-1", "grade", 0.04, TEN_CENTS, NOON)

    assert refused == Exceeded(spent=0.08, limit=0.10, is_day=False)
    assert len(ledger.calls()) == 2


def test_what_was_set_aside_and_not_spent_is_free_again(ledger: Ledger) -> None:
    for _ in range(3):
        ledger.end(begun(ledger, TEN_CENTS), "replied", (900, 80), 0.01, 1.0)

    assert sum(call.dollars or 0 for call in ledger.calls()) == pytest.approx(0.03)


def test_what_a_failed_call_cost_counts_as_what_was_set_aside(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.end(begun(ledger, TEN_CENTS), "failed", None, None, 20.0)

    assert isinstance(ledger.begin("parrot-1", "grade", 0.04, TEN_CENTS, NOON), Exceeded)


def test_a_sitting_has_its_own_limit_and_the_day_has_one_for_all(ledger: Ledger) -> None:
    day = replace(TEN_CENTS, in_day=0.10)
    begun(ledger, day)
    begun(ledger, day)

    other = replace(day, sitting="t")

    assert ledger.begin("m", "grade", 0.04, other, NOON) == Exceeded(0.08, 0.10, is_day=True)
    assert isinstance(ledger.begin("m", "grade", 0.04, replace(other, in_day=None), NOON), int)


def test_a_new_day_begins_with_nothing_spent(ledger: Ledger) -> None:
    begun(ledger, replace(ANY, in_day=0.05))

    tomorrow = replace(ANY, in_day=0.05, since=NOON + DAY / 2)

    assert isinstance(ledger.begin("m", "grade", 0.04, tomorrow, NOON + DAY), int)


def test_two_connections_share_one_budget(path: Path, ledger: Ledger) -> None:
    with Ledger.open(path) as other:
        begun(other, replace(TEN_CENTS, in_sitting=None, in_day=0.05))

    refused = ledger.begin("m", "grade", 0.04, replace(ANY, sitting="t", in_day=0.05), NOON)

    assert isinstance(refused, Exceeded)


def test_no_dollar_allows_what_costs_nothing(ledger: Ledger) -> None:
    nothing = replace(ANY, in_day=0.0)

    assert isinstance(ledger.begin("m", "grade", 0.0, nothing, NOON), int)
    assert isinstance(ledger.begin("m", "grade", 0.001, nothing, NOON), Exceeded)


def test_usage_is_told_by_day_model_and_purpose(ledger: Ledger) -> None:
    for at, purpose in ((NOON, "grade"), (NOON + MINUTE, "grade"), (NOON + DAY, "hint")):
        number = ledger.begin("parrot-1", purpose, None, ANY, at)
        assert isinstance(number, int)
        ledger.end(number, "replied", (100, 10), 0.5, 2.0)
    ledger.begin("parrot-1", "grade", None, ANY, NOON)

    first, second = usage(ledger.calls())

    assert (first.day, first.purpose, first.calls, first.failed) == ("2026-03-01", "grade", 3, 1)
    assert (first.tokens_read, first.tokens_written, first.dollars) == (200, 20, 1.0)
    assert (first.unknown, first.seconds) == (1, 4.0)
    assert (second.day, second.purpose) == ("2026-03-02", "hint")


def test_days_are_those_of_whoever_looks(ledger: Ledger) -> None:
    begun(ledger)

    [east] = usage(ledger.calls(), timezone(timedelta(hours=13)))

    assert east.day == "2026-03-02"


def test_the_first_grade_stays(ledger: Ledger) -> None:
    other = replace(VERDICT, score=0.6)

    assert ledger.keep_grade("k", VERDICT, NOON) == VERDICT
    assert ledger.keep_grade("k", other, NOON) == VERDICT
    assert ledger.grade("k") == VERDICT
    assert ledger.grade("another") is None
