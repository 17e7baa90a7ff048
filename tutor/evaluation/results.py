"""What a grader made of a suite: one line of JSON a response, after one line about the run.

The file is written as the run goes on, so that what was judged is not lost when it is interrupted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tutor.grading.verdict import Level, Status

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; readers refuse any other."""


class Kind(StrEnum):
    """What came of asking a grader."""

    VERDICT = "verdict"
    UNJUDGED = "unjudged"  # the grader could not say; neither right nor wrong
    ERROR = "error"  # it crashed or took too long; neither right nor wrong, and counted apart


@dataclass(frozen=True, slots=True)
class Cost:
    """What a judgement took.

    Attributes:
        seconds: Of wall clock, ≥ 0.
        tokens: Of a language model, in and out; 0 for other graders.
        dollars: What they cost by the configured prices; 0.0 for other graders.
    """

    seconds: float
    tokens: int = 0
    dollars: float = 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """What a grader made of one response.

    Attributes:
        id: Of the response.
        kind: Whether there is a verdict; all below but `reason` and `cost` hold only then.
        level: The level given.
        score: In [0, 1].
        confidence: That the level is right, in [0, 1].
        points: What became of each key point.
        decided_by: The stage that decided.
        doubt: Why the level should not stand unasked; "" where it may.
        reason: Of the verdict, or why there is none.
        cost: What it took.
    """

    id: str
    kind: Kind
    level: Level = Level.INCORRECT
    score: float = 0.0
    confidence: float = 0.0
    points: tuple[Status, ...] = ()
    decided_by: str = ""
    doubt: str = ""
    reason: str = ""
    cost: Cost = Cost(0.0)


@dataclass(frozen=True, slots=True)
class Run:
    """One grader over one suite.

    Attributes:
        suite: The suite's name.
        digest: The suite's version, `Suite.digest`.
        label_map: How its labels were made.
        grader: The grader's name and version.
        results: One per response, in the suite's order.
        machine: Where it ran: `tutor.evaluation.machine.describe_machine`.
        settings: What narrowed the run: cases, limit, shard, split.
    """

    suite: str
    digest: str
    label_map: str
    grader: str
    results: tuple[Result, ...]
    machine: Mapping[str, str]
    settings: Mapping[str, str]
