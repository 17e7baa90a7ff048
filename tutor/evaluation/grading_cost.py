"""What grading costs, in a process of its own: `python -m tutor.evaluation.grading_cost [MODEL]`.

It grades answers with the bundled encoder, or with the SentenceTransformer called MODEL, and
prints one object of JSON with the fields of `GradingCost`. It needs only what grading needs, so it
also runs in an environment that has nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from dataclasses import asdict, dataclass
from itertools import islice, product
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.settings import ONE_BLAS_THREAD

if TYPE_CHECKING:
    from tutor.cards.card import Card
    from tutor.grading.verdict import Grader

ANSWERS = 100

QUESTION = "How does a vaccine protect against a disease?"
POINTS = (
    "It shows the immune system a harmless form or part of the germ.",
    "White blood cells that recognise it multiply and make antibodies.",
    "Some of those cells stay in the body for years as memory cells.",
    "When the real germ arrives, the response is faster and stronger.",
)
# Four ways to say each point; together 256 answers of about 60 words.
WORDINGS = (
    (
        "The body gets to see a weakened version of the virus that cannot make you ill",
        "You are injected with dead germs, or only with pieces, which do no harm to anybody",
        "A vaccine contains something like a protein of the pathogen but not the dangerous thing",
        "First of all it presents a safe copy of the microbe to our immune defences",
    ),
    (
        "then lymphocytes with the matching receptor divide many times and produce antibodies",
        "the B cells which happen to fit are selected, they copy themselves and release antibodies",
        "so the right white cells become numerous, and antibodies against it appear in the blood",
        "this makes the immune system build antibodies because cells that know it keep on dividing",
    ),
    (
        "After that a few of these cells remain as a memory, often for very many years",
        "Not all of them die afterwards, because memory cells are kept for most of your life",
        "It remembers the germ: long lived cells circulate in the body for a decade or more",
        "Later most of them disappear, but a small number survives and remembers what was seen",
    ),
    (
        "and if you meet the actual virus the reaction is much quicker, and it is stronger too",
        "so at a real infection they respond at once and you usually do not even notice it",
        "and the second time the defence needs hours, not weeks, and makes far more antibodies",
        "which is why an infection later on is fought so fast that you never become sick",
    ),
)


@dataclass(frozen=True, slots=True)
class GradingCost:
    """What it cost.

    Attributes:
        load_s: Seconds from the start of the program to the first verdict.
        grades_ms: Milliseconds of each further grade.
        peak_mb: The most memory that the process held, in 10⁶ bytes.
    """

    load_s: float
    grades_ms: list[float]
    peak_mb: float


def main() -> None:
    """Run the command."""
    model = sys.argv[1] if len(sys.argv) > 1 else ""
    print(json.dumps(asdict(measure(model))))  # noqa: T201


def measure(model: str) -> GradingCost:
    """Load everything, and grade one answer to warm up and then `ANSWERS` others."""
    start = time.perf_counter()
    card, grader = four_points(), _grader(model)
    first, *others = answers(ANSWERS + 1)
    _grade(grader, card, first)
    load = time.perf_counter() - start
    return GradingCost(load, [_grade(grader, card, text) for text in others], peak_megabytes())


def four_points() -> Card:
    """Return the card that is answered, read as from a deck."""
    from tutor.cards.markdown import parse

    points = "\n".join(f"- {point}" for point in POINTS)
    return parse(f"#flashcards\n\n{QUESTION}\n?\n{points}\n", "vaccines.md").cards[0]


def answers(count: int) -> list[str]:
    """Return so many different answers, at most 256, of about 60 words each."""
    return ["{}, {}. {}, {}.".format(*parts) for parts in islice(product(*WORDINGS), count)]


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far, in 10⁶ bytes.

    On Linux `getrusage` would count what the parent held when it started this process
    (https://man7.org/linux/man-pages/man2/getrusage.2.html: it is preserved across exec).
    """
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text("ascii").partition("VmHWM:")[2].split()[0]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # macOS counts bytes


def _grader(model: str) -> Grader:
    os.environ.setdefault(*ONE_BLAS_THREAD)  # as the program does
    from tutor.models.offline import load_grader

    return load_grader(model or None)


def _grade(grader: Grader, card: Card, text: str) -> float:
    """Grade an answer and return how many milliseconds it took."""
    from tutor.grading.verdict import Answer, Stage, Verdict

    start = time.perf_counter()
    verdict = grader.grade(card, Answer(text))
    milliseconds = (time.perf_counter() - start) * 1e3
    assert isinstance(verdict, Verdict), verdict
    assert verdict.decided_by is Stage.SIMILARITY, "the model was not needed"
    return milliseconds


if __name__ == "__main__":
    main()
