"""What moves where all reviews count by the presets in force."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from tests.scheduling.examples import DAY, NOON
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.preset import SHIPPED, Preset
from tutor.scheduling.recounting import Move, Moves, recounted
from tutor.scheduling.review import SHIPPED_TERMS, Grade, Seed, Terms

KEEN = Preset(desired_retention=0.97)
SEED = Seed("0" * 32, "b", NOON - 30 * DAY, NOON - DAY, 20.0, 5.0, "obsidian")


class Graded(NamedTuple):
    grade: Grade
    at: datetime
    terms: Terms = SHIPPED_TERMS


def learned(*days: int) -> list[Graded | Seed]:
    return [Graded(Grade.GOOD, NOON + day * DAY) for day in days]


HISTORIES = {"a": learned(-40, -37, -20), "b": [SEED, *learned(-1)]}
SCHEDULES = {
    card_id: schedule
    for card_id, history in HISTORIES.items()
    if (schedule := Fold().replay(history))
}


def test_nothing_moves_where_the_same_presets_are_in_force() -> None:
    assert recounted(HISTORIES, SCHEDULES, lambda _: SHIPPED) == Moves((), cards=2)


def test_a_card_moves_to_where_another_preset_would_have_had_it() -> None:
    found = recounted(HISTORIES, SCHEDULES, lambda card_id: KEEN if card_id == "a" else SHIPPED)

    expected = Fold({KEEN.id: KEEN}).replay(
        [one._replace(terms=Terms(KEEN.id)) for one in HISTORIES["a"] if isinstance(one, Graded)]
    )
    assert expected is not None
    assert found.moves == (Move("a", SCHEDULES["a"].due, expected.due),)


def test_a_card_goes_on_from_what_another_program_planned() -> None:
    [move] = recounted({"b": HISTORIES["b"]}, SCHEDULES, lambda _: KEEN).moves

    assert NOON < move.after < move.before


def test_a_card_without_a_schedule_is_left_out() -> None:
    assert recounted(HISTORIES, {}, lambda _: KEEN) == Moves((), cards=0)


def test_what_becomes_due_is_counted_by_a_moment() -> None:
    moves = Moves(
        (
            Move("now", NOON + DAY, NOON - DAY),
            Move("no more", NOON - DAY, NOON + DAY),
            Move("sooner", NOON + 9 * DAY, NOON + DAY),
            Move("still", NOON - 9 * DAY, NOON - DAY),
        ),
        cards=9,
    )

    assert (moves.newly_due(NOON), moves.no_longer_due(NOON)) == (1, 1)
