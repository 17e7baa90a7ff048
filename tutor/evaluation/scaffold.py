"""What a suite of one's own begins with: its folder, a gate, and how GitHub runs it.

`Plan` says what is begun; `begun` is pure, and `write` writes what it returns. An overruled grade
becomes a response by `overruled`.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from os.path import relpath
from pathlib import Path
from shlex import quote

from tutor.cards.card import Card
from tutor.errors import UsageError
from tutor.evaluation.held_out.manifest import MANIFEST
from tutor.evaluation.held_out.material import RESPONSES
from tutor.evaluation.journal import in_our_words
from tutor.evaluation.scaffold_texts import (
    ACTION_TEXT,
    GATE_HEAD,
    Said,
    gate_part,
    readme,
    workflow,
)
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

ACTION = Path(".github/actions/eval/action.yml")
WORKFLOW = Path(".github/workflows/eval.yml")

_NOT_A_NAME = re.compile(r"[^a-z0-9]+")
_ON_THE_WEB = re.compile(r"https://[^\s\"'$`\\]+")


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
        root: The repository that `folder` is in, or that is to be: where GitHub looks for
            workflows, and where the commands of the README are run.
        overruled: Answers to begin with; () for none.
        source: What pip installs tutor from, on any machine; "" where that is not known.
    """

    deck: Path
    cards: tuple[Card, ...]
    folder: Path
    root: Path
    overruled: tuple[Overruled, ...] = ()
    source: str = ""

    @property
    def name(self) -> str:
        """The suite's name: the deck's, in small letters, digits and hyphens."""
        plain = unicodedata.normalize("NFKD", self.deck.stem).encode("ascii", "ignore").decode()
        return _NOT_A_NAME.sub("-", plain.casefold()).strip("-")[:40].strip("-") or "deck"

    @property
    def suite(self) -> Path:
        """The suite's folder."""
        return self.folder / "held_out" / self.name

    @property
    def gate(self) -> Path:
        """The file of conditions."""
        return self.folder / "gate.toml"

    @property
    def overrules(self) -> Path:
        """The data set of overruled answers; its name says that it is for the dev split."""
        return self.folder / "overrules" / self.name / "dev.jsonl"

    def seen_from_root(self, path: Path) -> str:
        """Return a path as the commands of the README and GitHub take it."""
        return Path(relpath(path, self.root)).as_posix()


@dataclass(frozen=True, slots=True)
class Begun:
    """The files that a suite begins with.

    Attributes:
        own: The text of each that is of this suite alone, by its path.
        shared: The same of those that several suites share.
    """

    own: Mapping[Path, str]
    shared: Mapping[Path, str]


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


def source_of(direct_url: str | None) -> str:
    """Return what pip installs a package from again, by what it noted of where it had it from.

    Args:
        direct_url: The note, JSON as PEP 610 has it; None where there is none.

    Returns:
        A Git URL with its commit, or the URL of an archive; "" where the place is not on the web,
        or there is no note.
    """
    noted = json.loads(direct_url) if direct_url else {}
    url = str(noted.get("url", ""))
    if not _ON_THE_WEB.fullmatch(url) or "subdirectory" in noted:
        return ""
    match noted:
        case {"vcs_info": {"vcs": "git", "commit_id": str(commit)}}:
            return f"git+{url}@{commit}"
        case {"archive_info": _}:
            return url
    return ""


def begun(plan: Plan) -> Begun:
    """Return the files that a plan comes to."""
    own = {
        plan.suite / MANIFEST: _manifest(plan),
        plan.suite / RESPONSES: "",
        plan.suite / "README.md": readme(_said(plan), _examples(plan.cards)),
    }
    if plan.overruled:
        own[plan.overrules] = "".join(map(_line, plan.overruled))
    shared = {
        plan.gate: GATE_HEAD + asked_of(plan),
        plan.root / ACTION: ACTION_TEXT,
        plan.root / WORKFLOW: workflow(plan.seen_from_root(plan.gate), plan.source),
    }
    return Begun(own, shared)


def asked_of(plan: Plan) -> str:
    """Return what a gate asks of a suite, as a part of its file."""
    overrules = plan.overrules.relative_to(plan.folder).as_posix() if plan.overruled else ""
    return gate_part(plan.name, overrules)


def write(made: Begun) -> tuple[Path, ...]:
    """Write files, and make their folders; nothing is overwritten.

    Returns:
        The shared files that were there already, and are as they were.

    Raises:
        UsageError: One of the suite's own is there already, and none was written; or one cannot
            be written.
        TutorError: The disk is full.
    """
    if standing := [path for path in made.own if _stands(path)]:
        raise UsageError(
            f"{', '.join(map(str, standing))}: there already, and nothing is overwritten",
            "Go on with what is there, move it away, or name another folder with --to.",
        )
    kept = tuple(path for path in made.shared if _stands(path))
    for path, text in {**made.own, **made.shared}.items():
        if path not in kept:
            with in_our_words(path):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("x", encoding="utf-8", newline="\n") as file:
                    file.write(text)
    return kept


def _stands(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _said(plan: Plan) -> Said:
    baseline = plan.folder / "baselines" / f"{plan.name}.jsonl"
    return Said(
        name=plan.name,
        suite=quote(plan.seen_from_root(plan.suite)),
        gate=quote(plan.seen_from_root(plan.gate)),
        baseline=quote(plan.seen_from_root(baseline)),
        workflow=WORKFLOW.as_posix(),
    )


def _manifest(plan: Plan) -> str:
    fields = {
        "name": plan.name,
        "version": "1",
        "title": f"Answers to {one_line(plan.deck.stem)}",
        "deck": Path(relpath(plan.deck, plan.suite)).as_posix(),
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


def _examples(cards: Sequence[Card]) -> str:
    """Return two lines of responses, of different splits where there are two cards for them."""
    said = (
        ("an answer in your own words", "terse", "dev"),
        ("another, which is wrong in a way that learners are", "negated", "test"),
    )
    records = [
        {
            "id": f"r{number}",
            "question": card.question,
            "answer": answer,
            "case": case,
            "split": split if len(cards) > 1 else "test",
        }
        for number, (card, (answer, case, split)) in enumerate(zip(cycle(cards), said), 1)
    ]
    return "\n".join(map(json.dumps, records))


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
