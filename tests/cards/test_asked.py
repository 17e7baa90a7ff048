"""How many things a question asks for."""

from __future__ import annotations

import pytest

from tutor.cards.points.asked import asked_for, asks_for_names


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Name any three gases", 3),
        ("What are the four chambers?", 4),
        ("Which 2 metals are liquid?", 2),
        ("Please give one example.", 1),
        ("List at least five bones", 5),
        ("What were the first twelve primes?", 12),
        ("NAME and DESCRIBE two challenges", 2),
        ("In which two ways do they differ?", 2),
        ("What are two gains and one loss?", 3),
        ("Name two gains, one loss and 3 costs", 6),
    ],
)
def test_a_count_is_found(question: str, count: int) -> None:
    assert asked_for(question) == count


@pytest.mark.parametrize(
    "question",
    [
        "What is pi?",
        "What is 3 + 5?",
        "Which one is heavier?",
        "What do two-factor logins need?",
        "What happened in the two wars?",
        "What are 3-phase motors?",
        "Name two uses of each gas",
        "How is it used, and what is one gain?",
        "",
    ],
)
def test_other_numbers_are_no_count(question: str) -> None:
    assert asked_for(question) == 0


def test_a_question_that_wants_an_explanation_does_not_ask_for_names() -> None:
    assert asks_for_names("What are two gases?")
    assert not asks_for_names("What are two gases, and why are they noble?")
    assert not asks_for_names("Describe two gases.")
