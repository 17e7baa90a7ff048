from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.models.chat_server import Endpoint
from tutor.coaching.draft import Drafted, DraftedCard, draft_cards
from tutor.coaching.notes import Part
from tutor.grading.asking import Asking
from tutor.grading.verdict import Unjudged

PART = Part(
    "Glaciers",
    "Firn is snow that has survived a summer. It becomes ice below 30 m.\nA glacier is not still.",
)
FIRN = {
    "passage": "Firn is snow that has survived a summer.",
    "question": "What is firn?",
    "answer": ["snow that has survived a summer"],
}
By = Callable[[str], Asking]


def drafted(endpoint: Endpoint, by: By, *cards: object) -> Drafted:
    endpoint.will({"content": json.dumps({"cards": cards})})
    found = draft_cards(by("draft"), PART)
    assert isinstance(found, Drafted)
    return found


def test_a_card_has_the_passage_that_it_came_from(endpoint: Endpoint, by: By) -> None:
    assert drafted(endpoint, by, FIRN) == Drafted(
        (DraftedCard(FIRN["question"], ("snow that has survived a summer",), FIRN["passage"]),), ()
    )


def test_a_passage_is_quoted_as_the_notes_have_it(endpoint: Endpoint, by: By) -> None:
    found = drafted(endpoint, by, FIRN | {"passage": "firn is snow that has survived a summer"})

    assert found.cards[0].passage == FIRN["passage"]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"passage": "Firn is compressed by its weight."}, "not in the notes"),
        ({"passage": ""}, "not in the notes"),
        ({"answer": ["snow that has survived two summers"]}, "says more than its passage: two"),
        ({"answer": ["snow that has survived a summer", "dense"]}, "more than its passage: dense"),
        ({"answer": ["snow that has not survived a summer"]}, "more than its passage: not"),
        (
            {"passage": "A glacier is not still.", "question": "Is it?", "answer": ["still"]},
            "opposite of its passage",
        ),
        ({"answer": []}, "lacks a question or an answer"),
        ({"question": "What is snow that has survived a summer?"}, "question says the answer"),
        ({"question": "What is firn, 40 m down?"}, "numbers of its own: 40"),
        ({"question": "What does Agassiz call firn?"}, "names of its own: Agassiz"),
        ({"question": "Which volcanic rock floats on water?"}, "about something else"),
    ],
)
def test_a_card_that_the_notes_do_not_bear_out_is_dropped(
    endpoint: Endpoint, by: By, change: dict[str, object], fault: str
) -> None:
    found = drafted(endpoint, by, FIRN, FIRN | change)

    assert len(found.cards) == 1
    assert fault in found.faults[0]


def test_what_is_no_card_is_dropped(endpoint: Endpoint, by: By) -> None:
    assert drafted(endpoint, by, "card", FIRN).faults == ("it is no card",)


def test_notes_without_facts_make_no_cards(endpoint: Endpoint, by: By) -> None:
    assert drafted(endpoint, by) == Drafted((), ())
    assert len(endpoint.requests()) == 1


def test_where_no_card_can_be_used_the_model_is_told_and_asked_once_more(
    endpoint: Endpoint, by: By
) -> None:
    drafted(endpoint, by, FIRN | {"passage": "invented"})

    _, again = endpoint.requests()
    assert "not in the notes" in again["messages"][1]["content"]


def test_a_reply_cut_off_is_no_draft(endpoint: Endpoint, by: By) -> None:
    endpoint.will({"content": json.dumps({"cards": [FIRN]})[:-5]})

    assert isinstance(draft_cards(by("draft"), PART), Unjudged)
