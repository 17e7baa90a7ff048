"""How far a run has come: a bar at a terminal, now and then a line elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, TextIO, TypeAlias

from tutor.text import one_line

if TYPE_CHECKING:
    from rich.progress import Task
    from rich.text import Text

Progress: TypeAlias = Callable[[int, int], None]
Clock: TypeAlias = Callable[[], float]

STEPS = 10
"""Lines that a whole run writes where there is no terminal."""


@contextmanager
def progress(sink: TextIO, what: str, clock: Clock) -> Iterator[Progress]:
    """Provide what shows how many responses are done: how fast they go, and the time left.

    Args:
        sink: Where it is shown: stderr.
        what: What is judged, by whom.
        clock: In seconds, from any beginning.
    """
    if sink.isatty():
        with _bar(sink, one_line(what)) as shown:
            yield shown
    else:
        yield Lines(sink, one_line(what), clock)


class Lines:
    """Writes a line at the start, at every tenth, and at the end.

    Args:
        sink: Where to.
        what: What each line begins with; harmless, on one line.
        clock: In seconds, from any beginning.
    """

    def __init__(self, sink: TextIO, what: str, clock: Clock) -> None:
        self._sink, self._what, self._clock = sink, what, clock
        self._begun: tuple[int, float] | None = None
        self._step = -1

    def __call__(self, done: int, total: int) -> None:
        """Write a line if another tenth is done."""
        now = self._clock()
        self._begun = self._begun or (done, now)
        step = STEPS * done // max(1, total)
        if step == self._step:
            return
        self._step = step
        first, start = self._begun
        pace = _pace(done - first, total - done, now - start)
        self._sink.write(f"{self._what}: {done:,} of {total:,}{pace}\n")
        self._sink.flush()


def _pace(done: int, left: int, seconds: float) -> str:
    """Return how fast responses go, and how long the rest will take; "" while nobody knows."""
    if not done or seconds <= 0:
        return ""
    rate = done / seconds
    ends = f", {timedelta(seconds=round(left / rate))} left" if left else ""
    return f", {rate:,.1f} a second{ends}"


@contextmanager
def _bar(sink: TextIO, what: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bars
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:,.1f}/s" if task.speed else "", style="progress.data.speed")

    console = Console(file=sink, highlight=False)
    name = TextColumn("{task.description}", markup=False)
    columns = (name, BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        bar = bars.add_task(what, total=None)
        yield lambda done, total: bars.update(bar, completed=done, total=total)
