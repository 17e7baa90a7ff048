"""What is asked of graders, and what became of it: the values that a gate speaks in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tutor.cards.card import Place
from tutor.estimate import Estimate
from tutor.evaluation.figures import Json
from tutor.evaluation.metrics import HEADLINES
from tutor.evaluation.report import names
from tutor.evaluation.report.contents import Condition
from tutor.evaluation.report.names import Unit
from tutor.evaluation.suite import Response, Split
from tutor.grading.verdict import Level
from tutor.text import one_line

ALPHA = 0.05
"""How often an equal grader may be called worse on a suite, unless a gate says otherwise."""

CASE_RESPONSES = 2
"""A case with fewer responses is not guarded, unless a gate says otherwise: it may lose one."""

JUDGED = "judged.share"
PASSED = "level.passed"

COMPARABLE = (
    *(
        f"level.{name}"
        for name in (
            *("accuracy", "two_way_accuracy", "macro_f1", "quadratic_kappa"),
            *("false_accept", "false_reject", "false_accept_two_way", "false_reject_two_way"),
        )
    ),
    *(f"score.{name}" for name in ("pearson", "spearman", "rmse")),
    *(f"points.{name}" for name in ("precision", "recall", "f1")),
    *(
        f"confidence.{name}"
        for name in ("ece", "brier", "aurc", "accuracy_at_80", "coverage_at_5_false_accept")
    ),
    *(f"consequence.{name}" for name in ("differs", "wrong_pass", "wrong_fail")),
)
"""Metrics by which a grader can be worse than another."""

METRICS = (
    *COMPARABLE,
    "consequence.in_doubt",
    *(
        f"cost.{name}"
        for name in ("seconds_median", "seconds_95", "tokens", "dollars", "responses_per_second")
    ),
    PASSED,  # the share called correct, with Wilson's interval
    JUDGED,  # the share of the responses that got a verdict
)
"""Metrics that can be asked to reach a figure: all of a summary, and two of the gate's own."""

_OWN_NAMES = {JUDGED: "share judged", PASSED: "share called correct"}


class Bound(StrEnum):
    """On which side of the limit a figure must be; the limit itself is on either."""

    AT_LEAST = "at least"
    AT_MOST = "at most"


class Of(StrEnum):
    """What of an estimate is held against the limit."""

    VALUE = "value"
    LOW = "low"  # the lower end of its 95 % interval
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Part:
    """Which responses a figure is of: those that have all of this; all of them without any.

    Attributes:
        case: What they were written to show; "" for whatever it was.
        band: The level that people gave; None for any.
        words: Fewest and most words, both among them; None for any length.
    """

    case: str = ""
    band: Level | None = None
    words: tuple[int, int] | None = None

    def holds(self, response: Response) -> bool:
        """Return whether a response is among them."""
        fewest, most = self.words or (0, len(response.text))
        return (
            self.case in ("", response.case)
            and self.band in (None, response.label.level)
            and fewest <= len(response.text.split()) <= most
        )

    def __str__(self) -> str:
        told = [f"of case “{one_line(self.case)}”"] if self.case else []
        told += [f"labelled {self.band}"] if self.band else []
        told += [f"of {self.words[0]} to {self.words[1]} words"] if self.words else []
        return ", ".join(told)


WHOLE = Part()

_NOWHERE = Place("", 1)
_SLIP = 1e-9  # what a product of a share may be off by


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that must be reached.

    Attributes:
        metric: One of `METRICS`.
        bound: On which side of `limit`.
        limit: In the metric's own unit; shares are in [0, 1].
        of: What of the estimate.
        part: Of which responses.
        place: Where it stands.
    """

    metric: str
    bound: Bound
    limit: float
    of: Of = Of.VALUE
    part: Part = WHOLE
    place: Place = _NOWHERE

    def is_met(self, estimate: Estimate | None) -> bool:
        """Return whether an estimate reaches it; one that is not there never does."""
        figure = _end(estimate, self.of) if estimate else None
        if figure is None:
            return False
        at_least = self.bound is Bound.AT_LEAST
        return figure >= self.limit if at_least else figure <= self.limit

    def __str__(self) -> str:
        name, unit = named(self.metric)
        end = "" if self.of is Of.VALUE else f"{self.of} end of the interval"
        told = ", ".join(filter(None, [name, str(self.part), end]))
        return f"{told}: {self.bound} {names.value(self.limit, unit)}"


@dataclass(frozen=True, slots=True)
class NoWorse:
    """That a grader is not worse than the baseline, beyond chance.

    Attributes:
        metrics: By which it is compared, of `COMPARABLE`: the family that Holm's method adjusts
            for.
        alpha: From which adjusted p value on a loss is let through, in (0, 1).
        case_guard: By how much, in [0, 1], the accuracy on a case may drop, whether by chance or
            not; above 0, a small case may lose one response, too. None where no case is guarded.
        case_responses: How many responses a case must have to be guarded, ≥ 1.
    """

    metrics: tuple[str, ...] = HEADLINES
    alpha: float = ALPHA
    case_guard: float | None = None
    case_responses: int = CASE_RESPONSES

    def may_lose(self, responses: int) -> int:
        """Return how many of the responses of a guarded case may be lost, those won taken off."""
        guard = self.case_guard or 0.0
        return max(1, int(guard * responses + _SLIP)) if guard else 0


@dataclass(frozen=True, slots=True)
class Gated:
    """What is asked of one grader on one suite.

    Attributes:
        suite: As `tutor eval run` takes it: the suite's folder, or `set:PATH`.
        split: Which responses; the others are not judged.
        grader: As `tutor eval run --grader` takes it.
        baseline: The blessed run that it is compared with; None where there is none.
        thresholds: Figures to reach.
        no_worse: How it is compared; None where it is not.
        place: Where this stands.
    """

    suite: str
    split: Split
    grader: str
    baseline: Path | None = None
    thresholds: tuple[Threshold, ...] = ()
    no_worse: NoWorse | None = None
    place: Place = _NOWHERE

    @property
    def allows_unjudged(self) -> bool:
        """Whether it says itself how many responses must be judged."""
        return any(
            (one.metric, one.bound, one.part) == (JUDGED, Bound.AT_LEAST, WHOLE)
            for one in self.thresholds
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One condition, and what was found.

    Attributes:
        suite: The suite's name.
        grader: The grader's name and version.
        asked: What was asked, as "accuracy: at least 70.0 %".
        found: What was found, as "72.1 % (68.0–76.0)".
        passed: Whether it was reached.
        figure: What was found, as a number; None where there is none.
    """

    suite: str
    grader: str
    asked: str
    found: str
    passed: bool
    figure: Estimate | None = None

    @property
    def sentence(self) -> str:
        """What was asked and what was found."""
        return f"{self.asked}; found {self.found}"

    @property
    def condition(self) -> Condition:
        """The same as a report has it."""
        return Condition(self.suite, self.grader, self.asked, "" if self.passed else self.found)


def record(outcome: Outcome) -> dict[str, Json]:
    """Return an outcome as JSON's own values; `value` and `interval` only where there are any."""
    told: dict[str, Json] = {
        "suite": outcome.suite,
        "grader": outcome.grader,
        "asked": outcome.asked,
        "found": outcome.found,
        "passed": outcome.passed,
    }
    if outcome.figure:
        told["value"] = outcome.figure.value
        if outcome.figure.interval:
            told["interval"] = [*outcome.figure.interval]
    return told


def named(metric: str) -> tuple[str, Unit]:
    """Return how a metric is called, and its unit."""
    if metric in _OWN_NAMES:
        return _OWN_NAMES[metric], Unit.SHARE
    known = names.metric(metric)
    return known.name, known.unit


def _end(estimate: Estimate, of: Of) -> float | None:
    if of is Of.VALUE:
        return estimate.value
    if estimate.interval is None:
        return None
    return estimate.interval[0 if of is Of.LOW else 1]
