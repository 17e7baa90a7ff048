"""Mohler (Texas): plain text as published, or a table with the same answers.

The published folder `data` holds `raw/questions` and `raw/answers` (a number and a text a line),
`raw/1.1` and so on with the responses to a question, `scores/1.1/ave` with their scores from 0 to
5, the mean of two graders, in the same order, and `docs/files`, which lists the questions and puts
a "#" before those that its authors left out. M. Mohler et al., "Learning to Grade Short Answer
Questions using Semantic Similarity Measures and Dependency Graph Alignments", ACL 2011.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tutor.cards.card import Place
from tutor.errors import ReadError
from tutor.evaluation.datasets.faults import Faults
from tutor.evaluation.datasets.files import find_files, read_bytes
from tutor.evaluation.datasets.rows import Row
from tutor.evaluation.datasets.tables import SUFFIXES, Columns, read_rows

FULL_MARKS = 5.0

_TABLE = Columns(
    # The first name is that of Hugging Face, the second that of a table which many copies share.
    reference=("instructor_answer", "desired_answer"),
    answer=("student_answer",),
    label=(),
    score=("score_avg",),
    id=(),  # in the second it is the question's number: lines are counted instead
)
_NUMBERED = re.compile(r"(\d+\.\d+)(?:\s+(.*))?\Z")
_MARKUP = re.compile(r"<br\s*/?>|<STOP>", re.IGNORECASE)  # line and sentence ends in some files


def read_mohler(root: Path, faults: Faults) -> Iterator[Row]:
    """Yield the set's rows.

    Args:
        root: The unpacked archive or its folder `data`, or a table or a folder of such.
        faults: Takes what is wrong with a question or a response.

    Raises:
        ReadError: Neither is at `root`, or something is faulty and faults are not collected.
    """
    data = next((folder for folder in (root, root / "data") if _is_published(folder)), None)
    if data is not None:
        yield from _read_published(data, faults)
        return
    if not find_files(root, SUFFIXES):
        raise ReadError(
            f"{root}: neither raw/questions nor a table is here",
            "Name the unpacked archive, its folder data, or a table.",
        )
    for row in read_rows(root, _TABLE, faults, full_marks=FULL_MARKS):
        yield replace(
            row,
            question=_plain(row.question),
            references=tuple(map(_plain, row.references)),
            answer=_plain(row.answer),
        )


def _is_published(folder: Path) -> bool:
    return (folder / "raw" / "questions").is_file() and (folder / "raw" / "answers").is_file()


def _read_published(data: Path, faults: Faults) -> Iterator[Row]:
    questions = _read_numbered(data / "raw" / "questions")
    references = _read_numbered(data / "raw" / "answers")
    for number, place in _listed(data, questions).items():
        missing = [
            name
            for name, texts in (("questions", questions), ("answers", references))
            if number not in texts
        ]
        if missing:
            faults.found(place, f"question {number} is not in raw/{missing[0]}")
            continue
        yield from _read_question(data, number, questions[number], references[number], faults)


def _read_question(
    data: Path, number: str, question: str, reference: str, faults: Faults
) -> Iterator[Row]:
    path = data / "raw" / number
    answers = _lines(path)
    scores = _lines(data / "scores" / number / "ave")
    if len(answers) != len(scores):
        faults.found(Place(str(path), 1), f"{len(answers)} answers, but {len(scores)} scores")
        return
    for count, ((line, answer), (score_line, score)) in enumerate(
        zip(answers, scores, strict=True), start=1
    ):
        try:
            value = float(score)
        except ValueError:
            where = Place(str(data / "scores" / number / "ave"), score_line)
            faults.found(where, "this score is no number")
            continue
        yield Row(
            place=Place(str(path), line),
            question=question,
            references=(reference,),
            answer=_plain(_without_number(answer, number)),
            id=f"{number}.{count}",
            score=value,
            full_marks=FULL_MARKS,
        )


def _listed(data: Path, questions: dict[str, str]) -> dict[str, Place]:
    """Return the numbers of the questions that are not left out, and where they are listed."""
    path = data / "docs" / "files"
    if not path.is_file():
        place = Place(str(data / "raw" / "questions"), 1)
        return {number: place for number in questions if (data / "raw" / number).is_file()}
    return {text: Place(str(path), line) for line, text in _lines(path) if not text.startswith("#")}


def _read_numbered(path: Path) -> dict[str, str]:
    """Return texts by their numbers; a line without a number goes on with the text before it."""
    texts: dict[str, str] = {}
    number = ""
    for line, text in _lines(path):
        numbered = _NUMBERED.match(text)
        if numbered:
            number = numbered[1]
            texts[number] = numbered[2] or ""
        elif number:
            texts[number] += f" {text}"
        else:
            raise ReadError(
                f"{path}:{line}: a text without a number", "Start the line with one, as in 1.1."
            )
    return {number: _plain(text) for number, text in texts.items()}


def _lines(path: Path) -> list[tuple[int, str]]:
    """Return the lines of a file that hold anything, each with its number."""
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # a few answers hold curly quotes of an older encoding
    numbered = enumerate(text.split("\n"), start=1)
    return [(number, line.strip()) for number, line in numbered if line.strip()]


def _without_number(answer: str, number: str) -> str:
    return answer.removeprefix(number).lstrip() if re.match(rf"{number}(\s|\Z)", answer) else answer


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(" ", html.unescape(text)).split())
