"""Cards as JSON Lines, one object a card, with its reviews and where it stands."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from tutor.cards.card import Kind
from tutor.errors import ReadError
from tutor.scheduling.review import Grade, Phase, Schedule
from tutor.transfer.values import CarriedCard, CarriedNote, Parcel, PastReview

GRADER = "json-lines"
_NAMES = {grade.name.casefold(): grade for grade in Grade}


def write_lines(cards: Iterable[CarriedCard]) -> Iterator[str]:
    """Yield each card as one line of JSON, ASCII only."""
    for card in cards:
        yield json.dumps(_record(card))


def read_lines(text: str, place: str) -> Parcel:
    """Read cards.

    Raises:
        ReadError: A line is no card; the message names it.
    """
    notes = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            card = _card(json.loads(line))
        except (ValueError, LookupError, TypeError, OverflowError, RecursionError) as fault:
            raise ReadError(
                f"{place}:{number}: this is no card: {_said(fault)}",
                'A card is an object with at least "question" and "answer".',
            ) from fault
        notes.append(CarriedNote(Kind.MULTI, (card,)))
    return Parcel(tuple(notes), GRADER)


def _said(fault: Exception) -> str:
    return f"it lacks {fault}" if isinstance(fault, LookupError) else str(fault)


def _record(card: CarriedCard) -> dict[str, object]:
    return {
        "id": card.source,
        "question": card.question,
        "answer": card.answer,
        "deck": card.deck,
        "tags": list(card.tags),
        "reviews": [
            {
                "id": review.source,
                "at": review.at.isoformat(),
                "grade": review.grade.name.lower(),
                "seconds": review.seconds,
            }
            for review in card.reviews
        ],
        "schedule": schedule_record(card.schedule),
        "suspended": card.is_suspended,
        "flagged": card.is_flagged,
    }


def schedule_record(schedule: Schedule | None) -> dict[str, object] | None:
    """Return a schedule as JSON has it: moments in ISO 8601, stability in days."""
    if schedule is None:
        return None
    return {
        "due": schedule.due.isoformat(),
        "stability": schedule.stability,
        "difficulty": schedule.difficulty,
        "phase": schedule.phase.value,
        "step": schedule.step,
        "last_review": schedule.last_review.isoformat(),
        "reviews": schedule.reviews,
        "lapses": schedule.lapses,
    }


def _card(read: object) -> CarriedCard:
    if not isinstance(read, dict):
        raise ValueError("not an object")
    question, answer = _text(read["question"]), _text(read["answer"])
    if not question.strip() or not answer.strip():
        raise ValueError("its question or its answer is empty")
    source = _text(read.get("id") or "")
    tags = read.get("tags") or ()
    schedule = read.get("schedule")
    reviews = [
        _review(one, f"{source or question}:{at}") for at, one in enumerate(read.get("reviews", ()))
    ]
    return CarriedCard(
        question=question,
        answer=answer,
        deck=_text(read.get("deck") or ""),
        tags=tuple(map(_text, tags.split() if isinstance(tags, str) else tags)),
        reviews=tuple(sorted(reviews, key=lambda review: review.at)),
        schedule=_unsaid(_schedule(schedule), reviews) if schedule else None,
        is_suspended=read.get("suspended") is True,
        is_flagged=read.get("flagged") is True,
        source=source,
    )


def _unsaid(schedule: Schedule, reviews: Sequence[PastReview]) -> Schedule | None:
    """Return a schedule that follows from more than its reviews; None for one that does not."""
    return None if schedule.reviews == len(reviews) else schedule


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"not a text: {value!r}"[:80])
    return value


def _review(read: Mapping[str, object], place: str) -> PastReview:
    grade = read["grade"]
    seconds = _number(read.get("seconds") or 0.0)
    at = _moment(read["at"])
    return PastReview(
        at=at,
        grade=_NAMES[grade.casefold()] if isinstance(grade, str) else Grade(_whole(grade)),
        seconds=max(0.0, seconds),
        source=_text(read.get("id") or f"{place}:{at.isoformat()}"),
    )


def _schedule(read: Mapping[str, object]) -> Schedule:
    stability, difficulty = _number(read["stability"]), _number(read["difficulty"])
    if not stability > 0 or not 1 <= difficulty <= 10:
        raise ValueError(f"no memory of FSRS's: stability {stability}, difficulty {difficulty}")
    return Schedule(
        due=_moment(read["due"]),
        stability=stability,
        difficulty=difficulty,
        phase=Phase(str(read.get("phase") or Phase.REVIEW)),
        step=_whole(read.get("step") or 0),
        last_review=_moment(read["last_review"]),
        reviews=_whole(read.get("reviews") or 1),
        lapses=_whole(read.get("lapses") or 0),
    )


def _moment(value: object) -> datetime:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {value}")
    return at.astimezone(UTC)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"not a number: {value!r}"[:80])
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"not a whole number: {value!r}"[:80])
    return value
