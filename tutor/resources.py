"""Where the bundled decks and prompts lie: in the wheel, or in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def seeds() -> Path:
    """Return the folder of the bundled decks."""
    return _folder("seeds")


def prompts() -> Path:
    """Return the folder of the prompt templates."""
    return _folder("prompts")


def _folder(name: str) -> Path:
    installed = _PACKAGE / "_data" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
