"""Leeches: cards that are forgotten again and again, and why. Pure.

Such a card costs more time than it is worth; mended or split it costs as much as any other
(https://docs.ankiweb.net/leeches.html).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tutor.grading.verdict import Stage, Status, Unjudged
from tutor.scheduling.review import Grade, Review, Schedule

_MISSED = (Status.MISSING, Status.CONTRADICTED)
_MOST_OF = 0.5  # of the failures: a point that more of them lacked is what the card founders on
_MANY_POINTS = 4  # from so many on, a card is worth splitting


@dataclass(frozen=True, slots=True)
class Leech:
    """A card that is forgotten again and again.

    Attributes:
        card_id: The card.
        lapses: How often it was forgotten after it had been learned.
        failures: How many of its reviews were graded AGAIN.
        reviews: How many it has.
        seconds: How long they took.
        missed: The points that failures lacked or contradicted, each with how many, most first.
        points: How many points the last answer that was judged was held against.
        confused: What was answered wrong more than once, each with how often, most first.
    """

    card_id: str
    lapses: int
    failures: int
    reviews: int
    seconds: float
    missed: tuple[tuple[str, int], ...]
    points: int
    confused: tuple[tuple[str, int], ...]

    @property
    def remedy(self) -> str:
        """What to do about it, in one sentence."""
        if self.confused:
            text, times = self.confused[0]
            return f"Tell it apart from “{text}”, which was answered {times} times."
        if self.points >= _MANY_POINTS:
            return f"Split it: {self.points} points are many for one card."
        if self.missed and self.points > 1 and self.missed[0][1] > _MOST_OF * self.failures:
            return f"Mend it: ask for “{self.missed[0][0]}” by itself, or mark it as optional."
        return "Mend it: another wording, an example or a picture; or suspend it."


def is_leech(lapses: int, threshold: int) -> bool:
    """Return whether a card that was forgotten so often is a leech."""
    return lapses >= threshold


def became_leeches(
    before: Mapping[str, Schedule], after: Mapping[str, Schedule], thresholds: Mapping[str, int]
) -> list[str]:
    """Return the cards that were no leeches before and are now.

    Args:
        before: Schedules by card id.
        after: The same, later.
        thresholds: From how many lapses on each card is a leech, by card id.
    """
    return [
        key
        for key, most in thresholds.items()
        if key in after
        and is_leech(after[key].lapses, most)
        and not (key in before and is_leech(before[key].lapses, most))
    ]


def examined(card_id: str, lapses: int, reviews: Sequence[Review]) -> Leech:
    """Return what the reviews of a card say of why it is forgotten, in the order of their ids."""
    failures = [one for one in reviews if one.grade is Grade.AGAIN]
    judged = [one.verdict for one in reviews if not isinstance(one.verdict, Unjudged)]
    missed = Counter(text for one in failures for text in _lacking(one))
    texts = Counter(" ".join(one.answer.text.split()) for one in failures if _is_said(one))
    repeated = {text: times for text, times in texts.items() if times > 1}
    return Leech(
        card_id=card_id,
        lapses=lapses,
        failures=len(failures),
        reviews=len(reviews),
        seconds=sum(one.answer.seconds for one in reviews),
        missed=tuple(missed.most_common()),
        points=len(judged[-1].findings) if judged else 0,
        confused=tuple(Counter(repeated).most_common()),
    )


def _is_said(review: Review) -> bool:
    """Return whether an answer says anything, which "I don't know" does not."""
    verdict = review.verdict
    if not isinstance(verdict, Unjudged) and verdict.decided_by in (Stage.EMPTY, Stage.DONT_KNOW):
        return False
    return bool(review.answer.text.strip())


def _lacking(review: Review) -> Iterable[str]:
    """Return the points that an answer lacked, each once."""
    if isinstance(review.verdict, Unjudged):
        return ()
    found = review.verdict.findings
    return dict.fromkeys(
        one.point.text for one in found if one.point.required and one.status in _MISSED
    )
