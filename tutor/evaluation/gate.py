"""Whether a grader is good enough, and no worse than it was: a gate's conditions, checked. Pure.

`tutor.evaluation.gate_file` reads them from `eval/gate.toml`; `gate_conditions` holds the values.
Nothing passes in silence: a figure that is not there, a case that is too small to guard where none
is large enough, and a response without a result each fail. Nothing passes by abstaining: a response
that is left unjudged counts as wrong beside the baseline, and there may be no more of them than
there, unless the gate itself says how many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tutor.errors import ReadError, UsageError
from tutor.estimate import Estimate, wilson
from tutor.evaluation.gate_conditions import (
    JUDGED,
    PASSED,
    WHOLE,
    Gated,
    NoWorse,
    Of,
    Outcome,
    Part,
    Threshold,
    named,
)
from tutor.evaluation.metrics import Comparison, Summary, compare, summary
from tutor.evaluation.packed import packed
from tutor.evaluation.pairing import in_common, paired, taken_as_wrong
from tutor.evaluation.report import names
from tutor.evaluation.report.contents import Change
from tutor.evaluation.report.names import Better, Unit
from tutor.evaluation.results import Kind, Run
from tutor.evaluation.statistics import RESAMPLES
from tutor.evaluation.suite import Split, Suite
from tutor.text import one_line

NO_ERROR = "no response ends in an error, or has no result"
NONE_UNJUDGED = "no response is left unjudged"
NO_MORE_UNJUDGED = "no more responses are left unjudged than by the baseline"


def refuse_unfit(gated: Gated, suite: Suite, baseline: Run | None) -> None:
    """Refuse conditions that a suite, or a baseline, can say nothing of; before anything is judged.

    Args:
        gated: What is asked.
        suite: Whole, with both splits.
        baseline: The blessed run, where there is one.

    Raises:
        ReadError: The suite has no response in the split, or none of a case; or the baseline is of
            another suite or version, or lacks a response of the split.
    """
    responses = [one for one in suite.responses if one.split is gated.split]
    if not responses:
        raise ReadError(
            f"{gated.place}: {suite.name} has no response in its {gated.split} split",
            f"Set split to {_other(gated.split)}, or name another suite.",
        )
    cases = sorted({one.case for one in responses if one.case})
    for threshold in gated.thresholds:
        if threshold.part.case and threshold.part.case not in cases:
            raise ReadError(
                f"{threshold.place}: {suite.name} has no case “{one_line(threshold.part.case)}”"
                f" in its {gated.split} split",
                f"Its cases there: {one_line(', '.join(cases)) or 'none'}.",
            )
    if baseline:
        _refuse_baseline(gated, suite, baseline, {one.id for one in responses})


def check(
    gated: Gated,
    suite: Suite,
    run: Run,
    baseline: Run | None,
    *,
    seed: int,
    resamples: int = RESAMPLES,
) -> tuple[Outcome, ...]:
    """Return every condition on a run, with what was found: thresholds in the order of the file.

    Before them stands what every gate asks: that there is no error, and none unjudged or no more
    of them than by the baseline.

    Args:
        gated: What is asked; of what `refuse_unfit` lets through.
        suite: Whole, with both splits.
        run: What the grader made of the split.
        baseline: What it is compared with; None only where `gated.no_worse` is.
        seed: Of the resamples.
        resamples: How many, ≥ 1.

    Raises:
        UsageError: A run is of another suite; or there is no baseline, and one is needed.
        ReadError: A result cannot be put beside its response.
    """
    figures: dict[Part, _Figures] = {}
    for threshold in gated.thresholds:
        if (part := threshold.part) not in figures:
            figures[part] = _figures(suite, run, part, seed, resamples)
    found = [_without_error(gated, suite, run)]
    if not gated.allows_unjudged:
        found.append(_judged(gated, suite, run, baseline))
    found += [_threshold(suite, run, one, figures[one.part]) for one in gated.thresholds]
    if gated.no_worse:
        if baseline is None:
            raise UsageError(f"{gated.place}: there is no baseline", "Bless a run, and name it.")
        metrics = gated.no_worse.metrics
        now, before = taken_as_wrong(suite, run), taken_as_wrong(suite, baseline)
        compared = compare(suite, now, before, seed, metrics=metrics, resamples=resamples)
        found += _no_worse(gated.no_worse, compared)
        found += _guarded(gated, gated.no_worse, suite, (now, before))
    return tuple(found)


# --- thresholds -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Figures:
    """What a part of the responses comes to, by metric; and how many it does not tell of."""

    of: Mapping[str, Estimate] = field(default_factory=dict)
    left_out: str = ""


def _figures(suite: Suite, run: Run, part: Part, seed: int, resamples: int) -> _Figures:
    """Return what a part of the responses comes to; shares in a slice have Wilson's interval."""
    ids = {one.id for one in suite.responses if part.holds(one)}
    results = packed(one for one in run.results if one.id in ids)
    if not results:
        return _Figures()
    found = summary(suite, replace(run, results=results), seed, resamples)
    own = {JUDGED: Estimate(found.judged / found.responses), PASSED: _passed(found)}
    if part != WHOLE:  # as a report has them; resamples of a few questions tell too little
        own["level.accuracy"] = _accuracy(found)
    unjudged = found.responses - found.judged
    left_out = f"; {unjudged:,} of {found.responses:,} were not judged" if unjudged else ""
    return _Figures({**found.metrics, **{name: one for name, one in own.items() if one}}, left_out)


def _passed(found: Summary) -> Estimate | None:
    return wilson(sum(row[-1] for row in found.confusion), found.judged)


def _accuracy(found: Summary) -> Estimate | None:
    return wilson(sum(row[at] for at, row in enumerate(found.confusion)), found.judged)


def _threshold(suite: Suite, run: Run, threshold: Threshold, figures: _Figures) -> Outcome:
    estimate = figures.of.get(threshold.metric)
    return Outcome(
        suite.name,
        run.grader,
        str(threshold),
        _told(threshold, estimate) + figures.left_out,
        threshold.is_met(estimate),
        estimate,
    )


def _told(threshold: Threshold, estimate: Estimate | None) -> str:
    if estimate is None:
        return "nothing: the metric does not apply to these responses, or is not defined on them"
    shown = names.measured(estimate, named(threshold.metric)[1])
    is_there = threshold.of is Of.VALUE or estimate.interval
    return shown if is_there else f"{shown}, without an interval"


def _without_error(gated: Gated, suite: Suite, run: Run) -> Outcome:
    """Return whether the grader crashed on none of the split, and was asked about all of it."""
    asked = _asked(gated, suite)
    errors = sum(one.kind is Kind.ERROR for one in run.results)
    missing = len(asked - {one.id for one in run.results})
    told = [f"{errors} of {len(asked)} that ended in an error"] if errors else []
    told += [f"{missing} of {len(asked)} that have no result"] if missing else []
    found = " and ".join(told) or f"none of {len(asked)}"
    return Outcome(suite.name, run.grader, NO_ERROR, found, not told)


def _judged(gated: Gated, suite: Suite, run: Run, baseline: Run | None) -> Outcome:
    """Return whether the grader could say what responses are worth, as often as it could before."""
    asked = _asked(gated, suite)
    now, before = _unjudged(run, asked), _unjudged(baseline, asked) if baseline else 0
    found = f"{now} of {len(asked)}" + (f", {before} by the baseline" if baseline else "")
    if is_missed := now > before:
        found += "; a threshold of judged.share would let some through"
    about = NO_MORE_UNJUDGED if baseline else NONE_UNJUDGED
    return Outcome(suite.name, run.grader, about, found, not is_missed)


def _unjudged(run: Run, asked: set[str]) -> int:
    return sum(one.kind is Kind.UNJUDGED and one.id in asked for one in run.results)


def _asked(gated: Gated, suite: Suite) -> set[str]:
    return {one.id for one in suite.responses if one.split is gated.split}


# --- no worse than the baseline -------------------------------------------------------------------


def _refuse_baseline(gated: Gated, suite: Suite, baseline: Run, ids: set[str]) -> None:
    advice = "Judge the suite with `tutor eval run`, and bless that with `tutor eval bless`."
    if baseline.digest != suite.digest:
        raise ReadError(
            f"{gated.baseline}: the baseline is of {one_line(baseline.suite)} in version"
            f" {one_line(baseline.digest)}, and {suite.name} is in version {suite.digest}",
            advice,
        )
    if missing := ids - {one.id for one in baseline.results}:
        raise ReadError(
            f"{gated.baseline}: the baseline lacks {len(missing)} of {len(ids)} responses of the"
            f" {gated.split} split",
            advice,
        )


def _no_worse(asked: NoWorse, compared: Comparison) -> Iterator[Outcome]:
    for metric in asked.metrics:
        name, _ = named(metric)
        difference = compared.differences.get(metric)
        if difference is None:
            found, passed, figure = "nothing: the metric is not defined for both", False, None
        else:
            p = compared.adjusted[metric]
            change = Change(metric, difference.second, difference.first, difference.interval, p)
            lost = change.difference * (1 if _is_loss(metric) else -1) > 0
            found, passed = _changed(change), not (lost and p < asked.alpha)
            figure = Estimate(difference.value, difference.interval)
        yield Outcome(
            compared.suite,
            compared.first,
            f"{name}: not worse than the baseline, α {asked.alpha:g}",
            found,
            passed,
            figure,
        )


def _changed(change: Change) -> str:
    _, unit = named(change.metric)
    interval = names.difference_interval(change)
    parts = [
        f"{names.value(change.before, unit)} before, {names.value(change.after, unit)} now:",
        names.difference(change),
        f"({interval})," if interval else "",
        f"p {names.p_value(change.p)} (Holm)",
    ]
    return " ".join(filter(None, parts))


def _is_loss(metric: str) -> bool:
    """Return whether more of a metric is worse."""
    return names.metric(metric).better is Better.LOWER


def _guarded(
    gated: Gated, asked: NoWorse, suite: Suite, runs: tuple[Run, Run]
) -> Iterator[Outcome]:
    """Yield an outcome for each case that has enough responses, by name."""
    if asked.case_guard is None:
        return
    counts = Counter(one.case for one in suite.responses if one.split is gated.split and one.case)
    large = sorted(case for case, count in counts.items() if count >= asked.case_responses)
    now, before = in_common(*(paired(suite, run) for run in runs))
    told = "not below the baseline's"
    if asked.case_guard:
        told = f"at most {100 * asked.case_guard:g} pp, or one response, below the baseline's"
    for case in large:
        chosen = np.array([suite.responses[at].case == case for at in now.rows], dtype=np.bool_)
        found, net = _lost(before.right[chosen], now.right[chosen])
        yield Outcome(
            suite.name,
            runs[0].grader,
            f"accuracy, {Part(case)}: {told}",
            found,
            net is not None and net <= asked.may_lose(int(chosen.sum())),
            None if net is None else Estimate(-net / int(chosen.sum())),
        )
    if not large:
        least = names.count(asked.case_responses, "response")
        yield Outcome(
            suite.name, runs[0].grader, f"accuracy of each case: {told}",
            f"no case with {least} or more", passed=False,
        )  # fmt: skip


def _lost(then: NDArray[np.bool_], now: NDArray[np.bool_]) -> tuple[str, int | None]:
    """Return what became of a case's responses, in words, and how many more were lost than won.

    Args:
        then: Shape (n,): which of them the baseline had right.
        now: Shape (n,): which of them are right now.
    """
    if not len(then):
        return "nothing: no response of it has a result", None
    lost, won = int((then & ~now).sum()), int((now & ~then).sum())
    shares = [names.value(float(right.mean()), Unit.SHARE) for right in (then, now)]
    count = names.count(len(then), "response")
    return f"{shares[0]} before, {shares[1]} now: {lost} of {count} lost, {won} won", lost - won


def _other(split: Split) -> Split:
    return Split.TEST if split is Split.DEV else Split.DEV
