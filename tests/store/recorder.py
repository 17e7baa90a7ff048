"""Records reviews until it is killed, and says what it has done once that is on the disk.

    python -m tests.store.recorder STORE

For each number that it reads it forks a sitting, seeded with that number. A sitting writes
`pid PID`, then `kept ID` or `undone ID` after each transaction, and ends only by being killed;
`dead` follows. Forking spares each sitting the time of importing.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path
from random import Random

from tests.scheduling.examples import NOON
from tests.store.examples import keep, review, undo
from tutor.scheduling.review import Grade
from tutor.store.ids import Ids
from tutor.store.store import Store

CARDS = 5
UNDONE = 0.2  # the share of reviews that are undone at once


def say(line: str) -> None:
    """Write a line in one call, so that none is cut in two by a kill."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def record_for_ever(path: Path, chance: Random) -> None:
    """Hold a sitting that does not end."""
    store = Store.open(path)
    ids = Ids(chance.randbytes, after=store.last_id())
    at = NOON
    while True:
        at += timedelta(hours=chance.randrange(100))
        card, grade = f"card{chance.randrange(CARDS)}", chance.choice([*Grade])
        made = review(card, at, grade, new_id=ids.new(at))
        store.save_draft(card, made.answer.text, at)
        keep(store, made)
        say(f"kept {made.id}")
        if chance.random() < UNDONE:
            undo(store, made, at)
            say(f"undone {made.id}")


def main(path: Path) -> None:
    for seed in sys.stdin:
        if sitting := os.fork():
            os.waitpid(sitting, 0)
            say("dead")
        else:
            say(f"pid {os.getpid()}")
            record_for_ever(path, Random(int(seed)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
