"""How a labeller is asked: on a full terminal by single keys, or in plain lines.

Both show the question, the key points and the response, and nothing that tells what the response
was written to show or what anybody said of it. The response stands behind a bar, so that nothing
in it can be taken for a line of the program.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from string import ascii_letters
from typing import Protocol, TextIO

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
from rich.console import Console
from rich.text import Text

from tutor.cards.card import Card, KeyPoint
from tutor.evaluation.labelling import (
    Asked,
    Item,
    LevelAsked,
    NothingAsked,
    PointAsked,
    Quit,
    Reply,
    Sitting,
    choices,
    chosen,
)
from tutor.evaluation.suite import Label
from tutor.practice import keys, screen
from tutor.practice.plain_lines import wrapped
from tutor.practice.prompts import STYLE, Wires, drop_typed_ahead
from tutor.text import one_line, plain

LEVEL_GUIDE = (
    "Level: correct when all that is needed is there and nothing said about it is wrong; partial"
    " when a real part of it is; incorrect otherwise."
)
POINT_GUIDE = (
    "Points: covered when said, in whatever words; partly when half said, or too vague to be sure;"
    " contradicted when the opposite is said; missing otherwise."
)
GUIDE = (LEVEL_GUIDE, POINT_GUIDE)
"""What the labels mean; said once, before the first response."""

NOTHING = "(nothing was typed)"
BAR = "│ "

_KEYS = {key: key for key in ascii_letters} | {"c-c": "q", "c-d": "q", "c-z": "u"}
"""The keys that are taken, and what each says. No others: what a terminal reports of itself comes
as keys, too, and prompt_toolkit waits for it."""

_STATUS_COLUMN = 14


class Face(Protocol):
    """A way to ask a labeller."""

    def say(self, line: str) -> None:
        """Say something beside the responses; harmless text."""
        ...

    def ask(self, sitting: Sitting) -> Reply:
        """Show what is asked in a sitting, and return what came of it."""
        ...


def kept_line(label: Label) -> str:
    """Return the line after a response: what it was labelled."""
    return f"→ {label.level}" + f" ({', '.join(label.points)})" * bool(label.points)


# --- a full terminal ------------------------------------------------------------------------------


class TerminalFace:
    """Asks on a full terminal, by single keys.

    Args:
        console: What is asked is printed on.
        wires: Where the keys come from and the prompt is drawn.
    """

    def __init__(self, console: Console, wires: Wires | None = None) -> None:
        self._console = console
        self._wires = wires or Wires()

    def say(self, line: str) -> None:
        """Say something beside the responses."""
        screen.show(self._console, *screen.sentence(self._console, Text(line)))

    def ask(self, sitting: Sitting) -> Reply:
        """Show what is asked in a sitting, and return what came of it."""
        asked = sitting.asked
        if isinstance(asked, LevelAsked):
            screen.show(self._console, *_item_texts(self._console, asked.item, sitting))
        return _KeyPrompt(asked, self._wires).run()


class _KeyPrompt:
    """Asks for all that is to be said of one response, and leaves no trace of itself.

    It stands until the response is done with: between two prompts, the keys of somebody who
    presses them fast would be dropped, and the next would count for the wrong point.
    """

    def __init__(self, asked: Asked, wires: Wires) -> None:
        self._asked = asked
        self._wires = wires
        bindings = KeyBindings()
        for key, says in _KEYS.items():
            bindings.add(key, eager=True)(partial(self._press, says))
        rows = [
            Window(FormattedTextControl(self._lines), dont_extend_height=True),
            Window(),
            Window(FormattedTextControl(self._bottom), height=1),
        ]
        self._app: Application[Reply] = Application(
            layout=Layout(HSplit(rows)),
            key_bindings=bindings,
            style=STYLE,
            erase_when_done=True,
            input=wires.input,
            output=wires.output,
        )

    def run(self) -> Reply:
        """Ask, and return what came of it; a terminal that is gone ends the sitting."""
        drop_typed_ahead(self._wires.input)
        try:
            return self._app.run()
        except EOFError:
            return Quit()

    def _press(self, says: str, event: KeyPressEvent) -> None:
        to = chosen(self._asked, says)
        if isinstance(to, LevelAsked | PointAsked | NothingAsked):
            self._asked = to
        elif to:
            event.app.exit(result=to)

    def _lines(self) -> StyleAndTextTuples:
        return prompt_lines(self._asked, self._wires.output.get_size().columns)

    def _bottom(self) -> StyleAndTextTuples:
        shown = [keys.Key(one.key, one.name) for one in choices(self._asked)]
        return keys.bottom_line(shown, self._wires.output.get_size().columns)


def prompt_lines(asked: Asked, width: int) -> StyleAndTextTuples:
    """Return what stands below a response: what was said of it so far, and what is asked.

    Args:
        asked: What is asked.
        width: Columns of the terminal.
    """
    match asked:
        case NothingAsked():
            return [("bold", "\n  That was all.")]
        case LevelAsked():
            return [("bold", "\n  Level?")]
        case PointAsked(before, level, given):
            head = f"\n  {level}; point {len(given) + 1}?\n"
            points = zip(before.item.card.points, [*given, ""], strict=False)
            lines = (
                _point_line(n, point, said, width) for n, (point, said) in enumerate(points, 1)
            )
            return [("bold", head), ("", "\n".join(lines))]


def _point_line(number: int, point: KeyPoint, said: str, width: int) -> str:
    start = f"  {number} {said or '?':<{_STATUS_COLUMN}}"
    return start + one_line(point.text, max(20, width - len(start)))


def _item_texts(console: Console, item: Item, sitting: Sitting) -> list[Text]:
    head = Text(f"{sitting.labelled} of {sitting.total} labelled", "dim")
    lines = [Text(), head, Text()]
    lines += screen.sentence(console, Text(plain(item.card.question), "bold"))
    lines += [Text(), Text(_reference_head(item.card), "dim")]
    for number, point in enumerate(item.card.points, start=1):
        lines += screen.hang(console, Text(f"  {number}  "), Text(_point(point)))
    for whole in item.card.accepted:
        lines += screen.hang(console, Text("  or "), Text(plain(whole)))
    return [*lines, Text(), Text("Response", "dim"), *_behind_bar(console, item.text)]


def _behind_bar(console: Console, text: str) -> list[Text]:
    """Return a response, wrapped, with a bar before every line."""
    bar = Text(f"  {BAR}", "dim")
    if not text.strip():
        return [Text.assemble(bar, (NOTHING, "dim"))]
    body = Text(plain(text)).wrap(console, max(20, screen.page(console) - len(bar)), tab_size=4)
    for line in body:
        line.rstrip()
    return [Text.assemble(bar, line) for line in body]


def _reference_head(card: Card) -> str:
    required = sum(point.required for point in card.points)
    if len(card.points) == 1:
        return "Reference"
    return "Reference" if card.needed >= required else f"Reference: any {card.needed} of these"


def _point(point: KeyPoint) -> str:
    also = f" (also: {' | '.join(map(plain, point.accepted))})" * bool(point.accepted)
    return plain(point.text) + " (bonus)" * (not point.required) + also


# --- plain lines ----------------------------------------------------------------------------------


class LinesFace:
    """Asks in plain lines: for screen readers, terminals that only print, and pipes.

    Args:
        source: What they type: keys or the words for them, one to a line or several.
        sink: What they read.
        columns: How wide a line may be; 0 for any width.
    """

    def __init__(self, source: TextIO, sink: TextIO, columns: int = 0) -> None:
        self._source = source
        self._sink = sink
        self._columns = columns

    def say(self, line: str) -> None:
        """Say something beside the responses."""
        self._sink.write(f"{wrapped(line, self._columns)}\n")
        self._sink.flush()

    def ask(self, sitting: Sitting) -> Reply:
        """Show what is asked in a sitting, and return what came of it."""
        asked: Asked = sitting.asked
        if isinstance(asked, LevelAsked):
            for line in _item_lines(asked.item, sitting):
                self.say(line)
        try:
            return self._reply(asked)
        except KeyboardInterrupt:
            return Quit()

    def _reply(self, asked: Asked) -> Reply:
        self.say(_question(asked))
        while line := self._source.readline():
            to = _followed(asked, line.split())
            if to is None:
                self.say(f"That is none of them. {_question(asked)}")
            elif isinstance(to, LevelAsked | PointAsked | NothingAsked):
                asked = to
                self.say(_question(asked))
            else:
                return to
        return Quit()


def _followed(asked: Asked, said: Sequence[str]) -> Asked | Reply | None:
    """Return where keys or words lead, one after the other; None where one leads nowhere."""
    to: Asked | Reply | None = asked if said else None
    for one in said:
        if not isinstance(to, LevelAsked | PointAsked | NothingAsked):
            return None
        to = chosen(to, one)
    return to


def _item_lines(item: Item, sitting: Sitting) -> list[str]:
    points = enumerate(item.card.points, start=1)
    said = plain(item.text) if item.text.strip() else NOTHING
    return [
        "",
        f"{sitting.labelled} of {sitting.total} labelled. Question:",
        plain(item.card.question),
        f"{_reference_head(item.card)}:",
        *(f"{number}. {_point(point)}" for number, point in points),
        *(f"or: {plain(whole)}" for whole in item.card.accepted),
        "Response:",
        *(BAR + line for line in said.split("\n")),
    ]


def _question(asked: Asked) -> str:
    match asked:
        case NothingAsked():
            what = "That was all."
        case LevelAsked():
            what = "Level?"
        case PointAsked(before, level, given):
            point = before.item.card.points[len(given)]
            what = f"{level}; point {len(given) + 1}, {one_line(point.text)}?"
    return f"{what} Type {', '.join(f'{one.name} ({one.key})' for one in choices(asked))}."
