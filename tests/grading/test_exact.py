from __future__ import annotations

import pytest

from tutor.cards.card import Card, KeyPoint
from tutor.grading.exact import (
    is_dont_know,
    is_empty,
    names_item,
    says_alike,
    says_reference,
    says_wording,
)


def card(answer: str, *points: str, needed: int = 0, accepted: tuple[str, ...] = ()) -> Card:
    return Card(
        question="?",
        answer=answer,
        points=tuple(KeyPoint(point) for point in points),
        needed=needed or len(points),
        accepted=accepted,
    )


@pytest.mark.parametrize("text", ["", "   \n\t", "...", "?!", "🙂", "\u200b"])
def test_a_text_without_words_is_empty(text: str) -> None:
    assert is_empty(text)


@pytest.mark.parametrize("text", ["a", "42", "∞", "水", "ا", "x"])
def test_one_word_in_any_script_is_not_empty(text: str) -> None:
    assert not is_empty(text)


@pytest.mark.parametrize(
    "text",
    [
        "I don't know",
        "i dont know.",
        "Don’t know, sorry",
        "idk",
        "dunno",
        "No idea!",
        "I have no clue",
        "not sure",
        "can't remember",
        "I forgot",
        "pass",
        "Keine Ahnung",
        "je ne sais pas",
        "no sé",
    ],
)
def test_dodges_are_recognised(text: str) -> None:
    assert is_dont_know(text)


@pytest.mark.parametrize(
    "text",
    [
        "I don't know the name but it makes energy",
        "managers do not know your work",
        "forgetting",
        "passive transport",
        "skip connections",
        "the next one",
        "none",
        "not sure, maybe mitochondria",
    ],
)
def test_an_answer_that_says_something_is_no_dodge(text: str) -> None:
    assert not is_dont_know(text)


@pytest.mark.parametrize("text", ["The Mitochondrion.", "mitochondrion", "  a mitochondrion  "])
def test_case_articles_spacing_and_full_stops_do_not_count(text: str) -> None:
    assert says_reference(card("the mitochondrion", "the mitochondrion"), text)


def test_an_accepted_answer_is_as_good_as_the_reference() -> None:
    assert says_reference(card("deoxyribonucleic acid", "x", accepted=("DNA",)), "dna")


@pytest.mark.parametrize("text", ["b\na", "a, b", "- b\n- a", "a and b", "1. b\n2. a"])
def test_a_list_is_the_reference_in_any_order(text: str) -> None:
    assert says_reference(card("- a\n- b", "a", "b"), text)


@pytest.mark.parametrize("text", ["a", "a, c", "a, b, c"])
def test_a_list_with_an_item_missing_or_wrong_is_not_the_reference(text: str) -> None:
    assert not says_reference(card("- a\n- b", "a", "b"), text)


def test_any_n_of_a_list_suffices_where_the_card_says_so() -> None:
    assert says_reference(card("- a\n- b\n- c", "a", "b", "c", needed=2), "c, a")


def test_the_stretch_that_words_a_point_is_quoted_verbatim() -> None:
    assert says_wording(("open source",), "Talks, Open Source, and blogs") == "Open Source"


def test_a_wording_inside_a_longer_statement_is_not_that_wording() -> None:
    assert says_wording(("increases",), "it never increases") == ""


@pytest.mark.parametrize(
    "text",
    [
        "Prophase then metaphase then anaphase then telophase.",
        "first comes the metaphase and after it the anaphase",
        "It is: the Metaphase",
    ],
)
def test_an_item_is_found_where_it_is_named(text: str) -> None:
    assert names_item("Metaphase", text, "Which phases?").casefold() == "metaphase"


@pytest.mark.parametrize(
    "text",
    [
        "it is not the metaphase",
        "metaphase or anaphase",
        "the metaphases",
        "prophase",
        "open-source work",
    ],
)
def test_an_item_denied_left_open_or_not_named_is_not_found(text: str) -> None:
    assert names_item("metaphase", text, "Which phases?") == ""


def test_a_denial_in_another_sentence_leaves_an_item_named() -> None:
    text = "Prophase and metaphase. I do not remember the others."
    assert names_item("metaphase", text, "Which phases?") == "metaphase"


def test_an_item_that_the_question_named_is_not_named_again() -> None:
    assert names_item("Oxygen", "oxygen and iron", "Which are gases: oxygen, iron, neon?") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pro, meta, ana, telo", "meta"),
        ("met. ana.", "met."),
        ("me, an", ""),
        ("the meta level", ""),
        ("metabolism, anatomy", ""),
    ],
)
def test_an_item_may_be_shortened_where_it_stands_alone(text: str, expected: str) -> None:
    assert names_item("Metaphase", text, "Which phases?") == expected


QUESTION = "How does an enzyme speed up a reaction?"


@pytest.mark.parametrize(
    ("point", "said", "expected"),
    [
        ("It lowers the activation energy.", "the enzyme lowers activation energy", True),
        ("Learning in passing, just from being there", "learning in passing by being there", True),
        ("It lowers the activation energy.", "it raises the activation energy", False),
        ("It lowers the activation energy.", "it does not lower the activation energy", False),
        ("It lowers the activation energy.", "it lowers the energy", False),
        ("It lowers the activation energy.", "it lowers the activation energy for a week", False),
        ("It rises before noon.", "it rises after noon", False),
        ("It goes from A to B.", "it goes to A from B", False),
        ("All of them move.", "some of them move", False),
        ("Cats chase dogs.", "dogs chase cats", False),
        ("The reaction needs no enzyme.", "the reaction needs an enzyme", False),
        ("The reaction feeds the enzyme.", "the enzyme feeds the reaction", False),
    ],
)
def test_a_point_in_its_own_words_is_told_from_one_with_a_word_changed(
    point: str, said: str, expected: bool
) -> None:
    assert says_alike(QUESTION, point, said) is expected
