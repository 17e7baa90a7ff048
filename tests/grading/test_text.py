from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.text import (
    Segment,
    likeness,
    normalise,
    passage,
    says_more,
    segments,
    sentences,
    words,
)


def parts(text: str, limit: int = 16) -> list[str]:
    return [text[segment.start : segment.end] for segment in segments(text, limit)]


def test_words_are_runs_of_letters_and_digits_in_any_script() -> None:
    assert [word.folded for word in words("Don’t stop: 水 3.14 x²!")] == [
        "don't",
        "stop",
        "水",
        "3.14",
        "x²",
    ]


def test_the_first_segment_is_the_whole_answer() -> None:
    assert parts("  It grows, and it divides.  ")[0] == "It grows, and it divides."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It grows. It divides.", ["It grows.", "It divides."]),
        ("- grows\n- divides", ["- grows", "- divides"]),
        ("it grows and it divides", ["it grows", "and it divides"]),
        ("talks, essays, code", ["talks", "essays", "code"]),
        ("it grows then it divides", ["it grows", "then it divides"]),
        ("it grows -> it divides → it dies", ["it grows", "it divides", "it dies"]),
    ],
)
def test_sentences_lines_and_clauses_are_segments(text: str, expected: list[str]) -> None:
    assert [part for part in parts(text)[1:] if part in expected] == expected


def test_the_shortest_segments_are_left_out_first() -> None:
    assert parts("one two three, four", 2) == ["one two three, four", "one two three"]


def test_decimal_points_do_not_end_a_sentence() -> None:
    assert len(sentences("It is 9.81 here")) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("“Cells”", "cells."), ("ﬁve  N", "five n"), ("L’eau", "l'eau")]
)
def test_normalising_evens_out_what_is_only_typing(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("cells", "cell"), ("mitochondria", "mitocondria")])
def test_inflections_and_typos_are_like_each_other(one: str, other: str) -> None:
    assert likeness(one, other) >= 0.6


@pytest.mark.parametrize(("one", "other"), [("46", "48"), ("form", "from"), ("meiosis", "mitosis")])
def test_other_words_and_other_numbers_are_not(one: str, other: str) -> None:
    assert likeness(one, other) < 0.6


@given(st.text(max_size=200), st.integers(1, 20))
def test_segments_are_total_bounded_and_inside_the_text(text: str, limit: int) -> None:
    found = segments(text, limit)

    assert 1 <= len(found) <= limit
    assert all(0 <= segment.start <= segment.end <= len(text) for segment in found)


@given(st.text(max_size=100))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(
    st.lists(st.sampled_from(["ab", "cd-", "/", "1.5", "'", "é", "(", "and", "—"]), max_size=140)
)
def test_a_passage_about_any_stretch_lies_in_the_text(parts: list[str]) -> None:
    text = " ".join(parts)

    for stretch in segments(text, 16):
        found = passage(text, stretch, 45)
        assert 0 <= found.start <= found.end <= len(text)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("It rises. It falls.", True),
        ("It rises. And so it is.", False),
        ("It rises. No.", True),
    ],
)
def test_a_passage_says_more_where_a_content_word_stands_apart(text: str, more: bool) -> None:
    assert says_more(text, Segment(0, len(text)), [Segment(0, len("It rises."))]) is more


def test_stretches_that_touch_do_not_overlap() -> None:
    assert not Segment(0, 3).overlaps(Segment(3, 5))
    assert Segment(0, 4).overlaps(Segment(3, 5))
