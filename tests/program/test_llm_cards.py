"""`tutor llm points`, `hints`, `why` and `reword`, as a learner's shell runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.models.chat_server import Endpoint, serving
from tests.program.program import Program

DECK = """#flashcards/air

What is air made of?
?
Air is mostly nitrogen, and a fifth of it is oxygen.
"""
POINTS = ["mostly nitrogen", "a fifth of it is oxygen"]
HINTS = {"topic": "Think of a gas.", "direction": "What feeds fire?", "nearly": "Two gases."}
COMMANDS = [("points",), ("hints",), ("why", "--answer", "helium"), ("reword",)]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@pytest.fixture
def asking(tutor: Program, endpoint: Endpoint) -> Program:
    deck = tutor.write("air.md", DECK)
    tutor.environment |= {
        "TUTOR_LLM_MODEL": "parrot-1",
        "TUTOR_LLM_BASE_URL": endpoint.base_url,
        "TUTOR_DECKS": str(tutor.here / deck),
    }
    return tutor


def content(**reply: object) -> dict[str, str]:
    return {"content": json.dumps(reply)}


def test_points_are_shown_and_the_deck_stays(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(points=[*POINTS, "argon"]))

    said = asking("llm", "points", "air made of")

    assert said.out == "What is air made of?\n- mostly nitrogen\n- a fifth of it is oxygen\n"
    assert "1 dropped: not of the reference" in said.err
    assert "tokens unknown, cost unknown" in said.err
    assert (asking.here / "air.md").read_text() == DECK


def test_kept_points_count_in_a_sitting_and_no_model_is_asked_again(
    asking: Program, endpoint: Endpoint
) -> None:
    endpoint.will(content(points=POINTS))
    assert asking("llm", "points", "air", "--keep").code == 0

    again = asking("llm", "points", "air", "--json")
    asking("practice", typed="nitrogen mostly\n\n")

    assert len(endpoint.requests()) == 1
    assert again.records[0]["points"] == POINTS
    found = asking.reviews("air")[0]["verdict"]["findings"]
    assert [one["point"]["text"] for one in found] == POINTS
    assert (asking.here / "air.md").read_text() == DECK


def test_points_are_forgotten(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(points=POINTS))
    asking("llm", "points", "air", "--keep")

    assert asking("llm", "points", "air", "--forget").out == "Forgotten.\n"
    assert asking("llm", "points", "air", "--forget").out.startswith("No points are kept")


def test_points_are_written_into_the_deck_when_asked(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(points=POINTS))

    said = asking("llm", "points", "air", "--write", "--yes")

    mark = "  <!-- points: mostly nitrogen | a fifth of it is oxygen -->"
    assert f"+{mark}" in said.err
    assert (asking.here / "air.md").read_text() == DECK.replace("?\nAir", f"?\n{mark}\nAir")
    assert asking("check", "air.md").code == 0


def test_points_of_anything_else_are_none(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(points=["argon", "…"]))

    said = asking("llm", "points", "air", "--keep")

    assert said.refused(4, "No point that the model proposed is made of the reference")


def test_nothing_is_written_where_nobody_agrees(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(points=POINTS))

    said = asking("llm", "points", "air", "--write")

    assert said.code == 2
    assert "nothing was written" in said.err
    assert (asking.here / "air.md").read_text() == DECK


def test_hints_are_printed_from_the_faintest_on(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(**HINTS))

    said = asking("llm", "hints", "air")

    assert said.out == "1  Think of a gas.\n2  What feeds fire?\n3  Two gases.\n"


def test_hints_that_give_the_answer_away_are_replaced(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(**dict.fromkeys(HINTS, "nitrogen and oxygen")))

    said = asking("llm", "hints", "air")

    assert "nitrogen" not in said.out
    assert "3 of 3 gave the answer away" in said.err


def test_why_tells_what_is_missing_and_quotes_the_reference(
    asking: Program, endpoint: Endpoint
) -> None:
    endpoint.will(content(quotes=["mostly nitrogen"], explanation="Helium is not mostly nitrogen."))

    said = asking("llm", "why", "air", "--answer", "helium")

    assert "Not in your answer: “" in said.out
    assert said.out.endswith(
        "Helium is not mostly nitrogen.\n  by the reference: “mostly nitrogen”\n"
    )


def test_why_tells_what_is_missing_without_a_usable_reply(
    asking: Program, endpoint: Endpoint
) -> None:
    endpoint.will({"content": "\x1b[31mNever mind."})

    said = asking("llm", "why", "air", "--answer", "helium")

    assert said.code == 0
    assert "Not in your answer: “" in said.out
    assert "no explanation" in said.err


def test_why_asks_nobody_where_nothing_is_missing(asking: Program, endpoint: Endpoint) -> None:
    endpoint.will(content(quotes=[], explanation=""))
    reference = "Air is mostly nitrogen, and a fifth of it is oxygen."

    assert asking("llm", "why", "air", "--answer", reference).out == (
        "Nothing is missing from it.\n"
    )
    assert endpoint.requests() == []


def test_rewordings_are_printed(asking: Program, endpoint: Endpoint) -> None:
    wordings = ["Of which gases is air made?", "Which substances make up the air around us?"]
    endpoint.will(content(rewordings=wordings))

    assert asking("llm", "reword", "air").out.splitlines() == wordings


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_the_card_reaches_the_model_as_data(
    asking: Program, endpoint: Endpoint, command: tuple[str, ...]
) -> None:
    endpoint.will({"content": "{}"})

    asking("llm", command[0], "air", *command[1:])

    first = endpoint.requests()[0]
    system, user = (message["content"] for message in first["messages"])
    fence, data, end = user.split("\n")
    assert fence == end
    assert fence in system
    assert json.loads(data)["reference"] == DECK.splitlines()[-1]
    assert "nitrogen" not in system


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_without_a_network_no_model_is_asked(
    asking: Program, endpoint: Endpoint, command: tuple[str, ...]
) -> None:
    endpoint.will({"content": "{}"})

    said = asking("llm", command[0], "air", *command[1:], "--no-network")

    assert said.refused(2, "no language model may be asked")
    assert endpoint.requests() == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_json_says_who_and_what_it_took(
    asking: Program, endpoint: Endpoint, command: tuple[str, ...]
) -> None:
    reply = {
        "points": POINTS,
        "quotes": ["mostly nitrogen"],
        "explanation": "Mostly nitrogen.",
        "rewordings": ["Of which gases is air made?"],
        **HINTS,
    }
    endpoint.will({**content(**reply), "usage": {"prompt_tokens": 7, "completion_tokens": 3}})

    [said] = asking("llm", command[0], "air", *command[1:], "--json").records

    assert said["by"].endswith(", parrot-1")
    assert said["tokens"] in (10, 20)
    assert said["dollars"] is None


@pytest.mark.parametrize("command", COMMANDS, ids=[name for name, *_ in COMMANDS])
def test_every_call_is_entered_under_what_it_was_for(
    command: tuple[str, ...], asking: Program, endpoint: Endpoint
) -> None:
    name, *options = command
    endpoint.will(content(points=POINTS, hints=HINTS, questions=[]))

    asking("llm", name, "air", *options)

    told = asking("llm", "usage", "--json").records
    assert {one["purpose"] for one in told} == {name}


def test_a_day_that_has_cost_enough_asks_nothing_more(asking: Program, endpoint: Endpoint) -> None:
    asking.environment |= {"TUTOR_LLM_PRICES": "1/1", "TUTOR_LLM_MAX_COST_DAY": "0"}
    endpoint.will(content(points=POINTS))

    said = asking("llm", "points", "air")

    assert endpoint.requests() == []
    assert said.code != 0
    assert "a day may cost" in said.err
