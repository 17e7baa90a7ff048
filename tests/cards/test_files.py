"""What can be read as text, and what is said about the rest."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tutor.cards.files import LARGEST, Unreadable, entries, read_text


def written(folder: Path, data: bytes) -> Path:
    path = folder / "deck.md"
    path.write_bytes(data)
    return path


def fault(path: Path) -> Unreadable:
    read = read_text(path)
    assert isinstance(read, Unreadable)
    return read


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Größe\n".encode(), "Größe\n"),
        (b"\xef\xbb\xbfQ::A", "Q::A"),
        (b"Q\r\n?\r\nA", "Q\r\n?\r\nA"),
        (b"", ""),
    ],
)
def test_utf_8_is_read_without_its_byte_order_mark(tmp_path: Path, data: bytes, text: str) -> None:
    assert read_text(written(tmp_path, data)) == text


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    assert "no such file" in fault(tmp_path / "none.md").message


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_forbidden_file_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, b"Q::A")
    path.chmod(0)
    assert "may not be read" in fault(path).message


def test_a_file_of_bytes_is_a_fault(tmp_path: Path) -> None:
    assert "NUL" in fault(written(tmp_path, b"PK\x03\x04\0\0")).message


def test_utf_16_is_named(tmp_path: Path) -> None:
    assert "UTF-16" in fault(written(tmp_path, "Q::A".encode("utf-16"))).message


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_first_byte_that_is_not_utf_8_is_named(tmp_path: Path, mark: bytes) -> None:
    found = fault(written(tmp_path, mark + b"one\ntwo\nGr\xf6\xdfe"))
    assert found.line == 3
    assert f"byte {len(mark) + 10} is 0xf6" in found.message
    assert "UTF-8" in found.advice


def test_what_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)  # a hole: of its NUL bytes nothing is said
    assert "too large" in fault(path).message


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert fault(tmp_path).message


def test_a_fault_names_its_place_as_a_problem_and_as_an_error() -> None:
    whole = Unreadable(Path("a.md"), "this is UTF-16", "Save it as UTF-8.")
    assert str(whole.as_problem()) == "a.md:1: this is UTF-16. Save it as UTF-8."
    assert str(whole.as_error()) == "a.md: this is UTF-16"
    assert whole.as_error().hint == "Save it as UTF-8."


def test_a_fault_on_a_line_names_the_line() -> None:
    assert str(Unreadable(Path("a.md"), "no", "", 3).as_error()) == "a.md:3: no"


def test_what_is_hidden_in_a_folder_is_left_out(tmp_path: Path) -> None:
    for name in ("b.md", ".a.md", "a.md"):
        (tmp_path / name).touch()
    (tmp_path / ".git").mkdir()
    assert entries(tmp_path) == [tmp_path / "a.md", tmp_path / "b.md"]
