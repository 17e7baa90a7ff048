from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.models.chat_server import Endpoint
from tutor.cards.points import ask
from tutor.coaching.reword import fault_of, reword_question
from tutor.grading.asking import Asking
from tutor.grading.verdict import Unjudged

CARD = ask("Name two reasons why Rome was not rebuilt by 410?", "- plague\n- empty treasury")
GOOD = [
    "By 410, Rome was not rebuilt: name two reasons why?",
    "Why did nobody have Rome rebuilt by 410? Give two reasons; it was not done, why?",
]
By = Callable[[str], Asking]


def test_two_wordings_come_back(endpoint: Endpoint, by: By) -> None:
    endpoint.will({"content": json.dumps({"rewordings": [*GOOD, CARD.question]})})

    assert reword_question(by("reword"), CARD) == tuple(GOOD)


@pytest.mark.parametrize(
    ("wording", "fault"),
    [
        (CARD.question, "over again"),
        ("Name two reasons, such as plague, why Rome was not rebuilt by 410?", "gives away plague"),
        ("Two reasons why Rome was not rebuilt by 476: name them?", "numbers are others"),
        ("The city was not rebuilt by 410; name two reasons?", "lacks Rome"),
        ("Two reasons are asked for why Rome was rebuilt by 410: name them?", "the opposite"),
        ("Give three reasons for which Rome was not rebuilt by 410?", "another number of things"),
        ("By 410, Rome was not rebuilt. Name two reasons.", "no question"),
    ],
)
def test_a_wording_that_asks_for_something_else_is_refused(wording: str, fault: str) -> None:
    assert fault in fault_of(CARD, wording)


def test_a_wording_of_another_matter_is_refused() -> None:
    card = ask("what do ribosomes build?", "proteins")

    assert fault_of(card, "which colour is the sky?") == "it has no word of the question"


def test_the_same_wording_twice_is_one(endpoint: Endpoint, by: By) -> None:
    endpoint.will({"content": json.dumps({"rewordings": [GOOD[0], GOOD[0] + " "]})})

    assert reword_question(by("reword"), CARD) == (GOOD[0],)
    assert len(endpoint.requests()) == 2


def test_without_any_sound_wording_there_is_none(endpoint: Endpoint, by: By) -> None:
    endpoint.will({"content": json.dumps({"rewordings": ["Was it the plague?"]})})

    found = reword_question(by("reword"), CARD)

    assert isinstance(found, Unjudged)
    assert "gives away plague" in found.reason
