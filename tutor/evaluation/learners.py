"""Made-up learners who forget by parameters that are known; the same for the same arguments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from tutor.scheduling.memory import Model
from tutor.scheduling.preset import FSRS_6
from tutor.scheduling.review import Grade
from tutor.scheduling.trials import Rated

USUAL = FSRS_6
"""Who forgets as most do."""

FORGETFUL = (0.1, 0.4, 0.8, 2.5, *FSRS_6[4:8], 1.4, *FSRS_6[9:])
"""Who keeps a third of what others keep after a first review, and gains less by each other one."""

RETENTIVE = (2.0, 6.0, 12.0, 40.0, *FSRS_6[4:8], 2.3, *FSRS_6[9:])
"""Who keeps five times as much, and gains more."""

_FIRST = (0.24, 0.09, 0.50, 0.17)  # how often each grade is a first one's, as with Anki's learners
_PASSED = (0.2, 0.65, 0.15)  # hard, good and easy, of what was recalled
_BEGINNING = 100  # days over which the cards are begun
_EARLY, _LATE = 0.8, 1.6  # within these parts of its interval a card comes up


def learner(
    parameters: Sequence[float], cards: int, each: int, start: datetime, seed: int
) -> list[Rated]:
    """Return the log of a learner with these parameters, scheduled by the default ones.

    Args:
        parameters: By which the learner forgets.
        cards: How many cards there are.
        each: How many reviews each of them has.
        start: When the first cards are begun; aware.
        seed: Of the chance.
    """
    chance = np.random.default_rng(seed)
    mind, scheduler = Model(parameters), Model(FSRS_6)
    grades = chance.choice(4, cards, p=_FIRST) + 1
    known, thought = mind.first(grades), scheduler.first(grades)
    days = chance.uniform(0, _BEGINNING, cards)
    log = [(grades, days)]
    for _ in range(each - 1):
        wait = scheduler.interval(thought.stability, 0.9, 36_500)
        wait = np.maximum(np.floor(wait * chance.uniform(_EARLY, _LATE, cards)), 1)
        recalled = chance.random(cards) < mind.recall(known.stability, wait)
        grades = np.where(recalled, chance.choice(3, cards, p=_PASSED) + 2, 1)
        known, thought = mind.next(known, grades, wait), scheduler.next(thought, grades, wait)
        days = days + wait
        log.append((grades, days))
    return [
        Rated(f"card {card}", Grade(int(grade[card])), start + timedelta(days=float(at[card])))
        for card in range(cards)
        for grade, at in log
    ]
