from __future__ import annotations

from pathlib import Path

import pytest

from tutor.cli.files import NewFile, replace_text, whole_file
from tutor.errors import UsageError


def test_a_new_file_grows_and_is_not_there_before(tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    file = NewFile(path)
    assert not path.exists()

    file.add("one\n")
    file.add("two\n")

    assert path.read_text() == "one\ntwo\n"


def test_a_file_that_came_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    file = NewFile(path)
    path.write_text("mine")

    with pytest.raises(UsageError, match="is there already"):
        file.add("one\n")
    assert path.read_text() == "mine"


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "deck.md").symlink_to(tmp_path / "elsewhere.md")

    with pytest.raises(UsageError, match="is there already"):
        NewFile(tmp_path / "deck.md")


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder"):
        NewFile(tmp_path / "nowhere" / "deck.md")


def test_a_file_keeps_its_mode_and_its_links(tmp_path: Path) -> None:
    path, link = tmp_path / "deck.md", tmp_path / "link.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)

    replace_text(link, b"old", b"new")

    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", 0o640)
    assert link.is_symlink()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["deck.md", "link.md"]


def test_a_file_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    path.write_bytes(b"edited")

    with pytest.raises(UsageError, match="has changed meanwhile"):
        replace_text(path, b"old", b"new")
    assert path.read_bytes() == b"edited"


def test_a_whole_file_comes_to_its_place_at_once(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.md") as file:
        file.write(b"all of it")
        assert not (tmp_path / "a.md").exists()

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [
        ("a.md", b"all of it")
    ]


def test_a_file_whose_writing_was_ended_is_not_there(tmp_path: Path) -> None:
    def begun() -> None:
        with whole_file(tmp_path / "a.md") as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begun()

    assert list(tmp_path.iterdir()) == []


def test_a_whole_file_is_not_put_over_another(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"mine")

    with pytest.raises(FileExistsError), whole_file(tmp_path / "a.md") as file:
        file.write(b"ours")

    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.md", b"mine")]
