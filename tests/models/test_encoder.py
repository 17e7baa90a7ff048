import json
import shutil
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutor.models
from tutor.errors import ModelError
from tutor.grading.verdict import Encoder, Encoding
from tutor.models.encoder import (
    MAX_BATCH_TOKENS,
    MAX_CHARACTERS,
    NAME,
    BundledEncoder,
    batches,
    load_encoder,
)

ROOT = Path(__file__).parents[2]
WEIGHTS = Path(tutor.models.__path__[0]) / "weights"


@pytest.fixture(scope="module")
def encoder() -> BundledEncoder:
    return BundledEncoder()


def words(text: str, encoding: Encoding) -> list[str]:
    return [text[start:end] for start, end in encoding.spans]


def assert_well_formed(text: str, encoding: Encoding) -> None:
    count = len(encoding.spans)
    assert encoding.vector.shape == (384,)
    assert encoding.spans.shape == (count, 2)
    assert encoding.token_vectors.shape == (count, 384)
    assert np.linalg.norm(encoding.vector) == pytest.approx(1 if count else 0, abs=1e-5)
    assert np.linalg.norm(encoding.token_vectors, axis=1) == pytest.approx(np.ones(count), abs=1e-5)
    starts, ends = encoding.spans[:, 0], encoding.spans[:, 1]
    assert (starts >= 0).all()
    assert (starts < ends).all()
    assert (ends <= len(text)).all()
    assert (np.diff(starts) >= 0).all()


def test_no_name_gives_the_bundled_encoder() -> None:
    encoder: Encoder = load_encoder(None)
    assert encoder.name == "all-MiniLM-L6-v2 (int8)"


def test_loading_it_leaves_no_trace_in_the_home(tmp_path: Path) -> None:
    load = "from tutor.models.encoder import BundledEncoder; BundledEncoder().load()"
    surroundings = {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}  # not that of a CI

    subprocess.run([sys.executable, "-c", load], env=surroundings, cwd=ROOT, check=True)

    assert list(tmp_path.iterdir()) == []


def test_a_paraphrase_is_nearer_than_another_topic(encoder: BundledEncoder) -> None:
    wire, same, other = encoder.encode(
        [
            "Electrons flow through the wire.",
            "A current runs along the cable.",
            "The parliament voted on the budget.",
        ]
    )
    assert wire.vector @ same.vector > 0.5 > 0.2 > wire.vector @ other.vector


def test_the_result_has_the_order_of_the_texts(encoder: BundledEncoder) -> None:
    texts = ["a much longer text about the water cycle and clouds " * 4, "salt", "", "sea water"]
    encodings = encoder.encode(texts)
    alone = [encoder.encode([text])[0] for text in texts]
    for together, single in zip(encodings, alone, strict=True):
        assert together.vector == pytest.approx(single.vector, abs=1e-5)
        assert together.token_vectors == pytest.approx(single.token_vectors, abs=1e-4)


def test_no_texts_give_no_encodings(encoder: BundledEncoder) -> None:
    assert encoder.encode([]) == []


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\x00", "\ud800", "\u0301"])
def test_a_text_without_tokens_has_the_zero_vector(text: str, encoder: BundledEncoder) -> None:
    (encoding,) = encoder.encode([text])
    assert_well_formed(text, encoding)
    assert len(encoding.spans) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Water evaporates.", ["Water", "eva", "por", "ates", "."]),
        ("🧪💧 salt", ["🧪💧", "salt"]),
        ("👩\u200d🔬 mixes", ["👩\u200d🔬", "mixes"]),
        ("cafe\u0301 noir", ["cafe\u0301", "noir"]),
        ("naïve CO₂", ["naïve", "CO₂"]),
        ("日本 sea", ["日", "本", "sea"]),
        ("a\x00b \ud83d cat", ["a\x00b", "cat"]),
        ("  two\n\nlines", ["two", "lines"]),
        ("[SEP] and [MASK]", ["[", "SEP", "]", "and", "[", "MASK", "]"]),
    ],
)
def test_spans_are_the_characters_of_the_tokens(
    text: str, expected: list[str], encoder: BundledEncoder
) -> None:
    (encoding,) = encoder.encode([text])
    assert words(text, encoding) == expected


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(max_size=60), max_size=5))
def test_any_texts_are_encoded(texts: list[str]) -> None:
    encodings = SHARED.encode(texts)
    assert len(encodings) == len(texts)
    for text, encoding in zip(texts, encodings, strict=True):
        assert_well_formed(text, encoding)


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs", "P"]), max_size=40))
def test_letters_lie_in_a_span(text: str) -> None:
    (encoding,) = SHARED.encode([text])
    covered = "".join(words(text, encoding))
    missed = set(text) - set(covered)
    assert not {each for each in missed if unicodedata.category(each)[0] in "LN"}


SHARED = BundledEncoder()


def test_a_long_text_ends_at_the_window(encoder: BundledEncoder) -> None:
    (encoding,) = encoder.encode(["word " * 20_000])
    assert len(encoding.spans) == 254


def test_what_lies_past_the_limit_is_never_read(encoder: BundledEncoder) -> None:
    head = "cat" + " " * MAX_CHARACTERS
    assert len(encoder.encode([head + "dog"])[0].spans) == 1


def test_several_threads_may_load_and_encode() -> None:
    encoder = BundledEncoder(threads=1)
    results: list[Encoding] = []
    workers = [
        threading.Thread(target=lambda: results.extend(encoder.encode(["the same text"])))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(results) == 4
    assert all(np.allclose(results[0].vector, each.vector) for each in results)


def test_making_one_reads_nothing(tmp_path: Path) -> None:
    assert BundledEncoder(weights=tmp_path / "nowhere").name == NAME


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json", "encoder.json"])
def test_a_missing_file_is_named(name: str, tmp_path: Path) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name) as caught:
        BundledEncoder(weights=folder).load()
    assert "Reinstall tutor" in caught.value.hint


@pytest.mark.parametrize("name", ["encoder.onnx", "tokenizer.json"])
def test_a_damaged_file_is_named(name: str, tmp_path: Path) -> None:
    folder = shutil.copytree(WEIGHTS, tmp_path / "weights")
    damaged = bytearray((folder / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (folder / name).write_bytes(damaged)
    with pytest.raises(ModelError, match=f"{name}: not the file that was published"):
        BundledEncoder(weights=folder).load()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"files": 3}', '{"files": {}}'])
def test_an_unreadable_description_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "encoder.json").write_text(text)
    (tmp_path / "encoder.onnx").touch()
    with pytest.raises(ModelError, match="does not describe these weights"):
        BundledEncoder(weights=tmp_path).load()


def test_the_weights_say_what_they_are() -> None:
    described = json.loads((WEIGHTS / "encoder.json").read_text("utf-8"))
    assert described["name"] == NAME
    assert described["licence"] == "Apache-2.0"
    assert described["files"]["encoder.onnx"]["bytes"] < 30e6


@given(st.lists(st.integers(1, 256), max_size=40))
def test_every_text_is_in_one_batch_and_none_is_too_large(lengths: list[int]) -> None:
    found = list(batches(lengths))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    assert all(max(lengths[i] for i in b) * len(b) <= MAX_BATCH_TOKENS for b in found)


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([8, 40, 8, 8], [[0, 2, 3], [1]]),
        ([10, 12, 11], [[0, 2, 1]]),
        ([5, 200], [[0], [1]]),
        ([], []),
    ],
)
def test_batches_trade_padding_for_runs(lengths: list[int], expected: list[list[int]]) -> None:
    assert list(batches(lengths)) == expected
