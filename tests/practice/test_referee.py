"""A second grader in the background: what it says comes as news, and its faults end nothing."""

from __future__ import annotations

from threading import Event

import pytest

from tests.practice.material import CARDS, PARIS_RIGHT, verdict
from tutor.cards.card import Card
from tutor.errors import UsageError
from tutor.grading.verdict import Answer, Status, Unjudged, Verdict
from tutor.practice.events import Revised
from tutor.practice.referee import MOST_FAILURES, WORKERS, BackgroundReferee

LONG = 20.0  # s to wait for a thread before a test fails; none takes that long to pass
WRONG = verdict(Status.MISSING)
PARIS = Answer("Paris", seconds=2.0)


class Second:
    """Says what it is told to, once it may."""

    name = "rubric 2, parrot-1"

    def __init__(self, says: Verdict | Unjudged, refused: str = "") -> None:
        self.may = Event()
        self.may.set()
        self.asked: list[str] = []
        self.refused = refused
        self.is_closed = Event()
        self._says = says

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        self.asked.append(answer.text)
        assert self.may.wait(LONG)
        return self._says

    def close(self) -> None:
        self.is_closed.set()


def referee(
    second: Second, *, needs: bool = True, known: tuple[str, Verdict] | None = None
) -> BackgroundReferee:
    return BackgroundReferee(
        lambda: second, lambda card, first: needs, lambda card, answer: known, patience=1.0
    )


def refer(to: BackgroundReferee, answer: Answer = PARIS) -> bool:
    return to.refer("a", CARDS["a"], answer, PARIS_RIGHT)


def settle(one: BackgroundReferee) -> list[Revised]:
    """Wait for all that is being asked, and return what came of it."""
    found: list[Revised] = []
    while one.pending or not found:
        if not (news := one.news(LONG)):
            return found
        found.append(news)
    while news := one.news():
        found.append(news)
    return found


def test_its_verdict_comes_as_news() -> None:
    one = referee(Second(WRONG))

    assert refer(one)

    assert settle(one) == [Revised("a", PARIS, WRONG, "rubric 2, parrot-1")]
    assert (one.pending, one.news()) == (0, None)


def test_nobody_waits_for_it() -> None:
    second = Second(WRONG)
    second.may.clear()
    one = referee(second)

    assert refer(one)

    assert (one.news(), one.pending) == (None, 1)
    second.may.set()
    assert len(settle(one)) == 1


def test_it_is_not_asked_where_that_is_not_needed() -> None:
    second = Second(WRONG)
    one = referee(second, needs=False)

    assert not refer(one)
    assert (one.pending, second.asked) == (0, [])


def test_what_is_known_is_news_at_once_and_asked_of_nobody() -> None:
    second = Second(WRONG)
    one = referee(second, known=("rubric 2, parrot-1", WRONG))

    assert refer(one)

    assert one.news() == Revised("a", PARIS, WRONG, "rubric 2, parrot-1")
    assert second.asked == []


def test_answers_are_asked_about_side_by_side() -> None:
    second = Second(WRONG)
    second.may.clear()
    one = referee(second)
    for number in range(WORKERS + 2):
        refer(one, Answer(f"{number}"))

    assert one.pending == WORKERS + 2
    second.may.set()
    assert len(settle(one)) == WORKERS + 2


def test_without_a_verdict_there_is_no_news() -> None:
    one = referee(Second(Unjudged("It is silent.")))
    refer(one)

    assert settle(one) == []
    assert one.notice() == ""
    assert one.farewell() == "The language model gave no verdict on an answer. It is silent."


def test_after_some_failures_in_a_row_it_is_not_asked_any_more() -> None:
    second = Second(Unjudged("It is silent."))
    one = referee(second)
    for _ in range(MOST_FAILURES):
        refer(one)
        settle(one)

    assert not refer(one)
    assert len(second.asked) == MOST_FAILURES
    assert one.notice() == (
        "The language model is not asked any more in this sitting. It is silent."
    )
    assert (one.notice(), one.farewell()) == ("", "")


def test_a_verdict_in_between_forgives_the_failures_before_it() -> None:
    second = Second(Unjudged("It is silent."))
    one = referee(second)
    for says in [Unjudged("It is silent."), WRONG] * MOST_FAILURES:
        second._says = says
        refer(one)
        settle(one)

    assert refer(one)
    assert one.notice() == ""


def test_a_spent_budget_stops_it_at_once() -> None:
    one = referee(Second(Unjudged("x"), refused="$0.05 is spent."))
    refer(one)
    settle(one)

    assert not refer(one)
    assert one.notice().endswith("not asked any more in this sitting. $0.05 is spent.")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (UsageError("No model is configured.", "Name one."), "No model is configured. Name one."),
        (RuntimeError("no such symbol"), "It failed: RuntimeError('no such symbol')."),
    ],
)
def test_one_that_cannot_be_made_ends_nothing(fault: Exception, said: str) -> None:
    def make() -> Second:
        raise fault

    one = BackgroundReferee(make, lambda *_: True, lambda *_: None, patience=1.0)
    refer(one)

    assert settle(one) == []
    assert one.notice().endswith(said)


def test_it_lets_go_of_what_it_holds() -> None:
    second = Second(WRONG)
    one = referee(second)
    refer(one)
    settle(one)

    one.close()

    assert second.is_closed.wait(LONG)
    assert not refer(one)
