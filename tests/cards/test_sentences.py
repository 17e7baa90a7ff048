"""Where prose is cut into sentences, and where it only looks as if it should be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.points.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "text",
    [
        "Some ions, e.g. Sodium, are small.",
        "Dr. J. R. Smith agreed.",
        "See Fig. 3 and No. 5 of Jan. 2.",
        "About 3.14 of them.",
        "It began in the U.S. Army.",
        "Well... not quite.",
        "It has teeth, claws, etc. and fur.",
        "He said “Stop! Go on.” quietly.",
        "Most (not all. Really) agree.",
        "It is wet, vs. Dry sand.",
        "Apple Inc. Park is round.",
    ],
)
def test_a_stop_within_a_sentence_does_not_cut_it(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("It is hot.", "Ice melts."),
        ("Is it hot?", "It is."),
        ("It is “hot.”", "Ice melts."),
        ("It is hot (very).", "Ice melts."),
        ("He lives in the U.S.", "It is large."),
        ("It has teeth, etc.", "Fur is common."),
        ("It began in 1945.", "Then it ended."),
        ("That is vitamin C.", "It is sour."),
        ("It is hot…", "Ice melts."),
        ("氷は水に浮く。", "軽いから。"),
    ],
)
def test_a_sentence_ends_at_its_stop(first: str, second: str) -> None:
    assert cut(f"{first} {second}") == [first, second]


def test_short_lines_that_begin_anew_are_sentences() -> None:
    assert cut("Roses are red\nViolets are blue") == ["Roses are red", "Violets are blue"]


@pytest.mark.parametrize(
    "text",
    [
        "Proteins,\nMostly enzymes",
        "water and\nMethane",
        "water\nwhich is wet",
        "This line was filled up to its margin before an editor broke it at\nParis in two.",
    ],
)
def test_a_line_that_was_only_wrapped_goes_on(text: str) -> None:
    assert cut(text) == [text]


def test_a_blank_line_ends_a_sentence() -> None:
    assert cut("water\n\nair") == ["water", "air"]


@pytest.mark.parametrize("bare", ["Yes.", "No!", "True.", "**False.**", "C."])
def test_a_bare_answer_is_joined_to_its_reason(bare: str) -> None:
    assert cut(f"{bare} Ice is lighter.") == [f"{bare} Ice is lighter."]


def test_signs_without_a_word_are_joined_to_what_precedes() -> None:
    assert cut("Ice floats. !! ") == ["Ice floats. !!"]


@given(st.text(alphabet='aB1.!?…。 \n"“”()[]*e.g', max_size=80))
def test_the_sentences_hold_every_visible_character_in_order(text: str) -> None:
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
