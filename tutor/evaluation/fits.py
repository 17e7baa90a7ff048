"""How many reviews a fit of FSRS's parameters takes: made-up learners, a table.

    python -m tutor.evaluation.fits [--learners 100]

Each learner forgets by parameters that are known. What `tutor optimize` makes of their first
reviews is held against others that nobody saw: by how much the log loss falls there, and by how
much it would with the learner's own parameters. Who forgets as most do should keep the defaults.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from tutor.evaluation.learners import FORGETFUL, RETENTIVE, USUAL, learner
from tutor.scheduling.fitting import Better, compare, fit
from tutor.scheduling.fsrs_rs import train
from tutor.scheduling.trials import Trials

EACH = 9
TRIALS = (400, 600, 800, 1_000, 1_600, 8_000, 32_000)
FRESH_CARDS = 500
LEARNERS = {"usual": USUAL, "forgetful": FORGETFUL, "retentive": RETENTIVE}

_START = datetime(2020, 1, 1, tzinfo=UTC)
_EVER = 0.0  # before all of them


@dataclass(frozen=True, slots=True)
class Played:
    """What the fit of one learner came to.

    Attributes:
        taken: Whether its parameters were better on the reviews that it held out.
        gain: By how much the log loss fell on fresh reviews; 0 where the defaults were kept.
        possible: By how much it falls there with the learner's own parameters.
    """

    taken: bool
    gain: float
    possible: float


def play(parameters: Sequence[float], trials: int, seed: int) -> Played:
    """Let one learner practise until there are so many trials, and fit."""
    log = learner(parameters, trials // (EACH - 1), EACH, _START, seed)
    fresh = Trials.of(learner(parameters, FRESH_CARDS, EACH, _START, seed + 1_000_000))
    found = fit(Trials.of(log), USUAL, train)
    taken = isinstance(found, Better)
    kept = found.parameters if isinstance(found, Better) else USUAL
    gain = compare(fresh, _EVER, USUAL, kept).gain
    return Played(taken, gain, compare(fresh, _EVER, USUAL, parameters).gain)


def rows(learners: int) -> Iterator[str]:
    """Yield the table, a line for each kind of learner and number of trials."""
    yield "learner     trials   taken   gain on fresh reviews   worst   possible"
    for name, parameters in LEARNERS.items():
        for trials in TRIALS:
            played = [play(parameters, trials, seed) for seed in range(learners)]
            taken = sum(one.taken for one in played) / learners
            gain = sum(one.gain for one in played) / learners
            worst = min(one.gain for one in played)
            possible = sum(one.possible for one in played) / learners
            yield (
                f"{name:<10} {trials:>7,} {taken:>7.0%} {gain:>23.4f} {worst:>7.4f}"
                f" {possible:>10.4f}"
            )


def main() -> None:
    """Run the command."""
    parser = ArgumentParser("fits", description="Fit the parameters of made-up learners.")
    parser.add_argument("--learners", type=int, default=100, help="of each kind (100)")
    for row in rows(parser.parse_args().learners):
        print(row, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
