"""What a suite of one's own begins with can be read, says what it is, and overwrites nothing."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.store.examples import review
from tutor.cards.card import Card
from tutor.cards.points import ask
from tutor.errors import ReadError, UsageError
from tutor.evaluation.datasets import read_suite
from tutor.evaluation.gate_file import read_gate
from tutor.evaluation.held_out.manifest import read_manifest
from tutor.evaluation.scaffold import WORKFLOW, Overruled, Plan, files, overruled, write
from tutor.evaluation.suite import Split
from tutor.grading.verdict import Answer, Level
from tutor.scheduling.review import Grade, Review

ROOT = Path(__file__).resolve().parents[2]
CARD = ask("Which organelle makes ATP?", "The mitochondrion", "mitochondria")
RULED = Overruled("r1", CARD, "the mitochondria \x1b[31m", Level.CORRECT)


def plan(folder: Path, *answers: Overruled, deck: str = "Cell Biology.md") -> Plan:
    return Plan(folder / deck, (CARD,), folder / "bench", folder, answers)


def written(folder: Path, *answers: Overruled) -> Path:
    write(files(plan(folder, *answers)))
    return folder / "bench"


def test_a_suite_is_named_after_its_deck(tmp_path: Path) -> None:
    assert plan(tmp_path, deck="Zell-Ökologie (2).md").name == "zell-okologie-2"
    assert plan(tmp_path, deck="細胞.md").name == "deck"


def test_the_manifest_lacks_only_the_responses(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as fault:
        read_manifest(written(tmp_path) / "cell-biology")
    assert "1 fault" in fault.value.message
    assert "responses must be a whole number from 1" in fault.value.message


def test_the_manifest_finds_the_deck_from_its_folder(tmp_path: Path) -> None:
    suite = written(tmp_path) / "cell-biology"
    held = tomllib.loads((suite / "suite.toml").read_text(encoding="utf-8"))
    assert (suite / held["deck"]).resolve() == (tmp_path / "Cell Biology.md").resolve()


def test_a_deck_with_quotes_in_its_name_leaves_toml_whole(tmp_path: Path) -> None:
    made = files(plan(tmp_path, deck='a "b" \\ c.md'))
    held = tomllib.loads(made[tmp_path / "bench" / "a-b-c" / "suite.toml"])
    assert held["title"] == 'Answers to a "b" \\ c'


def test_the_responses_begin_empty_and_the_readme_has_two_examples(tmp_path: Path) -> None:
    suite = written(tmp_path) / "cell-biology"
    assert (suite / "responses.jsonl").read_bytes() == b""
    examples = re.findall(r"^\{.*\}$", (suite / "README.md").read_text("utf-8"), re.MULTILINE)
    assert [json.loads(one)["question"] for one in examples] == [CARD.question] * 2


def test_the_gate_asks_of_the_suite(tmp_path: Path) -> None:
    folder = written(tmp_path)
    [gated] = read_gate(folder / "gate.toml", ("offline",))
    assert (gated.suite, gated.split) == (str(folder / "cell-biology"), Split.TEST)
    assert [one.metric for one in gated.thresholds] == ["level.accuracy", "level.false_accept"]


def test_overruled_answers_are_a_data_set_of_the_dev_split(tmp_path: Path) -> None:
    suite = read_suite(f"jsonl:{written(tmp_path, RULED) / 'overrules' / 'dev.jsonl'}")
    [response] = suite.responses
    assert (response.id, response.text, response.split) == ("r1", RULED.text, Split.DEV)
    assert (response.label.level, response.card.accepted) == (Level.CORRECT, CARD.accepted)


def test_the_gate_asks_of_overruled_answers_until_there_is_a_labelled_suite(tmp_path: Path) -> None:
    folder = written(tmp_path, RULED)
    text = (folder / "gate.toml").read_text(encoding="utf-8")
    [gated] = read_gate(folder / "gate.toml", ("offline",))
    assert gated.suite == f"jsonl:{folder / 'overrules/dev.jsonl'}"
    assert "Again is incorrect, Hard partial, Good and Easy correct" in text
    assert '# path = "cell-biology"' in text


def test_the_gate_with_overrules_asks_of_the_suite_once_it_is_uncommented(tmp_path: Path) -> None:
    gate = written(tmp_path, RULED) / "gate.toml"
    head, _, rest = gate.read_text(encoding="utf-8").partition("# Once the suite")
    lines = [line.removeprefix("# ").removeprefix("#") for line in rest.splitlines()[2:]]
    gate.write_text(head + "\n".join(lines), encoding="utf-8")
    assert len(read_gate(gate, ("offline",))) == 2


def test_the_workflow_runs_the_gate_from_where_github_does(tmp_path: Path) -> None:
    written(tmp_path)
    [job] = read_workflow(tmp_path / WORKFLOW)["jobs"].values()
    assert job["env"]["GATE"] == "bench/gate.toml"
    assert 'tutor eval gate "$GATE"' in " ".join(step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("standing", ["bench/gate.toml", str(WORKFLOW)])
def test_nothing_is_written_where_a_file_is_there_already(tmp_path: Path, standing: str) -> None:
    path = tmp_path / standing
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="nothing is overwritten") as refusal:
        written(tmp_path)
    assert str(path) in refusal.value.message
    assert path.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "bench" / "cell-biology").exists()


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
    hinted = replace(passed(Grade.AGAIN), answer=Answer("its wall", hinted=True))
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
def test_the_action_lets_no_input_into_a_script_but_through_the_environment() -> None:
    action = read_workflow(ROOT / ".github/actions/eval/action.yml")
    assert set(action["inputs"]) == {"suite", "gate", "python-version"}
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    assert not [script for script in scripts if "${{" in script]


@in_checkout
def test_the_workflow_of_the_project_uses_its_own_action() -> None:
    assert "./.github/actions/eval" in used(read_workflow(ROOT / ".github/workflows/eval.yml"))
