"""The labels of a held-out suite: what each labeller said, and what stands in the end."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tutor.cards.card import Place, Problem
from tutor.evaluation.held_out.material import Material, Unlabelled
from tutor.evaluation.held_out.records import (
    Fields,
    MalformedError,
    Record,
    as_error,
    by_id,
    member,
    parse,
    quoted,
    read_bytes,
    sound,
)
from tutor.evaluation.suite import WORTH, Label
from tutor.grading.verdict import Level, Status

ADJUDICATED = "adjudicated.jsonl"

_LABEL = Fields(("id", "level"), ("points",))
_DECISION = Fields(("id", "level", "why"), ("points",))


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a file of labels.

    Attributes:
        id: Of the response.
        label: What it was given.
        place: Where it stands.
    """

    id: str
    label: Label
    place: Place


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of labels.

    Attributes:
        said: By the id of the response, in the order of the file; those without a fault.
        ids: Of every line: what has a faulty label does not also lack one.
    """

    said: Mapping[str, Said]
    ids: frozenset[str]


def read_sheet(material: Material, labeller: str, faults: list[Problem]) -> Sheet:
    """Read one labeller's labels; add what is wrong with them to `faults`.

    Raises:
        ReadError: The file cannot be read; or there is none, and nothing can be labelled before
            the faults of the responses are mended.
    """
    path = sheet_path(material.folder, labeller)
    if material.faults and not path.exists():
        raise as_error(material.folder, material.faults)
    advice = f"Label the suite first: tutor eval label {material.folder} --as {labeller}"
    return parse_sheet(read_bytes(path, advice), path, material, faults)


def parse_sheet(data: bytes, path: Path, material: Material, faults: list[Problem]) -> Sheet:
    """Read what a file of labels holds, as `read_sheet` does."""
    return _sheet(parse(data, path, _LABEL, faults), material, faults)


def sheet_path(folder: Path, labeller: str) -> Path:
    """Return the file that holds one labeller's labels."""
    return folder / f"labels-{labeller}.jsonl"


def final_labels(material: Material, faults: list[Problem]) -> dict[str, Label]:
    """Return the label of each response: what both labellers gave it, else what was decided.

    Args:
        material: The responses.
        faults: Is added to: why a response has no label, and what was decided without need.

    Raises:
        ReadError: A labeller's file cannot be read.
    """
    sheets = {name: read_sheet(material, name, faults) for name in material.manifest.labellers}
    decided = _read_decisions(material, faults)
    faults += _needless(sheets.values(), decided)
    labels = {}
    for response in material.responses.values():
        outcome = _outcome(response, sheets, decided)
        if isinstance(outcome, Label):
            labels[response.id] = outcome
        elif outcome:
            faults.append(outcome)
    return labels


def _outcome(
    response: Unlabelled, sheets: Mapping[str, Sheet], decided: Sheet
) -> Label | Problem | None:
    """Return the label of a response, or why it has none; None where a fault has said that."""
    for name, sheet in sheets.items():
        if response.id not in sheet.ids:
            return Problem(response.place, f"{quoted(response.id)} has no label from {name}")
    given = _given(response.id, sheets.values())
    if len(given) < len(sheets):
        return None
    if len(set(given)) == 1:
        return given[0]
    if response.id in decided.ids:
        return decided.said[response.id].label if response.id in decided.said else None
    message = f"the labellers differ on {quoted(response.id)}, and {ADJUDICATED} does not decide it"
    return Problem(response.place, message)


def _needless(sheets: Collection[Sheet], decided: Sheet) -> Iterator[Problem]:
    """Yield a fault for each decision on what the labellers agree on."""
    for decision in decided.said.values():
        given = _given(decision.id, sheets)
        if len(given) == len(sheets) and len(set(given)) == 1:
            yield Problem(decision.place, "there is nothing to decide: the labellers agree")


def _given(response_id: str, sheets: Iterable[Sheet]) -> list[Label]:
    return [sheet.said[response_id].label for sheet in sheets if response_id in sheet.said]


def _read_decisions(material: Material, faults: list[Problem]) -> Sheet:
    path = material.folder / ADJUDICATED
    data = read_bytes(path) if path.exists() else b""  # labellers may agree on everything
    return _sheet(parse(data, path, _DECISION, faults), material, faults)


def _sheet(records: Sequence[Record], material: Material, faults: list[Problem]) -> Sheet:
    for record in records:
        if record.texts["id"] not in material.ids:
            message = f"there is no response with the id {quoted(record.texts['id'])}"
            faults.append(Problem(record.place, message))
    known = [record for record in records if record.texts["id"] in material.responses]
    made = sound(known, lambda record: _said(record, material), faults)
    return Sheet(by_id(made, faults), frozenset(record.texts["id"] for record in records))


def _said(record: Record, material: Material) -> Said:
    texts = record.texts
    level = member(Level, "level", texts["level"])
    points = tuple(member(Status, "status of a point", one) for one in record.lists["points"])
    expected = len(material.responses[texts["id"]].card.points)
    if len(points) != expected:
        noun = "point" if expected == 1 else "points"
        raise MalformedError(
            f"points has {len(points)} entries, and the card has {expected} {noun}"
        )
    if "why" in texts and not texts["why"].strip():
        raise MalformedError("why is empty; say what was decided")
    return Said(texts["id"], Label(level, WORTH[level], points), record.place)
