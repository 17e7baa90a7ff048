"""The plugin's schedules become FSRS's, and are written where the plugin shows the same cards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import Card
from tutor.cards.markdown import Mode, parse
from tutor.scheduling.review import Phase, Schedule
from tutor.transfer import old_schedules
from tutor.transfer.obsidian_schedules import Written, read_segment, with_schedules

DUE = datetime(2026, 3, 20, 10, tzinfo=UTC)
SCHEDULE = Schedule(DUE, 12.5, 5.5, Phase.REVIEW, 0, DUE - timedelta(days=12), 4, 1)
SM2 = "!2026-03-20,12,250"
FSRS = "!fsrs,2026-03-20T10:00:00.000Z,12,12.5000,5.5000,2,4,1,0,2026-03-08T10:00:00.000Z"


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def day(at: datetime) -> date:
    return at.date()


def write(text: str, wanted: Callable[[Card], Schedule | None] = lambda _: SCHEDULE) -> Written:
    return with_schedules(text, "deck.md", wanted, day)


# --- reading ----------------------------------------------------------------------------------


def test_an_interval_is_a_stability_and_an_ease_is_a_difficulty() -> None:
    found = read_segment("!2023-09-02,4,270", midnight)

    assert found
    assert found.due == datetime(2023, 9, 2, tzinfo=UTC)
    assert found.last_review == datetime(2023, 8, 29, tzinfo=UTC)
    assert (found.stability, found.difficulty) == (4, pytest.approx(10 - 9 * 140 / 240))


@pytest.mark.parametrize(
    ("ease", "difficulty"), [(130, 10), (50, 10), (370, 1), (500, 1), (250, 5.5)]
)
def test_the_ends_of_ease_are_the_ends_of_difficulty(ease: int, difficulty: float) -> None:
    assert old_schedules.difficulty(ease) == pytest.approx(difficulty)


def test_an_interval_of_no_day_is_a_tenth_of_one() -> None:
    found = read_segment("!2023-09-02,0,250", midnight)

    assert found
    assert found.stability == 0.1


def test_a_memory_of_fsrs_stays_what_it_is() -> None:
    found = read_segment(
        "!fsrs,2026-06-20T10:00:00.000Z,3,3.17,5.28,2,4,1,0,2026-06-17T10:00:00.000Z,id=q", midnight
    )

    assert found
    assert (found.stability, found.difficulty) == (3.17, 5.28)
    assert found.last_review == datetime(2026, 6, 17, 10, tzinfo=UTC)


def test_without_a_last_review_that_is_the_interval_before_the_day() -> None:
    found = read_segment("!fsrs,2026-06-20T10:00:00.000Z,3,3.17,5.28,2,4,1,0,-", midnight)

    assert found
    assert found.last_review == datetime(2026, 6, 17, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "segment",
    [
        "",
        "!soon,4,270",
        "!2023-09-02",
        "!2023-09-02,x,270",
        "!2023-09-02,-4,270",
        "!2023-09-02,4,0",
        "!2023-09-02,4,nan",
        "!2023-09-02,1e999,270",
        "!fsrs,soon,3,3.2,5.3,2,4,1,0,-",
        "!fsrs,2026-06-20T10:00:00Z,3,0,5.3,2,4,1,0,-",
        "!fsrs,2026-06-20T10:00:00Z,3,3.2,5.3,0,0,0,0,-",
        "!fsrs,2026-06-20T10:00:00Z,3",
    ],
)
def test_a_segment_that_says_nothing_is_none(segment: str) -> None:
    assert read_segment(segment, midnight) is None


# --- writing ----------------------------------------------------------------------------------

HEAD = "#flashcards\n\n"

PLACES = {
    "below a block": ("Q\n?\nA\n", f"Q\n?\nA\n<!--SR:{SM2}-->\n"),
    "below a block at the end of the file": ("Q\n?\nA", f"Q\n?\nA\n<!--SR:{SM2}-->"),
    "below a line": ("Q::A\n\nnotes\n", f"Q::A\n<!--SR:{SM2}-->\n\nnotes\n"),
    "below a block id": ("Q::A ^k1\n", f"Q::A ^k1\n<!--SR:{SM2}-->\n"),
    "below a fence": ("Q\n?\n```\nA\n```\n", f"Q\n?\n```\nA\n```\n<!--SR:{SM2}-->\n"),
    "in the comment that is there": (
        "Q::A <!--SR:!2020-02-03,4,270-->\n",
        f"Q::A <!--SR:{SM2}-->\n",
    ),
    "in the form that is there": (
        "Q::A\n<!--SR:!fsrs,2020-02-03T10:00:00.000Z,3,3.17,5.28,2,4,1,0,-,id=q7,susp-->\n",
        f"Q::A\n<!--SR:{FSRS},id=q7,susp-->\n",
    ),
    "with what another program wrote behind": (
        "Q::A\n<!--SR:!2020-02-03,4,270,id=q7-->\n",
        f"Q::A\n<!--SR:{SM2},id=q7-->\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), PLACES.values(), ids=PLACES)
def test_a_schedule_is_written(before: str, after: str) -> None:
    assert write(HEAD + before) == Written(HEAD + after, 1, 0)


def test_ends_of_lines_stay_what_they_are() -> None:
    text = "#flashcards\r\n\r\nQ\r\n?\r\nA\r\n"

    assert write(text).text == f"{text}<!--SR:{SM2}-->\r\n"


def test_a_card_that_is_not_wanted_keeps_its_segment_beside_one_that_is() -> None:
    text = f"{HEAD}Q:::A\n<!--SR:!2020-02-03,4,270!2021-02-03,5,280-->\n"

    found = write(text, lambda card: SCHEDULE if card.question == "A" else None)

    assert found == Written(f"{HEAD}Q:::A\n<!--SR:!2020-02-03,4,270{SM2}-->\n", 1, 0)


def test_a_card_that_is_new_gets_the_plugins_stand_in_beside_one_that_is_not() -> None:
    found = write(f"{HEAD}Q:::A\n", lambda card: SCHEDULE if card.question == "A" else None)

    assert found.text == f"{HEAD}Q:::A\n<!--SR:!2000-01-01,1,250{SM2}-->\n"


def test_what_is_written_already_is_not_written_again() -> None:
    once = write(f"{HEAD}Q\n?\nA\n").text

    assert write(once) == Written(once, 0, 0)


def test_what_nobody_wants_changes_nothing() -> None:
    text = f"{HEAD}Q\n?\nA\n<!--SR:!2020-02-03,4,270-->\n"

    assert write(text, lambda _: None) == Written(text, 0, 0)


UNLIKE = {
    "a separator in an answer": f"{HEAD}Q\n?\nstd::sort sorts\n",
    "a comment that swallows a line": f"{HEAD}<!-- x -->\nQ::A\n",
    "a deck without a tag": "Q::A\n",
    "a schedule of old": f"{HEAD}Q\n?\nA !2020-02-03,4,270\n",
}


@pytest.mark.parametrize("text", UNLIKE.values(), ids=UNLIKE)
def test_where_obsidian_shows_another_card_nothing_is_written(text: str) -> None:
    assert write(text) == Written(text, 0, 1)


def test_a_card_that_obsidian_shows_alike_is_written_beside_one_that_it_does_not() -> None:
    text = f"{HEAD}Q\n?\nstd::sort sorts\n\nR\n?\nB\n"

    assert write(text) == Written(f"{text}<!--SR:{SM2}-->\n", 1, 1)


PIECES = st.lists(
    st.sampled_from(
        [
            *("#flashcards\n\n", "Q\n?\nA\n", "R\n??\nB\n", "a ==b== c\n", "S::T\n", "U:::V ^k\n"),
            *("\n", "\r\n", "text\n", "```\nx\n\ny\n```\n", "<!-- c -->\n", "<!-- c\n-->\n", "?\n"),
            *("<!--SR:!2020-02-03,4,270-->\n", "W::X <!--SR:!2020-02-03,4,270-->\n", "  ```\n"),
            *("<!--SR:!2020-02-03,4,270!fsrs,-,1-->\n", "---\n", "y::z", "- [ ] t\n", "\ufeff"),
        ]
    ),
    max_size=9,
).map("".join)


@given(PIECES, st.integers(0, 3))
def test_whatever_a_deck_holds_only_comments_change_and_the_cards_stay(
    text: str, every: int
) -> None:
    found = write(text, lambda card: SCHEDULE if card.place.line % 4 >= every else None)

    def without(each: str) -> list[str]:
        lines = (line.partition("<!--SR:")[0].rstrip() for line in each.splitlines())
        return [line for line in lines if line]

    assert without(found.text) == without(text)
    for mode in (Mode.REPAIR, Mode.STRICT):
        before, after = (parse(each, "deck.md", mode=mode).cards for each in (text, found.text))
        assert [(one.question, one.answer, one.decks) for one in after] == [
            (one.question, one.answer, one.decks) for one in before
        ]
    if not found.schedules:
        assert found.text == text
