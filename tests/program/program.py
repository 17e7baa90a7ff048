"""The installed `tutor` command, run as a learner's shell runs it: a process, and what it said."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

COMMAND = shutil.which("tutor", path=sysconfig.get_path("scripts")) or "tutor"

PATIENCE = 60.0
"""Seconds until a run that does not end fails its test; none takes that long to pass."""

CAPITALS = """#flashcards/capitals

What is the capital of France?::Paris

What is the capital of Peru?::Lima
"""

_COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended. None may print a traceback, or anything that commands a terminal.

    Attributes:
        code: The exit code; minus the signal's number where one ended it.
        out: What it wrote on stdout.
        err: What it wrote on stderr.
    """

    code: int
    out: str
    err: str

    def __post_init__(self) -> None:
        assert "Traceback" not in self.err, self.err
        for said in (self.out, self.err):
            assert not _COMMANDING.search(said), ascii(said)

    @property
    def records(self) -> list[dict[str, Any]]:
        """The JSON objects on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def refused(self, code: int, *said: str) -> bool:
        """Whether it ended with `code`, a message on stderr with all of `said`, and a next step."""
        message, _, hint = self.err.partition("\n  ")
        return (
            self.code == code
            and message.startswith("tutor: ")
            and all(words in message for words in said)
            and bool(hint.strip())
        )


class Program:
    """The `tutor` command in a home of its own; nothing outside is touched.

    Args:
        home: Stands for the learner's home.
        here: The folder that it runs in.
        patience: Seconds until a run that does not end fails its test.
    """

    def __init__(self, home: Path, here: Path, patience: float = PATIENCE) -> None:
        self.patience = patience
        self.home = home
        self.here = here
        self.environment: dict[str, str] = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(home),
            "XDG_DATA_HOME": str(home / "data"),
            "LANG": "C.UTF-8",
            "HF_HUB_OFFLINE": "1",  # a model that is not here is not looked for elsewhere
        }

    def __call__(
        self,
        *arguments: str | bytes | Path,
        typed: str | bytes = "",
        setting: Mapping[str, str] | None = None,
        first: Callable[[], object] | None = None,
        here: Path | None = None,
    ) -> Ended:
        """Run it to its end.

        Args:
            arguments: What follows `tutor` on the command line.
            typed: All of its stdin.
            setting: More variables of its environment.
            first: Called in the new process before the program is.
            here: The folder to run it in, instead of the usual one.
        """
        said = self.raw(*arguments, typed=typed, setting=setting, first=first, here=here)
        return Ended(said.returncode, said.stdout.decode(), said.stderr.decode())

    def raw(
        self,
        *arguments: str | bytes | Path,
        typed: str | bytes = "",
        setting: Mapping[str, str] | None = None,
        first: Callable[[], object] | None = None,
        here: Path | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        """Run it to its end, as above, and return the bytes that it wrote in any encoding."""
        return subprocess.run(
            [COMMAND, *arguments],
            input=typed.encode() if isinstance(typed, str) else typed,
            capture_output=True,
            env=self.environment | dict(setting or {}),
            preexec_fn=first,
            cwd=here or self.here,
            timeout=self.patience,
            check=False,
        )

    def begin(self, *arguments: str | Path) -> subprocess.Popen[bytes]:
        """Start it with pipes for its streams, to be used as a context manager."""
        return subprocess.Popen(
            [COMMAND, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment,
            cwd=self.here,
            bufsize=0,
        )

    def write(self, name: str, text: str | bytes) -> str:
        """Write a deck into the folder that it runs in, and return its name."""
        path = self.here / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    def reviews(self, question: str) -> list[dict[str, Any]]:
        """Return the reviews of a card, as `tutor history --json` tells them."""
        _, *reviews = self("history", question, "--json").records
        return reviews
