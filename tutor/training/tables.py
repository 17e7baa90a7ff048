"""The figures as documents show them: `python -m tutor.training.tables [FILE]`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

Record: TypeAlias = dict[str, Any]  # eval/results/head.json

Table: TypeAlias = Callable[[Record], str]

SETS = {
    "learners": "learners, both sets",
    "sciEntsBank-train": "SciEntsBank",
    "beetle-train": "Beetle",
    "written as by a class": "written, as by a class",
    "written for contrast": "written, for contrast",
    "written for contrast, in parts": "the same, of several points",
}
"""What the documents call the sets, in order."""

ROWS = {
    "accuracy": "two-way accuracy",
    "macro_f1": "two-way macro-F1",
    "area_under_curve": "area under the curve",
    "calibration_error": "calibration error, two-way",
    "coverage_at_90": "answers judged at 90 % accuracy, the surest first",
    "three_levels_accuracy": "three levels: accuracy",
    "three_levels_macro_f1": "three levels: macro-F1",
    "quadratic_kappa": "three levels: quadratic kappa",
    "wrong_called_correct": "wrong called correct",
    "correct_called_wrong": "correct called wrong",
}
"""The shipped grader's figures, in order, and what the documents call them."""


def ablation(record: Record) -> str:
    """Return the two-way accuracy of every variant, with intervals."""
    return _table(
        ["two-way accuracy (95 % interval)", *SETS.values()],
        (
            [
                f"**{name}**" if name == list(record["ablation"])[-1] else name,
                *(_share(row[each]) for each in SETS),
            ]
            for name, row in record["ablation"].items()
        ),
    )


def shipped(record: Record) -> str:
    """Return the shipped grader's figures."""
    head = record["head"]
    return _table(
        ["", *SETS.values()],
        (
            [
                name,
                *(_share(head[of]) if key == "accuracy" else f"{head[of][key]:.3f}" for of in SETS),
            ]
            for key, name in ROWS.items()
        ),
    )


def passed(record: Record) -> str:
    """Return how often written answers were called correct, by what they were written to show."""
    return _table(
        ["an answer, alone or to a whole card", "answers", "called correct", "in doubt"],
        (
            [case, str(row["answers"]), f"{row['passed']:.1%}", f"{row['doubted']:.1%}"]
            for cases in (_single(record["passed"]), record["cards_passed"])
            for case, row in cases.items()
        ),
    )


def _single(cases: Record) -> Record:
    return {case: row for case, row in cases.items() if not case.startswith("point ")}


def _share(row: Record) -> str:
    low, high = row["interval"]
    return f"{row['accuracy']:.3f} ({low:.3f}–{high:.3f})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = ["---", *["--:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows]) + "\n"


def main(
    results: Annotated[Path, typer.Argument(help="What `tutor.training.head` wrote.")] = Path(
        "eval/results/head.json"
    ),
) -> None:
    """Print the tables of eval/README.md and of the model card."""
    record = json.loads(results.read_text("utf-8"))
    typer.echo("\n".join([ablation(record), shipped(record), passed(record)]))


if __name__ == "__main__":
    typer.run(main)
