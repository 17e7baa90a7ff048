"""What the bench costs: answers judged a second, and memory, for suites of any size.

`measure` is of the bench alone: what is judged is made as it is judged. `measure_command` is of all
that a user meets: a file of answers is read, judged in two processes, and summed up.
"""

from __future__ import annotations

import json
import string
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
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
from tutor.evaluation.processes import Home
from tutor.evaluation.results import Header
from tutor.evaluation.run import record
from tutor.evaluation.suite import Label, Response
from tutor.evaluation.wording import reference
from tutor.evaluation.workers import judges
from tutor.grading.findings import level_of

SIZES = (1_000, 10_000, 100_000)
"""How many responses are judged, one number after the other."""

BENCHMARK = 5_835
"""The answers of a public benchmark's test parts: what the grader that ships is timed over."""

JOBS = 2
MOST_MB = 400.0
LEAST_PER_SECOND = 60.0
"""What was asked for of `BENCHMARK` answers."""

FITTED_ON = 200
"""Answers of the dev split, which a baseline is fitted on."""

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


def measure_command(home: Home, grader: str, size: int, seed: int = 0) -> EvalCost:
    """Measure `tutor eval run jsonl:… --jobs 2`, from its start to its end.

    Args:
        home: Where it runs.
        grader: As `--grader` takes it.
        size: How many responses it judges, ≥ 1.
        seed: What they are made from.

    Returns:
        The cost; its memory is that of the largest process.

    Raises:
        CommandError: The command did not do what it should.
    """
    folder = home.folder / f"{grader}-{size}-{seed}"
    folder.mkdir()
    answers, runs, peak = folder / "answers", folder / "runs", folder / "peak"
    answers.mkdir()
    _write(answers / "dev.jsonl", synthetic(FITTED_ON, seed + 1))
    _write(answers / "test.jsonl", synthetic(size, seed))
    measured = [sys.executable, "-m", "tutor.evaluation.command_cost", str(peak), "tutor"]
    command = ["eval", "run", f"jsonl:{answers}", "--grader", grader, "--jobs", f"{JOBS}"]
    seconds = home.seconds([*measured, *command, "--no-cache", "--out", str(runs)])
    [run] = runs.iterdir()
    with run.open("rb") as file:
        judged = sum(1 for _ in file) - 1  # all lines but the first are results
    return EvalCost(judged, seconds, float(peak.read_text("ascii")))


def synthetic(count: int, seed: int) -> Iterator[Response]:
    """Yield made-up answers to the bundled cards: each says some words of the reference.

    The same for the same arguments, and the first of more are the first of fewer.
    """
    decks = load([resources.seeds()], mode=Mode.REPAIR).decks
    cards = cycle([card for deck in decks for card in deck.cards])
    for number, card in enumerate(islice(cards, count)):
        yield _response(f"{number:07}", card, Random(f"{seed} {number}"))


def figures(costs: Sequence[EvalCost]) -> list[Figure]:
    """Return the costs of the bench alone as figures."""
    return [
        figure
        for cost in costs
        for figure in (
            Figure(f"judging {cost.responses:,} responses", "answers/s", (cost.per_second,)),
            Figure(f"memory for {cost.responses:,} responses", "MB", (cost.peak_mb,)),
        )
    ]


def command_figures(grader: str, cost: EvalCost) -> list[Figure]:
    """Return the cost of the command as figures; its memory with what was asked of it.

    Args:
        grader: Who judged.
        cost: What it took, starting up included.
    """
    what = f"`tutor eval run`, {cost.responses:,} answers, {grader}"
    return [
        Figure(what, "answers/s", (cost.per_second,)),
        Figure(f"{what}: largest process", "MB", (cost.peak_mb,), at_most=MOST_MB),
    ]


def growth_figure(grader: str, fewer: EvalCost, more: EvalCost) -> Figure:
    """Return what each further answer takes of the command's memory.

    Args:
        grader: Who judged.
        fewer: What the command cost.
        more: The same over more answers.
    """
    sizes = f"from {fewer.responses:,} to {more.responses:,}"
    taken = 1e6 * (more.peak_mb - fewer.peak_mb) / (more.responses - fewer.responses)
    return Figure(f"`tutor eval run`, {grader}: memory an answer, {sizes}", "B", (taken,))


def benchmark_figures(cost: EvalCost) -> list[Figure]:
    """Return the same of the grader that ships, with the time that was asked of it."""
    grader = "offline grader"
    what = f"`tutor eval run`, {cost.responses:,} answers, {grader}: whole process"
    asked = cost.responses / LEAST_PER_SECOND
    return [Figure(what, "s", (cost.seconds,), at_most=asked), *command_figures(grader, cost)]


def _write(path: Path, responses: Iterable[Response]) -> None:
    """Write responses as JSON Lines; no two of a file, or of two, are the same answer."""
    with path.open("w", encoding="utf-8") as file:
        for number, one in enumerate(responses):
            line = {
                "id": f"{path.stem}-{one.id}",
                "question": one.card.question,
                "reference": reference(one.card),
                "answer": f"{one.text} {path.stem}{_letters(number)}",
                "label": one.label.level,
            }
            file.write(json.dumps(line) + "\n")


def _letters(number: int) -> str:
    """Return a number as a word of its own: digits would be judged by value."""
    return "".join(string.ascii_lowercase[int(digit)] for digit in str(number))


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
