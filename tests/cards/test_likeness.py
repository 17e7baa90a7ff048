"""Which new cards look like an edit of one that has gone."""

from __future__ import annotations

import pytest

from tests.cards.test_identity import NONE_DECLINED, card, known
from tutor.cards.likeness import Suggestion, similarity, suggestions

ANSWER = "Each new helix holds one old strand and one new strand"
QUESTION = "How is the double helix copied before a cell divides?"
LOADED = frozenset({"a.md"})


def suggested(question: str, answer: str = ANSWER, path: str = "a.md") -> tuple[Suggestion, ...]:
    gone = [known("h", QUESTION, ANSWER, path)]
    return suggestions([card(question, answer)], gone, NONE_DECLINED, LOADED)


def test_a_mended_question_with_its_answer_is_certain() -> None:
    (one,) = suggested("How is the double helix copied before cells divide?")
    assert one.certain
    assert 0.9 <= one.similarity < 1


def test_a_reworded_question_with_its_answer_is_asked_about() -> None:
    (one,) = suggested("Before a cell divides, how is its double helix copied?")
    assert not one.certain


def test_a_mended_question_with_a_mended_answer_is_asked_about() -> None:
    question = "How is the double helix copied before cells divide?"
    (one,) = suggested(question, "Each new helix has one old strand and one new strand")
    assert not one.certain


def test_the_same_answer_to_quite_another_question_is_not_suggested() -> None:
    assert suggested("Name Meselson's finding.") == ()


def test_another_card_of_one_pattern_is_not_suggested() -> None:
    gone = [known("h", "What is the capital of France?", "Paris")]
    new = [card("What is the capital of Greece?", "Athens")]
    assert suggestions(new, gone, NONE_DECLINED, LOADED) == ()


def test_a_card_of_a_file_that_was_not_loaded_is_never_certain() -> None:
    (one,) = suggested("How is the double helix copied before cells divide?", path="elsewhere.md")
    assert not one.certain


def test_a_declined_pair_is_not_suggested_again() -> None:
    new = card("How is the double helix copied before cells divide?", ANSWER)
    gone = [known("h", QUESTION, ANSWER)]
    assert suggestions([new], gone, frozenset({(new.fingerprint, "h")}), LOADED) == ()


def test_the_most_similar_pair_comes_first_and_each_card_once() -> None:
    near = card(QUESTION + "?", ANSWER)
    far = card("How is the helix copied before a cell divides?", ANSWER)
    gone = [known("h", QUESTION, ANSWER)]
    (one,) = suggestions([far, near], gone, NONE_DECLINED, LOADED)
    assert one.card == near


def test_long_questions_are_compared_by_their_words() -> None:
    long = "Which of these hold? " + "the cell divides and " * 60
    assert similarity(long, long + "grows") > 0.9


@pytest.mark.parametrize("least", [0.0, 0.5, 0.99])
def test_a_similarity_below_the_least_is_none_at_all(least: float) -> None:
    found = similarity("what is it", "what was it", least)
    assert found == 0.0 or found >= least


def test_many_cards_that_have_gone_find_their_edits() -> None:
    new = [
        card(f"How many grams weigh {n} moles of water?", f"about {n * 18} g") for n in range(60)
    ]
    gone = [
        known(str(n), f"How many gram weigh {n} moles of water?", f"about {n * 18} g")
        for n in range(60)
    ]
    found = suggestions(new, gone, NONE_DECLINED, LOADED)
    assert all(one.card.answer == one.known.answer for one in found)
    assert len(found) == 60
