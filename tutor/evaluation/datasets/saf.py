"""Short Answer Feedback: XML as first published, one question a file, or tables of Hugging Face.

A. Filighera et al., "Your Answer is Incorrect... Would you like to know why? Introducing a
Bilingual Short Answer Feedback Dataset", ACL 2022.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tutor.cards.card import Place, canonical
from tutor.evaluation.datasets.faults import Faults
from tutor.evaluation.datasets.files import find_files, name_in
from tutor.evaluation.datasets.markup import Element, read_element
from tutor.evaluation.datasets.parts import part_of
from tutor.evaluation.datasets.rows import Row
from tutor.evaluation.datasets.tables import SUFFIXES, Columns, read_rows

_HUB = Columns(
    reference=("reference_answer",),
    answer=("provided_answer",),
    label=("verification_feedback",),
    score=("score",),
)


def read_saf(root: Path, faults: Faults) -> Iterator[Row]:
    """Yield the set's rows, with what a full mark is on each question.

    The set does not say what a question's full mark is. Where no score is above 1, it is 1; else
    it is the highest score that an answer to the question got, if any was called correct.

    Args:
        root: A folder of XML files or one of them, or an exported table or a folder of such.
        faults: Takes what is wrong with a file or a response.

    Raises:
        ReadError: Something is faulty and faults are not collected.
    """
    files = find_files(root, SUFFIXES | {".xml"})
    questions = [path for path in files if path.suffix.lower() == ".xml"]
    if questions:
        rows = [row for path in questions for row in _read_question(root, path, faults)]
    else:
        rows = list(read_rows(root, _HUB, faults))
    if all(row.score is None or row.score <= 1 for row in rows):
        yield from rows
    else:
        yield from _with_full_marks(rows, faults)


def _read_question(root: Path, path: Path, faults: Faults) -> Iterator[Row]:
    question = read_element(path, "question", faults)
    if question is None:
        return
    text = question.child("questionText")
    references = question.all("referenceAnswers", "referenceAnswer")
    if text is None or not references:
        missing = "questionText" if text is None else "referenceAnswer"
        faults.found(Place(str(path), question.line), f"there is no <{missing}>")
        return
    whole = Row(
        place=Place(str(path), question.line),
        question=text.text,
        references=tuple(reference.text for reference in references),
        answer="",
        id=name_in(root, path),
        part=part_of(path),
    )
    for number, answer in enumerate(question.all("studentAnswers", "studentAnswer"), start=1):
        yield from _read_answer(whole, number, answer, faults)


def _read_answer(whole: Row, number: int, answer: Element, faults: Faults) -> Iterator[Row]:
    """Yield the row of an answer, or take its fault; `whole` has what its question's rows share."""
    place = Place(whole.place.path, answer.line)
    found = {child.tag: child.text for child in answer.children}
    for tag in ("response", "score", "verification_feedback"):
        if tag not in found:
            faults.found(place, f"this <studentAnswer> has no <{tag}>")
            return
    score = _number(found["score"])
    if math.isnan(score):
        faults.found(place, "the <score> is no number")
        return
    yield replace(
        whole,
        place=place,
        # Its own ids are missing in some files, and in others are the same in several parts.
        id=f"{whole.id}#{number}",
        answer=found["response"],
        label=found["verification_feedback"],
        score=score,
    )


def _number(text: str) -> float:
    """Return a finite number, or NaN where the text is none."""
    try:
        number = float(text)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _with_full_marks(rows: list[Row], faults: Faults) -> Iterator[Row]:
    of_question: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        of_question[canonical(row.question)].append(row)
    for several in of_question.values():
        if any(row.label.strip().casefold() == "correct" for row in several):
            full_marks = max(row.score or 0.0 for row in several)
            yield from (replace(row, full_marks=full_marks or 1.0) for row in several)
        else:
            faults.found(
                several[0].place,
                "no answer to this question was called correct: what a full mark is is not known",
            )
