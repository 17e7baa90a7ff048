"""A quote is the learner's own words, or it is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import KeyPoint
from tutor.grading.exact import is_empty
from tutor.grading.quotes import LONGEST, find_quote, shows_nothing


@pytest.mark.parametrize(
    ("quote", "stretch"),
    [
        ("the sun's light", "The sun’s  light,"),
        ("The sun’s  light, and", "The sun’s  light, and"),
        ("ﬁne rain", "Fine\nrain."),
        ("ine rai", "Fine\nrain."),
        ("he sun", "The sun’s"),
        ("the sun's light; and fine rain", "The sun’s  light, and Fine\nrain."),
    ],
)
def test_a_quote_is_found_in_spite_of_its_dress(quote: str, stretch: str) -> None:
    assert find_quote(quote, "The sun’s  light, and Fine\nrain.") == stretch


@pytest.mark.parametrize(
    "text", ["s\u200bun \u200b and rain", "suո and rain".replace("ո", "n"), "ѕun and rаin"]
)
def test_a_quote_is_found_past_characters_that_nobody_sees(text: str) -> None:
    assert find_quote("sun and rain", text) == text


@pytest.mark.parametrize("quote", ["", " ", "…", "moonlight", "sun … rain", "rain sun", "sun rain"])
def test_what_the_learner_did_not_say_is_not_found(quote: str) -> None:
    assert find_quote(quote, "sun… and rain") == ""


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("the mitochondria make energy", "the mitochndria make energy"),
        ("photosynthesis", "photosyntehsis"),
        ("it separates the strands", "it seperates the strands"),
    ],
)
def test_a_slip_that_was_mended_is_quoted_as_it_was_typed(quote: str, text: str) -> None:
    assert find_quote(quote, f"I think {text}, maybe") == f"{text},"


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("it does float on the cold water", "it does not float on the cold water"),
        ("it cannot float on the cold water", "it can float on the cold water"),
        ("it does now float on cold water", "it does not float on cold water"),
        ("the war ended in the year 1945", "the war ended in the year 1946"),
        ("about sixteen million people died", "about sixty million people died"),
        ("there are eighty protons in it", "there are eight protons in it"),
        ("vitamin a is found in green plants", "vitamin b is found in green plants"),
        ("the nitrate is taken up by roots", "the nitrite is taken up by roots"),
        ("the alkane reacts with the bromine", "the alkene reacts with the bromine"),
        ("a typical reaction of this kind", "atypical reaction of this kind"),
        ("it is typical of this reaction", "it is atypical of this reaction"),
        ("its pressure increases with the heat", "its pressure decreases with the heat"),
        ("the pressure rises with the heat", "with the heat the pressure rises"),
        ("cold water rises to the surface", "warm water rises to the surface"),
    ],
)
def test_a_changed_meaning_is_no_slip(quote: str, text: str) -> None:
    assert find_quote(quote, text) == ""


def test_a_quote_longer_than_any_should_be_is_found_only_as_it_stands() -> None:
    text = " ".join(["mitochndria", *(f"word{at}" for at in range(LONGEST))])
    assert find_quote(text, text) == text
    assert find_quote(text.replace("chndr", "chondr"), text) == ""


ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126))


@given(before=ASCII, quote=ASCII, after=ASCII)
def test_whatever_stands_in_an_answer_can_be_quoted(before: str, quote: str, after: str) -> None:
    text = before + quote + after
    stretch = find_quote(quote, text)
    assert stretch in text
    assert bool(stretch) != is_empty(quote)


@given(quote=st.text(), text=st.text())
def test_what_is_found_stands_in_the_answer(quote: str, text: str) -> None:
    assert find_quote(quote, text) in text


QUESTION = "What do green plants need from the sun?"


@pytest.mark.parametrize("stretch", ["the", "it is", "green plants need", "plants, from the sun"])
def test_grammar_and_the_question_show_nothing(stretch: str) -> None:
    assert shows_nothing(QUESTION, KeyPoint("light"), stretch)


@pytest.mark.parametrize(
    ("point", "stretch"),
    [
        ("light", "lihgt"),
        ("the light of the sun", "the sun"),
        ("light", "Licht"),
        ("nothing", "not need"),
        ("before", "before"),
        ("A", "a"),
    ],
)
def test_any_word_of_its_own_may_show_a_point(point: str, stretch: str) -> None:
    assert not shows_nothing(QUESTION, KeyPoint(point), stretch)
