from __future__ import annotations

from datetime import timedelta

from tests.practice.material import CARDS, MemoryKeeper, ScriptedFace, sitting, table
from tutor.practice.loop import hold
from tutor.practice.states import Accepted, Finished, Overruled, PutAside, Quit, Summary, Undo
from tutor.scheduling.review import Grade


def test_a_sitting_asks_every_card_once() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace("Paris", Accepted(), "Lima", Accepted(), "Nairobi", Accepted())

    ended = hold(sitting(), table(keeper), face)

    assert [question.card for question in face.questions] == list(CARDS.values())
    assert [review.grade for review in keeper.reviews.values()] == [Grade.GOOD] * 3
    assert ended.state == Finished(Summary(answered=3, recalled=3, overruled=0))


def test_questions_are_numbered() -> None:
    face = ScriptedFace("Paris", Accepted(), Quit())

    hold(sitting(), table(), face)

    assert [(asked.number, asked.total) for asked in face.questions] == [(1, 3), (2, 3)]


def test_a_card_that_comes_again_keeps_the_count() -> None:
    face = ScriptedFace("Rome", Accepted(), "Lima", Accepted(), PutAside(), "Paris", Quit())

    hold(sitting(), table(ahead=timedelta(minutes=2)), face)

    asked = [(q.number, q.total, q.again) for q in face.questions]
    assert asked == [(1, 3, False), (2, 3, False), (3, 3, False), (3, 3, True)]


def test_the_seconds_to_an_answer_are_measured() -> None:
    keeper = MemoryKeeper()

    hold(sitting(), table(keeper), ScriptedFace("Paris", Accepted(), Quit()))

    [review] = keeper.reviews.values()
    assert review.answer.seconds > 0


def test_quitting_keeps_the_draft_of_an_answer_without_a_grade() -> None:
    keeper = MemoryKeeper()

    hold(sitting(), table(keeper), ScriptedFace("Par", Quit()))

    assert keeper.drafts == {"a": "Par"}
    assert keeper.reviews == {}


def test_a_kept_draft_comes_back_with_its_card_first() -> None:
    face = ScriptedFace(Quit())

    hold(sitting(), table(MemoryKeeper(drafts={"b": "Li"})), face, first="b")

    assert [(asked.card, asked.draft) for asked in face.questions] == [(CARDS["b"], "Li")]


def test_a_graded_answer_leaves_no_draft() -> None:
    keeper = MemoryKeeper()

    hold(sitting(), table(keeper), ScriptedFace("Paris", Accepted(), Quit()))

    assert keeper.drafts == {}


def test_an_undone_review_leaves_the_store_as_it_was() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace("Paris", Accepted(), Undo(), Quit())

    hold(sitting(), table(keeper), face)

    assert keeper.reviews == {}
    assert keeper.schedules == {}
    assert face.said == ["Capital of France? GOOD", "undone Capital of France?"]


def test_after_an_undo_the_sitting_goes_on_where_it_was() -> None:
    face = ScriptedFace("Paris", Accepted(), Undo(), Overruled(Grade.EASY), "Lima", Quit())

    hold(sitting(), table(), face)

    assert [asked.card for asked in face.questions] == [CARDS["a"], CARDS["b"], CARDS["b"]]
    assert face.said[-1] == "Capital of France? EASY"


def test_a_card_put_aside_does_not_come_again() -> None:
    face = ScriptedFace(PutAside(), "hm", PutAside(), "Nairobi", Accepted())

    ended = hold(sitting(), table(), face)

    assert [asked.card for asked in face.questions] == list(CARDS.values())
    assert ended.summary.answered == 1


def test_the_history_holds_no_answer_to_the_card_at_hand() -> None:
    face = ScriptedFace("Paris", Accepted(), "lima", PutAside(), "", Accepted())

    hold(sitting(), table(), face)

    assert [asked.history for asked in face.questions] == [(), ("Paris",), ("Paris",)]


def test_a_verdict_comes_with_what_each_grade_would_do() -> None:
    face = ScriptedFace("Paris", Quit())

    hold(sitting(), table(), face)

    [outcome] = face.outcomes
    assert list(outcome.due) == list(Grade)
    assert sorted(outcome.due.values()) == list(outcome.due.values())
