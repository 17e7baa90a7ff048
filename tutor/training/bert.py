"""BERT as an ONNX graph, written down node by node from its weights.

Writing the graph rather than tracing it keeps it small (105 nodes), makes its bytes a function of
the weights alone, and lets every matrix be stored as a `Storage` chooses. The network is that of
Devlin et al. 2019 (https://arxiv.org/abs/1810.04805) with post-layer normalisation. Attention,
the residual's normalisation and the bias with GELU are ONNX Runtime's fused operators, which its
CPU provider has on every platform; https://github.com/microsoft/onnxruntime,
docs/ContribOperators.md describes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from tutor.grading.verdict import Floats

Weights = Mapping[str, Floats]
"""A checkpoint's tensors by their names in `transformers.BertModel`; matrices are (out, in)."""

Array = NDArray[np.float32 | np.int8 | np.uint8 | np.int64]
"""What a graph keeps."""

Option = int | float | list[int]
"""An operator's attribute."""

_RUNTIME = "com.microsoft"

GELU_LEAST = -0.17
"""What GELU, x * P(X < x) with X normal, is nowhere below: it is least, -0.16997, at -0.7518."""

LAST, LOWER = "last_hidden_state", "lower_states"
"""Outputs: what the last block gives, and what the lower blocks give to the upper ones."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a checkpoint's weights do not tell.

    Attributes:
        layers: Transformer blocks.
        heads: Attention heads in a block.
        epsilon: Added to the variance in layer normalisation.
        window: The longest text in tokens; positions past it are dropped.
        lower: Blocks, of all, after which the lower states are taken.
    """

    layers: int
    heads: int
    epsilon: float
    window: int
    lower: int


@dataclass(frozen=True, slots=True)
class Levels:
    """Activations as whole numbers, by the names of three values.

    Attributes:
        values: The levels, uint8 (batch, length, d).
        scale: What one level is worth, float32 (batch, length, 1).
        nought: The level of nought, uint8.
    """

    values: str
    scale: str
    nought: str


@dataclass(slots=True)
class Graph:
    """A graph that is being written; values are known by their names."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: list[onnx.TensorProto] = field(default_factory=list)
    levels: dict[str, Levels] = field(default_factory=dict)

    def shared(self, name: str, values: Array) -> str:
        """Keep `values` as `name` unless they are kept already; return the name."""
        if all(each.name != name for each in self.constants):
            self.constant(name, values)
        return name

    def constant(self, name: str, values: Array) -> str:
        """Keep `values` in the file as `name`; return the name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, operator: str, inputs: Sequence[str], domain: str = "", **options: Option) -> str:
        """Append a node; return the name of its value."""
        name = f"{operator}.{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(operator, list(inputs), [name], name=name, domain=domain, **options)
        )
        return name


class Storage(Protocol):
    """How the large tensors are kept in the file and multiplied."""

    def rows(self, graph: Graph, name: str, table: Floats, ids: str) -> str:
        """Return the rows of `table`, shape (n, d), at `ids`."""
        ...

    def product(self, graph: Graph, name: str, x: str, matrix: Floats) -> str:
        """Return `x` @ `matrix`, the matrix of shape (in, out)."""
        ...


@dataclass(frozen=True, slots=True)
class Float32:
    """As published, four bytes a weight."""

    def rows(self, graph: Graph, name: str, table: Floats, ids: str) -> str:
        """Keep the table as it is."""
        return graph.add("Gather", [graph.constant(name, table), ids])

    def product(self, graph: Graph, name: str, x: str, matrix: Floats) -> str:
        """Keep the matrix as it is."""
        return graph.add("MatMul", [x, graph.constant(name, matrix)])


@dataclass(frozen=True, slots=True)
class Int8Weights:
    """One byte a weight, a scale for each output; the arithmetic stays in float32."""

    def rows(self, graph: Graph, name: str, table: Floats, ids: str) -> str:
        """Keep a byte a weight and a scale a row; only the rows asked for become floats."""
        levels, scales = quantise(table, axis=1)
        picked = graph.add("Gather", [graph.constant(name, levels), ids])
        scale = graph.add("Gather", [graph.constant(f"{name}.scale", scales), ids])
        return graph.add("Mul", [graph.add("Cast", [picked], to=TensorProto.FLOAT), scale])

    def product(self, graph: Graph, name: str, x: str, matrix: Floats) -> str:
        """Keep a byte a weight and a scale a column; loading turns them into floats once."""
        levels, scales = quantise(matrix, axis=0)
        stored = [graph.constant(name, levels), graph.constant(f"{name}.scale", scales.ravel())]
        return graph.add("MatMul", [x, graph.add("DequantizeLinear", stored, axis=1)])


@dataclass(frozen=True, slots=True)
class Int8Blocks(Int8Weights):
    """One byte a weight, a scale for each block of inputs; integer products, block by block.

    Attributes:
        block: Inputs that share a scale: 16, 32, 64 or 128.
    """

    block: int

    def product(self, graph: Graph, name: str, x: str, matrix: Floats) -> str:
        """Multiply with `MatMulNBits`, which rounds the activations to int8 within each block."""
        inputs, outputs = matrix.shape
        blocks = matrix.T.reshape(outputs, inputs // self.block, self.block)
        levels, scales = quantise(blocks, axis=2)
        stored = [
            graph.constant(name, (levels.astype(np.int16) + 128).astype(np.uint8)),
            graph.constant(f"{name}.scale", scales[..., 0]),
        ]
        options = {"K": inputs, "N": outputs, "bits": 8, "block_size": self.block}
        return graph.add("MatMulNBits", [x, *stored], _RUNTIME, accuracy_level=4, **options)


@dataclass(frozen=True, slots=True)
class Int8Dynamic(Int8Weights):
    """Integer products, the activations of a whole batch rounded to 256 levels as they come.

    Attributes:
        by_column: A scale for each output, not one for the matrix.
        levels: The largest level of a weight: 127, or 63 where a processor's 16-bit sums
            might overflow.
        kept: Matrices whose names end so stay in float arithmetic.
    """

    by_column: bool
    levels: int = 127
    kept: tuple[str, ...] = ()

    def product(self, graph: Graph, name: str, x: str, matrix: Floats) -> str:
        """Multiply with `DynamicQuantizeMatMul`."""
        if name.endswith(self.kept):
            return Int8Weights.product(self, graph, name, x, matrix)
        weights, scales = quantise(matrix, axis=0 if self.by_column else None, top=self.levels)
        stored = [
            graph.constant(name, weights),
            graph.constant(f"{name}.scale", scales.ravel()),
            graph.constant(f"{name}.zero", np.zeros(scales.size, np.int8)),
        ]
        return graph.add("DynamicQuantizeMatMul", [x, *stored], _RUNTIME)


@dataclass(frozen=True, slots=True)
class Int8Rows(Int8Weights):
    """Integer products, the activations of each token rounded to levels of a scale of its own.

    Unlike under one scale for the batch, what becomes of a token does not hang on its company. At
    7 bits the sum of two products fits into 16, where the kernels of older processors add them,
    so that all processors come to the same sums.

    Attributes:
        bits: Of an activation: 7 or 8.
    """

    bits: int = 7

    def product(self, graph: Graph, name: str, x: str, matrix: Floats) -> str:
        """Multiply levels with levels, and the sums with both scales."""
        weights, scales = quantise(matrix, axis=0)
        after_gelu = name.endswith(".output.dense") and ".attention." not in name
        levels = self._above(graph, x) if after_gelu else self._around(graph, x)
        inputs = [levels.values, graph.constant(name, weights), levels.nought]
        sums = graph.add("Cast", [graph.add("MatMulInteger", inputs)], to=TensorProto.FLOAT)
        by_token = graph.add("Mul", [sums, levels.scale])
        found = graph.add("Mul", [by_token, graph.constant(f"{name}.scale", scales.ravel())])
        if not after_gelu:
            return found
        least = (GELU_LEAST * (weights * scales).sum(axis=0)).astype(np.float32)
        return graph.add("Add", [found, graph.constant(f"{name}.least", least)])

    def _around(self, graph: Graph, x: str) -> Levels:
        """Round `x` to levels on both sides of nought."""
        if x not in graph.levels:  # query, key and value multiply the same
            top = 2 ** (self.bits - 1) - 1
            graph.levels[x] = _rounded(graph, x, graph.add("Abs", [x]), top, nought=top + 1)
        return graph.levels[x]

    def _above(self, graph: Graph, x: str) -> Levels:
        """Round what `x` exceeds `GELU_LEAST` by, so that no level stands for what never is."""
        least = graph.shared("gelu.least", np.array(-GELU_LEAST, np.float32))
        above = graph.add("Add", [x, least])
        return _rounded(graph, above, above, 2**self.bits - 1, nought=0)


def _rounded(graph: Graph, x: str, size: str, top: int, nought: int) -> Levels:
    """Return `x` as whole levels: of each token the greatest of `size` is `top` above `nought`."""
    greatest = graph.add("ReduceMax", [size], axes=[-1], keepdims=1)
    greatest = graph.add("Max", [greatest, graph.shared("tiny", np.array(1e-9, np.float32))])
    most = graph.shared(f"top.{top}", np.array(top, np.float32))
    raised = graph.add("Mul", [x, graph.add("Div", [most, greatest])])
    # Cast cuts off what is behind the point; with a half added, it rounds.
    half = graph.shared(f"half.{nought}", np.array(nought + 0.5, np.float32))
    return Levels(
        values=graph.add("Cast", [graph.add("Add", [raised, half])], to=TensorProto.UINT8),
        scale=graph.add("Div", [greatest, most]),
        nought=graph.shared(f"nought.{nought}", np.array(nought, np.uint8)),
    )


def quantise(values: Floats, axis: int | None, top: int = 127) -> tuple[NDArray[np.int8], Floats]:
    """Return `values` as whole levels in [-top, top] and their scales, symmetric about zero.

    The scales have the shape of `values` with 1 along `axis` (along every axis for `None`), and
    levels * scales is `values` to within half a scale.
    """
    scales = np.abs(values).max(axis=axis, keepdims=True) / np.float32(top)
    scales = np.where(scales == 0, 1, scales).astype(np.float32)
    return np.rint(values / scales).astype(np.int8), scales


def bert(weights: Weights, shape: Shape, storage: Storage) -> onnx.ModelProto:
    """Return the network: token ids and their mask, int64 (batch, length), to hidden states.

    The outputs `last_hidden_state` and `lower_states` (after `shape.lower` blocks) are float32
    (batch, length, d). Token types are all zero, as a sentence encoder has them.
    """
    graph = Graph()
    mask = graph.add("Cast", ["attention_mask"], to=TensorProto.INT32)
    states = _embeddings(graph, weights, shape, storage)
    lower = _blocks(graph, weights, shape, storage, range(shape.lower), states, mask)
    rename(graph, lower, LOWER)
    last = _blocks(graph, weights, shape, storage, range(shape.lower, shape.layers), LOWER, mask)
    rename(graph, last, LAST)
    return _model(
        graph, {"input_ids": None, "attention_mask": None}, (LAST, LOWER), _width(weights)
    )


def upper(weights: Weights, shape: Shape, storage: Storage) -> onnx.ModelProto:
    """Return the blocks above `shape.lower` by themselves.

    From `lower_states`, float32 (batch, length, d), and the mask, int64 (batch, length), to
    `last_hidden_state`, float32 (batch, length, d).
    """
    graph = Graph()
    mask = graph.add("Cast", ["attention_mask"], to=TensorProto.INT32)
    last = _blocks(graph, weights, shape, storage, range(shape.lower, shape.layers), LOWER, mask)
    rename(graph, last, LAST)
    width = _width(weights)
    return _model(graph, {LOWER: width, "attention_mask": None}, (LAST,), width)


def _blocks(
    graph: Graph,
    weights: Weights,
    shape: Shape,
    storage: Storage,
    layers: range,
    states: str,
    mask: str,
) -> str:
    for layer in layers:
        block = _Block(graph, weights, shape, storage, f"encoder.layer.{layer}")
        states = block.feed_forward(block.attention(states, mask))
    return states


def rename(graph: Graph, value: str, name: str) -> None:
    """Give the value of the last node the name by which callers know it."""
    assert graph.nodes[-1].output[0] == value
    graph.nodes[-1].output[0] = name


def _width(weights: Weights) -> int:
    return next(each.size for name, each in weights.items() if name.endswith("LayerNorm.weight"))


def _embeddings(graph: Graph, weights: Weights, shape: Shape, storage: Storage) -> str:
    name = "embeddings"
    words = storage.rows(
        graph, f"{name}.words", weights[f"{name}.word_embeddings.weight"], "input_ids"
    )
    # Every token is of type 0: its vector is part of the position's.
    places = weights[f"{name}.position_embeddings.weight"][: shape.window]
    places = places + weights[f"{name}.token_type_embeddings.weight"][0]
    first = graph.constant("first", np.array([0], np.int64))
    length = graph.add("Shape", ["input_ids"], start=1, end=2)
    positions = graph.add("Slice", [graph.constant("positions", places), first, length, first])
    scaling = [
        graph.constant(f"{name}.norm.{part}", weights[f"{name}.LayerNorm.{part}"])
        for part in ("weight", "bias")
    ]
    total = graph.add("Add", [words, positions])
    return graph.add("LayerNormalization", [total, *scaling], epsilon=shape.epsilon)


@dataclass(frozen=True, slots=True)
class _Block:
    """One transformer block, its weights under `name`."""

    graph: Graph
    weights: Weights
    shape: Shape
    storage: Storage
    name: str

    def attention(self, states: str, mask: str) -> str:
        parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
        biases = np.concatenate([self.weights[f"{self.name}.{part}.bias"] for part in parts])
        mixed = self.graph.add(
            "MultiHeadAttention",
            [
                *(self._product(part, states) for part in parts),
                self.graph.constant(f"{self.name}.attention.self.bias", biases),
                mask,
            ],
            _RUNTIME,
            num_heads=self.shape.heads,
        )
        return self._residual("attention.output", mixed, states)

    def feed_forward(self, states: str) -> str:
        widened = [self._product("intermediate.dense", states), self._bias("intermediate.dense")]
        return self._residual("output", self.graph.add("BiasGelu", widened, _RUNTIME), states)

    def _residual(self, part: str, inner: str, states: str) -> str:
        """Return LayerNorm(inner @ dense + bias + states)."""
        scaling = [
            self.graph.constant(f"{self.name}.{part}.norm.{each}", self._weight(part, each))
            for each in ("weight", "bias")
        ]
        dense = [self._product(f"{part}.dense", inner), self._bias(f"{part}.dense")]
        total = self.graph.add("Add", [self.graph.add("Add", dense), states])
        # One operator for all three, SkipLayerNormalization, takes four times as long.
        return self.graph.add("LayerNormalization", [total, *scaling], epsilon=self.shape.epsilon)

    def _weight(self, part: str, each: str) -> Floats:
        return self.weights[f"{self.name}.{part}.LayerNorm.{each}"]

    def _product(self, part: str, x: str) -> str:
        name = f"{self.name}.{part}"
        return self.storage.product(self.graph, name, x, self.weights[f"{name}.weight"].T)

    def _bias(self, part: str) -> str:
        name = f"{self.name}.{part}.bias"
        return self.graph.constant(name, self.weights[name])


def _model(
    graph: Graph, inputs: Mapping[str, int | None], outputs: Sequence[str], width: int
) -> onnx.ModelProto:
    """Return the model; an input with a width is of states, one without of whole numbers."""
    tokens = ["batch", "length"]
    given = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [*tokens, each])
        if each
        else helper.make_tensor_value_info(name, TensorProto.INT64, tokens)
        for name, each in inputs.items()
    ]
    made = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, [*tokens, width]) for name in outputs
    ]
    return helper.make_model(
        helper.make_graph(graph.nodes, "bert", given, made, graph.constants),
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid(_RUNTIME, 1)],
        ir_version=8,  # what goes with opset 17; later readers take it too
        producer_name="tutor",
    )
