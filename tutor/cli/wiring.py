"""The one place that chooses implementations and reads the clock, the environment and chance."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tutor import resources
from tutor.errors import StoreError, UsageError
from tutor.settings import (
    LLM_BASE_URL,
    LLM_KEY,
    LLM_MODEL,
    OFFLINE,
    ONE_BLAS_THREAD,
    OPENAI_KEY,
    Settings,
    expanded,
    read_settings,
)

_HUB_OFFLINE = "HF_HUB_OFFLINE"  # of huggingface_hub, which reads it when it is first imported

if TYPE_CHECKING:
    from tutor.cli.evaluate.options import GraderName
    from tutor.evaluation.judging import GraderFactory
    from tutor.evaluation.suite import Suite
    from tutor.grading.asking import Asking
    from tutor.grading.cascade import CascadeGrader
    from tutor.grading.rubric import RubricGrader
    from tutor.grading.verdict import Chat, Encoder
    from tutor.models.chat import OpenAIChat
    from tutor.scheduling.days import Day
    from tutor.store.store import Store


def settings() -> Settings:
    """Return the user's settings.

    Raises:
        UsageError: They have faults; all of them are named.
        ReadError: The configuration file cannot be read.
    """
    return read_settings(os.environ)


def llm_settings(base_url: str, model: str) -> Settings:
    """Return the user's settings with another language model, where one is named.

    What the configured one costs says nothing of another, but the second one has its own prices.

    Raises:
        UsageError, ReadError: As of `settings`.
    """
    named = {LLM_BASE_URL: base_url, LLM_MODEL: model}
    chosen = read_settings({**os.environ, **{name: one for name, one in named.items() if one}})
    usual = settings()
    asked = (chosen.llm_base_url, chosen.llm_model)
    if asked == (usual.llm_base_url, usual.llm_model):
        return chosen
    is_second = asked == (usual.llm_base_url, usual.llm_second_model)
    return replace(chosen, llm_prices=usual.llm_second_prices if is_second else "")


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def zone() -> tzinfo:
    """Return the time zone that this machine's clock shows, changes of the clocks included."""
    from tutor.cli.zone import SystemZone

    return SystemZone()


def today(chosen: Settings) -> Day:
    """Return the learner's day that it is now."""
    from tutor.scheduling.days import day_of

    return day_of(now(), zone(), chosen.day_starts)


def stopwatch() -> Callable[[], float]:
    """Return a clock for durations, in seconds from any beginning; other processes can use it."""
    return time.perf_counter


def one_thread_each() -> None:
    """Have numpy use one thread, in this process and in those that it starts.

    It is to be called before numpy is imported.
    """
    os.environ.setdefault(*ONE_BLAS_THREAD)


def verdict_cache() -> Path:
    """Return the folder where the verdicts of measured graders are kept from run to run."""
    from platformdirs import user_cache_path

    return user_cache_path("tutor", appauthor=False) / "verdicts"


def default_decks() -> tuple[Path, ...]:
    """Return the configured deck paths, or the bundled decks where none are configured."""
    return settings().decks or (resources.seeds(),)


def store_place(path: Path | None) -> Path:
    """Return where the store is: at `path`, or at the configured place.

    Raises:
        StoreError: It is in a home folder that nobody knows.
    """
    place = expanded(path) if path else settings().store
    if str(place).startswith("~"):
        raise StoreError(
            f"{place}: there is no such home folder",
            "Set HOME, or choose another place with --store or TUTOR_STORE.",
        )
    return place


def open_store(path: Path | None) -> Store:
    """Open the store at `path`, or at the configured place.

    Raises:
        StoreError: It cannot be opened.
    """
    from tutor.store.store import Store

    return Store.open(store_place(path))


def open_store_to_read(path: Path | None) -> Store:
    """Open the store at `path`, or at the configured place, though it be read-only or missing.

    Raises:
        StoreError: It cannot be opened.
    """
    from tutor.store.store import Store

    return Store.open_to_read(store_place(path))


def make_encoder(name: str = "") -> Encoder:
    """Return the encoder called `name`: a SentenceTransformer's, or the bundled one for "".

    Raises:
        ModelError: There is no such model here, or its library is not installed.
    """
    from tutor.models.encoder import load_encoder

    _keep_from_hub(name)
    return load_encoder(name or None)


def chosen_encoder(name: str) -> str:
    """Return the name of the encoder that an option named, or else of the configured one."""
    return name or settings().encoder


def _keep_from_hub(encoder: str) -> None:
    """Have a SentenceTransformer looked for on this machine only, where a network is forbidden."""
    if encoder and settings().offline:
        look_on_this_machine_only()


def look_on_this_machine_only() -> None:
    """Have no SentenceTransformer fetched from now on, whatever is configured."""
    os.environ[_HUB_OFFLINE] = "1"


def make_grader(encoder: str = "") -> CascadeGrader:
    """Return the offline grader over the encoder called `encoder` ("" for the bundled one).

    Raises:
        ModelError: The encoder cannot be loaded.
    """
    os.environ.setdefault(*ONE_BLAS_THREAD)
    _keep_from_hub(encoder)
    from tutor.models.offline import load_grader

    return load_grader(encoder or None)


def make_loaded_grader(encoder: str = "") -> CascadeGrader:
    """Return the offline grader with its models in memory, so that no answer pays for loading them.

    Args:
        encoder: As of `make_grader`.

    Raises:
        ModelError: They cannot be loaded.
    """
    from tutor.cards.points import ask
    from tutor.grading.verdict import Answer

    grader = make_grader(encoder)
    grader.grade(ask("What is asked?", "What is wanted."), Answer("Something else is said."))
    return grader


def make_rubric_grader(chosen: Settings) -> RubricGrader:
    """Return the grader that asks the configured language model; nothing is asked yet.

    Raises:
        UsageError: It may not be asked, or is not configured in full.
    """
    from secrets import token_bytes

    return by_rubric(make_chat(chosen), token_bytes(32))


def by_rubric(chat: Chat, fence_key: bytes) -> RubricGrader:
    """Return the rubric's grader over a chat, its fences made by a key."""
    from tutor.grading.fencing import fence_by
    from tutor.grading.rubric import RubricGrader, read_rubric

    rubric = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))
    return RubricGrader(chat, rubric, fence_by(fence_key))


def asking_by(prompt: str, chat: Chat) -> Asking:
    """Return what asks a chat by the bundled instruction called `prompt`."""
    from secrets import token_bytes

    from tutor.grading.asking import Asking
    from tutor.grading.fencing import fence_by
    from tutor.grading.prompt import read_prompt

    text = (resources.prompts() / f"{prompt}.md").read_text(encoding="utf-8")
    return Asking(chat, read_prompt(text), fence_by(token_bytes(32)))


def askable(chosen: Settings) -> Settings:
    """Return the settings with the key of the model, from the keyring where no variable has it.

    Raises:
        UsageError: It may not be asked, or is not configured in full.
    """
    if chosen.offline:
        raise UsageError(
            f"{OFFLINE} is set, or the configuration or --no-network says the same:"
            " no language model may be asked.",
            "Allow it, or choose the offline grader; `tutor config show` tells what forbids it.",
        )
    if chosen.llm_model:
        from tutor.models.stored_keys import stored_key
        from tutor.settings.reading import is_openai

        key = chosen.llm_key or stored_key(chosen.llm_base_url)
        if key or not is_openai(chosen.llm_base_url):
            return replace(chosen, llm_key=key)
    raise UsageError(
        "No language model is configured.",
        f"Run `tutor llm setup`; or set {LLM_MODEL} and {LLM_KEY} (or {OPENAI_KEY}), and"
        f" {LLM_BASE_URL} where the model is not OpenAI's; or choose the offline grader.",
    )


def make_chat(configured: Settings) -> OpenAIChat:
    """Return the configured language model.

    Raises:
        UsageError: It may not be asked, or is not configured in full.
    """
    chosen = askable(configured)
    from tutor.models.chat import TIMEOUT, OpenAIChat
    from tutor.models.prices import Prices

    prices = Prices.parse(chosen.llm_prices) if chosen.llm_prices else None
    timeout = chosen.llm_timeout or TIMEOUT
    return OpenAIChat(chosen.llm_base_url, chosen.llm_model, chosen.llm_key, timeout, prices)


def make_grader_factory(name: GraderName, fits: Sequence[Suite]) -> GraderFactory:
    """Return what makes the grader called `name`, also in other processes.

    Args:
        name: Of the grader, which asks no language model: `tutor.cli.evaluate.asking` makes those.
        fits: What a baseline is fitted on: the dev split of a suite. Of several, each is fitted on
            by itself, to judge the questions of its test split.

    Raises:
        UsageError: A baseline has nothing to be fitted on.
        ModelError: The encoder cannot be loaded.
    """
    from tutor.evaluation import baselines, folds

    if name == "offline":
        return make_loaded_grader
    if name == "cosine" and len(fits) == 1:
        fit = baselines.fit_cosine(fits[0].responses, make_encoder())
        return partial(baselines.cosine, make_encoder, fit)
    if name == "cosine":
        cuts = folds.fit_cosines(fits, make_encoder())
        return partial(folds.folded_cosine, make_encoder, cuts, folds.fold_of(fits))
    fitter = baselines.FITTERS["without-reference" if name == "no-reference" else name]
    graders = tuple(fitter(one.responses) for one in fits)
    whole = graders[0] if len(graders) == 1 else folds.Folded(graders, folds.fold_of(fits))
    return baselines.Always(whole)
