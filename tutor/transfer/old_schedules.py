"""From the schedules of older programs to FSRS's: what an interval and an ease come to.

An interval is how long SM-2 waits until about one card in ten is forgotten, so it is taken for the
stability, the days until recall falls to 90 %. Difficulty falls evenly from 10 at an ease of 130 %
to 1 at 370 %. These are the start values of Obsidian's Spaced Repetition plugin 1.15.4
(https://github.com/st3v3nmw/obsidian-spaced-repetition, `fsrs-helpers.ts`).
"""

from __future__ import annotations

from datetime import datetime

from tutor.scheduling.review import Phase, Schedule

LEAST_STABILITY = 0.1
_HARDEST_EASE, _EASIEST_EASE = 130.0, 370.0
_HARDEST, _EASIEST = 10.0, 1.0
_SPAN = (_HARDEST - _EASIEST) / (_EASIEST_EASE - _HARDEST_EASE)


def stability(interval: float) -> float:
    """Return the stability, in days, of a card with an interval of so many days."""
    return max(LEAST_STABILITY, interval)


def difficulty(ease: float) -> float:
    """Return the difficulty, from 1 to 10, of a card with an ease in percent."""
    return within_bounds(_HARDEST - (ease - _HARDEST_EASE) * _SPAN)


def ease(difficulty: float) -> int:
    """Return the ease, in percent, that `difficulty` makes such a difficulty of."""
    return round(_HARDEST_EASE + (_HARDEST - difficulty) / _SPAN)


def within_bounds(difficulty: float) -> float:
    """Return a difficulty that FSRS knows, from 1 to 10."""
    return min(_HARDEST, max(_EASIEST, difficulty))


def in_review(at: datetime, due: datetime, stability: float, difficulty: float) -> Schedule:
    """Return the schedule of a card in review, of whose past only this is known.

    Args:
        at: When it was last reviewed; UTC.
        due: When it falls due; UTC.
        stability: As in `Schedule`.
        difficulty: As in `Schedule`.
    """
    return Schedule(
        due=due,
        stability=stability,
        difficulty=difficulty,
        phase=Phase.REVIEW,
        step=0,
        last_review=at,
        reviews=1,
        lapses=0,
    )
