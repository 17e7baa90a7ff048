"""What a process does to a store until it is killed, acknowledging each step once it is kept."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tutor.evaluation.volume import review_of
from tutor.grading.verdict import Level, Stage, Verdict
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.preset import Preset
from tutor.scheduling.review import Grade, Opinion, Review, Schedule, Seed
from tutor.store.facts import Fact
from tutor.store.ids import Ids
from tutor.store.store import Store

CARDS = 40
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PRESETS = (Preset(), Preset(desired_retention=0.8), Preset(desired_retention=0.95))
DEVICE = "5ca1ab1e5ca1ab1e"
OTHER_DEVICE = "0ddba11500000000"

_PAUSE = 0.006  # s between two steps: a store of a round is to stay small enough to be proved often
_OPINION = Verdict((), 0.2, Level.INCORRECT, 0.9, Stage.RUBRIC, "")

Say = Callable[[str], None]
"""Acknowledges a step: a word, and what was kept."""


class Worker:
    """One process, as a sitting is: of the schedules it knows what it read once and recorded.

    Args:
        store: The store.
        chance: What it does, and which ids it draws; of no other process.
        say: Acknowledges.
    """

    def __init__(self, store: Store, chance: Random, say: Say) -> None:
        self._store = store
        self._chance = chance
        self._say = say
        self._ids = Ids(chance.randbytes, after=store.last_id())
        self._schedules: dict[str, Schedule] = store.schedules()
        self._fold = Fold({preset.id: preset for preset in PRESETS})
        self._done: list[Review] = []
        self._at = NOON
        self._name, self._number = chance.randbytes(8).hex(), 0

    def record(self) -> None:
        """Record a review, after a draft of it, with the schedule that it knows to follow."""
        card_id, at = self._card(), self._moment()
        self._number += 1
        made = review_of(card_id, self._ids.new(at), at, self._chance.choice([*Grade]))
        made = replace(made, sitting=f"{self._name}-{self._number}")  # to be found there once
        self._store.save_draft(card_id, made.answer.text, at)
        after = self._fold.step(self._schedules.get(card_id), made)
        self._schedules[card_id] = after
        self._store.record(made, after)
        self._say(f"review {made.id}")
        self._done.append(made)

    def undo(self) -> None:
        """Undo its own last review, or the last of anybody."""
        own = self._done.pop() if self._done and self._chance.random() < 0.7 else None
        last = own or self._store.last_review()
        if last:
            self._store.retract(last.id, self._moment())
            self._say(f"retraction {last.id}")

    def regrade(self) -> None:
        """Change the grade of one of its reviews, and say what another grader thought."""
        if self._done:
            made, at = self._chance.choice(self._done), self._moment()
            self._store.regrade(made.id, self._chance.choice([*Grade]), at)
            self._say(f"regrade {made.id}")
            self._store.add_opinion(made.id, Opinion(_OPINION, "soak", Grade.AGAIN), at)
            self._say(f"opinion {made.id}")

    def mark(self) -> None:
        """Mark a card."""
        at = self._moment()
        kind = self._chance.choice([MarkKind.SUSPENDED, MarkKind.RESUMED, MarkKind.FLAGGED])
        made = Mark(self._ids.new(at), self._card(), at, kind)
        self._store.mark([made])
        self._say(f"mark {made.id}")

    def recount(self) -> None:
        """Have a card's reviews count by another preset, and give one an imported schedule."""
        at, card_id = self._moment(), self._card()
        self._store.recount([card_id], self._chance.choice(PRESETS), at)
        made = Seed(self._ids.new(at), self._card(), at, at + timedelta(days=9), 9.0, 5.0, "soak")
        self._store.plant([made])
        self._say(f"seed {made.id}")

    def _card(self) -> str:
        return f"card{self._chance.randrange(CARDS)}"

    def _moment(self) -> datetime:
        """Return a later moment, or sometimes an earlier one: clocks are set back."""
        self._at += timedelta(hours=self._chance.uniform(-5, 100))
        return self._at


def work_for_ever(
    path: Path, folder: Path, parts: Sequence[Sequence[Fact]], chance: Random, say: Say
) -> None:
    """Do one thing after another, until the process is killed.

    Args:
        path: The store.
        folder: Where it meets another machine.
        parts: The log of a third machine, in parts that are merged at any time, each often.
        chance: As of `Worker`.
        say: As of `Worker`.
    """
    with Store.open(path) as store:
        worker = Worker(store, chance, say)

        def merge() -> None:
            number = chance.randrange(len(parts))
            store.union().merge(parts[number])
            say(f"part {number}")

        def meet() -> None:
            store.meeting().sync(folder, DEVICE, "soak")
            say("met folder")

        steps = [worker.record, worker.undo, worker.regrade, worker.mark, worker.recount]
        while True:
            step = chance.choices([*steps, merge, meet], [60, 12, 8, 8, 2, 4, 6])[0]
            step()
            time.sleep(chance.expovariate(1 / _PAUSE))


def another_machine(path: Path, chance: Random, steps: int) -> None:
    """Make the store of a machine on which so many things were done."""
    with Store.open(path) as store:
        worker = Worker(store, chance, lambda _: None)
        for _ in range(steps):
            doings = [worker.record, worker.undo, worker.mark, worker.recount]
            chance.choices(doings, [9, 2, 2, 1])[0]()


def acknowledging(handle: int) -> Say:
    """Return what writes a line in one call, so that none is cut in two by a kill."""

    def say(line: str) -> None:
        os.write(handle, f"{line}\n".encode())

    return say
