"""Every setting: its name in the file, its variable, its kind and its default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tutor import settings as names
from tutor.settings import GraderChoice, default_store, kinds
from tutor.settings.kinds import Kind


@dataclass(frozen=True, slots=True)
class Key:
    """A setting.

    Attributes:
        name: In the file: "llm.model" is `model` in the table `[llm]`. With "_" for ".", it is the
            attribute of `Settings`.
        variable: What goes before the file.
        kind: How it is read.
        default: Returns the value where nobody chose one.
        unset: What stands for a default that is no value, to be shown.
    """

    name: str
    variable: str
    kind: Kind
    default: Callable[[], object]
    unset: str = ""

    @property
    def attribute(self) -> str:
        """Its name in `Settings`."""
        return self.name.replace(".", "_")


def _nothing() -> None:
    return None


KEYS = (
    Key("store", names.STORE, kinds.PATH, default_store),
    Key("decks", names.DECKS, kinds.PATHS, tuple, "the bundled decks"),
    Key("encoder", names.ENCODER, kinds.TEXT, str, "the bundled encoder"),
    Key("grader", names.GRADER, kinds.CHOICE, lambda: GraderChoice.OFFLINE),
    Key("offline", names.OFFLINE, kinds.FLAG, bool),
    Key("llm.model", names.LLM_MODEL, kinds.MODEL, str, "none"),
    Key("llm.base_url", names.LLM_BASE_URL, kinds.ADDRESS, str, "OpenAI"),
    Key("llm.prices", names.LLM_PRICES, kinds.PRICES, str, "unknown"),
    Key("llm.timeout", names.LLM_TIMEOUT, kinds.SECONDS, _nothing, "20 s"),
    Key("llm.second_model", names.LLM_SECOND_MODEL, kinds.MODEL, str, "none"),
    Key("llm.second_prices", names.LLM_SECOND_PRICES, kinds.PRICES, str, "unknown"),
    Key("llm.max_cost_sitting", names.LLM_MAX_COST_SITTING, kinds.DOLLARS, _nothing, "any sum"),
    Key("llm.max_cost_day", names.LLM_MAX_COST_DAY, kinds.DOLLARS, _nothing, "any sum"),
    Key("llm.unsure", names.LLM_UNSURE, kinds.SHARE, _nothing, "as shipped"),
)
