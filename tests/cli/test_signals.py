"""Signals that end a sitting."""

from __future__ import annotations

import signal
import time

import pytest

from tutor.cli.signals import ended_by_signals


class Hit:
    """Gets a signal while it is being destroyed."""

    def __init__(self, number: int) -> None:
        self._number = number

    def __del__(self) -> None:
        signal.raise_signal(self._number)


def hit_and_wait(number: int) -> None:
    hit = Hit(number)
    del hit
    time.sleep(20)


@pytest.mark.parametrize(
    ("number", "ending"), [(signal.SIGTERM, SystemExit), (signal.SIGINT, KeyboardInterrupt)]
)
def test_a_signal_that_hits_a_destructor_ends_the_sitting_nevertheless(
    number: int, ending: type[BaseException]
) -> None:
    with pytest.raises(ending), ended_by_signals():
        hit_and_wait(number)
