"""What `tutor history` and `tutor undo` show."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tutor.cards.card import canonical
from tutor.cards.likeness import KnownCard
from tutor.errors import UsageError
from tutor.practice.past import grade, local, returns, review_lines
from tutor.scheduling.review import Opinion, Review, Schedule
from tutor.text import one_line
from tutor.transfer.json_lines import schedule_record

_SHOWN = 5  # cards that are named where several fit
_WIDTH = 72


def one_card(known: Sequence[KnownCard], wanted: str) -> KnownCard:
    """Return the card that `wanted` names: by its id or how that begins, or by its question.

    A question is named by all of it, or by words that no other has together.

    Raises:
        UsageError: No card fits, or several do.
    """
    found = fitting(known, wanted)
    if not found:
        raise UsageError(
            f"{wanted}: no card that the store knows fits",
            "Give words of its question, or its id as `tutor history --json` shows it.",
        )
    if len(found) > 1:
        hint = "Give the id of one of them:"
        raise UsageError(f"{wanted}: {len(found)} cards fit", "\n  ".join([hint, *listed(found)]))
    return found[0]


def fitting(known: Sequence[KnownCard], wanted: str) -> list[KnownCard]:
    """Return the cards that `wanted` may name, as in `one_card`; all of them fit equally well."""
    return (
        [card for card in known if card.id == wanted]
        or [card for card in known if wanted and card.id.startswith(wanted)]
        or [card for card in known if _folded(card.question) == _folded(wanted)]
        or [card for card in known if _has_words(card, wanted)]
    )


def listed(cards: Sequence[KnownCard]) -> list[str]:
    """Return a line for each of the first few cards, to choose one from."""
    named = [f"{card.id}  {one_line(card.question, _WIDTH)}".strip() for card in cards[:_SHOWN]]
    return [*named, *(["…"] if len(cards) > _SHOWN else [])]


def _folded(question: str) -> str:
    return canonical(question).rstrip("?")


def _has_words(card: KnownCard, wanted: str) -> bool:
    question = canonical(card.question)
    return all(word in question for word in canonical(wanted).split())


def history_lines(
    card: KnownCard, reviews: Sequence[Review], schedule: Schedule | None
) -> Iterator[str]:
    """Yield what a learner reads of a card's history."""
    yield one_line(card.question)
    yield f"  {one_line(card.deck or card.path)}, id {card.id}"
    yield f"  {returns(schedule)}"
    for review in reviews:
        yield from review_lines(review, with_answers=True)


def history_json(
    card: KnownCard, reviews: Sequence[Review], schedule: Schedule | None
) -> Iterator[str]:
    """Yield the card with its schedule as one object, then each review as one."""
    yield json.dumps(
        {
            "card": card.id,
            "question": card.question,
            "deck": card.deck,
            "path": card.path,
            "schedule": schedule_record(schedule),
        }
    )
    for review in reviews:
        yield json.dumps(_review_json(review))


def undone_lines(review: Review, question: str, schedule: Schedule | None) -> Iterator[str]:
    """Yield what a learner reads of an undone review."""
    yield f"Undone: {grade(review)}, {local(review.at)}, for: {one_line(question, _WIDTH)}"
    yield returns(schedule)


def undone_json(review: Review, question: str, schedule: Schedule | None) -> Iterator[str]:
    """Yield the undone review as one object, with the schedule that stands now."""
    yield json.dumps(
        {**_review_json(review), "question": question, "schedule": schedule_record(schedule)}
    )


def _review_json(review: Review) -> dict[str, object]:
    from tutor.store.reviews import verdict_to_json

    return {
        "review": review.id,
        "card": review.card_id,
        "at": review.at.isoformat(),
        "grade": review.grade.name.lower(),
        "proposed": review.proposed.name.lower() if review.proposed else None,
        "answer": review.answer.text,
        "seconds": review.answer.seconds,
        "hinted": review.answer.hinted,
        "grader": review.grader,
        "verdict": json.loads(verdict_to_json(review.verdict)),
        "opinion": _opinion_json(review.opinion),
        "sitting": review.sitting,
    }


def _opinion_json(opinion: Opinion | None) -> dict[str, object] | None:
    from tutor.store.reviews import verdict_to_json

    if opinion is None:
        return None
    return {
        "grader": opinion.grader,
        "verdict": json.loads(verdict_to_json(opinion.verdict)),
        "proposed": opinion.proposed.name.lower() if opinion.proposed else None,
    }
