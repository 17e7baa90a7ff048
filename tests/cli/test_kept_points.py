from __future__ import annotations

from pathlib import Path

import pytest

from tutor.cards.points import ask
from tutor.cli.kept_points import keep, kept_points, key_of, place_beside, with_kept_points
from tutor.cli.scope import Scope
from tutor.errors import OutputError

CARD = ask("What is air?", "Mostly nitrogen, then oxygen.")


def points_of(scope: Scope) -> list[str]:
    return [point.text for point in scope.cards[0][0].points]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return place_beside(tmp_path / "store.db")


def test_the_points_that_were_kept_last_count(tmp_path: Path, place: Path) -> None:
    keep(place, CARD, ["nitrogen"], "a")
    keep(place, CARD, ["nitrogen", "oxygen"], "b")

    stated = with_kept_points(Scope(((CARD, 2),), (CARD,), ()), tmp_path / "store.db")

    assert points_of(stated) == ["nitrogen", "oxygen"]
    assert stated.loaded == (stated.cards[0][0],)
    assert kept_points(place)[key_of(CARD)].by == "b"


def test_points_of_an_edited_answer_count_for_nothing(tmp_path: Path, place: Path) -> None:
    keep(place, ask("What is air?", "Mostly argon."), ["argon"], "a")

    scope = Scope(((CARD, 2),), (CARD,), ())

    assert with_kept_points(scope, tmp_path / "store.db") == scope


@pytest.mark.parametrize(
    "line", ["", "not JSON", "[]", '{"question": 1}', '{"points": "all"}', "[" * 100_000]
)
def test_a_line_that_cannot_be_read_is_passed_over(place: Path, line: str) -> None:
    keep(place, CARD, ["nitrogen"], "a")
    with place.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")

    assert kept_points(place)[key_of(CARD)].points == ("nitrogen",)


def test_no_points_take_those_back_that_were_kept(place: Path) -> None:
    keep(place, CARD, ["nitrogen"], "a")
    keep(place, CARD, [], "")

    assert kept_points(place) == {}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError, match="nothing was kept"):
        keep(tmp_path / "file" / "x.jsonl", CARD, ["nitrogen"], "a")
