from __future__ import annotations

from dataclasses import replace
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from tests.practice.material import (
    RULES,
    MemoryKeeper,
    ScriptedReferee,
    question,
    sitting,
    table,
    verdict,
)
from tutor.grading.verdict import Status
from tutor.practice.events import Quit
from tutor.practice.face import Reply
from tutor.practice.loop import hold
from tutor.practice.pipe import PipeFace
from tutor.scheduling.review import Grade


def replies_to(piped: str) -> list[Reply]:
    """Return what a pipe answers, up to the end of the sitting."""
    face = PipeFace(StringIO(piped), StringIO(), lambda: None)
    replies: list[Reply] = []
    while Quit() not in replies:
        replies.append(face.ask(question(), replies.append))
    return replies


def test_an_empty_line_ends_an_answer() -> None:
    assert replies_to("one\ntwo\n\nthree\n\n") == ["one\ntwo", "three", Quit()]


def test_the_last_answer_needs_no_empty_line() -> None:
    assert replies_to("one\n\ntwo") == ["one", "two", Quit()]


def test_an_empty_line_without_an_answer_says_i_dont_know() -> None:
    assert replies_to("\none\n\n\ntwo\n") == ["", "one", "", "two", Quit()]


def test_a_line_of_spaces_is_an_empty_line() -> None:
    assert replies_to("one\r\n \t\r\ntwo\r\n") == ["one", "two", Quit()]


def test_what_looks_like_a_command_is_an_answer() -> None:
    assert replies_to(":quit\n\n") == [":quit", Quit()]


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1)))
def test_every_answer_arrives_as_it_was_written(answers: list[str]) -> None:
    assert replies_to("\n\n".join(answers)) == [*answers, Quit()]


def test_where_the_verdict_is_in_doubt_its_level_stands_in_a_pipe() -> None:
    keeper, said = MemoryKeeper(), StringIO()

    hold(sitting(), table(keeper), PipeFace(StringIO("eh\n\nLima\n"), said, lambda: None))

    doubtful = next(review for review in keeper.log.values() if review.card_id == "a")
    assert (doubtful.answer.text, doubtful.proposed) == ("eh", None)
    assert doubtful.grade is Grade.AGAIN
    assert "It may mean the opposite.\npartly: Paris\n" in said.getvalue()


def test_a_sitting_through_a_pipe() -> None:
    keeper, said = MemoryKeeper(), StringIO()

    hold(sitting(), table(keeper), PipeFace(StringIO("Paris\n\nhm\n\n\n"), said, lambda: None))

    assert [r.grade for r in keeper.log.values()] == [Grade.GOOD, Grade.AGAIN]
    assert said.getvalue() == (
        "\nQuestion 1 of 3, deck nature:\n"
        "Capital of France?\n"
        "Verdict: correct. Score: 100 percent. The grader is sure.\n"
        "covered: Paris\n"
        "your words: Paris\n"
        "Recorded: good. Back in 10 minutes.\n"
        "\nQuestion 2 of 3, deck nature:\n"
        "Capital of Peru?\n"
        "Not graded: It is unreadable.\n"
        "Reference answer:\n"
        "Lima\n"
        "Nothing is recorded: the answer was not graded.\n"
        "\nQuestion 3 of 3, deck nature:\n"
        "Capital of Kenya?\n"
        "Verdict: incorrect. Score: 0 percent. The grader is sure.\n"
        "missing: Nairobi\n"
        "Recorded: again. Back in 1 minute.\n"
    )


def test_a_second_verdict_that_is_there_is_written_and_gives_the_grade() -> None:
    keeper, said = MemoryKeeper(), StringIO()
    face = PipeFace(StringIO("Paris\n"), said, lambda: None)
    referee = ScriptedReferee({"a": verdict(Status.MISSING)})

    hold(sitting(), replace(table(keeper), referee=referee), face)

    assert "A language model: incorrect. “Paris”: missing, not covered." in said.getvalue()
    assert [review.grade for review in keeper.log.values()] == [Grade.AGAIN]


def test_the_end_waits_for_second_verdicts_and_takes_their_grades() -> None:
    keeper, said = MemoryKeeper(), StringIO()
    face = PipeFace(StringIO("Paris\n\nLima\n"), said, lambda: None)
    referee = ScriptedReferee({"a": verdict(Status.MISSING), "b": verdict()}, late=True)
    alone = replace(sitting(), rules=replace(RULES, is_attended=False))

    hold(alone, replace(table(keeper), referee=referee), face)

    assert said.getvalue().endswith("Recorded: again, instead of good.\n")
    assert [review.grade for review in keeper.log.values()] == [Grade.AGAIN, Grade.GOOD]
    assert all(review.opinion for review in keeper.log.values())


def test_in_a_pipe_that_shows_answers_each_line_is_a_grade() -> None:
    keeper, written = MemoryKeeper(), StringIO()
    face = PipeFace(StringIO("3\nperhaps\n1\n"), written, lambda: None)

    hold(sitting(), replace(table(keeper), reveals=True), face)

    assert [r.grade for r in keeper.log.values()] == [Grade.GOOD, Grade.AGAIN]
    assert "Nothing is recorded: the grade is 1, 2, 3 or 4.\n" in written.getvalue()


def test_a_pipe_tries_nothing_again() -> None:
    keeper = MemoryKeeper()
    trying = replace(sitting(), rules=replace(RULES, tries_again=True))

    hold(trying, table(keeper), PipeFace(StringIO("Rome\n\n"), StringIO(), lambda: None))

    assert [r.grade for r in keeper.log.values()] == [Grade.AGAIN]
