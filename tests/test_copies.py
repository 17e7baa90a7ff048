"""Near copies are found whatever was changed a little, and short answers are not taken for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.copies import Copy, Said, copies

ASKED = "What does an enzyme do?"
ENZYME = "An enzyme lowers the activation energy of a reaction, but is not used up by it."


def similarity(original: str, text: str, question: str = "", asked: str = "") -> float:
    """Return how like an original a text is; 0.0 where it is no copy of it."""
    found = copies([Said(original, question)], [Said(text, asked)])
    return found[0].similarity if found else 0.0


@pytest.mark.parametrize(
    "text",
    [
        ENZYME.replace("activation", "starting"),
        ENZYME.replace("reaction", "process"),
        f"The answer is: {ENZYME}",
        f"{ENZYME} That is what we learned.",
        ENZYME.replace("the activation", "activation the"),
        ENZYME.replace("not ", ""),
        ENZYME.replace("lowers", "always lowers"),
        ENZYME.replace("enzyme", "enzime").replace("reaction", "raection").replace("used", "usd"),
        ENZYME.upper().replace(",", ""),
        "but is not used up by it. An enzyme lowers the activation energy of a reaction,",
    ],
)
def test_a_long_text_that_was_changed_a_little_is_a_near_copy(text: str) -> None:
    assert similarity(ENZYME, text) > 0.9


@pytest.mark.parametrize(
    "text",
    [
        "An enzyme makes a reaction faster, since less energy is needed to begin it.",
        "An enzyme is a protein that is not used up.",
        "The activation energy of a reaction is what it needs to begin.",
        "",
    ],
)
def test_another_text_on_the_same_is_none(text: str) -> None:
    assert similarity(ENZYME, text, ASKED, ASKED) == 0.0


def test_what_says_the_same_word_for_word_is_wholly_alike() -> None:
    assert similarity("It’s a  Protein!", "it's a protein", ASKED, ASKED) == 1.0


def test_one_edit_among_ten_words_is_nine_tenths() -> None:
    ten = "one2 two2 three2 four2 five2 six2 seven2 eight2 nine2 ten2"
    assert similarity(ten, ten.replace("four2", "forty2")) == 0.9


def test_a_short_answer_to_another_question_is_no_copy() -> None:
    question, other = "Which organelle makes ATP?", "What has a double membrane and its own DNA?"
    assert similarity("the mitochondrion", "The mitochondrion.", question, other) == 0.0


def test_a_short_answer_to_a_like_question_is_a_copy() -> None:
    question, other = "Which organelle makes ATP?", "Which organelle of a cell makes ATP?"
    assert similarity("the mitochondrion", "It is the mitochondrion.", question, other) == 1.0


def test_a_word_changed_in_a_short_answer_to_the_same_question_is_near() -> None:
    assert similarity("it is a big protein", "it is a huge protein", ASKED, ASKED) == 0.8


def test_a_changed_word_of_two_is_another_answer() -> None:
    assert similarity("adenine, thymine", "adenine, cytosine", ASKED, ASKED) == 0.0


@pytest.mark.parametrize(
    ("original", "text"), [("costs 100 dollars", "costs 10 dollars"), ("a cat sat", "a rat sat")]
)
def test_another_number_or_a_short_word_is_no_slip_of_the_pen(original: str, text: str) -> None:
    assert 0 < similarity(original, text, ASKED, ASKED) < 1


def test_a_short_answer_within_a_long_text_is_no_copy() -> None:
    text = "A reaction needs energy to begin, and the enzyme is what lowers it, unless it is hot"
    assert similarity("the enzyme lowers it", text, ASKED, ASKED) == 0.0


def test_a_long_answer_may_stand_anywhere_in_a_long_text() -> None:
    text = f"{'This is what I remember of the lesson. ' * 3}{ENZYME} {'And that is all. ' * 4}"
    assert similarity(ENZYME, text) == 1.0


def test_the_text_that_is_most_like_an_original_is_named() -> None:
    texts = [Said(ENZYME.replace("lowers", "raises")), Said(ENZYME, place="here:2"), Said(ENZYME)]
    assert copies([Said("nothing"), Said(ENZYME)], texts) == [Copy(1, texts[1], 1.0)]


def test_a_text_without_words_is_no_copy_of_another() -> None:
    assert copies([Said(""), Said("…")], [Said(""), Said("?")]) == []


def test_the_texts_are_read_one_by_one() -> None:
    def texts() -> Iterator[Said]:
        yield Said(ENZYME)

    assert len(copies([Said(ENZYME)], texts())) == 1


WORDS = [f"{letter}word" for letter in "abcdefghijklmnopqrst"]


@given(st.permutations(WORDS), st.integers(6, 20), st.data())
def test_one_word_more_less_or_changed_never_hides_a_copy(
    words: list[str], length: int, data: st.DataObject
) -> None:
    said = words[:length]
    at = data.draw(st.integers(0, length - 1))
    edited = data.draw(
        st.sampled_from(
            [
                [*said[:at], *said[at + 1 :]],
                [*said[:at], "another", *said[at:]],
                [*said[:at], "another", *said[at + 1 :]],
                [*said[:at], *reversed(said[at : at + 2]), *said[at + 2 :]],
            ]
        )
    )
    assert similarity(" ".join(said), " ".join(edited)) >= 1 - 1 / length
