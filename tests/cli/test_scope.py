from __future__ import annotations

from pathlib import Path

import pytest

from tutor.cli.scope import Scope, read_scope
from tutor.errors import ReadError, UsageError


def write(folder: Path, name: str, *cards: str, tag: str = "", foot: str = "") -> Path:
    """Write a deck of `question::answer` cards."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"#{tag}\n\n" if tag else ""
    path.write_text(head + "\n\n".join(cards) + "\n" + foot, encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write(tmp_path, "music.md", "Strings of a violin?::four", tag="flashcards/art/music")
    write(tmp_path, "paint.md", "Who painted Guernica?::Picasso", tag="flashcards/art/painting")
    write(tmp_path, "rocks.md", "What is basalt?::a rock", tag="flashcards/geology")
    return tmp_path


def questions(scope: Scope) -> list[str]:
    return [card.question for card, _ in scope.cards]


def test_all_the_default_decks_are_meant_where_nothing_is_named(library: Path) -> None:
    assert len(questions(read_scope([], [library]))) == 3


def test_a_file_is_meant_by_its_path(library: Path) -> None:
    scope = read_scope([str(library / "rocks.md")], [])

    assert questions(scope) == ["What is basalt?"]


def test_a_path_goes_before_a_deck_of_that_name(
    library: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    write(elsewhere, "flashcards", "Is this a file?::yes")
    monkeypatch.chdir(elsewhere)

    assert questions(read_scope(["flashcards"], [library])) == ["Is this a file?"]


@pytest.mark.parametrize("name", ["flashcards/art", "FLASHCARDS/Art/", "#flashcards/art"])
def test_a_deck_is_meant_by_the_first_parts_of_its_name(library: Path, name: str) -> None:
    scope = read_scope([name], [library])

    assert questions(scope) == ["Strings of a violin?", "Who painted Guernica?"]


def test_every_card_that_was_read_is_told_beside_those_asked_for(library: Path) -> None:
    scope = read_scope(["flashcards/geology"], [library])

    assert len(scope.loaded) == 3


def test_a_card_that_two_names_mean_comes_once(library: Path) -> None:
    scope = read_scope(["flashcards/art", "flashcards/art/music"], [library])

    assert questions(scope) == ["Strings of a violin?", "Who painted Guernica?"]


def test_an_unknown_name_is_told_with_the_nearest(library: Path) -> None:
    with pytest.raises(UsageError, match="flashcard/geologie: no such file, folder or deck") as it:
        read_scope(["flashcard/geologie"], [library])

    assert "flashcards/geology" in it.value.hint


def test_a_file_without_cards_is_told_with_what_a_card_is(tmp_path: Path) -> None:
    path = write(tmp_path, "notes.md", "Only prose.")

    with pytest.raises(ReadError, match="no cards") as it:
        read_scope([str(path)], [])

    assert "A card is a question" in it.value.hint


def test_cards_carry_the_priority_of_their_deck(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "Ready?::yes", tag="flashcards")
    write(tmp_path, "b.md", "Urgent?::yes", tag="flashcards", foot="\nPriority: HIGH\n")

    (_, first), (_, second) = read_scope([], [tmp_path]).cards

    assert first < second
