"""What became of some of the responses: those of a case, of a length, of a level. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tutor.estimate import Estimate, wilson
from tutor.evaluation.pairing import Paired
from tutor.evaluation.statistics import Ints
from tutor.evaluation.suite import LEVELS, Response, Suite
from tutor.grading.verdict import Level


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


def by_case(suite: Suite, pairs: Paired) -> dict[str, View]:
    """Return the cases in order of name; responses without a case are in none."""
    names = sorted({response.case for response in suite.responses})
    numbers = {name: number for number, name in enumerate(names)}
    cases = _each(suite, lambda response: numbers[response.case])
    asked = np.unique(cases[pairs.asked])
    return {names[at]: _view(cases == at, suite, pairs) for at in asked if names[at]}


def by_level(suite: Suite, pairs: Paired) -> dict[Level, View]:
    """Return the levels of the labels that there are, worst first."""
    levels = _each(suite, lambda response: LEVELS.index(response.label.level))
    asked = np.unique(levels[pairs.asked])
    return {
        level: _view(levels == at, suite, pairs)
        for at, level in enumerate(LEVELS)
        if level in suite.levels and at in asked
    }


def by_length(suite: Suite, pairs: Paired) -> tuple[Lengths, ...]:
    """Return the quarters; they are the suite's, so that they are the same for every run."""
    words = _each(suite, lambda response: len(response.text.split()))
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


def _each(suite: Suite, number: Callable[[Response], int]) -> Ints:
    """Return a number of each response of the suite."""
    numbers = map(number, suite.responses)
    return np.fromiter(numbers, dtype=np.int64, count=len(suite.responses))


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
