"""The words for a card's history, the same in a sitting and in `tutor history`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from tutor.grading.verdict import Unjudged, Verdict
from tutor.scheduling.review import Mode, Review, Schedule
from tutor.text import counted, one_line, plain

SHOWN = 5
"""How many reviews are shown in a sitting: the last ones."""


def lines(reviews: Sequence[Review], schedule: Schedule | None, *, with_answers: bool) -> list[str]:
    """Return the schedule of a card and its last reviews.

    Args:
        reviews: Its reviews, oldest first.
        schedule: Its schedule; None where it is new.
        with_answers: Whether what was answered is told; not while the question is open.
    """
    last = reviews[-SHOWN:]
    more = len(reviews) - len(last)
    told = [line for review in last for line in review_lines(review, with_answers=with_answers)]
    earlier = [f"({more} earlier, all of them by `tutor history`)"] if more else []
    return [returns(schedule), *earlier, *told]


def returns(schedule: Schedule | None) -> str:
    """Return when a card comes back, and how it stands."""
    if schedule is None:
        return "It is new."
    reviews = counted(schedule.reviews, "review")
    lapses = counted(schedule.lapses, "lapse")
    return (
        f"Due {local(schedule.due)}, in {schedule.phase}; {reviews}, {lapses};"
        f" stability {schedule.stability:.1f} days, difficulty {schedule.difficulty:.1f} of 10."
    )


def review_lines(review: Review, *, with_answers: bool) -> Iterator[str]:
    """Yield what is told of a review."""
    if not with_answers:
        yield f"{local(review.at)}  {grade(review)}"
        return
    yield f"{local(review.at)}  {grade(review)}  {_how(review)}"
    if review.opinion:
        proposed = review.opinion.proposed
        would = f", proposed {proposed.name.capitalize()}" if proposed else ""
        yield f"    second verdict: {_verdict(review.opinion.verdict)}{would}"
    for text in review.tries:
        yield from (f"    first: {line}" for line in plain(text).splitlines())
    yield from (f"    {line}" for line in plain(review.answer.text).splitlines())


def grade(review: Review) -> str:
    """Return the grade that counts, and the proposed one where that is another."""
    given = review.grade.name.capitalize()
    if review.mode is Mode.REVEALED:
        return given
    if review.proposed is None:
        return f"{given} (nothing proposed)"
    if review.proposed is review.grade:
        return given
    return f"{given} (proposed {review.proposed.name.capitalize()})"


def local(at: datetime) -> str:
    """Return a moment as clocks here show it."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _how(review: Review) -> str:
    if review.mode is Mode.REVEALED:
        return "the answer was shown"
    hints = f", {counted(review.answer.hints, 'hint')}"
    sure = f", {review.sureness.name.lower()}" if review.sureness else ""
    return f"{_verdict(review.verdict)}{hints if review.answer.hinted else ''}{sure}"


def _verdict(verdict: Verdict | Unjudged) -> str:
    if isinstance(verdict, Unjudged):
        return f"not judged: {one_line(verdict.reason)}"
    doubt = ", in doubt" if verdict.doubt else ""
    return f"{verdict.level} {verdict.score:.2f}, by {verdict.decided_by}{doubt}"
