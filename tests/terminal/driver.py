"""The whole program under a real pseudo-terminal, and the screen that a learner would see."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import pexpect  # type: ignore[import-untyped]
import pyte

ENTER, ESCAPE = "\r", "\x1b"
CTRL_C, CTRL_D, CTRL_G, CTRL_Z = "\x03", "\x04", "\x07", "\x1a"
ALT_ENTER = ESCAPE + ENTER
F1, F3, F4, F7, F8, F10 = "\x1bOP", "\x1bOR", "\x1bOS", "\x1b[18~", "\x1b[19~", "\x1b[21~"

PATIENCE = 20.0
"""Seconds to wait for something to appear before a test fails; none waits that long to pass."""


STILL = 4
"""Looks in a row at a terminal, 0.05 s each, after which what comes no more is drawn."""


class Terminal:
    """`tutor` with its arguments, running in a terminal of `columns` by `rows`.

    Args:
        arguments: What follows `tutor` on the command line.
        home: Stands for the learner's home; nothing outside is touched.
        columns: Width.
        rows: Height.
        environment: More variables.
        program: What Python runs.
    """

    def __init__(
        self,
        *arguments: str,
        home: Path,
        columns: int = 80,
        rows: int = 24,
        environment: dict[str, str] | None = None,
        program: str = "tutor",
    ) -> None:
        self.output = ""
        self._screen = _Screen(columns, rows, self.type)
        self._stream = pyte.Stream(self._screen)
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", program, *arguments],
            dimensions=(rows, columns),
            env=surroundings(home) | {"TERM": "xterm-256color"} | (environment or {}),
            encoding="utf-8",
            echo=True,
        )
        self._child.delaybeforesend = None  # it would wait before every key

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._child.close(force=True)

    @property
    def shown(self) -> str:
        """What the learner sees, from the top to the last line that is not empty."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    @property
    def scrolled(self) -> str:
        """What has scrolled off the top, and what the learner sees."""
        above = ("".join(row[x].data for x in sorted(row)) for row in self._screen.history.top)
        return "\n".join([*(line.rstrip() for line in above), self.shown])

    def type(self, keys: str) -> None:
        """Press keys."""
        self._child.send(keys)

    def wait_for(self, *texts: str) -> None:
        """Wait until every one of `texts` stands on the screen."""
        deadline = time.monotonic() + PATIENCE
        while not all(text in self.shown for text in texts):
            if time.monotonic() > deadline or not self.listen():
                raise AssertionError(f"no {texts} on the screen:\n{self.shown}")

    def settle(self) -> None:
        """Take in what is printed until nothing comes for a moment."""
        before = -1
        while before != len(self.output):
            before = len(self.output)
            for _ in range(STILL):
                self.listen()

    def kill(self, signal: int) -> None:
        """Send the program a signal."""
        self._child.kill(signal)

    def ended(self) -> int:
        """Wait for the end and return the exit code, or minus the signal that ended it."""
        deadline = time.monotonic() + PATIENCE
        while self.listen():
            if time.monotonic() > deadline:
                raise AssertionError(f"it goes on:\n{self.shown}")
        self._child.close()
        if self._child.signalstatus is not None:
            return -int(self._child.signalstatus)
        return int(self._child.exitstatus)

    def listen(self) -> bool:
        """Take in what the program prints, for a moment; False once it has ended."""
        try:
            text = self._child.read_nonblocking(65_536, timeout=0.05)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.output += text
        self._stream.feed(text)
        return True


class _Screen(pyte.HistoryScreen):
    """A screen that says where its cursor stands when it is asked, as terminals do."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, rows, history=10_000)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data)


def surroundings(home: Path) -> dict[str, str]:
    """Return an environment that keeps the program inside `home`."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    return kept | {"HOME": str(home), "XDG_DATA_HOME": str(home), "LANG": "C.UTF-8"}


def colours(output: str) -> set[str]:
    """Return the colours that were switched on, as the parameters of SGR sequences."""
    parameters = ";".join(re.findall(r"\x1b\[([\d;]*)m", output)).split(";")
    return {p for p in parameters if p.isdigit() and (30 <= int(p) <= 37 or 90 <= int(p) <= 97)}
