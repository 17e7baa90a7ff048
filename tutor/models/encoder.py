"""The bundled sentence encoder: all-MiniLM-L6-v2 on ONNX Runtime, without torch or a network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tutor.errors import ModelError
from tutor.grading.verdict import Encoder, Encoding, Floats

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers

NAME = "all-MiniLM-L6-v2 (int8 weights)"
"""What the bundled encoder is called wherever a judgement is kept."""

MAX_CHARACTERS = 8192
"""How much of a text is tokenised: 256 tokens of English are about 1,200 characters, so only a
text whose tokens average more than 32 characters could notice."""

MAX_BATCH_TOKENS = 1024
"""Padded tokens in one run of the network, which bounds its memory."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_REINSTALL = "Reinstall tutor: its package carries the encoder's weights."


def load_encoder(name: str | None) -> Encoder:
    """Return the bundled encoder for `None`, else the SentenceTransformer called `name`.

    Raises:
        ModelError: The library or the model that `name` needs is not there.
    """
    if name is None:
        return BundledEncoder()
    from tutor.models.sentence_transformers import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)


class BundledEncoder:
    """all-MiniLM-L6-v2 with int8 weights, as it lies in the package.

    Making one costs nothing; the first `encode`, or `load` from any thread, reads the weights.
    The vector of a text does not depend on the texts encoded beside it, up to rounding.

    Args:
        threads: Cores for one run of the network, ≥ 1; 0 for two or as many as there are.
        weights: The folder of the weights; the package's own by default.
    """

    def __init__(self, threads: int = 0, weights: Path | None = None) -> None:
        self._threads = threads or min(2, os.cpu_count() or 1)
        self._weights = weights or Path(str(files("tutor.models"))) / "weights"
        self._lock = threading.Lock()
        self._network: _Network | None = None

    @property
    def name(self) -> str:
        """The model's name, as stored with what it judged."""
        return NAME

    def load(self) -> None:
        """Read the weights, unless that is done; safe to call from several threads.

        Raises:
            ModelError: A file of the weights is missing or damaged.
        """
        self._loaded()

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each text, of which the first 254 tokens count; in the order of `texts`.

        Raises:
            ModelError: A file of the weights is missing or damaged.
        """
        if not texts:
            return []
        return self._loaded().encode(texts)

    def _loaded(self) -> _Network:
        with self._lock:
            if self._network is None:
                self._network = _read_network(self._weights, self._threads)
            return self._network


@dataclass(frozen=True, slots=True)
class _Network:
    """The tokenizer and the network, ready to run."""

    tokenizer: tokenizers.Tokenizer
    session: onnxruntime.InferenceSession

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        # One by one: a batch would start the tokenizer's own threads for texts this short.
        tokens = [self.tokenizer.encode(harmless(text)) for text in texts]
        lengths = [len(each.ids) for each in tokens]
        encodings: dict[int, Encoding] = {}
        for batch in _batches(lengths):
            states = self._run([tokens[i].ids for i in batch], max(lengths[i] for i in batch))
            encodings |= {
                i: _encoding(texts[i], tokens[i], rows)
                for i, rows in zip(batch, states, strict=True)
            }
        return [encodings[i] for i in range(len(texts))]

    def _run(self, ids: list[list[int]], length: int) -> Floats:
        """Return the last hidden states, shape (len(ids), length, d)."""
        padded = np.zeros((len(ids), length), np.int64)
        mask = np.zeros_like(padded)
        for row, values in enumerate(ids):
            padded[row, : len(values)] = values
            mask[row, : len(values)] = 1
        states: Floats = self.session.run(None, {"input_ids": padded, "attention_mask": mask})[0]
        return states


def harmless(text: str) -> str:
    """Return the head of `text` that is encoded, offsets unmoved and lone surrogates replaced."""
    return _SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indices in batches of similar length, so that little of a run is padding."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch:
            uneven = lengths[i] > 2 * lengths[batch[0]] + 8
            if uneven or lengths[i] * (len(batch) + 1) > MAX_BATCH_TOKENS:
                yield batch
                batch = []
        batch.append(i)
    if batch:
        yield batch


def _encoding(text: str, tokens: tokenizers.Encoding, states: Floats) -> Encoding:
    """Return the encoding of `text` from its states, shape (≥ t, d), padding last."""
    states = states[: len(tokens.ids)]
    content = np.array(tokens.special_tokens_mask) == 0
    places = spans(text, tokens.offsets)[content]
    vector = unit(states.mean(axis=0)) if content.any() else np.zeros_like(states[0])
    return Encoding(vector=vector, spans=places, token_vectors=unit(states[content]))


def spans(text: str, offsets: Iterable[tuple[int, int]]) -> NDArray[np.int32]:
    """Return `offsets` in `text`, shape (t, 2), each reaching over the accents that follow it.

    Tokenizers that drop accents end a token before a combining one; a quotation must not.
    """
    places = [(start, _past_marks(text, end)) for start, end in offsets]
    return np.array(places, np.int32).reshape(-1, 2)


def _past_marks(text: str, end: int) -> int:
    while 0 < end < len(text) and unicodedata.category(text[end]) == "Mn":
        end += 1
    return end


def unit(vectors: Floats) -> Floats:
    """Return the vectors, shape (..., d), scaled to length 1; zeros stay zeros."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)


def _read_network(weights: Path, threads: int) -> _Network:
    _check(weights)
    import onnxruntime
    import tokenizers

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads sleep: spinning, they would hold a core that other programs want.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors only: warnings would be printed over the prompt
    # Turn the int8 weights into floats on loading: the products are then float32 on every
    # processor, where the integer kernels that would be chosen instead round differently.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    tokenizer = tokenizers.Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    session = onnxruntime.InferenceSession(
        str(weights / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
    )
    return _Network(tokenizer, session)


def _check(weights: Path) -> None:
    """Compare the files with their hashes, which takes 15 ms: damage would misgrade silently."""
    try:
        published = json.loads((weights / "encoder.json").read_text("utf-8"))["files"]
        for name in ("encoder.onnx", "tokenizer.json"):
            with (weights / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != published[name]["sha256"]:
                raise ModelError(f"{weights / name}: not the file that was published", _REINSTALL)
    except OSError as fault:
        raise ModelError(f"{fault.filename}: {fault.strerror}", _REINSTALL) from fault
    except (ValueError, LookupError, TypeError) as fault:
        place = weights / "encoder.json"
        raise ModelError(f"{place}: does not describe the encoder", _REINSTALL) from fault
