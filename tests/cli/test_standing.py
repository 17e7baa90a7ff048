"""How decks stand."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.scheduling.examples import DAY, NOON, in_learning, in_review
from tests.store.examples import keep, review
from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.standing import (
    Standing,
    read_standings,
    standings,
    standings_json,
    standings_lines,
)
from tutor.errors import ReadError
from tutor.scheduling.days import Day
from tutor.scheduling.review import Grade
from tutor.store.store import Store

HOUR = timedelta(hours=1)
TODAY = Day(NOON.date(), NOON - 8 * HOUR, NOON + 16 * HOUR)
BIOLOGY = (
    "#flashcards/biology\n\nWhat is mitosis?\n?\nDivision.\n\nWhat is a cell?\n?\nA unit of life.\n"
)
HISTORY = "#flashcards/history\n\nWhen was Hastings?\n?\n1066\n"


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    """Return a folder with a deck of two cards, biology."""
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "bio.md").write_text(BIOLOGY, encoding="utf-8")
    return folder


@pytest.fixture
def copied(decks: Path, tmp_path: Path) -> Path:
    """Return another folder with the very same deck, as another checkout has it."""
    return Path(shutil.copytree(decks, tmp_path / "another" / "decks"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.open(tmp_path / "tutor.db")


def cards_of(*paths: Path) -> list[Card]:
    return [*load(paths, mode=Mode.REPAIR).cards]


def test_a_card_is_due_or_due_today_or_new_or_none_of_these() -> None:
    schedules = {
        "due": in_review(NOON - DAY, stability=1),
        "tonight": in_review(TODAY.end - DAY - HOUR, stability=1),
        "tomorrow": in_review(TODAY.end - DAY, stability=1),
        "soon": in_learning(NOON + HOUR),
    }

    found = standings([("deck", card) for card in [*schedules, "new"]], schedules, NOON, TODAY)

    assert found == {"deck": Standing(due=2, today=1, new=1)}


def test_a_card_at_rest_is_counted_apart() -> None:
    schedules = {"due": in_review(NOON - DAY, stability=1)}

    found = standings([("deck", "due"), ("deck", "new")], schedules, NOON, TODAY, {"due"})

    assert found == {"deck": Standing(new=1, resting=1)}
    assert [*standings_lines(found)][-1] == (
        "1 card is suspended or buried: `tutor cards --suspended --buried` lists them."
    )


def test_decks_are_counted_apart_and_keep_their_order() -> None:
    found = standings([("b", "1"), ("a", "2"), ("b", "3")], {}, NOON, TODAY)

    assert [*found.items()] == [("b", Standing(new=2)), ("a", Standing(new=1))]


def test_cards_that_were_never_practised_are_new(decks: Path, store: Store) -> None:
    with store:
        assert read_standings([], [decks], store, NOON, TODAY) == {
            "flashcards/biology": Standing(new=2)
        }


def test_a_practised_card_is_due_when_its_time_has_come(decks: Path, store: Store) -> None:
    mitosis, _ = cards_of(decks)
    with store:
        store.remember([(mitosis, "m")], NOON)
        keep(store, review("m", NOON - 99 * DAY, Grade.EASY))

        assert read_standings([], [decks], store, NOON, TODAY) == {
            "flashcards/biology": Standing(due=1, new=1)
        }


def test_a_practised_file_outside_the_default_decks_is_listed_too(
    tmp_path: Path, decks: Path, store: Store
) -> None:
    elsewhere = tmp_path / "history.md"
    elsewhere.write_text(HISTORY, encoding="utf-8")
    with store:
        store.remember([(card, "h") for card in cards_of(elsewhere)], NOON)

        assert read_standings([], [decks], store, NOON, TODAY).keys() == {
            "flashcards/biology",
            "flashcards/history",
        }


def test_a_copy_of_a_default_deck_that_was_practised_is_left_out_quietly(
    decks: Path, copied: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    with store:
        store.remember([(card, card.question) for card in cards_of(copied)], NOON)

        assert read_standings([], [decks], store, NOON, TODAY) == {
            "flashcards/biology": Standing(new=2)
        }
    assert capsys.readouterr().err == ""


def test_of_two_copies_outside_the_default_decks_one_is_read(
    tmp_path: Path, decks: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = [tmp_path / name for name in ("history.md", "the same.md")]
    with store:
        for number, copy in enumerate(copies):
            copy.write_text(HISTORY, encoding="utf-8")
            store.remember([(card, f"{number}") for card in cards_of(copy)], NOON)
        found = read_standings([], [decks], store, NOON, TODAY)
    assert found["flashcards/history"] == Standing(new=1)
    assert capsys.readouterr().err == ""


def test_a_deck_like_a_default_one_but_for_a_card_is_read_and_its_repeats_are_told(
    decks: Path, copied: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = copied / "bio.md"
    changed.write_text(BIOLOGY + "\nWhat is a gene?\n?\nA unit of heredity.\n", encoding="utf-8")
    with store:
        store.remember([(card, card.question) for card in cards_of(changed)], NOON)

        assert read_standings([], [decks], store, NOON, TODAY) == {
            "flashcards/biology": Standing(new=3)
        }
    assert "2 problems in the decks" in capsys.readouterr().err


def test_a_note_of_a_vault_that_is_no_deck_keeps_no_copy_of_it_out(
    tmp_path: Path, decks: Path, store: Store
) -> None:
    vault = tmp_path / "vault"
    (vault / ".obsidian").mkdir(parents=True)
    note = HISTORY.partition("\n")[2]  # without its tag
    (vault / "note.md").write_text(note, encoding="utf-8")
    copy = tmp_path / "note.md"
    copy.write_text(note, encoding="utf-8")
    with store:
        store.remember([(card, "h") for card in cards_of(copy)], NOON)

        assert sum(one.new for one in read_standings([], [vault], store, NOON, TODAY).values()) == 1


def test_a_practised_file_that_is_gone_is_not_missed(
    tmp_path: Path, decks: Path, store: Store
) -> None:
    elsewhere = tmp_path / "history.md"
    elsewhere.write_text(HISTORY, encoding="utf-8")
    with store:
        store.remember([(card, "h") for card in cards_of(elsewhere)], NOON)
        elsewhere.unlink()

        assert read_standings([], [decks], store, NOON, TODAY).keys() == {"flashcards/biology"}


def test_named_paths_are_listed_alone(tmp_path: Path, decks: Path, store: Store) -> None:
    elsewhere = tmp_path / "history.md"
    elsewhere.write_text(HISTORY, encoding="utf-8")

    with store:
        assert read_standings([elsewhere], [decks], store, NOON, TODAY).keys() == {
            "flashcards/history"
        }


def test_a_path_that_is_not_there_is_named(tmp_path: Path, decks: Path, store: Store) -> None:
    with store, pytest.raises(ReadError, match="nowhere"):
        read_standings([tmp_path / "nowhere.md"], [decks], store, NOON, TODAY)


def test_the_table_ends_with_the_sum() -> None:
    assert [*standings_lines({"a": Standing(1, 2, 3), "b": Standing(10, 0, 1)})] == [
        "  due  today    new",
        "    1      2      3  a",
        "   10      0      1  b",
        "   11      2      4  in all",
    ]


def test_the_name_of_a_deck_cannot_command_the_terminal() -> None:
    assert "\x1b" not in "".join(standings_lines({"\x1b[2J": Standing()}))


def test_json_has_one_object_for_each_deck() -> None:
    assert [*standings_json({"ä": Standing(1, 2, 3)})] == [
        '{"deck": "\\u00e4", "due": 1, "today": 2, "new": 3, "resting": 0}'
    ]
