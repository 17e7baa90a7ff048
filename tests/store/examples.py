"""Reviews to keep, and what Hypothesis draws reviews from."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from tests.scheduling.examples import NOON, SCHEDULER, grades, moments
from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.review import Grade, Review, Schedule
from tutor.store.ids import Ids
from tutor.store.store import Store

VERDICT = Verdict(
    findings=(
        Finding(KeyPoint("a wall of cellulose"), Status.COVERED, 0.97, "cell wall"),
        Finding(KeyPoint("a vacuole", False, ("a big vacuole",)), Status.MISSING, 0.02, ""),
    ),
    score=0.9,
    level=Level.CORRECT,
    confidence=0.8,
    decided_by=Stage.SIMILARITY,
    reason="Every point is there.",
)

_ids = Ids(Random(7).randbytes)


def review(
    card_id: str = "card",
    at: datetime = NOON,
    grade: Grade = Grade.GOOD,
    *,
    text: str = "It has a cell wall.",
    verdict: Verdict | Unjudged = VERDICT,
    sitting: str = "sitting",
    new_id: str = "",
) -> Review:
    """Return a review; unless told, with an id greater than every one before it."""
    return Review(
        id=new_id or _ids.new(at),
        card_id=card_id,
        at=at,
        answer=Answer(text, seconds=12.5),
        verdict=verdict,
        grader="grader 1",
        proposed=Grade.GOOD,
        grade=grade,
        sitting=sitting,
    )


def keep(store: Store, *reviews: Review) -> None:
    """Record reviews as a sitting does: each with the schedule that it leads to."""
    schedules = store.schedules()
    for each in reviews:
        after = SCHEDULER.step(schedules.get(each.card_id), each.grade, each.at)
        schedules[each.card_id] = after
        store.record(each, after)


def undo(store: Store, last: Review, at: datetime = NOON) -> None:
    """Retract a review as a sitting does."""
    others = [other for other in store.reviews(last.card_id) if other.id != last.id]
    store.retract(last.id, at, Fold().replay(others))


def replayed(store: Store, card_id: str) -> Schedule | None:
    """Return the fold of what the store holds of a card."""
    return Fold().replay(store.reviews(card_id))


def files_beside(path: Path) -> dict[str, bytes]:
    """Return every file in the folder of `path`, to see that nothing was changed."""
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


# Any text at all: lone surrogates and NUL come from terminals and files in the wild.
texts = st.text(st.characters())
shares = st.floats(0, 1)
findings = st.builds(
    Finding,
    st.builds(KeyPoint, texts, st.booleans(), st.lists(texts, max_size=2).map(tuple)),
    st.sampled_from(Status),
    shares,
    texts,
)
verdicts = st.builds(
    Verdict,
    st.lists(findings, max_size=3).map(tuple),
    shares,
    st.sampled_from(Level),
    shares,
    st.sampled_from(Stage),
    texts,
    texts,
) | st.builds(Unjudged, texts)
reviews = st.builds(
    Review,
    id=moments.map(_ids.new),
    card_id=st.sampled_from(["a", "b"]),
    at=moments,
    answer=st.builds(Answer, texts, st.floats(0, 1e6), st.booleans()),
    verdict=verdicts,
    grader=st.just("grader 1"),
    proposed=grades | st.none(),
    grade=grades,
    sitting=st.just("sitting"),
)
