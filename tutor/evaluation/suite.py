"""Held-out responses with the labels that people gave them. Values only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
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
class Official:
    """A set's own labels, as far as a verdict tells them apart: measured beside the levels.

    Attributes:
        label_map: What becomes of labels and of verdicts, in one line; a part of `Suite.label_map`,
            and so in every result.
        labels: What they become, in the order in which they are shown.
        becomes: The number in `labels` of each of the set's own labels.
        correct: The number of what a correct verdict is; and so on. A verdict that is not correct
            is contradictory where a key point is found contradicted.
        contradictory: Of that.
        partial: Of any other partial verdict.
        incorrect: Of any other.
    """

    label_map: str
    labels: tuple[str, ...]
    becomes: Mapping[str, int]
    correct: int
    contradictory: int
    partial: int
    incorrect: int

    def called(self, level: Level, points: Iterable[Status]) -> int:
        """Return the number in `labels` of what a verdict is.

        Args:
            level: The level that it gives.
            points: What it says became of each key point.
        """
        if level is Level.CORRECT:
            return self.correct
        if Status.CONTRADICTED in points:
            return self.contradictory
        return self.partial if level is Level.PARTIAL else self.incorrect


@dataclass(frozen=True, slots=True)
class Label:
    """What people said of a response.

    Attributes:
        level: What it is worth as a whole.
        score: The same in [0, 1]; of the level where nobody gave another.
        points: What became of each key point of the card, in its order; () where nobody said.
        official: The set's own label, where the suite has an `Official` of them; else "".
    """

    level: Level
    score: float
    points: tuple[Status, ...] = ()
    official: str = ""


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
        official: What is measured of the set's own labels, beside the levels; None where nothing.
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
    official: Official | None = None

    @property
    def digest(self) -> str:
        """16 hex digits over every response with its card and label: the suite's version."""
        hashed = hashlib.sha256()
        for one in self.responses:
            parts = [one.id, one.card.question, one.card.answer, one.text, one.label.level]
            parts += [f"{one.label.score:.6f}", *one.label.points, one.case, one.split]
            parts += [one.label.official] if self.official else []
            hashed.update(json.dumps(parts).encode() + b"\n")
        return hashed.hexdigest()[:16]

    def only(self, chosen: Iterable[Response]) -> Suite:
        """Return the suite with some of its responses."""
        return replace(self, responses=packed(chosen))
