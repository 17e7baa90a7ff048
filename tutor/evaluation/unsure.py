"""Which answers the offline grader is unsure of, measured: `python -m tutor.evaluation.unsure`.

It judges the dev responses of the suites in `eval/held_out` and writes `unsure.json` beside this
module, which `tutor llm plan` shows and from which the shipped band was chosen
(`tutor.grading.referral.UNSURE`). The test responses are not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from tutor.evaluation.suite import Response, Split, Suite
from tutor.grading.referral import doubt_of, needs_judging
from tutor.grading.verdict import Answer, Grader, Level, Unjudged

FILE = Path(__file__).with_name("unsure.json")
HELD_OUT = Path(__file__).resolve().parents[2] / "eval" / "held_out"

_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """One dev response.

    Attributes:
        doubt: Of the verdict, in [0, 1]; None where no second judge is ever needed.
        is_wrong: Whether its level is not the people's.
        is_wrong_way: Whether it is called correct and is not, or the other way round.
    """

    doubt: float | None
    is_wrong: bool
    is_wrong_way: bool


@dataclass(frozen=True, slots=True)
class Share:
    """What a band comes to.

    Attributes:
        sent: The share of all answers that are sent, in [0, 1].
        mistakes: The share of the levels that are wrong which is among them.
        wrong_ways: The same of those called correct that are not, and the other way round.
    """

    sent: float
    mistakes: float
    wrong_ways: float


@dataclass(frozen=True, slots=True)
class Sample:
    """The dev responses, judged.

    Attributes:
        grader: Whose doubts these are.
        suites: The digest of each suite, by its name.
        characters: The mean length of an answer.
        judged: The responses.
    """

    grader: str
    suites: Mapping[str, str]
    characters: float
    judged: Sequence[Judged]

    def share(self, band: float | None) -> Share:
        """Return what is sent from a doubt on; None for whatever needs judging."""
        sent = [
            one
            for one in self.judged
            if one.doubt is not None and (band is None or one.doubt >= band)
        ]
        wrong = sum(one.is_wrong for one in self.judged)
        wrong_ways = sum(one.is_wrong_way for one in self.judged)
        return Share(
            len(sent) / len(self.judged),
            sum(one.is_wrong for one in sent) / max(1, wrong),
            sum(one.is_wrong_way for one in sent) / max(1, wrong_ways),
        )


def main() -> None:
    """Run the command."""
    from tutor.evaluation.held_out.reading import read_all
    from tutor.models.offline import load_grader

    made = measure(load_grader(), read_all(HELD_OUT))
    FILE.write_text(as_text(made), encoding="utf-8")
    for band in (None, 0.3, 0.4, 0.5, 0.6, 0.7, 0.9):
        print(band, made.share(band))  # noqa: T201


def measure(grader: Grader, suites: Iterable[Suite]) -> Sample:
    """Judge the dev responses of suites."""
    read = list(suites)
    chosen = [one for suite in read for one in suite.responses if one.split is Split.DEV]
    return Sample(
        grader.name,
        {suite.name: suite.digest for suite in read},
        round(mean(len(one.text) for one in chosen), 1),
        tuple(_judged(grader, one) for one in chosen),
    )


def as_text(sample: Sample) -> str:
    """Return a sample as it stands in its file."""
    rows = [[one.doubt, int(one.is_wrong), int(one.is_wrong_way)] for one in sample.judged]
    head = {
        "command": "python -m tutor.evaluation.unsure",
        "grader": sample.grader,
        "suites": dict(sample.suites),
        "characters": sample.characters,
    }
    return json.dumps({**head, "judged": rows}) + "\n"


def read_sample(path: Path = FILE) -> Sample:
    """Read a sample from its file."""
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    judged = tuple(Judged(doubt, bool(one), bool(other)) for doubt, one, other in read["judged"])
    return Sample(read["grader"], read["suites"], read["characters"], judged)


def _judged(grader: Grader, response: Response) -> Judged:
    verdict, label = grader.grade(response.card, Answer(response.text)), response.label.level
    if isinstance(verdict, Unjudged):
        return Judged(1.0, is_wrong=True, is_wrong_way=True)
    doubt = round(doubt_of(verdict), _DIGITS) if needs_judging(response.card, verdict) else None
    is_wrong_way = (verdict.level is Level.CORRECT) is not (label is Level.CORRECT)
    return Judged(doubt, verdict.level is not label, is_wrong_way)


if __name__ == "__main__":
    main()
