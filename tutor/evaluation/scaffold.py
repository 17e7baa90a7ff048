"""What a suite of one's own begins with: its folder, a gate, and a GitHub workflow.

`Plan` says what is begun; `files` is pure, and `write` writes what it returns. An overruled grade
becomes a response by `overruled`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path

from tutor.cards.card import Card
from tutor.errors import UsageError
from tutor.evaluation.journal import in_our_words
from tutor.grading.verdict import Level
from tutor.scheduling.overrules import is_overruled
from tutor.scheduling.review import Grade, Review
from tutor.text import one_line

GRADES = {
    Grade.AGAIN: Level.INCORRECT,
    Grade.HARD: Level.PARTIAL,
    Grade.GOOD: Level.CORRECT,
    Grade.EASY: Level.CORRECT,
}
"""The label of an answer by the grade that its learner gave it."""

SAID_OF_GRADES = "Again is incorrect, Hard partial, Good and Easy correct"

WORKFLOW = Path(".github/workflows/eval.yml")

_EXAMPLES = 2
_NOT_A_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Overruled:
    """An answer whose grade was overruled, as a response of the dev split.

    Attributes:
        id: Of the review.
        card: What was asked.
        text: What was answered.
        level: By `GRADES`.
    """

    id: str
    card: Card
    text: str
    level: Level


@dataclass(frozen=True, slots=True)
class Plan:
    """What is begun.

    Attributes:
        deck: The deck file.
        cards: Its cards; at least one.
        folder: Where the suite and the gate go.
        root: The repository that `folder` is in, where GitHub looks for workflows; `folder` itself
            where it is in none.
        overruled: Answers to begin with; () for none.
    """

    deck: Path
    cards: tuple[Card, ...]
    folder: Path
    root: Path
    overruled: tuple[Overruled, ...] = ()

    @property
    def name(self) -> str:
        """The suite's name: the deck's, in small letters, digits and hyphens."""
        plain = unicodedata.normalize("NFKD", self.deck.stem).encode("ascii", "ignore").decode()
        return _NOT_A_NAME.sub("-", plain.casefold()).strip("-")[:40].strip("-") or "deck"


def overruled(practised: Iterable[tuple[Card, Sequence[Review]]]) -> tuple[Overruled, ...]:
    """Return the answers whose learner passed what the tutor failed, or the other way round.

    Answers after a hint are left out: whoever fails then may well have had the right words. Of
    equal answers to a card the last stands.

    Args:
        practised: Cards, each with its reviews that were not undone, in their order.
    """
    found = {
        (card.fingerprint, " ".join(review.answer.text.split())): Overruled(
            review.id, card, review.answer.text, GRADES[review.grade]
        )
        for card, reviews in practised
        for review in reviews
        if is_overruled(review) and not review.answer.hinted and review.answer.text.strip()
    }
    return tuple(found.values())


def files(plan: Plan) -> dict[Path, str]:
    """Return the text of every file that a plan comes to, by its path."""
    suite = plan.folder / plan.name
    made = {
        suite / "suite.toml": _manifest(plan, suite),
        suite / "responses.jsonl": "",
        suite / "README.md": _readme(plan),
        plan.folder / "gate.toml": _gate(plan),
        plan.root / WORKFLOW: _workflow(plan),
    }
    if plan.overruled:
        made[plan.folder / "overrules" / "dev.jsonl"] = "".join(map(_line, plan.overruled))
    return made


def write(made: Mapping[Path, str]) -> None:
    """Write files, and make their folders; nothing where one of them is there already.

    Raises:
        UsageError: One is there already, or cannot be written.
        TutorError: The disk is full.
    """
    if standing := [path for path in made if path.exists() or path.is_symlink()]:
        raise UsageError(
            f"{', '.join(map(str, standing))}: there already, and nothing is overwritten",
            "Move what is there away, or name another folder with --to.",
        )
    for path, text in made.items():
        with in_our_words(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)


def _manifest(plan: Plan, suite: Path) -> str:
    fields = {
        "name": plan.name,
        "version": "1",
        "title": f"Answers to {one_line(plan.deck.stem)}",
        "deck": Path(relpath(plan.deck, suite)).as_posix(),
        "authors": ["who wrote the responses"],
        "how_written": "how they wrote them, and for which cases",
        "how_labelled": "by two people, blind, with `tutor eval label`; say by what rules",
        "labellers": ["first", "second"],
        "language": "en",
        "licence": "yours",
        "split": "by card",
        "responses": 0,
        "sha256": hashlib.sha256(b"").hexdigest(),
    }
    return "".join(f"{name} = {_toml(value)}\n" for name, value in fields.items())


def _toml(value: object) -> str:
    """Return a string, a list of strings or a number as TOML, whose escapes are JSON's."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _readme(plan: Plan) -> str:
    examples = "\n".join(_examples(plan.cards))
    return f"""# {plan.name}

A suite to measure grading by: answers to the cards of a deck, labelled by two people. The commands
below are for the folder above this one.

## 1. Write responses

One a line in `responses.jsonl`. Write them from memory and in learners' words, right and wrong
ones, before you have seen what the tutor makes of them. `case` says what an answer was written to
show ("terse", "typos", "negated", …), or is "". All answers to one card are in one split: choices
are made on `dev`, and `test` is only reported on.

Two examples, to be written anew; the question is the card's, word for word:

```json
{examples}
```

Set `responses` and `sha256` in `suite.toml` to what the command below says they are, and the rest
of it to what is true.

## 2. Have them labelled by two people

    tutor eval label {plan.name} --as first
    tutor eval label {plan.name} --as second
    tutor eval label {plan.name} --agreement

Where the two differ, decide in `adjudicated.jsonl`, one line each:
`{{"id": …, "level": …, "points": […], "why": …}}`.

## 3. Measure

    tutor eval run {plan.name} --split dev
    tutor eval gate gate.toml

`tutor eval bless RUN --as baselines/{plan.name}.jsonl` keeps a run as the baseline, with which the
gate can compare every later one.
"""


def _examples(cards: Sequence[Card]) -> Iterator[str]:
    answers = ("an answer in your own words", "another, which is wrong in a way that learners are")
    for number in range(_EXAMPLES):
        record = {
            "id": f"r{number + 1}",
            "question": cards[number % len(cards)].question,
            "answer": answers[number],
            "case": ("terse", "negated")[number],
            "split": "dev",
        }
        yield json.dumps(record)


def _gate(plan: Plan) -> str:
    parts = ["# What grading is asked for before a change is let through: `tutor eval gate`.\n"]
    parts.append("schema = 1\n")
    labelled = _SUITE.format(name=plan.name)
    if plan.overruled:
        parts += [_OVERRULES, "# Once the suite is written and labelled:\n#\n"]
        labelled = "".join(f"# {line}".rstrip() + "\n" for line in labelled.splitlines())
    return "\n".join([*parts, labelled])


_SUITE = """[[suite]]
path = "{name}"
split = "test"
grader = "offline"
# baseline = "baselines/{name}.jsonl"  # kept by `tutor eval bless RUN --as FILE`

[[suite.threshold]]
metric = "level.accuracy"
at_least = 0.7

[[suite.threshold]]
metric = "level.false_accept"
at_most = 0.2

# [suite.no_worse]       # than the baseline, beyond chance
# alpha = 0.05
# case_guard = 0.1       # largest drop in a case's accuracy that is let through
"""

_OVERRULES = f"""# Answers whose grade was overruled, labelled by their learners' own grades:
# {SAID_OF_GRADES}.
# Learners graded with the verdict before them, and only where they differed: the figures tell
# whether a change mends these answers, and nothing of how good grading is.
[[suite]]
path = "jsonl:overrules/dev.jsonl"
split = "dev"
grader = "offline"

[[suite.threshold]]
metric = "judged.share"
at_least = 1.0
"""


def _line(one: Overruled) -> str:
    """Return an overruled answer as a line of a data set, as `jsonl:PATH` reads it."""
    record = {
        "id": one.id,
        "question": one.card.question,
        "reference": [one.card.answer, *one.card.accepted],
        "answer": one.text,
        "label": one.level.value,
    }
    return json.dumps(record) + "\n"


def _workflow(plan: Plan) -> str:
    gate = Path(relpath(plan.folder / "gate.toml", plan.root)).as_posix()
    return _WORKFLOW.replace("GATE_FILE", json.dumps(gate))


_WORKFLOW = """# Grading is measured on every change: `tutor eval gate`.
name: Grading

on:
  pull_request:
  push:
    branches: [main]

permissions:
  contents: read

jobs:
  gate:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    env:
      GATE: GATE_FILE
      # What pip installs: a wheel, or a Git URL with a commit. Set it here or as the variable TUTOR
      # of the repository; a bare name could be another project's.
      TUTOR: ${{ vars.TUTOR }}
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - name: Install tutor
        run: python -m pip install "${TUTOR:?Say in it where tutor is installed from.}"
      - name: Gate
        run: |
          tutor eval gate "$GATE" --timeout 60 \\
            --junit eval-reports/gate.xml --markdown eval-reports/gate.md \\
            --html eval-reports/gate.html
      - name: Summary
        if: always()
        run: |
          if [ -f eval-reports/gate.md ]; then
            cat eval-reports/gate.md >> "$GITHUB_STEP_SUMMARY"
          fi
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: eval-reports
          path: eval-reports
          if-no-files-found: ignore
"""
