"""The one place that chooses implementations and reads the clock, the environment and chance."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tutor import resources
from tutor.settings import Settings, read_settings

if TYPE_CHECKING:
    from tutor.grading.cascade import CascadeGrader
    from tutor.grading.verdict import Encoder
    from tutor.store.store import Store


def settings() -> Settings:
    """Return the user's settings."""
    return read_settings(os.environ)


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def default_decks() -> tuple[Path, ...]:
    """Return the configured deck paths, or the bundled decks where none are configured."""
    return settings().decks or (resources.seeds(),)


def open_store(path: Path | None) -> Store:
    """Open the store at `path`, or at the configured place.

    Raises:
        StoreError: It cannot be opened.
    """
    from tutor.store.store import Store

    return Store.open(path or settings().store)


def make_encoder(name: str = "") -> Encoder:
    """Return the encoder called `name`: a SentenceTransformer's, or the bundled one for "".

    Raises:
        ModelError: There is no such model here, or its library is not installed.
    """
    from tutor.models.encoder import load_encoder

    return load_encoder(name or None)


def make_grader(encoder: str = "") -> CascadeGrader:
    """Return the offline grader over the encoder called `encoder` ("" for the bundled one).

    Raises:
        ModelError: The encoder cannot be loaded.
    """
    from tutor.grading.cascade import CascadeGrader
    from tutor.models.head import load_head

    return CascadeGrader(make_encoder(encoder), load_head())
