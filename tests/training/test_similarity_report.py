import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tutor.grading.verdict import Encoding
from tutor.training.similarity_report import (
    PAIRS_PER_FILE,
    Drift,
    Measured,
    Pair,
    read_pairs,
    report,
    similarities,
    spearman,
    table,
)


class Lengths:
    """An encoder whose vector is turned by the length of the text."""

    name = "lengths"

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        return [
            Encoding(
                vector=np.array([np.cos(len(text)), np.sin(len(text))], np.float32),
                spans=np.zeros((0, 2), np.int32),
                token_vectors=np.zeros((0, 2), np.float32),
            )
            for text in texts
        ]


def ranked(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.array(values, np.float32)


def test_the_same_order_correlates_fully() -> None:
    assert spearman(ranked(0.1, 0.5, 0.9), ranked(1, 20, 300)) == pytest.approx(1)


def test_the_opposite_order_correlates_negatively() -> None:
    assert spearman(ranked(1, 2, 3), ranked(3, 2, 1)) == pytest.approx(-1)


def test_equal_values_share_their_mean_rank() -> None:
    # Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: covariance 4.5 over sqrt(4.5 * 5).
    assert spearman(ranked(1, 2, 2, 3), ranked(1, 2, 3, 4)) == pytest.approx(4.5 / 22.5**0.5)


def test_a_pair_is_a_reference_and_an_answer(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps({"reference": "salt", "answer": "sodium chloride"}) + "\n")
    assert read_pairs([file]) == [Pair("salt", "sodium chloride", "answers.jsonl")]


def test_the_first_of_several_references_counts(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps({"reference": ["salt", "NaCl"], "answer": "x"}) + "\n")
    assert read_pairs([file])[0].left == "salt"


def test_a_pair_may_be_a_premise_and_a_hypothesis(tmp_path: Path) -> None:
    file = tmp_path / "nli.jsonl"
    file.write_text(json.dumps({"premise": "It rains.", "hypothesis": "It is wet."}) + "\n")
    assert read_pairs([tmp_path]) == [Pair("It rains.", "It is wet.", "nli.jsonl")]


def test_a_large_file_is_sampled_and_always_alike(tmp_path: Path) -> None:
    lines = [json.dumps({"premise": str(n), "hypothesis": "x"}) for n in range(PAIRS_PER_FILE + 9)]
    (tmp_path / "large.jsonl").write_text("\n".join(lines))
    assert len(set(read_pairs([tmp_path]))) == PAIRS_PER_FILE
    assert read_pairs([tmp_path]) == read_pairs([tmp_path])


def test_similarity_is_the_cosine_of_each_pair() -> None:
    pairs = [Pair("ab", "a", "f"), Pair("abc", "abc", "f")]
    assert similarities(Lengths(), pairs) == pytest.approx([np.cos(1), 1.0], abs=1e-5)


def test_the_table_has_a_row_for_each_candidate() -> None:
    cost = {"single_ms": 2.34, "batch_ms": 20.0, "load_ms": 80.4, "peak_mb": 140.6}
    row = Measured("int8", 23.08, Drift(0.99993, 0.0152, 0.00203, 0.0), {"1": cost, "2": cost})
    lines = table(report([row], [Pair("a", "b", "f")], "int8", {})).splitlines()
    assert len(lines) == 3
    assert lines[2] == (
        "| int8 | 23.1 | 0.9999 | 0.015 | 0.0020 | 0.0000 | 2.3 / 2.3 | 20.0 / 20.0 | 80 | 141 |"
    )


def test_the_model_card_shows_the_committed_results() -> None:
    root = Path(__file__).parents[2]
    results = (root / "eval" / "results" / "encoder.json").read_text("utf-8")
    card = (root / "tutor" / "models" / "weights" / "MODEL_CARD.md").read_text("utf-8")
    assert table(results) in card


def test_the_model_card_names_the_hashes_of_the_files() -> None:
    weights = Path(__file__).parents[2] / "tutor" / "models" / "weights"
    described = json.loads((weights / "encoder.json").read_text("utf-8"))
    card = (weights / "MODEL_CARD.md").read_text("utf-8")
    assert described["safetensors_sha256"] in card
    for name, published in described["files"].items():
        assert f"`{name}` | {published['bytes']:,} bytes, sha256 `{published['sha256']}`" in card
