"""The document shows the last measurement of robustness, and that is of this grader and decks."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tutor import resources
from tutor.errors import ReadError
from tutor.evaluation.cache import program_version
from tutor.evaluation.injection_records import read_gains
from tutor.evaluation.readme import EVAL, block, block_in
from tutor.evaluation.robustness import Robustness
from tutor.evaluation.robustness_records import Source, read_robustness

STORED = EVAL / "results" / "robustness.json"
TALK = EVAL / "results" / "injections.json"
STALE = "stale: run make robustness"


@pytest.fixture(scope="module")
def stored() -> tuple[Source, tuple[Robustness, ...]]:
    try:
        return read_robustness(json.loads(STORED.read_text("utf-8")), STORED.name)
    except ReadError as fault:
        pytest.fail(f"{STALE} ({fault.message})")


Stored = tuple[Source, tuple[Robustness, ...]]


def test_the_results_are_of_the_grader_as_it_is(stored: Stored) -> None:
    source, graders = stored
    assert source.tutor == program_version(), STALE
    assert graders[0].grader.startswith("offline "), STALE


def test_the_results_are_of_the_decks_as_they_are(stored: Stored) -> None:
    decks = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in Path(resources.seeds()).glob("*.md")
    }
    assert {name: digest for name, digest, _ in stored[0].decks} == decks, STALE


@pytest.mark.parametrize("name", ["robustness", "injections"])
def test_the_document_holds_the_tables(name: str, stored: Stored) -> None:
    assert stored
    shown = block_in((EVAL / "README.md").read_text("utf-8"), name)
    assert shown == block(EVAL, name), STALE


def test_what_talk_gained_is_of_the_grader_as_it_is() -> None:
    source, graders = read_gains(json.loads(TALK.read_text("utf-8")), TALK.name)
    assert source.tutor == program_version(), STALE
    assert graders[0].grader.startswith("offline "), STALE
