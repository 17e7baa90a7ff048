"""Every setting: its name in the file, its variable, its kind and its default."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tutor import settings as names
from tutor.scheduling.days import DAY_STARTS
from tutor.scheduling.options import DeckOptions
from tutor.settings import GraderChoice, default_store, kinds
from tutor.settings.keymap import ACTIONS, Action
from tutor.settings.kinds import Kind

PRACTICE = "practice"
"""The table of what holds for all decks."""

DECK = "deck"
"""The table of the tables of single decks."""


@dataclass(frozen=True, slots=True)
class Key:
    """A setting.

    Attributes:
        name: In the file: "llm.model" is `model` in the table `[llm]`. With "_" for ".", it is the
            attribute of `Settings`, but for the options of all decks, which its `regime` holds,
            and the keys of a sitting, which its `keymap` holds.
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


@dataclass(frozen=True, slots=True)
class Option:
    """Something that can be said for all decks, in `[practice]`, and for one, in `[deck."…"]`.

    Attributes:
        name: In the file, and in `DeckOptions`.
        kind: How it is read.
        unset: What stands for a default that is no value, to be shown.
    """

    name: str
    kind: Kind
    unset: str = ""

    @property
    def key(self) -> Key:
        """The setting for all decks."""
        variable = f"TUTOR_PRACTICE_{self.name.upper()}"
        return Key(f"{PRACTICE}.{self.name}", variable, self.kind, self._default, self.unset)

    def _default(self) -> object:
        return getattr(DeckOptions(), self.name)


def _nothing() -> None:
    return None


OPTIONS = (
    Option("retention", kinds.RETENTION),
    Option("learning_steps", kinds.STEPS),
    Option("relearning_steps", kinds.STEPS),
    Option("longest_interval", kinds.DAYS),
    Option("new_per_day", kinds.COUNT),
    Option("reviews_per_day", kinds.COUNT, "all that are due"),
    Option("order", kinds.ORDER),
    Option("new_order", kinds.NEW_ORDER),
    Option("bury_siblings", kinds.FLAG),
    Option("spread", kinds.FLAG),
    Option("leech_lapses", kinds.LAPSES),
)


PRESSED = "keys"
"""The table of what each key does."""


def _pressed(action: Action) -> Key:
    variable = f"TUTOR_KEYS_{action.name.upper()}"
    return Key(f"{PRESSED}.{action.name}", variable, kinds.KEYS, lambda: action.default)


def _yes() -> bool:
    return True


KEYS = (
    Key("store", names.STORE, kinds.PATH, default_store),
    Key("decks", names.DECKS, kinds.PATHS, tuple, "the bundled decks"),
    Key("encoder", names.ENCODER, kinds.TEXT, str, "the bundled encoder"),
    Key("grader", names.GRADER, kinds.CHOICE, lambda: GraderChoice.OFFLINE),
    Key("offline", names.OFFLINE, kinds.FLAG, bool),
    Key("day_starts", names.DAY_STARTS, kinds.CLOCK, lambda: DAY_STARTS),
    *(option.key for option in OPTIONS),
    Key("llm.model", names.LLM_MODEL, kinds.MODEL, str, "none"),
    Key("llm.base_url", names.LLM_BASE_URL, kinds.ADDRESS, str, "OpenAI"),
    Key("llm.prices", names.LLM_PRICES, kinds.PRICES, str, "unknown"),
    Key("llm.timeout", names.LLM_TIMEOUT, kinds.SECONDS, _nothing, "20 s"),
    Key("llm.second_model", names.LLM_SECOND_MODEL, kinds.MODEL, str, "none"),
    Key("llm.second_prices", names.LLM_SECOND_PRICES, kinds.PRICES, str, "unknown"),
    Key("llm.max_cost_sitting", names.LLM_MAX_COST_SITTING, kinds.DOLLARS, _nothing, "any sum"),
    Key("llm.max_cost_day", names.LLM_MAX_COST_DAY, kinds.DOLLARS, _nothing, "any sum"),
    Key("llm.unsure", names.LLM_UNSURE, kinds.SHARE, _nothing, "as shipped"),
    Key("practice.sureness", names.SURENESS, kinds.FLAG, bool),
    Key("practice.second_try", names.SECOND_TRY, kinds.FLAG, _yes),
    Key("sync.folder", names.SYNC_FOLDER, kinds.PATH, _nothing, "none"),
    *map(_pressed, ACTIONS),
)
