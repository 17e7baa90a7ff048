"""A grader that is made in the background, so that the first question need not wait for it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from tutor.cards.card import Card
from tutor.errors import ModelError, TutorError
from tutor.grading.verdict import Answer, Unjudged, Verdict

NOBODY = "nobody"
"""The grader's name in a review that no grader could judge."""


class DeckGrader(Protocol):
    """A grader whose name may depend on the card's deck."""

    def name_for(self, card: Card) -> str:
        """Return the name to store with a review of `card`."""
        ...

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer`."""
        ...


class LateGrader:
    """A grader on its way.

    Making it may fail, which ends nothing: every answer is then `Unjudged`, and says why.

    Args:
        make: Makes the grader, and may take its time.

    Attributes:
        missed: Why there was no grader for an answer; None where none was missed.
    """

    def __init__(self, make: Callable[[], DeckGrader]) -> None:
        self._make = make
        self.missed: TutorError | None = None
        self._grader: DeckGrader | None = None
        self._fault: TutorError = ModelError("The grader could not be loaded.")
        self._thread = threading.Thread(target=self._run, name="grader")
        # To join the thread instead would not do: Python 3.11 takes a thread for finished whose
        # join was interrupted, and would exit under it.
        self._settled = threading.Event()
        self._starting = threading.Lock()

    def start(self) -> None:
        """Begin to make it, unless that has begun; returns at once."""
        with self._starting:
            if self._thread.ident is None:
                self._thread.start()

    @property
    def ready(self) -> bool:
        """Whether `grade` would answer without waiting for the grader to be made."""
        return self._settled.is_set()

    def name_for(self, card: Card) -> str:
        """Return the grader's name for `card`, or `NOBODY`; waits until it is made."""
        grader = self._made()
        return grader.name_for(card) if grader else NOBODY

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer` as soon as the grader is made."""
        if grader := self._made():
            return grader.grade(card, answer)
        self.missed = self._fault
        return Unjudged(" ".join(part for part in (self.missed.message, self.missed.hint) if part))

    def _made(self) -> DeckGrader | None:
        self.start()
        self._settled.wait()
        return self._grader

    def _run(self) -> None:
        try:
            self._grader = self._make()
        except TutorError as error:
            self._fault = error
        except Exception as error:  # a sitting goes on without its grader, whatever was wrong
            self._fault = ModelError(f"The grader could not be loaded: {error!r}.")
        finally:
            self._settled.set()
