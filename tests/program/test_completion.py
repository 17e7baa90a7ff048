"""Shells complete commands and the names of decks, once they were asked to."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.program.program import COMMAND, Program


def completed(tutor: Program, *words: str) -> list[str]:
    """Return what bash is offered for the last of the words after `tutor`."""
    asked = {
        "_TUTOR_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(["tutor", *words]),
        "COMP_CWORD": str(len(words)),
    }
    ended = tutor(setting=asked)
    assert (ended.code, ended.err) == (0, "")
    return ended.out.split()


def test_commands_are_completed(tutor: Program) -> None:
    assert completed(tutor, "verif") == ["verify"]
    assert completed(tutor, "log", "ex") == ["export"]


@pytest.mark.parametrize("command", ["practice", "regrade", "stats", "refit"])
def test_decks_are_completed_by_their_names_and_the_ends_of_these(
    tutor: Program, command: str
) -> None:
    assert completed(tutor, command, "flashcards/pe") == ["flashcards/peer-networks"]
    assert completed(tutor, command, "peer") == ["peer-networks"]


def test_the_decks_that_are_configured_are_completed(tutor: Program, deck: str) -> None:
    tutor.environment["TUTOR_DECKS"] = str(tutor.here / deck)

    assert completed(tutor, "practice", "cap") == ["capitals"]


def test_where_nothing_begins_so_or_nothing_can_be_read_the_shell_is_left_to_complete_files(
    tutor: Program,
) -> None:
    assert completed(tutor, "practice", "notes") == []
    tutor.environment["TUTOR_DECKS"] = str(tutor.here / "gone.md")
    assert completed(tutor, "practice", "peer") == []
    tutor.environment["TUTOR_OFFLINE"] = "nonsense"
    assert completed(tutor, "practice", "peer") == []


@pytest.mark.skipif(not os.path.exists("/bin/bash"), reason="there is no bash")  # noqa: PTH110
def test_completion_is_installed_for_bash(tutor: Program) -> None:
    done = subprocess.run(
        ["/bin/bash", "-c", f"{COMMAND} --install-completion; true"],
        env=tutor.environment | {"SHELL": "/bin/bash"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "bash completion installed" in done.stdout
    script = (tutor.home / ".bash_completions" / "tutor.sh").read_text()
    assert "complete_bash" in script
    assert "tutor.sh" in (tutor.home / ".bashrc").read_text()
