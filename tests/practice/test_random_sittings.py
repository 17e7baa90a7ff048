"""Sittings of random keys, crashes and clocks that jump: what is kept is the fold of the log.

After every step four things agree: the schedules of the sitting, those of a store in memory, those
of a real store, and the fold of the reviews that stand. The same goes for the marks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.practice.material import DOUBT, NOON, RULES, MemoryKeeper, verdict
from tutor.grading.verdict import Answer, Status, Unjudged, Verdict
from tutor.practice.effects import (
    Amend,
    Effect,
    PutMark,
    Record,
    Regrade,
    Retract,
    SaveDraft,
)
from tutor.practice.events import (
    Accepted,
    Bury,
    Changed,
    Confided,
    Dealt,
    Event,
    Flag,
    Gone,
    Graded,
    Hinted,
    Kept,
    NothingLeft,
    Overruled,
    PutAside,
    Quit,
    Revealed,
    Revised,
    Submitted,
    Suspend,
    TryAgain,
    Typed,
    Undo,
    Unveiled,
    WasRight,
    WasWrong,
)
from tutor.practice.session import advance
from tutor.practice.sitting import Sitting
from tutor.practice.states import Asking, Confiding, Dealing, Finished, Judged, Judging, Missed
from tutor.practice.table import Keeper
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.marks import UNMARKED, Marked, fold_marks
from tutor.scheduling.planner import Planner
from tutor.scheduling.preset import Preset
from tutor.scheduling.review import Grade, Schedule, Sureness
from tutor.store.ids import Ids
from tutor.store.store import Store

CARDS = "abc"
PRESETS = {"a": Preset(), "b": Preset(0.8), "c": Preset(learning_steps=())}

answers = st.builds(Answer, st.sampled_from(["", "Paris", "paris ", "hm"]))
verdicts: st.SearchStrategy[Verdict | Unjudged] = st.sampled_from(
    [verdict(), verdict(Status.MISSING), verdict(Status.PARTLY, doubt=DOUBT), Unjudged("No.")]
)
jumps = st.one_of(
    st.timedeltas(timedelta(days=-400), timedelta(days=400)),
    st.timedeltas(timedelta(minutes=-20), timedelta(minutes=20)),
)

steps: dict[type, st.SearchStrategy[Event]] = {
    Dealing: st.one_of(
        st.builds(Dealt, st.sampled_from(CARDS), st.sampled_from(["", "Par"])),
        st.just(NothingLeft()),
    ),
    Asking: st.one_of(
        st.builds(Submitted, answers),
        st.builds(Submitted, answers),
        st.builds(Typed, st.sampled_from(["", "Par"])),
        st.builds(Revealed, answers),
        st.just(Hinted()),
    ),
    Confiding: st.builds(Confided, st.sampled_from(Sureness)),
    Judging: st.builds(Graded, verdicts, st.just("stub 1")),
    Missed: st.sampled_from([TryAgain(), Unveiled()]),
    Judged: st.one_of(
        st.sampled_from([Accepted(), WasRight(), WasWrong()]),
        st.builds(Overruled, st.sampled_from(Grade)),
    ),
}
"""What leads on from each state."""

others: st.SearchStrategy[Event] = st.one_of(
    st.sampled_from([PutAside(), Bury(), Suspend(), Flag(), Undo(), Undo(), Changed(), Gone()]),
    st.builds(
        Revised,
        st.sampled_from(CARDS),
        answers,
        st.sampled_from([verdict(), verdict(Status.MISSING)]),
        st.just("rubric 2"),
    ),
    st.sampled_from([Quit(), Kept(), Accepted()]),
)
"""What may come at any time."""


def carry_out(effect: Effect, keeper: Keeper, at: datetime) -> None:
    """Do what a sitting asks for."""
    match effect:
        case Record(review, schedule):
            keeper.record(review, schedule)
        case Retract(review, before):
            keeper.retract(review.id, at, before)
        case Amend(review, opinion):
            keeper.add_opinion(review.id, opinion, at)
        case Regrade(review, _, schedule):
            keeper.regrade(review.id, review.grade, at, schedule)
        case SaveDraft(card_id, text):
            keeper.save_draft(card_id, text, at)
        case PutMark(mark):
            keeper.mark([mark])


class RandomSittings(RuleBasedStateMachine):
    """Sittings one after the other on one store, each ended, or broken off."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._store = Store.open(Path(self._folder.name) / "tutor.db")
        self._store.keep_presets(PRESETS.values())
        self._memory = MemoryKeeper()
        self._random = Random(5)
        self._now = NOON
        self._begin()

    def teardown(self) -> None:
        self._store.close()
        self._folder.cleanup()

    @initialize(asks=st.booleans(), tries=st.booleans(), attended=st.booleans())
    def choose_rules(self, asks: bool, tries: bool, attended: bool) -> None:
        planner = Planner(PRESETS, self._store.presets())
        rules = replace(RULES, planner=planner, asks_sureness=asks, tries_again=tries)
        self._rules = replace(rules, is_attended=attended)
        self._begin()

    @rule(data=st.data(), after=st.timedeltas(timedelta(0), timedelta(minutes=9)))
    def go_on(self, data: st.DataObject, after: timedelta) -> None:
        self._now += after
        state = self._sitting.state
        if isinstance(state, Finished):
            self._begin()
        else:
            self._happen(data.draw(steps.get(type(state), others)))

    @rule(
        card_id=st.sampled_from(CARDS),
        answer=answers,
        judged=verdicts,
        word=steps[Judged],
        sureness=st.sampled_from(Sureness),
        after=st.timedeltas(timedelta(0), timedelta(days=30)),
    )
    def review(
        self,
        card_id: str,
        answer: Answer,
        judged: Verdict | Unjudged,
        word: Event,
        sureness: Sureness,
        after: timedelta,
    ) -> None:
        """Answer a card from its question to its grade, whatever is at hand."""
        self._now += after
        for _ in range(4):
            self._happen(PutAside())
        if not isinstance(self._sitting.state, Dealing):
            self._begin()
        path = [Dealt(card_id), Submitted(answer), Confided(sureness), Graded(judged, "stub 1")]
        for event in (*path, Unveiled(), word, Overruled(Grade.GOOD)):
            self._happen(event)

    @rule(event=others)
    def something_else_happens(self, event: Event) -> None:
        self._happen(event)

    @rule(count=st.integers(1, 6))
    def undo(self, count: int) -> None:
        for _ in range(count):
            self._happen(Undo())

    @rule(by=jumps)
    def the_clock_jumps(self, by: timedelta) -> None:
        self._now += by

    @rule()
    def the_program_dies(self) -> None:
        self._begin()

    @invariant()
    def the_schedules_are_the_fold_of_the_reviews_that_stand(self) -> None:
        assert self._sitting.schedules == self._memory.schedules == self._folded()
        assert self._store.schedules() == self._sitting.schedules
        assert self._store.verify() == ()

    @invariant()
    def the_marks_are_the_fold_of_the_log(self) -> None:
        assert _real(self._sitting.marked) == _real(fold_marks(self._memory.marks))
        assert _real(self._store.marked()) == _real(self._sitting.marked)

    @invariant()
    def every_review_is_kept_once(self) -> None:
        kept = {one.id for card_id in CARDS for one in self._store.reviews(card_id)}
        assert kept == self._memory.log.keys()
        assert kept >= {done.review.id for done in self._sitting.done}

    _rules = RULES

    def _begin(self) -> None:
        """Begin a sitting from what is kept, as after a crash."""
        self._ids: Callable[[datetime], str] = Ids(
            self._random.randbytes, after=self._store.last_id()
        ).new
        self._sitting = Sitting(
            self._ids(self._now),
            self._rules,
            self._store.schedules(),
            marked=self._store.marked(),
        )

    def _happen(self, event: Event) -> None:
        ids = self._ids(self._now), self._ids(self._now)
        turn = advance(self._sitting, event, self._now, *ids)
        self._sitting = turn.sitting
        for effect in turn.effects:
            carry_out(effect, self._store, self._now)
            carry_out(effect, self._memory, self._now)

    def _folded(self) -> dict[str, Schedule]:
        fold = Fold(self._store.presets())
        by_card = {card_id: sorted(self._memory.reviews(card_id), key=_id) for card_id in CARDS}
        replayed = ((card_id, fold.replay(log)) for card_id, log in by_card.items())
        return {card_id: schedule for card_id, schedule in replayed if schedule}


def _id(review: object) -> str:
    return str(getattr(review, "id", ""))


def _real(marked: dict[str, Marked]) -> dict[str, Marked]:
    return {key: one for key, one in marked.items() if one != UNMARKED}


TestRandomSittings = RandomSittings.TestCase
TestRandomSittings.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
