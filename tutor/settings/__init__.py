"""What the user has configured: read at the edge, from an environment given by parameter.

A variable goes before the configuration file, and an option of a command before both.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.scheduling.options import Regime
    from tutor.settings.keymap import Keymap

CONFIG = "TUTOR_CONFIG"
STORE = "TUTOR_STORE"
DECKS = "TUTOR_DECKS"
ENCODER = "TUTOR_ENCODER"
GRADER = "TUTOR_GRADER"
OFFLINE = "TUTOR_OFFLINE"
DAY_STARTS = "TUTOR_DAY_STARTS"
LLM_MODEL = "TUTOR_LLM_MODEL"
LLM_BASE_URL = "TUTOR_LLM_BASE_URL"
LLM_KEY = "TUTOR_LLM_KEY"
LLM_PRICES = "TUTOR_LLM_PRICES"
LLM_TIMEOUT = "TUTOR_LLM_TIMEOUT"
LLM_SECOND_MODEL = "TUTOR_LLM_SECOND_MODEL"
LLM_SECOND_PRICES = "TUTOR_LLM_SECOND_PRICES"
LLM_MAX_COST_SITTING = "TUTOR_LLM_MAX_COST_SITTING"
LLM_MAX_COST_DAY = "TUTOR_LLM_MAX_COST_DAY"
LLM_UNSURE = "TUTOR_LLM_UNSURE"
SURENESS = "TUTOR_PRACTICE_SURENESS"
SECOND_TRY = "TUTOR_PRACTICE_SECOND_TRY"
SYNC_FOLDER = "TUTOR_SYNC_FOLDER"
OPENAI_KEY = "OPENAI_API_KEY"


ONE_BLAS_THREAD = ("OPENBLAS_NUM_THREADS", "1")
"""What numpy is to find in the environment when it is first imported: the matrices of grading are
small, and a second thread of its BLAS makes a grade twice as slow."""


class GraderChoice(StrEnum):
    """Which answers a language model judges."""

    OFFLINE = "offline"
    WHEN_UNSURE = "when-unsure"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices.

    Attributes:
        store: The file that keeps reviews and schedules.
        decks: Deck files and folders used when a command names none; empty for the bundled ones.
        encoder: A SentenceTransformer's name or folder; "" for the bundled encoder.
        grader: Which answers a language model judges.
        offline: Whether nothing may be asked over a network.
        day_starts: When a day begins, local time.
        regime: How the cards of each deck are practised.
        llm_model: The model that judges by the rubric; "" for none.
        llm_base_url: Where it is asked, as OpenAI's API is; "" for OpenAI itself.
        llm_prices: What it costs, for `tutor.models.chat.Prices`; "" where that is not known.
        llm_timeout: Seconds > 0 that all may take which it is asked for at once, tries, waits and
            asking again for what could not be read included; None for the default.
        llm_second_model: Another model at the same address, for a second opinion; "" for none.
        llm_second_prices: What that one costs, as `llm_prices`.
        llm_max_cost_sitting: Dollars ≥ 0 that a sitting may cost; None for any sum.
        llm_max_cost_day: Dollars ≥ 0 that a day may cost; None for any sum.
        llm_unsure: From which doubt on a model is asked, in [0, 1]
            (`tutor.grading.referral.doubt_of`); None for the shipped one.
        practice_sureness: Whether a sitting asks how sure an answer is.
        practice_second_try: Whether a wrong answer may be tried again before it is shown what it
            lacks.
        sync_folder: Where the stores of several machines meet; None for nowhere.
        keymap: Which keys do what in a sitting.
        llm_key: What it is asked with, as the environment has it; "" where it has none.
    """

    store: Path
    decks: tuple[Path, ...]
    encoder: str
    grader: GraderChoice
    offline: bool
    day_starts: time
    regime: Regime
    llm_model: str
    llm_base_url: str
    llm_prices: str
    llm_timeout: float | None
    llm_second_model: str
    llm_second_prices: str
    llm_max_cost_sitting: float | None
    llm_max_cost_day: float | None
    llm_unsure: float | None
    practice_sureness: bool
    practice_second_try: bool
    sync_folder: Path | None
    keymap: Keymap
    llm_key: str = field(repr=False)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from environment variables and the configuration file.

    `tutor.settings.keys` lists them. An unset or empty variable leaves what the file says, and the
    default where that says nothing. `OPENAI_API_KEY` is the key where OpenAI itself is asked; it is
    never sent anywhere else.

    Raises:
        UsageError: A variable or the file has faults; all of them are named.
        ReadError: The file cannot be read.
    """
    from tutor.settings.reading import resolve

    return resolve(environment).settings


def config_path(environment: Mapping[str, str]) -> Path:
    """Return where the configuration file is or would be: there may be none.

    It begins with "~" where nobody knows the home folder.
    """
    if chosen := environment.get(CONFIG, ""):
        return expanded(Path(chosen))
    from platformdirs import user_config_path

    return user_config_path("tutor", appauthor=False) / "config.toml"


def expanded(path: Path) -> Path:
    """Return `path` with a leading `~` or `~user` replaced; as it is where there is no such user.

    A shell does not expand what stands in a variable or after `--store=`.
    """
    return Path(os.path.expanduser(path))  # noqa: PTH111  Path.expanduser raises for such a user


def default_store() -> Path:
    """Return the store's place under the platform's data folder."""
    from platformdirs import user_data_path  # 13 ms that `tutor --help` need not pay

    return user_data_path("tutor", appauthor=False) / "tutor.db"
