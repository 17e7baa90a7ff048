"""Files, folders and vaults, and what happens to those that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tutor.cards.card import Deck
from tutor.cards.files import LARGEST
from tutor.cards.library import Library, load, priority
from tutor.cards.markdown.obsidian import Mode
from tutor.errors import ReadError

CARD = "#flashcards\n\nWhat is {0}?\n?\nIt is {0}.\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(*paths: Path) -> Library:
    return load(paths, mode=Mode.REPAIR)


def questions(library: Library) -> list[str]:
    return [card.question for card in library.cards]


def test_a_file_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    path = write(tmp_path / "deck.cards", CARD.format("air"))
    assert questions(read(path)) == ["What is air?"]


def test_a_folder_is_read_recursively_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b.md", "a.markdown", "sub/c.txt"):
        write(tmp_path / name, CARD.format(name[0]))
    write(tmp_path / "code.py", CARD.format("code"))
    found = [Path(deck.path).relative_to(tmp_path).as_posix() for deck in read(tmp_path).decks]
    assert found == ["a.markdown", "b.md", "sub/c.txt"]


def test_what_is_hidden_is_passed_by(tmp_path: Path) -> None:
    write(tmp_path / "a.md", CARD.format("air"))
    write(tmp_path / ".trash" / "b.md", CARD.format("old"))
    write(tmp_path / ".b.md", CARD.format("old"))
    assert questions(read(tmp_path)) == ["What is air?"]


def test_a_hidden_folder_that_is_named_is_read(tmp_path: Path) -> None:
    write(tmp_path / ".decks" / "a.md", CARD.format("air"))
    assert questions(read(tmp_path / ".decks")) == ["What is air?"]


def test_a_link_to_a_folder_above_is_followed_once(tmp_path: Path) -> None:
    write(tmp_path / "sub" / "a.md", CARD.format("air"))
    (tmp_path / "sub" / "loop").symlink_to(tmp_path, target_is_directory=True)
    library = read(tmp_path)
    assert len(library.decks) == 1
    assert library.problems == ()


def test_a_link_out_of_a_vault_is_followed(tmp_path: Path) -> None:
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    outside = write(tmp_path / "outside" / "a.md", CARD.format("air"))
    (tmp_path / "vault" / "a.md").symlink_to(outside)
    (tmp_path / "vault" / "more").symlink_to(outside.parent, target_is_directory=True)
    assert questions(read(tmp_path / "vault")) == ["What is air?"]


def test_a_file_that_is_reached_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", CARD.format("air"))
    library = read(tmp_path, path, tmp_path)
    assert len(library.decks) == 1
    assert library.problems == ()


def test_a_file_without_cards_is_a_deck_only_if_it_was_named(tmp_path: Path) -> None:
    write(tmp_path / "a.md", CARD.format("air"))
    empty = write(tmp_path / "b.md", "Nothing to learn.\n")
    assert len(read(tmp_path).decks) == 1
    assert len(read(tmp_path, empty).decks) == 2


def test_a_vault_takes_only_notes_with_a_flashcards_tag(tmp_path: Path) -> None:
    (tmp_path / ".obsidian").mkdir()
    write(tmp_path / "a.md", CARD.format("air"))
    write(tmp_path / "note.md", "std::vector is a class\n")
    assert questions(read(tmp_path)) == ["What is air?"]


def test_a_vaults_settings_hold_for_its_files(tmp_path: Path) -> None:
    data = {"settings": {"singleLineCardSeparator": ">>", "convertFoldersToDecks": True}}
    settings = ".obsidian/plugins/obsidian-spaced-repetition/data.json"
    write(tmp_path / settings, json.dumps(data))
    path = write(tmp_path / "Science" / "Cells" / "a.md", "What is air?>>gas\n")
    (card,) = read(path).cards
    assert (card.question, card.deck) == ("What is air?", "Science/Cells")


def test_malformed_settings_are_a_problem(tmp_path: Path) -> None:
    write(tmp_path / ".obsidian/plugins/obsidian-spaced-repetition/data.json", "{")
    library = read(write(tmp_path / "a.md", CARD.format("air")))
    assert [problem.place.path.endswith("data.json") for problem in library.problems] == [True]
    assert len(library.cards) == 1


def test_a_bad_file_in_a_folder_is_a_problem_and_the_others_are_read(tmp_path: Path) -> None:
    write(tmp_path / "a.md", CARD.format("air"))
    (tmp_path / "b.md").write_bytes(b"one\nGr\xf6\xdfe")
    library = read(tmp_path)
    assert questions(library) == ["What is air?"]
    assert [problem.place.line for problem in library.problems] == [2]


def test_a_missing_file_beside_a_good_one_is_a_problem(tmp_path: Path) -> None:
    good = write(tmp_path / "a.md", CARD.format("air"))
    library = read(tmp_path / "none.md", good)
    assert questions(library) == ["What is air?"]
    assert [problem.place.path for problem in library.problems] == [str(tmp_path / "none.md")]


def test_a_missing_file_alone_ends_the_command(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"none\.md: there is no such file") as caught:
        read(tmp_path / "none.md")
    assert caught.value.exit_code == 2
    assert caught.value.hint


def test_a_huge_file_ends_the_command(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    with path.open("wb") as file:
        file.truncate(5 * LARGEST)
    with pytest.raises(ReadError, match=r"a\.md: this is too large"):
        read(path)


@pytest.mark.parametrize("name", ["empty", "code.py", "note.md"])
def test_a_folder_without_decks_ends_the_command(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, "Nothing to learn.\n")
    with pytest.raises(ReadError, match="there is no deck here"):
        read(tmp_path)


def test_equal_cards_are_told_and_the_second_is_skipped(tmp_path: Path) -> None:
    write(tmp_path / "a.md", CARD.format("air"))
    write(tmp_path / "b.md", CARD.format("air"))
    library = read(tmp_path)
    (problem,) = library.problems
    assert problem.place.path == str(tmp_path / "b.md")
    assert f"{tmp_path / 'a.md'}:3" in problem.message
    assert "skipped" in problem.message
    assert questions(library) == ["What is air?"]


def test_equal_questions_with_other_answers_are_told_and_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.md", "#flashcards\n\nWhat is it?\n?\nAir\n\nWhat is it?\n?\nGas\n")
    library = read(path)
    (problem,) = library.problems
    assert problem.place.line == 7
    assert "kept apart" in problem.message
    assert len(library.cards) == 2


def test_problems_are_in_order_of_their_places(tmp_path: Path) -> None:
    for name in ("b.md", "a.md", "c.md"):
        write(tmp_path / name, CARD.format("air") + "\nempty\n?\n")
    places = [(one.place.path, one.place.line) for one in read(tmp_path).problems]
    assert places == sorted(places)
    assert len(places) == 5


def test_urgent_decks_come_first_then_by_path(tmp_path: Path) -> None:
    for name, stated in (("a", "LOW"), ("b", "HIGH"), ("c", ""), ("d", "MEDIUM"), ("e", "URGENT")):
        foot = f"\nPriority: {stated}\n" if stated else ""
        write(tmp_path / f"{name}.md", CARD.format(name) + foot)
    assert [Path(deck.path).stem for deck in read(tmp_path).decks] == ["e", "b", "c", "d", "a"]


@pytest.mark.parametrize(
    ("stated", "rank"),
    [
        ("HIGH", 1),
        ('"high"', 1),
        ("1", 1),
        ("P2", 2),
        ("3", 3),
        ("9", 4),
        ("soon", 2),
        ("lowest", 4),
    ],
)
def test_a_priority_is_a_word_or_a_number(stated: str, rank: int) -> None:
    deck = Deck("a.md", "a", "", (), (("priority", stated),), (), ())
    assert priority(deck) == rank
