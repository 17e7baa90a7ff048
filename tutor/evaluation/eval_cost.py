"""What the bench itself costs: answers judged a second, and memory, for suites of any size."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from random import Random

from tutor import resources
from tutor.cards.card import Card
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.evaluation.baselines import Always, Baseline, Fit, overlap
from tutor.evaluation.cache import program_version
from tutor.evaluation.figures import Figure
from tutor.evaluation.grading_cost import peak_megabytes
from tutor.evaluation.judging import GraderFactory
from tutor.evaluation.results import Header
from tutor.evaluation.run import record
from tutor.evaluation.suite import Label, Response
from tutor.evaluation.wording import reference
from tutor.evaluation.workers import judges
from tutor.grading.findings import level_of

SIZES = (1_000, 10_000, 100_000)
"""How many responses are judged, one number after the other."""

WORD_OVERLAP = Always(Baseline("word overlap", overlap, Fit(0.3, 0.6, (), (0.5,))))
"""Makes a grader that takes next to no time, so that what is measured is the bench."""


@dataclass(frozen=True, slots=True)
class EvalCost:
    """What judging a suite cost.

    Attributes:
        responses: How many there were.
        seconds: From the first to the last, the grader made and every result on file.
        peak_mb: The most memory that the process held, in 10⁶ bytes.
    """

    responses: int
    seconds: float
    peak_mb: float

    @property
    def per_second(self) -> float:
        """Answers judged a second."""
        return self.responses / self.seconds


def measure(
    sizes: Sequence[int] = SIZES, factory: GraderFactory = WORD_OVERLAP, seed: int = 0
) -> tuple[EvalCost, ...]:
    """Measure suites of each size, each in a process of its own, with a cache and one job.

    Args:
        sizes: Numbers of responses, each ≥ 1.
        factory: Makes the grader; can be pickled.
        seed: What the responses are made from.
    """
    spawning = get_context("spawn")  # a forked process would begin with this one's memory
    with ProcessPoolExecutor(1, mp_context=spawning, max_tasks_per_child=1) as processes:
        return tuple(processes.submit(_cost, size, factory, seed).result() for size in sizes)


def synthetic(count: int, seed: int) -> Iterator[Response]:
    """Yield made-up answers to the bundled cards: each says some words of the reference.

    The same for the same arguments, and the first of more are the first of fewer.
    """
    decks = load([resources.seeds()], mode=Mode.REPAIR).decks
    cards = cycle([card for deck in decks for card in deck.cards])
    for number, card in enumerate(islice(cards, count)):
        yield _response(f"{number:07}", card, Random(f"{seed} {number}"))


def figures(costs: Sequence[EvalCost]) -> list[Figure]:
    """Return the costs as figures of the bench."""
    return [
        figure
        for cost in costs
        for figure in (
            Figure(f"judging {cost.responses:,} responses", "answers/s", (cost.per_second,)),
            Figure(f"memory for {cost.responses:,} responses", "MB", (cost.peak_mb,)),
        )
    ]


def _response(name: str, card: Card, chance: Random) -> Response:
    share = chance.random()
    said = [word for word in reference(card).split() if chance.random() < share]
    return Response(name, card, " ".join(said), Label(level_of(share), share))


def _cost(size: int, factory: GraderFactory, seed: int) -> EvalCost:
    """Judge a suite in this process; it is made as it is judged, so that none of it is held."""
    with (
        tempfile.TemporaryDirectory(prefix="tutor-eval-") as name,
        judges(factory, 1, None, time.perf_counter) as judge,
    ):
        folder = Path(name)
        header = Header("synthetic", str(seed), "made up", judge.name, program_version(), {}, {})
        start = time.perf_counter()
        record(
            header,
            synthetic(size, seed),
            size,
            judge,
            folder / "run.jsonl",
            folder / "cache",
            lambda done, total: None,
        )
        return EvalCost(size, time.perf_counter() - start, peak_megabytes())
