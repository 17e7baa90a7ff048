"""Faults in a data set: the first ends the reading, or all are collected and left out."""

from __future__ import annotations

from tutor.cards.card import Place, Problem
from tutor.errors import ReadError

HINT = "Correct it, or leave out what is faulty with --keep-going."


class Faults:
    """Where a reader takes what is wrong with one file or one response.

    Args:
        keep_going: Whether to collect faults instead of ending at the first.
    """

    def __init__(self, keep_going: bool) -> None:
        self._keep_going = keep_going
        self._problems: list[Problem] = []

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What was left out, in the order of reading."""
        return tuple(self._problems)

    def found(self, place: Place, message: str, hint: str = HINT) -> None:
        """Take a fault.

        Raises:
            ReadError: Faults are not collected.
        """
        problem = Problem(place, message)
        if not self._keep_going:
            raise ReadError(str(problem), hint)
        self._problems.append(problem)
