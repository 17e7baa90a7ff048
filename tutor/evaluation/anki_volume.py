"""A collection of Anki's of any size, made up to measure with; the same for the same arguments."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tutor.cards.card import Kind
from tutor.scheduling.fsrs import Scheduler
from tutor.scheduling.review import Grade, Schedule
from tutor.transfer.anki_export import write_package
from tutor.transfer.outgoing import Outgoing
from tutor.transfer.values import CarriedCard, CarriedNote, PastReview

_DECKS = 20
_PASTS = 200  # different histories
_BEGINNING = datetime(2020, 3, 1, 12, tzinfo=UTC)
_GRADES, _ODDS = list(Grade), (1, 1, 7, 1)

_Past = tuple[tuple[PastReview, ...], tuple[Schedule, ...]]


def write_collection(target: Path, cards: int, each: int, now: datetime) -> None:
    """Write a package with so many cards, each reviewed `each` times; in 20 decks.

    Of five notes, three are a question and an answer, one a text with two deletions, and one is
    asked backwards as well.
    """
    write_package(target, _notes(cards, each), now)


def _notes(cards: int, each: int) -> Iterator[Outgoing]:
    chance = Random(each)
    pasts = [_past(each, chance) for _ in range(_PASTS)]
    made = number = 0
    while made < cards:
        note = _note(number)
        moved = [_moved(chance.choice(pasts), made + at) for at in range(len(note.cards))]
        yield Outgoing(_with_pasts(note, moved), tuple(after for _, after in moved))
        made += len(note.cards)
        number += 1


def _note(i: int) -> CarriedNote:
    deck = f"register/volume-{i % _DECKS}"
    match i % 5:
        case 0:
            text = f"The ==owner {i}== of the estate pays ==the tax {i}==."
            faces = [
                (f"The [...] of the estate pays the tax {i}.", f"owner {i}"),
                (f"The owner {i} of the estate pays [...].", f"the tax {i}"),
            ]
            kind = Kind.CLOZE
        case 1:
            text, kind = "", Kind.MULTI_REVERSED
            faces = [(f"entry {i}", f"Eintrag {i}"), (f"Eintrag {i}", f"entry {i}")]
        case 2:
            text, kind = "", Kind.MULTI
            answer = "- the **owner** of the property\n- the area\n- the debts that weigh on it"
            faces = [(f"What does entry {i} of the register name?", answer)]
        case _:
            text, kind = "", Kind.MULTI
            faces = [(f"Why was entry {i} amended?", "Because the survey < 1900 was wrong & old.")]
    cards = tuple(
        CarriedCard(question, answer, deck, source=f"{i}-{at}")
        for at, (question, answer) in enumerate(faces)
    )
    return CarriedNote(kind, cards, text)


def _past(each: int, chance: Random) -> _Past:
    scheduler, at = Scheduler(), _BEGINNING
    schedule: Schedule | None = None
    reviews, after = [], []
    for number in range(each):
        grade = Grade.GOOD if number == 0 else chance.choices(_GRADES, _ODDS)[0]
        schedule = scheduler.step(schedule, grade, at)
        reviews.append(PastReview(at, grade, round(chance.uniform(2, 30), 3), str(number)))
        after.append(schedule)
        at = schedule.due + timedelta(minutes=chance.randrange(2_000))
    return tuple(reviews), tuple(after)


def _moved(past: _Past, number: int) -> _Past:
    """Return a past moved by some seconds, so that no two reviews are of one millisecond."""
    shift = timedelta(seconds=number, milliseconds=number % 997)
    reviews, after = past
    return (
        tuple(PastReview(one.at + shift, one.grade, one.seconds, one.source) for one in reviews),
        tuple(
            Schedule(
                one.due + shift,
                one.stability,
                one.difficulty,
                one.phase,
                one.step,
                one.last_review + shift,
                one.reviews,
                one.lapses,
            )
            for one in after
        ),
    )


def _with_pasts(note: CarriedNote, pasts: list[_Past]) -> CarriedNote:
    cards = (
        CarriedCard(
            card.question,
            card.answer,
            card.deck,
            reviews=reviews,
            schedule=after[-1] if after else None,
            source=card.source,
        )
        for card, (reviews, after) in zip(note.cards, pasts, strict=True)
    )
    return CarriedNote(note.kind, tuple(cards), note.text)
