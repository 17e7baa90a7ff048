from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.practice.material import (
    CARDS,
    RULES,
    MemoryKeeper,
    ScriptedFace,
    ScriptedReferee,
    sitting,
    table,
    verdict,
)
from tutor.grading.verdict import Level, Status, Verdict
from tutor.practice.events import Accepted, Kept, Overruled, PutAside, Quit, Revised, Undo
from tutor.practice.face import Decision, News, Outcome, no_news
from tutor.practice.loop import hold
from tutor.practice.states import Finished, Summary
from tutor.scheduling.review import Grade


def test_a_sitting_asks_every_card_once() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace("Paris", Accepted(), "Lima", Accepted(), "Nairobi", Accepted())

    ended = hold(sitting(), table(keeper), face)

    assert [question.card for question in face.questions] == list(CARDS.values())
    assert [review.grade for review in keeper.log.values()] == [Grade.GOOD] * 3
    assert ended.state == Finished(Summary(answered=3, recalled=3, overruled=0))


def test_an_answer_that_the_learner_accepted_for_the_card_is_correct() -> None:
    keeper = MemoryKeeper()
    accepted = {"a": ["The town on the Seine"], "b": ["the town on the Seine"]}
    face = ScriptedFace("the town on the Seine", Accepted(), "the town on the seine?", Quit())

    hold(sitting(), replace(table(keeper), accepted=lambda card_id: accepted[card_id]), face)

    [review] = keeper.log.values()
    assert (review.card_id, review.grade) == ("a", Grade.GOOD)
    assert isinstance(review.verdict, Verdict)
    assert review.verdict.reason == "You accepted this answer before."


def test_an_answer_accepted_for_one_card_says_nothing_of_another() -> None:
    face = ScriptedFace("Lima", Quit())

    hold(sitting(), replace(table(), accepted={"a": [], "b": ["Lima"]}.__getitem__), face)

    [shown] = face.outcomes
    assert isinstance(shown.judged.verdict, Verdict)
    assert shown.judged.verdict.level is Level.INCORRECT


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

    [review] = keeper.log.values()
    assert review.answer.seconds > 0


def test_quitting_keeps_the_draft_of_an_answer_without_a_grade() -> None:
    keeper = MemoryKeeper()

    hold(sitting(), table(keeper), ScriptedFace("Par", Quit()))

    assert keeper.drafts == {"a": "Par"}
    assert keeper.log == {}


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

    assert keeper.log == {}
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


# --- a second grader --------------------------------------------------------------------------


def second(*, late: bool = False) -> ScriptedReferee:
    """Return one that finds the answer about France wrong, whatever it is."""
    return ScriptedReferee({"a": verdict(Status.MISSING)}, late=late)


def test_a_second_verdict_that_is_there_is_shown_with_the_first() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace("Paris", Accepted(), Quit())

    hold(sitting(), replace(table(keeper), referee=second()), face)

    [outcome] = face.outcomes
    assert outcome.judged.revision is not None
    assert not outcome.is_shown
    [review] = keeper.log.values()
    assert (review.proposed, review.grade) == (Grade.GOOD, Grade.AGAIN)
    assert review.opinion is not None


def test_news_interrupts_a_verdict_and_is_shown_beside_it() -> None:
    referee = second(late=True)

    class Waiting(ScriptedFace):
        def decide(self, outcome: Outcome, news: News = no_news) -> Decision:
            if not self.outcomes:
                self.outcomes.append(outcome)
                found = referee.news(1.0)
                assert found is not None
                return found
            return super().decide(outcome)

    face = Waiting("Paris", Accepted(), Quit())
    hold(sitting(), replace(table(), referee=referee), face)

    first, then = face.outcomes
    assert (first.is_awaited, first.is_shown) == (True, False)
    assert (then.is_awaited, then.is_shown, then.has_news) == (False, True, True)
    assert face.said == ["Capital of France? AGAIN"]


class Impatient(ScriptedReferee):
    """Has its word ready once the next card is asked about."""

    def news(self, seconds: float = 0.0) -> Revised | None:
        if self._news and self._late:
            self._late = False
            return None
        return super().news(seconds)


def test_a_second_verdict_on_an_earlier_answer_is_kept_told_and_offered_at_the_end() -> None:
    keeper = MemoryKeeper()
    referee = Impatient({"a": verdict(Status.MISSING)}, late=True)
    face = ScriptedFace("Paris", Accepted(), "Lima", Quit(), Accepted())

    hold(sitting(), replace(table(keeper), referee=referee), face)

    assert face.said == [
        "Capital of France? GOOD",
        (
            "A language model on “Capital of France?”: incorrect. “Paris”: missing, not covered."
            " It would say again instead of good: you are asked when you end."
        ),
        "Recorded: again, instead of good.",
    ]
    assert [(offer.card, offer.given) for offer in face.offers] == [(CARDS["a"], Grade.GOOD)]
    [review] = keeper.log.values()
    assert (review.grade, review.opinion is None) == (Grade.AGAIN, False)


def test_an_offer_that_is_declined_changes_nothing() -> None:
    keeper = MemoryKeeper()
    referee = Impatient({"a": verdict(Status.MISSING)}, late=True)
    face = ScriptedFace("Paris", Accepted(), Quit(), Kept())

    hold(sitting(), replace(table(keeper), referee=referee), face)

    [review] = keeper.log.values()
    assert (review.grade, review.opinion is None) == (Grade.GOOD, False)


def test_a_second_verdict_against_the_learners_own_grade_is_told_and_not_offered() -> None:
    referee = Impatient({"a": verdict(Status.MISSING)}, late=True)
    face = ScriptedFace("Paris", Overruled(Grade.EASY), Quit())

    hold(sitting(), replace(table(), referee=referee), face)

    assert face.said[1].endswith("It would say again; your easy stays.")
    assert face.offers == []


def test_one_that_agrees_says_nothing_afterwards() -> None:
    referee = Impatient({"a": verdict()}, late=True)
    face = ScriptedFace("Paris", Accepted(), Quit())

    hold(sitting(), replace(table(), referee=referee), face)

    assert face.said == ["Capital of France? GOOD"]


def test_where_nobody_is_there_the_end_waits_and_the_grade_is_changed() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace("Paris", Accepted(), Quit())
    face.is_attended = False
    alone = replace(sitting(), rules=replace(RULES, is_attended=False))

    hold(alone, replace(table(keeper), referee=second(late=True)), face)

    assert face.said[1] == (
        "A language model on “Capital of France?”: incorrect. “Paris”: missing, not covered."
        " Recorded: again, instead of good."
    )
    assert [review.grade for review in keeper.log.values()] == [Grade.AGAIN]


def test_where_somebody_is_there_the_end_waits_for_nothing() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace("Paris", Accepted(), Quit())

    hold(sitting(), replace(table(keeper), referee=second(late=True)), face)

    [review] = keeper.log.values()
    assert (review.grade, review.opinion) == (Grade.GOOD, None)


def test_what_becomes_of_the_second_grader_is_said_once() -> None:
    referee = second(late=True)
    referee.notices, referee.goodbye = ["It is not asked any more."], "Goodbye."
    face = ScriptedFace("Paris", Accepted(), Quit())

    hold(sitting(), replace(table(), referee=referee), face)

    assert face.said == ["It is not asked any more.", "Capital of France? GOOD", "Goodbye."]
