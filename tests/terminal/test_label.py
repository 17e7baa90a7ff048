"""`tutor eval label` as a labeller meets it: the whole program, a real terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluation.held_out_suites import RESPONSES, write_suite
from tests.terminal.driver import Terminal

ROWS = 40


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Return a suite of two responses that nobody has labelled."""
    return write_suite(tmp_path / "cells", lines=RESPONSES[:2], labels={}, decided=[])


def labelling(suite: Path) -> Terminal:
    arguments = ("eval", "label", str(suite), "--as", "anna")
    return Terminal(*arguments, home=suite.parent, rows=ROWS)


def kept(suite: Path) -> list[str]:
    lines = (suite / "labels-anna.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["level"] for line in lines]


def test_responses_are_labelled_by_single_keys(suite: Path) -> None:
    with labelling(suite) as terminal:
        terminal.wait_for("0 of 2 labelled", "Which organelle makes ATP?", "Level?", "c correct")
        terminal.type("c")
        terminal.wait_for("→ correct (covered)", "1 of 2 labelled", "Level?")
        terminal.type("i")
        terminal.wait_for("incorrect; point 1?")
        terminal.type("m")
        terminal.wait_for("→ incorrect (missing)", "That was all.")
        terminal.type("q")

        assert terminal.ended() == 0
        assert terminal.shown.endswith("2 of 2 labelled.")
    assert kept(suite) == ["correct", "incorrect"]


def test_where_the_cursor_stands_is_heard_when_the_terminal_says_it(suite: Path) -> None:
    with labelling(suite) as terminal:
        # Only a prompt that knows how much room is left below puts its keys into the last row.
        terminal.wait_for("Level?" + "\n" * 10, "c correct")
        terminal.type("q")

        assert terminal.ended() == 0
        assert "WARNING" not in terminal.output
