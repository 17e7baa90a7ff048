"""What a way of storing an encoder does to similarities, and what it costs.

Similarity is the cosine of two texts' vectors. It is compared with the one that
sentence-transformers computes from the published float32 weights: by Spearman's rank correlation,
since a grader's head is fitted on top and only the order must survive, and by the differences.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np

from tutor.grading.verdict import Encoder, Floats
from tutor.models.encoder import BundledEncoder

PAIRS_PER_FILE = 1000
"""At most so many pairs are drawn from each file, so that a large one does not speak for all."""

_TOGETHER = 512

_HEAD = (
    "| weights | MB | Spearman | largest | mean | company | 25 tokens, ms | 8 × 25 tokens, ms "
    "| load, ms | peak, MB |"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two real texts whose similarity is asked.

    Attributes:
        left: A reference or premise.
        right: An answer or hypothesis.
        file: The name of the file that they are from.
    """

    left: str
    right: str
    file: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way of storing, by name, and the folder with its weights."""

    name: str
    weights: Path


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a candidate's similarities are from the reference's.

    Attributes:
        spearman: Rank correlation of the two, in [-1, 1].
        largest: The largest absolute difference.
        mean: The mean absolute difference.
        company: The largest 1 - cosine between a text's vector when encoded alone and among others.
    """

    spearman: float
    largest: float
    mean: float
    company: float


@dataclass(frozen=True, slots=True)
class Measured:
    """One row of the report.

    Attributes:
        name: The candidate.
        megabytes: The size of `encoder.onnx`, in 10⁶ bytes.
        drift: What became of the similarities.
        cost: What `tutor.training.encoder_cost` printed, by the number of threads.
    """

    name: str
    megabytes: float
    drift: Drift
    cost: Mapping[str, Mapping[str, float]]


def read_pairs(paths: Sequence[Path]) -> list[Pair]:
    """Return the pairs in the JSON-lines files `paths`, and in those of the folders among them.

    A line holds `reference` (a string, or a list whose first counts) and `answer`, or `premise`
    and `hypothesis`. At most `PAIRS_PER_FILE` are drawn from a file, the same ones every time.
    """
    files = [file for path in paths for file in (sorted(path.glob("*.jsonl")) or [path])]
    drawn = []
    for file in files:
        pairs = list(_pairs(file))
        drawn += random.Random(file.name).sample(pairs, min(PAIRS_PER_FILE, len(pairs)))
    return drawn


def _pairs(file: Path) -> Iterator[Pair]:
    for line in file.read_text("utf-8").splitlines():
        fields = json.loads(line)
        left = fields["reference"] if "reference" in fields else fields["premise"]
        right = fields["answer"] if "answer" in fields else fields["hypothesis"]
        yield Pair(left if isinstance(left, str) else left[0], right, file.name)


def spearman(left: Floats, right: Floats) -> float:
    """Return Spearman's rank correlation of two samples, shape (n,), ties at their mean rank."""
    return float(np.corrcoef(_ranks(left), _ranks(right))[0, 1])


def _ranks(values: Floats) -> Floats:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[place], np.float32)


def measure(
    published: Path, candidates: Sequence[Candidate], pairs: Sequence[Pair]
) -> list[Measured]:
    """Return a row for each candidate against the published model in the folder `published`."""
    from tutor.models.sentence_transformers import SentenceTransformerEncoder

    expected = similarities(SentenceTransformerEncoder(published), pairs)
    return [
        Measured(
            name=candidate.name,
            megabytes=round((candidate.weights / "encoder.onnx").stat().st_size / 1e6, 2),
            drift=_drift(BundledEncoder(weights=candidate.weights), pairs, expected),
            cost={str(threads): _cost(candidate.weights, threads) for threads in (1, 2)},
        )
        for candidate in candidates
    ]


def similarities(encoder: Encoder, pairs: Sequence[Pair]) -> Floats:
    """Return the cosine of each pair, shape (len(pairs),).

    Rounded to 5 places, where float32's own noise ends, so that pairs of equal texts tie.
    """
    texts = sorted({text for pair in pairs for text in (pair.left, pair.right)}, key=len)
    vectors: dict[str, Floats] = {}
    for start in range(0, len(texts), _TOGETHER):
        part = texts[start : start + _TOGETHER]
        vectors |= {
            text: each.vector for text, each in zip(part, encoder.encode(part), strict=True)
        }
    cosines = [float(vectors[pair.left] @ vectors[pair.right]) for pair in pairs]
    return np.array(cosines, np.float32).round(5)


def _drift(encoder: Encoder, pairs: Sequence[Pair], expected: Floats) -> Drift:
    found = similarities(encoder, pairs)
    apart = np.abs(found - expected)
    texts = [pair.right for pair in pairs[::100]]
    among = encoder.encode(texts)
    alone = [encoder.encode([text])[0] for text in texts]
    same = min(float(a.vector @ b.vector) for a, b in zip(among, alone, strict=True))
    return Drift(
        spearman=round(spearman(found, expected), 5),
        largest=round(float(apart.max()), 5),
        mean=round(float(apart.mean()), 5),
        company=round(max(0.0, 1 - same), 5),
    )


def _cost(weights: Path, threads: int) -> Mapping[str, float]:
    """Return what the weights cost in a process of their own."""
    command = [sys.executable, "-m", "tutor.training.encoder_cost", str(weights), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    cost: Mapping[str, float] = json.loads(done.stdout)
    return cost


def report(
    rows: Sequence[Measured], pairs: Sequence[Pair], chosen: str, surroundings: Mapping[str, object]
) -> str:
    """Return the report as JSON."""
    parts = {
        "command": "python -m tutor.training.encoder --pairs PATH... --report PATH",
        "reference": "sentence-transformers, float32, on the same texts",
        **surroundings,
        "pairs": {"all": len(pairs), **Counter(pair.file for pair in pairs)},
        "chosen": chosen,
        "candidates": [asdict(row) for row in rows],
    }
    return json.dumps(parts, indent=2) + "\n"


def surroundings() -> dict[str, object]:
    """Return the machine and the libraries that a measurement depends on."""
    libraries = ("numpy", "onnxruntime", "sentence-transformers", "tokenizers", "torch")
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "load_average": round(os.getloadavg()[1], 1),
        "versions": {each: version(each) for each in libraries},
    }


def table(results: str) -> str:
    """Return the report `results`, as JSON, as a Markdown table for the model card."""
    rows = [_HEAD, "|---" + 9 * "|--:" + "|"]
    for row in json.loads(results)["candidates"]:
        drift, one, two = row["drift"], row["cost"]["1"], row["cost"]["2"]
        rows.append(
            f"| {row['name']} | {row['megabytes']:.1f} | {drift['spearman']:.4f} "
            f"| {drift['largest']:.3f} | {drift['mean']:.4f} | {drift['company']:.4f} "
            f"| {one['single_ms']:.1f} / {two['single_ms']:.1f} "
            f"| {one['batch_ms']:.1f} / {two['batch_ms']:.1f} "
            f"| {two['load_ms']:.0f} | {two['peak_mb']:.0f} |"
        )
    return "\n".join(rows) + "\n"
