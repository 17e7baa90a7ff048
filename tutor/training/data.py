"""What the head is fitted on: graded answers and sentence pairs, as JSON Lines that lie elsewhere.

Neither is part of the project. Graded answers have the fields `question`, `reference` (a string
or a list, best first), `answer` and `label`; pairs have `premise`, `hypothesis` and `label`. The
model card of the weights names the published homes and licences of what was used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import typer

from tutor.copies import Said, copies
from tutor.text import one_line

PRIMARY = ("sciEntsBank-train", "beetle-train")
"""SemEval-2013 Task 7 (Dzikovska et al.): learners' answers; what accuracy is reported on."""

WRITTEN = Path(__file__).parent / "answers"
"""Answers written for this project, card by card, to tell meaning from words: honest paraphrases
that share few words with the reference, and wrong answers that share nearly all of them."""

CLASS = "class"
"""The case of written answers that stand for a whole class's, in its usual mixture."""

AUXILIARY = {"nq301": 1_490, "evouna-nq": 1_000}
"""Machine-written answers to open questions (Kamalloo et al. 2023; Wang et al. 2023), the first
so many of a seeded shuffle: they lend 1,000 more questions and are never reported on."""

HELD_OUT = "responses.jsonl"
"""The files of held-out responses, in the folders of their suites."""

Record: TypeAlias = dict[str, Any]  # one line of JSON, checked by use
Shuffle: TypeAlias = Callable[[list[Record]], list[Record]]

_NOT_READ = {"label", "case", "id", "source", "subtype"}  # fields that hold no text to learn from
_CORRECT = {"correct", "Correct"}
_PARTIAL = {"partially_correct_incomplete", "Partially correct"}
_SHOWN = 80  # characters of a text in a message
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
        in_parts: Whether the reference is one of several points of its card.
        case: What the answer was written to show; "" for a learner's.
    """

    source: str
    question: str
    references: tuple[str, ...]
    answer: str
    full: bool
    some: bool
    contradictory: bool
    in_parts: bool = False
    case: str = ""

    @property
    def primary(self) -> bool:
        """Whether it is a learner's answer, on which accuracy is reported."""
        return self.source in PRIMARY

    @property
    def written(self) -> bool:
        """Whether it was written for this project."""
        return bool(self.case)

    @property
    def natural(self) -> bool:
        """Whether it is a learner's, or was written as a class would answer.

        There the words tell much of the label; in the other written answers, by intention, little.
        """
        return self.primary or self.case == CLASS


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


def read_written(folder: Path = WRITTEN) -> list[GradedAnswer]:
    """Read the answers written for this project, one for each point that they are held against."""
    return [
        graded
        for path in sorted(folder.glob("*.jsonl"))
        for card in _records(path)
        for answer in card["answers"]
        for graded in (_ticked if "points" in card else _labelled)(path.stem, card, answer)
    ]


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


def answer_files(folder: Path, written: Path = WRITTEN) -> list[Path]:
    """Return the files that `read_answers` reads from `folder`, and those that were written."""
    return [
        *(folder / f"{name}.jsonl" for name in (*PRIMARY, *AUXILIARY)),
        *sorted(written.glob("*.jsonl")),
    ]


def said_in(path: Path) -> Iterator[Said]:
    """Yield every text in a file of answers, cards or pairs, with its question and its line."""
    for number, record in enumerate(_records(path), start=1):
        question = record.get("question", "")
        for text in _strings(record):
            yield Said(text, question, f"{path}:{number}")


def leaked(held_out: Path, files: Iterable[Path]) -> list[str]:
    """Return in words which held-out responses stand in what is to be fitted on, or nearly do.

    Args:
        held_out: The folder of suites; where there is none, nothing is held out.
        files: What is to be fitted on.
    """
    originals = [
        Said(record["answer"], record["question"], f"{path}:{number}")
        for path in sorted(held_out.rglob(HELD_OUT))
        for number, record in enumerate(_records(path), start=1)
    ]
    found = copies(originals, (text for path in files for text in said_in(path)))
    return [
        f"{one.text.place}: “{one_line(one.text.text, _SHOWN)}” is too like the held-out response"
        f" “{one_line(originals[one.number].text, _SHOWN)}” at {originals[one.number].place}"
        for one in found
    ]


def refuse_leaks(held_out: Path, answers: Path, pairs: Path, written: Path = WRITTEN) -> None:
    """End the program where held-out responses, or near copies, are in what is to be fitted on.

    Args:
        held_out: The folder of suites; where there is none, that is said, and nothing is refused.
        answers: The folder that `read_answers` reads.
        pairs: The file that `read_pairs` reads.
        written: The folder that `read_written` reads.

    Raises:
        Exit: There is one; each was named, and the exit code is 1.
    """
    if not held_out.is_dir():
        typer.echo(f"{held_out}: no such folder; held-out responses are not looked for", err=True)
    elif found := leaked(held_out, [*answer_files(answers, written), pairs]):
        for line in found:
            typer.echo(line, err=True)
        typer.echo("Take out what is named: the grader is measured on it.", err=True)
        raise typer.Exit(1)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _records(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _strings(value: object) -> Iterator[str]:
    """Yield every text among JSON's values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NOT_READ:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _labelled(source: str, card: Record, answer: Record) -> Iterator[GradedAnswer]:
    """Yield an answer to a card of one point, which has a label."""
    label = answer["label"]
    yield GradedAnswer(
        source=source,
        question=card["question"],
        references=(card["reference"],),
        answer=answer["answer"],
        full=label == "correct",
        some=label in ("correct", "partial"),
        contradictory=label == "contradictory",
        case=answer["case"],
    )


def _ticked(source: str, card: Record, answer: Record) -> Iterator[GradedAnswer]:
    """Yield an answer once for each point of its card, ticked by the point's number."""
    for number, point in enumerate(card["points"]):
        yield GradedAnswer(
            source=source,
            question=card["question"],
            references=(point,),
            answer=answer["answer"],
            full=number in answer["covers"],
            some=number in [*answer["covers"], *answer["partly"]],
            contradictory=number in answer["contradicts"],
            in_parts=True,
            case=answer["case"],
        )


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
