"""The bundled head: the fitted weights of `tutor.grading.similarity`, as arrays and JSON."""

from __future__ import annotations

import json
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from tutor.errors import ModelError
from tutor.grading.coherence import Coherence
from tutor.grading.similarity import INPUTS, Head, Scale

ARRAYS, CARD = "head.npz", "head.json"


def load_head(folder: Path | None = None) -> Head:
    """Read a head from `folder`, or the bundled one.

    Raises:
        ModelError: A file is missing or damaged, or was made for other inputs.
    """
    place = folder or Path(str(files("tutor.models"))) / "weights"
    try:
        card = json.loads((place / CARD).read_text(encoding="utf-8"))
        with np.load(place / ARRAYS, allow_pickle=False) as arrays:
            return _assemble(card, dict(arrays))
    except (OSError, ValueError, KeyError, TypeError, BadZipFile) as fault:
        raise ModelError(
            f"{place}: the grading head cannot be read ({fault}).",
            "Reinstall tutor: its package carries these files.",
        ) from fault


def save_head(head: Head, card: dict[str, Any], folder: Path) -> None:
    """Write a head and its card (what it was made of, and how) into `folder`."""
    arrays = {"mean": head.mean, "spread": head.spread, "weights": head.weights, "bias": head.bias}
    arrays["coherence"] = head.coherence.weights
    arrays["order"] = head.coherence.order_weights
    with (folder / ARRAYS).open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)
    scale = {field.name: getattr(head.scale, field.name) for field in fields(Scale)}
    record = {
        "version": head.version,
        "inputs": INPUTS,
        "contradicted_from": head.contradicted_from,
        "least_of_notes": head.coherence.least_of_notes,
        "least_of_sentences": head.coherence.least_of_sentences,
        "scale": scale,
        **card,
    }
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    (folder / CARD).write_text(text, encoding="utf-8")


def _assemble(card: dict[str, Any], arrays: dict[str, Any]) -> Head:
    if tuple(card["inputs"]) != INPUTS:
        raise ValueError("it was made for other inputs than this version of tutor measures")
    scale = card["scale"]
    return Head(
        version=card["version"],
        mean=arrays["mean"],
        spread=arrays["spread"],
        weights=arrays["weights"],
        bias=arrays["bias"],
        contradicted_from=card["contradicted_from"],
        scale=Scale(
            scores=tuple(scale["scores"]),
            correct=tuple(scale["correct"]),
            partial=tuple(scale["partial"]),
        ),
        coherence=Coherence(
            weights=arrays["coherence"],
            order_weights=arrays["order"],
            least_of_notes=card["least_of_notes"],
            least_of_sentences=card["least_of_sentences"],
        ),
    )
