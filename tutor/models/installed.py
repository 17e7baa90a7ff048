"""Whether the files of the bundled models are those that were installed."""

from __future__ import annotations

import base64
import hashlib
from importlib import metadata

_FOLDER = "tutor/models/weights"


def changed_files() -> list[str] | None:
    """Return which files of the models are gone, or others than the package's record says.

    None where no record tells: of a checkout nothing was installed but its place.
    """
    try:
        recorded = metadata.files("tutor") or []
    except metadata.PackageNotFoundError:
        return None
    named = [file for file in recorded if file.parent.as_posix() == _FOLDER and file.hash]
    if not named:
        return None
    return [file.name for file in named if not _is_as_recorded(file)]


def _is_as_recorded(file: metadata.PackagePath) -> bool:
    assert file.hash is not None
    try:
        digest = hashlib.new(file.hash.mode, file.read_binary()).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == file.hash.value
