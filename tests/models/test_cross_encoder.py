from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutor.models
from tutor.errors import ModelError
from tutor.grading.verdict import OUTPUTS, CrossEncoder
from tutor.models.cross_encoder import ARRAYS, CARD, NETWORK, BundledCrossEncoder, nearness
from tutor.models.encoder import BundledEncoder

WEIGHTS = Path(tutor.models.__path__[0]) / "weights"
SHARED = BundledCrossEncoder(BundledEncoder())
CONTRADICTS = OUTPUTS.index("contradicts")
ASKED = "What happens to the current when the resistance falls?"
RISES = "When the resistance falls, the current rises."


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    for name in (NETWORK, ARRAYS, CARD):
        shutil.copy(WEIGHTS / name, tmp_path / name)
    return tmp_path


def test_it_is_what_grading_asks_for() -> None:
    judge: CrossEncoder = SHARED

    assert judge.compare("", []).shape == (0, len(OUTPUTS))


def test_a_statement_and_its_negation_are_told_apart() -> None:
    same, other = SHARED.compare(
        ASKED,
        [
            ("if the resistance gets lower the current grows", RISES),
            ("When the resistance falls, the current does not rise.", RISES),
        ],
    )

    assert other[CONTRADICTS] > same[CONTRADICTS] + 1


def test_a_pair_is_judged_alike_alone_and_in_company() -> None:
    pairs = [
        ("a stone", RISES),
        ("it goes up " * 30, RISES),
        ("current grows", "It grows."),
        ("", "x"),
    ]

    together = SHARED.compare(ASKED, pairs)

    alone = np.concatenate([SHARED.compare(ASKED, [pair]) for pair in pairs])
    assert together == pytest.approx(alone, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(question=st.text(max_size=80), said=st.text(max_size=300), point=st.text(max_size=80))
def test_any_two_texts_are_compared(question: str, said: str, point: str) -> None:
    assert np.isfinite(SHARED.compare(question, [(said, point)])).all()


def test_what_the_question_said_counts() -> None:
    pair = ("it rises", RISES)

    asked, unasked = (SHARED.compare(question, [pair])[0] for question in (ASKED, ""))

    assert asked[OUTPUTS.index("conveys")] > unasked[OUTPUTS.index("conveys")]


def test_a_token_of_the_question_is_nearest_to_it() -> None:
    chance = np.random.default_rng(0)
    states = chance.normal(size=(6, 16)).astype(np.float32)
    start, end = chance.normal(size=(2, 1, 16)).astype(np.float32)

    near = nearness(states, np.concatenate([start, states[2:4], end]))

    assert near[2:4] == pytest.approx(1)
    assert (near[[0, 1, 4, 5]] < 0.9).all()
    assert not nearness(states, np.concatenate([start, end])).any()


def test_making_one_reads_nothing(tmp_path: Path) -> None:
    BundledCrossEncoder(BundledEncoder(), tmp_path / "nowhere")


@pytest.mark.parametrize("name", [NETWORK, ARRAYS])
def test_a_changed_file_is_a_clear_error(copied: Path, name: str) -> None:
    with (copied / name).open("ab") as file:
        file.write(b"!")

    with pytest.raises(ModelError, match="not the file that was published"):
        BundledCrossEncoder(BundledEncoder(), copied).load()


def test_a_missing_file_is_a_clear_error(copied: Path) -> None:
    (copied / NETWORK).unlink()

    with pytest.raises(ModelError, match=NETWORK):
        BundledCrossEncoder(BundledEncoder(), copied).load()


def test_weights_for_other_outputs_are_refused(copied: Path) -> None:
    described = json.loads((copied / CARD).read_text("utf-8"))
    (copied / CARD).write_text(json.dumps(described | {"outputs": ["entails"]}), "utf-8")

    with pytest.raises(ModelError, match="another version"):
        BundledCrossEncoder(BundledEncoder(), copied).load()
