"""Sealing a suite: how many responses it has, and what they hash to, goes into its manifest."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from tutor.evaluation.held_out.manifest import (
    MANIFEST,
    Manifest,
    place_in_manifest,
    read_manifest,
)
from tutor.evaluation.held_out.material import parse_material, read_responses
from tutor.evaluation.held_out.records import as_error, read_bytes
from tutor.evaluation.journal import in_our_words

_VALUE = re.compile(r"=\s*([^\s\"'#]+|\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What was written to a manifest.

    Attributes:
        manifest: As it was before.
        responses: How many there are, ≥ 1.
        sha256: Of the bytes of their file, 64 hex digits.
    """

    manifest: Manifest
    responses: int
    sha256: str


def seal(folder: Path) -> Sealed:
    """Set `responses` and `sha256` in the manifest of the suite in `folder`; the rest stays.

    Args:
        folder: As the user named it, which is how it appears in messages.

    Raises:
        ReadError: There is no response, or something is wrong with one, the deck or the manifest.
        UsageError: The manifest cannot be written.
        TutorError: The disk is full.
    """
    manifest = read_manifest(folder)
    data = read_responses(folder)
    material = parse_material(folder, manifest, data)
    if material.faults:
        raise as_error(folder, material.faults)
    sealed = Sealed(manifest, len(material.responses), hashlib.sha256(data).hexdigest())
    _rewrite(folder, {"responses": str(sealed.responses), "sha256": f'"{sealed.sha256}"'})
    return sealed


def _rewrite(folder: Path, values: dict[str, str]) -> None:
    """Set fields of a manifest, each of which stands in a line of its own; all, or none."""
    path = folder / MANIFEST
    lines = read_bytes(path).decode("utf-8-sig").splitlines(keepends=True)
    for name, value in values.items():
        at = place_in_manifest(folder, name).line - 1
        lines[at] = _VALUE.sub(f"= {value}", lines[at], count=1)
    fresh = path.with_name(f".{MANIFEST}.new")
    with in_our_words(path):
        fresh.write_bytes("".join(lines).encode())
        fresh.replace(path)
