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
HINT = Key("F4", "hint")
REVEAL = Key("F5", "answer")
SKIP = Key("F3", "skip")
UNDO_LAST = Key("Ctrl+Z", "undo last")
END = Key("Ctrl+D", "end")
END_LATER = Key("Ctrl+C", "end")
ALL_KEYS = Key("F1", "keys")

ACCEPT = Key("Enter", "accept")
RIGHT = Key("r", "I was right")
WRONG = Key("w", "I was wrong")
CHOOSE = Key("1-4", "choose")
SET_ASIDE = Key("s", "skip")
UNDO = Key("u", "undo")
EXPLAIN = Key("e", "why")
QUIT = Key("q", "end")
FINISH = Key("Enter", "finish")
HELP = Key("?", "keys")

YES_OR_NO = (Key("y", "yes"), Key("n", "no, a new card"), Key("l", "later"))

AT_OFFER = (Key("y", "change it"), Key("n", "keep it"), Key("q", "end"))

AT_SURE = (Key("1", "a guess"), Key("2", "unsure"), Key("3", "sure"), QUIT)

_MARKS = (
    Key("b or F9", "bury: leave the card until tomorrow"),
    Key("x or F10", "suspend: leave it until you resume it"),
    Key("f or F8", "flag it, or take the flag away"),
    Key("i or F6", "how the card was answered before"),
    Key("c or F7", "edit the card in its file, with $EDITOR"),
)

ALL_AT_QUESTION = (
    Key("Ctrl+D, Alt+Enter", "submit; where nothing is typed, Ctrl+D ends"),
    Key("Enter", "a new line"),
    Key("Ctrl+G", "I don't know"),
    Key("F4", "a hint; the best grade is then hard, after the third again"),
    Key("F5", "show the answer, and grade yourself"),
    Key("F2", "write the answer in $EDITOR"),
    Key("F3", "skip: leave the card for this sitting"),
    *(Key(key.press.split(" or ")[1], key.does) for key in _MARKS),
    Key("Up, Down", "your earlier answers in this sitting"),
    Key("Ctrl+Z", "undo typing; with nothing typed, the last grade or mark"),
    Key("Ctrl+C", "end; what is typed comes back the next time"),
)
"""Every key while an answer is typed."""

ALL_AT_REVEAL = (
    Key("Enter, Space", "show the answer"),
    Key("h or F4", "a hint"),
    Key("s or F3", "skip: leave the card for this sitting"),
    *_MARKS,
    Key("u, Ctrl+Z", "undo the last grade, skip or mark, and again the one before"),
    Key("q, Ctrl+C", "end"),
)
"""Every key where answers are not typed."""

ALL_AT_CHOICE = (
    Key("t", "try again, with a hint; the best grade is then hard"),
    Key("Enter, Space", "show the answer"),
    *ALL_AT_REVEAL[2:],
)
"""Every key at an answer that may be tried again."""

ALL_AT_VERDICT = (
    Key("Enter, Space", "accept the proposed grade"),
    Key("1 2 3 4", "again, hard, good, easy"),
    Key("r", "you were right: this very answer counts from now on"),
    Key("w", "you were wrong"),
    Key("e", "who decided, and why"),
    *ALL_AT_REVEAL[2:],
)
"""Every key at a verdict."""


def before_typing(undoable: bool, has_hint: bool = True) -> list[Key]:
    """Return the keys of a question that nothing was typed for."""
    hint, undo = [HINT] * has_hint, [UNDO_LAST] * undoable
    return [DONT_KNOW, *hint, *undo, END, ALL_KEYS, SKIP, REVEAL]


def while_typing(has_hint: bool = True) -> list[Key]:
    """Return the keys of a question while an answer is being typed."""
    return [SUBMIT, NEW_LINE, *[HINT] * has_hint, END_LATER, ALL_KEYS]


def at_reveal(undoable: bool, has_hint: bool = True) -> list[Key]:
    """Return the keys of a question whose answer is shown and not typed."""
    hint = [Key("h", "hint")] * has_hint
    return [Key("Enter", "show the answer"), *hint, SET_ASIDE, *[UNDO] * undoable, QUIT, HELP]


def at_choice(undoable: bool) -> list[Key]:
    """Return the keys of an answer that may be tried again."""
    again = Key("t", "try again with a hint")
    return [again, Key("Enter", "show the answer"), *[UNDO] * undoable, QUIT, HELP]


def at_verdict(
    proposed: bool, undoable: bool, wrong: bool = True, alone: bool = False
) -> list[Key]:
    """Return the keys of a verdict.

    Args:
        proposed: Whether a grade is proposed.
        undoable: Whether there is a step to undo.
        wrong: Whether the answer was judged to be wrong, or not surely right.
        alone: Whether nobody judged, so that there is nobody to overrule.
    """
    undo = [UNDO] * undoable
    if alone:
        return [CHOOSE, SET_ASIDE, *undo, QUIT, HELP]
    if not proposed:
        return [CHOOSE, RIGHT, WRONG, SET_ASIDE, *undo, EXPLAIN, QUIT, HELP]
    return [ACCEPT, RIGHT if wrong else WRONG, CHOOSE, *undo, EXPLAIN, QUIT, HELP]


def at_end(undoable: bool) -> list[Key]:
    """Return the keys when nothing is left."""
    return [FINISH, *[UNDO] * undoable]


def listed(keys: Sequence[Key]) -> list[tuple[str, str]]:
    """Return each key, padded to the width of the widest, and what it does."""
    widest = max(len(key.press) for key in keys)
    return [(f"{key.press:<{widest}}", key.does) for key in keys]


def bottom_line(keys: Sequence[Key], width: int) -> StyleAndTextTuples:
    """Return the keys as one line of at most `width` columns.

    Where it is full, the last ones go first, but for the key that lists them all.
    """
    listing = [key for key in keys if key.does == ALL_KEYS.does]
    others = [key for key in keys if key.does != ALL_KEYS.does]
    while others and _width(shown := _in_order(keys, [*others, *listing])) > width:
        others.pop()
    shown = _in_order(keys, [*others, *listing])
    line: StyleAndTextTuples = []
    for number, key in enumerate(shown if _width(shown) <= width else []):
        line += [
            ("", _GAP if number else ""),
            ("class:key", key.press),
            ("class:does", f" {key.does}"),
        ]
    return line


_GAP = "  "


def _in_order(keys: Sequence[Key], kept: Sequence[Key]) -> list[Key]:
    return [key for key in keys if key in kept]


def _width(keys: Sequence[Key]) -> int:
    return sum(len(key.press) + 1 + len(key.does) + len(_GAP) for key in keys) - len(_GAP)
