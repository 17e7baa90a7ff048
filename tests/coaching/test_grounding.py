from __future__ import annotations

import pytest

from tutor.cards.points import ask
from tutor.coaching.grounding import bearing, beyond, figures_beyond, given_away, turns

SOURCE = "Light travels 300,000 km in a second, and sound does not travel in a vacuum."


@pytest.mark.parametrize(
    "text",
    [
        "Light travels 300,000 km in a second",
        "the travelling of light",
        "there is no sound in a vacuum",
    ],
)
def test_what_a_source_says_is_not_beyond_it(text: str) -> None:
    assert beyond(text, SOURCE) == []


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Light travels 300,001 km", "300,001"),
        ("Light travels 300,000 m", "300,000 m"),
        ("Light is fast", "fast"),
        ("Sound never dies", "dies"),
    ],
)
def test_a_word_a_number_and_a_unit_may_be_beyond_a_source(text: str, new: str) -> None:
    assert new in beyond(text, SOURCE)


def test_a_negation_is_beyond_a_source_without_one() -> None:
    assert beyond("Light does not travel", "Light travels.") == ["not"]


def test_a_number_is_the_same_in_words_and_digits() -> None:
    assert beyond("3 phases", "There are three phases.") == []
    assert beyond("three phases", "There are 3 phases.") == []


def test_a_sentence_turned_around_is_noticed() -> None:
    assert turns("Sound travels in a vacuum", SOURCE)
    assert not turns("Sound does not travel in a vacuum", SOURCE)
    assert not turns("Light travels", SOURCE)


def test_numbers_in_digits_are_looked_up_by_value() -> None:
    assert figures_beyond("in 5 or 0.50 steps", "5.0 and 0.5") == []
    assert figures_beyond("in 6 steps", "5 steps") == ["6"]


CARD = ask("Which organelle makes ATP?", "The mitochondrion, by respiration in 2 membranes.")
SECRETS = bearing(CARD)


def test_what_the_question_says_makes_up_no_answer() -> None:
    assert bearing(ask("Is it the cell wall?", "The cell wall, of cellulose.")) == ["cellulose"]


def test_the_numbers_of_a_list_make_up_no_answer() -> None:
    assert bearing(ask("Which phases?", "1. Prophase\n2. Metaphase")) == ["prophase", "metaphase"]


@pytest.mark.parametrize(
    "text",
    [
        "It is the mitochondrion.",
        "Think of mitochondria.",
        "It begins with mitochond",
        "m-i-t-o-c-h-o-n-d-r-i-o-n",
        "mito\u200bchondrion",
        "mitосhondriоn",  # with Cyrillic letters
        "It has two of something.",
        "MEMBRANES, several of them",
    ],
)
def test_a_word_of_the_answer_is_given_away_in_any_dress(text: str) -> None:
    assert given_away(text, SECRETS)


@pytest.mark.parametrize("text", ["Which organelle burns sugar?", "It begins with an m.", ""])
def test_other_words_give_nothing_away(text: str) -> None:
    assert given_away(text, SECRETS) == []
