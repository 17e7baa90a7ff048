"""The bundled cross-encoder: reads a learner's text and a point together, on ONNX Runtime.

It takes over where the sentence encoder's lower blocks end, so that a text is read once for every
point that it is held against (`tutor.training.cross_encoder` has the design and its source).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import numpy as np

from tutor.errors import ModelError
from tutor.grading.verdict import OUTPUTS, Floats
from tutor.models.encoder import REINSTALL, BundledEncoder, batches, check, open_session, unit

if TYPE_CHECKING:
    import onnxruntime

NETWORK, ARRAYS, CARD = "cross_encoder.onnx", "cross_encoder.npz", "cross_encoder.json"

WINDOW = 72
"""Tokens of either text that are read; it was trained on no more."""


@dataclass(frozen=True, slots=True, eq=False)
class Interaction:
    """Two sequences of token vectors, read against each other.

    The decomposable attention of Parikh et al. 2016 ("A decomposable attention model for natural
    language inference"), beside the difference and the product of the two mean vectors.

    Attributes:
        sides: Shape (2, d): what is added to the lower states of either text.
        given: Shape (d,): what is added besides, times a token's nearness to the question.
        project: Shape (d, h), with `project_bias` (h,): token vector -> comparison space, by tanh.
        attend: Shape (d, h): what is added to the cosine in attention.
        sharpness: What the cosine is multiplied by in attention.
        compare: Shape (4h + 1, h), with `compare_bias` (h,): one token beside its counterpart.
        mix: Shape (4h + 2d, h), with `mix_bias` (h,): both directions, mean and maximum.
        out: Shape (h, o), with `out_bias` (o,): the logits named in `OUTPUTS`.
    """

    sides: Floats
    given: Floats
    project: Floats
    project_bias: Floats
    attend: Floats
    sharpness: Floats
    compare: Floats
    compare_bias: Floats
    mix: Floats
    mix_bias: Floats
    out: Floats
    out_bias: Floats

    def __call__(self, said: Floats, point: Floats) -> Floats:
        """Return the logits, shape (o,), from states of shape (n, d) and (m, d), n and m ≥ 1."""
        said, point = unit(said), unit(point)
        left = np.tanh(said @ self.project + self.project_bias)
        right = np.tanh(point @ self.project + self.project_bias)
        cosine = said @ point.T
        attention = self.sharpness * cosine + (said @ self.attend) @ (point @ self.attend).T
        one, other = unit(said.mean(axis=0)), unit(point.mean(axis=0))
        scale = np.float32(np.sqrt(len(one)))
        both = [
            self._side(left, right, attention, cosine),
            self._side(right, left, attention.T, cosine.T),
            np.abs(one - other) * scale,
            one * other * scale,
        ]
        hidden = np.maximum(np.concatenate(both) @ self.mix + self.mix_bias, 0)
        logits: Floats = hidden @ self.out + self.out_bias
        return logits

    def _side(self, own: Floats, other: Floats, attention: Floats, cosine: Floats) -> Floats:
        """Shape (2h,): mean and maximum over one side's tokens, each beside its counterpart."""
        counterpart = _softmax(attention) @ other
        closest = cosine.max(axis=1, keepdims=True)
        beside = [own, counterpart, np.abs(own - counterpart), own * counterpart, closest]
        compared = np.maximum(np.concatenate(beside, axis=1) @ self.compare + self.compare_bias, 0)
        return np.concatenate([compared.mean(axis=0), compared.max(axis=0)])


def nearness(states: Floats, question: Floats) -> Floats:
    """Return each token's highest cosine with a token of the question, shape (n,), in [0, 1].

    Args:
        states: Shape (n, d): the lower states of a text.
        question: Shape (m, d): those of the question, special tokens first and last.
    """
    asked = unit(question[1:-1])
    if not len(asked):
        return np.zeros(len(states), np.float32)
    near: Floats = np.clip((unit(states) @ asked.T).max(axis=1), 0, 1)
    return near


def _softmax(logits: Floats) -> Floats:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True, slots=True)
class _Network:
    """The blocks and the interaction, ready to run."""

    session: onnxruntime.InferenceSession
    interaction: Interaction

    def compare(self, question: Floats, said: Sequence[Floats], points: Sequence[Floats]) -> Floats:
        """Return the logits of each pair of lower states, shape (n, o)."""
        together = [
            np.concatenate([self._marked(one, 0, question), self._marked(other, 1, question)])
            for one, other in zip(said, points, strict=True)
        ]
        lengths = [len(states) for states in together]
        logits = np.zeros((len(together), len(OUTPUTS)), np.float32)
        for batch in batches(lengths):
            rows = self._run([together[i] for i in batch], lengths[batch[-1]])
            for i, states in zip(batch, rows, strict=True):
                cut = len(said[i][:WINDOW])
                logits[i] = self.interaction(states[:cut], states[cut : lengths[i]])
        return logits

    def _marked(self, states: Floats, side: int, question: Floats) -> Floats:
        """Return what the blocks read of a text: which side it is, and what the question gave."""
        states, inner = states[:WINDOW], self.interaction
        near = nearness(states, question)
        marked: Floats = states + inner.sides[side] + near[:, None] * inner.given
        return marked

    def _run(self, together: list[Floats], length: int) -> Floats:
        padded = np.zeros((len(together), length, together[0].shape[1]), np.float32)
        mask = np.zeros((len(together), length), np.int64)
        for row, states in enumerate(together):
            padded[row, : len(states)] = states
            mask[row, : len(states)] = 1
        found: Floats = self.session.run(None, {"lower_states": padded, "attention_mask": mask})[0]
        return found


class BundledCrossEncoder:
    """The cross-encoder as it lies in the package.

    Making one costs nothing; the first `compare`, or `load` from any thread, reads the weights.

    Args:
        encoder: Whose lower blocks it goes on from.
        weights: The folder of the weights; the package's own by default.
    """

    def __init__(self, encoder: BundledEncoder, weights: Path | None = None) -> None:
        self._encoder = encoder
        self._weights = weights or Path(str(files("tutor.models"))) / "weights"
        self._lock = threading.Lock()
        self._network: _Network | None = None

    def load(self) -> None:
        """Read the weights, unless that is done; safe to call from several threads.

        Raises:
            ModelError: A file of the weights is missing or damaged.
        """
        self._encoder.load()
        self._loaded()

    def compare(self, question: str, pairs: Sequence[tuple[str, str]]) -> Floats:
        """Return logits for each (the learner's text, point), shape (len(pairs), len(OUTPUTS)).

        Args:
            question: What was asked: a point need not be said again where the question said it.
            pairs: What is compared.

        Raises:
            ModelError: A file of the weights is missing or damaged.
        """
        asked, *states = self._encoder.lower_states(
            [question, *(t for pair in pairs for t in pair)]
        )
        return self._loaded().compare(asked, states[::2], states[1::2])

    def pooled_states(self, texts: Sequence[str]) -> Floats:
        """Return what the lower blocks make of the tokens of some texts, pooled, shape (4d,).

        It is their mean, their greatest, their mean square, and the mean product of neighbours.

        Raises:
            ModelError: A file of the encoder's weights is missing or damaged.
        """
        states = [each[1:-1] for each in self._encoder.lower_states(texts)]  # no special tokens
        each = np.concatenate(states)
        beside = np.concatenate([one[1:] * one[:-1] for one in states])
        if not len(each):
            return np.zeros(4 * each.shape[1], np.float32)
        products = beside.sum(axis=0) / max(1, len(beside))
        parts = (each.mean(axis=0), each.max(axis=0), (each * each).mean(axis=0), products)
        pooled: Floats = np.concatenate(parts).astype(np.float32)
        return pooled

    def _loaded(self) -> _Network:
        with self._lock:
            if self._network is None:
                self._network = _read_network(self._weights, self._encoder.threads)
            return self._network


def save_interaction(interaction: Interaction, folder: Path) -> None:
    """Write the interaction's arrays into `folder`."""
    arrays = {field.name: getattr(interaction, field.name) for field in fields(Interaction)}
    with (folder / ARRAYS).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)


def read_interaction(folder: Path) -> Interaction:
    """Read the interaction's arrays from `folder`.

    Raises:
        OSError, ValueError, KeyError: They are missing or damaged.
    """
    with np.load(folder / ARRAYS, allow_pickle=False) as arrays:
        return Interaction(**{field.name: arrays[field.name] for field in fields(Interaction)})


def _read_network(weights: Path, threads: int) -> _Network:
    check(weights, CARD, (NETWORK, ARRAYS))
    place = weights / CARD
    try:
        outputs: Mapping[str, object] = json.loads(place.read_text("utf-8"))
        if tuple(outputs["outputs"]) != OUTPUTS:  # type: ignore[arg-type]
            raise ModelError(f"{place}: made for another version of tutor", REINSTALL)
        interaction = read_interaction(weights)
    except (OSError, ValueError, LookupError, TypeError, BadZipFile) as fault:
        raise ModelError(f"{place}: the cross-encoder cannot be read", REINSTALL) from fault
    return _Network(open_session(weights / NETWORK, threads), interaction)
