"""A key is sent to its endpoint, and is found nowhere else: no output, no file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.models.chat_server import Endpoint, serving
from tests.models.file_keyring import ENVIRONMENT
from tests.program.program import Program

KEY = "sk-recognisable-0123456789-abcdefghij"
REPLY = {
    "content": '{"points": [{"id": 1, "verdict": "covered", "quote": "sun"}], "feedback": "Yes."}',
    "usage": {"prompt_tokens": 9, "completion_tokens": 2},
}
ASKED = ("grade", "--judge", "rubric", "--reference", "light", "--answer", "the sun")
LINES = '{"id": 1, "reference": "light", "answer": "sun"}\nnot JSON\n'
HELD_OUT = str(Path(__file__).parents[2] / "eval" / "held_out" / "cells")
MEASURED = ("eval", "run", "--limit", "1", "--record", "replies.jsonl", HELD_OUT)
SETUP = ("llm", "setup", "--preset", "vllm", "--model", "m", "--second-model", "n")
BASIC = [
    (ASKED, ""),
    ((*ASKED, "--json"), ""),
    (("grade", "--judge", "rubric", "--jsonl"), LINES),
    (("llm", "check"), ""),
    (("llm", "check", "--json", "--prices", "1/1"), ""),
    (("practice", "--explain", "capitals.md"), "Paris, a town\n\n"),
    (("llm", "usage"), ""),
]
COMMANDS = [
    *BASIC,
    (("llm", "usage", "--json"), ""),
    (("llm", "plan"), ""),
    (("llm", "preview", "France"), ""),
    (("llm", "preview", "France", "--json"), ""),
    (("llm", "preview", "France", "--for", "hints"), ""),
    (("llm", "preview", "France", "--for", "why", "--answer", "Lyon", "--json"), ""),
    (("llm", "points", "France", "--keep"), ""),
    (("llm", "hints", "France", "--json"), ""),
    (("llm", "why", "France", "--answer", "Lyon"), ""),
    (("llm", "reword", "France"), ""),
    (("draft", "capitals.md", "--preview"), ""),
    (("draft", "capitals.md"), ""),
    ((*SETUP, "--dry-run"), ""),
    (SETUP, ""),
    (("config", "show"), ""),
    (("config", "show", "--json"), ""),
    ((*MEASURED, "--grader", "rubric", "--grader", "second-opinion"), ""),
]
REPORTS = [("--format", "html"), ("--format", "junit"), ("--format", "json")]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


def written(tutor: Program) -> bytes:
    """Return all that stands in any file of the learner's, names included."""
    places = [path for home in (tutor.home, tutor.here) for path in home.rglob("*")]
    files = [path for path in places if path.is_file() and path.name != "keyring.json"]
    return b"\n".join([*(path.read_bytes() for path in files), repr(places).encode()])


def said_by(
    tutor: Program,
    environment: dict[str, str],
    commands: Sequence[tuple[tuple[str, ...], str]],
) -> bytes:
    """Return all that commands print, and all that then stands in any file."""
    tutor.environment |= environment | {"OPENAI_LOG": "debug", "TUTOR_GRADER": "always"}
    tutor.environment |= {"TUTOR_LLM_SECOND_MODEL": "owl-2", "TUTOR_LLM_PRICES": "1/1"}
    tutor.environment |= {"XDG_CONFIG_HOME": str(tutor.home / "settings")}
    tutor.environment |= {"XDG_CACHE_HOME": str(tutor.home / "cache")}
    ended = [tutor.raw(*arguments, typed=typed) for arguments, typed in commands]
    if runs := [str(path) for path in tutor.here.glob("eval-runs/*.jsonl")]:
        read = ("eval", "report", *runs, "--suite", HELD_OUT)
        reports = [tutor.raw(*read, *form) for form in REPORTS]
        assert [one.returncode for one in reports] == [0] * len(REPORTS)
        ended += reports
    return b"\n".join([*(one.stdout + one.stderr for one in ended), written(tutor)])


@pytest.mark.parametrize(
    ("reply", "commands"),
    [
        (REPLY, COMMANDS),
        ({"status": 401}, COMMANDS),
        ({"status": 500}, BASIC),
        ({"status": 200, "body": "<html>"}, BASIC),
    ],
    ids=["success", "refused", "failing", "no completion"],
)
def test_a_key_of_a_variable_stays_between_it_and_the_endpoint(
    tutor: Program,
    deck: str,
    endpoint: Endpoint,
    reply: dict[str, object],
    commands: list[tuple[tuple[str, ...], str]],
) -> None:
    endpoint.will(reply)
    environment = {
        "TUTOR_LLM_KEY": KEY,
        "TUTOR_LLM_BASE_URL": endpoint.base_url,
        "TUTOR_LLM_MODEL": "parrot-1",
        "TUTOR_DECKS": deck,
    }

    found = said_by(tutor, environment, commands)

    assert {one["authorization"] for one in endpoint.requests()} == {f"Bearer {KEY}"}
    assert b"parrot-1" in found
    assert b"owl-2" in found
    assert KEY.encode() not in found


@pytest.mark.parametrize(
    "reply",
    [{"silent": True}, {"dribble": 0.1}, {"status": 429, "headers": {"Retry-After": "60"}}],
    ids=["hanging", "dribbling", "too many requests"],
)
def test_a_key_is_not_told_where_the_time_is_up(
    tutor: Program, deck: str, endpoint: Endpoint, reply: dict[str, object]
) -> None:
    endpoint.will(reply)
    environment = {
        "TUTOR_LLM_KEY": KEY,
        "TUTOR_LLM_BASE_URL": endpoint.base_url,
        "TUTOR_LLM_MODEL": "parrot-1",
        "TUTOR_LLM_TIMEOUT": "0.3",
        "TUTOR_DECKS": deck,
    }

    found = said_by(tutor, environment, BASIC)

    assert {one["authorization"] for one in endpoint.requests()} == {f"Bearer {KEY}"}
    assert KEY.encode() not in found


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/v1", "http://no-such-host.invalid/v1"])
def test_a_key_for_nobody_is_not_told(tutor: Program, deck: str, address: str) -> None:
    setting = {"TUTOR_LLM_KEY": KEY, "TUTOR_LLM_BASE_URL": address, "TUTOR_LLM_MODEL": "m"}

    assert KEY.encode() not in said_by(tutor, {**setting, "TUTOR_DECKS": deck}, BASIC)


@pytest.mark.parametrize("reply", [REPLY, {"status": 401}], ids=["success", "refused"])
def test_a_key_of_the_keyring_stays_there(
    tutor: Program, deck: str, endpoint: Endpoint, reply: dict[str, object]
) -> None:
    setting = {**ENVIRONMENT, "KEYRING_FILE": str(tutor.home / "keyring.json"), "TUTOR_DECKS": deck}
    tutor.environment |= setting | {"XDG_CONFIG_HOME": str(tutor.home / "settings")}
    kept = tutor.raw(
        *("llm", "setup", "--base-url", endpoint.base_url, "--model", "m", "--store-key"),
        typed=f"{KEY}\n",
    )
    endpoint.will(reply)
    commands = [tutor.raw(*arguments, typed=typed) for arguments, typed in BASIC]

    said = b"".join(one.stdout + one.stderr for one in (kept, *commands)) + written(tutor)

    assert {one["authorization"] for one in endpoint.requests()} == {f"Bearer {KEY}"}
    assert KEY.encode() not in said


@pytest.mark.parametrize(
    "variable", ["TUTOR_LLM_MODEL", "TUTOR_LLM_BASE_URL", "TUTOR_LLM_PRICES", "TUTOR_GRADER"]
)
def test_a_key_in_the_wrong_variable_is_not_repeated(tutor: Program, variable: str) -> None:
    for command in (("due",), ("config", "show"), ("llm", "check")):
        ended = tutor(*command, setting={variable: KEY})

        assert ended.code == 2
        assert variable in ended.err
        assert KEY not in ended.out + ended.err


def test_openais_organisation_is_told_to_openai_alone(tutor: Program) -> None:
    program = (
        "from tutor.models.client import make_client\n"
        "for own in (True, False):\n"
        "    client = make_client('http://h/v1', 'k', 1.0, retries=0, is_openai=own)\n"
        "    print(client.organization, client.project)\n"
    )
    setting = {"OPENAI_ORG_ID": "org-mine", "OPENAI_PROJECT_ID": "mine"}
    told = subprocess.run(
        [sys.executable, "-c", program],
        env=tutor.environment | setting,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.splitlines() == ["org-mine mine", "None None"]
