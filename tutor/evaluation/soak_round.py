"""One round of a soak: a store, three processes that are killed in turn, and what is left."""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, fields
from pathlib import Path
from random import Random

from tutor.errors import TutorError
from tutor.evaluation.processes import Home
from tutor.evaluation.soak_work import (
    DEVICE,
    OTHER_DEVICE,
    acknowledging,
    another_machine,
    work_for_ever,
)
from tutor.evaluation.volume import deck_text
from tutor.store.facts import Fact
from tutor.store.store import Store

PROCESSES = 3
KILLS_A_ROUND = 50
SITTINGS = 0.1
"""The share of processes that are sittings of the whole program."""

_LIVES = 0.25  # s that a worker lives on the average
_SITS = 6.0  # s that a sitting does at most: it takes half a second to its first grade
_PARTS, _STEPS = 8, 160
_RECORDED = b"Recorded:"
_TABLES = ("review", "retraction", "regrade", "opinion", "mark", "seed")


@dataclass(frozen=True, slots=True)
class Counts:
    """What was done, and found wrong.

    Attributes:
        kills: Processes that were killed.
        sittings: Those of them that were sittings of `tutor practice` through a pipe.
        recorded: Reviews that those acknowledged.
        reviews: Reviews in the stores of all rounds.
        undone: Those of them that were undone.
        acknowledged: Steps that a process said it had kept, before it was killed.
        merges: Those of them that merged a log.
        meetings: Those of them that met another machine in the folder.
        wrong: Whatever was lost, doubled, or did not follow; nothing where all is well.
    """

    kills: int = 0
    sittings: int = 0
    recorded: int = 0
    reviews: int = 0
    undone: int = 0
    acknowledged: int = 0
    merges: int = 0
    meetings: int = 0
    wrong: tuple[str, ...] = ()

    def __add__(self, other: Counts) -> Counts:
        names = [one.name for one in fields(self)]
        return Counts(*(getattr(self, name) + getattr(other, name) for name in names))


@dataclass(slots=True)
class _Process:
    """A process that is to be killed.

    Attributes:
        pid: Its number.
        output: Where it acknowledges.
        is_sitting: Whether it is the whole program.
        ends: When it is to be killed, by the monotonic clock.
        popen: Of a sitting, to be waited for.
        rest: What it wrote last, without the end of the line.
    """

    pid: int
    output: int
    is_sitting: bool
    ends: float
    popen: subprocess.Popen[bytes] | None = None
    rest: bytes = b""


@dataclass(slots=True)
class _Acknowledged:
    """What all processes of a round have said so far."""

    kept: set[tuple[str, str]] = field(default_factory=set)
    counted: Counter[str] = field(default_factory=Counter)

    def hear(self, lines: Iterable[bytes], *, is_sitting: bool) -> None:
        """Take note of lines that a process wrote."""
        for line in lines:
            if is_sitting:
                self.counted["recorded"] += _RECORDED in line
                continue
            word, what = line.decode().split()
            self.counted[word] += 1
            self.kept.add((word, what))


class Round:
    """One round.

    Args:
        folder: An empty folder.
        chance: What decides what is done, and when a process is killed.
    """

    def __init__(self, folder: Path, chance: Random) -> None:
        self._folder, self._chance = folder, chance
        self._store, self._meeting = folder / "tutor.db", folder / "carried"
        self._said = _Acknowledged()
        self._wrong: list[str] = []
        self._sittings = 0
        self._meeting.mkdir()
        (folder / "deck.md").write_text(deck_text(200), encoding="utf-8")
        Store.open(self._store).close()
        self._met = self._machine("met.db")
        with Store.open(folder / "met.db") as other:
            other.meeting().sync(self._meeting, OTHER_DEVICE, "soak")
        self._parts = _split(self._machine("third.db"))

    def run(self, kills: int) -> Counts:
        """Kill so many processes, and return what was done and found wrong."""
        running = [self._begin(number) for number in range(PROCESSES)]
        for number in range(PROCESSES, PROCESSES + kills):
            doomed = min(running, key=lambda one: one.ends)
            self._listen(running, until=doomed.ends)
            self._kill(doomed)
            running.remove(doomed)
            self._prove()
            running.append(self._begin(number))
        for one in running:
            self._kill(one)
        self._prove(is_last=True)
        self._prove_copies()
        return self._counts(kills + PROCESSES)

    # --- processes -----------------------------------------------------------------------------

    def _begin(self, number: int) -> _Process:
        is_sitting = self._chance.random() < SITTINGS
        self._sittings += is_sitting
        begin = self._begin_sitting if is_sitting else self._begin_worker
        return begin(self._chance.getrandbits(64))

    def _begin_worker(self, seed: int) -> _Process:
        ours, theirs = os.pipe()
        ends = time.monotonic() + self._chance.expovariate(1 / _LIVES)
        if pid := os.fork():
            os.close(theirs)
            return _Process(pid, ours, is_sitting=False, ends=ends)
        try:
            say = acknowledging(theirs)
            work_for_ever(self._store, self._meeting, self._parts, Random(seed), say)
        except BaseException as fault:
            acknowledging(theirs)("fault " + f"{type(fault).__name__}: {fault}".replace(" ", "_"))
        finally:
            os._exit(1)

    def _begin_sitting(self, seed: int) -> _Process:
        ends = time.monotonic() + Random(seed).uniform(0, _SITS)
        command = [sys.executable, "-m", "tutor", "practice", str(self._folder / "deck.md")]
        process = subprocess.Popen(
            [*command, "--new", "200", "--store", str(self._store)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=Home(self._folder).environment,
            bufsize=0,
        )
        assert process.stdin
        assert process.stdout
        process.stdin.write(b"the record of the property\n\n" * 200)
        output = process.stdout.fileno()
        return _Process(process.pid, output, is_sitting=True, ends=ends, popen=process)

    def _listen(self, running: Sequence[_Process], until: float) -> None:
        """Take note of what processes acknowledge, until a moment."""
        by_output = {one.output: one for one in running}
        while (left := until - time.monotonic()) > 0:
            for output in select.select([*by_output], [], [], left)[0]:
                if not self._hear(by_output[output]):
                    del by_output[output]
            if not by_output:
                time.sleep(max(0.0, until - time.monotonic()))

    def _hear(self, process: _Process) -> bool:
        """Take note of what a process has written; return whether there may be more."""
        more = os.read(process.output, 65_536)
        *lines, process.rest = (process.rest + more).split(b"\n")
        self._said.hear(lines, is_sitting=process.is_sitting)
        return bool(more)

    def _kill(self, process: _Process) -> None:
        os.kill(process.pid, signal.SIGKILL)
        while self._hear(process):
            pass
        if process.popen:
            process.popen.wait()
            assert process.popen.stdin
            assert process.popen.stdout
            process.popen.stdin.close()
            process.popen.stdout.close()
        else:
            os.waitpid(process.pid, 0)
            os.close(process.output)

    # --- proofs --------------------------------------------------------------------------------

    def _prove(self, *, is_last: bool = False) -> None:
        """Note what was lost or doubled, and which schedules do not follow from the log."""
        said = set(self._said.kept)
        recorded = self._said.counted["recorded"]
        with closing(sqlite3.connect(self._store)) as raw:
            raw.execute("BEGIN")
            kept = {
                (table, str(row[0]))
                for table in _TABLES
                for row in raw.execute(f"SELECT {_name(table)} FROM {table}")
            }
            doubled = raw.execute(
                "SELECT sitting FROM review WHERE grader = 'made up'"
                " GROUP BY sitting HAVING count(*) > 1"
            ).fetchall()
            [(graded,)] = raw.execute("SELECT count(*) FROM review WHERE grader LIKE 'offline%'")
            raw.execute("COMMIT")
        for number in {int(what) for word, what in said if word == "part"}:
            said |= {(fact.sort, str(fact.key[0])) for fact in self._parts[number]}
        lost = {one for one in said if one[0] in _TABLES} - kept
        self._wrong += [f"lost: {' '.join(one)}" for one in sorted(lost)]
        self._wrong += [f"doubled: {one}" for one in doubled]
        self._wrong += [f"fault: {what}" for word, what in said if word == "fault"]
        most = recorded + self._sittings if is_last else graded  # each may die before it says so
        if not recorded <= graded <= most:
            self._wrong.append(f"sittings: {graded} reviews of {recorded} acknowledged")
        with Store.open(self._store) as store:
            self._wrong += [f"does not follow: {card_id}" for card_id in store.verify()]

    def _prove_copies(self) -> None:
        """Note where the log, in another store, does not give the same again."""
        with closing(sqlite3.connect(self._store)) as raw:
            found = raw.execute("PRAGMA integrity_check").fetchall()
            self._wrong += [f"integrity: {row[0]}" for row in found if row[0] != "ok"]
        try:
            with Store.open(self._store) as store, Store.open(self._folder / "copy.db") as copy:
                store.meeting().sync(self._meeting, DEVICE, "soak")
                copy.union().merge(store.union().facts())
                self._compare(store, copy, "exported")
                with Store.open(self._folder / "carried.db") as carried:
                    carried.meeting().sync(self._meeting, "ca221ed", "soak")
                    self._compare(store, carried, "carried")
        except TutorError as fault:
            self._wrong.append(f"fault: {fault.message}")

    def _compare(self, store: Store, other: Store, how: str) -> None:
        def log(one: Store) -> set[Fact]:
            return {fact for fact in one.union().facts() if fact.sort != "card"}

        if difference := log(store) ^ log(other):
            self._wrong.append(f"{how}: {len(difference)} facts differ")
        if store.schedules() != other.schedules() or other.verify():
            self._wrong.append(f"{how}: schedules differ")

    def _counts(self, kills: int) -> Counts:
        counted = self._said.counted
        with closing(sqlite3.connect(self._store)) as raw:
            [(reviews, undone)] = raw.execute(
                "SELECT (SELECT count(*) FROM review), (SELECT count(*) FROM retraction)"
            )
        return Counts(
            kills=kills,
            sittings=self._sittings,
            recorded=counted["recorded"],
            reviews=int(reviews),
            undone=int(undone),
            acknowledged=counted.total(),
            merges=counted["part"],
            meetings=counted["met"],
            wrong=tuple(dict.fromkeys(self._wrong)),
        )

    def _machine(self, name: str) -> list[Fact]:
        another_machine(self._folder / name, Random(self._chance.getrandbits(64)), _STEPS)
        with Store.open(self._folder / name) as store:
            return list(store.union().facts())


def _split(facts: Sequence[Fact]) -> list[list[Fact]]:
    """Return parts of a log, presets in each: so are the files that are merged."""
    presets = [fact for fact in facts if fact.sort == "preset"]
    rest = [fact for fact in facts if fact.sort != "preset"]
    return [[*presets, *rest[number::_PARTS]] for number in range(_PARTS)]


def _name(table: str) -> str:
    return "review_id" if table in ("retraction", "regrade", "opinion") else "id"
