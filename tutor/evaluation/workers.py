"""Asking a grader about many responses: in this process, or in several of their own."""

from __future__ import annotations

import math
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Protocol, Self

from tutor.errors import TutorError
from tutor.evaluation.judging import Clock, GraderError, GraderFactory, error, made, result_of
from tutor.evaluation.results import Result
from tutor.evaluation.suite import Response
from tutor.grading.verdict import Grader

AHEAD = 1_024
"""How many places before its turn a result may come, which bounds what waits for its turn."""

STARTING = 600.0
"""Seconds that a process may take until its grader is ready."""

ENDING = 5.0
"""Seconds that a process which has nothing to do may take to end."""


@dataclass(frozen=True, slots=True)
class Task:
    """A response in its turn.

    Attributes:
        number: Its place, counted from 0.
        response: The response.
        kept: What is already known of it; None where it is to be judged.
    """

    number: int
    response: Response
    kept: Result | None = None


class Judge(Protocol):
    """What has responses judged."""

    @property
    def name(self) -> str:
        """The grader's name."""
        ...

    def judge(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Yield each task with its result as they come, none `AHEAD` places before its turn.

        Args:
            tasks: Numbered in their order; drawn from only as far as they can be worked on.
        """
        ...


@contextmanager
def judges(
    factory: GraderFactory, jobs: int, timeout: float | None, clock: Clock
) -> Iterator[Judge]:
    """Provide what judges: this process, or others where there are several or they may hang.

    A grader that brings its process down takes only one of its own with it.

    Args:
        factory: Makes the grader, once in each process.
        jobs: How many responses are judged at a time, ≥ 1.
        timeout: Seconds, > 0, after which a response counts as not judged; None for no end, and
            for this process where there is one job.
        clock: What time is measured with.

    Raises:
        GraderError: The grader cannot be made.
        TutorError: Its own reason why not.
    """
    if jobs == 1 and timeout is None:
        yield _Here(made(factory), clock)
        return
    with _Pool(factory, jobs, math.inf if timeout is None else timeout, clock) as pool:
        yield pool


class _Here:
    """Judges in this process, one response after the other."""

    def __init__(self, grader: Grader, clock: Clock) -> None:
        self._grader = grader
        self._clock = clock

    @property
    def name(self) -> str:
        return self._grader.name

    def judge(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        for task in tasks:
            yield task, task.kept or result_of(self._grader, task.response, self._clock)


@dataclass(frozen=True, slots=True)
class _Ready:
    """What a process says first: its grader is made, and has this name."""

    name: str


@dataclass(frozen=True, slots=True)
class _Starting:
    """The process is making its grader, and has until then."""

    until: float


@dataclass(frozen=True, slots=True)
class _Idle:
    """The process waits for a response."""


@dataclass(frozen=True, slots=True)
class _Busy:
    """The process judges a response since `start`, and has until then."""

    task: Task
    start: float
    until: float


class _Worker:
    """A process with a grader of its own, and what it is doing."""

    def __init__(self, factory: GraderFactory, clock: Clock) -> None:
        # Forking is not safe where the parent has threads, as the encoder's library does.
        spawning = get_context("spawn")
        self.pipe, theirs = spawning.Pipe()
        self._process = spawning.Process(target=_serve, args=(theirs, factory, clock), daemon=True)
        with _undisturbed():
            self._process.start()
        theirs.close()  # so that the pipe ends with the process
        self.state: _Starting | _Idle | _Busy = _Starting(clock() + STARTING)

    @property
    def until(self) -> float:
        """When its patience ends, by the clock; infinite where nothing is waited for."""
        return math.inf if isinstance(self.state, _Idle) else self.state.until

    def give(self, task: Task, start: float, until: float) -> None:
        """Have it judge a response."""
        self.state = _Busy(task, start, until)
        with suppress(OSError):  # it died while it was idle; reading from the pipe will say so
            self.pipe.send(task.response)

    def end(self) -> str:
        """End the process, and return how it ended."""
        self.pipe.close()
        if isinstance(self.state, _Idle):
            self._process.join(ENDING)
        self._process.kill()
        self._process.join()
        return f"exit code {self._process.exitcode}"


class _Pool:
    """Judges in processes of their own; one that hangs or dies is replaced."""

    def __init__(self, factory: GraderFactory, jobs: int, timeout: float, clock: Clock) -> None:
        self._factory = factory
        self._jobs = jobs
        self._timeout = timeout
        self._clock = clock
        self._workers: list[_Worker] = []
        self.name = ""

    def __enter__(self) -> Self:
        try:
            self._workers += (_Worker(self._factory, self._clock) for _ in range(self._jobs))
            while not self._idle():
                list(self._wait())
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()

    def judge(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        waiting = iter(tasks)
        task: Task | None = None
        is_over = False
        while not is_over or self._busy():
            # What a response may cost is known when those before it are judged, so that none is
            # drawn before a process has nothing to do.
            while not is_over and self._idle():
                task = task or next(waiting, None)
                if task is None:
                    is_over = True
                elif self._is_too_early(task):
                    break
                else:
                    yield from self._begin(task)
                    task = None
            if not is_over or self._busy():
                yield from self._wait()

    def _begin(self, task: Task) -> Iterator[tuple[Task, Result]]:
        if task.kept:
            yield task, task.kept
        else:
            now = self._clock()
            self._idle()[0].give(task, now, now + self._timeout)

    def _is_too_early(self, task: Task) -> bool:
        oldest = min((busy.task.number for busy in self._busy()), default=task.number)
        return task.number - oldest >= AHEAD

    def _idle(self) -> list[_Worker]:
        return [worker for worker in self._workers if isinstance(worker.state, _Idle)]

    def _busy(self) -> list[_Busy]:
        return [worker.state for worker in self._workers if isinstance(worker.state, _Busy)]

    def _wait(self) -> Iterator[tuple[Task, Result]]:
        """Wait until something has come of it, and yield what was judged."""
        waited = [worker for worker in self._workers if not isinstance(worker.state, _Idle)]
        patience = min(worker.until for worker in waited) - self._clock()
        heard = wait(
            [worker.pipe for worker in waited],
            None if math.isinf(patience) else max(0.0, patience),
        )
        for worker in waited:
            if worker.pipe in heard:
                yield from self._hear(worker)
            elif worker.until <= self._clock():
                yield from self._replace(worker, "")

    def _hear(self, worker: _Worker) -> Iterator[tuple[Task, Result]]:
        try:
            said = worker.pipe.recv()
        except (EOFError, OSError):
            yield from self._replace(worker, "the grader's process died")
            return
        if isinstance(said, TutorError):
            raise said
        if isinstance(said, _Ready):
            self.name = said.name
        elif isinstance(worker.state, _Busy):
            yield worker.state.task, said
        worker.state = _Idle()

    def _replace(self, worker: _Worker, died: str) -> Iterator[tuple[Task, Result]]:
        """Put a new process into a worker's place, and yield the error that it was."""
        ended = worker.end()
        why = f"{died} ({ended})" if died else ""
        if not isinstance(worker.state, _Busy):
            raise GraderError(
                f"the grader cannot be made: {why or f'it takes longer than {STARTING:g} s'}",
                "Try with --jobs 1 --timeout 0, where it runs in this process and says more.",
            )
        self._workers[self._workers.index(worker)] = _Worker(self._factory, self._clock)
        task, seconds = worker.state.task, max(0.0, self._clock() - worker.state.start)
        why = why or f"it took longer than {self._timeout:g} s"
        yield task, error(task.response, why, seconds)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Start processes that Ctrl+C does not reach, not even before they run a line of ours.

    They inherit which signals are blocked. Windows knows no such thing: `_serve` must do.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(pipe: Connection, factory: GraderFactory, clock: Clock) -> None:
    """Make a grader, and judge what comes through the pipe until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    try:
        grader = made(factory)
    except TutorError as fault:
        pipe.send(fault)
        return
    with suppress(EOFError, OSError):  # how the pipe says that its other side is closed
        pipe.send(_Ready(grader.name))
        while True:
            pipe.send(result_of(grader, pipe.recv(), clock))
