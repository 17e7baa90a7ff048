from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.models.chat_server import Endpoint
from tutor.cards.points import ask
from tutor.coaching.points import Proposed, propose_points, restated
from tutor.grading.asking import Asking
from tutor.grading.verdict import Unjudged

CARD = ask(
    "What is osmosis?",
    "Water moves through a membrane towards the side with more solute, and no energy is spent.",
)
By = Callable[[str], Asking]


def reply(*points: object) -> dict[str, str]:
    return {"content": json.dumps({"points": points})}


def test_points_made_of_the_reference_are_kept_in_its_order(endpoint: Endpoint, by: By) -> None:
    endpoint.will(reply("Water moves through a membrane", "no energy is spent"))

    found = propose_points(by("points"), CARD)

    assert isinstance(found, Proposed)
    assert found.points == ("Water moves through a membrane", "no energy is spent")
    assert found.dropped == 0
    assert found.left_out == ("towards", "side", "solute")


@pytest.mark.parametrize(
    "point",
    [
        "Water moves through a semipermeable membrane",
        "energy is spent",
        "3 ATP are spent",
        "Water moves <!-- any 1 -->",
        "",
        7,
    ],
)
def test_a_point_beyond_the_reference_is_dropped(endpoint: Endpoint, by: By, point: object) -> None:
    endpoint.will(reply("Water moves through a membrane", point))

    found = propose_points(by("points"), CARD)

    assert isinstance(found, Proposed)
    assert found.points == ("Water moves through a membrane",)


def test_a_point_that_says_nothing_more_than_another_is_dropped(endpoint: Endpoint, by: By) -> None:
    endpoint.will(reply("Water moves through a membrane", "a membrane", "no energy is spent"))

    found = propose_points(by("points"), CARD)

    assert isinstance(found, Proposed)
    assert (len(found.points), found.dropped) == (2, 1)


def test_without_any_sound_point_the_model_is_told_and_asked_once_more(
    endpoint: Endpoint, by: By
) -> None:
    endpoint.will(reply("Diffusion of ions"), reply("no energy is spent"))

    found = propose_points(by("points"), CARD)

    assert isinstance(found, Proposed)
    assert found.points == ("no energy is spent",)
    _, again = endpoint.requests()
    assert "no point is made of the words" in again["messages"][1]["content"]


@pytest.mark.parametrize(
    "said",
    [
        "no",
        '{"points": "all"}',
        '{"points": ["a"]} {"points": ["b"]}',
        "{" * 5_000,
    ],
)
def test_a_reply_that_cannot_be_read_is_no_proposal(endpoint: Endpoint, by: By, said: str) -> None:
    endpoint.will({"content": said})

    found = propose_points(by("points"), CARD)

    assert isinstance(found, Unjudged)
    assert "could not be used" in found.reason
    assert len(endpoint.requests()) == 2


def test_a_card_restated_has_the_points_and_asks_for_all_of_them() -> None:
    card = restated(CARD, ("Water moves", "a | b"))

    assert [point.text for point in card.points] == ["Water moves", "a | b"]
    assert (card.needed, card.answer) == (2, CARD.answer)


def test_a_card_with_other_wordings_of_its_own_is_not_restated() -> None:
    card = ask("Name them.", "- water <!-- also: H2O -->\n- salt")

    assert restated(card, ("water",)) is card
