"""Made-up learners who forget by parameters that are known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from tests.scheduling.examples import NOON
from tutor.scheduling.memory import Model
from tutor.scheduling.preset import FSRS_6
from tutor.scheduling.review import Grade
from tutor.scheduling.trials import Rated

FORGETFUL = (0.1, 0.4, 0.8, 2.5, *FSRS_6[4:8], 1.4, *FSRS_6[9:])
"""Who keeps a third of what others keep after a first review, and gains less by each other one."""

_FIRST = (0.24, 0.09, 0.50, 0.17)  # how often each grade is a first one's, as with Anki's learners
_PASSED = (0.2, 0.65, 0.15)  # hard, good and easy, of what was recalled


def learner(parameters: Sequence[float], cards: int, each: int, seed: int) -> list[Rated]:
    """Return the log of a learner with these parameters, scheduled by the default ones.

    A card comes up to 60 % of its interval late, or a fifth early; the cards begin over 100 days.
    """
    chance = np.random.default_rng(seed)
    mind, scheduler = Model(parameters), Model(FSRS_6)
    grades = chance.choice(4, cards, p=_FIRST) + 1
    known, thought = mind.first(grades), scheduler.first(grades)
    days = chance.uniform(0, 100, cards)
    log = [(grades, days)]
    for _ in range(each - 1):
        wait = scheduler.interval(thought.stability, 0.9, 36_500)
        wait = np.maximum(np.floor(wait * chance.uniform(0.8, 1.6, cards)), 1)
        recalled = chance.random(cards) < mind.recall(known.stability, wait)
        grades = np.where(recalled, chance.choice(3, cards, p=_PASSED) + 2, 1)
        known, thought = mind.next(known, grades, wait), scheduler.next(thought, grades, wait)
        days = days + wait
        log.append((grades, days))
    return [
        Rated(f"card {card}", Grade(int(grade[card])), NOON + timedelta(days=float(at[card])))
        for card in range(cards)
        for grade, at in log
    ]
