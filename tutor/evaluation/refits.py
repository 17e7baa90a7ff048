"""How many overrules it takes before a deck's threshold may move: made-up learners, a table.

    python -m tutor.evaluation.refits [--learners 1000]

Each learner has a deck of 40 cards and calls an answer right around a score of its own, the line.
Cards are not all alike: the grader rates some too low and some too high. Of the verdicts that a
learner disagrees with, most are overruled and the rest accepted, as people in a hurry do. Once so
many are overruled, the threshold is refitted, and then learner and grader are compared on every
score: a refit is "worse" where they agree on half a point of 100 answers less than before.
"""

from __future__ import annotations

import math
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tutor.grading.findings import CORRECT_FROM
from tutor.grading.threshold import Demands, JudgedAnswer, Refitted, refit

CARDS = 40
CARD_SPREAD = 0.1
"""Standard deviation of how far the grader rates the answers to a card too low."""

SOFTNESS = 0.07
"""The scale of the logistic curve of a learner's own verdicts around the line."""

SLIPS = 0.02
"""The share of verdicts that a learner gets wrong by a slip."""

ATTENTION = 0.8
"""The share of verdicts disagreed with that are overruled."""

MOST_ANSWERS = 2_000
WORSE = 0.005
LINES = (0.5, 0.46, 0.42, 0.36, 0.58)
DEMANDS = (
    Demands(overrules=5, cards=3, pull=0),
    Demands(overrules=10, cards=5, pull=0),
    Demands(overrules=10, cards=5, pull=20),
    Demands(overrules=20, cards=10, pull=0),
    Demands(overrules=20, cards=10, pull=20),
    Demands(overrules=20, cards=10, pull=40),
    Demands(overrules=40, cards=10, pull=20),
)

_SHAPES = ((5.0, 1.5), (5.0, 1.5), (5.0, 1.5), (2.0, 2.0), (1.5, 5.0))  # of beta distributions


@dataclass(frozen=True, slots=True)
class Learner:
    """A made-up learner.

    Attributes:
        line: The score around which an answer is right to the learner, on a card like most.
        cards: How far the grader rates the answers to each card too low.
    """

    line: float
    cards: tuple[float, ...]

    def passes(self, card: int, score: float) -> float:
        """Return the probability that the learner calls an answer of this score right."""
        right = 1 / (1 + math.exp(-(score + self.cards[card] - self.line) / SOFTNESS))
        return right + SLIPS - 2 * SLIPS * right


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a refit came to.

    Attributes:
        moved: Whether the threshold moved.
        answers: How many answers it took to get the overrules.
        gain: How much larger the share of answers on which learner and grader agree became.
    """

    moved: bool
    answers: int
    gain: float


def play(line: float, demands: Demands, chance: Random) -> Outcome:
    """Let a learner answer until there are overrules enough, and refit."""
    learner = Learner(line, tuple(chance.gauss(0, CARD_SPREAD) for _ in range(CARDS)))
    answers = list(_answers(learner, demands.overrules, chance))
    found = refit(answers, demands)
    if not isinstance(found, Refitted):
        return Outcome(False, len(answers), 0.0)
    gain = _agreement(learner, found.threshold) - _agreement(learner, CORRECT_FROM)
    return Outcome(True, len(answers), gain)


def _answers(learner: Learner, overrules: int, chance: Random) -> Iterator[JudgedAnswer]:
    for _ in range(MOST_ANSWERS):
        card, score = chance.randrange(CARDS), chance.betavariate(*chance.choice(_SHAPES))
        proposed = score >= CORRECT_FROM
        passes = chance.random() < learner.passes(card, score)
        overruled = passes is not proposed and chance.random() < ATTENTION
        yield JudgedAnswer(f"{card:02}", score, passes if overruled else proposed, overruled)
        overrules -= overruled
        if not overrules:
            return


def _agreement(learner: Learner, threshold: float) -> float:
    """Return the share of answers on which learner and threshold agree, over all cards."""
    shares = [
        density * (passes if score >= threshold else 1 - passes)
        for score, density in _DENSITIES
        for card in range(CARDS)
        for passes in (learner.passes(card, score),)
    ]
    return sum(shares) / CARDS


def _densities(steps: int = 50) -> list[tuple[float, float]]:
    """Return scores at equal distances, each with its probability."""
    scores = [(step + 0.5) / steps for step in range(steps)]
    heights = [sum(_beta(score, a, b) for a, b in _SHAPES) for score in scores]
    return [(score, each / sum(heights)) for score, each in zip(scores, heights, strict=True)]


def _beta(score: float, a: float, b: float) -> float:
    ends: float = score ** (a - 1) * (1 - score) ** (b - 1)
    return ends * math.gamma(a + b) / (math.gamma(a) * math.gamma(b))


_DENSITIES = _densities()


def row(demands: Demands, learners: int) -> str:
    """Return one line of the table: these demands, and what came of them at each line."""
    cells = [
        _cell([play(line, demands, Random(f"{line} {seed}")) for seed in range(learners)])
        for line in LINES
    ]
    return f"{demands.overrules:>9}  {demands.pull:>4.0f}  " + "  ".join(cells)


def _cell(outcomes: Sequence[Outcome]) -> str:
    count = len(outcomes)
    moved = sum(one.moved for one in outcomes) / count
    worse = sum(one.gain < -WORSE for one in outcomes) / count
    gain = sum(one.gain for one in outcomes) / count
    answers = sum(one.answers for one in outcomes) / count
    return f"{answers:4.0f} {moved:4.0%} {worse:4.0%} {100 * gain:+5.2f}"


def run() -> None:
    """Print the table."""
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--learners", type=int, default=1_000, help="learners to each cell")
    learners = parser.parse_args().learners
    print("Of the refits at each line: answers it took, moved, worse, points of agreement gained.")  # noqa: T201
    lines = "  ".join(f"line {line:.2f}".center(20) for line in LINES)
    print(f"overrules  pull  {lines}")  # noqa: T201
    for demands in DEMANDS:
        print(row(demands, learners))  # noqa: T201


if __name__ == "__main__":
    run()
