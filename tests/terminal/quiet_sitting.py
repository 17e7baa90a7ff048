"""A sitting whose grader is as simple as can be, so that its screens are the same everywhere.

`python -m tests.terminal.quiet_sitting DECK STORE` holds it on its own terminal.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tutor.cards.card import Card, KeyPoint
from tutor.cli import wiring
from tutor.cli.hosts import host
from tutor.cli.scope import read_scope
from tutor.cli.sitting import Manner, sit
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Verdict
from tutor.practice.preparation import Wishes
from tutor.scheduling.options import DeckOptions, Regime
from tutor.store.store import Store


class WordGrader:
    """Covers the key points that an answer has word for word."""

    ready = True

    def name_for(self, card: Card) -> str:
        return "words 1"

    def grade(self, card: Card, answer: Answer) -> Verdict:
        findings = tuple(_finding(point, answer.text) for point in card.points)
        score = sum(one.status is Status.COVERED for one in findings) / len(findings)
        level = Level.PARTIAL if 0 < score < 1 else Level.CORRECT if score else Level.INCORRECT
        stage = Stage.SIMILARITY if answer.text else Stage.DONT_KNOW
        return Verdict(findings, score, level, 0.95, stage, "Its words are there, or not.")


def _finding(point: KeyPoint, text: str) -> Finding:
    is_there = point.text in text
    status = Status.COVERED if is_there else Status.MISSING
    return Finding(point, status, float(is_there), point.text if is_there else "")


def main(deck: str, store: str) -> None:
    """Hold the sitting."""
    wishes = Wishes(wiring.today(wiring.settings()), Regime(DeckOptions(spread=False)))
    manner = Manner(tries_again=True)
    with (
        Store.open(Path(store)) as kept,
        host(os.environ, lambda: None, plain=False, explain=False) as face,
    ):
        sit(read_scope([deck], []), kept, face, WordGrader(), wishes, manner=manner)


if __name__ == "__main__":
    main(*sys.argv[1:])
