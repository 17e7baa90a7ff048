from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.grading.spelling import is_slip, mend

POINT = "Photosynthesis turns light energy into chemical energy in chloroplasts."


def nothing_known(word: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("energy", "energy"),
        ("enegry", "energy"),
        ("enrgy", "energy"),
        ("energgy", "energy"),
        ("enerfy", "energy"),
        ("chloraplasts", "chloroplasts"),
        ("seperate", "separate"),
    ],
)
def test_one_slip_of_the_finger_is_forgiven(said: str, meant: str) -> None:
    assert is_slip(said, meant) == (said != meant)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("adsorption", "absorption"),
        ("nitrite", "nitrate"),
        ("sulfide", "sulfite"),
        ("meiosis", "mitosis"),
        ("hypotension", "hypertension"),
        ("effect", "affect"),
        ("intra", "inter"),
        ("exothermic", "endothermic"),
        ("prophase", "anaphase"),
    ],
)
def test_another_term_of_the_subject_is_no_slip(said: str, meant: str) -> None:
    assert not is_slip(said, meant)


def test_slips_are_read_as_the_card_has_the_word() -> None:
    mended = mend("Photosyntehsis makes chemcal energy", [POINT], nothing_known)

    assert mended.text == "photosynthesis makes chemical energy"


def test_a_known_word_is_left_alone() -> None:
    point = "The link is causal."

    assert mend("it is casual", [point], lambda word: word == "casual").text == "it is casual"
    assert mend("it is casual", [point], nothing_known).text == "it is causal"


def test_a_slip_between_two_words_is_left_alone() -> None:
    assert mend("it is quiete", ["quite quiet"], nothing_known).text == "it is quiete"


def test_a_quote_of_the_mended_text_leads_back_to_what_was_typed() -> None:
    text = "in short: photosyntehsiss uses lihgt, yes"
    mended = mend(text, [POINT, "photosyntehsis"], nothing_known)
    at = mended.text.index("light")

    assert "light, yes" in mended.text
    start, end = mended.original(at, at + len("light"))
    assert text[start:end] == "lihgt"
    start, end = mended.original(mended.text.index("yes"), len(mended.text))
    assert text[start:end] == "yes"


@given(st.text(max_size=80), st.text(max_size=40))
def test_any_stretch_leads_back_into_the_answer(text: str, meant: str) -> None:
    mended = mend(text, [meant, POINT], nothing_known)

    assert mended.original(0, len(mended.text)) == (0, len(text))
    for at in range(len(mended.text)):
        start, end = mended.original(at, at + 1)
        assert 0 <= start < end <= len(text)
