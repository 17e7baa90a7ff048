"""Which keys there are, and the line at the bottom of the screen that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from prompt_toolkit.formatted_text import StyleAndTextTuples


class Key(NamedTuple):
    """A key as the bottom line shows it, and what it does."""

    press: str
    does: str


SUBMIT = Key("Ctrl+D or Alt+Enter", "submit")
NEW_LINE = Key("Enter", "new line")
DONT_KNOW = Key("Ctrl+G", "I don't know")
EDITOR = Key("F2", "editor")
SKIP = Key("F3", "skip")
UNDO_LAST = Key("Ctrl+Z", "undo last")
END = Key("Ctrl+D", "end")
END_LATER = Key("Ctrl+C", "end, keep this")

ACCEPT = Key("Enter", "accept")
RIGHT = Key("r", "I was right")
WRONG = Key("w", "I was wrong")
CHOOSE = Key("1-4", "choose")
SET_ASIDE = Key("s", "skip")
UNDO = Key("u", "undo")
EXPLAIN = Key("e", "why")
QUIT = Key("q", "end")
FINISH = Key("Enter", "finish")

YES_OR_NO = (Key("y", "yes"), Key("n", "no, a new card"), Key("l", "later"))

AT_OFFER = (Key("y", "change it"), Key("n", "keep it"), Key("q", "end"))


def before_typing(undoable: bool) -> list[Key]:
    """Return the keys of a question that nothing was typed for."""
    return [DONT_KNOW, *[UNDO_LAST] * undoable, END, EDITOR, SKIP]


def while_typing() -> list[Key]:
    """Return the keys of a question while an answer is being typed."""
    return [SUBMIT, NEW_LINE, EDITOR, END_LATER]


def at_verdict(proposed: bool, undoable: bool) -> list[Key]:
    """Return the keys of a verdict."""
    first = [ACCEPT, RIGHT, WRONG, CHOOSE] if proposed else [CHOOSE, RIGHT, WRONG, SET_ASIDE]
    return [*first, *[UNDO] * undoable, EXPLAIN, QUIT]


def at_end(undoable: bool) -> list[Key]:
    """Return the keys when nothing is left."""
    return [FINISH, *[UNDO] * undoable]


def bottom_line(keys: Sequence[Key], width: int) -> StyleAndTextTuples:
    """Return the keys as one line of at most `width` columns; the last ones go where it is full."""
    line: StyleAndTextTuples = []
    left = width
    for number, key in enumerate(keys):
        gap = "  " if number else ""
        left -= len(gap) + len(key.press) + 1 + len(key.does)
        if left < 0:
            break
        line += [("", gap), ("class:key", key.press), ("class:does", f" {key.does}")]
    return line
