"""What a suite of one's own begins with can be read, says what it is, and overwrites nothing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from tests.store.examples import review
from tutor.cards.card import Card
from tutor.cards.points import ask
from tutor.cli.main import app
from tutor.errors import ReadError, UsageError
from tutor.evaluation.datasets import read_suite
from tutor.evaluation.gate_file import read_gate
from tutor.evaluation.held_out import read_held_out
from tutor.evaluation.held_out.manifest import read_manifest
from tutor.evaluation.held_out.sealing import seal
from tutor.evaluation.scaffold import (
    ACTION,
    WORKFLOW,
    Overruled,
    Plan,
    asked_of,
    begun,
    overruled,
    source_of,
    write,
)
from tutor.evaluation.scaffold_texts import ACTION_TEXT, workflow
from tutor.evaluation.suite import Split
from tutor.grading.verdict import Answer, Level
from tutor.scheduling.review import Grade, Review

ROOT = Path(__file__).resolve().parents[2]
CARD = ask("Which organelle makes ATP?", "The mitochondrion", "mitochondria")
RULED = Overruled("r1", CARD, "the mitochondria \x1b[31m", Level.CORRECT)


def plan(folder: Path, *answers: Overruled, deck: str = "Cell Biology.md") -> Plan:
    return Plan(folder / deck, (CARD,), folder / "bench", folder, answers)


def written(folder: Path, *answers: Overruled) -> Path:
    write(begun(plan(folder, *answers)))
    return folder / "bench"


def test_a_suite_is_named_after_its_deck(tmp_path: Path) -> None:
    assert plan(tmp_path, deck="Zell-Ökologie (2).md").name == "zell-okologie-2"
    assert plan(tmp_path, deck="細胞.md").name == "deck"


def test_a_fresh_suite_says_that_it_is_empty_and_how_to_go_on(tmp_path: Path) -> None:
    suite = written(tmp_path) / "held_out" / "cell-biology"
    (tmp_path / "Cell Biology.md").write_text("#flashcards\n", encoding="utf-8")
    with pytest.raises(ReadError, match=r"responses\.jsonl:1: the suite is empty") as fault:
        read_held_out(suite)
    assert "Write responses, one a line" in fault.value.hint
    assert f"tutor eval label {suite} --seal" in fault.value.hint


def test_the_manifest_finds_the_deck_from_its_folder(tmp_path: Path) -> None:
    suite = written(tmp_path) / "held_out" / "cell-biology"
    deck = read_manifest(suite).deck
    assert (suite / deck).resolve() == (tmp_path / "Cell Biology.md").resolve()


def test_a_deck_with_quotes_in_its_name_leaves_toml_whole(tmp_path: Path) -> None:
    made = begun(plan(tmp_path, deck='a "b" \\ c.md'))
    held = tomllib.loads(made.own[tmp_path / "bench" / "held_out" / "a-b-c" / "suite.toml"])
    assert held["title"] == 'Answers to a "b" \\ c'


def examples(suite: Path) -> list[dict[str, str]]:
    readme = (suite / "README.md").read_text("utf-8")
    return [json.loads(one) for one in re.findall(r'^\{.*"case".*\}$', readme, re.MULTILINE)]


def test_the_responses_begin_empty_and_the_readme_has_two_examples(tmp_path: Path) -> None:
    suite = written(tmp_path) / "held_out" / "cell-biology"
    assert (suite / "responses.jsonl").read_bytes() == b""
    assert [one["question"] for one in examples(suite)] == [CARD.question] * 2


def test_the_examples_are_responses_that_a_suite_may_have(tmp_path: Path) -> None:
    suite = written(tmp_path) / "held_out" / "cell-biology"
    deck = f"#flashcards\n\n{CARD.question}::{CARD.answer}\n"
    (tmp_path / "Cell Biology.md").write_text(deck, encoding="utf-8")
    text = "".join(json.dumps(one) + "\n" for one in examples(suite))
    (suite / "responses.jsonl").write_text(text, encoding="utf-8")
    assert seal(suite).responses == 2


def test_the_readme_shows_what_the_gate_asks(tmp_path: Path) -> None:
    folder = written(tmp_path)
    readme = (folder / "held_out" / "cell-biology" / "README.md").read_text("utf-8")
    [shown] = re.findall(r"```toml\n(.*?)```", readme, re.DOTALL)
    assert shown in (folder / "gate.toml").read_text("utf-8")


def test_the_commands_of_the_readme_exist(tmp_path: Path) -> None:
    suite = written(tmp_path) / "held_out" / "cell-biology"
    commands = re.findall(r"^ {4}tutor eval (\w+) (.*)$", (suite / "README.md").read_text(), re.M)
    group = get_command(app).commands["eval"].commands  # type: ignore[attr-defined]
    for name, rest in commands:
        known = {option for one in group[name].params for option in one.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known
    assert [name for name, _ in commands][-3:] == ["run", "bless", "gate"]


def test_the_gate_asks_of_the_suite(tmp_path: Path) -> None:
    folder = written(tmp_path)
    [gated] = read_gate(folder / "gate.toml", ("offline",))
    assert (gated.suite, gated.split) == (str(folder / "held_out/cell-biology"), Split.TEST)
    assert [one.metric for one in gated.thresholds] == ["level.accuracy", "level.false_accept"]


def test_overruled_answers_are_a_data_set_of_the_dev_split(tmp_path: Path) -> None:
    path = written(tmp_path, RULED) / "overrules" / "cell-biology" / "dev.jsonl"
    suite = read_suite(f"jsonl:{path}")
    [response] = suite.responses
    assert (response.id, response.text, response.split) == ("r1", RULED.text, Split.DEV)
    assert (response.label.level, response.card.accepted) == (Level.CORRECT, CARD.accepted)


def test_the_gate_asks_of_overruled_answers_until_there_is_a_labelled_suite(tmp_path: Path) -> None:
    folder = written(tmp_path, RULED)
    text = (folder / "gate.toml").read_text(encoding="utf-8")
    [gated] = read_gate(folder / "gate.toml", ("offline",))
    assert gated.suite == f"jsonl:{folder / 'overrules/cell-biology/dev.jsonl'}"
    assert "Again is incorrect, Hard partial, Good and Easy correct" in text
    assert '# path = "held_out/cell-biology"' in text


def test_the_gate_with_overrules_asks_of_the_suite_once_it_is_uncommented(tmp_path: Path) -> None:
    gate = written(tmp_path, RULED) / "gate.toml"
    head, _, rest = gate.read_text(encoding="utf-8").partition("# Once the suite")
    lines = [line.removeprefix("# ").removeprefix("#") for line in rest.splitlines()[2:]]
    gate.write_text(head + "\n".join(lines), encoding="utf-8")
    assert len(read_gate(gate, ("offline",))) == 2


def test_the_workflow_runs_the_gate_from_where_github_does(tmp_path: Path) -> None:
    written(tmp_path)
    assert with_action(read_workflow(tmp_path / WORKFLOW))["gate"] == "bench/gate.toml"


def test_the_workflow_uses_the_action_that_is_written_beside_it(tmp_path: Path) -> None:
    written(tmp_path)
    assert f"./{ACTION.parent}" in used(read_workflow(tmp_path / WORKFLOW))
    assert (tmp_path / ACTION).read_text(encoding="utf-8") == ACTION_TEXT


@pytest.mark.parametrize("path", ["suite.toml", "responses.jsonl", "README.md"])
def test_nothing_is_written_where_a_file_of_the_suite_is_there_already(
    tmp_path: Path, path: str
) -> None:
    standing = tmp_path / "bench" / "held_out" / "cell-biology" / path
    standing.parent.mkdir(parents=True)
    standing.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="nothing is overwritten") as refusal:
        written(tmp_path)
    assert str(standing) in refusal.value.message
    assert standing.read_text(encoding="utf-8") == "mine"
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [standing]


@pytest.mark.parametrize("path", ["bench/gate.toml", str(ACTION), str(WORKFLOW)])
def test_what_suites_share_is_left_as_it_is_where_it_is_there_already(
    tmp_path: Path, path: str
) -> None:
    standing = tmp_path / path
    standing.parent.mkdir(parents=True)
    standing.write_text("mine", encoding="utf-8")
    assert write(begun(plan(tmp_path))) == (standing,)
    assert standing.read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "bench" / "held_out" / "cell-biology" / "suite.toml").exists()


def test_a_second_suite_can_be_added_to_the_gate_of_the_first(tmp_path: Path) -> None:
    second = plan(tmp_path, deck="Physics.md")
    gate = written(tmp_path) / "gate.toml"
    write(begun(second))
    with gate.open("a", encoding="utf-8") as file:
        file.write(asked_of(second))
    suites = [Path(one.suite).name for one in read_gate(gate, ("offline",))]
    assert suites == ["cell-biology", "physics"]


# --- where tutor is installed from ----------------------------------------------------------------

GIT = {"vcs": "git", "commit_id": "4da7b60"}


@pytest.mark.parametrize(
    ("noted", "source"),
    [
        (
            {"url": "https://example.org/me/tutor.git", "vcs_info": GIT},
            "git+https://example.org/me/tutor.git@4da7b60",
        ),
        (
            {"url": "https://example.org/tutor-1-py3-none-any.whl", "archive_info": {}},
            "https://example.org/tutor-1-py3-none-any.whl",
        ),
        ({"url": "file:///home/me/tutor", "dir_info": {"editable": True}}, ""),
        ({"url": "file:///home/me/tutor.whl", "archive_info": {}}, ""),
        ({"url": "ssh://git@example.org/me/tutor", "vcs_info": GIT}, ""),
        ({"url": 'https://example.org/$(rm)"', "archive_info": {}}, ""),
    ],
)
def test_tutor_is_installed_again_from_where_pip_had_it_if_that_is_on_the_web(
    noted: dict[str, object], source: str
) -> None:
    assert source_of(json.dumps(noted)) == source


def test_without_a_note_of_pip_nothing_is_known_of_where_it_had_tutor() -> None:
    assert source_of(None) == ""


def test_the_workflow_says_where_tutor_is_installed_from(tmp_path: Path) -> None:
    made = begun(replace(plan(tmp_path), source="git+https://example.org/tutor@1a2b"))
    held = yaml.safe_load(made.shared[tmp_path / WORKFLOW])
    assert with_action(held)["tutor"] == "git+https://example.org/tutor@1a2b"


def installing(tutor: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run what the action installs with, in a repository, with a `python` that says its arguments.

    Args:
        tutor: The input of the action.
        folder: The repository.
    """
    python = folder / "bin" / "python"
    python.parent.mkdir()
    python.write_text('#!/bin/sh\necho "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    action = folder / ACTION.parent
    action.mkdir(parents=True)
    [step] = [one for one in yaml.safe_load(ACTION_TEXT)["runs"]["steps"] if "pip" in str(one)]
    assert step["env"]["HOME_OF_ACTION"] == "${{ github.action_path }}/../../.."
    return subprocess.run(
        ["bash", "-e", "-c", step["run"]],
        cwd=folder,
        env={
            "PATH": f"{python.parent}:{os.defpath}",
            "TUTOR": tutor,
            "HOME_OF_ACTION": f"{action}/../../..",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("tutor", ["", "tutor", "tutor==1.0", "vendor/none.whl"])
def test_the_action_stops_where_it_is_not_said_where_tutor_is_installed_from(
    tmp_path: Path, tutor: str
) -> None:
    (tmp_path / "pyproject.toml").write_text('name = "essays"\n', encoding="utf-8")
    done = installing(tutor, tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith("::error title=Where is tutor installed from?::Say it as tutor:")
    assert done.stdout.count("\n") == 1


@pytest.mark.parametrize("tutor", ["git+https://example.org/tutor@1a2b", "vendor/tutor.whl"])
def test_the_action_installs_tutor_from_a_url_or_a_file(tmp_path: Path, tutor: str) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "tutor.whl").touch()
    done = installing(tutor, tmp_path)
    assert done.stdout.endswith(f"install --quiet {tutor}\n")


def test_the_action_installs_the_tutor_whose_repository_it_lies_in(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "tutor"\n', encoding="utf-8")
    done = installing("", tmp_path)
    assert done.stdout.endswith(f"install --quiet {tmp_path / ACTION.parent}/../../..\n")


# --- overruled grades -----------------------------------------------------------------------------


def passed(grade: Grade, *, proposed: Grade = Grade.GOOD, text: str = "its wall") -> Review:
    return replace(review(grade=grade, text=text), proposed=proposed)


def levels(*reviews: Review, card: Card = CARD) -> list[Level]:
    practised: list[tuple[Card, Sequence[Review]]] = [(card, reviews)]
    return [one.level for one in overruled(practised)]


@pytest.mark.parametrize(
    ("proposed", "grade", "level"),
    [
        (Grade.GOOD, Grade.AGAIN, Level.INCORRECT),
        (Grade.AGAIN, Grade.HARD, Level.PARTIAL),
        (Grade.AGAIN, Grade.GOOD, Level.CORRECT),
        (Grade.AGAIN, Grade.EASY, Level.CORRECT),
    ],
)
def test_the_learners_grade_is_the_label(proposed: Grade, grade: Grade, level: Level) -> None:
    assert levels(passed(grade, proposed=proposed)) == [level]


def test_a_grade_that_was_accepted_is_no_response() -> None:
    assert levels(passed(Grade.GOOD)) == []


def test_an_answer_after_a_hint_is_no_response() -> None:
    hinted = replace(passed(Grade.AGAIN), answer=Answer("its wall", hints=1))
    assert levels(hinted) == []


def test_of_equal_answers_the_last_stands() -> None:
    first = passed(Grade.AGAIN, text="its wall")
    last = passed(Grade.EASY, proposed=Grade.AGAIN, text=" its  wall")
    assert levels(first, last) == [Level.CORRECT]


# --- what this project runs itself ----------------------------------------------------------------

in_checkout = pytest.mark.skipif(
    not (ROOT / ".github").is_dir(), reason="workflows are in a checkout only"
)


def read_workflow(path: Path) -> dict[str, Any]:
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(held, dict)
    return held


def used(held: object) -> list[str]:
    """Return every action that is used anywhere in a workflow or an action."""
    if isinstance(held, dict):
        own = [str(held["uses"])] if "uses" in held else []
        return own + [one for inner in held.values() for one in used(inner)]
    return [one for inner in held for one in used(inner)] if isinstance(held, list) else []


@in_checkout
@pytest.mark.parametrize("name", [".github/actions/eval/action.yml", ".github/workflows/eval.yml"])
def test_every_action_that_is_used_is_pinned_to_a_major_version(name: str) -> None:
    actions = used(read_workflow(ROOT / name))
    assert actions
    assert all(one.startswith("./") or re.search(r"@v\d+$", one) for one in actions)


@in_checkout
def test_the_action_of_the_project_is_the_one_that_it_writes_for_others() -> None:
    assert (ROOT / ACTION).read_text(encoding="utf-8") == ACTION_TEXT


@in_checkout
def test_the_workflow_of_the_project_is_the_one_that_it_writes_but_installs_itself() -> None:
    others = yaml.safe_load(workflow("eval/gate.toml", ""))
    assert with_action(others).pop("tutor") == ""
    assert read_workflow(ROOT / WORKFLOW) == others


def test_the_action_lets_no_input_into_a_script_but_through_the_environment() -> None:
    action = yaml.safe_load(ACTION_TEXT)
    assert set(action["inputs"]) == {"tutor", "suite", "gate", "python-version"}
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]


def with_action(held: dict[str, Any]) -> dict[str, str]:
    """Return the inputs that the one job of a workflow gives to the action."""
    [job] = held["jobs"].values()
    [step] = [one for one in job["steps"] if one["uses"] == f"./{ACTION.parent}"]
    inputs = step["with"]
    assert isinstance(inputs, dict)
    return inputs
