"""What a report is made of: figures of graders over suites, and what was asked of them. Values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tutor.evaluation.results import Run
from tutor.evaluation.suite import Suite

GROUPS = ("level", "score", "points", "confidence", "consequence", "cost")
"""The groups of metrics in a summary, in the order in which they are shown."""

Record: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """The value of a metric.

    Attributes:
        value: Finite, in the metric's own unit.
        interval: The bounds of its 95 % interval; None where there is none.
    """

    value: float
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the responses, apart: those of a case, of a length, or of a level.

    Attributes:
        name: What they have in common.
        responses: How many there are, ≥ 0.
        passed: The share that was called correct, in [0, 1]; None where none was judged.
        accuracy: The share whose level was right, likewise.
    """

    name: str
    responses: int
    passed: Measure | None = None
    accuracy: Measure | None = None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a response of one level was given which.

    Attributes:
        levels: Worst first.
        counts: One row per level that people gave, one column per level that the grader gave.
    """

    levels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Verdicts of about the same confidence.

    Attributes:
        confidence: Their mean confidence, in [0, 1].
        accuracy: The share of them that was right, in [0, 1].
        count: How many they are, ≥ 0.
    """

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One grader over one suite: a summary record (`tutor.evaluation.metrics`), read.

    Attributes:
        suite: The suite's name.
        digest: The suite's version.
        grader: The grader's name and version.
        label_map: How the suite's labels were made.
        responses: How many were asked about.
        judged: How many got a verdict.
        unjudged: How many the grader could not judge.
        errors: How many it crashed on, or took too long over.
        metrics: What applies, under the metric's path: its group, a dot and its name.
        confusion: Of the judged ones; None where there is none.
        reliability: Bins of equal mass, by rising confidence.
        risk_coverage: The share of verdicts that stand, the surest first, and the share of those
            that is wrong; by rising coverage.
        cases: By what a response was written to show.
        lengths: By the number of words.
        bands: By the level that people gave.
        record: The summary as it was read.
    """

    suite: str
    digest: str
    grader: str
    label_map: str
    responses: int
    judged: int
    unjudged: int
    errors: int
    metrics: Mapping[str, Measure]
    confusion: Confusion | None
    reliability: tuple[Bin, ...]
    risk_coverage: tuple[tuple[float, float], ...]
    cases: tuple[Part, ...]
    lengths: tuple[Part, ...]
    bands: tuple[Part, ...]
    record: Record = field(repr=False)


@dataclass(frozen=True, slots=True)
class Change:
    """A metric of a grader beside its baseline's.

    Attributes:
        metric: The metric's path.
        before: Its value of the baseline.
        after: Its value of the grader.
        interval: The bounds of the 95 % interval of `difference`; None where nobody knows.
        p: How probable so large a difference would be between equal graders, adjusted for how
            many metrics are compared, in [0, 1]; None where nobody knows.
    """

    metric: str
    before: float
    after: float
    interval: tuple[float, float] | None = None
    p: float | None = None

    @property
    def difference(self) -> float:
        """What was gained; negative where the value fell."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """A grader beside a baseline, over the same suite.

    Attributes:
        suite: The suite's name.
        grader: The name of the grader that is compared.
        baseline: The name of the one that it is compared with.
        changes: One per metric.
        basis: What they were compared on, in a sentence, or "".
        record: The comparison as it was read.
    """

    suite: str
    grader: str
    baseline: str
    changes: tuple[Change, ...]
    basis: str
    record: Record = field(repr=False)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a grader had to reach on a suite.

    Attributes:
        suite: The suite's name.
        grader: The grader's name.
        asked: What was asked, as "accuracy at least 70 %".
        failure: What was found instead; "" where it was reached.
    """

    suite: str
    grader: str
    asked: str
    failure: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it was reached."""
        return not self.failure


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported on together.

    Attributes:
        tutor: The version of tutor that made it.
        entries: One per suite and grader; at least one.
        judged: The suites with the runs over them, for the worst mistakes; () to show none.
        comparisons: With a baseline; () where none was given.
        conditions: Of the gate; () where there is none.
        machine: Where it ran: `tutor.evaluation.machine.describe_machine`.
        on: When it was made, as the reader is to see it, or "".
    """

    tutor: str
    entries: tuple[Entry, ...]
    judged: tuple[tuple[Suite, Run], ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    conditions: tuple[Condition, ...] = ()
    machine: Mapping[str, str] = field(default_factory=dict)
    on: str = ""

    @property
    def suites(self) -> tuple[str, ...]:
        """The names of the suites, each once, in the order of the entries."""
        return tuple(dict.fromkeys(entry.suite for entry in self.entries))

    def of(self, suite: str) -> tuple[Entry, ...]:
        """Return the entries of a suite, one per grader."""
        return tuple(entry for entry in self.entries if entry.suite == suite)
