from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.practice.material import (
    CARDS,
    NOON,
    RULES,
    MemoryKeeper,
    ScriptedFace,
    ScriptedReferee,
    card,
    sitting,
    table,
    verdict,
)
from tutor.grading.verdict import Level, Status, Verdict
from tutor.practice.events import (
    Accepted,
    Confided,
    Flag,
    Hinted,
    Kept,
    Overruled,
    PutAside,
    Quit,
    Revised,
    Suspend,
    TryAgain,
    Undo,
    WasRight,
)
from tutor.practice.face import Decision, Errand, News, Outcome, Show, no_news
from tutor.practice.loop import hold
from tutor.practice.states import Finished, Summary
from tutor.practice.table import Edited
from tutor.scheduling.queue import Limits, Queue, Queued
from tutor.scheduling.review import Grade, Mode, Phase, Schedule, Sureness


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


# --- hints, marks and errands -----------------------------------------------------------------


def test_each_hint_is_shown_once_beside_the_question_that_stands_there() -> None:
    face = ScriptedFace(Hinted(), Hinted(), "Paris", Accepted(), Quit())

    hold(sitting(), table(), face)

    shown = [(asked.is_shown, asked.hints, asked.has_hint) for asked in face.questions[:3]]
    assert shown == [
        (False, (), True),
        (True, ("Hint 1 of 2: The answer is one point, of 1 word that count.",), True),
        (True, ("Hint 2 of 2: It begins so: P…",), False),
    ]


def test_the_time_over_hints_counts_and_the_time_before_another_question_does_not() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace(PutAside(), Hinted(), "Lima", Accepted(), Quit())

    hold(sitting(), table(keeper), face)

    [review] = keeper.log.values()
    plain = MemoryKeeper()
    hold(sitting(), table(plain), ScriptedFace("Paris", Accepted(), Quit()))
    [alone] = plain.log.values()
    assert review.answer.seconds == alone.answer.seconds + 1.0  # a look at the clock


def test_a_second_try_shows_how_the_missing_begins() -> None:
    trying = replace(sitting(), rules=replace(RULES, tries_again=True))
    face = ScriptedFace("Rome", TryAgain(), "Paris", Accepted(), Quit())

    hold(trying, table(), face)

    assert len(face.missed) == 1
    again = face.questions[1]
    assert (again.is_second, again.is_shown) == (True, False)
    assert again.hints == ("Hint 2 of 2: What is missing begins so: P…",)


def test_marks_are_kept_and_told_and_undone() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace(Flag(), Suspend(), Undo(), Undo(), Quit())

    hold(sitting(), table(keeper), face)

    kinds = [mark.kind.value for mark in keeper.marks]
    assert kinds == ["flagged", "suspended", "resumed", "unflagged"]
    assert face.said[2:] == ["undone suspended", "undone flagged"]
    assert [asked.card for asked in face.questions] == [CARDS["a"]] * 2 + [CARDS["b"]] + [
        CARDS["a"]
    ] * 2


def test_an_undone_skip_says_so() -> None:
    face = ScriptedFace(PutAside(), Undo(), Quit())

    hold(sitting(), table(), face)

    assert face.said == ["undone skipped"]


def test_an_overruling_says_what_is_remembered() -> None:
    face = ScriptedFace("the town on the Seine", WasRight(), Quit())

    hold(sitting(), table(), face)

    assert face.said[1] == (
        "From now on “the town on the Seine” counts as right for this card (`tutor accepted`)."
    )


def test_the_history_holds_no_answer_while_the_question_is_open() -> None:
    face = ScriptedFace("Rome", Errand.LOOK_BACK, Accepted(), Undo(), Accepted(), Undo(), Quit())
    hold(sitting(), table(), face)
    assert face.said[0] == "It is new."

    keeper = MemoryKeeper()
    face = ScriptedFace("Rome", Accepted(), Quit())
    hold(sitting(), table(keeper), face)
    again = replace(sitting(), schedules=keeper.schedules)
    face = ScriptedFace(Errand.LOOK_BACK, "Paris", Errand.LOOK_BACK, Quit())
    hold(again, table(keeper), face, first="a")
    cut = next(n for n, line in enumerate(face.said) if n and line.startswith("Due"))
    assert not any("Rome" in line for line in face.said[:cut])
    assert any("Rome" in line for line in face.said[cut:])


def test_an_edited_card_is_asked_as_it_is_now() -> None:
    now = card("Which city governs France?", "Paris")
    face = ScriptedFace(Errand.EDIT_CARD, "Paris", Accepted(), Quit())

    hold(sitting(), replace(table(), edit=lambda key, _: Edited({key: now})), face)

    assert [asked.card for asked in face.questions[:2]] == [CARDS["a"], now]
    assert not face.questions[1].is_shown
    assert face.said[0] == "Edited; its history stays: Which city governs France?"
    assert face.outcomes[0].card == now


def test_an_editor_that_fails_leaves_the_question_there() -> None:
    face = ScriptedFace(Errand.EDIT_CARD, Quit())

    hold(sitting(), replace(table(), edit=lambda *_: Edited(fault="No editor.")), face)

    assert face.said == ["No editor."]
    assert face.questions[1].is_shown


def test_a_card_that_was_deleted_is_left_out() -> None:
    face = ScriptedFace(Errand.EDIT_CARD, Quit())

    hold(sitting(), replace(table(), edit=lambda *_: Edited(gone=True)), face)

    assert [asked.card for asked in face.questions] == [CARDS["a"], CARDS["b"]]


def test_who_was_sure_and_wrong_is_asked_again_before_a_longer_step_is_over() -> None:
    learnt = Schedule(NOON, 9.0, 5.0, Phase.REVIEW, 0, NOON - timedelta(days=9), 3, 0)
    known = replace(sitting(), schedules={"a": learnt})
    surely = replace(known, rules=replace(RULES, asks_sureness=True))
    words = (Confided(Sureness.SURE), Accepted())
    rest = [PutAside()] * 2 + [Quit()]
    for sure, asked in ((surely, ["a", "b", "c", "a"]), (known, ["a", "b", "c"])):
        face = ScriptedFace("Rome", *words[sure is known :], *rest)
        laid = replace(table(ahead=timedelta(minutes=5)), queue=queue_of(learnt))
        hold(sure, laid, face, first="a")
        assert [one.card for one in face.questions] == [CARDS[key] for key in asked]


def queue_of(learnt: Schedule) -> Queue:
    """Return the cards, the first of them learnt and due."""
    cards = [Queued(card_id, position=n) for n, card_id in enumerate(CARDS)]
    return Queue(cards, {"a": learnt}, NOON, Limits(ahead=timedelta(minutes=5)))


def test_a_whole_sitting_can_be_held_without_typing() -> None:
    keeper = MemoryKeeper()
    face = ScriptedFace(Show(), Overruled(Grade.HARD), Quit())

    hold(sitting(), replace(table(keeper), reveals=True), face)

    assert all(asked.reveals for asked in face.questions)
    assert [(one.mode, one.grade) for one in keeper.log.values()] == [(Mode.REVEALED, Grade.HARD)]
