"""Cards, verdicts and stand-ins for what a sitting is held with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import cast

from tutor.cards.card import Card, KeyPoint
from tutor.cards.likeness import KnownCard, Suggestion
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict
from tutor.practice.events import Accepted, Confided, Kept, Quit, Revised, Undo
from tutor.practice.face import (
    Choice,
    Decision,
    Ending,
    News,
    Offer,
    Outcome,
    Question,
    Reply,
    no_news,
)
from tutor.practice.histories import Continuation
from tutor.practice.sitting import Rules, Sitting
from tutor.practice.states import Judged, Revision
from tutor.practice.table import Table
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.marks import Mark
from tutor.scheduling.planner import Planner
from tutor.scheduling.policy import propose
from tutor.scheduling.queue import Limits, Queue, Queued
from tutor.scheduling.review import Grade, Opinion, Review, Schedule

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = Rules(Planner(), propose)


def card(question: str = "What is water?", answer: str = "A liquid", deck: str = "nature") -> Card:
    return Card(question, answer, (KeyPoint(answer),), needed=1, decks=(deck,))


CARDS = {
    "a": card("Capital of France?", "Paris"),
    "b": card("Capital of Peru?", "Lima"),
    "c": card("Capital of Kenya?", "Nairobi"),
}


PARIS = CARDS["a"].points[0]


def verdict(
    status: Status = Status.COVERED,
    evidence: str = "",
    point: KeyPoint = PARIS,
    confidence: float = 0.95,
    doubt: str = "",
) -> Verdict:
    share = {Status.COVERED: 1.0, Status.PARTLY: 0.5}.get(status, 0.0)
    level = {1.0: Level.CORRECT, 0.5: Level.PARTIAL, 0.0: Level.INCORRECT}[share]
    finding = Finding(point, status, share, evidence)
    stage = Stage.SIMILARITY
    return Verdict((finding,), share, level, confidence, stage, "It is near.", doubt)


PARIS_RIGHT = verdict()
DOUBT = "It may mean the opposite."


def outcome(
    judged: Verdict | Unjudged, asked: Card = CARDS["a"], text: str = "Paris", undoable: bool = True
) -> Outcome:
    answer = Answer(text)
    return Outcome(
        card=asked,
        judged=Judged("a", answer, judged, "stub 1", propose(judged, answer)),
        due={grade: Scheduler().step(None, grade, NOON).due for grade in Grade},
        now=NOON,
        undoable=undoable,
    )


def revised(first: Outcome, second: Verdict, **shown: bool) -> Outcome:
    """Return an outcome with a second verdict on its answer."""
    revision = Revision(second, "rubric 2", propose(second, first.judged.answer))
    return replace(first, judged=replace(first.judged, revision=revision), **shown)


def question(
    asked: Card = CARDS["a"],
    draft: str = "",
    *,
    number: int = 1,
    total: int = 1,
    again: bool = False,
    history: tuple[str, ...] = (),
    undoable: bool = False,
) -> Question:
    return Question(asked, draft, number, total, again, history, undoable)


def edited_card() -> Continuation:
    """Return a card with two reviews that may be what became of another."""
    known = KnownCard("a", "f", "Capital of France?", "Paris", "x.md", "nature", "")
    now = card("Which city governs France?", "Paris")
    return Continuation(Suggestion(now, known, similarity=0.6, certain=False), reviews=2)


class StubGrader:
    """Covers a card's answer where the learner typed it; cannot judge "hm", and doubts "eh"."""

    name = "stub 1"
    ready = True

    def name_for(self, card: Card) -> str:
        return self.name

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        if answer.text == "hm":
            return Unjudged("It is unreadable.")
        if answer.text == "eh":
            return verdict(Status.PARTLY, point=card.points[0], doubt=DOUBT)
        right = answer.text == card.answer
        status = Status.COVERED if right else Status.MISSING
        return verdict(status, answer.text if right else "", card.points[0])


@dataclass
class MemoryKeeper:
    """A store in memory."""

    log: dict[str, Review] = field(default_factory=dict)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)

    def record(self, review: Review, schedule: Schedule) -> None:
        assert review.id not in self.log
        self.log[review.id] = review
        self.schedules[review.card_id] = schedule
        self.drafts.pop(review.card_id, None)

    def retract(self, review_id: str, at: datetime, schedule: Schedule | None) -> None:
        card_id = self.log.pop(review_id).card_id
        self.schedules.pop(card_id, None)
        if schedule:
            self.schedules[card_id] = schedule

    def add_opinion(self, review_id: str, opinion: Opinion, at: datetime) -> None:
        self.log[review_id] = replace(self.log[review_id], opinion=opinion)

    def regrade(self, review_id: str, grade: Grade, at: datetime, schedule: Schedule) -> None:
        self.log[review_id] = review = replace(self.log[review_id], grade=grade)
        self.schedules[review.card_id] = schedule

    def save_draft(self, card_id: str, text: str, at: datetime) -> None:
        self.drafts[card_id] = text
        if not text:
            del self.drafts[card_id]

    def draft(self, card_id: str) -> str:
        return self.drafts.get(card_id, "")

    def mark(self, marks: Iterable[Mark]) -> None:
        self.marks += marks

    def reviews(self, card_id: str) -> list[Review]:
        return [review for review in self.log.values() if review.card_id == card_id]


class ScriptedFace:
    """Answers with what it was given, in order, and notes what it was shown."""

    is_attended = True

    def __init__(self, *words: Reply | Choice | Decision | Confided | Kept) -> None:
        self._words = iter(words)
        self.questions: list[Question] = []
        self.outcomes: list[Outcome] = []
        self.missed: list[Outcome] = []
        self.offers: list[Offer] = []
        self.said: list[str] = []

    def ask(self, question: Question, typed: Callable[[str], None]) -> Reply:
        self.questions.append(question)
        reply = next(self._words)
        if isinstance(reply, str):
            typed(reply)
        return cast("Reply", reply)

    def confide(self, question: Question) -> Confided | Quit:
        word = next(self._words)
        assert isinstance(word, Confided | Quit)
        return word

    @contextmanager
    def grading(self, ready: bool) -> Iterator[None]:
        yield

    def choose(self, outcome: Outcome, news: News = no_news) -> Choice:
        self.missed.append(outcome)
        return cast("Choice", next(self._words))

    def decide(self, outcome: Outcome, news: News = no_news) -> Decision:
        self.outcomes.append(outcome)
        decision = next(self._words)
        assert not isinstance(decision, str | Kept)
        return cast("Decision", decision)

    def offer(self, offer: Offer) -> Accepted | Kept | Quit:
        self.offers.append(offer)
        decision = next(self._words)
        assert isinstance(decision, Accepted | Kept | Quit)
        return decision

    def recorded(self, outcome: Outcome, grade: Grade) -> None:
        self.said.append(f"{outcome.card.question} {grade.name}")

    def undone(self, card: Card, what: str = "") -> None:
        self.said.append(f"undone {what or card.question}")

    def say(self, line: str) -> None:
        self.said.append(line)

    def tell(self, lines: Sequence[str]) -> None:
        self.said += lines

    def cleared(self, undoable: bool, pending: int = 0, news: News = no_news) -> Ending:
        decision = next(self._words, Quit())
        assert isinstance(decision, Undo | Quit)
        return decision


class ScriptedReferee:
    """A second grader whose word on every answer is there as soon as it is asked for.

    Args:
        says: What it says of each card.
        late: Whether it says so only when the sitting's end waits for it.
    """

    patience = 60.0

    def __init__(self, says: dict[str, Verdict], *, late: bool = False) -> None:
        self._says = says
        self._late = late
        self._news: list[Revised] = []
        self.notices: list[str] = []
        self.goodbye = ""

    def refer(self, card_id: str, card: Card, answer: Answer, verdict: Verdict | Unjudged) -> bool:
        if second := self._says.get(card_id):
            self._news.append(Revised(card_id, answer, second, "rubric 2"))
        return second is not None

    def news(self, seconds: float = 0.0) -> Revised | None:
        return self._news.pop(0) if self._news and (seconds or not self._late) else None

    @property
    def pending(self) -> int:
        return len(self._news) if self._late else 0

    def notice(self) -> str:
        return self.notices.pop(0) if self.notices else ""

    def farewell(self) -> str:
        return self.goodbye

    def close(self) -> None:
        pass


def sitting() -> Sitting:
    return Sitting(id="s", rules=RULES, schedules={})


def table(keeper: MemoryKeeper | None = None, ahead: timedelta = timedelta(0)) -> Table:
    """Lay three new cards on a table where every look at the clock takes a second."""
    ticks, ids = count(), count()
    return Table(
        cards=CARDS,
        queue=Queue(
            [Queued(card_id, position=n) for n, card_id in enumerate(CARDS)],
            {},
            NOON,
            Limits(ahead=ahead),
        ),
        judge=StubGrader(),
        keeper=keeper if keeper is not None else MemoryKeeper(),
        clock=lambda: NOON + timedelta(seconds=next(ticks)),
        new_id=lambda at: f"{next(ids):04}",
    )
