"""Cards as JSON Lines: everything goes and comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transfer.examples import card, reviewed
from tutor.errors import ReadError
from tutor.scheduling.review import Grade
from tutor.transfer.json_lines import read_lines, write_lines
from tutor.transfer.values import CarriedCard

TEXTS = st.text(min_size=1, max_size=30).filter(str.strip)


def there_and_back(one: CarriedCard) -> CarriedCard:
    [found] = read_lines("\n".join(write_lines([one])), "cards.jsonl").cards
    return found


@given(TEXTS, TEXTS, st.lists(st.sampled_from(Grade), max_size=5), st.booleans(), st.booleans())
def test_a_card_comes_back_with_its_past(
    question: str, answer: str, grades: list[Grade], suspended: bool, flagged: bool
) -> None:
    made = card(question, answer, tags=("x", "y"), is_suspended=suspended, is_flagged=flagged)
    one, _ = reviewed(made, *grades)

    assert there_and_back(one) == replace(one, schedule=None)


def test_a_schedule_that_no_reviews_lead_to_comes_back() -> None:
    one, _ = reviewed(card(), Grade.GOOD)

    assert there_and_back(replace(one, reviews=())).schedule == one.schedule


def test_question_and_answer_are_enough() -> None:
    [found] = read_lines('\n{"question": "Q", "answer": "A"}\n', "cards.jsonl").cards

    assert found == CarriedCard("Q", "A")


CARD = '{"question": "Q", "answer": "A"'
AT = '"at": "2026-01-01T00:00:00Z"'


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"question": "Q"}',
        '{"question": "Q", "answer": " "}',
        '{"question": 1, "answer": "A"}',
        f'{CARD}, "reviews": [{{"at": "soon", "grade": 3}}]}}',
        f'{CARD}, "reviews": [{{"at": "2026-01-01T00:00:00", "grade": 3}}]}}',
        f'{CARD}, "reviews": [{{{AT}, "grade": 7}}]}}',
        f'{CARD}, "reviews": [{{{AT}, "grade": "fine"}}]}}',
        f'{CARD}, "reviews": [{{{AT}}}]}}',
        f'{CARD}, "schedule": {{"due": "x", "stability": 0, "difficulty": 1}}}}',
        "[" * 100_000,
    ],
    ids=lambda line: line[:80],
)
def test_a_line_that_is_no_card_is_named(line: str) -> None:
    with pytest.raises(ReadError, match=r"cards\.jsonl:2: this is no card"):
        read_lines(f'{{"question": "Q", "answer": "A"}}\n{line}\n', "cards.jsonl")
