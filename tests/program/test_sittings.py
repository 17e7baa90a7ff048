"""Sittings that run at once, and sittings that are killed."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.program.program import PATIENCE, Program
from tutor.store.store import Store

CARDS = 40
KILLS = 16  # of the whole program; tests/store/test_kill.py kills many more sittings, faster
STARTING = 0.5  # s that a program may live before it is killed, mostly before its first review
MOST_REVIEWS = 8  # that a program records before it is killed
LONGEST = 0.01  # s that it lives on, into the middle of the next

DONT_KNOW = b"\n" * 1_000

# One acknowledged review: a question, its verdict, and the word that it is recorded.
_ACKNOWLEDGED = re.compile(r"^(Number \d+\?)\n(?:(?!Question).*\n)*?Recorded: ", re.MULTILINE)


@pytest.fixture
def numbers(tutor: Program) -> str:
    cards = "".join(f"Number {n}?::It is {n}\n\n" for n in range(CARDS))
    return tutor.write("numbers.md", f"#flashcards\n\n{cards}")


@pytest.fixture
def store(tutor: Program) -> Path:
    path = tutor.home / "tutor.db"
    tutor.environment["TUTOR_STORE"] = str(path)
    return path


def kept(store: Path) -> Counter[str]:
    """Return how many reviews of each question are in a store, after looking for any damage."""
    with Store.open(store) as opened:
        assert opened.verify() == ()
        questions = {card.id: card.question for card in opened.known_cards()}
        histories = opened.histories()
    with closing(sqlite3.connect(store)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return Counter({questions[card]: len(history) for card, history in histories.items()})


def killed(process: subprocess.Popen[bytes], chance: Random) -> Counter[str]:
    """Kill a sitting at a moment left to chance, and return what it had acknowledged."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(DONT_KNOW)
    said = b""
    if chance.random() < 0.5:
        time.sleep(chance.uniform(0, STARTING))
    else:
        for _ in range(chance.randrange(MOST_REVIEWS)):
            while (line := process.stdout.readline()) and b"Recorded" not in line:
                said += line
            said += line  # empty where nothing is left to ask
        time.sleep(chance.uniform(0, LONGEST))
    process.kill()
    process.wait(PATIENCE)
    return Counter(_ACKNOWLEDGED.findall((said + process.stdout.read()).decode()))


def test_every_acknowledged_review_outlives_kill_9_at_any_moment(
    tutor: Program, numbers: str, store: Path
) -> None:
    chance = Random(20)
    acknowledged: Counter[str] = Counter()
    for _ in range(KILLS):
        with tutor.begin("practice", numbers, "--new", str(CARDS)) as process:
            acknowledged += killed(process, chance)

        assert tutor("due", numbers, "--json").code == 0
        assert acknowledged <= kept(store)

    assert acknowledged.total() > KILLS
    [(question, times)] = acknowledged.most_common(1)
    assert len(tutor.reviews(question)) >= times


def test_two_sittings_at_once_lose_no_review(tutor: Program, numbers: str, store: Path) -> None:
    half = b"\n" * (CARDS // 2)
    with tutor.begin("practice", numbers) as one, tutor.begin("practice", numbers) as other:
        for process in (one, other):
            assert process.stdin
            process.stdin.write(half)
            process.stdin.close()
        said = [process.stdout.read().decode() for process in (one, other) if process.stdout]
        codes = [process.wait(PATIENCE) for process in (one, other)]

    assert codes == [0, 0]
    acknowledged = Counter(question for text in said for question in _ACKNOWLEDGED.findall(text))
    assert acknowledged.total() == CARDS
    assert kept(store) == acknowledged
