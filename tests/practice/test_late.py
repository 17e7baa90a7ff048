from __future__ import annotations

from threading import Event

from tests.practice.material import CARDS, StubGrader
from tutor.errors import ModelError
from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice.late import NOBODY, LateGrader


def failing() -> StubGrader:
    raise ModelError("The weights are damaged.", "Reinstall tutor.")


def broken() -> StubGrader:
    raise RuntimeError("no such symbol")


def test_nothing_is_made_before_it_is_started() -> None:
    assert not LateGrader(failing).ready


def test_an_answer_waits_for_the_grader() -> None:
    go = Event()

    def make() -> StubGrader:
        go.wait()
        return StubGrader()

    late = LateGrader(make)
    late.start()
    assert not late.ready
    go.set()

    assert isinstance(late.grade(CARDS["a"], Answer("Paris")), Verdict)
    assert late.name_for(CARDS["a"]) == "stub 1"
    assert late.ready


def test_a_grader_is_made_once() -> None:
    made: list[StubGrader] = []

    def make() -> StubGrader:
        made.append(StubGrader())
        return made[0]

    late = LateGrader(make)
    for _ in range(2):
        late.start()
        late.grade(CARDS["a"], Answer("Paris"))

    assert len(made) == 1


def test_a_grader_that_cannot_be_made_leaves_answers_unjudged() -> None:
    late = LateGrader(failing)

    assert late.grade(CARDS["a"], Answer("Paris")) == Unjudged(
        "The weights are damaged. Reinstall tutor."
    )
    assert late.name_for(CARDS["a"]) == NOBODY


def test_a_fault_nobody_foresaw_leaves_answers_unjudged_too() -> None:
    assert LateGrader(broken).grade(CARDS["a"], Answer("Paris")) == Unjudged(
        "The grader could not be loaded: RuntimeError('no such symbol')."
    )
