"""A run spends what it may, keeps what it bought, and goes on from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.graders import Obedient, Paid, suite
from tutor.errors import UsageError
from tutor.evaluation.budget import Budget, BudgetError
from tutor.evaluation.judging import GraderFactory
from tutor.evaluation.results import Kind, Run, read_run
from tutor.evaluation.run import evaluate
from tutor.grading.verdict import Answer, Spent, Unjudged, Verdict

FIVE = suite("good", "half", "bad", "good", "unsure")


class Unpriced(Obedient):
    """Uses tokens whose price nobody knows."""

    name = "unpriced 1"
    spent = Spent()

    def grade(self, card: object, answer: Answer) -> Verdict | Unjudged:
        self.spent += Spent(10, unpriced=1)
        return super().grade(FIVE.responses[0].card, answer)


def no_time() -> float:
    return 0.0


def judged(
    folder: Path,
    dollars: float,
    grader: GraderFactory = Paid,
    *,
    cached: bool = False,
    jobs: int = 1,
) -> Run:
    return evaluate(
        FIVE,
        grader,
        folder / "run.jsonl",
        clock=no_time,
        machine={},
        cache=folder / "cache" if cached else None,
        jobs=jobs,
        budget=Budget(dollars),
    )


def standing(folder: Path) -> list[str]:
    return [one.id for one in read_run(folder / "run.jsonl").results]


def test_enough_is_enough(tmp_path: Path) -> None:
    assert len(judged(tmp_path, 0.0501).results) == 5


def test_a_run_stops_before_it_costs_more_and_says_where(tmp_path: Path) -> None:
    with pytest.raises(BudgetError, match=r"run\.jsonl: stopped after \$0\.0200") as stopped:
        judged(tmp_path, 0.025)
    assert "--max-cost allows $0.025" in stopped.value.message
    assert standing(tmp_path) == ["r0", "r1"]


def test_a_run_that_stopped_goes_on(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(BudgetError):
            judged(tmp_path, 0.0201)
    assert len(judged(tmp_path, 0.0201).results) == 5


def test_what_is_cached_costs_nothing(tmp_path: Path) -> None:
    judged(tmp_path, 1.0, cached=True)
    (tmp_path / "run.jsonl").unlink()
    run = judged(tmp_path, 0.01, cached=True)  # but for what is not cached: the answer unjudged
    assert [one.kind for one in run.results].count(Kind.UNJUDGED) == 1


def test_several_at_a_time_exceed_it_by_no_more_than_they_are(tmp_path: Path) -> None:
    with pytest.raises(BudgetError):
        judged(tmp_path, 0.005, jobs=2)
    assert 1 <= len(standing(tmp_path)) <= 3


def test_several_runs_share_one_budget(tmp_path: Path) -> None:
    budget = Budget(0.0701)
    evaluate(FIVE, Paid, tmp_path / "one", clock=no_time, machine={}, budget=budget)
    with pytest.raises(BudgetError):
        evaluate(FIVE, Paid, tmp_path / "two", clock=no_time, machine={}, budget=budget)
    assert len(read_run(tmp_path / "two").results) == 2


def test_what_costs_nobody_knows_how_much_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(BudgetError, match="does not say what it used"):
        judged(tmp_path, 1.0, Unpriced)
    [result] = read_run(tmp_path / "run.jsonl").results
    assert (result.cost.tokens, result.cost.dollars) == (10, None)


def test_a_grader_that_costs_nothing_needs_no_dollar(tmp_path: Path) -> None:
    assert len(judged(tmp_path, 0.0, Obedient).results) == 5


@pytest.mark.parametrize("dollars", [-1.0, float("nan")])
def test_what_cannot_be_spent_is_refused(dollars: float) -> None:
    with pytest.raises(UsageError):
        Budget(dollars)
