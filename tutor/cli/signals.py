"""The signals that end a program from outside, as exceptions, so that what is typed is kept."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType

_STDOUT = 1
_HANG_UP = getattr(signal, "SIGHUP", 0)  # Windows has none
_SOON = 0.02  # seconds: by then the destructor is through


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn the signals that end a program into an exception, so that the draft is kept first.

    Python drops what is raised while it runs a destructor, and a signal may come just then. Such
    an exception, and the one of Ctrl+C, is raised again a moment later.
    """
    numbers = [number for number in (signal.SIGTERM, _HANG_UP) if number]
    before = {number: signal.signal(number, _end) for number in numbers}
    hook, sys.unraisablehook = sys.unraisablehook, _raise_later
    try:
        yield
    finally:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
        sys.unraisablehook = hook
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: FrameType | None) -> None:
    if number == _HANG_UP:  # the terminal is gone, and writing to it would be a fault of its own
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)
    raise SystemExit(128 + number)


def _raise_later(lost: sys.UnraisableHookArgs) -> None:
    ending = lost.exc_value
    if not isinstance(ending, SystemExit | KeyboardInterrupt) or not hasattr(signal, "setitimer"):
        sys.__unraisablehook__(lost)
        return
    again = type(ending)(*ending.args)  # the lost one would keep what is being destroyed
    signal.signal(signal.SIGALRM, partial(_raise, again))
    signal.setitimer(signal.ITIMER_REAL, _SOON)


def _raise(ending: BaseException, _number: int, _frame: FrameType | None) -> None:
    raise ending
