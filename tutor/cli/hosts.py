"""Which face a sitting shows: a full terminal, plain lines, or a pipe."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum, auto
from functools import partial
from typing import TextIO

from tutor.practice.face import Host
from tutor.settings.keymap import DEFAULT, Keymap

PRINTING_TERMINALS = ("dumb", "unknown")
"""Values of TERM: those that can only print, and those nobody knows."""


_LOCAL_FLAGS = 3  # where `termios` keeps them in its list of a terminal's attributes


class Manner(Enum):
    """How a sitting talks."""

    FULL = auto()
    PLAIN = auto()
    PIPE = auto()


def manner(*, typed: bool, seen: bool, term: str, plain: bool) -> Manner:
    """Return how a sitting talks.

    Args:
        typed: Whether stdin is a terminal.
        seen: Whether stdout is one.
        term: The value of TERM, or "".
        plain: Whether plain lines were asked for.
    """
    if not typed:
        return Manner.PIPE
    return Manner.PLAIN if plain or not seen or term in PRINTING_TERMINALS else Manner.FULL


@contextmanager
def host(
    environment: Mapping[str, str],
    shown: Callable[[], None],
    *,
    plain: bool,
    explain: bool,
    keymap: Keymap = DEFAULT,
) -> Iterator[Host]:
    """Lend the face that suits the process's own streams.

    Args:
        environment: The process's.
        shown: Called whenever a question has appeared.
        plain: Whether plain lines were asked for.
        explain: Whether every verdict says who decided and why.
        keymap: Which keys do what at a full terminal.
    """
    source, sink = _lenient(sys.stdin, os.O_RDONLY), _lenient(sys.stdout, os.O_WRONLY)
    term = environment.get("TERM", "")
    match manner(typed=source.isatty(), seen=sink.isatty(), term=term, plain=plain):
        case Manner.PIPE:
            from tutor.practice.pipe import PipeFace

            yield PipeFace(source, sink, shown, explain)
        case Manner.PLAIN:
            from tutor.practice.plain import PlainFace

            columns, waits = partial(_columns, sink), partial(_has_line, source)
            yield PlainFace(source, sink, shown, environment, explain, columns, waits)
        case Manner.FULL:
            from rich.console import Console

            from tutor.practice.terminal import TerminalFace

            console = Console(file=sink, markup=False, highlight=False, emoji=False)
            with unechoed(source):
                yield TerminalFace(console, shown, environment, explain, keymap=keymap)


@contextmanager
def unechoed(source: TextIO) -> Iterator[None]:
    """Keep keys pressed between two prompts off the screen; Ctrl+C still interrupts."""
    try:
        import termios
    except ImportError:  # not a POSIX system
        yield
        return
    before = termios.tcgetattr(source)
    quiet = list(before)
    quiet[_LOCAL_FLAGS] &= ~(termios.ECHO | termios.ICANON)
    termios.tcsetattr(source, termios.TCSADRAIN, quiet)
    try:
        yield
    finally:
        with suppress(termios.error):  # the terminal may be gone
            termios.tcsetattr(source, termios.TCSADRAIN, before)


def _columns(sink: TextIO) -> int:
    """Return how wide a line on `sink` may be; 0 for any width, where it is no terminal."""
    try:
        return os.get_terminal_size(sink.fileno()).columns - 1
    except OSError:
        return 0


def _has_line(source: TextIO, seconds: float) -> bool:
    """Wait for a line on a terminal, and return whether one is there; where one cannot, it is."""
    import select

    try:
        return bool(select.select([source], [], [], seconds)[0])
    except (OSError, ValueError):  # as on Windows, which selects nothing but sockets
        return True


def _lenient(stream: TextIO | None, flags: int) -> TextIO:
    """Return a stream that no byte and no character can break, and that exists where none did."""
    if stream is None:  # closed by whoever started us
        return os.fdopen(os.open(os.devnull, flags), "w" if flags else "r", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream
