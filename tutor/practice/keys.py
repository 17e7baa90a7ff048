"""The keys as they are shown: the line at the bottom of the screen, and the list of them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from prompt_toolkit.formatted_text import StyleAndTextTuples

from tutor.scheduling.review import Grade
from tutor.settings.keymap import ACTIONS, DEFAULT, Keymap, Where, shown


class Key(NamedTuple):
    """A key as the bottom line shows it, and what it does."""

    press: str
    does: str


YES_OR_NO = (Key("y", "yes"), Key("n", "no, a new card"), Key("l", "later"))

AT_OFFER = (Key("y", "change it"), Key("n", "keep it"), Key("q", "end"))

AT_SURE = (Key("1", "a guess"), Key("2", "unsure"), Key("3", "sure"), Key("q", "end"))

LISTING = "keys"
"""What the key does that lists them all."""

GRADES = tuple(grade.name.lower() for grade in Grade)
"""The actions that give a grade, the lowest first."""

_BEFORE_TYPING = "undo typing; with nothing typed, the last grade or mark"
_END_WHILE_TYPING = "end; what is typed comes back the next time"


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of the keys.

    Attributes:
        keymap: Which they are.
    """

    keymap: Keymap = DEFAULT

    def before_typing(self, undoable: bool, has_hint: bool = True) -> list[Key]:
        """Return the keys of a question that nothing was typed for."""
        return [
            self._one("dont_know", "I don't know"),
            *[self._one("hint", "hint")] * has_hint,
            *[self._one("undo", "undo last")] * undoable,
            Key("Ctrl+D", "end"),
            self._one("help", LISTING),
            self._one("skip", "skip"),
            self._one("reveal", "answer"),
        ]

    def while_typing(self, has_hint: bool = True) -> list[Key]:
        """Return the keys of a question while an answer is being typed."""
        submits = self.keymap.at("submit", Where.QUESTION)
        return [
            Key(" or ".join(map(shown, submits[:2])), "submit"),
            self._one("new_line", "new line"),
            *[self._one("hint", "hint")] * has_hint,
            Key("Ctrl+C", "end"),
            self._one("help", LISTING),
        ]

    def at_reveal(self, undoable: bool, has_hint: bool = True) -> list[Key]:
        """Return the keys of a question whose answer is shown and not typed."""
        at = Where.REVEAL
        return [
            self._one("show", "show the answer", at),
            *[self._one("hint", "hint", at)] * has_hint,
            self._one("skip", "skip", at),
            *self._last(at, undoable),
        ]

    def at_choice(self, undoable: bool) -> list[Key]:
        """Return the keys of an answer that may be tried again."""
        at = Where.CHOICE
        return [
            self._one("try_again", "try again with a hint", at),
            self._one("show", "show the answer", at),
            *self._last(at, undoable),
        ]

    def at_verdict(
        self, proposed: bool, undoable: bool, wrong: bool = True, alone: bool = False
    ) -> list[Key]:
        """Return the keys of a verdict.

        Args:
            proposed: Whether a grade is proposed.
            undoable: Whether there is a step to undo.
            wrong: Whether the answer was judged to be wrong, or not surely right.
            alone: Whether nobody judged, so that there is nobody to overrule.
        """
        at = Where.VERDICT
        skip, choose = self._one("skip", "skip", at), Key(self._grades(), "choose")
        right = self._one("right", "I was right", at)
        is_wrong = self._one("wrong", "I was wrong", at)
        if alone:
            return [choose, skip, *self._last(at, undoable)]
        last = self._last(at, undoable)
        last.insert(-2, self._one("why", "why", at))
        if not proposed:
            return [choose, right, is_wrong, skip, *last]
        return [self._one("accept", "accept", at), right if wrong else is_wrong, choose, *last]

    def at_end(self, undoable: bool) -> list[Key]:
        """Return the keys when nothing is left."""
        at = Where.END
        undo = [self._one("undo", "undo", at)] * undoable
        return [self._one("finish", "finish", at), *undo]

    def grade(self, grade: Grade) -> str:
        """Return the key that gives a grade."""
        return shown(self.keymap.at(GRADES[grade - 1], Where.VERDICT)[0])

    def all_at(self, where: Where) -> list[Key]:
        """Return every key of a place."""
        found = []
        for action in ACTIONS:
            keys = self.keymap.at(action.name, where)
            does = _BEFORE_TYPING if (action.name, where) == _UNDO_TYPING else action.does
            if action.name == GRADES[0] and keys:
                found.append(Key(self._grades(), "again, hard, good, easy"))
            elif action.name == "end" and keys:
                found.append(Key(", ".join([*map(shown, keys), "Ctrl+C"]), does))
            elif action.name not in ("help", *GRADES) and keys:
                found.append(Key(", ".join(map(shown, keys)), does))
        if where is Where.QUESTION:
            found += [
                Key("Up, Down", "your earlier answers in this sitting"),
                Key("Ctrl+C", _END_WHILE_TYPING),
            ]
        return found

    def _last(self, where: Where, undoable: bool) -> list[Key]:
        undo = [self._one("undo", "undo", where)] * undoable
        return [*undo, self._one("end", "end", where), self._one("help", LISTING, where)]

    def _one(self, action: str, does: str, where: Where = Where.QUESTION) -> Key:
        return Key(shown(self.keymap.at(action, where)[0]), does)

    def _grades(self) -> str:
        pressed = [self.grade(grade) for grade in Grade]
        return "1-4" if pressed == ["1", "2", "3", "4"] else " ".join(pressed)


_UNDO_TYPING = ("undo", Where.QUESTION)


def listed(keys: Sequence[Key]) -> list[tuple[str, str]]:
    """Return each key, padded to the width of the widest, and what it does."""
    widest = max(len(key.press) for key in keys)
    return [(f"{key.press:<{widest}}", key.does) for key in keys]


def bottom_line(keys: Sequence[Key], width: int) -> StyleAndTextTuples:
    """Return the keys as one line of at most `width` columns.

    Where it is full, the last ones go first, but for the key that lists them all.
    """
    kept = list(keys)
    others = [key for key in keys if key.does != LISTING]
    while _width(kept) > width and kept:
        kept.remove(others.pop() if others else kept[-1])
    line: StyleAndTextTuples = []
    for number, key in enumerate(kept):
        gap = _GAP if number else ""
        line += [("", gap), ("class:key", key.press), ("class:does", f" {key.does}")]
    return line


_GAP = "  "


def _width(keys: Sequence[Key]) -> int:
    return sum(len(key.press) + 1 + len(key.does) + len(_GAP) for key in keys) - len(_GAP)
