"""What a face is shown of a sitting: questions with their hints, and verdicts. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tutor.cards.card import Card
from tutor.practice import words
from tutor.practice.face import Outcome, Question
from tutor.practice.sitting import Sitting
from tutor.practice.states import Asking, Judged, Missed
from tutor.scheduling.policy import SOON, is_surprise
from tutor.scheduling.review import Grade


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sitting stands.

    Attributes:
        total: How many cards it began with.
        aside: The cards that were left without a grade.
        began: When it began; aware.
    """

    total: int
    aside: frozenset[str]
    began: datetime


def question(sitting: Sitting, card: Card, asking: Asking, place: Place, now: datetime) -> Question:
    """Return a question as it is asked, without its hints."""
    graded = {done.review.card_id for done in sitting.done}
    number = len(graded | place.aside | {asking.card_id})
    return Question(
        card=card,
        draft=asking.draft,
        number=number,
        total=max(number, place.total),
        again=asking.card_id in graded,
        history=tuple(_history(sitting, but=asking.card_id)),
        undoable=bool(sitting.steps),
        elapsed=now - place.began,
        is_second=bool(asking.tries),
    )


def hinted(asked: Question, card: Card, asking: Asking, before: Asking | None) -> Question:
    """Return a question with the hints that are new since `before` was on the screen, if it was."""
    is_shown = before is not None and (before.card_id, before.tries) == (
        asking.card_id,
        asking.tries,
    )
    # What a second try tells first, how much is there, stands below the first answer already.
    least = 1 if asking.tries else 0
    seen = before.hints if before is not None and is_shown else least
    most = 2 + (len(card.points) > 1)  # as `tutor.coaching.ladder` has them
    new = _hints(card, asking, most)[seen : asking.hints] if asking.hints > seen else ()
    return replace(asked, is_shown=is_shown, hints=new, has_hint=asking.hints < most)


def _hints(card: Card, asking: Asking, most: int) -> tuple[str, ...]:
    """Return all hints on a question, at a second try those on what was missing."""
    from tutor.coaching.ladder import steps, steps_again  # the first question need not wait for it

    ladder = steps_again(card, asking.tries[-1].verdict) if asking.tries else steps(card)
    return tuple(words.hint(number, most, text) for number, text in enumerate(ladder, 1))


def outcome(
    sitting: Sitting, card: Card, judged: Judged, now: datetime, *, is_awaited: bool
) -> Outcome:
    """Return a verdict as it is shown for the first time."""
    grades = Grade if sitting.rules.is_recorded else ()
    due = {g: sitting.foresee(judged.card_id, g, now).due for g in grades}
    if due and is_surprise(judged.sureness, Grade.AGAIN):
        due[Grade.AGAIN] = min(due[Grade.AGAIN], now + SOON)
    undoable = bool(sitting.steps)
    return Outcome(card, judged, due, now, undoable, is_awaited=is_awaited)


def beside(shown: Outcome, state: Missed | Judged, before: Missed | Judged | None) -> Outcome:
    """Return a verdict as it is shown where `before` stands on the screen."""
    judged = before.judged if isinstance(before, Missed) else before
    if judged is None or judged.answer is not shown.judged.answer:
        return shown
    has_news = judged.revision is None and shown.judged.revision is not None
    if isinstance(before, Missed) and isinstance(state, Judged):
        return replace(shown, has_head=not has_news)
    return replace(shown, is_shown=True, has_news=has_news)


def _history(sitting: Sitting, but: str) -> Iterator[str]:
    """Yield the answers of a sitting, without those to one card, which would give it away."""
    for done in sitting.done:
        if done.review.card_id != but and done.review.answer.text:
            yield done.review.answer.text
