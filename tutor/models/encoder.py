"""The bundled sentence encoder: all-MiniLM-L6-v2 on ONNX Runtime, without torch or a network."""

from __future__ import annotations

import hashlib
import json
import os
import re
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
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

NAME = "all-MiniLM-L6-v2 (int8)"
"""What the bundled encoder is called wherever a judgement is kept."""

MAX_CHARACTERS = 8192
"""How much of a text is tokenised: 256 tokens of English are about 1,200 characters, so only a
text whose tokens average more than 32 characters could notice."""

MAX_BATCH_TOKENS = 1024
"""Padded tokens in one run of the network, which bounds its memory."""

RUN = 17
"""Tokens that take as long as a run does besides its tokens: on one core of an AMD EPYC, 2.2 ms
of the encoder and 1.1 ms of the cross-encoder, at 0.13 and 0.065 ms a token."""

_SURROGATE = re.compile("[\ud800-\udfff]")
REINSTALL = "Reinstall tutor: its package carries the encoder's weights."


def load_encoder(name: str | None) -> Encoder:
    """Return the bundled encoder for `None`, else the SentenceTransformer called `name`.

    Raises:
        ModelError: The library or the model that `name` needs is not there.
    """
    if name is None:
        return BundledEncoder()
    from tutor.models.sentence_transformers import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name)


CACHED_STATES = 512
"""Texts whose lower states are kept, about 30 kB each."""


class BundledEncoder:
    """all-MiniLM-L6-v2 in int8, as it lies in the package.

    Making one costs nothing; the first `encode`, or `load` from any thread, reads the weights.
    The vector of a text does not depend on the texts encoded beside it, up to rounding.

    Args:
        threads: Cores for one run of the network, ≥ 1. An answer's runs are too short for two: on
            two cores of an AMD EPYC a grade takes 36 ms with both, and 31 ms with one.
        weights: The folder of the weights; the package's own by default.
    """

    def __init__(self, threads: int = 1, weights: Path | None = None) -> None:
        self.threads = threads
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

    def knows(self, word: str) -> bool:
        """Return whether a word, in small letters, is whole in the tokenizer's vocabulary.

        Raises:
            ModelError: A file of the weights is missing or damaged.
        """
        return self._loaded().tokenizer.token_to_id(word) is not None

    def lower_states(self, texts: Sequence[str]) -> list[Floats]:
        """Return each text's hidden states after the lower blocks, special tokens among them.

        Each has the shape (t, d). They are kept for the texts that were last encoded, so that
        what reads the same texts next pays for them once.

        Raises:
            ModelError: A file of the weights is missing or damaged.
        """
        return self._loaded().lower_states(texts)

    def _loaded(self) -> _Network:
        with self._lock:
            if self._network is None:
                self._network = _read_network(self._weights, self.threads)
            return self._network


@dataclass(frozen=True, slots=True)
class _Network:
    """The tokenizer and the network, ready to run."""

    tokenizer: tokenizers.Tokenizer
    session: onnxruntime.InferenceSession
    lower: OrderedDict[str, Floats] = field(default_factory=OrderedDict)

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        # One by one: a batch would start the tokenizer's own threads for texts this short.
        tokens = [self.tokenizer.encode(harmless(text)) for text in texts]
        lengths = [len(each.ids) for each in tokens]
        encodings: dict[int, Encoding] = {}
        for batch in batches(lengths):
            states, lower = self._run([tokens[i].ids for i in batch], lengths[batch[-1]])
            for row, i in enumerate(batch):
                encodings[i] = _encoding(texts[i], tokens[i], states[row])
                self._keep(texts[i], lower[row, : lengths[i]].copy())
        return [encodings[i] for i in range(len(texts))]

    def lower_states(self, texts: Sequence[str]) -> list[Floats]:
        found = {text: self.lower[text] for text in set(texts) & self.lower.keys()}
        new = list(dict.fromkeys(text for text in texts if text not in found))
        for start in range(0, len(new), CACHED_STATES):
            part = new[start : start + CACHED_STATES]
            self.encode(part)
            found |= {text: self.lower[text] for text in part}
        return [found[text] for text in texts]

    def _keep(self, text: str, states: Floats) -> None:
        self.lower[text] = states
        while len(self.lower) > CACHED_STATES:
            self.lower.popitem(last=False)

    def _run(self, ids: list[list[int]], length: int) -> tuple[Floats, Floats]:
        """Return the last and the lower hidden states, each of shape (len(ids), length, d)."""
        padded = np.zeros((len(ids), length), np.int64)
        mask = np.zeros_like(padded)
        for row, values in enumerate(ids):
            padded[row, : len(values)] = values
            mask[row, : len(values)] = 1
        last, lower = self.session.run(None, {"input_ids": padded, "attention_mask": mask})
        return last, lower


def harmless(text: str) -> str:
    """Return the head of `text` that is encoded, offsets unmoved and lone surrogates replaced."""
    return _SURROGATE.sub("\ufffd", text[:MAX_CHARACTERS])


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the indices in batches that take the least time: texts of like lengths together.

    A run takes as long as its padded tokens and `RUN` more, so that both padding and many small
    runs cost. Sorted by length, the best batches are stretches, found one end after the other.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    cost = [0] * (len(order) + 1)  # of the first so many, in the best batches
    begins = [0] * (len(order) + 1)  # where the last of these batches begins
    for end in range(1, len(order) + 1):
        longest = lengths[order[end - 1]]
        first = max(0, end - max(1, MAX_BATCH_TOKENS // max(1, longest)))
        cost[end], begins[end] = min(
            (cost[begin] + longest * (end - begin) + RUN, begin) for begin in range(first, end)
        )
    ends = [len(order)]
    while ends[-1]:
        ends.append(begins[ends[-1]])
    for end, begin in zip(ends[-2::-1], ends[:0:-1], strict=True):
        yield order[begin:end]


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
    check(weights, "encoder.json", ("encoder.onnx", "tokenizer.json"))
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(weights / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    return _Network(tokenizer, open_session(weights / "encoder.onnx", threads))


def open_session(network: Path, threads: int) -> onnxruntime.InferenceSession:
    """Open a network to run on the CPU, on so many threads; nobody is told of it."""
    # Since 1.29 official builds of ONNX Runtime, on being imported, write an identifier of the
    # machine into the cache folder and send events to Microsoft, unless this variable stands
    # (https://github.com/microsoft/onnxruntime/pull/27379). The call is for Windows, and for
    # programs that have imported it before us.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Waiting threads sleep: spinning, they would hold a core that other programs want.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors only: warnings would be printed over the prompt
    # Where int8 weights are to be turned into floats, as in training, do so once, on loading: the
    # integer kernels that would be chosen instead round a whole batch by one scale.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return onnxruntime.InferenceSession(
        str(network),
        options,
        providers=["CPUExecutionProvider"],
        disabled_optimizers=["SkipLayerNormFusion"],  # what it fuses takes four times as long
    )


def check(weights: Path, card: str, names: Sequence[str]) -> None:
    """Compare files with the hashes in `card`, which takes 15 ms: damage would misgrade silently.

    Raises:
        ModelError: One is missing, or is not the one that was published.
    """
    try:
        published = json.loads((weights / card).read_text("utf-8"))["files"]
        for name in names:
            with (weights / name).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if digest != published[name]["sha256"]:
                raise ModelError(f"{weights / name}: not the file that was published", REINSTALL)
    except OSError as fault:
        raise ModelError(f"{fault.filename}: {fault.strerror}", REINSTALL) from fault
    except (ValueError, LookupError, TypeError) as fault:
        place = weights / card
        raise ModelError(f"{place}: does not describe these weights", REINSTALL) from fault
