"""What each key does in a full terminal: the actions, their keys, and where two would clash."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypeVar


class Where(StrEnum):
    """A place in a sitting where keys mean something; the value completes "X, …"."""

    QUESTION = "while an answer is typed"
    REVEAL = "where the answer is not typed"
    CHOICE = "where an answer may be tried again"
    VERDICT = "at a verdict"
    END = "where nothing is left"


_CARD = (Where.QUESTION, Where.REVEAL, Where.CHOICE, Where.VERDICT)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that keys do.

    Attributes:
        name: In the table [keys] of the configuration.
        does: What it does, in one line.
        places: Where it can be done.
        default: Its keys where nobody chose others; the first one is shown.
    """

    name: str
    does: str
    places: tuple[Where, ...]
    default: tuple[str, ...]


ACTIONS = (
    Action("submit", "submit the answer", (Where.QUESTION,), ("c-d", "a-enter")),
    Action("new_line", "a new line", (Where.QUESTION,), ("enter",)),
    Action("dont_know", "I don't know", (Where.QUESTION,), ("c-g",)),
    Action(
        "hint",
        "a hint; the best grade is then hard, after the third again",
        (Where.QUESTION, Where.REVEAL),
        ("h", "f4"),
    ),
    Action("reveal", "show the answer, and grade yourself", (Where.QUESTION,), ("f5",)),
    Action("write", "write the answer in $EDITOR", (Where.QUESTION,), ("f2",)),
    Action(
        "try_again",
        "try again, with a hint; the best grade is then hard",
        (Where.CHOICE,),
        ("t",),
    ),
    Action("show", "show the answer", (Where.REVEAL, Where.CHOICE), ("enter", "space")),
    Action("accept", "accept the proposed grade", (Where.VERDICT,), ("enter", "space")),
    Action("again", "grade: again", (Where.VERDICT,), ("1",)),
    Action("hard", "grade: hard", (Where.VERDICT,), ("2",)),
    Action("good", "grade: good", (Where.VERDICT,), ("3",)),
    Action("easy", "grade: easy", (Where.VERDICT,), ("4",)),
    Action(
        "right", "you were right: this very answer counts from now on", (Where.VERDICT,), ("r",)
    ),
    Action("wrong", "you were wrong", (Where.VERDICT,), ("w",)),
    Action("why", "who decided, and why", (Where.VERDICT,), ("e",)),
    Action("skip", "skip: leave the card for this sitting", _CARD, ("s", "f3")),
    Action("bury", "bury: leave the card until tomorrow", _CARD, ("b", "-", "f9")),
    Action("suspend", "suspend: leave it until you resume it", _CARD, ("x", "@", "f10")),
    Action("flag", "flag it, or take the flag away", _CARD, ("f", "f8")),
    Action("history", "how the card was answered before", _CARD, ("i", "f6")),
    Action("edit_card", "edit the card in its file, with $EDITOR", _CARD, ("c", "f7")),
    Action(
        "undo",
        "undo the last grade, skip or mark, and again the one before",
        (*_CARD, Where.END),
        ("u", "c-z"),
    ),
    Action("finish", "finish", (Where.END,), ("enter", "space")),
    Action("end", "end", (*_CARD[1:], Where.END), ("q",)),
    Action("help", "all keys", _CARD, ("?", "f1")),
)
"""Every action; "-" and "@" are Anki's. Ctrl+C ends everywhere, and so does Ctrl+D, but for an
answer that is begun."""

_BY_NAME = {action.name: action for action in ACTIONS}
_ENDS = ("c-c", "c-d")
_SUBMIT = "submit"

# Ctrl with h, i, j and m is backspace, tab and Enter on every terminal.
_KEY = re.compile(
    r"f(?:[1-9]|1[0-2])|c-[abdefgklnopqrstuvwxyz]|a-(?:[a-z0-9]|enter)"
    r"|enter|space|insert|pageup|pagedown"
)
_WANTED = (
    "is to name keys, such as “f5”, “ctrl+g”, “alt+enter”, “enter”, “space” or a single letter,"
    " with blanks between them"
)

Meaning = TypeVar("Meaning")


class Clash(NamedTuple):
    """Two actions on one key in one place, or a key that is not to be had."""

    first: str
    second: str
    key: str
    where: str


def keys_of(text: str) -> tuple[str, ...]:
    """Return the keys that a text names.

    Raises:
        ValueError: It names something else, or nothing.
    """
    found = tuple(dict.fromkeys(_key(word) for word in text.split()))
    if not found:
        raise ValueError(_WANTED)
    return found


def _key(word: str) -> str:
    if len(word) == 1 and word.isprintable():
        return word
    name = word.casefold().replace("ctrl+", "c-").replace("alt+", "a-")
    if not _KEY.fullmatch(name):
        raise ValueError(_WANTED)
    return name


def shown(key: str) -> str:
    """Return a key as it is shown, as "Ctrl+G"."""
    if len(key) == 1:
        return key
    modifier, _, last = key.rpartition("-")
    name = {"pageup": "PageUp", "pagedown": "PageDown"}.get(last, last.capitalize())
    return {"c": "Ctrl+", "a": "Alt+"}.get(modifier, "") + name


def types(key: str) -> bool:
    """Return whether a key types something into an answer."""
    return len(key) == 1 or key == "space"


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keys do what.

    Attributes:
        chosen: The keys of the actions that the learner chose some for, by name.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def at(self, name: str, where: Where) -> tuple[str, ...]:
        """Return the keys of an action in a place, the one to show first.

        Where an answer is typed, only keys that type nothing count; an action for which none of
        these was chosen keeps its default there.
        """
        action = _BY_NAME[name]
        keys = dict(self.chosen).get(name, action.default)
        if where not in action.places:
            return ()
        if where is not Where.QUESTION:
            return keys
        silent = tuple(key for key in keys if not types(key))
        return silent or tuple(key for key in action.default if not types(key))

    def bound(self, where: Where, meanings: Mapping[str, Meaning]) -> dict[str, Meaning]:
        """Return what each key means in a place, of what actions mean there."""
        return {key: what for name, what in meanings.items() for key in self.at(name, where)}

    def clashes(self) -> Iterator[Clash]:
        """Yield what is wrong with it, each pair of actions and each key once."""
        seen: set[tuple[str, str, str]] = set()
        for where in Where:
            owners: dict[str, str] = {}
            for action in ACTIONS:
                for key in self.at(action.name, where):
                    other = owners.setdefault(key, action.name)
                    if key in _ENDS and (key, action.name) != ("c-d", _SUBMIT):
                        other = ""
                    if other != action.name and (other, action.name, key) not in seen:
                        seen.add((other, action.name, key))
                        yield Clash(other, action.name, key, where)


DEFAULT = Keymap()
"""The keys where nobody chose others."""
