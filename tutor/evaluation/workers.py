"""Asking a grader about many responses: in this process, or in several of their own."""

from __future__ import annotations

import math
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Protocol, Self, TypeAlias

from tutor.errors import TutorError
from tutor.evaluation.results import Cost, Kind, Result
from tutor.evaluation.suite import Response
from tutor.grading.findings import level_of
from tutor.grading.verdict import Answer, Grader, Spent, Unjudged, Verdict, spent_by
from tutor.text import one_line

GraderFactory: TypeAlias = Callable[[], Grader]
"""Makes a grader; one that goes to other processes can be pickled, as a function of a module is."""

Clock: TypeAlias = Callable[[], float]
"""Reads seconds from any beginning; one that goes to other processes can be pickled."""

AHEAD = 1_024
"""How many places before its turn a result may come, which bounds what waits for its turn."""

STARTING = 600.0
"""Seconds that a process may take until its grader is ready."""

ENDING = 5.0
"""Seconds that a process which has nothing to do may take to end."""

WIDTH = 300
"""Characters of an exception's message that are kept."""


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

    Args:
        factory: Makes the grader, once in each process.
        jobs: How many responses are judged at a time, ≥ 1.
        timeout: Seconds, > 0, after which a response counts as not judged; None for no end.
        clock: What time is measured with.

    Raises:
        TutorError: The grader cannot be made.
    """
    if jobs == 1 and timeout is None:
        yield _Here(_made(factory), clock)
        return
    with _Pool(factory, jobs, math.inf if timeout is None else timeout, clock) as pool:
        yield pool


def result_of(grader: Grader, response: Response, clock: Clock) -> Result:
    """Have a response judged; what the grader raises, or returns against the rules, is an error."""
    before, start = spent_by(grader), clock()
    try:
        result = _result(response, grader.grade(response.card, Answer(response.text)))
    except (Exception, SystemExit) as fault:
        result = _error(response, _told(fault))
    seconds = max(0.0, clock() - start)
    return replace(result, cost=_cost(seconds, spent_by(grader) - before))


def _result(response: Response, given: object) -> Result:
    if isinstance(given, Unjudged):
        return Result(response.id, Kind.UNJUDGED, reason=given.reason)
    if not isinstance(given, Verdict):
        return _error(response, f"the grader returned a {type(given).__name__}, not a verdict")
    if flaw := _flaw(response, given):
        return _error(response, f"the verdict cannot be right: {flaw}")
    return Result(
        id=response.id,
        kind=Kind.VERDICT,
        level=given.level,
        score=float(given.score),
        confidence=float(given.confidence),
        points=tuple(finding.status for finding in given.findings),
        decided_by=given.decided_by,
        doubt=given.doubt,
        reason=given.reason,
    )


def _flaw(response: Response, verdict: Verdict) -> str:
    """Return what a verdict breaks of its own rules, or ""."""
    found, points = len(verdict.findings), len(response.card.points)
    if not 0 <= verdict.score <= 1:  # NaN is not, either
        return f"its score is {verdict.score}"
    if not 0 <= verdict.confidence <= 1:
        return f"its confidence is {verdict.confidence}"
    if verdict.level is not level_of(verdict.score):
        return f"it is {verdict.level} at a score of {verdict.score}"
    return "" if found == points else f"it has {found} findings for {points} points"


def _error(response: Response, reason: str, seconds: float = 0.0) -> Result:
    return Result(response.id, Kind.ERROR, reason=reason, cost=Cost(seconds))


def _cost(seconds: float, spent: Spent) -> Cost:
    return Cost(seconds, spent.tokens, None if spent.unpriced else spent.dollars)


def _told(fault: BaseException) -> str:
    return one_line(f"{type(fault).__name__}: {fault}", WIDTH)


def _made(factory: GraderFactory) -> Grader:
    """Make a grader; whatever hinders it is a TutorError."""
    try:
        return factory()
    except TutorError:
        raise
    except Exception as fault:
        raise TutorError(
            f"the grader cannot be made: {_told(fault)}", "Mend it, or name another grader."
        ) from fault


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
        task = next(waiting, None)
        while task or self._busy():
            while task and self._may_begin(task):
                if task.kept:
                    yield task, task.kept
                else:
                    now = self._clock()
                    self._idle()[0].give(task, now, now + self._timeout)
                task = next(waiting, None)
            if self._busy() or task:
                yield from self._wait()

    def _may_begin(self, task: Task) -> bool:
        oldest = min((busy.task.number for busy in self._busy()), default=task.number)
        return task.number - oldest < AHEAD and bool(task.kept or self._idle())

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
            raise TutorError(
                f"the grader cannot be made: {why or f'it takes longer than {STARTING:g} s'}",
                "Try with one job and no timeout, where it runs in this process.",
            )
        self._workers[self._workers.index(worker)] = _Worker(self._factory, self._clock)
        task, seconds = worker.state.task, max(0.0, self._clock() - worker.state.start)
        why = why or f"it took longer than {self._timeout:g} s"
        yield task, _error(task.response, why, seconds)


def _serve(pipe: Connection, factory: GraderFactory, clock: Clock) -> None:
    """Make a grader, and judge what comes through the pipe until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    try:
        grader = _made(factory)
    except TutorError as fault:
        pipe.send(fault)
        return
    with suppress(EOFError, OSError):  # how the pipe says that its other side is closed
        pipe.send(_Ready(grader.name))
        while True:
            pipe.send(result_of(grader, pipe.recv(), clock))
