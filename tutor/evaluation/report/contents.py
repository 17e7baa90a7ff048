"""What a report is made of: figures of graders over suites, and what was asked of them. Values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tutor.evaluation.metric_records import Record
from tutor.evaluation.metrics import Summary
from tutor.evaluation.results import Run
from tutor.evaluation.suite import Suite


@dataclass(frozen=True, slots=True)
class Change:
    """A metric of a grader beside its baseline's.

    Attributes:
        metric: The metric's path.
        before: Its value of the baseline.
        after: Its value of the grader.
        interval: The bounds of the 95 % interval of `difference`; None where nobody knows.
        p: How probable so large a difference would be between equal graders, adjusted for all
            differences that are shown together, in [0, 1]; None where nobody knows.
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
    entries: tuple[Summary, ...]
    judged: tuple[tuple[Suite, Run], ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    conditions: tuple[Condition, ...] = ()
    machine: Mapping[str, str] = field(default_factory=dict)
    on: str = ""

    @property
    def suites(self) -> tuple[str, ...]:
        """The names of the suites, each once, in the order of the entries."""
        return tuple(dict.fromkeys(entry.suite for entry in self.entries))

    @property
    def has_intervals(self) -> bool:
        """Whether any metric has one: over a single question there is none."""
        return any(one.interval for entry in self.entries for one in entry.metrics.values())

    def of(self, suite: str) -> tuple[Summary, ...]:
        """Return the entries of a suite, one per grader."""
        return tuple(entry for entry in self.entries if entry.suite == suite)
