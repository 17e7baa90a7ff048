"""The learner's own editor, for an answer that outgrows the prompt, and for the cards."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tutor.cards.card import Place

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
    command = _command(environment)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answer.md"
        path.write_bytes(f"{text}\n\n{SCISSORS}\n{question}\n".encode(errors="replace"))
        _run(command, [str(path)])
        saved = path.read_bytes().decode(errors="replace").replace("\r\n", "\n")
    return saved.partition(SCISSORS)[0].rstrip("\n")


def open_at(place: Place, environment: Mapping[str, str]) -> None:
    """Let the learner edit a file, at its line where their editor is known to take one.

    Raises:
        EditorError: There is no such editor, or it ended with a fault.
    """
    command = _command(environment)
    _run(command, _at(command, place))


def _at(command: str, place: Place) -> list[str]:
    """Return the arguments by which an editor opens a file at a line."""
    words = command.split()
    name = Path(words[0]).stem.lower() if words else ""
    if name in _PLUS:
        return [f"+{place.line}", place.path]
    if name in _GOTO:
        return ["--goto", f"{place.path}:{place.line}"]
    return [f"{place.path}:{place.line}" if name in _COLON else place.path]


_PLUS = frozenset(
    "vi vim nvim gvim view nano emacs emacsclient micro kak joe jed ne mcedit".split()
)
_GOTO = frozenset(("code", "codium", "code-insiders"))
_COLON = frozenset(("hx", "helix", "subl", "zed"))


def _command(environment: Mapping[str, str]) -> str:
    return environment.get("VISUAL") or environment.get("EDITOR") or FALLBACK


def _run(command: str, arguments: list[str]) -> None:
    try:
        code = subprocess.call([*shlex.split(command), *arguments])
    except (OSError, ValueError) as error:
        raise EditorError(f"EDITOR={command} cannot be started: {error}") from error
    if code:
        raise EditorError(f"EDITOR={command} ended with code {code}; your text is as before.")
