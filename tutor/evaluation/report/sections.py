"""What a report says of one suite, with graders by short names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tutor.evaluation.metrics import Summary
from tutor.evaluation.report.contents import Comparison, Report
from tutor.evaluation.report.graders import rank, short_names
from tutor.evaluation.results import Run
from tutor.evaluation.suite import Suite


@dataclass(frozen=True, slots=True)
class Section:
    """All that is reported of a suite; every grader in it has its short name.

    Attributes:
        suite: The suite's name.
        entries: One per grader, the one that ships first; at least one.
        judged: The suite with each run over it, in the same order; () where none is told.
        comparisons: Of its graders.
        graders: The full names by the short ones, in that order; those of baselines follow.
    """

    suite: str
    entries: tuple[Summary, ...]
    judged: tuple[tuple[Suite, Run], ...]
    comparisons: tuple[Comparison, ...]
    graders: Mapping[str, str]


def sections(report: Report) -> tuple[Section, ...]:
    """Return a section per suite, in the order of the report."""
    return tuple(_section(report, suite) for suite in report.suites)


def _section(report: Report, suite: str) -> Section:
    entries = sorted(report.of(suite), key=lambda one: rank(one.grader))
    judged = [pair for pair in report.judged if pair[0].name == suite]
    judged.sort(key=lambda pair: rank(pair[1].grader))
    compared = [one for one in report.comparisons if one.suite == suite]
    compared.sort(key=lambda one: rank(one.grader))
    named = [one.grader for one in entries] + [run.grader for _, run in judged]
    named += [name for one in compared for name in (one.grader, one.baseline)]
    short = short_names(named)
    return Section(
        suite,
        tuple(replace(one, grader=short[one.grader]) for one in entries),
        tuple((of, replace(run, grader=short[run.grader])) for of, run in judged),
        tuple(
            replace(one, grader=short[one.grader], baseline=short[one.baseline]) for one in compared
        ),
        {name: full for full, name in short.items()},
    )
