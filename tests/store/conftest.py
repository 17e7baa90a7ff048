"""A store of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.store.store import Store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the store of this test lies."""
    return tmp_path / "tutor.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Return an empty store."""
    with Store.open(path) as opened:
        yield opened
