"""Reading a held-out suite: its cards, its responses, and the label of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tutor.cards.card import Problem
from tutor.errors import ReadError
from tutor.evaluation.held_out.labels import final_labels
from tutor.evaluation.held_out.manifest import MANIFEST, Manifest
from tutor.evaluation.held_out.material import read_material
from tutor.evaluation.held_out.records import as_error, quoted
from tutor.evaluation.suite import LEVELS, Response, Suite
from tutor.text import one_line

LABEL_MAP = "correct, partial and incorrect, as two labellers called them"
"""Stands in every result: nothing was mapped."""


def read_held_out(
    folder: Path,
    keep_going: bool = False,
    note: Callable[[Problem], object] = lambda problem: None,
) -> Suite:
    """Read the suite in `folder`.

    A response has the label that both labellers gave it, level and points; where they differ, the
    one in `adjudicated.jsonl`.

    Args:
        folder: As the user named it, which is how it appears in messages.
        keep_going: Whether to leave out the responses that something is wrong with.
        note: Is told each fault that `keep_going` passes over, by file and line.

    Raises:
        ReadError: There is a fault: malformed JSON, a field that is missing or unknown, a label,
            question or id that is, an id twice, an answer twice, a wrong number of points, a
            response without a label, a card in both splits, another hash than the manifest's.
            With `keep_going`: the manifest, the deck or a whole file cannot be read, the
            responses are not those of the manifest, or nothing is left.
    """
    material = read_material(folder)
    faults = list(material.faults)
    labels = final_labels(material, faults)
    faults.sort(key=lambda fault: (fault.place.path, fault.place.line))
    if faults and not keep_going:
        raise as_error(folder, faults)
    if others := [one for one in faults if one.place.path == str(folder / MANIFEST)]:
        raise as_error(folder, others)  # it is another suite, whichever responses are left out
    for fault in faults:
        note(fault)
    faulty = {fault.place for fault in faults}
    responses = tuple(
        Response(one.id, one.card, one.text, labels[one.id], one.case, one.split)
        for one in material.responses.values()
        if one.id in labels and one.place not in faulty
    )
    if not responses:
        raise ReadError(f"{folder}: not one response is left", "Read it without --keep-going.")
    return Suite(
        name=material.manifest.name,
        responses=responses,
        levels=LEVELS,
        label_map=LABEL_MAP,
        has_scores=False,
        has_points=True,
        origin=_origin(material.manifest),
    )


def read_all(
    folder: Path,
    keep_going: bool = False,
    note: Callable[[Problem], object] = lambda problem: None,
) -> tuple[Suite, ...]:
    """Read every suite in and below `folder`, in the order of their paths; as `read_held_out` does.

    Raises:
        ReadError: There is none, two have one name, or one cannot be read.
    """
    found: dict[str, Path] = {}
    suites = []
    for path in sorted(folder.rglob(MANIFEST)):
        suite = read_held_out(path.parent, keep_going, note)
        if suite.name in found:
            raise ReadError(
                f"{path}: the suite in {found[suite.name]} is called {quoted(suite.name)}, too",
                "Give each suite a name of its own.",
            )
        found[suite.name] = path.parent
        suites.append(suite)
    if not suites:
        raise ReadError(
            f"{folder}: there is no suite here",
            f"Name a folder that holds a {MANIFEST}, or folders that do.",
        )
    return tuple(suites)


def _origin(manifest: Manifest) -> str:
    parts = (", ".join(manifest.authors), manifest.how_written, manifest.how_labelled)
    return one_line("; ".join(part.strip().rstrip(".") for part in parts))
