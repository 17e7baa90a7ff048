"""What comes of a response, whatever its grader does; in this process and in others."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator

import pytest

from tests.evaluation.graders import (
    Disturbed,
    Obedient,
    Paid,
    broken,
    dead,
    response,
    without_weights,
)
from tutor.errors import ModelError, TutorError
from tutor.evaluation import workers
from tutor.evaluation.judging import result_of
from tutor.evaluation.results import Cost, Kind, Result
from tutor.evaluation.run import in_order
from tutor.evaluation.workers import Task, judges
from tutor.grading.verdict import Level, Status


def judged(text: str) -> Result:
    ticks = itertools.count(step=0.5)
    return result_of(Obedient(), response("r", text), lambda: next(ticks))


def in_processes(texts: list[str], jobs: int, timeout: float | None) -> list[Result]:
    tasks = [Task(i, response(f"r{i}", text)) for i, text in enumerate(texts)]
    with judges(Obedient, jobs, timeout, time.perf_counter) as judge:
        return list(in_order(judge.judge(tasks)))


def test_a_verdict_is_kept_with_all_its_parts() -> None:
    assert judged("good") == Result(
        id="r",
        kind=Kind.VERDICT,
        level=Level.CORRECT,
        score=1.0,
        confidence=0.9,
        points=(Status.COVERED,),
        decided_by="similarity",
        reason="It says good.",
        cost=Cost(0.5),
    )


def test_an_answer_that_the_grader_cannot_judge_is_unjudged() -> None:
    result = judged("unsure")
    assert (result.kind, result.reason) == (Kind.UNJUDGED, "The grader is not sure.")


def test_a_grader_that_raises_is_an_error_with_type_and_message() -> None:
    result = judged("crash")
    assert (result.kind, result.reason) == (Kind.ERROR, "ValueError: no such ␛[31mword")


def test_a_grader_that_exits_is_an_error() -> None:
    assert judged("exit").kind is Kind.ERROR


def test_a_grader_that_returns_no_verdict_is_an_error() -> None:
    result = judged("nothing")
    assert result.kind is Kind.ERROR
    assert "NoneType" in result.reason


@pytest.mark.parametrize(
    ("text", "flaw"), [("contradictory", "correct at a score of 0.0"), ("not a number", "nan")]
)
def test_a_verdict_that_breaks_its_own_rules_is_an_error(text: str, flaw: str) -> None:
    result = judged(text)
    assert result.kind is Kind.ERROR
    assert flaw in result.reason


def test_tokens_and_dollars_are_those_of_the_one_answer() -> None:
    cost = result_of(Paid(), response("r", "good"), lambda: 0.0).cost
    assert (cost.tokens, cost.dollars) == (10, pytest.approx(0.01))


def test_processes_judge_as_this_one_does() -> None:
    texts = ["good", "bad", "half", "crash", "unsure"] * 4
    expected = in_processes(texts, jobs=1, timeout=None)
    found = in_processes(texts, jobs=3, timeout=None)
    assert [(one.id, one.kind, one.level, one.reason) for one in found] == [
        (one.id, one.kind, one.level, one.reason) for one in expected
    ]


def test_a_grader_that_hangs_is_an_error_and_the_next_answer_is_judged() -> None:
    hung, after = in_processes(["hang", "good"], jobs=1, timeout=3)
    assert (hung.kind, hung.reason) == (Kind.ERROR, "it took longer than 3 s")
    assert hung.cost.seconds >= 3
    assert after.level is Level.CORRECT


def test_a_grader_whose_process_dies_is_an_error_and_the_next_answer_is_judged() -> None:
    died, after = in_processes(["die", "good"], jobs=1, timeout=600)
    assert (died.kind, died.reason) == (Kind.ERROR, "the grader's process died (exit code 3)")
    assert after.level is Level.CORRECT


def test_ctrl_c_does_not_reach_a_process_that_judges_as_it_starts() -> None:
    with judges(Disturbed(), 1, 600, time.perf_counter) as judge:
        [result] = in_order(judge.judge([Task(0, response("r", "good"))]))
    assert result.level is Level.CORRECT


def test_a_response_is_drawn_when_those_before_it_are_judged() -> None:
    drawn: list[str] = []

    def tasks() -> Iterator[Task]:
        for number in range(3):
            drawn.append(f"r{number}")
            yield Task(number, response(f"r{number}", "good"))

    with judges(Obedient, 1, 600, time.perf_counter) as judge:
        for _, result in judge.judge(tasks()):
            assert drawn[-1] == result.id


def test_a_result_that_is_kept_passes_through() -> None:
    kept = Result("r0", Kind.VERDICT, Level.PARTIAL, 0.3)
    tasks = [Task(0, response("r0", "good"), kept), Task(1, response("r1", "good"))]
    with judges(Obedient, 1, 600, time.perf_counter) as judge:
        assert next(in_order(judge.judge(tasks))) is kept


def test_no_more_is_drawn_than_may_wait_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "AHEAD", 3)
    kept = Result("r", Kind.VERDICT)
    drawn = []

    def tasks() -> Iterator[Task]:
        for number in itertools.count():
            drawn.append(number)
            yield Task(number, response(f"r{number}", "hang"), kept if number else None)

    with judges(Obedient, 2, 0.5, time.perf_counter) as judge:
        passed = itertools.takewhile(
            lambda pair: pair[1].kind is Kind.VERDICT, judge.judge(tasks())
        )
        assert len(list(passed)) == 2
    assert drawn == [0, 1, 2, 3]


@pytest.mark.parametrize("timeout", [None, 600])
def test_what_hinders_a_grader_from_being_made_keeps_its_kind(timeout: float | None) -> None:
    with (
        pytest.raises(ModelError, match="no such file") as raised,
        judges(without_weights, 1, timeout, time.perf_counter),
    ):
        pass
    assert raised.value.hint == "Reinstall tutor."


def test_a_factory_that_raises_is_a_fault_in_words() -> None:
    with (
        pytest.raises(TutorError, match=r"cannot be made: ImportError: no module named nltk"),
        judges(broken, 1, None, time.perf_counter),
    ):
        pass


def test_a_process_that_dies_before_its_grader_is_made_is_a_fault() -> None:
    with (
        pytest.raises(TutorError, match=r"cannot be made: .* died \(exit code 9\)") as raised,
        judges(dead, 1, 600, time.perf_counter),
    ):
        pass
    assert raised.value.exit_code == 3
