"""What a grader's run over a suite comes to: every metric with its interval, and as JSON. Pure.

Metrics are of the responses that the grader judged; those that it did not are counted apart, and
are neither right nor wrong. A metric is named by its section and itself, as "level.accuracy";
`tutor.evaluation.formulas` defines each. One that does not apply, or is not defined, is absent.

The record of a summary, version `SCHEMA`; a METRIC is {"value": x, "interval": [low, high]}, the
interval absent where there is none; floats have nine digits that count:

    {"schema": 1, "suite": name, "digest": …, "grader": name, "label_map": …,
     "responses": n, "judged": n, "unjudged": n, "errors": n,
     "duplicates": n, "contradicting": n,
     "level": {name: METRIC}, "score": {…}, "points": {…}, "confidence": {…},
     "consequence": {…}, "cost": {…},
     "confusion": {"levels": [worst first], "counts": [[a row per label, a column per call]]},
     "reliability": [{"confidence": x, "accuracy": y, "count": n}],
     "risk_coverage": [{"coverage": x, "risk": y}],
     "cases": {case: VIEW}, "lengths": [{"words": [fewest, most], **VIEW}],
     "bands": {level of the label: VIEW}}

with VIEW {"responses": n, "judged": n, "passed": METRIC, "accuracy": METRIC}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tutor.errors import UsageError
from tutor.evaluation import formulas
from tutor.evaluation.figures import Json
from tutor.evaluation.formulas import Bin, Risk
from tutor.evaluation.pairing import STATUSES, Paired, in_common, paired
from tutor.evaluation.results import Result, Run
from tutor.evaluation.statistics import (
    RESAMPLES,
    Difference,
    Estimate,
    Floats,
    Statistics,
    bootstrap,
    count,
    holm,
    wilson,
)
from tutor.evaluation.statistics import compare as compare_statistics
from tutor.evaluation.suite import Suite
from tutor.grading.verdict import Level, Status

__all__ = [
    "Comparison",
    "Lengths",
    "Summary",
    "View",
    "as_record",
    "compare",
    "comparison_record",
    "paired",
    "summary",
]

SCHEMA = 1
"""Raised when a field of a record changes its meaning or goes away."""

SECTIONS = ("level", "score", "points", "confidence", "consequence", "cost")

HEADLINES = (
    "level.accuracy",
    "level.two_way_accuracy",
    "level.macro_f1",
    "level.quadratic_kappa",
    "level.false_accept",
    "level.false_reject",
)
"""What two graders are compared by, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class View:
    """Some of the responses: of a case, a length, a level.

    Attributes:
        responses: How many the grader was asked about, ≥ 1.
        judged: How many of them it judged.
        passed: The share of those that it called correct, with Wilson's interval; None of none.
        accuracy: The share of those whose level is right, likewise.
    """

    responses: int
    judged: int
    passed: Estimate | None
    accuracy: Estimate | None


@dataclass(frozen=True, slots=True)
class Lengths:
    """Responses of like length.

    Attributes:
        fewest: Words of the shortest, ≥ 0.
        most: Words of the longest.
        view: What became of them.
    """

    fewest: int
    most: int
    view: View


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run comes to.

    Attributes:
        suite: The suite's name.
        digest: Its version.
        grader: The grader's name and version.
        label_map: How the labels were made.
        responses: How many the grader was asked about.
        judged: Of how many it said what they are worth; all metrics but the cost are of these.
        unjudged: Of how many it could not say.
        errors: At how many it crashed or took too long.
        metrics: By section and name, as "level.accuracy".
        levels: Of the labels, worst first.
        confusion: A row per label and a column per call, in that order.
        reliability: The least confident first.
        risk_coverage: The most confident first; at most 50 points.
        cases: In order of name; responses without a case are in none.
        lengths: Quarters of the suite by words, the shortest first; equal lengths share one.
        bands: By the level of the label, worst first.
        duplicates: Responses that were left out of the suite, for it has them twice.
        contradicting: How many of these had another level than the one that was kept.
    """

    suite: str
    digest: str
    grader: str
    label_map: str
    responses: int
    judged: int
    unjudged: int
    errors: int
    metrics: Mapping[str, Estimate]
    levels: tuple[Level, ...]
    confusion: tuple[tuple[int, ...], ...]
    reliability: tuple[Bin, ...] = ()
    risk_coverage: tuple[Risk, ...] = ()
    cases: Mapping[str, View] = field(default_factory=dict)
    lengths: tuple[Lengths, ...] = ()
    bands: Mapping[Level, View] = field(default_factory=dict)
    duplicates: int = 0
    contradicting: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two graders on the responses that both judged.

    Attributes:
        suite: The suite's name.
        digest: Its version.
        first: The one grader's name and version.
        second: The other's.
        responses: How many both judged.
        left_out: How many only one of them judged.
        differences: By metric; the first less the second.
        adjusted: The p values by metric, adjusted for how many metrics there are (Holm 1979).
    """

    suite: str
    digest: str
    first: str
    second: str
    responses: int
    left_out: int
    differences: Mapping[str, Difference]
    adjusted: Mapping[str, float]


def summary(suite: Suite, run: Run, seed: int, resamples: int = RESAMPLES) -> Summary:
    """Return every metric of a run.

    Args:
        suite: What was judged, whole even where the run was narrowed.
        run: What the grader made of it.
        seed: Of the resamples.
        resamples: How many, ≥ 1.

    Raises:
        UsageError: The run is of another suite, or of another version of it.
        ReadError: A result cannot be put beside its response.
    """
    pairs = paired(suite, run)
    found = bootstrap(
        _statistics(suite, pairs, SECTIONS), count(pairs.questions), seed=seed, resamples=resamples
    )
    table = formulas.confusion(pairs.labels, pairs.calls, len(suite.levels))
    return Summary(
        suite=suite.name,
        digest=run.digest,
        grader=run.grader,
        label_map=suite.label_map,
        responses=len(pairs.asked),
        judged=len(pairs.rows),
        unjudged=pairs.unjudged,
        errors=pairs.errors,
        metrics=found | _cost(run.results),
        levels=suite.levels,
        confusion=tuple(tuple(map(int, row)) for row in table),
        reliability=formulas.reliability(pairs.confidences, pairs.right),
        risk_coverage=formulas.risk_coverage(pairs.confidences, pairs.right),
        cases=_cases(suite, pairs),
        lengths=_lengths(suite, pairs),
        bands=_bands(suite, pairs),
        duplicates=run.duplicates,
        contradicting=run.contradicting,
    )


def compare(
    suite: Suite,
    first: Run,
    second: Run,
    seed: int,
    *,
    metrics: Sequence[str] = HEADLINES,
    resamples: int = RESAMPLES,
) -> Comparison:
    """Return how two graders differ, on the responses that both judged.

    Args:
        suite: What both judged.
        first: The one run.
        second: The other.
        seed: Of the resamples.
        metrics: What to compare by: the family that p values are adjusted for.
        resamples: How many, ≥ 1.

    Raises:
        UsageError: A run is of another suite, or a metric has no section that resamples can tell.
        ReadError: A result cannot be put beside its response.
    """
    sections = [name.partition(".")[0] for name in metrics]
    if unknown := set(sections) - set(SECTIONS[:-1]):
        raise UsageError(
            f"no graders can be compared by {', '.join(sorted(unknown))}",
            f"Name metrics of {', '.join(SECTIONS[:-1])}, as level.accuracy.",
        )
    ours, theirs = paired(suite, first), paired(suite, second)
    one, other = in_common(ours, theirs)
    found = compare_statistics(
        _statistics(suite, one, sections),
        _statistics(suite, other, sections),
        count(one.questions),
        seed=seed,
        resamples=resamples,
    )
    differences = {name: found[name] for name in metrics if name in found}
    return Comparison(
        suite=suite.name,
        digest=first.digest,
        first=first.grader,
        second=second.grader,
        responses=len(one.rows),
        left_out=len(ours.rows) + len(theirs.rows) - 2 * len(one.rows),
        differences=differences,
        adjusted=holm({name: each.p for name, each in differences.items()}),
    )


def as_record(summary: Summary) -> dict[str, Json]:
    """Return a summary as JSON's own values; the module says what stands where."""
    record: dict[str, Json] = {
        "schema": SCHEMA,
        "suite": summary.suite,
        "digest": summary.digest,
        "grader": summary.grader,
        "label_map": summary.label_map,
        "responses": summary.responses,
        "judged": summary.judged,
        "unjudged": summary.unjudged,
        "errors": summary.errors,
        "duplicates": summary.duplicates,
        "contradicting": summary.contradicting,
    }
    record |= {section: _section(summary.metrics, section) for section in SECTIONS}
    record |= {
        "confusion": {
            "levels": [level.value for level in summary.levels],
            "counts": [list(row) for row in summary.confusion],
        },
        "reliability": [
            {
                "confidence": _short(each.confidence),
                "accuracy": _short(each.accuracy),
                "count": each.count,
            }
            for each in summary.reliability
        ],
        "risk_coverage": [
            {"coverage": _short(each.coverage), "risk": _short(each.risk)}
            for each in summary.risk_coverage
        ],
        "cases": {case: _view_record(view) for case, view in summary.cases.items()},
        "lengths": [
            {"words": [each.fewest, each.most], **_view_record(each.view)}
            for each in summary.lengths
        ],
        "bands": {level.value: _view_record(view) for level, view in summary.bands.items()},
    }
    return record


def comparison_record(comparison: Comparison) -> dict[str, Json]:
    """Return a comparison as JSON's own values.

    {"schema": 1, "suite": …, "digest": …, "first": grader, "second": grader, "responses": n,
    "left_out": n, "metrics": {name: {"first": x, "second": y, "difference": x - y,
    "interval": [low, high], "p": p, "p_holm": p}}}, the interval absent where there is none.
    """
    return {
        "schema": SCHEMA,
        "suite": comparison.suite,
        "digest": comparison.digest,
        "first": comparison.first,
        "second": comparison.second,
        "responses": comparison.responses,
        "left_out": comparison.left_out,
        "metrics": {
            name: {
                "first": _short(each.first),
                "second": _short(each.second),
                "difference": _short(each.value),
                **_interval_record(each.interval),
                "p": _short(each.p),
                "p_holm": _short(comparison.adjusted[name]),
            }
            for name, each in comparison.differences.items()
        },
    }


def _statistics(suite: Suite, pairs: Paired, sections: Sequence[str]) -> Statistics:
    """Return the metrics of some sections under their full names."""
    families = _families(suite, pairs, sections)

    def of_draws(draws: Floats) -> dict[str, Floats]:
        return {
            f"{section}.{name}": values
            for section, statistics in families.items()
            for name, values in statistics(draws).items()
        }

    return of_draws


def _families(suite: Suite, pairs: Paired, sections: Sequence[str]) -> dict[str, Statistics]:
    """Return the statistics of each section that the suite has labels for."""
    if not len(pairs.rows):
        return {}
    levels, questions = len(suite.levels), pairs.questions
    found: dict[str, Statistics] = {}
    if "level" in sections:
        found["level"] = formulas.of_levels(pairs.labels, pairs.calls, levels, questions)
    if "score" in sections and suite.has_scores:
        found["score"] = formulas.of_scores(pairs.label_scores, pairs.scores, questions)
    if "points" in sections and suite.has_points:
        covered = STATUSES.index(Status.COVERED)
        found["points"] = formulas.of_points(pairs.label_points, pairs.points, covered, questions)
    if "confidence" in sections:
        found["confidence"] = formulas.of_confidences(
            pairs.confidences, pairs.labels, pairs.calls, levels, questions
        )
    if "consequence" in sections:
        # people's partial is a failure: the scores of a partial verdict end below the pass mark
        label_passes = pairs.labels == levels - 1
        found["consequence"] = formulas.of_consequences(
            pairs.passes, label_passes, pairs.doubtful, questions
        )
    return found


def _cost(results: Sequence[Result]) -> dict[str, Estimate]:
    """Return what all responses took, judged or not.

    Seconds are of one judgement; responses a second are what one worker gets through.
    """
    if not results:
        return {}
    seconds = np.array([result.cost.seconds for result in results])
    middle, slow = np.percentile(seconds, (50, 95))
    costs = {
        "seconds_median": float(middle),
        "seconds_95": float(slow),
        "tokens": float(sum(result.cost.tokens for result in results)),
    }
    dollars = [result.cost.dollars for result in results if result.cost.dollars is not None]
    if len(dollars) == len(results):  # a sum without those that are not known would be too low
        costs["dollars"] = sum(dollars)
    if total := float(seconds.sum()):
        costs["responses_per_second"] = len(results) / total
    return {f"cost.{name}": Estimate(value) for name, value in costs.items()}


def _cases(suite: Suite, pairs: Paired) -> dict[str, View]:
    cases = np.array([response.case for response in suite.responses])
    names = np.unique(cases[pairs.asked])
    return {str(name): _view(cases == name, suite, pairs) for name in names if name}


def _bands(suite: Suite, pairs: Paired) -> dict[Level, View]:
    levels = np.array([response.label.level.value for response in suite.responses])
    asked = set(levels[pairs.asked].tolist())
    return {
        level: _view(levels == level.value, suite, pairs)
        for level in suite.levels
        if level.value in asked
    }


def _lengths(suite: Suite, pairs: Paired) -> tuple[Lengths, ...]:
    """Return the quarters; they are the suite's, so that they are the same for every run."""
    words = np.array([len(response.text.split()) for response in suite.responses])
    edges = np.quantile(words, (0.25, 0.5, 0.75), method="inverted_cdf")
    quarters = np.searchsorted(edges, words)
    return tuple(
        Lengths(
            int(words[quarters == each].min()),
            int(words[quarters == each].max()),
            _view(quarters == each, suite, pairs),
        )
        for each in np.unique(quarters[pairs.asked])
    )


def _view(chosen: NDArray[np.bool_], suite: Suite, pairs: Paired) -> View:
    """Return what became of some of the suite's responses.

    Args:
        chosen: Shape (responses of the suite,): which.
        suite: The suite.
        pairs: Its labels and verdicts.
    """
    judged = chosen[pairs.rows]
    of, called_correct = int(judged.sum()), pairs.calls == len(suite.levels) - 1
    return View(
        responses=int(chosen[pairs.asked].sum()),
        judged=of,
        passed=wilson(int((called_correct & judged).sum()), of),
        accuracy=wilson(int((pairs.right & judged).sum()), of),
    )


def _section(metrics: Mapping[str, Estimate], section: str) -> Json:
    start = f"{section}."
    return {
        name.removeprefix(start): _estimate_record(estimate)
        for name, estimate in metrics.items()
        if name.startswith(start)
    }


def _view_record(view: View) -> dict[str, Json]:
    record: dict[str, Json] = {"responses": view.responses, "judged": view.judged}
    if view.passed:
        record["passed"] = _estimate_record(view.passed)
    if view.accuracy:
        record["accuracy"] = _estimate_record(view.accuracy)
    return record


def _estimate_record(estimate: Estimate) -> Json:
    return {"value": _short(estimate.value), **_interval_record(estimate.interval)}


def _interval_record(interval: tuple[float, float] | None) -> dict[str, Json]:
    return {"interval": [_short(end) for end in interval]} if interval else {}


def _short(value: float) -> float:
    """Return nine digits that count: sums differ in the last ones from machine to machine."""
    return float(f"{value:.9g}")
