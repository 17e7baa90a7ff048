"""The learner's own editor, for an answer that outgrows the prompt."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

FALLBACK = "nano" if os.name == "posix" else "notepad"

SCISSORS = "<!-- Your answer stands above; nothing from this line on is part of it. -->"


class EditorError(Exception):
    """The editor could not be used; the message says why, and what was typed is untouched."""


def edited(text: str, question: str, environment: Mapping[str, str]) -> str:
    """Let the learner edit `text` in `$VISUAL`, else `$EDITOR`, and return what they saved.

    The question stands below the answer, to be seen while writing. Empty lines at the end are
    dropped, as editors add one.

    Raises:
        EditorError: There is no such editor, or it ended with a fault.
    """
    command = environment.get("VISUAL") or environment.get("EDITOR") or FALLBACK
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.md"
        path.write_bytes(f"{text}\n\n{SCISSORS}\n{question}\n".encode(errors="replace"))
        _run(command, path)
        saved = path.read_bytes().decode(errors="replace").replace("\r\n", "\n")
    return saved.partition(SCISSORS)[0].rstrip("\n")


def _run(command: str, path: Path) -> None:
    try:
        code = subprocess.call([*shlex.split(command), str(path)])
    except (OSError, ValueError) as error:
        raise EditorError(f"EDITOR={command} cannot be started: {error}") from error
    if code:
        raise EditorError(f"EDITOR={command} ended with code {code}; your text is as before.")
