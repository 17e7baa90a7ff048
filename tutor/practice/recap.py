"""What a sitting came to beyond its counts: what was learned, what was missed and why. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tutor.cards.card import Card
from tutor.grading.verdict import Finding, Status, Verdict
from tutor.practice import words
from tutor.practice.sitting import Done, Noted, Sitting
from tutor.scheduling.marks import UNMARKED
from tutor.scheduling.queue import Counts
from tutor.scheduling.review import Grade, Phase, Schedule
from tutor.text import counted, one_line

MOST_CARDS = 5
"""Missed cards that are told one by one."""

MOST_POINTS = 3
"""Key points of a missed card that are told one by one."""

_WIDTH = 100  # characters of a question or a key point

_LACKING = (Status.CONTRADICTED, Status.MISSING)


def lines(ended: Sitting, cards: Mapping[str, Card], tomorrow: Counts | None = None) -> list[str]:
    """Return what is told of a sitting below its counts; each line begins with what it is about.

    Args:
        ended: The sitting.
        cards: Its cards, by id.
        tomorrow: What comes on the next day; None where that is not to be told.
    """
    return [
        *_learned(ended),
        *_missed(ended, cards),
        *_flagged(ended),
        *([f"Tomorrow: {words.amount(tomorrow)}."] if tomorrow else []),
    ]


def _learned(ended: Sitting) -> Iterator[str]:
    """Yield how many cards left learning for the first time, and how many are still in it."""
    before: dict[str, Schedule | None] = {}
    for done in ended.done:
        before.setdefault(done.review.card_id, done.before)
    young = [key for key, was in before.items() if was is None or was.phase is Phase.LEARNING]
    learned = sum(ended.schedules[key].phase is Phase.REVIEW for key in young)
    rest = len(young) - learned
    parts = [f"{counted(learned, 'card')} for the first time"] * (learned > 0)
    parts += [f"{counted(rest, 'card')} still being learned"] * (rest > 0)
    if parts:
        yield f"Learned: {', '.join(parts)}."


def _missed(ended: Sitting, cards: Mapping[str, Card]) -> Iterator[str]:
    missed = {done.review.card_id: done for done in ended.done if done.review.grade is Grade.AGAIN}
    for key, done in [*missed.items()][:MOST_CARDS]:
        sure = ", though you were sure" if done.is_surprise else ""
        yield f"Missed{sure}: {one_line(cards[key].question, _WIDTH)}"
        yield from _why(done)
    if (more := len(missed) - MOST_CARDS) > 0:
        yield f"Missed: {counted(more, 'more card')}."


def _why(done: Done) -> Iterator[str]:
    """Yield the key points that an answer contradicts or lacks, one line each."""
    verdict = done.judged.standing_verdict
    findings = verdict.findings if isinstance(verdict, Verdict) else ()
    lacking = sorted((one for one in findings if _is_lacking(one)), key=_gravity)
    for finding in lacking[:MOST_POINTS]:
        yield f"  {finding.status}: {one_line(finding.point.text, _WIDTH)}"
    if (more := len(lacking) - MOST_POINTS) > 0:
        yield f"  and {counted(more, 'more key point')}"


def _is_lacking(finding: Finding) -> bool:
    return finding.point.required and finding.status in _LACKING


def _gravity(finding: Finding) -> int:
    return _LACKING.index(finding.status)


def _flagged(ended: Sitting) -> Iterator[str]:
    noted = {step.mark.card_id for step in ended.steps if isinstance(step, Noted)}
    flagged = sum(ended.marked.get(key, UNMARKED).is_flagged for key in noted)
    if flagged:
        yield f"Flagged: {counted(flagged, 'card')}; `tutor cards --flagged` finds them again."
