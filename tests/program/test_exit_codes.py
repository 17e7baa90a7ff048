"""Every exit code of the table in the README, brought about."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.program.program import PATIENCE, Program

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def interrupted(tutor: Program, by: signal.Signals) -> int:
    tutor.write("capitals.md", "#flashcards\n\nWhat is the capital of Peru?::Lima\n")
    with tutor.begin("practice", "capitals.md") as process:
        assert process.stdout
        while b"capital of Peru" not in process.stdout.readline():
            pass
        process.send_signal(by)
        return process.wait(PATIENCE)


def found_problems(tutor: Program) -> int:
    tutor.write("odd.md", "#flashcards\n\nLost?::\n")
    return tutor("check", "odd.md").code


def damaged_store(tutor: Program) -> int:
    tutor.write("notes.txt", "mine\n" * 1000)
    return tutor("due", "--store", "notes.txt").code


BROUGHT_ABOUT: dict[int, Callable[[Program], int]] = {
    0: lambda tutor: tutor("due").code,
    1: found_problems,
    2: lambda tutor: tutor("due", "--nonsense").code,
    3: damaged_store,
    4: lambda tutor: (
        tutor("grade", "--reference", "a", "--answer", "b", "--encoder", "no/such").code
    ),
    129: lambda tutor: interrupted(tutor, signal.SIGHUP),
    130: lambda tutor: interrupted(tutor, signal.SIGINT),
    143: lambda tutor: interrupted(tutor, signal.SIGTERM),
}


@pytest.mark.parametrize("code", BROUGHT_ABOUT)
def test_a_code_means_what_the_table_says(tutor: Program, code: int) -> None:
    assert BROUGHT_ABOUT[code](tutor) == code


def test_every_code_of_the_table_is_brought_about() -> None:
    told = re.findall(r"^\| ([\d, ]+) \| ", README, re.MULTILINE)

    assert {int(code) for codes in told for code in codes.split(",")} == BROUGHT_ABOUT.keys()
