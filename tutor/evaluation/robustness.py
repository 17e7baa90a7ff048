"""How well grading withstands games and flips, and keeps what is right: `make robustness`.

`python -m tutor.evaluation.robustness [DECK]… [--seed N] [--show N] [--json FILE]` has the offline
grader judge what `tutor.evaluation.attacks` makes of each card, and prints how much of it was
judged correct. It asserts nothing, and nothing is fitted on it. The same seed, decks and grader
give the same figures.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import math
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from tutor import resources
from tutor.cards.card import Card, Deck
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.errors import TutorError, UsageError
from tutor.evaluation.attacks import ATTACKS, Attack, Expected, Family, answers
from tutor.evaluation.machine import describe_machine
from tutor.evaluation.wording import reference
from tutor.grading.verdict import Answer, Grader, Level, Unjudged
from tutor.settings import ONE_BLAS_THREAD
from tutor.text import one_line

if TYPE_CHECKING:
    from tutor.grading.cascade import CascadeGrader

Json: TypeAlias = "str | int | float | list[Json] | dict[str, Json]"

NEIGHBOURS = 100
"""Cards of the same deck, those that follow, whose texts an attack may use."""

WIDTH = 240
"""Characters of a text that `--show` prints."""

_Z = 1.959964  # the normal distribution's 97.5th percentile
_HEAD = ("family", "attack", "expected", "tried", "passed", "share", "95 % interval", "unjudged")


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that was not judged as expected.

    Attributes:
        card: The card.
        answer: The answer's text.
        level: What it was judged to be.
    """

    card: Card
    answer: str
    level: Level


@dataclass(frozen=True, slots=True)
class Result:
    """What became of the answers of one attack.

    Attributes:
        attack: The attack.
        tried: Answers that were judged, ≥ 0.
        passed: How many of them were judged correct, from 0 to `tried`.
        unjudged: Answers that the grader could not judge, ≥ 0; not among `tried`.
        failures: Those that passed though they are to be refused, or did not though to be kept.
    """

    attack: Attack
    tried: int
    passed: int
    unjudged: int
    failures: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A share of answers, with Wilson's 95 % interval; all NaN for none.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
    It takes answers as independent, which those to one card are not quite: it is a little narrow.
    """

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share, in [0, 1]."""
        return self.count / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper bound, in [0, 1]."""
        if not self.of:
            return math.nan, math.nan
        weight = _Z**2 / self.of
        centre = (self.value + weight / 2) / (1 + weight)
        spread = math.sqrt(self.value * (1 - self.value) * weight + weight**2 / 4) / (1 + weight)
        return max(0.0, centre - spread), min(1.0, centre + spread)


def measure(
    grader: Grader, decks: Sequence[Deck], seed: int, attacks: Sequence[Attack] = ATTACKS
) -> tuple[Result, ...]:
    """Have every answer of every attack to every card judged; one result for each attack."""
    return tuple(_result(grader, attack, decks, seed) for attack in attacks)


def gaming(results: Iterable[Result]) -> Share:
    """Return how many answers to be refused were judged correct, flips left out."""
    return _passed(r for r in results if _is_refused(r) and r.attack.family is not Family.FLIP)


def flips(results: Iterable[Result]) -> Share:
    """Return how many flipped answers were judged correct."""
    return _passed(r for r in results if r.attack.family is Family.FLIP)


def kept_failed(results: Iterable[Result]) -> Share:
    """Return how many answers to be kept were not judged correct."""
    kept = [result for result in results if not _is_refused(result)]
    return Share(sum(r.tried - r.passed for r in kept), sum(r.tried for r in kept))


def table(results: Sequence[Result]) -> str:
    """Return the results as lines of aligned columns: attacks, families, and what they come to."""
    rows: list[tuple[str, ...]] = [_HEAD]
    for family in Family:
        of_family = [result for result in results if result.attack.family is family]
        rows += [_row(result.attack.name, [result]) for result in of_family]
        if len(of_family) > 1:
            rows.append(_row("= all", of_family))
    ends = [("", name, *_cells(share)) for name, share in _totals(results).items()]
    return f"{_aligned(rows)}\n\n{_aligned(ends)}"


def examples(results: Iterable[Result], count: int) -> str:
    """Return up to `count` failures of each attack, spread over the decks, harmless to print."""
    lines = []
    for result in results:
        for failure in _spread(result.failures, count):
            card = failure.card
            lines += [
                f"{result.attack.name}: {failure.level.value}, to be {result.attack.expected}",
                f"  asked     {one_line(card.question, WIDTH)}",
                f"  reference {one_line(reference(card), WIDTH)}",
                f"  answer    {one_line(failure.answer, WIDTH)}",
            ]
    return "\n".join(lines)


def record(results: Sequence[Result], grader: str, decks: Sequence[Deck], seed: int) -> Json:
    """Return the results and what they were made of as JSON's own values."""
    return {
        "command": "python -m tutor.evaluation.robustness",
        "tutor": importlib.metadata.version("tutor"),
        "on": datetime.now(UTC).date().isoformat(),
        "machine": {**describe_machine()},
        "grader": grader,
        "seed": seed,
        "decks": [_deck_record(deck) for deck in decks],
        "families": {
            family.value: _share_record(_passed(r for r in results if r.attack.family is family))
            for family in Family
        },
        "totals": {name: _share_record(share) for name, share in _totals(results).items()},
        "attacks": [_result_record(result) for result in results],
    }


def main(
    decks: Annotated[
        list[Path] | None, typer.Argument(help="Deck files or folders; the bundled ones if none.")
    ] = None,
    seed: Annotated[int, typer.Option(help="What the answers are made from.")] = 0,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write the results to this file, too.")
    ] = None,
    show: Annotated[int, typer.Option(min=0, help="Print so many failures of each attack.")] = 0,
) -> None:
    """Judge attacks and harmless variations of every card, and print how much passed."""
    if json_file and not json_file.parent.is_dir():
        raise UsageError(f"{json_file.parent}: no such folder", "Make it first.")
    read = load(decks or [resources.seeds()], mode=Mode.REPAIR).decks
    grader = _grader()
    cards = sum(len(deck.cards) for deck in read)
    typer.echo(f"judging answers to {cards} cards …", err=True)
    results = measure(grader, read, seed)
    if show:
        typer.echo(examples(results, show) + "\n")
    typer.echo(f"grader {grader.name}, seed {seed}, {cards} cards\n\n{table(results)}")
    if json_file:
        text = json.dumps(record(results, grader.name, read, seed), indent=1, ensure_ascii=False)
        json_file.write_text(text + "\n", encoding="utf-8")


def run() -> None:
    """Run the command and exit."""
    try:
        typer.run(main)
    except TutorError as fault:
        typer.echo(f"{one_line(fault.message)}\n  {one_line(fault.hint)}", err=True)
        sys.exit(fault.exit_code)


def _grader() -> CascadeGrader:
    os.environ.setdefault(*ONE_BLAS_THREAD)  # as the program does
    from tutor.models.offline import load_grader

    return load_grader()


def _result(grader: Grader, attack: Attack, decks: Iterable[Deck], seed: int) -> Result:
    tried = passed = unjudged = 0
    failures = []
    for deck in decks:
        for at, card in enumerate(deck.cards):
            for text in answers(attack, card, _neighbours(deck, at), seed):
                verdict = grader.grade(card, Answer(text))
                if isinstance(verdict, Unjudged):
                    unjudged += 1
                    continue
                is_correct = verdict.level is Level.CORRECT
                tried += 1
                passed += is_correct
                if is_correct is (attack.expected is Expected.REFUSED):
                    failures.append(Failure(card, text, verdict.level))
    return Result(attack, tried, passed, unjudged, tuple(failures))


def _neighbours(deck: Deck, at: int) -> tuple[Card, ...]:
    """Return the cards that follow one in its deck, and after the last the first; not itself."""
    following = (*deck.cards[at + 1 : at + 1 + NEIGHBOURS], *deck.cards[: min(at, NEIGHBOURS)])
    own = deck.cards[at].fingerprint
    return tuple(card for card in following[:NEIGHBOURS] if card.fingerprint != own)


def _is_refused(result: Result) -> bool:
    return result.attack.expected is Expected.REFUSED


def _passed(results: Iterable[Result]) -> Share:
    counted = list(results)
    return Share(sum(r.passed for r in counted), sum(r.tried for r in counted))


def _totals(results: Sequence[Result]) -> dict[str, Share]:
    return {
        "gaming, judged correct": gaming(results),
        "flips, judged correct": flips(results),
        "kept, failed": kept_failed(results),
    }


def _row(name: str, results: Sequence[Result]) -> tuple[str, ...]:
    attack, share = results[0].attack, _passed(results)
    count = str(sum(result.unjudged for result in results) or "")
    tried, passed, value, interval = _cells(share)
    return (attack.family, name, attack.expected, tried, passed, value, interval, count)


def _cells(share: Share) -> tuple[str, str, str, str]:
    if not share.of:
        return "0", "", "", ""
    low, high = share.interval
    return str(share.of), str(share.count), f"{share.value:.1%}", f"{low:.1%} - {high:.1%}"


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).strip() for row in rows)


def _spread(failures: Sequence[Failure], count: int) -> list[Failure]:
    """Return up to `count` failures at equal distances."""
    step = max(1.0, len(failures) / max(1, count))
    return [failures[int(step * at)] for at in range(min(count, len(failures)))]


def _deck_record(deck: Deck) -> Json:
    data = Path(deck.path).read_bytes()
    return {
        "file": Path(deck.path).name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "cards": len(deck.cards),
    }


def _share_record(share: Share) -> Json:
    if not share.of:
        return {"tried": 0}
    low, high = share.interval
    shown = [round(low, 4), round(high, 4)]
    return {
        "tried": share.of,
        "count": share.count,
        "share": round(share.value, 4),
        "interval": [*shown],
    }


def _result_record(result: Result) -> Json:
    return {
        "family": result.attack.family.value,
        "attack": result.attack.name,
        "expected": result.attack.expected.value,
        "unjudged": result.unjudged,
        "passed": _share_record(_passed([result])),
    }


if __name__ == "__main__":
    run()
