"""Which sentences enumerate, and what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tutor.cards.points.enumerations import clauses, enumerated, numbered, terms
from tutor.cards.points.sentences import Span


def cut(way: Callable[[str, Span], list[Span]], text: str) -> list[str]:
    spans = way(text, Span(0, len(text)))
    return [("> " if span.label else "") + text[span.start : span.end] for span in spans]


def test_entries_after_a_colon_lose_their_conjunction_and_punctuation() -> None:
    text = "Plants need: light from above, water from below, and air from around."
    assert cut(enumerated, text) == [
        "> Plants need",
        "light from above",
        "water from below",
        "air from around",
    ]


def test_the_last_two_entries_need_no_comma_between_them() -> None:
    text = "Plants need: light from above, water from below and air from around"
    assert len(cut(enumerated, text)) == 4


def test_a_comma_in_brackets_or_between_dashes_cuts_nothing() -> None:
    text = "It needs: light (red, blue) all day, water — cold, clean — and more, and much fresh air"
    assert cut(enumerated, text)[1:] == [
        "light (red, blue) all day",
        "water — cold, clean — and more",
        "much fresh air",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Plants need light from above, water from below, and air from around",
        "The flag: red, white, and blue",
        "It works so: when it rains hard, the river rises fast, and the dam opens",
        "Two things: light from above, and water from below",
        "On July 4, 1776: a hall was full, which was rare then, and the bell rang",
    ],
)
def test_other_sentences_do_not_enumerate(text: str) -> None:
    assert cut(enumerated, text) == []


def test_semicolons_set_clauses_apart() -> None:
    assert cut(clauses, "the heart pumps blood; the lungs take air") == [
        "the heart pumps blood",
        "the lungs take air",
    ]


def test_a_clause_of_two_words_is_no_point() -> None:
    assert cut(clauses, "the heart pumps blood; lungs breathe") == []


@pytest.mark.parametrize(
    "text", ["Parts: 1) root 2) stem", "Parts: (a) root, (b) stem", "Parts: 1.root. 2.stem."]
)
def test_numbers_in_a_row_set_entries_apart(text: str) -> None:
    assert cut(numbered, text) == ["> Parts:", "root", "stem"]


@pytest.mark.parametrize(
    "text",
    ["It follows from equation (1) and (2).", "2) root 3) stem", "It is 3.14 and 1.5", "1) root"],
)
def test_other_numbers_set_nothing_apart(text: str) -> None:
    assert cut(numbered, text) == []


def test_terms_are_cut_at_commas_and_the_last_conjunction() -> None:
    assert cut(lambda text, span: terms(text, span, 2), "helium, neon and argon.") == [
        "helium",
        "neon",
        "argon",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "helium and neon",
        "July 4, 1776",
        "helium, which is a gas, and neon",
        "a, " + "b " * 7 + ", c",
    ],
)
def test_too_few_or_too_long_terms_are_no_list(text: str) -> None:
    assert cut(lambda text, span: terms(text, span, 3), text) == []
