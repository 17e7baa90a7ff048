"""What the head is fitted on: graded answers and sentence pairs, as JSON Lines that lie elsewhere.

Neither is part of the project. Graded answers have the fields `question`, `reference` (a string
or a list, best first), `answer` and `label`; pairs have `premise`, `hypothesis` and `label`. The
model card of the weights names the published homes and licences of what was used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

PRIMARY = ("sciEntsBank-train", "beetle-train")
"""SemEval-2013 Task 7 (Dzikovska et al.): learners' answers; what accuracy is reported on."""

AUXILIARY = {"nq301": 1_490, "evouna-nq": 3_000}
"""Machine-written answers to open questions (Kamalloo et al. 2023; Wang et al. 2023), the first
so many of a seeded shuffle: they lend the head 3,000 more questions and are never reported on."""

Record: TypeAlias = dict[str, Any]  # one line of JSON, checked by use
Shuffle: TypeAlias = Callable[[list[Record]], list[Record]]

_CORRECT = {"correct", "Correct"}
_PARTIAL = {"partially_correct_incomplete", "Partially correct"}
_ENTAILS = {"entailment", "paraphrase"}
_CONTRADICTS = {"contradiction": 1.0, "entailment": 0.0, "paraphrase": 0.0, "neutral": 0.0}


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """An answer with what people said of it.

    Attributes:
        source: The set that it is from.
        question: The question; what answers are split by.
        references: Accepted references, best first; at least one.
        answer: The answer.
        full: Whether it was called correct.
        some: Whether it was called correct or partially correct.
        contradictory: Whether it was called contradictory.
    """

    source: str
    question: str
    references: tuple[str, ...]
    answer: str
    full: bool
    some: bool
    contradictory: bool

    @property
    def primary(self) -> bool:
        """Whether it is a learner's answer, on which accuracy is reported."""
        return self.source in PRIMARY


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences.

    Attributes:
        said: The premise: what stands for the learner's words.
        point: The hypothesis: what stands for the key point.
        entails: Whether `said` says `point`.
        contradicts: 1.0 or 0.0; -1.0 where the label leaves it open ("not a paraphrase").
    """

    said: str
    point: str
    entails: bool
    contradicts: float


def read_answers(folder: Path, shuffle: Shuffle) -> list[GradedAnswer]:
    """Read the primary sets and as much of the auxiliary ones as is wanted.

    Raises:
        FileNotFoundError: A set is missing from `folder`.
    """
    found = [
        _graded(name, record) for name in PRIMARY for record in _records(folder / f"{name}.jsonl")
    ]
    for name, limit in AUXILIARY.items():
        records = shuffle(list(_records(folder / f"{name}.jsonl")))
        found += [_graded(name, record) for record in records[:limit]]
    return found


def read_pairs(path: Path, limit: int, shuffle: Shuffle) -> list[Pair]:
    """Read the first `limit` pairs of a seeded shuffle; 0 reads them all."""
    records = shuffle(list(_records(path)))
    return [
        Pair(
            record["premise"],
            record["hypothesis"],
            record["label"] in _ENTAILS,
            _CONTRADICTS.get(record["label"], -1.0),
        )
        for record in records[: limit or None]
    ]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _graded(source: str, record: Record) -> GradedAnswer:
    reference = record["reference"]
    label = record["label"]
    return GradedAnswer(
        source=source,
        question=record["question"],
        references=(reference,) if isinstance(reference, str) else tuple(reference),
        answer=record["answer"],
        full=label in _CORRECT,
        some=label in _CORRECT | _PARTIAL,
        contradictory=label == "contradictory",
    )
