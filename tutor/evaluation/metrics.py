"""What a grader's run over a suite comes to: every metric with its interval. Pure.

Metrics are of the responses that the grader judged; those that it did not are counted apart, and
are neither right nor wrong. A metric is named by its section and itself, as "level.accuracy";
`tutor.evaluation.formulas` and `tutor.evaluation.confidence` define each. One that does not apply,
or is not defined, is absent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from tutor.errors import UsageError
from tutor.estimate import Estimate
from tutor.evaluation import confidence, formulas
from tutor.evaluation.confidence import Bin, Risk
from tutor.evaluation.pairing import STATUSES, Paired, in_common, paired
from tutor.evaluation.results import Result, Run
from tutor.evaluation.statistics import (
    RESAMPLES,
    Difference,
    Floats,
    Ints,
    Statistics,
    bootstrap,
    count,
    holm,
)
from tutor.evaluation.statistics import compare as compare_statistics
from tutor.evaluation.suite import Suite
from tutor.evaluation.views import Lengths, View, by_case, by_length, by_level
from tutor.grading.verdict import Level, Status

SECTIONS = ("level", "official", "score", "points", "confidence", "consequence", "cost")
"""In the order in which they are shown."""

HEADLINES = (
    "level.accuracy",
    "level.two_way_accuracy",
    "level.macro_f1",
    "level.quadratic_kappa",
    "level.false_accept",
    "level.false_reject",
)
"""What two graders are compared by, unless told otherwise."""

_COVERED = STATUSES.index(Status.COVERED)
_NO_TIME = 1e-9  # seconds: no clock tells less, and a rate over it could be infinite


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
        official_labels: The set's own labels, where they are measured beside the levels; else ().
        official_confusion: As `confusion`, of these.
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
    official_labels: tuple[str, ...] = ()
    official_confusion: tuple[tuple[int, ...], ...] = ()


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
        adjusted: The p values by metric, adjusted for all of their family (Holm 1979).
        family: How many p values were adjusted together: one per metric, unless `together` saw
            more.
    """

    suite: str
    digest: str
    first: str
    second: str
    responses: int
    left_out: int
    differences: Mapping[str, Difference]
    adjusted: Mapping[str, float]
    family: int


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
        _statistics(suite, pairs, SECTIONS),
        count(pairs.questions),
        seed=seed,
        resamples=resamples,
        bearing=_bearing(suite, pairs),
    )
    official = suite.official.labels if suite.official else ()
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
        confusion=_confusion(pairs.labels, pairs.calls, len(suite.levels)),
        reliability=confidence.reliability(pairs.confidences, pairs.right),
        risk_coverage=confidence.risk_coverage(pairs.confidences, pairs.right),
        cases=by_case(suite, pairs),
        lengths=by_length(suite, pairs),
        bands=by_level(suite, pairs),
        duplicates=run.duplicates,
        contradicting=run.contradicting,
        official_labels=official,
        official_confusion=_confusion(pairs.official_labels, pairs.official_calls, len(official)),
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
        family=len(differences),
    )


def together(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Return comparisons that are shown together, p values adjusted for all of them as one family.

    Of twenty differences between equal graders one would else be found by luck, whether they are
    of twenty metrics or of five metrics and four graders.
    """
    adjusted = holm(
        {
            (at, name): each.p
            for at, one in enumerate(comparisons)
            for name, each in one.differences.items()
        }
    )
    return tuple(
        replace(
            one,
            adjusted={name: adjusted[at, name] for name in one.differences},
            family=len(adjusted),
        )
        for at, one in enumerate(comparisons)
    )


def _confusion(labels: Ints, calls: Ints, size: int) -> tuple[tuple[int, ...], ...]:
    """Return a row per label and a column per call; none of no labels."""
    table = formulas.confusion(labels, calls, size) if size else ()
    return tuple(tuple(map(int, row)) for row in table)


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
    if "official" in sections and suite.official:
        found["official"] = formulas.of_official(
            pairs.official_labels, pairs.official_calls, len(suite.official.labels), questions
        )
    if "score" in sections and suite.has_scores:
        found["score"] = formulas.of_scores(pairs.label_scores, pairs.scores, questions)
    if "points" in sections and suite.has_points:
        found["points"] = formulas.of_points(pairs.label_points, pairs.points, _COVERED, questions)
    if "confidence" in sections:
        found["confidence"] = confidence.of_confidences(
            pairs.confidences, pairs.labels, pairs.calls, levels, questions
        )
    if "consequence" in sections:
        # people's partial is a failure: the scores of a partial verdict end below the pass mark
        label_passes = pairs.labels == levels - 1
        found["consequence"] = formulas.of_consequences(
            pairs.passes, label_passes, pairs.doubtful, questions
        )
    return found


def _bearing(suite: Suite, pairs: Paired) -> dict[str, int]:
    """Return on how many questions a share of some responses only hangs."""
    is_correct = pairs.labels == len(suite.levels) - 1
    said = (pairs.label_points >= 0) & (pairs.points >= 0)
    is_covered, is_found = (
        (each == _COVERED) & said for each in (pairs.label_points, pairs.points)
    )
    of = {
        "level.false_accept": pairs.labels == 0,
        "level.false_reject": is_correct,
        "level.false_accept_two_way": ~is_correct,
        "level.false_reject_two_way": is_correct,
        "points.precision": is_found.any(axis=1),
        "points.recall": is_covered.any(axis=1),
        "points.f1": (is_found | is_covered).any(axis=1),
    }
    return {name: len(np.unique(pairs.questions[rows])) for name, rows in of.items()}


def _cost(results: Sequence[Result]) -> dict[str, Estimate]:
    """Return what all responses took, judged or not.

    Seconds are of one judgement; responses a second are what one worker gets through. Where a
    language model was asked about any, the share of those that it was asked about is told.
    """
    if not results:
        return {}
    tokens, dollars, is_priced, asked = 0, 0.0, True, 0
    seconds = np.empty(len(results))
    for at, result in enumerate(results):
        seconds[at] = result.cost.seconds
        tokens += result.cost.tokens
        asked += is_asked(result)
        dollars += result.cost.dollars or 0.0
        is_priced = is_priced and result.cost.dollars is not None
    middle, slow = np.percentile(seconds, (50, 95))
    costs = {
        "seconds_median": float(middle),
        "seconds_95": float(slow),
        "tokens": float(tokens),
    }
    if asked:
        costs["asked"] = asked / len(results)
    if is_priced:  # a sum without those that are not known would be too low
        costs["dollars"] = dollars
    if (total := float(seconds.sum())) > _NO_TIME:
        costs["responses_per_second"] = len(results) / total
    return {f"cost.{name}": Estimate(value) for name, value in costs.items()}


def is_asked(result: Result) -> bool:
    """Return whether a language model was asked about a response, as far as the result shows."""
    return bool(result.cost.tokens) or result.cost.dollars != 0.0 or result.decided_by == "rubric"
