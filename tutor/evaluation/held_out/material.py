"""A held-out suite before its labels: the cards, and what was answered to them."""

from __future__ import annotations

import hashlib
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tutor.cards.card import Card, Place, Problem, canonical
from tutor.cards.library import load
from tutor.cards.likeness import same_answer
from tutor.cards.markdown.obsidian import Mode
from tutor.evaluation.held_out.manifest import Manifest, place_in_manifest, read_manifest
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
from tutor.evaluation.suite import Split

RESPONSES = "responses.jsonl"

_FIELDS = Fields(("id", "question", "answer", "case", "split"))


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A response before anybody's labels.

    Attributes:
        id: Unique in its suite.
        card: What was asked.
        text: What was answered.
        case: What it was written to show; labellers do not see it.
        split: What it may be used for.
        place: Where it stands.
    """

    id: str
    card: Card
    text: str
    case: str
    split: Split
    place: Place


@dataclass(frozen=True, slots=True)
class Material:
    """A suite before anybody's labels.

    Attributes:
        folder: Where it lies, as the user named it.
        manifest: What it says of itself.
        responses: By id, in the order of the file; those without a fault.
        ids: Of every response in the file: labels of a faulty one are no fault of their own.
        faults: What is wrong with the deck and the responses.
    """

    folder: Path
    manifest: Manifest
    responses: Mapping[str, Unlabelled]
    ids: frozenset[str]
    faults: tuple[Problem, ...]


def read_material(folder: Path) -> Material:
    """Read a suite without its labels.

    Args:
        folder: As the user named it, which is how it appears in places.

    Raises:
        ReadError: The manifest, the deck or the file of responses cannot be read; or there is no
            response yet.
    """
    manifest = read_manifest(folder)
    data = read_responses(folder)
    material = parse_material(folder, manifest, data)
    told = _contradictions(folder, manifest, data)
    return replace(material, faults=(*material.faults, *told))


def read_responses(folder: Path) -> bytes:
    """Return what the file of responses in `folder` holds.

    Raises:
        ReadError: It cannot be read, or is empty.
    """
    path = folder / RESPONSES
    data = read_bytes(path, f"The responses of a suite stand in {RESPONSES}; write it first.")
    if data.strip():
        return data
    empty = Problem(Place(str(path), 1), "the suite is empty: there is no response")
    hint = "Write responses, one a line, as the README.md beside it shows; then:"
    raise as_error(folder, [empty], f"{hint} {seal_command(folder)}")


def seal_command(folder: Path) -> str:
    """Return the command that seals the suite in `folder`."""
    return f"tutor eval label {shlex.quote(str(folder))} --seal"


def parse_material(folder: Path, manifest: Manifest, data: bytes) -> Material:
    """Read what a file of responses holds, without comparing it with the manifest's hash.

    Raises:
        ReadError: The deck cannot be read.
    """
    faults: list[Problem] = []
    cards = _cards(folder / manifest.deck, faults)
    records = parse(data, folder / RESPONSES, _FIELDS, faults)
    made = sound(records, lambda record: _response(record, cards), faults)
    responses = by_id(made, faults)
    faults += _twins(responses.values())
    faults += _strays(responses.values())
    ids = frozenset(record.texts["id"] for record in records)
    return Material(folder, manifest, responses, ids, tuple(faults))


def _cards(path: Path, faults: list[Problem]) -> dict[str, Card]:
    """Return the cards of a deck by their canonical question."""
    library = load([path], mode=Mode.STRICT)
    faults += library.problems
    return {canonical(card.question): card for card in library.cards}


def _response(record: Record, cards: Mapping[str, Card]) -> Unlabelled:
    texts = record.texts
    card = cards.get(canonical(texts["question"]))
    if card is None:
        raise MalformedError(f"the deck has no question {quoted(texts['question'])}")
    split = member(Split, "split", texts["split"])
    return Unlabelled(texts["id"], card, texts["answer"], texts["case"], split, record.place)


def _twins(responses: Iterable[Unlabelled]) -> Iterator[Problem]:
    """Yield a fault for each answer that was given to its question before: it would count twice."""
    first: dict[tuple[str, str], Place] = {}
    for one in responses:
        twin = first.setdefault((one.card.fingerprint, same_answer(one.text)), one.place)
        if twin is not one.place:
            yield Problem(one.place, f"the same answer to the same question as line {twin.line}")


def _strays(responses: Iterable[Unlabelled]) -> Iterator[Problem]:
    """Yield a fault for each response in another split than the first one to its card."""
    first: dict[str, Unlabelled] = {}
    for one in responses:
        other = first.setdefault(one.card.fingerprint, one)
        if other.split is not one.split:
            message = f"split is {one.split}, and {other.split} in line {other.place.line}"
            yield Problem(one.place, f"{message}: all responses to a card are in one split")


def _contradictions(folder: Path, manifest: Manifest, data: bytes) -> Iterator[Problem]:
    """Yield a fault where the manifest says something else of the responses than what they are."""
    count = sum(1 for line in data.split(b"\n") if line.strip())
    if count != manifest.responses:
        message = f"responses is {manifest.responses}, and {RESPONSES} has {count}"
        yield Problem(place_in_manifest(folder, "responses"), message)
    if (actual := hashlib.sha256(data).hexdigest()) != manifest.sha256:
        message = f"sha256 is not that of {RESPONSES}, which is {actual}; where it is meant to"
        message += f" hold what it holds: {seal_command(folder)}"
        yield Problem(place_in_manifest(folder, "sha256"), message)
