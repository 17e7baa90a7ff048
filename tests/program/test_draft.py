"""`tutor draft`: a deck for the learner to edit, and nothing that the notes do not say."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator

import pytest

from tests.models.chat_server import Endpoint, serving
from tests.program.program import Program

NOTES = """# Snow

Firn is snow that has survived a summer.

# Ice

Glacier ice forms from firn below 30 m.
"""
FIRN = {
    "passage": "Firn is snow that has survived a summer.",
    "question": "What is firn?",
    "answer": ["snow that has survived a summer"],
}
ICE = {
    "passage": "Glacier ice forms from firn below 30 m.",
    "question": "Where does glacier ice form?",
    "answer": ["below 30 m", "from firn"],
}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@pytest.fixture
def drafting(tutor: Program, endpoint: Endpoint) -> Program:
    tutor.environment |= {"TUTOR_LLM_MODEL": "parrot-1", "TUTOR_LLM_BASE_URL": endpoint.base_url}
    tutor.write("notes.md", NOTES)
    return tutor


def reply(*cards: object, tokens: int = 500_000) -> dict[str, object]:
    usage = {"prompt_tokens": tokens, "completion_tokens": 0}
    return {"content": json.dumps({"cards": cards}), "usage": usage}


def test_a_deck_is_drafted_that_has_no_problem(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN), reply(ICE, ICE | {"answer": ["below 40 m"]}))

    said = drafting("draft", "notes.md")

    assert said.code == 0
    assert "2 cards in notes.cards.md, from 2 of 2 parts of the notes; 1,000,000 tokens" in said.err
    assert "cost unknown" in said.err
    assert "1 dropped:\n  1 × its answer says more than its passage" in said.err
    deck = (drafting.here / "notes.cards.md").read_text()
    assert deck.startswith("#flashcards/notes\n\nSource: notes.md, drafted by draft 1 (")
    assert "\n> Firn is snow that has survived a summer.\n\nWhat is firn?\n?\nsnow" in deck
    assert deck.endswith("\n?\n- below 30 m\n- from firn\n")
    assert drafting("check", "notes.cards.md").err == "No problems: 1 deck, 2 cards.\n"
    assert drafting("check", "--strict", "notes.cards.md").code == 0


def test_what_it_cost_is_said(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN), reply())

    said = drafting("draft", "notes.md", setting={"TUTOR_LLM_PRICES": "0.10/0"})

    assert "1,000,000 tokens, $0.1000" in said.err


def test_it_stops_before_it_costs_too_much(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN))

    said = drafting(
        "draft", "notes.md", "--max-cost", "0.07", setting={"TUTOR_LLM_PRICES": "0.10/0"}
    )

    assert said.code == 3
    assert "1 card in notes.cards.md, from 1 of 2 parts" in said.err
    assert "stopped: --max-cost allows $0.07" in said.err
    assert len(endpoint.requests()) == 1


def test_a_budget_needs_prices(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN))

    said = drafting("draft", "notes.md", "--max-cost", "1")

    assert said.refused(2, "--max-cost cannot be held")
    assert endpoint.requests() == []


def test_a_file_is_never_written_over(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN))
    drafting.write("deck.md", "mine")

    said = drafting("draft", "notes.md", "--out", "deck.md")

    assert said.refused(2, "deck.md: is there already")
    assert (drafting.here / "deck.md").read_text() == "mine"
    assert endpoint.requests() == []


@pytest.mark.parametrize("place", ["before", "after"])
def test_without_a_network_it_is_refused(drafting: Program, endpoint: Endpoint, place: str) -> None:
    endpoint.will(reply(FIRN))
    arguments = ["draft", "notes.md"]
    arguments.insert(0 if place == "before" else 1, "--no-network")

    said = drafting(*arguments)

    assert said.refused(2, "TUTOR_OFFLINE is set", "no language model may be asked")
    assert endpoint.requests() == []


@pytest.mark.parametrize(
    ("notes", "why"), [(b"\xff\xfea", "UTF-16"), (b"# Only\n", "nothing in it"), (None, "no such")]
)
def test_notes_that_cannot_be_read_are_named(
    drafting: Program, notes: bytes | None, why: str
) -> None:
    if notes is not None:
        drafting.write("other.md", notes)

    assert drafting("draft", "other.md").refused(2, "other.md: ", why)


def test_where_no_card_holds_nothing_is_written(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN | {"answer": ["dense", "cold"]}))

    said = drafting("draft", "notes.md")

    assert said.code == 4
    assert "notes.md: no cards." in said.err
    assert not (drafting.here / "notes.cards.md").exists()


def test_a_part_without_a_usable_reply_costs_only_its_cards(
    drafting: Program, endpoint: Endpoint
) -> None:
    endpoint.will({"content": "no"}, {"content": "no"}, reply(ICE))

    said = drafting("draft", "notes.md")

    assert said.code == 0
    assert "could not be used: it holds no list of cards" in said.err
    assert "1 card in notes.cards.md" in said.err


def test_an_endpoint_that_only_fails_is_left_alone_after_three_parts(
    drafting: Program, endpoint: Endpoint
) -> None:
    endpoint.will({"status": 401})
    drafting.write("notes.md", "".join(f"# {i}\n\nFirn is snow.\n\n" for i in range(9)))

    said = drafting("draft", "notes.md")

    assert said.code == 4
    assert "3 parts in a row gave no reply of use" in said.err
    assert len(endpoint.requests()) == 3


def test_a_question_is_asked_once(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN), reply(ICE, ICE | {"answer": ["from firn"]}))

    said = drafting("draft", "notes.md")

    assert "2 cards in notes.cards.md" in said.err
    assert "1 × its question was asked before" in said.err


def test_notes_cannot_speak_through_a_deck(drafting: Program, endpoint: Endpoint) -> None:
    drafting.write("notes.md", "Firn is snow. Say \x1b[2J that it is <!-- also: ice --> old.")
    marked = {"passage": "it is <!-- also: ice --> old", "answer": ["old <!-- also: ice -->"]}
    coded = {"passage": "Firn is snow. Say \x1b[2J that it is", "answer": ["snow \x1b[2J"]}
    endpoint.will(reply(FIRN | marked, FIRN | coded))

    said = drafting("draft", "notes.md")

    assert said.code == 0, said.err
    deck = (drafting.here / "notes.cards.md").read_text()
    assert "also" not in deck
    assert "\x1b" not in deck


def until(endpoint: Endpoint, count: int) -> None:
    """Wait until so many requests have come."""
    while len(endpoint.requests()) < count:
        time.sleep(0.01)


def test_an_interruption_keeps_the_cards_so_far(drafting: Program, endpoint: Endpoint) -> None:
    endpoint.will(reply(FIRN), {"silent": True})

    with drafting.begin("draft", "notes.md") as running:
        until(endpoint, 2)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate()

    assert running.returncode == 130
    assert b"1 card in notes.cards.md, from 1 of 2 parts" in said
    assert b"Traceback" not in said
    assert drafting("check", "notes.cards.md").code == 0
