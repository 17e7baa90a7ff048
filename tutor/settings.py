"""What the user has configured: read once, at the edge, from an environment given by parameter."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

STORE = "TUTOR_STORE"
DECKS = "TUTOR_DECKS"
ENCODER = "TUTOR_ENCODER"
LLM_MODEL = "TUTOR_LLM_MODEL"
LLM_BASE_URL = "TUTOR_LLM_BASE_URL"
LLM_KEY = "TUTOR_LLM_KEY"
LLM_PRICES = "TUTOR_LLM_PRICES"
OPENAI_KEY = "OPENAI_API_KEY"
OFFLINE = "TUTOR_OFFLINE"


ONE_BLAS_THREAD = ("OPENBLAS_NUM_THREADS", "1")
"""What numpy is to find in the environment when it is first imported: the matrices of grading are
small, and a second thread of its BLAS makes a grade twice as slow."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices.

    Attributes:
        store: The file that keeps reviews and schedules.
        decks: Deck files and folders used when a command names none; empty for the bundled ones.
        encoder: A SentenceTransformer's name or folder; "" for the bundled encoder.
        llm_model: The model that judges by the rubric; "" for none.
        llm_base_url: Where it is asked, as OpenAI's API is; "" for OpenAI itself.
        llm_key: What it is asked with; "" where the endpoint wants no key.
        llm_prices: What it costs, for `tutor.models.chat.Prices`; "" where that is not known.
        offline: Whether nothing may be asked over a network.
    """

    store: Path
    decks: tuple[Path, ...]
    encoder: str
    llm_model: str
    llm_base_url: str
    llm_key: str = field(repr=False)
    llm_prices: str
    offline: bool


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables.

    `TUTOR_STORE` is a file, `TUTOR_DECKS` a list of paths separated as in `PATH`, and
    `TUTOR_ENCODER` a model's name. `TUTOR_LLM_MODEL`, `TUTOR_LLM_BASE_URL` and `TUTOR_LLM_KEY` say
    whom the rubric asks, `TUTOR_LLM_PRICES` what that costs, and `TUTOR_OFFLINE=1` forbids it.
    `OPENAI_API_KEY` is the key where OpenAI itself is asked; it is never sent anywhere else. An
    unset or empty variable leaves the default.
    """
    store = environment.get(STORE, "")
    decks = environment.get(DECKS, "")
    return Settings(
        store=expanded(Path(store)) if store else default_store(),
        decks=tuple(expanded(Path(part)) for part in decks.split(os.pathsep) if part),
        encoder=environment.get(ENCODER, ""),
        llm_model=environment.get(LLM_MODEL, "").strip(),
        llm_base_url=environment.get(LLM_BASE_URL, "").strip(),
        llm_key=_llm_key(environment),
        llm_prices=environment.get(LLM_PRICES, "").strip(),
        offline=environment.get(OFFLINE, "") not in ("", "0"),
    )


def _llm_key(environment: Mapping[str, str]) -> str:
    is_openai = not environment.get(LLM_BASE_URL, "").strip()
    own = environment.get(LLM_KEY, "").strip()
    return own or (environment.get(OPENAI_KEY, "").strip() if is_openai else "")


def expanded(path: Path) -> Path:
    """Return `path` with a leading `~` or `~user` replaced; as it is where there is no such user.

    A shell does not expand what stands in a variable or after `--store=`.
    """
    return Path(os.path.expanduser(path))  # noqa: PTH111  Path.expanduser raises for such a user


def default_store() -> Path:
    """Return the store's place under the platform's data folder."""
    from platformdirs import user_data_path  # 13 ms that `tutor --help` need not pay

    return user_data_path("tutor", appauthor=False) / "tutor.db"
