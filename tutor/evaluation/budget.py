"""What asking a language model may cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tutor.errors import TutorError, UsageError
from tutor.evaluation.results import Result
from tutor.evaluation.workers import Task


class BudgetError(TutorError):
    """A run was stopped, for it may not cost more; exit code 3. What was judged stands."""

    exit_code = 3


class Budget:
    """Dollars that may be spent, by one run or by several after each other.

    Nothing is asked for once what was spent, and for each response that is being judged as much
    as the dearest cost so far, comes to more than may be. A response that costs more than any
    before it can exceed that, by the difference; so can the first ones, of which there are as
    many as are judged at a time.

    Args:
        dollars: How many, ≥ 0.

    Raises:
        UsageError: They are fewer.
    """

    def __init__(self, dollars: float) -> None:
        if not dollars >= 0:
            raise UsageError(f"{dollars:g} dollars cannot be spent", "Allow 0 or more.")
        self.dollars = dollars
        self.spent = 0.0
        self._dearest = 0.0
        self._waiting = 0  # for so many responses the cost is not known yet
        self._why = ""
        self._stopped = False

    def allow(self, tasks: Iterable[Task]) -> Iterator[Task]:
        """Yield tasks as long as they may be worked on; what is known already costs nothing."""
        for task in tasks:
            if task.kept is None:
                if not self._may_ask():
                    self._stopped = True
                    return
                self._waiting += 1
            yield task

    def charge(self, judged: Iterable[tuple[Task, Result]]) -> Iterator[tuple[Task, Result]]:
        """Pass results on, and count what they cost."""
        for task, result in judged:
            if task.kept is None:
                self._waiting -= 1
                self._count(result.cost.dollars)
            yield task, result

    def refuse_rest(self, out: Path) -> None:
        """Raise where a task was not allowed.

        Args:
            out: The run file, for the message.

        Raises:
            BudgetError: One was not.
        """
        if self._stopped:
            raise BudgetError(
                f"{out}: stopped after ${self.spent:.4f}: {self._why}",
                "What was judged stands; the same command goes on from there, and may spend as"
                " much again.",
            )

    def _may_ask(self) -> bool:
        if not self._why and self.spent + self._dearest * (self._waiting + 1) > self.dollars:
            self._why = f"--max-cost allows ${self.dollars:g}"
        return not self._why

    def _count(self, dollars: float | None) -> None:
        if dollars is None:
            self._why = "the endpoint does not say what it used, so that --max-cost cannot be held"
            return
        self.spent += dollars
        self._dearest = max(self._dearest, dollars)
