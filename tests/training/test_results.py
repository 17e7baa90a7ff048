"""The documents quote the last measurement, and the shipped head is the one that was measured."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
RESULTS: dict[str, Any] = json.loads((ROOT / "eval" / "results" / "head.json").read_text("utf-8"))
WEIGHTS = ROOT / "tutor" / "models" / "weights"


def rows() -> list[dict[str, Any]]:
    return [RESULTS["head"], *RESULTS["baselines"].values()]


@pytest.mark.parametrize("document", ["eval/README.md", "tutor/models/weights/MODEL_CARD.md"])
def test_the_tables_hold_every_measured_accuracy(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")

    for row in rows():
        for figures in row.values():
            low, high = figures["interval"]
            assert f"{figures['accuracy']:.3f} ({low:.3f}–{high:.3f})" in text


def test_the_readme_quotes_the_measured_accuracy() -> None:
    text = (ROOT / "README.md").read_text("utf-8")

    assert f"{RESULTS['head']['all']['accuracy']:.1%}" in text
    assert f"{RESULTS['baselines']['cosine']['all']['accuracy']:.1%}" in text


def test_the_shipped_head_is_the_measured_one() -> None:
    card = json.loads((WEIGHTS / "head.json").read_text("utf-8"))

    assert card["provenance"] == RESULTS["provenance"]
