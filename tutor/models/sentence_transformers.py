"""Any SentenceTransformer as the encoder, through the library that publishes them.

It needs the extra `[sentence-transformers]`, whose import costs seconds and torch; nothing here
imports it before an encoder is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tutor.errors import ModelError
from tutor.grading.verdict import Encoding, Floats
from tutor.models.encoder import harmless, spans, unit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from torch import Tensor

MAX_WORDS = 256
"""Words of one text that get a vector where the model's own tokens cannot be used."""

_WORD = re.compile(r"\w+")
_EXTRA = "Install it with `pip install 'tutor[sentence-transformers]'`."
_ELSEWHERE = "Check the name and the network, or give the folder of a downloaded model."


class SentenceTransformerEncoder:
    """A SentenceTransformer: its sentence vectors, and its token vectors where it has them.

    Token vectors are the transformer's, placed by the offsets of its tokenizer. Where a model has
    no such tokens (static embeddings, a tokenizer written in Python, a dense layer that moves
    sentences to a space of their own), each word is encoded alone: the spans are right, but the
    vectors know nothing of the words around them.

    Args:
        model: A published name, a folder, or a model that is already loaded.
        name: What to call a loaded model.

    Raises:
        ModelError: The library is not installed, or it cannot load `model`.
    """

    def __init__(
        self, model: str | Path | SentenceTransformer, name: str = "SentenceTransformer"
    ) -> None:
        if isinstance(model, str | Path):
            self._model = _load(str(model))
            self._name = Path(model).resolve().name if Path(model).is_dir() else str(model)
        else:
            self._model = model
            self._name = name

    @property
    def name(self) -> str:
        """The model's published name, or the name of its folder."""
        return self._name

    def knows(self, word: str) -> bool:
        """Return whether a word, in small letters, is whole in the tokenizer's vocabulary.

        Where a model has no vocabulary to ask, every word counts as known.
        """
        return not self._vocabulary or word in self._vocabulary

    @cached_property
    def _vocabulary(self) -> Mapping[str, int]:
        tokenizer = getattr(self._model[0], "tokenizer", None)
        found: Mapping[str, int] = getattr(tokenizer, "get_vocab", dict)()
        return found

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each text, as far as the model's window reaches; in the order of `texts`."""
        if not texts:
            return []
        cleaned = [harmless(text) for text in texts]
        outputs = self._model.encode(cleaned, output_value=None, show_progress_bar=False)
        return _by_tokens(self._model, cleaned, outputs) or _by_words(self._model, cleaned, outputs)


def _load(name: str) -> SentenceTransformer:
    if not name:
        raise ModelError("a SentenceTransformer without a name", "Give its name or its folder.")
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as fault:
        raise ModelError(f"{name}: needs sentence-transformers: {fault}", _EXTRA) from fault
    try:
        return SentenceTransformer(name)
    except Exception as fault:  # the hub, each loader and a model's own files raise as they like
        reason = str(fault).partition("\n")[0]
        raise ModelError(f"{name}: not a SentenceTransformer here: {reason}", _ELSEWHERE) from fault


def _by_tokens(
    model: SentenceTransformer, texts: list[str], outputs: Sequence[Mapping[str, Tensor]]
) -> list[Encoding]:
    """Return the encodings by the model's own tokens; none where it has no usable ones."""
    tokenizer = getattr(model[0], "tokenizer", None)
    if tokenizer is None or not getattr(tokenizer, "is_fast", False) or not _one_space(outputs[0]):
        return []
    prompt = model.prompts.get(model.default_prompt_name) or ""
    prompted = [prompt + text for text in texts]
    tokens = tokenizer(
        prompted,
        truncation=True,
        max_length=model.max_seq_length,
        return_offsets_mapping=True,
        return_special_tokens_mask=True,
    )
    seen = [output["input_ids"][_real(output)].tolist() for output in outputs]
    if seen != tokens["input_ids"]:
        return []  # the model prepares texts in a way of its own
    encodings = []
    for text, output, offsets, special in zip(
        prompted, outputs, tokens["offset_mapping"], tokens["special_tokens_mask"], strict=True
    ):
        places = spans(text, offsets) - len(prompt)
        content = (np.array(special) == 0) & (places[:, 0] >= 0) & (places[:, 0] < places[:, 1])
        states = _array(output["token_embeddings"][_real(output)])
        encodings.append(_encoding(output, places[content], states[content]))
    return encodings


def _real(output: Mapping[str, Tensor]) -> Tensor:
    """Return which tokens are the text's, not padding."""
    return output["attention_mask"].bool()


def _one_space(output: Mapping[str, Tensor]) -> bool:
    """Return whether tokens have vectors, of as many dimensions as the sentence's."""
    return (
        "token_embeddings" in output
        and output["token_embeddings"].shape[-1] == output["sentence_embedding"].shape[-1]
    )


def _by_words(
    model: SentenceTransformer, texts: list[str], outputs: Sequence[Mapping[str, Tensor]]
) -> list[Encoding]:
    """Return the encodings with each word's vector as the model sees it alone."""
    places = [
        spans(text, [match.span() for match in _WORD.finditer(text)][:MAX_WORDS]) for text in texts
    ]
    words = [
        [text[start:end] for start, end in rows] for text, rows in zip(texts, places, strict=True)
    ]
    known = list({word: None for row in words for word in row})
    vectors = dict(zip(known, model.encode(known, show_progress_bar=False), strict=True))
    encodings = []
    for output, rows, row in zip(outputs, places, words, strict=True):
        states = np.array([vectors[word] for word in row], np.float32)
        size = output["sentence_embedding"].shape[-1]
        encodings.append(_encoding(output, rows, states.reshape(len(row), size)))
    return encodings


def _encoding(output: Mapping[str, Tensor], places: NDArray[np.int32], states: Floats) -> Encoding:
    """Return one text's encoding; a text without tokens has the zero vector."""
    vector = _array(output["sentence_embedding"])
    vector = unit(vector) if len(places) else np.zeros_like(vector)
    return Encoding(vector=vector, spans=places, token_vectors=unit(states))


def _array(tensor: Tensor) -> Floats:
    array: Floats = tensor.float().cpu().numpy()
    return array
