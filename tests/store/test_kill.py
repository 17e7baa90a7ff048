"""Whatever was recorded outlives `kill -9`, at any moment."""

from __future__ import annotations

import os
import select
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import IO

import pytest

from tests.store.examples import replayed
from tests.store.recorder import CARDS
from tutor.store.store import Store

KILLS = 60
MOST_LINES = 12  # that a sitting says before it is about to be killed; with none it is opening
LONGEST = 0.02  # s that it lives on, into the middle of some transaction
ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no kill -9 here")


@contextmanager
def recorder(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run `tests.store.recorder` on a store; it ends when its input does."""
    command = [sys.executable, "-m", "tests.store.recorder", str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=ROOT
    ) as process:
        yield process


def lines_within(output: IO[bytes], seconds: float) -> list[str]:
    """Return the lines that come within a time."""
    lines = []
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        if select.select([output], [], [], left)[0]:
            lines.append(line(output))
    return lines


def line(output: IO[bytes]) -> str:
    return output.readline().decode().strip()


def killed_sitting(process: subprocess.Popen[bytes], seed: int, chance: Random) -> list[str]:
    """Hold a sitting, kill it at a moment left to chance, and return everything that it said."""
    orders, output = process.stdin, process.stdout
    assert orders
    assert output
    orders.write(f"{seed}\n".encode())
    pid = int(line(output).split()[1])
    said = [line(output) for _ in range(chance.randrange(MOST_LINES))]
    said += lines_within(output, chance.uniform(0, LONGEST))
    os.kill(pid, signal.SIGKILL)
    while (last := line(output)) != "dead":
        said.append(last)
    return said


def rows(path: Path, sql: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


def test_every_acknowledged_review_outlives_being_killed(path: Path) -> None:
    chance = Random(20)
    said: set[tuple[str, ...]] = set()
    with recorder(path) as process:
        for kill in range(KILLS):
            said |= {tuple(line.split()) for line in killed_sitting(process, kill, chance)}

            with Store.open(path) as store:
                assert store.verify() == ()
                schedules = store.schedules()
                for card in (f"card{n}" for n in range(CARDS)):
                    assert replayed(store, card) == schedules.get(card)
            kept = {("kept", *row) for row in rows(path, "SELECT id FROM review")}
            undone = {("undone", *row) for row in rows(path, "SELECT review_id FROM retraction")}
            assert said <= kept | undone

    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
