"""SciEntsBank and Beetle: the data of SemEval-2013 Task 7.

As published it is XML, one question a file, in folders for the labelling (2way, 3way, 5way), the
part (training, test-unseen-answers, …) and the set. On Hugging Face it is a table with classes by
number. M. O. Dzikovska et al., "SemEval-2013 Task 7: The Joint Student Response Analysis and 8th
Recognizing Textual Entailment Challenge", 2013.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tutor.cards.card import Place
from tutor.errors import ReadError
from tutor.evaluation.datasets.faults import Faults
from tutor.evaluation.datasets.files import find_files
from tutor.evaluation.datasets.labels import HUB_CLASSES
from tutor.evaluation.datasets.markup import Element, read_element
from tutor.evaluation.datasets.parts import Part, part_of
from tutor.evaluation.datasets.rows import Row
from tutor.evaluation.datasets.tables import SUFFIXES, Columns, read_rows

FOLDERS = ("scientsbank", "beetle")
"""The sets' folders in the published archive, in small letters."""

_HUB = Columns(
    reference=("reference_answers", "reference_answer", "reference"),
    answer=("student_answer", "answer"),
    score=(),
)
_CATEGORIES = ("BEST", "GOOD", "MINIMAL")  # Beetle's references, best first
_LABELLING = re.compile(r"([235])-?way", re.IGNORECASE)
_ONLY_IN_3_WAY = {"0", "1", "2"}  # class numbers that the 3-way labels have, too


def read_semeval(root: Path, folder: str, faults: Faults) -> Iterator[Row]:
    """Yield the rows of one of the two sets.

    Args:
        root: The unpacked archive or a folder or file of it, or an exported table or a folder of
            such.
        folder: The set's name among `FOLDERS`; where both sets lie below `root`, only its is read.
        faults: Takes what is wrong with a file or a response.

    Raises:
        ReadError: Nothing of the set is there; the same answers lie there under several
            labellings; class numbers could be of two labellings; or something is faulty and
            faults are not collected.
    """
    files = _of_set(root, find_files(root, SUFFIXES | {".xml"}), folder)
    questions = [path for path in files if path.suffix.lower() == ".xml"]
    if questions:
        _check_one_labelling(root, questions)
        for path in _first_annotation(root, questions):
            yield from _read_question(path, faults)
    else:
        yield from _with_class_names(
            [row for path in files for row in read_rows(path, _HUB, faults)]
        )


def _of_set(root: Path, files: Iterable[Path], folder: str) -> list[Path]:
    """Leave out what lies in a folder of the other set."""
    others = {name for name in FOLDERS if name != folder}
    kept = [path for path in files if not others & _folders(root, path)]
    if not kept:
        raise ReadError(
            f"{root}: no {folder} here, neither XML nor a table",
            "Name the unpacked archive, one of its folders, or an exported table.",
        )
    return kept


def _check_one_labelling(root: Path, files: Iterable[Path]) -> None:
    names = [str(path.relative_to(root)) for path in files]
    found = {match[1] for name in names for match in _LABELLING.finditer(name)}
    if len(found) > 1:
        ways = ", ".join(f"{way}way" for way in sorted(found))
        raise ReadError(
            f"{root}: the same answers are here under several labellings ({ways})",
            "Name the folder of one of them.",
        )


def _first_annotation(root: Path, files: Sequence[Path]) -> list[Path]:
    """Leave out second annotations ("Extra") where they lie beside the first ("Core")."""
    if not any("core" in _folders(root, path) for path in files):
        return list(files)
    return [path for path in files if "extra" not in _folders(root, path)]


def _folders(root: Path, path: Path) -> set[str]:
    """Return the folders between `root` and a file below it, in small letters."""
    return {name.casefold() for name in path.relative_to(root).parts[:-1]}


def _read_question(path: Path, faults: Faults) -> Iterator[Row]:
    question = read_element(path, "question", faults)
    if question is None:
        return
    text = question.child("questionText")
    references = sorted(question.all("referenceAnswers", "referenceAnswer"), key=_rank)
    if text is None or not references:
        missing = "questionText" if text is None else "referenceAnswer"
        faults.found(Place(str(path), question.line), f"there is no <{missing}>")
        return
    wordings = tuple(reference.text for reference in references)
    for answer in question.all("studentAnswers", "studentAnswer"):
        yield from _read_answer(path, text.text, wordings, answer, part_of(path), faults)


def _read_answer(
    path: Path,
    question: str,
    references: tuple[str, ...],
    answer: Element,
    part: Part,
    faults: Faults,
) -> Iterator[Row]:
    place = Place(str(path), answer.line)
    for name in ("id", "accuracy"):
        if not answer.attributes.get(name):
            faults.found(place, f"this <studentAnswer> has no {name}")
            return
    yield Row(
        place=place,
        question=question,
        references=references,
        answer=answer.text,
        id=answer.attributes["id"],
        label=answer.attributes["accuracy"],
        part=part,
    )


def _rank(reference: Element) -> int:
    category = reference.attributes.get("category", "")
    return _CATEGORIES.index(category) if category in _CATEGORIES else 0


def _with_class_names(rows: list[Row]) -> Iterator[Row]:
    """Yield rows with labels by name instead of by class number."""
    numbers = {row.label for row in rows if row.label.isdecimal()}
    if numbers and numbers <= _ONLY_IN_3_WAY:
        raise ReadError(
            f"{rows[0].place.path}: class numbers of 0 to 2 alone can be of the 5-way labels or of "
            "the official 3-way or 2-way ones",
            "Export the labels by their names.",
        )
    for row in rows:
        known = row.label.isdecimal() and int(row.label) < len(HUB_CLASSES)
        yield replace(row, label=HUB_CLASSES[int(row.label)]) if known else row
