"""Typed lines break between words."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.formatted_text import StyleAndTextTuples, fragment_list_to_text
from prompt_toolkit.utils import get_cwidth

from tutor.practice.wrapping import breaks, laid, wrap

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


GRADES: StyleAndTextTuples = [
    ("", "\n  "),
    ("", "[1 again 1 min]"),
    ("", "  "),
    ("", " 2 hard 6 min "),
    ("", "  "),
    ("", " 3 good 10 min "),
    ("", "  "),
    ("", " 4 easy 8 d "),
]


def test_a_line_of_grades_breaks_between_two_of_them() -> None:
    assert fragment_list_to_text(laid(GRADES, 40)) == (
        "\n  [1 again 1 min]   2 hard 6 min   \n   3 good 10 min    4 easy 8 d "
    )
    assert fragment_list_to_text(laid(GRADES, 80)) == fragment_list_to_text(GRADES)


def test_a_fragment_that_is_too_long_for_a_row_breaks_between_its_words() -> None:
    line: StyleAndTextTuples = [("bold", "Incorrect · the grader is fairly sure")]

    assert fragment_list_to_text(laid(line, 24)) == "Incorrect · the grader \n  is fairly sure"


@given(st.lists(lines, max_size=5), st.integers(8, 60))
def test_laid_fragments_keep_every_word(parts: list[str], columns: int) -> None:
    shown = fragment_list_to_text(laid([("", part) for part in parts], columns))

    assert "".join(shown.split()) == "".join("".join(parts).split())


@given(st.lists(st.sampled_from(["one", "two ", " three", "語語"])), st.integers(12, 40))
def test_no_row_of_what_fits_is_wider_than_the_screen(parts: list[str], columns: int) -> None:
    shown = fragment_list_to_text(laid([("", part) for part in parts], columns))

    assert all(get_cwidth(row) <= columns for row in shown.split("\n"))


def broken(line: str, columns: int) -> list[str]:
    cuts = [0, *breaks(line, columns), len(line)]
    return [line[first:last] for first, last in pairwise(cuts)]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", [""]),
        ("one two three", ["one two ", "three"]),
        ("see 語語語語", ["see 語語", "語語"]),
        ("語語語語。語", ["語語語", "語。語"]),
        ("a 1234567890", ["a ", "12345678", "90"]),
        ("one 👩\u200d👩\u200d👧", ["one ", "👩\u200d👩\u200d👧"]),
        ("cafe\u0301 cafe\u0301", ["cafe\u0301 ", "cafe\u0301"]),
    ],
)
def test_a_text_breaks_at_words_between_wide_characters_and_within_no_cluster(
    line: str, shown: list[str]
) -> None:
    assert broken(line, 8) == shown


@given(lines, st.integers(2, 20))
def test_no_part_is_wider_than_its_row_but_for_blanks_at_its_end(line: str, columns: int) -> None:
    assert all(get_cwidth(part.rstrip()) <= columns for part in broken(line, columns))
    assert "".join(broken(line, columns)) == line
