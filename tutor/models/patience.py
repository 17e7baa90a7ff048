"""One end for all that belongs to one reply: its tries, the waits between them, what dribbles in.

The client bounds each wait on a socket by itself, so that three tries took three times as long, and
a reply that comes a byte at a time took for ever. Here a thread asks, and nobody waits for it
beyond the end; what it would still try then is not tried (`tutor.models.client`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


class Patience:
    """So many seconds, which begin at once.

    Args:
        seconds: How many, > 0.

    Attributes:
        status: The last code of HTTP's that said no meanwhile; 0 for none.
    """

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.status = 0

    @property
    def left(self) -> float:
        """The seconds that are left, ≤ 0 once it is over."""
        return self._end - time.monotonic()

    def wait_for(self, ask: Callable[[], T]) -> T:
        """Return what `ask` returns, in a thread of its own, or raise what it raises.

        Raises:
            TimeoutError: It has not come to an end in time. It is left behind: as a daemon it keeps
                no process alive.
        """
        done: Future[T] = Future()

        def work() -> None:
            _running.set(self)
            try:
                done.set_result(ask())
            except BaseException as fault:  # whoever waits is told of any
                done.set_exception(fault)

        Thread(target=work, name="asking", daemon=True).start()
        return done.result(max(0.0, self.left))


_running: ContextVar[Patience | None] = ContextVar("patience", default=None)


def running() -> Patience | None:
    """Return the patience that this very thread asks within; None where nothing bounds it."""
    return _running.get()
