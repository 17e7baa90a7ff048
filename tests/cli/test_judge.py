"""`tutor grade --judge`: who is asked, and who never is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.models.chat_server import Endpoint, serving
from tutor.cli.main import app
from tutor.cli.wiring import make_rubric_grader
from tutor.errors import UsageError
from tutor.settings import read_settings

REPLY = '{"points": [{"id": 1, "verdict": "covered", "quote": "sunlight"}], "feedback": "Yes."}'
NAMES = ("TUTOR_LLM_MODEL", "TUTOR_LLM_BASE_URL", "TUTOR_LLM_KEY", "OPENAI_API_KEY")
NOTHING = dict.fromkeys((*NAMES, "TUTOR_OFFLINE"), "")


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have calls entered in a store of this test's."""
    monkeypatch.setenv("TUTOR_STORE", str(tmp_path / "tutor.db"))


def tutor(*arguments: str, environment: dict[str, str], stdin: str = "") -> Result:
    variables = NOTHING | environment
    return CliRunner().invoke(app, ["grade", *arguments], env=variables, input=stdin)


def configured(endpoint: Endpoint) -> dict[str, str]:
    return {"TUTOR_LLM_MODEL": "parrot-1", "TUTOR_LLM_BASE_URL": endpoint.base_url}


def test_the_rubric_judges_one_answer(endpoint: Endpoint) -> None:
    endpoint.will({"content": REPLY})
    asked = ("--judge", "rubric", "--json", "--reference", "light", "--answer", "sunlight!")
    shown = json.loads(tutor(*asked, environment=configured(endpoint)).stdout)
    assert (shown["level"], shown["decided_by"], shown["reason"]) == ("correct", "rubric", "Yes.")


def test_asking_again_has_no_time_of_its_own(endpoint: Endpoint) -> None:
    endpoint.will({"content": "Hm.", "delay": 0.8}, {"content": REPLY, "delay": 1.2})
    asked = ("--judge", "rubric", "--json", "--reference", "light", "--answer", "sunlight!")
    environment = configured(endpoint) | {"TUTOR_LLM_TIMEOUT": "1.6"}
    shown = json.loads(tutor(*asked, environment=environment).stdout)
    assert "gives no whole reply within 1.6 s" in shown["unjudged"]
    assert len(endpoint.requests()) == 2


def test_the_rubric_judges_lines(endpoint: Endpoint) -> None:
    endpoint.will({"content": REPLY}, {"status": 401})
    line = '{"id": 1, "reference": "light", "answer": "%s"}\n'
    lines = line % "sunlight" + line % "moonlight"
    result = tutor("--judge", "rubric", "--jsonl", environment=configured(endpoint), stdin=lines)
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["level"] == "correct"
    assert "refuses the key" in second["unjudged"]


@pytest.mark.parametrize(
    "environment",
    [{}, {"TUTOR_LLM_MODEL": "parrot-1"}, {"TUTOR_LLM_KEY": "sk-x"}],
    ids=["nothing", "a model without a key", "a key without a model"],
)
def test_without_a_model_the_variables_are_named(environment: dict[str, str]) -> None:
    with pytest.raises(UsageError) as refused:
        make_rubric_grader(read_settings(environment))
    assert all(name in refused.value.hint for name in NAMES)


def test_openais_own_variable_gives_the_key() -> None:
    settings = read_settings({"OPENAI_API_KEY": "sk-x", "TUTOR_LLM_MODEL": "parrot-1"})
    assert make_rubric_grader(settings).name.endswith("parrot-1")


def test_settings_do_not_show_the_key() -> None:
    assert "sk-x" not in repr(read_settings({"TUTOR_LLM_KEY": "sk-x"}))


# In a process of their own, which tells what it has imported.
def imported_by(environment: dict[str, str], *arguments: str) -> tuple[str, bool]:
    program = (
        "import sys; from tutor.cli.main import exit_code; exit_code();"
        "print('openai' in sys.modules)"
    )
    command = [sys.executable, "-c", program, "grade", "--json", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stderr, done.stdout.splitlines()[-1] == "True"


def test_offline_the_rubric_is_refused_and_no_client_made() -> None:
    environment = {"TUTOR_OFFLINE": "1", "TUTOR_LLM_MODEL": "parrot-1", "TUTOR_LLM_KEY": "sk-x"}
    asked = ("--judge", "rubric", "--reference", "light", "--answer", "sun")
    said, client = imported_by(environment, *asked)
    assert "TUTOR_OFFLINE is set" in said
    assert not client


def test_the_offline_judge_imports_no_client() -> None:
    environment = {"TUTOR_LLM_MODEL": "parrot-1", "TUTOR_LLM_KEY": "sk-x"}
    _, client = imported_by(environment, "--reference", "light", "--answer", "sun")
    assert not client


@pytest.mark.parametrize(("judge", "asked"), [("when-unsure", 0), ("always", 1), ("rubric", 1)])
def test_each_judge_asks_the_model_about_what_it_should(
    endpoint: Endpoint, judge: str, asked: int
) -> None:
    endpoint.will({"judge": "honest"})
    answer = "A plant must have light to live, of course."
    said = ("--judge", judge, "--json", "--reference", "Plants need light.", "--answer", answer)
    shown = tutor(*said, environment=configured(endpoint) | {"TUTOR_LLM_UNSURE": "1"})
    assert json.loads(shown.stdout)["decided_by"] == ("rubric" if asked else "similarity")
    assert len(endpoint.requests()) == asked


def test_where_the_model_fails_the_offline_verdict_stands(endpoint: Endpoint) -> None:
    endpoint.will({"status": 401})
    answer = ("--reference", "Plants need light.", "--answer", "A plant lives on light.")
    shown = tutor("--judge", "always", "--json", *answer, environment=configured(endpoint))
    assert json.loads(shown.stdout)["decided_by"] == "similarity"


def test_what_one_of_two_models_failed_to_say_is_asked_of_that_one_again(
    endpoint: Endpoint,
) -> None:
    environment = configured(endpoint) | {"TUTOR_LLM_SECOND_MODEL": "owl-2"}
    asked = ("--judge", "rubric", "--json", "--reference", "light", "--answer", "sunlight!")
    endpoint.will({"content": REPLY}, {"status": 401})
    failed = json.loads(tutor(*asked, environment=environment).stdout)
    endpoint.will({"content": REPLY})
    shown = json.loads(tutor(*asked, environment=environment).stdout)
    assert "A second opinion was wanted" in failed["doubt"]
    assert [one["model"] for one in endpoint.requests()] == ["owl-2"]
    assert shown["doubt"] == ""


def test_a_second_model_is_asked_as_well_and_both_are_named(endpoint: Endpoint) -> None:
    endpoint.will({"content": REPLY}, {"content": REPLY.replace("covered", "missing")})
    environment = configured(endpoint) | {"TUTOR_LLM_SECOND_MODEL": "owl-2"}
    asked = ("--judge", "rubric", "--json", "--reference", "light", "--answer", "sunlight!")
    shown = json.loads(tutor(*asked, environment=environment).stdout)
    assert [one["model"] for one in endpoint.requests()] == ["parrot-1", "owl-2"]
    assert "One model calls it correct, another incorrect." in shown["doubt"]
