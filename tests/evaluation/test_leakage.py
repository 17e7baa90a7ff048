"""The guard against responses that a grader was fitted on."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.points import ask
from tutor.evaluation.held_out import Leak, leaks
from tutor.evaluation.held_out.leakage import NEAR
from tutor.evaluation.suite import LEVELS, Label, Response, Split, Suite
from tutor.grading.verdict import Level

CARD = ask("What does an enzyme do?", "It lowers the activation energy.")
TEN = "one two three four five six seven eight nine ten"


def suite(*texts: str, split: Split = Split.TEST) -> Suite:
    label = Label(Level.CORRECT, 1.0)
    responses = (Response(f"r{at}", CARD, one, label, "", split) for at, one in enumerate(texts))
    return Suite("made up", tuple(responses), LEVELS, "", has_scores=False, has_points=False)


def similarities(response: str, *texts: str) -> list[float]:
    return [leak.similarity for leak in leaks(suite(response), texts)]


def test_a_response_that_stands_in_the_texts_is_a_leak() -> None:
    held = suite("It lowers the barrier.", "It is a protein.")

    assert leaks(held, ["Nothing.", "It is a protein."]) == [
        Leak(held.responses[1], "It is a protein.", 1.0)
    ]


def test_case_quotes_spaces_and_end_punctuation_hide_no_copy() -> None:
    assert similarities("It’s a  Protein!", "it's a protein") == [1.0]


def test_a_short_text_is_a_copy_only_where_it_is_equal() -> None:
    assert similarities("it is a big protein", "it is a big, protein") == []


def test_a_long_text_with_a_word_more_is_a_near_copy() -> None:
    # 8 shingles of 10 words, 9 of 11: 8 in common, 9 in all.
    assert similarities(TEN, f"{TEN} eleven") == [8 / 9]


def test_a_long_text_with_a_word_changed_in_the_middle_is_none() -> None:
    # A word in the middle is in 3 of the 8 shingles: 5 in common, 11 in all.
    assert similarities(TEN, TEN.replace("five", "FIFTH")) == []


def test_a_similarity_of_exactly_four_fifths_is_enough() -> None:
    # 4 shingles of 6 words, 5 of 7.
    assert similarities("a1 b1 c1 d1 e1 f1", "a1 b1 c1 d1 e1 f1 g1") == [0.8]


def test_the_text_most_like_a_response_is_named() -> None:
    [leak] = leaks(suite(TEN), [f"{TEN} eleven twelve", f"{TEN} eleven", f"zero {TEN}"])

    assert leak.text == f"{TEN} eleven"


def test_responses_to_choose_by_may_be_known() -> None:
    assert leaks(suite("It is a protein.", split=Split.DEV), ["It is a protein."]) == []


def test_a_response_without_words_is_no_leak() -> None:
    assert leaks(suite("", " …", "?"), ["", "?", "!"]) == []


def test_the_texts_are_read_one_by_one() -> None:
    def texts() -> Iterator[str]:
        yield "It is a protein."

    assert len(leaks(suite("it is a protein"), texts())) == 1


WORDS = st.lists(st.sampled_from("ab cd ef gh".split()), min_size=6, max_size=14).map(" ".join)


@given(st.lists(WORDS, min_size=1, max_size=6), st.lists(WORDS, max_size=6))
def test_the_index_finds_what_comparing_all_with_all_finds(
    responses: list[str], texts: list[str]
) -> None:
    def shingles(text: str) -> set[tuple[str, ...]]:
        split = text.split()
        return {tuple(split[at : at + 3]) for at in range(len(split) - 2)}

    def jaccard(one: str, other: str) -> float:
        return len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))

    expected = [
        (f"r{at}", max(jaccard(response, text) for text in texts))
        for at, response in enumerate(responses)
        if any(jaccard(response, text) >= NEAR for text in texts)
    ]

    found = [(leak.response.id, leak.similarity) for leak in leaks(suite(*responses), texts)]

    assert found == expected
