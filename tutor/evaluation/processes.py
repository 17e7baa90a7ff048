"""Timing whole commands from outside, as a user meets them. For POSIX systems."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten

PATIENCE = 300.0
"""Seconds until a command counts as stuck."""

ROWS, COLUMNS = 24, 80

_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")
_CONTROL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[^\[\]])")
_WHERE_IS_THE_CURSOR, _AT_THE_TOP = b"\x1b[6n", b"\x1b[1;1R"
_IMPORT_LINE = re.compile(r"import time:[^|]*\|[^|]*\| *(\S+)")


class CommandError(Exception):
    """A command that was to be timed did not do what it should; says which and why."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where commands run: it stands for the user's home, and nothing outside is touched.

    Attributes:
        folder: The folder.
        given: The environment of this process, of which the commands see a part.
    """

    folder: Path
    given: Mapping[str, str] = field(default_factory=lambda: os.environ, compare=False)

    @property
    def environment(self) -> Mapping[str, str]:
        """What the commands see, without the user's own settings."""
        kept = {name: self.given[name] for name in _KEPT if name in self.given}
        home = str(self.folder)
        mine = {"HOME": home, "XDG_DATA_HOME": home, "LANG": "C.UTF-8", "TERM": "xterm-256color"}
        return kept | mine

    def output(self, command: Sequence[str]) -> str:
        """Run a command to its end and return what it printed on stdout.

        Raises:
            CommandError: It ended with another exit code than 0, or not at all.
        """
        return self._run(command).stdout

    def seconds(self, command: Sequence[str]) -> float:
        """Return how long a command takes from start to end."""
        start = time.perf_counter()
        self._run(command)
        return time.perf_counter() - start

    def imports(self, module: str, *arguments: str) -> frozenset[str]:
        """Return the names of all modules that `python -m module arguments` imports."""
        command = [sys.executable, "-X", "importtime", "-m", module, *arguments]
        return imported(self._run(command).stderr)

    def seconds_to_output(self, command: Sequence[str]) -> float:
        """Return how long it takes from a command's start to the first byte it prints."""
        start = time.perf_counter()
        with subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            printed = process.stdout.read(1)
            seconds = time.perf_counter() - start
            _, complaint = process.communicate()
        if process.returncode or not printed:
            raise _failure(command, complaint.decode(errors="replace"))
        return seconds

    def seconds_to_show(self, command: Sequence[str], shown: Callable[[str], bool]) -> float:
        """Return how long it takes until a command at a terminal shows what is wanted.

        Args:
            command: Ended by SIGTERM when it has.
            shown: Told all that was printed so far, as plain words with single spaces between.

        Raises:
            CommandError: It ended before, or took longer than `PATIENCE`.
        """
        import pty
        import termios

        ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (ROWS, COLUMNS))
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=self.environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        try:
            return _until_shown(command, ours, shown) - start
        finally:
            process.terminate()
            while _read(ours):
                pass
            process.wait()
            os.close(ours)

    def _run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        try:
            done = subprocess.run(
                command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                check=False,
                timeout=PATIENCE,
            )
        except subprocess.TimeoutExpired as fault:
            raise _failure(command, str(fault)) from fault
        if done.returncode:
            raise _failure(command, done.stderr)
        return done


def imported(report: str) -> frozenset[str]:
    """Return the modules named in what `python -X importtime` printed."""
    return frozenset(_IMPORT_LINE.findall(report))


def words_shown(output: str) -> str:
    """Return what a terminal was sent as plain words with single spaces between."""
    return " ".join(_CONTROL.sub("", output).split())


def _until_shown(command: Sequence[str], terminal: int, shown: Callable[[str], bool]) -> float:
    """Read a terminal, and return the clock's reading when what is wanted had arrived."""
    deadline = time.perf_counter() + PATIENCE
    output = b""
    while time.perf_counter() < deadline and (more := _read(terminal)):
        arrived = time.perf_counter()  # before it is looked through, which takes its time
        output += more
        if shown(words_shown(output.decode(errors="replace"))):
            return arrived
        if _WHERE_IS_THE_CURSOR in more:  # as terminals do
            os.write(terminal, _AT_THE_TOP)
    raise _failure(command, words_shown(output.decode(errors="replace")))


def _read(terminal: int) -> bytes:
    """Return what was printed meanwhile, or nothing once the command has ended or is stuck."""
    ready, _, _ = select.select([terminal], [], [], PATIENCE)
    try:
        return os.read(terminal, 65_536) if ready else b""
    except OSError:  # how Linux says that the other side is closed
        return b""


def _failure(command: Sequence[str], complaint: str) -> CommandError:
    last = complaint.strip().splitlines()[-1:] or ["it printed nothing"]
    named = shorten(" ".join([Path(command[0]).name, *command[1:]]), 60, placeholder=" …")
    return CommandError(f"{named}: {last[0]}")
