"""The marks as they are written, and what is left of the text around them."""

from __future__ import annotations

import pytest

from tutor.cards.points.marks import Also, AnyOf, Bonus, Mark, Stated, number, read_marks


@pytest.mark.parametrize(
    ("written", "mark"),
    [
        ("<!-- also: b | c -->", Also(("b", "c"), at=1)),
        ("<!--also:b-->", Also(("b",), at=1)),
        ("<!-- ALSO: a \\| b -->", Also(("a | b",), at=1)),
        ("<!-- optional -->", Bonus(at=1)),
        ("<!-- any 3 -->", AnyOf(3)),
        ("<!-- any three -->", AnyOf(3)),
        ("<!-- points: b || c -->", Stated(("b", "c"))),
    ],
)
def test_a_mark_is_taken_out(written: str, mark: Mark) -> None:
    assert read_marks(f"a {written}") == ("a", (mark,))


def test_the_text_after_a_mark_stays() -> None:
    text, marks = read_marks("One. <!-- optional --> Two.")
    assert text == "One. Two."
    assert marks == (Bonus(at=4),)


def test_a_line_of_marks_is_dropped_and_its_marks_stand_alone() -> None:
    text, marks = read_marks("a\n  <!-- also: b --> <!-- any 1 -->\nc")
    assert text == "a\nc"
    assert marks == (Also(("b",), at=2, alone=True), AnyOf(1))


def test_offsets_count_in_the_text_without_marks() -> None:
    text, marks = read_marks("- a <!-- also: x -->\n- bc <!-- also: y -->")
    assert [text[: mark.at] for mark in marks if isinstance(mark, Also)] == ["- a", "- a\n- bc"]


@pytest.mark.parametrize(
    "text",
    [
        "a <!-- also -->",
        "a <!-- any 0 -->",
        "a <!-- any -2 -->",
        "a <!-- also: b",
        "a <!-- also:\nb -->",
        "a <!--SR:!2026-01-02,4,270-->",
        "`<!-- any 2 -->`",
        "~~~\n<!-- any 2 -->\n~~~",
    ],
)
def test_anything_else_stays(text: str) -> None:
    assert read_marks(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3), ("three", 3), ("Twelve", 12), ("0", 0), ("many", 0), ("9" * 9, 0)]
)
def test_a_number_is_read_in_digits_or_words(text: str, value: int) -> None:
    assert number(text) == value
