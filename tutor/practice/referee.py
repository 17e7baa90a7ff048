"""A second grader that is asked in the background, so that no card ever waits for it.

Its verdicts come as news, in whatever order they are ready. Where it fails a few times in a row, or
may not cost more, it is not asked any more in the sitting.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tutor.cards.card import Card
from tutor.errors import TutorError
from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice.events import Revised

WORKERS = 3
"""Requests that are on their way at a time: one that hangs must not hold up the others."""

MOST_FAILURES = 3
"""Answers in a row without a verdict after which nothing more is asked."""

_STOPPED = "The language model is not asked any more in this sitting."


class Referee(Protocol):
    """What a sitting asks of a second grader."""

    @property
    def patience(self) -> float:
        """Seconds that it is worth waiting for it, where nobody is there to wait."""
        ...

    def refer(self, card_id: str, card: Card, answer: Answer, verdict: Verdict | Unjudged) -> bool:
        """Have an answer judged again, where its first verdict needs that; say whether it is.

        It returns at once.
        """
        ...

    def news(self, seconds: float = 0.0) -> Revised | None:
        """Return a verdict that has come; None where none has, and none does within `seconds`."""
        ...

    @property
    def pending(self) -> int:
        """How many answers are being judged."""
        ...

    def notice(self) -> str:
        """Return what the learner should be told, once; "" for nothing."""
        ...

    def farewell(self) -> str:
        """Return what the learner should be told when the sitting ends; "" for nothing."""
        ...

    def close(self) -> None:
        """Let go of all that nobody waits for; returns at once."""
        ...


class Nobody:
    """No second grader."""

    pending = 0
    patience = 0.0

    def refer(self, card_id: str, card: Card, answer: Answer, verdict: Verdict | Unjudged) -> bool:
        """Refer it to nobody."""
        return False

    def news(self, seconds: float = 0.0) -> Revised | None:
        """Return None."""
        return None

    def notice(self) -> str:
        """Return ""."""
        return ""

    def farewell(self) -> str:
        """Return ""."""
        return ""

    def close(self) -> None:
        """Let go of nothing."""


class Second(Protocol):
    """A second grader, made for one thread."""

    @property
    def name(self) -> str:
        """The grader's name, as stored with what it judged."""
        ...

    @property
    def refused(self) -> str:
        """Why it may not be asked any more; "" where it may."""
        ...

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer`, and take as long as that takes."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


@dataclass(frozen=True, slots=True)
class _Job:
    card_id: str
    card: Card
    answer: Answer


class BackgroundReferee:
    """Asks a second grader in threads of its own, which do not keep the program from ending.

    Args:
        make: Makes the grader, in the thread that will use it; may take its time, and fail.
        needs: Whether it is asked about an answer, given the first verdict.
        known: Returns its name and the verdict where that is known without asking, else None.
        patience: Seconds that an end may wait for it.
    """

    def __init__(
        self,
        make: Callable[[], Second],
        needs: Callable[[Card, Verdict | Unjudged], bool],
        known: Callable[[Card, Answer], tuple[str, Verdict] | None],
        patience: float,
    ) -> None:
        self.patience = patience
        self._make = make
        self._needs = needs
        self._known = known
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._news: queue.SimpleQueue[Revised | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._workers = 0
        self._pending = 0
        self._in_a_row = 0
        self._unjudged: list[str] = []
        self._stopped = False
        self._notice = ""

    def refer(self, card_id: str, card: Card, answer: Answer, verdict: Verdict | Unjudged) -> bool:
        """Have an answer judged again, where its first verdict needs that; say whether it is."""
        if not self._needs(card, verdict):
            return False
        if found := self._known(card, answer):
            self._news.put(Revised(card_id, answer, found[1], found[0]))
            return True
        with self._lock:
            if self._stopped:
                return False
            self._pending += 1
            hires = self._workers < min(WORKERS, self._pending)
            self._workers += hires
        self._jobs.put(_Job(card_id, card, answer))
        if hires:
            threading.Thread(target=self._work, name="referee", daemon=True).start()
        return True

    def news(self, seconds: float = 0.0) -> Revised | None:
        """Return a verdict that has come; None where none has, and none does within `seconds`."""
        end = time.monotonic() + seconds
        while True:
            wait = max(0.0, end - time.monotonic()) if self.pending else 0.0
            try:
                found = self._news.get(timeout=wait) if wait else self._news.get_nowait()
            except queue.Empty:
                return None
            if found:
                return found

    @property
    def pending(self) -> int:
        """How many answers are being judged."""
        with self._lock:
            return self._pending

    def notice(self) -> str:
        """Return what the learner should be told, once; "" for nothing."""
        with self._lock:
            said, self._notice = self._notice, ""
        return said

    def farewell(self) -> str:
        """Return what the learner should be told when the sitting ends; "" for nothing."""
        if self._stopped or not self._unjudged:
            return self.notice()
        count = len(self._unjudged)
        answers = "an answer" if count == 1 else f"{count} answers"
        return f"The language model gave no verdict on {answers}. {self._unjudged[-1]}"

    def close(self) -> None:
        """Let go of all that nobody waits for; returns at once.

        What is being asked for goes on as long as the program does, and is lost with it.
        """
        with self._lock:
            self._stopped = True
        for _ in range(self._workers):
            self._jobs.put(None)

    def _work(self) -> None:
        second: Second | None = None
        while job := self._jobs.get():
            found: Revised | None = None
            try:
                if not self._stopped:
                    second = second or self._make()
                    found = self._judged(second, job)
            except TutorError as fault:
                self._stop(fault.message, fault.hint)
            except Exception as fault:  # a sitting goes on without it, whatever was wrong
                self._stop(f"It failed: {fault!r}.")
            with self._lock:  # as one step, or whoever waits would miss the last
                self._pending -= 1
                self._news.put(found)  # also nothing
        if second:
            second.close()

    def _judged(self, second: Second, job: _Job) -> Revised | None:
        verdict = second.grade(job.card, job.answer)
        if isinstance(verdict, Verdict):
            with self._lock:
                self._in_a_row = 0
        if second.refused:
            self._stop(second.refused)
        if isinstance(verdict, Verdict):
            return Revised(job.card_id, job.answer, verdict, second.name)
        if second.refused:
            return None
        with self._lock:
            self._in_a_row += 1
            self._unjudged.append(verdict.reason)
            is_enough = self._in_a_row >= MOST_FAILURES
        if is_enough:
            self._stop(verdict.reason)
        return None

    def _stop(self, *why: str) -> None:
        with self._lock:
            if not self._stopped:
                self._stopped = True
                told = (one if one.endswith(".") else f"{one}." for one in why if one)
                self._notice = " ".join([_STOPPED, *told])
