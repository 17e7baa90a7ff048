"""A language model that judges again while a learner sits at a real terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.models.chat_server import Endpoint, serving
from tests.terminal.driver import ALT_ENTER, CTRL_C, ENTER, PATIENCE, Terminal
from tutor.scheduling.review import Grade, Review
from tutor.store.store import Store

DECK = """#flashcards/plants

Why are leaves green?::Chlorophyll reflects green light.

What do roots do?::They take water from the soil.
"""
SECONDS = 15.0  # until a program that was told to end must have ended; none takes as long
USAGE = {"prompt_tokens": 900, "completion_tokens": 100}
GREEN = "Their chlorophyll reflects the green part of light."
RIGHT = "? keys"  # among the keys at the bottom: from here on, keys count


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "plants.md"
    path.write_text(DECK, encoding="utf-8")
    return path


def practise(deck: Path, endpoint: Endpoint, *more: str) -> Terminal:
    environment = {
        "TUTOR_GRADER": "always",
        "TUTOR_LLM_MODEL": "parrot-1",
        "TUTOR_LLM_BASE_URL": endpoint.base_url,
    }
    arguments = ["practice", str(deck), "--store", str(store(deck)), *more]
    return Terminal(*arguments, home=deck.parent, environment=environment)


def store(deck: Path) -> Path:
    return deck.with_name("tutor.db")


def last_review(deck: Path) -> Review:
    with Store.open(store(deck)) as opened:
        found = opened.last_review()
        assert opened.verify() == ()
    assert found is not None
    return found


def answer(terminal: Terminal, question: str, text: str) -> None:
    terminal.wait_for(question, "your answer")
    terminal.type(text + ALT_ENTER)
    terminal.wait_for(RIGHT)


def asked(terminal: Terminal, endpoint: Endpoint) -> None:
    """Wait until the endpoint was asked, and has had the time to reply."""
    deadline = time.monotonic() + PATIENCE
    while not endpoint.requests() and time.monotonic() < deadline:
        terminal.listen()
    for _ in range(60):  # 3 s
        terminal.listen()


def test_the_second_verdict_appears_below_the_first(deck: Path, endpoint: Endpoint) -> None:
    endpoint.will({"judge": "honest", "usage": USAGE, "delay": 1})
    with practise(deck, endpoint) as terminal:
        answer(terminal, "leaves green", GREEN)
        terminal.wait_for("Correct", "A language model is reading it, too")
        terminal.wait_for("A language model: incorrect.", "proposes again.", "[1 again")
        time.sleep(1)  # in which a key would count as meant for what stood before
        terminal.type(ENTER)
        terminal.wait_for("What do roots do?", "your answer")
        terminal.type(CTRL_C)
        assert terminal.ended() == 0
    review = last_review(deck)
    assert (review.proposed, review.grade) == (Grade.GOOD, Grade.AGAIN)
    assert review.opinion is not None


def test_the_next_card_waits_for_nobody_and_the_end_offers_the_other_grade(
    deck: Path, endpoint: Endpoint
) -> None:
    endpoint.will({"judge": "honest", "usage": USAGE, "delay": 2})
    with practise(deck, endpoint) as terminal:
        answer(terminal, "leaves green", GREEN)
        terminal.type(ENTER)
        terminal.wait_for("What do roots do?", "your answer")
        asked(terminal, endpoint)
        terminal.type("water" + ALT_ENTER)
        terminal.wait_for("It would say again", RIGHT)
        terminal.type("q")
        terminal.wait_for("Change good to again?", "y change it")
        terminal.type("y")
        terminal.wait_for("Recorded: again, instead of good.", "1 changed upon")
        assert terminal.ended() == 0
    assert last_review(deck).grade is Grade.AGAIN


@pytest.mark.parametrize("manner", [[], ["--plain"]], ids=["full", "plain"])
def test_ctrl_c_leaves_at_once_and_loses_nothing_while_a_model_is_silent(
    deck: Path, endpoint: Endpoint, manner: list[str]
) -> None:
    endpoint.will({"silent": True})
    with practise(deck, endpoint, *manner) as terminal:
        if manner:
            terminal.wait_for("leaves green", "empty line")
            terminal.type(GREEN + "\n\n")
            terminal.wait_for("Grade good?")
            terminal.type("\n")
        else:
            answer(terminal, "leaves green", GREEN)
            terminal.type(ENTER)
        terminal.wait_for("What do roots do?", "Your answer:" if manner else "your answer")
        began = time.monotonic()
        terminal.type(CTRL_C)
        assert terminal.ended() == 0
        assert time.monotonic() - began < SECONDS  # it would be silent for a minute
    assert last_review(deck).grade is Grade.GOOD


def test_plain_lines_say_what_comes_while_they_wait(deck: Path, endpoint: Endpoint) -> None:
    endpoint.will({"judge": "honest", "usage": USAGE, "delay": 1})
    with practise(deck, endpoint, "--plain") as terminal:
        terminal.wait_for("leaves green", "empty line")
        terminal.type(GREEN + "\n\n")
        terminal.wait_for("Grade good?")
        terminal.wait_for("A language model: incorrect.", "Grade again?")
        time.sleep(1)
        terminal.type("\n")
        terminal.wait_for("Recorded: again.", "What do roots do?", "Your answer:")
        terminal.type(CTRL_C)
        assert terminal.ended() == 0
    assert last_review(deck).grade is Grade.AGAIN


def test_a_model_that_fails_is_told_of_once_and_calmly(deck: Path, endpoint: Endpoint) -> None:
    endpoint.will({"status": 401})
    with practise(deck, endpoint) as terminal:
        answer(terminal, "leaves green", GREEN)
        terminal.type(ENTER)
        terminal.wait_for("What do roots do?", "your answer")
        asked(terminal, endpoint)
        terminal.type(CTRL_C)
        terminal.wait_for("gave no verdict on an answer.", "refuses the key (HTTP 401)")
        assert terminal.ended() == 0
