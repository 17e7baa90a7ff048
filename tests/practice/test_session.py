from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.practice.material import NOON, RULES, sitting, verdict
from tutor.grading.verdict import Answer, Status, Unjudged
from tutor.practice.effects import Amend, Effect, Record, Regrade, Retract, SaveDraft, SetAside
from tutor.practice.events import (
    Accepted,
    Dealt,
    Event,
    Graded,
    Kept,
    NothingLeft,
    Overruled,
    PutAside,
    Quit,
    Revised,
    Submitted,
    Typed,
    Undo,
)
from tutor.practice.session import advance
from tutor.practice.sitting import Done, Left, Rules, Sitting
from tutor.practice.states import (
    Asking,
    Cleared,
    Dealing,
    Finished,
    Judged,
    Judging,
    Offering,
    Summary,
)
from tutor.scheduling.fsrs import Fold, Scheduler
from tutor.scheduling.review import Grade, Mode, Review, Schedule

RIGHT = Graded(verdict(), "stub 1")
WRONG = Graded(verdict(Status.MISSING), "stub 1")
UNKNOWN = Graded(Unjudged("It is unreadable."), "nobody")
ACCEPTED = Accepted()
PARIS = Submitted(Answer("Paris", seconds=4.0))


def after(*events: Event, start: Sitting | None = None) -> tuple[Sitting, list[Effect]]:
    """Return where `events` lead, one a second, and the effects of the last."""
    now = start or sitting()
    effects: tuple[Effect, ...] = ()
    for number, event in enumerate(events):
        turn = advance(now, event, NOON + timedelta(seconds=number), f"{number:04}")
        now, effects = turn.sitting, turn.effects
    return now, list(effects)


def answered(card_id: str, graded: Graded = RIGHT, word: Event = ACCEPTED) -> tuple[Event, ...]:
    return Dealt(card_id), PARIS, graded, word


def test_a_dealt_card_is_asked_with_its_draft() -> None:
    now, effects = after(Dealt("a", "Par"))

    assert now.state == Asking("a", "Par")
    assert effects == []


def test_typing_keeps_a_draft() -> None:
    now, effects = after(Dealt("a"), Typed("Pa"))

    assert now.state == Asking("a", "Pa")
    assert effects == [SaveDraft("a", "Pa")]


def test_the_same_draft_is_kept_once() -> None:
    _, effects = after(Dealt("a"), Typed("Pa"), Typed("Pa"))

    assert effects == []


def test_a_submitted_answer_is_a_draft_until_it_has_a_grade() -> None:
    now, effects = after(Dealt("a"), PARIS)

    assert now.state == Judging("a", PARIS.answer)
    assert effects == [SaveDraft("a", "Paris")]


def test_a_verdict_brings_a_proposal() -> None:
    now, _ = after(Dealt("a"), PARIS, RIGHT)

    assert isinstance(now.state, Judged)
    assert now.state.proposal.grade is Grade.GOOD


def test_accepting_records_the_proposed_grade() -> None:
    now, [effect] = after(*answered("a"))

    assert isinstance(effect, Record)
    assert effect.review == Review(
        id="0003",
        card_id="a",
        at=NOON + timedelta(seconds=3),
        answer=PARIS.answer,
        verdict=RIGHT.verdict,
        grader="stub 1",
        proposed=Grade.GOOD,
        grade=Grade.GOOD,
        sitting="s",
    )
    assert effect.schedule == Scheduler().step(None, Grade.GOOD, NOON + timedelta(seconds=3))
    assert now.state == Dealing()


def test_a_review_says_whether_somebody_was_there_to_confirm_its_grade() -> None:
    def mode(attended: bool) -> Mode:
        start = replace(sitting(), rules=replace(RULES, is_attended=attended))
        [record] = after(*answered("a"), start=start)[1]
        assert isinstance(record, Record)
        return record.review.mode

    assert (mode(True), mode(False)) == (Mode.TYPED, Mode.UNATTENDED)


def test_overruling_records_both_grades() -> None:
    _, [effect] = after(*answered("a", WRONG, Overruled(Grade.GOOD)))

    assert isinstance(effect, Record)
    assert (effect.review.proposed, effect.review.grade) == (Grade.AGAIN, Grade.GOOD)


def test_nothing_can_be_accepted_where_nothing_is_proposed() -> None:
    now, effects = after(*answered("a", UNKNOWN))

    assert isinstance(now.state, Judged)
    assert effects == []


def test_an_unjudged_answer_takes_the_learners_own_grade() -> None:
    _, [effect] = after(*answered("a", UNKNOWN, Overruled(Grade.HARD)))

    assert isinstance(effect, Record)
    assert (effect.review.proposed, effect.review.grade) == (None, Grade.HARD)


def test_a_card_put_aside_is_not_reviewed() -> None:
    now, effects = after(Dealt("a"), PutAside())

    assert now.state == Dealing()
    assert now.done == ()
    assert effects == [SetAside("a")]


def test_undo_returns_to_the_verdict_and_retracts_the_review() -> None:
    now, [retract, draft] = after(*answered("a"), Dealt("b"), Undo())

    assert isinstance(now.state, Judged)
    assert now.state.card_id == "a"
    assert isinstance(retract, Retract)
    assert (retract.review.card_id, retract.schedule) == ("a", None)
    assert draft == SaveDraft("a", "Paris")


def test_undo_puts_back_the_schedule_from_before() -> None:
    before = Scheduler().step(None, Grade.GOOD, NOON - timedelta(days=9))
    known = Sitting("s", RULES, {"a": before})

    now, effects = after(*answered("a"), NothingLeft(), Undo(), start=known)

    assert now.schedules == {"a": before}
    assert isinstance(effects[0], Retract)
    assert effects[0].schedule == before


def test_a_question_that_undo_interrupts_comes_again_with_its_draft() -> None:
    now, _ = after(*answered("a"), Dealt("b"), Typed("Li"), Undo(), Overruled(Grade.HARD))

    assert now.state == Asking("b", "Li")


def test_a_verdict_that_undo_interrupts_comes_again() -> None:
    now, _ = after(*answered("a"), Dealt("b"), PARIS, WRONG, Undo(), Accepted())

    assert isinstance(now.state, Judged)
    assert now.state.card_id == "b"


def test_undo_goes_back_as_far_as_the_sitting() -> None:
    now, _ = after(*answered("a"), *answered("b"), NothingLeft(), Undo(), Undo(), Undo())

    assert isinstance(now.state, Judged)
    assert now.state.card_id == "a"
    assert now.schedules == {}
    assert now.done == ()


def test_a_card_asked_anew_is_left_to_the_queue_when_its_last_grade_is_undone() -> None:
    now, _ = after(*answered("a", WRONG), Dealt("a"), Undo(), Overruled(Grade.EASY))

    assert now.state == Dealing()


def test_nothing_is_undone_in_a_fresh_sitting() -> None:
    now, effects = after(Dealt("a"), Undo())

    assert now.state == Asking("a")
    assert effects == []


def test_the_last_review_can_be_undone_when_nothing_is_left() -> None:
    cleared, _ = after(*answered("a"), NothingLeft())
    now, _ = after(Undo(), start=cleared)

    assert cleared.state == Cleared()
    assert isinstance(now.state, Judged)


def test_quitting_sums_up() -> None:
    now, _ = after(
        *answered("a"),
        *answered("b", WRONG),
        *answered("c", WRONG, Overruled(Grade.GOOD)),
        *answered("d", UNKNOWN, Overruled(Grade.AGAIN)),
        Dealt("a"),
        Quit(),
    )

    assert now.state == Finished(Summary(answered=4, recalled=2, overruled=1))


def test_a_finished_sitting_stays_finished() -> None:
    now, effects = after(*answered("a"), Dealt("b"), Quit(), Undo())

    assert isinstance(now.state, Finished)
    assert effects == []


# --- whatever happens -----------------------------------------------------------------------------

card_ids = st.sampled_from("abc")
texts = st.text("ab \n", max_size=4)
events: st.SearchStrategy[Event] = st.one_of(
    st.builds(Dealt, card_ids, texts),
    st.just(NothingLeft()),
    st.builds(Typed, texts),
    st.builds(Submitted, st.builds(Answer, texts)),
    st.sampled_from([RIGHT, WRONG, UNKNOWN]),
    st.just(Accepted()),
    st.builds(Overruled, st.sampled_from(Grade)),
    st.just(PutAside()),
    st.just(Undo()),
)


second_words: st.SearchStrategy[Event] = st.one_of(
    st.builds(
        Revised,
        card_ids,
        st.just(PARIS.answer),
        st.sampled_from([verdict(), verdict(Status.MISSING), verdict(doubt="Who knows?")]),
        st.just("rubric 2"),
    ),
    st.just(Kept()),
    st.sampled_from([Quit(), *[Accepted()] * 3]),
)


def helpful(event: Event) -> list[Event]:
    """Return an event, and before it those that let it mean something more often."""
    return [Dealt("a"), PARIS, RIGHT, event] if isinstance(event, Accepted) else [event]


twice_judged = st.lists(st.one_of(events, second_words), max_size=30).map(
    lambda drawn: [e for one in drawn for e in helpful(one)]
)
rules = st.sampled_from([RULES, replace(RULES, is_attended=False)])
runs = st.lists(events, max_size=30).map(lambda drawn: [e for one in drawn for e in helpful(one)])


class Log:
    """What a store would hold after the effects."""

    def __init__(self) -> None:
        self.reviews: list[Review] = []
        self.schedules: dict[str, Schedule] = {}

    def carry_out(self, effect: Effect) -> None:
        match effect:
            case Record(review, schedule):
                assert review.id not in {known.id for known in self.reviews}
                self.reviews.append(review)
                self.schedules[review.card_id] = schedule
            case Retract(review, before):
                self.reviews.remove(review)
                self.schedules.pop(review.card_id)
                self.schedules |= {review.card_id: before} if before else {}
            case Amend(review, opinion):
                self._put(replace(review, opinion=None), review)
                assert review.opinion == opinion
            case Regrade(review, before_it, schedule):
                self._put(replace(review, grade=before_it), review)
                self.schedules[review.card_id] = schedule

    def _put(self, before: Review, now: Review) -> None:
        self.reviews[self.reviews.index(before)] = now


def play(run: list[Event], rules: Rules = RULES) -> tuple[list[Sitting], Log]:
    path, log = [replace(sitting(), rules=rules)], Log()
    for number, event in enumerate(run):
        turn = advance(path[-1], event, NOON + timedelta(minutes=number), f"{number:04}")
        path.append(turn.sitting)
        for effect in turn.effects:
            log.carry_out(effect)
    return path, log


@given(twice_judged, rules)
def test_the_schedules_are_the_fold_of_the_reviews_that_stand(
    run: list[Event], rules: Rules
) -> None:
    [*_, now], log = play(run, rules)

    by_card = {r.card_id: [o for o in log.reviews if o.card_id == r.card_id] for r in log.reviews}
    folded = {card_id: Fold().replay(reviews) for card_id, reviews in by_card.items()}

    assert now.schedules == log.schedules == folded


@given(twice_judged, rules)
def test_the_sitting_and_the_log_hold_the_same_reviews(run: list[Event], rules: Rules) -> None:
    [*_, now], log = play(run, rules)

    assert [done.review for done in now.done] == log.reviews


@given(runs)
def test_undo_restores_the_schedules_and_the_reviews(run: list[Event]) -> None:
    path, _ = play(run)
    now = path[-1]
    turn = advance(now, Undo(), NOON + timedelta(days=1), "none")
    if turn.sitting is now:
        return

    before = next(s for s in reversed(path) if s.steps == turn.sitting.steps)
    assert turn.sitting.schedules == before.schedules
    last = now.steps[-1]
    assert isinstance(last, Done | Left)
    assert turn.sitting.state == (last.judged if isinstance(last, Done) else last.state)


@given(twice_judged, rules)
def test_a_sitting_is_never_stuck(run: list[Event], rules: Rules) -> None:
    path, _ = play([*run, Quit(), Quit()], rules)

    assert isinstance(path[-1].state, Finished)


@given(twice_judged)
def test_no_grade_changes_without_the_learners_word(run: list[Event]) -> None:
    path, _ = play(run)
    for (before, now), event in zip(pairwise(path), run, strict=True):
        grades = {done.review.id: done.review.grade for done in before.done}
        changed = [one for one in now.done if grades.get(one.review.id) != one.review.grade]
        if changed and len(now.done) == len(before.done):
            assert isinstance(before.state, Offering)
            assert event == Accepted()
