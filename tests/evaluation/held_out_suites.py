"""A small held-out suite, to be written into a folder and then spoilt."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DECK = """#flashcards/cells

Which organelle makes ATP?::The mitochondrion

What do the bases of DNA pair by?
?
- Adenine pairs with thymine by two bonds.
- Guanine pairs with cytosine by three bonds.
"""

ATP = "Which organelle makes ATP?"
BASES = "What do the bases of DNA pair by?"

Line = Mapping[str, Any]

RESPONSES: tuple[Line, ...] = (
    {"id": "r1", "question": ATP, "answer": "mitochondria", "case": "terse", "split": "dev"},
    {"id": "r2", "question": ATP, "answer": "the nucleus", "case": "plausible", "split": "dev"},
    {"id": "r3", "question": BASES, "answer": "A-T two, G-C three", "case": "", "split": "test"},
    {"id": "r4", "question": BASES, "answer": "A-T three", "case": "changed", "split": "test"},
)


def labelled(id_: str, level: str, *points: str, **more: str) -> Line:
    return {"id": id_, "level": level, "points": list(points), **more}


ANNA: tuple[Line, ...] = (
    labelled("r1", "correct", "covered"),
    labelled("r2", "incorrect", "contradicted"),
    labelled("r3", "correct", "covered", "covered"),
    labelled("r4", "partial", "partly", "missing"),
)
BEN: tuple[Line, ...] = (*ANNA[:3], labelled("r4", "incorrect", "contradicted", "missing"))
DECIDED: tuple[Line, ...] = (
    labelled("r4", "incorrect", "contradicted", "missing", why="Three is the other pair's."),
)


def written(path: Path, lines: Iterable[Line | str]) -> Path:
    """Write JSON Lines; what is a string already is written as it is."""
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def write_suite(
    folder: Path,
    *,
    lines: Iterable[Line | str] = RESPONSES,
    labels: Mapping[str, Iterable[Line | str]] | None = None,
    decided: Iterable[Line | str] = DECIDED,
    **fields: object,
) -> Path:
    """Write a suite that is sound but for what is given, and return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cells.md").write_text(DECK, encoding="utf-8")
    data = written(folder / "responses.jsonl", lines).read_bytes()
    for name, said in ({"anna": ANNA, "ben": BEN} if labels is None else labels).items():
        written(folder / f"labels-{name}.jsonl", said)
    written(folder / "adjudicated.jsonl", decided)
    actual = {"responses": data.count(b"\n"), "sha256": hashlib.sha256(data).hexdigest()}
    write_manifest(folder, **(actual | fields))
    return folder


def write_manifest(folder: Path, **fields: object) -> None:
    """Write a manifest, sound but for what is given; a field that is None is left out."""
    sound: dict[str, object] = {
        "name": "cells",
        "version": "1",
        "title": "Cells",
        "deck": "cells.md",
        "authors": ["Two biologists"],
        "how_written": "one by one",
        "how_labelled": "blind, by two",
        "labellers": ["anna", "ben"],
        "language": "en",
        "licence": "CC0-1.0",
        "split": "by card",
    }
    kept = {name: value for name, value in (sound | fields).items() if value is not None}
    lines = (f"{name} = {json.dumps(value)}\n" for name, value in kept.items())
    (folder / "suite.toml").write_text("".join(lines), encoding="utf-8")
