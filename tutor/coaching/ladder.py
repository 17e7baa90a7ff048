"""Hints without a model, in steps: how many points, how their words begin, one whole point. Pure.

What the question says is no secret, and stands in the hints as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from tutor.cards.card import Card, KeyPoint
from tutor.cards.points.inline import visible
from tutor.coaching.grounding import is_among, telling
from tutor.grading.text import Word, words
from tutor.grading.verdict import Status, Verdict
from tutor.text import counted

MOST_WORDS = 12
"""Words of a point whose letters are shown."""

_HIDDEN = "…"
_NUMBER = "(a number)"


def steps(card: Card) -> tuple[str, ...]:
    """Return the hints on a card, from the faintest on; some have several lines.

    A card of one point has no third: that would be the answer.
    """
    letters = _letters(card.question, card.points)
    if len(card.points) < 2:
        return how_many(card), letters
    return how_many(card), letters, _whole(_required(card.points))


def steps_again(card: Card, verdict: Verdict) -> tuple[str, ...]:
    """Return the same for a second try: how much is there, and the rest about what is missing."""
    lacking = [one.point for one in verdict.findings if one.status is not Status.COVERED]
    missing = lacking or list(card.points)
    letters = _letters(card.question, missing, "What is missing begins so:")
    if len(card.points) < 2:
        return how_much(verdict), letters
    return how_much(verdict), letters, _whole(_required(missing))


def how_many(card: Card) -> str:
    """Return how many points the answer of a card has."""
    required = sum(point.required for point in card.points)
    if len(card.points) == 1:
        count = len(telling(card.points[0].text))
        return f"The answer is one point, of {counted(count, 'word')} that count."
    enough = f", of which {card.needed} are enough" if card.needed < required else ""
    return f"The answer has {len(card.points)} points{enough}."


def how_much(verdict: Verdict) -> str:
    """Return how many points an answer covers, in one sentence."""
    statuses = [one.status for one in verdict.findings]
    covered, partly = statuses.count(Status.COVERED), statuses.count(Status.PARTLY)
    if len(statuses) == 1:
        return "The point is there in part." if partly else "The point is not there yet."
    if covered:
        more = f", {partly} more in part" if partly else ""
        return f"{covered} of {len(statuses)} points {_is(covered)} there{more}."
    if partly:
        return f"{partly} of {len(statuses)} points {_is(partly)} there in part."
    return f"No point of {len(statuses)} is there."


def initials(text: str, given: Sequence[Word] = ()) -> str:
    """Return a text of which only the first letters of its telling words are left.

    Args:
        text: The text.
        given: Words that are no secret; they stay as they are, and so do those of grammar.
    """
    shown = visible(text)
    runs = groupby(_shown(shown, word, given) for word in words(shown))
    parts = [part for part, run in runs for _ in ([0] if part == _NUMBER else run)]
    more = f" {_HIDDEN}" if len(parts) > MOST_WORDS else ""
    return (" ".join(parts[:MOST_WORDS]) or _HIDDEN) + more


def masked(word: str) -> str:
    """Return the first letter of a word; of a number, or of so short a word, nothing."""
    if word[0].isdigit():
        return _NUMBER
    return f"{word[0]}{_HIDDEN}" if len(word) > 2 else _HIDDEN


def _shown(text: str, word: Word, given: Sequence[Word]) -> str:
    written = text[word.start : word.end]
    if not any(map(str.isalnum, written)) or (word.is_function and not word.is_negation):
        return written
    return written if is_among(word, given) else masked(written)


def _letters(question: str, points: Sequence[KeyPoint], alone: str = "It begins so:") -> str:
    given = words(visible(question))
    begun = [initials(point.text, given) for point in points]
    if len(begun) == 1:
        return f"{alone} {begun[0]}"
    return "\n".join(
        [alone.replace("It begins", "Its points begin"), *(f"- {one}" for one in begun)]
    )


def _whole(point: KeyPoint) -> str:
    return f"One of them: {visible(point.text)}"


def _required(points: Sequence[KeyPoint]) -> KeyPoint:
    return next((point for point in points if point.required), points[0])


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
