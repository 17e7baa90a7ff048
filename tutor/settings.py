"""What the user has configured: read once, at the edge, from an environment given by parameter."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

STORE = "TUTOR_STORE"
DECKS = "TUTOR_DECKS"
ENCODER = "TUTOR_ENCODER"


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices.

    Attributes:
        store: The file that keeps reviews and schedules.
        decks: Deck files and folders used when a command names none; empty for the bundled ones.
        encoder: A SentenceTransformer's name or folder; "" for the bundled encoder.
    """

    store: Path
    decks: tuple[Path, ...]
    encoder: str


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables.

    `TUTOR_STORE` is a file, `TUTOR_DECKS` a list of paths separated as in `PATH`, and
    `TUTOR_ENCODER` a model's name. An unset or empty variable leaves the default.
    """
    store = environment.get(STORE, "")
    decks = environment.get(DECKS, "")
    return Settings(
        store=Path(store).expanduser() if store else default_store(),
        decks=tuple(Path(part).expanduser() for part in decks.split(os.pathsep) if part),
        encoder=environment.get(ENCODER, ""),
    )


def default_store() -> Path:
    """Return the store's place under the platform's data folder."""
    from platformdirs import user_data_path  # 13 ms that `tutor --help` need not pay

    return user_data_path("tutor", appauthor=False) / "tutor.db"
