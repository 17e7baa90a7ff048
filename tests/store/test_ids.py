"""Ids that sort by time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import DAY, NOON, moments
from tutor.store.ids import Entropy, Ids


def seeded(seed: int) -> Entropy:
    return Random(seed).randbytes


def zeros(number: int) -> bytes:
    return bytes(number)


def ones(number: int) -> bytes:
    return b"\xff" * number


def test_an_id_is_a_uuid_of_version_7() -> None:
    made = UUID(hex=Ids(seeded(1)).new(NOON))

    assert made.version == 7
    assert made.variant == RFC_4122


def test_an_id_begins_with_the_milliseconds_since_1970() -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=0x0123456789AB)

    assert Ids(seeded(1)).new(at)[:12] == "0123456789ab"


def test_the_random_bits_fill_what_time_version_and_variant_leave() -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC)

    assert Ids(zeros).new(at) == "00000000000070008000000000000000"
    assert Ids(ones).new(at) == "0000000000007fffbfffffffffffffff"


@given(st.lists(moments, max_size=20), st.sampled_from([zeros, ones, seeded(3)]))
def test_each_id_exceeds_the_one_before_whatever_the_clock_does(
    clock: list[datetime], entropy: Entropy
) -> None:
    ids = Ids(entropy)
    made = [ids.new(at) for at in clock]

    assert all(before < after for before, after in pairwise(made))


@given(moments, moments)
def test_an_id_exceeds_the_last_one_of_a_log(one: datetime, other: datetime) -> None:
    last = Ids(ones).new(one)

    assert Ids(zeros, after=last).new(other) > last


def test_an_id_of_a_later_moment_is_not_moved_by_the_last_one() -> None:
    last = Ids(seeded(1)).new(NOON)

    assert Ids(seeded(2), after=last).new(NOON + DAY) == Ids(seeded(2)).new(NOON + DAY)


def test_two_programs_that_count_on_from_one_id_do_not_meet() -> None:
    last = Ids(seeded(1)).new(NOON)
    one, other = Ids(seeded(2), after=last), Ids(seeded(3), after=last)

    made = {ids.new(NOON - DAY) for ids in (one, other) for _ in range(100)}

    assert len(made) == 200


def test_a_clock_before_1970_still_gives_an_id() -> None:
    assert UUID(hex=Ids(seeded(1)).new(datetime(1960, 1, 1, tzinfo=UTC))).version == 7
