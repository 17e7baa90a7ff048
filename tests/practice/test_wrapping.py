"""Typed lines break between words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.utils import get_cwidth

from tutor.practice.wrapping import wrap

lines = st.text(st.sampled_from("ab 語é  "), max_size=60)


def rows(line: str, columns: int) -> list[str]:
    """Return the rows on which a terminal shows a line that was laid by `wrap`."""
    laid = wrap(line, columns)
    shown = "".join(
        " " * blanks + character * is_shown
        for character, blanks, is_shown in zip(line, *laid, strict=True)
    )
    found, row = [], ""
    for character in shown:
        if get_cwidth(row) + get_cwidth(character) > columns:
            found.append(row)
            row = ""
        row += character
    return [*found, row]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", [""]),
        ("one two", ["one two"]),
        ("one two three", ["one two ", "three"]),
        ("one two  three", ["one two ", "three"]),
        ("12345678 next", ["12345678", "next"]),
        ("1234567 next", ["1234567 ", "next"]),
        ("a 1234567890", ["a 123456", "7890"]),
        ("語語語語語", ["語語語語", "語"]),
        ("one 語語語", ["one 語語", "語"]),
        ("one two" + " " * 9, ["one two "]),
    ],
)
def test_rows_of_eight_columns(line: str, shown: list[str]) -> None:
    assert rows(line, 8) == shown


@given(lines, st.integers(2, 20))
def test_every_letter_is_shown_in_its_order(line: str, columns: int) -> None:
    assert "".join(rows(line, columns)).replace(" ", "") == line.replace(" ", "")


@given(lines, st.integers(2, 20))
def test_no_word_that_fits_in_a_row_is_broken(line: str, columns: int) -> None:
    short = [word for word in line.split() if len(word) <= columns and word.isascii()]
    whole = [word for row in rows(line, columns) for word in row.split()]

    assert all(word in " ".join(whole) for word in short)
