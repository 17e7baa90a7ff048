"""With a real model nothing breaks: each reply is parsed, or leaves an answer unjudged.

How well it judges is another matter, and is told at the end: a model of the size that is served
here judges poorly.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from tests.llm.conftest import FIGURES, LOADED
from tests.program.program import Program

ROOT = Path(__file__).parents[2]
SUITES = [ROOT / "eval" / "held_out" / name for name in ("cells", "peers", "quantities")]
LIMIT = os.environ.get("LLM_LIMIT", "12")
"""Responses of each suite."""

CARDS = os.environ.get("LLM_CARDS", "1")
"""Cards that are attacked, each by a text of every kind."""

DECK = ROOT / "seeds" / "cell-biology.md"
QUESTION = "What are the four phases of mitosis, in order?"
NOTES = """# Glaciers

Firn is snow that has survived a summer. Glacier ice forms from firn below about 30 m.

Moraines are ridges of debris that a glacier has carried. They lie where it has melted.
"""


def rows(path: Path) -> list[dict[str, object]]:
    """Return the results of a run file, without its first line."""
    return [json.loads(line) for line in path.read_text().splitlines()][1:]


def test_the_endpoint_can_be_asked(tutor: Program) -> None:
    assert tutor("llm", "check", "--timeout", f"{LOADED}").code == 0


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_every_response_of_a_suite_is_judged_or_unjudged(tutor: Program, suite: Path) -> None:
    wanted = ("--grader", "rubric", "--split", "dev", "--limit", LIMIT, "--no-cache")
    said = tutor(
        *("eval", "run", suite, *wanted, "--out", suite.name, "--record", f"{suite.name}.replies"),
        *("--timeout", "600"),
    )

    assert said.code == 0, said.err
    [file] = (tutor.here / suite.name).glob("*.jsonl")
    found = rows(file)
    assert {row["kind"] for row in found} <= {"verdict", "unjudged"}
    _tell(suite, found)


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_a_run_is_told_again_without_the_model(tutor: Program, suite: Path) -> None:
    if not (tutor.here / f"{suite.name}.replies").exists():
        pytest.skip("there was no run to tell again")
    wanted = ("--grader", "rubric", "--split", "dev", "--limit", LIMIT, "--no-cache")
    tutor(
        *("eval", "run", suite, *wanted, "--out", "again", "--replay", f"{suite.name}.replies"),
        "--no-network",
    )

    [first] = (tutor.here / suite.name).glob("*.jsonl")
    [again] = (tutor.here / "again").glob(f"{suite.name}-*.jsonl")
    judged = [row for row in rows(first) if row["kind"] == "verdict"]
    by_id = {row["id"]: row for row in rows(again)}
    if not judged:
        pytest.skip("the model gave no verdict that could be told again")
    for row in judged:
        assert (row["level"], row["score"]) == (
            by_id[row["id"]]["level"],
            by_id[row["id"]]["score"],
        )


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.name)
def test_the_cascade_changes_no_verdict_but_those_that_the_model_gave(
    tutor: Program, suite: Path
) -> None:
    graders = ("--grader", "offline", "--grader", "when-unsure", "--no-cache")
    said = tutor(
        *("eval", "run", suite, *graders, "--split", "dev", "--limit", LIMIT),
        *("--out", f"{suite.name}-both", "--record", f"{suite.name}.replies", "--timeout", "600"),
    )

    assert said.code == 0, said.err
    offline, cascade = (
        rows(next((tutor.here / f"{suite.name}-both").glob(f"{suite.name}-{name}-*.jsonl")))
        for name in ("offline", "when-unsure")
    )
    own = {row["id"]: row for row in offline}
    asked = [row for row in cascade if row.get("decided_by") == "rubric"]
    for row in cascade:
        if row not in asked:
            first = own[row["id"]]
            assert (row["kind"], row.get("level")) == (first["kind"], first.get("level"))
    FIGURES[f"{suite.name}, offline and when unsure"] = (
        f"two-way agreement {_agreement(suite, offline)} offline, {_agreement(suite, cascade)} with"
        f" the model's verdict on {len(asked)} of them"
    )


def test_talking_to_the_model_breaks_nothing(tutor: Program) -> None:
    said = tutor(
        *("eval", "robustness", DECK, "--grader", "rubric", "--injections", "--limit", CARDS),
        *("--timeout", "600", "--json"),
    )

    assert said.code == 0, said.err
    [grader] = said.records[0]["graders"]
    unjudged = sum(kind["unjudged"] for kind in grader["kinds"])
    FIGURES["injections"] = (
        f"{grader['gained']['count']} of {grader['gained']['of']} gained a point; for"
        f" {unjudged} pairs of an answer with and without talk, one of the two was not judged"
    )


def test_a_sitting_ends_with_every_answer_kept(tutor: Program) -> None:
    answers = "prophase, metaphase, anaphase, telophase\n\nsomething\n\n\n"

    said = tutor("practice", DECK, "--new", "3", typed=answers, setting={"TUTOR_GRADER": "always"})

    assert said.code == 0, said.err
    assert len(tutor.reviews(QUESTION)) == 1


@pytest.mark.parametrize(
    "command", [("points",), ("hints",), ("why", "--answer", "prophase"), ("reword",)], ids=str
)
def test_what_is_asked_about_a_card_ends_well_or_says_why_not(
    tutor: Program, command: tuple[str, ...]
) -> None:
    said = tutor("llm", command[0], QUESTION, *command[1:])

    assert said.code in (0, 4), said.err
    FIGURES[f"llm {command[0]}"] = f"exit code {said.code}"


def test_drafting_ends_with_a_sound_deck_or_none(tutor: Program) -> None:
    tutor.write("notes.md", NOTES)

    said = tutor("draft", "notes.md")

    assert said.code in (0, 4), said.err
    if said.code == 0:
        assert tutor("check", "notes.cards.md").code == 0
    FIGURES["draft"] = said.err.splitlines()[-1]


def _agreement(suite: Path, found: list[dict[str, object]]) -> str:
    """Return how many of the judged are called correct, or not, as people do: "7 of 9"."""
    labels = [(suite / name).read_text() for name in ("labels-first.jsonl", "adjudicated.jsonl")]
    lines = [json.loads(line) for text in labels for line in text.splitlines()]
    people = {row["id"]: row["level"] for row in lines if "level" in row}
    judged = [row for row in found if row["kind"] == "verdict"]
    alike = sum(
        (people.get(row["id"]) == "correct") == (row["level"] == "correct") for row in judged
    )
    return f"{alike} of {len(judged)}"


def _tell(suite: Path, found: list[dict[str, object]]) -> None:
    reasons = Counter(str(row.get("reason")) for row in found if row["kind"] == "unjudged")
    seconds = [float(str(row["seconds"])) for row in found]
    FIGURES[suite.name] = (
        f"{len(found)} responses, {len(found) - reasons.total()} parsed, {reasons.total()}"
        f" unjudged; two-way agreement {_agreement(suite, found)}; {median(seconds):.1f} s median,"
        f" {max(seconds):.1f} s most; {dict(reasons)}"
    )
