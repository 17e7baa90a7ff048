"""Held-out responses with the labels that people gave them. Values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from tutor.cards.card import Card, fingerprint
from tutor.evaluation.packed import packed
from tutor.grading.verdict import Level, Status

LEVELS = (Level.INCORRECT, Level.PARTIAL, Level.CORRECT)
"""The three levels, worst first."""

WORTH = {Level.INCORRECT: 0.0, Level.PARTIAL: 0.5, Level.CORRECT: 1.0}
"""The score of a level where people gave no other."""


class Split(StrEnum):
    """What a response may be used for."""

    DEV = "dev"  # choices are made here
    TEST = "test"  # nothing is: it is only reported on


@dataclass(frozen=True, slots=True)
class Label:
    """What people said of a response.

    Attributes:
        level: What it is worth as a whole.
        score: The same in [0, 1]; of the level where nobody gave another.
        points: What became of each key point of the card, in its order; () where nobody said.
    """

    level: Level
    score: float
    points: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """A held-out answer.

    Attributes:
        id: Unique in its suite.
        card: What was asked.
        text: What was answered.
        label: What people said of it.
        case: What it was written to show, as "negated"; "" where nothing in particular.
        split: What it may be used for.
    """

    id: str
    card: Card
    text: str
    label: Label
    case: str = ""
    split: Split = Split.TEST

    @property
    def question(self) -> str:
        """16 hex digits of the question: answers to one question are not independent."""
        return fingerprint(self.card.question)


@dataclass(frozen=True, slots=True)
class Suite:
    """Responses that are reported on together.

    Attributes:
        name: As given on the command line.
        responses: In the order of their file; at least one. Many of them are `packed`.
        levels: The levels that its labels can have, worst first: all three, or correct and
            incorrect only.
        label_map: How the set's own labels became these, in one line; stands in every result.
        has_scores: Whether people gave scores of their own.
        has_points: Whether people said which points a response conveys.
        origin: Who wrote the responses, and how they were labelled, in one line.
        duplicates: Responses that were left out since another split, or the same, has them too.
        contradicting: How many of these had another level than the one that was kept.
    """

    name: str
    responses: Sequence[Response]
    levels: tuple[Level, ...]
    label_map: str
    has_scores: bool
    has_points: bool
    origin: str = ""
    duplicates: int = 0
    contradicting: int = 0

    @property
    def digest(self) -> str:
        """16 hex digits over every response with its card and label: the suite's version."""
        hashed = hashlib.sha256()
        for one in self.responses:
            parts = [one.id, one.card.question, one.card.answer, one.text, one.label.level]
            parts += [f"{one.label.score:.6f}", *one.label.points, one.case, one.split]
            hashed.update(json.dumps(parts).encode() + b"\n")
        return hashed.hexdigest()[:16]

    def only(self, chosen: Iterable[Response]) -> Suite:
        """Return the suite with some of its responses."""
        return replace(self, responses=packed(chosen))
