"""How metrics are called, and how their values and intervals are written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tutor.estimate import Estimate
from tutor.evaluation.report.contents import Change
from tutor.evaluation.views import Lengths

MAIN = (
    "level.accuracy",
    "level.two_way_accuracy",
    "level.macro_f1",
    "level.quadratic_kappa",
    "level.false_accept",
    "level.false_reject",
    "official.accuracy",
    "official.macro_f1",
    "points.f1",
    "score.pearson",
    "confidence.ece",
    "confidence.aurc",
    "consequence.differs",
    "cost.asked",
)
"""The paths of the metrics that stand at the head of a report, where they apply."""

GROUP_NAMES = {
    "level": "Level",
    "official": "The set’s own labels",
    "score": "Score",
    "points": "Points found covered",
    "confidence": "Confidence",
    "consequence": "What the scheduler is told",
    "cost": "Cost",
}
"""Of the groups of metrics, for a heading."""

CERTAIN = 0.05
"""Below this p value a difference is taken for one that is there."""

LEAST_P = 0.001
"""A smaller p value is told as smaller than this."""

INTERVALS = (
    "Intervals are of 95 %, by bootstrap over questions; where all resamples are alike they are"
    " Wilson’s over questions, and of cases, lengths and levels Wilson’s over responses."
)
"""What the bounds beside a value are."""

_NARROW = "\u202f"  # a narrow space that does not break


class Unit(StrEnum):
    """How a value is written."""

    SHARE = "share"  # in [0, 1], as percent
    NUMBER = "number"  # with three decimals
    SECONDS = "seconds"
    DOLLARS = "dollars"
    COUNT = "count"
    RATE = "rate"  # a second


class Better(StrEnum):
    """Which way a metric is meant to go."""

    HIGHER = "higher is better"
    LOWER = "lower is better"
    NEITHER = ""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric as a reader knows it.

    Attributes:
        name: For the head of a row or a column.
        unit: How its values are written.
        better: Which way it is meant to go.
    """

    name: str
    unit: Unit
    better: Better


_KNOWN = {
    "level.accuracy": Metric("accuracy", Unit.SHARE, Better.HIGHER),
    "level.two_way_accuracy": Metric("two-way accuracy", Unit.SHARE, Better.HIGHER),
    "level.macro_f1": Metric("macro-F1", Unit.NUMBER, Better.HIGHER),
    "level.quadratic_kappa": Metric("quadratic kappa", Unit.NUMBER, Better.HIGHER),
    "level.false_accept": Metric("false accepts", Unit.SHARE, Better.LOWER),
    "level.false_reject": Metric("false rejects", Unit.SHARE, Better.LOWER),
    "level.false_accept_two_way": Metric("false accepts, two-way", Unit.SHARE, Better.LOWER),
    "level.false_reject_two_way": Metric("false rejects, two-way", Unit.SHARE, Better.LOWER),
    "official.accuracy": Metric("accuracy, official labels", Unit.SHARE, Better.HIGHER),
    "official.macro_f1": Metric("macro-F1, official labels", Unit.NUMBER, Better.HIGHER),
    "score.pearson": Metric("Pearson’s r", Unit.NUMBER, Better.HIGHER),
    "score.spearman": Metric("Spearman’s ρ", Unit.NUMBER, Better.HIGHER),
    "score.rmse": Metric("RMSE", Unit.NUMBER, Better.LOWER),
    "points.precision": Metric("precision of points", Unit.SHARE, Better.HIGHER),
    "points.recall": Metric("recall of points", Unit.SHARE, Better.HIGHER),
    "points.f1": Metric("F1 of points", Unit.NUMBER, Better.HIGHER),
    "confidence.ece": Metric("calibration error", Unit.NUMBER, Better.LOWER),
    "confidence.brier": Metric("Brier score", Unit.NUMBER, Better.LOWER),
    "confidence.aurc": Metric("area under risk–coverage", Unit.NUMBER, Better.LOWER),
    "confidence.accuracy_at_80": Metric("accuracy at 80 % coverage", Unit.SHARE, Better.HIGHER),
    "confidence.coverage_at_5_false_accept": Metric(
        "coverage at 5 % false accepts", Unit.SHARE, Better.HIGHER
    ),
    "consequence.differs": Metric("told otherwise than people would", Unit.SHARE, Better.LOWER),
    "consequence.wrong_pass": Metric("passed wrongly", Unit.SHARE, Better.LOWER),
    "consequence.wrong_fail": Metric("failed wrongly", Unit.SHARE, Better.LOWER),
    "consequence.in_doubt": Metric("left to the learner", Unit.SHARE, Better.NEITHER),
    "cost.seconds_median": Metric("median time", Unit.SECONDS, Better.LOWER),
    "cost.seconds_95": Metric("95th percentile of time", Unit.SECONDS, Better.LOWER),
    "cost.asked": Metric("asked of a language model", Unit.SHARE, Better.LOWER),
    "cost.tokens": Metric("tokens", Unit.COUNT, Better.LOWER),
    "cost.dollars": Metric("price", Unit.DOLLARS, Better.LOWER),
    "cost.responses_per_second": Metric("responses a second", Unit.RATE, Better.HIGHER),
}


def metric(path: str) -> Metric:
    """Return the metric at a path; one that is not known is called by its name there."""
    name = path.rpartition(".")[2].replace("_", " ")
    return _KNOWN.get(path, Metric(name, Unit.NUMBER, Better.NEITHER))


def value(amount: float, unit: Unit) -> str:
    """Return a value with its unit; minus is the sign of its own."""
    match unit:
        case Unit.SHARE:
            shown = f"{100 * amount:.1f}{_NARROW}%"
        case Unit.NUMBER:
            shown = f"{amount:.3f}"
        case Unit.SECONDS:
            shown = _seconds(amount)
        case Unit.DOLLARS:
            shown = f"${amount:.4f}" if 0 < abs(amount) < 1 else f"${amount:.2f}"
        case Unit.COUNT:
            shown = f"{amount:,.0f}"
        case Unit.RATE:
            shown = f"{amount:,.1f}"
    return _signed(shown)


def interval(bounds: tuple[float, float], unit: Unit) -> str:
    """Return both bounds, with the unit's sign once where it is percent."""
    low, high = bounds
    if unit is Unit.SHARE:
        return _signed(f"{100 * low:.1f}") + "–" + _signed(f"{100 * high:.1f}")
    return f"{value(low, unit)}–{value(high, unit)}"


def measured(measure: Estimate, unit: Unit) -> str:
    """Return a value and, where it has one, its interval in brackets."""
    shown = value(measure.value, unit)
    return f"{shown} ({interval(measure.interval, unit)})" if measure.interval else shown


def difference(change: Change) -> str:
    """Return a difference with its sign; that of shares in percentage points."""
    unit = metric(change.metric).unit
    if unit is Unit.SHARE:
        shown = f"{100 * change.difference:+.1f}{_NARROW}pp"
    elif unit is Unit.NUMBER:
        shown = f"{change.difference:+.3f}"
    else:
        shown = ("+" if change.difference >= 0 else "") + value(change.difference, unit)
    return _signed(shown)


def difference_interval(change: Change) -> str:
    """Return the interval of a difference, "" where there is none."""
    if not change.interval:
        return ""
    unit = metric(change.metric).unit
    low, high = change.interval
    return f"{_bound(low, unit)} to {_bound(high, unit)}"


def outcome(change: Change) -> str:
    """Return what a difference says: better, worse, or why it says neither."""
    better = metric(change.metric).better
    if not change.difference:
        return "same"
    if change.p is not None and change.p >= CERTAIN:
        return "within chance"
    if better is Better.NEITHER:
        return "differs"
    return "better" if (change.difference > 0) is (better is Better.HIGHER) else "worse"


def p_value(p: float | None) -> str:
    """Return a p value with three decimals, "" where there is none."""
    if p is None:
        return ""
    return f"< {LEAST_P}" if p < LEAST_P else f"{p:.3f}"


def length(words: Lengths) -> str:
    """Return which lengths are alike, as "3 words" or "3–9 words"."""
    if words.fewest == words.most:
        return count(words.most, "word")
    return f"{words.fewest}–{words.most} words"


def count(number: int, noun: str) -> str:
    """Return a number of things in words, as "1 response" or "2,000 responses"."""
    return f"{number:,} {noun if number == 1 else noun + 's'}"


def _bound(amount: float, unit: Unit) -> str:
    if unit is Unit.SHARE:
        return _signed(f"{100 * amount:+.1f}")
    return _signed(f"{amount:+.3f}") if unit is Unit.NUMBER else value(amount, unit)


def _seconds(amount: float) -> str:
    if abs(amount) >= 1:
        return f"{amount:.2f}{_NARROW}s"
    return f"{1000 * amount:.{0 if abs(amount) >= 0.1 else 1}f}{_NARROW}ms"


def _signed(shown: str) -> str:
    """Return a number with the sign of minus instead of a hyphen, and none before a bare zero."""
    is_nought = not any(digit in shown for digit in "123456789")
    return shown.replace("-", "" if is_nought else "−")
