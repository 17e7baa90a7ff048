"""The document shows the last run over the held-out responses, and that run is of this grader."""

from __future__ import annotations

import pytest

from tutor.evaluation.cache import program_version
from tutor.evaluation.held_out import read_all
from tutor.evaluation.readme import EVAL, block, block_in
from tutor.evaluation.report import names, read_entries

STORED = EVAL / "results" / "held_out.json"
ENTRIES = read_entries(STORED.read_text("utf-8"), str(STORED))
STALE = "stale: run make held-out"


def test_the_document_holds_every_table() -> None:
    shown = block_in((EVAL / "README.md").read_text("utf-8"), "held_out")

    assert shown == block(EVAL, "held_out"), STALE


@pytest.mark.parametrize("path", sorted({path for entry in ENTRIES for path in entry.metrics}))
def test_the_document_shows_every_metric(path: str) -> None:
    assert f"| {names.metric(path).name} " in (EVAL / "README.md").read_text("utf-8"), STALE


def test_the_results_are_of_the_suites_as_they_are() -> None:
    suites = {suite.name: suite.digest for suite in read_all(EVAL / "held_out")}

    assert {entry.suite: entry.digest for entry in ENTRIES} == suites, STALE


@pytest.mark.parametrize("grader", ["offline", "cosine", "overlap", "length", "majority"])
def test_every_grader_stands_there_for_every_suite(grader: str) -> None:
    told = {"overlap": "word overlap", "length": "answer length"}.get(grader, grader)
    suites = {entry.suite for entry in ENTRIES}

    assert {entry.suite for entry in ENTRIES if told in entry.grader} == suites


def test_the_results_are_of_the_grader_as_it_is() -> None:
    assert f'"tutor": "{program_version()}"' in STORED.read_text("utf-8"), STALE
