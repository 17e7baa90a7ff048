"""What the items of a list and the rows of a table are."""

from __future__ import annotations

import pytest

from tutor.cards.points.lists import blocks


def cut(text: str) -> list[tuple[bool, str]]:
    return [(span.listed, text[span.start : span.end]) for span in blocks(text, 0, len(text))]


@pytest.mark.parametrize("marker", ["-", "*", "+", "•"])
def test_bullets_mark_items(marker: str) -> None:
    assert cut(f"{marker} root\n{marker} stem") == [(True, "root"), (True, "stem")]


@pytest.mark.parametrize(
    "text",
    [
        "1. root\n2. stem",
        "1) root\n2) stem",
        "(1) root\n(2) stem",
        "a) root\nb) stem",
        "i. root\nii. stem",
    ],
)
def test_numbers_and_letters_mark_items(text: str) -> None:
    assert cut(text) == [(True, "root"), (True, "stem")]


@pytest.mark.parametrize(
    "text", ["42. That is all.", "7. root\n8. stem", "-5 °C", "**bold** text", "---", "- ", "a | b"]
)
def test_other_lines_are_no_items(text: str) -> None:
    assert cut(text) == []


def test_continuation_lines_and_nested_items_belong_to_their_item() -> None:
    text = "- root\n  deep\nlazy\n\n  after a gap\n  - hair\n- stem"
    assert cut(text) == [(True, "root\n  deep\nlazy\n\n  after a gap\n  - hair"), (True, "stem")]


def test_prose_around_a_list_is_kept_apart() -> None:
    text = "Parts:\n- root\n\nbetween\n- stem\n\nafter"
    assert cut(text) == [
        (False, "Parts:"),
        (True, "root"),
        (False, "between"),
        (True, "stem"),
        (False, "after"),
    ]


def test_an_indented_list_may_end_further_out() -> None:
    assert cut("  - root\n- stem") == [(True, "root"), (True, "stem")]


def test_the_rows_under_the_head_of_a_table_are_items() -> None:
    text = "Parts:\n| part | use |\n|:--|--:|\n| root | hold |\n| leaf | feed |\nThat is all."
    assert cut(text) == [
        (False, "Parts:"),
        (True, "| root | hold |"),
        (True, "| leaf | feed |"),
        (False, "That is all."),
    ]
