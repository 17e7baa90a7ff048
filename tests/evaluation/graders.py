"""Graders that do as the answer says, for tests of what asks them. Light: processes import it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from tutor.cards.card import Card, KeyPoint
from tutor.errors import ModelError
from tutor.evaluation.suite import Label, Response, Split, Suite
from tutor.grading.verdict import Answer, Finding, Level, Spent, Stage, Status, Unjudged, Verdict

POINT = KeyPoint("the mitochondrion")
CARD = Card("What makes the cell's ATP?", POINT.text, (POINT,), 1)

_VERDICTS = {
    "good": (1.0, Level.CORRECT, Status.COVERED),
    "half": (0.3, Level.PARTIAL, Status.PARTLY),
    "bad": (0.0, Level.INCORRECT, Status.MISSING),
    "contradictory": (0.0, Level.CORRECT, Status.COVERED),
    "not a number": (float("nan"), Level.INCORRECT, Status.MISSING),
}


class Obedient:
    """Judges "good" as correct, crashes at "crash", and so on; counts what it was asked."""

    name = "obedient 1"

    def __init__(self, log: Path | None = None) -> None:
        self._log = log

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        if self._log:
            with self._log.open("a") as log:
                log.write(answer.text + "\n")
        word = answer.text.partition(":")[0]
        if word == "unsure":
            return Unjudged("The grader is not sure.")
        if word == "crash":
            raise ValueError("no such \x1b[31mword")
        if word == "exit":
            raise SystemExit(1)
        if word == "die":
            os._exit(3)
        if word == "hang":
            time.sleep(600)
        if word == "nothing":
            return None  # type: ignore[return-value]
        score, level, status = _VERDICTS[word]
        findings = tuple(Finding(point, status, 1.0, "") for point in card.points)
        return Verdict(findings, score, level, 0.9, Stage.SIMILARITY, f"It says {word}.")


class Writing:
    """A factory of obedient graders that note in a file what they were asked."""

    def __init__(self, log: Path) -> None:
        self._log = log

    def __call__(self) -> Obedient:
        return Obedient(self._log)

    @property
    def asked(self) -> list[str]:
        return self._log.read_text().splitlines() if self._log.exists() else []


class Paid(Obedient):
    """Uses 10 tokens and a cent for each answer."""

    name = "paid 1"
    spent = Spent(100, 1.0)

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        self.spent += Spent(10, 0.01)
        return super().grade(card, answer)


def without_weights() -> Obedient:
    raise ModelError("weights.onnx: no such file", "Reinstall tutor.")


def broken() -> Obedient:
    raise ImportError("no module named nltk")


class Disturbed:
    """A factory upon whose arrival in another process Ctrl+C is pressed."""

    def __call__(self) -> Obedient:
        return Obedient()

    def __reduce__(self) -> tuple[Callable[[], type[Obedient]], tuple[()]]:
        return _press_ctrl_c, ()


def _press_ctrl_c() -> type[Obedient]:
    os.kill(os.getpid(), signal.SIGINT)
    return Obedient


def dead() -> Obedient:
    os._exit(9)


def response(name: str, text: str, case: str = "", split: Split = Split.TEST) -> Response:
    return Response(name, CARD, text, Label(Level.CORRECT, 1.0), case, split)


def suite(*texts: str) -> Suite:
    """Return a suite of these answers, whose ids are r0, r1 and so on."""
    responses = tuple(response(f"r{i}", text) for i, text in enumerate(texts))
    levels = (Level.INCORRECT, Level.PARTIAL, Level.CORRECT)
    return Suite("made up", responses, levels, "as they are", False, False)
