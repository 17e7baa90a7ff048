"""Sittings in which a language model judges again: the whole program, a real endpoint."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.models.chat_server import Endpoint, serving
from tests.program.program import PATIENCE, Ended, Program
from tutor.store.store import Store

KEY = "sk-a-secret-of-the-test"
LEAVES = """#flashcards/plants

Why are leaves green?::Chlorophyll reflects green light.

Why do leaves fall in autumn?::The tree saves water in winter.

What do roots do?::They take water from the soil.

What is a stoma for?::It lets gas in and out of the leaf.

Why do plants have flowers?::They attract insects that carry pollen.
"""
USAGE = {"prompt_tokens": 900, "completion_tokens": 100}
HONEST = {"judge": "honest", "usage": USAGE}  # what is not said word for word is missing
COVERED = {"judge": "gullible", "usage": USAGE}
NEAR = "Since the chlorophyll in them throws the green part of the light back.\n\n"
ANSWERS = NEAR + "To save water when it is cold.\n\n" + "Something with water.\n\n" * 3

MODULES = (
    "import sys; from tutor.cli.main import exit_code; code = exit_code();"
    " named = [n for n in sys.modules if n.split('.')[0] in ('openai', 'httpx')"
    " or n in ('tutor.cli.judges', 'tutor.models.chat', 'tutor.grading.rubric')];"
    " print(*named, file=sys.stderr); sys.exit(code)"
)
"""Runs the program, and tells on stderr which modules of a language model it imported."""


@pytest.fixture(scope="module")
def server() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@pytest.fixture
def endpoint(server: Endpoint, tutor: Program) -> Endpoint:
    """Return an endpoint that finds wrong what is not said word for word, configured."""
    tutor.write("plants.md", LEAVES)
    tutor.environment |= {
        "TUTOR_GRADER": "always",
        "TUTOR_LLM_MODEL": "parrot-1",
        "TUTOR_LLM_BASE_URL": server.base_url,
        "TUTOR_LLM_KEY": KEY,
        "TUTOR_LLM_PRICES": "1/1",
        "TUTOR_STORE": str(tutor.home / "tutor.db"),
    }
    server.will(HONEST)
    return server


def practise(tutor: Program, answers: str = NEAR, **setting: str) -> Ended:
    ended = tutor("practice", "plants.md", typed=answers, setting=setting)
    assert ended.code == 0
    return ended


def calls(tutor: Program) -> list[dict[str, Any]]:
    return tutor("llm", "usage", "--json").records


def test_a_sitting_keeps_both_verdicts_and_takes_the_second_ones_grade(
    tutor: Program, endpoint: Endpoint
) -> None:
    ended = practise(tutor)

    assert "Verdict: correct." in ended.out or "Verdict: perhaps" in ended.out
    [review] = tutor.reviews("green")
    assert review["verdict"]["decided_by"] == "similarity"
    assert review["opinion"]["grader"].endswith(", parrot-1")
    assert review["opinion"]["verdict"]["level"] == "incorrect"
    assert (review["opinion"]["proposed"], review["grade"]) == ("again", "again")
    assert "second verdict: incorrect" in tutor("history", "green").out


def test_every_call_is_kept_with_its_tokens_and_its_cost(
    tutor: Program, endpoint: Endpoint
) -> None:
    practise(tutor)

    [used] = calls(tutor)
    assert (used["model"], used["purpose"], used["calls"], used["failed"]) == (
        "parrot-1",
        "grade",
        1,
        0,
    )
    assert (used["tokens_read"], used["tokens_written"]) == (900, 100)
    assert (used["dollars"], used["unknown"]) == (pytest.approx(0.001), 0)


def test_no_key_and_no_answer_is_kept_with_a_call(tutor: Program, endpoint: Endpoint) -> None:
    practise(tutor)

    stored = Path(tutor.environment["TUTOR_STORE"]).read_bytes()
    assert KEY.encode() not in stored
    assert endpoint.requests()[0]["authorization"] == f"Bearer {KEY}"


def test_what_needs_no_judging_is_not_sent(tutor: Program, endpoint: Endpoint) -> None:
    practise(tutor, "Chlorophyll reflects green light.\n\n\nI don't know\n\n")

    assert endpoint.requests() == []
    assert calls(tutor) == []


def test_the_same_answer_is_asked_about_once(tutor: Program, endpoint: Endpoint) -> None:
    asked = ("grade", "--judge", "rubric", "--json", "--question", "Why are leaves green?")
    answer = ("--reference", "Chlorophyll reflects green light.", "--answer", NEAR.strip())
    first = tutor(*asked, *answer)
    endpoint.will(COVERED)

    assert tutor(*asked, *answer).out == first.out
    assert endpoint.requests() == []
    assert [one["calls"] for one in calls(tutor)] == [1]


def test_a_sitting_looks_up_what_was_judged_before(tutor: Program, endpoint: Endpoint) -> None:
    setting = {"TUTOR_LLM_SECOND_MODEL": "owl-2"}
    practise(tutor, **setting)
    endpoint.will(COVERED)
    tutor("undo")

    ended = practise(tutor, **setting)

    assert endpoint.requests() == []
    assert "A language model: incorrect." in ended.out
    [review] = tutor.reviews("green")
    assert "second opinion" in review["opinion"]["grader"]


def test_failures_in_a_row_end_the_asking_and_not_the_sitting(
    tutor: Program, endpoint: Endpoint
) -> None:
    endpoint.will({"status": 401})
    ended = practise(tutor, ANSWERS)

    assert ended.out.count("not asked any more in this sitting") == 1
    assert "refuses the key (HTTP 401); check it" in ended.out
    assert "5 answered" in ended.out
    [used] = calls(tutor)
    assert used["calls"] == used["failed"] == used["unknown"]


def test_what_a_sitting_may_cost_is_held_to(tutor: Program, endpoint: Endpoint) -> None:
    ended = practise(tutor, ANSWERS, TUTOR_LLM_MAX_COST_SITTING="0.005")

    assert "of the $0.005 that a sitting may cost is spent" in ended.out
    [used] = calls(tutor)
    assert 1 <= used["calls"] < 5
    assert used["dollars"] <= 0.005


def test_what_a_day_may_cost_is_held_to_from_sitting_to_sitting(
    tutor: Program, endpoint: Endpoint
) -> None:
    practise(tutor, TUTOR_LLM_MAX_COST_DAY="0.004")
    asked = len(endpoint.requests())
    ended = practise(tutor, "It keeps its water.\n\n", TUTOR_LLM_MAX_COST_DAY="0.004")

    assert asked == 1
    assert "$0.0010 of the $0.004 that a day may cost is spent" in ended.out
    assert len(endpoint.requests()) == 1


def test_a_budget_of_unknown_prices_is_held_by_not_asking(
    tutor: Program, endpoint: Endpoint
) -> None:
    ended = practise(tutor, TUTOR_LLM_PRICES="", TUTOR_LLM_MAX_COST_DAY="5")

    assert "its budget cannot be held: set TUTOR_LLM_PRICES." in ended.out
    assert endpoint.requests() == []


def test_two_models_share_a_budget_each_at_its_own_price(
    tutor: Program, endpoint: Endpoint
) -> None:
    practise(
        tutor,
        TUTOR_LLM_SECOND_MODEL="owl-2",
        TUTOR_LLM_SECOND_PRICES="2/2",
        TUTOR_LLM_MAX_COST_DAY="1",
    )

    spent = {one["model"]: one["dollars"] for one in calls(tutor)}
    assert spent == {"owl-2": pytest.approx(0.002), "parrot-1": pytest.approx(0.001)}


def test_a_budget_without_the_second_models_prices_says_which_to_set(
    tutor: Program, endpoint: Endpoint
) -> None:
    ended = practise(tutor, TUTOR_LLM_SECOND_MODEL="owl-2", TUTOR_LLM_MAX_COST_DAY="1")

    assert "What owl-2 costs is not known" in ended.out
    assert "set TUTOR_LLM_SECOND_PRICES." in ended.out


def test_an_endpoint_that_hangs_ends_no_sitting(tutor: Program, endpoint: Endpoint) -> None:
    endpoint.will({"silent": True})
    ended = practise(tutor, TUTOR_LLM_TIMEOUT="0.5")

    assert "1 answered" in ended.out
    [review] = tutor.reviews("green")
    assert review["opinion"] is None


def test_without_a_model_a_sitting_says_so_and_goes_on(tutor: Program, endpoint: Endpoint) -> None:
    ended = practise(tutor, TUTOR_LLM_MODEL="")

    assert ended.err.startswith("tutor: no language model is configured")
    assert "1 answered" in ended.out


def test_only_what_the_offline_grader_is_unsure_of_is_sent(
    tutor: Program, endpoint: Endpoint
) -> None:
    sure = "Chlorophyll reflects green light, I am certain of that.\n\nBecause of trains.\n\n"
    practise(tutor, sure, TUTOR_GRADER="when-unsure", TUTOR_LLM_UNSURE="1")

    assert endpoint.requests() == []


# --- nobody is asked ------------------------------------------------------------------------------


def modules(tutor: Program, *before: str, **setting: str) -> subprocess.CompletedProcess[str]:
    """Hold a sitting in a process that says what it imported."""
    return subprocess.run(
        [*before, sys.executable, "-c", MODULES, "practice", "plants.md"],
        input=NEAR,
        capture_output=True,
        text=True,
        env=tutor.environment | setting,
        cwd=tutor.here,
        timeout=PATIENCE,
        check=False,
    )


def may_unshare() -> bool:
    try:
        return subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0
    except OSError:
        return False


@pytest.mark.skipif(not may_unshare(), reason="no namespace may be made here")
@pytest.mark.parametrize("how", ["variable", "option"])
def test_without_any_network_a_sitting_works_and_no_client_is_made(
    tutor: Program, endpoint: Endpoint, how: str
) -> None:
    program = MODULES
    if how == "option":
        program = MODULES.replace("code =", "sys.argv[1:1] = ['--no-network']; code =")
    setting = {"TUTOR_OFFLINE": "1"} if how == "variable" else {}
    done = subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", program, "practice", "plants.md"],
        input=NEAR,
        capture_output=True,
        text=True,
        env=tutor.environment | setting,
        cwd=tutor.here,
        timeout=PATIENCE,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "\n")
    assert "1 answered" in done.stdout
    with Store.open(Path(tutor.environment["TUTOR_STORE"])) as store:
        assert store.ledger().calls() == []
        assert store.last_review() is not None


GUARD = """
import socket, sys
def refuse(*given, **named):
    print('a socket was made', file=sys.stderr)
    raise OSError('no network here')
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
"""


def test_offline_no_socket_is_made(tutor: Program, endpoint: Endpoint) -> None:
    (tutor.home / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    paths = os.pathsep.join([str(tutor.home), str(Path(__file__).resolve().parents[2])])
    done = modules(tutor, TUTOR_OFFLINE="1", PYTHONPATH=paths)

    assert (done.returncode, done.stderr) == (0, "\n")
    assert endpoint.requests() == []


def test_the_offline_grader_imports_nothing_of_a_language_model(
    tutor: Program, endpoint: Endpoint
) -> None:
    done = modules(tutor, TUTOR_GRADER="offline", TUTOR_LLM_PRICES="")

    assert (done.returncode, done.stderr) == (0, "\n")
    assert "1 answered" in done.stdout


def test_the_guard_would_notice_a_client(tutor: Program, endpoint: Endpoint) -> None:
    assert "openai" in modules(tutor).stderr.split()
