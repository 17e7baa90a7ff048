from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.program.program import CAPITALS, Program

# Signals, permissions and limits are set as POSIX has them.
collect_ignore_glob = [] if os.name == "posix" else ["test_*.py"]


@pytest.fixture
def tutor(tmp_path: Path) -> Program:
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    return Program(home, here)


@pytest.fixture
def deck(tutor: Program) -> str:
    return tutor.write("capitals.md", CAPITALS)
