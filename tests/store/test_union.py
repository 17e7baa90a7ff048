"""Two logs joined: a grow-only set, whatever comes first and however often."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import DAY, NOON
from tests.store.examples import keep, review, undo
from tests.store.facts import PRESET, facts
from tutor.cards.card import Card, Place
from tutor.scheduling.marks import Mark, Marked, MarkKind
from tutor.scheduling.preset import Preset
from tutor.scheduling.review import Grade, Schedule, Seed
from tutor.store import connection
from tutor.store.facts import Fact, header, read_facts
from tutor.store.store import Store


def empty() -> Store:
    """Return a store in memory: of a file that is not there."""
    return Store(connection.to_read(Path("nowhere")), "nowhere")


def of(parts: Iterable[Iterable[Fact]]) -> tuple[set[Fact], dict[str, Schedule]]:
    """Return all that two stores must agree on, after merging parts in their order."""
    with empty() as store:
        for part in parts:
            store.union().merge([PRESET, *part])
        assert store.verify() == ()
        return set(store.union().facts()), store.schedules()


def read(line: str) -> list[Fact | str]:
    return [one.said for one in read_facts([header("test").encode(), line.encode()], "f")]


@given(st.lists(facts, max_size=12), st.data())
def test_the_order_of_facts_and_their_files_makes_no_difference(
    drawn: list[Fact], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(drawn))
    cut = data.draw(st.integers(0, len(drawn)))

    assert (
        of([drawn])
        == of([shuffled[:cut], shuffled[cut:]])
        == of([[], *([one] for one in shuffled)])
    )


@given(st.lists(facts, max_size=12), st.lists(facts, max_size=12))
def test_merging_again_changes_nothing(one: list[Fact], other: list[Fact]) -> None:
    once = of([one, other])

    assert of([one, other, other, one]) == once
    with empty() as store:
        store.union().merge([PRESET, *one, *other])
        merged = store.union().merge([PRESET, *other, *one])
    assert merged.new == {}


@given(st.lists(facts, max_size=6), st.lists(facts, max_size=6), st.lists(facts, max_size=6))
def test_it_makes_no_difference_who_merged_with_whom_first(
    one: list[Fact], two: list[Fact], three: list[Fact]
) -> None:
    left, _ = of([one, two])
    right, _ = of([two, three])

    assert of([sorted(left, key=str), three]) == of([one, sorted(right, key=str)])


@given(facts)
def test_any_fact_is_read_back_as_it_was_written(fact: Fact) -> None:
    assert read(fact.to_json()) == [fact]
    assert fact.to_json().isascii()


def test_two_machines_that_practised_the_same_card_come_to_the_same_schedule(
    tmp_path: Path,
) -> None:
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        keep(a, review(at=NOON), mistake := review(at=NOON + 3 * DAY, grade=Grade.AGAIN))
        undo(a, mistake)
        keep(b, review(at=NOON + DAY, grade=Grade.HARD))

        from_a, from_b = list(a.union().facts()), list(b.union().facts())
        b.union().merge(from_a)
        a.union().merge(from_b)

        assert a.schedules() == b.schedules()
        assert a.schedules()["card"].reviews == 2
        assert a.verify() == b.verify() == ()


def test_everything_in_the_log_is_carried(tmp_path: Path) -> None:
    keen = Preset(desired_retention=0.97)
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        keep(a, made := replace(review(), tries=("a",)))
        a.mark([Mark("1" * 32, "card", NOON, MarkKind.SUSPENDED)])
        a.recount(["card"], keen, NOON + DAY)
        a.plant([Seed("2" * 32, "other", NOON, NOON + 5 * DAY, 9.0, 4.0, "anki")])

        merged = b.union().merge(a.union().facts())

        assert merged.new == {"preset": 1, "review": 1, "mark": 1, "recount": 1, "seed": 1}
        assert merged.cards == 2
        assert b.reviews("card") == [made]
        assert b.marked() == {"card": Marked(is_suspended=True)}
        assert b.presets() == {keen.id: keen}
        assert b.schedules() == a.schedules()


def test_a_card_is_carried_so_that_its_history_has_a_name_and_without_its_path(
    tmp_path: Path,
) -> None:
    card = Card("What is mitosis?", "Division.", (), 0, place=Place("/home/anna/bio.md", 3))
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        a.remember([(card, "m")], NOON)
        b.union().merge(a.union().facts())

        [known] = b.known_cards()
    assert (known.question, known.fingerprint, known.path) == (
        "What is mitosis?",
        card.fingerprint,
        "",
    )


def test_a_card_that_both_know_is_as_it_was_seen_last_and_where_it_is_here(
    tmp_path: Path,
) -> None:
    old = Card("What is mitosis?", "Division.", (), 0, place=Place("here.md", 3))
    mended = Card("What's mitosis?", "Division.", (), 0, place=Place("there.md", 3))
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        a.remember([(old, "m")], NOON)
        b.remember([(mended, "m")], NOON + DAY)
        a.union().merge(b.union().facts())
        b.union().merge(a.union().facts())

        [in_a], [in_b] = a.known_cards(), b.known_cards()
    assert (in_a.question, in_a.path) == ("What's mitosis?", "here.md")
    assert (in_b.question, in_b.path) == ("What's mitosis?", "there.md")


def test_of_two_reviews_with_one_id_the_same_stays_everywhere_and_it_is_said(
    tmp_path: Path,
) -> None:
    one, other = review(new_id="1" * 32, text="one"), review(new_id="1" * 32, text="other")
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        keep(a, one)
        keep(b, other)
        from_a, from_b = list(a.union().facts()), list(b.union().facts())

        assert a.union().merge(from_b).conflicts == (f"review {'1' * 32}",)
        assert b.union().merge(from_a).conflicts == (f"review {'1' * 32}",)
        assert a.reviews("card") == b.reviews("card") == [one]


def test_undoing_a_review_on_two_machines_is_no_conflict(tmp_path: Path) -> None:
    made = review()
    with Store.open(tmp_path / "a.db") as a, Store.open(tmp_path / "b.db") as b:
        keep(a, made)
        b.union().merge(a.union().facts())
        a.retract(made.id, NOON + DAY)
        b.retract(made.id, NOON)

        assert a.union().merge(b.union().facts()).conflicts == ()
        assert a.schedules() == {}


def test_the_log_can_still_only_grow_after_a_merge(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store.open(path) as a:
        keep(a, review(new_id="1" * 32, text="two"))
        other = Fact("review", next(iter(a.union().facts())).row)
        a.union().merge([other._replace(row=(*other.row[:3], "one", *other.row[4:]))])
        assert a.reviews("card")[0].answer.text == "one"

    with closing(sqlite3.connect(path)) as raw:
        for sql in ("DELETE FROM review", "UPDATE review SET answer = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="only grows"):
                raw.execute(sql)
