"""The documents quote the last measurement, and what ships is what was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tutor.training import tables

ROOT = Path(__file__).resolve().parents[2]
RESULTS: dict[str, Any] = json.loads((ROOT / "eval" / "results" / "head.json").read_text("utf-8"))
WEIGHTS = ROOT / "tutor" / "models" / "weights"


@pytest.mark.parametrize("document", ["eval/README.md", "tutor/models/weights/MODEL_CARD.md"])
@pytest.mark.parametrize("table", [tables.ablation, tables.shipped, tables.passed])
def test_the_documents_hold_every_table(document: str, table: tables.Table) -> None:
    assert table(RESULTS) in (ROOT / document).read_text("utf-8")


def test_the_readme_quotes_the_measured_figures() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    quoted = [
        RESULTS["head"]["learners"]["accuracy"],
        RESULTS["ablation"]["cosine"]["learners"]["accuracy"],
        RESULTS["ablation"]["cosine and word overlap"]["learners"]["accuracy"],
        RESULTS["head"]["learners"]["wrong_called_correct"],
        RESULTS["head"]["learners"]["correct_called_wrong"],
        RESULTS["passed"]["correct: paraphrase"]["passed"],
    ]

    assert [share for share in quoted if f"{share:.1%}" not in text] == []


@pytest.mark.parametrize("name", ["head.json", "cross_encoder.json"])
def test_the_shipped_weights_are_the_measured_ones(name: str) -> None:
    made = json.loads((WEIGHTS / name).read_text("utf-8"))["provenance"]

    assert made.items() <= RESULTS["provenance"].items()


def test_what_was_written_is_what_was_learnt_from() -> None:
    from tutor.training.data import WRITTEN, digest

    known = RESULTS["provenance"]["inputs_sha256"]
    assert {path.name: known.get(path.name) for path in WRITTEN.glob("*.jsonl")} == {
        path.name: digest(path) for path in WRITTEN.glob("*.jsonl")
    }
