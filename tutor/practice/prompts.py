"""The prompts of a full terminal, on prompt_toolkit: for an answer, and for a single key.

They are drawn where the cursor stands and leave the scrollback alone, so they work in tmux, over
ssh, and in any terminal that knows the moves of a VT100.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from prompt_toolkit import PromptSession
from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.application.current import get_app_session
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, HSplit, Layout, Window
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from tutor.practice import keys
from tutor.practice.editor import EditorError, edited
from tutor.practice.events import Bury, Flag, Hinted, PutAside, Quit, Suspend, Undo
from tutor.practice.face import Errand, Question, Reply, Show
from tutor.practice.wrapping import WordWrap, laid
from tutor.settings.keymap import DEFAULT, Keymap, Where, shown

PAUSE = 0.3
"""Seconds after a key until the draft is kept, so that typing does not write at every key."""

GLANCE = 0.1
"""Seconds between two looks for news."""

STYLE = Style.from_dict({"bottom-toolbar": "noreverse", "key": "bold", "proposed": "bold reverse"})

NOTHING: Mapping[str, Callable[[], None]] = MappingProxyType({})

Choice = TypeVar("Choice")

_ASIDES: Mapping[str, Reply] = {
    "skip": PutAside(),
    "reveal": Show(),
    "history": Errand.LOOK_BACK,
    "edit_card": Errand.EDIT_CARD,
    "flag": Flag(),
    "bury": Bury(),
    "suspend": Suspend(),
}

_PREFIX = len("> ")

INDENT = "    "
"""What Tab types: answers hold code."""


@dataclass(frozen=True, slots=True)
class Wires:
    """What a prompt reads keys from and draws on; prompt_toolkit's own choice by default."""

    input: Input = field(default_factory=lambda: get_app_session().input)
    output: Output = field(default_factory=lambda: get_app_session().output)


class AnswerPrompt:
    """Asks for one answer, on as many lines as it takes.

    Args:
        question: What is asked; it stands on the screen already.
        typed: Called with the draft when the learner pauses, and at the end.
        shown: Called once the prompt is on the screen.
        wires: Where the keys come from.
        environment: Names the editor.
        show_help: Prints all keys.
        keymap: Which keys do what.
    """

    def __init__(
        self,
        question: Question,
        typed: Callable[[str], None],
        shown: Callable[[], None],
        wires: Wires,
        environment: Mapping[str, str],
        show_help: Callable[[], None] = lambda: None,
        keymap: Keymap = DEFAULT,
    ) -> None:
        self._question = question
        self._typed = typed
        self._shown = shown
        self._environment = environment
        self._show_help = show_help
        self._keymap = keymap
        self._notice = ""
        self._placeholder = "your answer"
        self._pending: asyncio.TimerHandle | None = None
        self._session: PromptSession[Reply] = PromptSession(
            [("bold", "> ")],
            multiline=True,
            complete_while_typing=False,
            prompt_continuation=" " * _PREFIX,
            input_processors=[WordWrap(_PREFIX)],
            placeholder=lambda: [("fg:ansibrightblack", self._placeholder)],
            bottom_toolbar=self._toolbar,
            key_bindings=self._bindings(),
            history=InMemoryHistory(question.history),
            style=STYLE,
            reserve_space_for_menu=0,
            input=wires.input,
            output=wires.output,
        )
        self._buffer = self._session.default_buffer
        self._session.app.after_render += self._after_render

    def run(self) -> Reply:
        """Ask, and return the reply; a terminal that is gone ends the sitting."""
        try:
            return self._session.prompt(default=Document(self._question.draft), pre_run=self._watch)
        except EOFError:
            return Quit()
        finally:
            if self._pending:
                self._pending.cancel()
            self._typed(self._buffer.text)

    def _watch(self) -> None:
        self._buffer.on_text_changed += lambda _: self._changed()

    def _after_render(self, _: object) -> None:
        self._session.app.after_render -= self._after_render
        self._shown()

    def _changed(self) -> None:
        self._notice = ""
        if self._pending:
            self._pending.cancel()
        self._pending = asyncio.get_running_loop().call_later(PAUSE, self._keep)

    def _keep(self) -> None:
        try:
            self._typed(self._buffer.text)
        except Exception as error:  # an event loop would swallow it: end the prompt with it
            self._session.app.exit(exception=error)

    def _toolbar(self) -> StyleAndTextTuples:
        if self._notice:
            return [("bold", self._notice)]
        width = self._session.output.get_size().columns
        asked, shown = self._question, keys.Shown(self._keymap)
        if self._buffer.text.strip():
            return keys.bottom_line(shown.while_typing(asked.has_hint), width)
        return keys.bottom_line(shown.before_typing(asked.undoable, asked.has_hint), width)

    def _bindings(self) -> KeyBindings:
        does: dict[str, Callable[[KeyPressEvent], object]] = {
            "submit": self._submit,
            "new_line": lambda event: event.current_buffer.newline(),
            "dont_know": partial(self._leave, reply="", said="I don't know"),
            "hint": self._hint,
            "write": self._write,
            "undo": self._undo,
            "help": partial(_print, self._show_help),
            **{name: partial(self._leave, reply=reply) for name, reply in _ASIDES.items()},
        }
        bindings = KeyBindings()
        bindings.add("c-x", "c-e")(self._write)
        for key, handler in self._keymap.bound(Where.QUESTION, does).items():
            _bind(bindings, key, handler)
        bindings.add("c-d", eager=True)(self._submit_or_end)
        bindings.add("c-c", eager=True)(partial(self._leave, reply=Quit()))
        bindings.add("tab")(lambda event: event.current_buffer.insert_text(INDENT))
        return bindings

    def _submit(self, event: KeyPressEvent) -> None:
        if event.current_buffer.text.strip():
            self._leave(event, event.current_buffer.text)
        else:
            self._notice = f"Nothing is typed yet. {self._name('dont_know')} says “I don't know”."

    def _submit_or_end(self, event: KeyPressEvent) -> None:
        text = event.current_buffer.text
        if not text.strip():
            self._leave(event, Quit())
        elif "c-d" in self._keymap.at("submit", Where.QUESTION):
            self._leave(event, text)

    def _undo(self, event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.undo()
        elif self._question.undoable:
            self._leave(event, Undo())

    def _write(self, event: KeyPressEvent) -> None:
        event.app.create_background_task(self._edit())

    def _hint(self, event: KeyPressEvent) -> None:
        if self._question.has_hint:
            self._leave(event, Hinted())
        else:
            self._notice = f"There is no further hint. {self._name('reveal')} shows the answer."

    def _name(self, action: str) -> str:
        return shown(self._keymap.at(action, Where.QUESTION)[0])

    def _leave(self, event: KeyPressEvent, reply: Reply, said: str = "") -> None:
        """End the prompt; where nothing was typed, `said` stays on the screen.

        Where the same question is asked on, the prompt comes again, and leaves no trace.
        """
        self._placeholder = said
        event.app.erase_when_done = isinstance(reply, Hinted | Flag | Errand)
        event.app.exit(result=reply)

    async def _edit(self) -> None:
        text, question = self._buffer.text, self._question.card.question
        try:
            saved = await run_in_terminal(
                lambda: edited(text, question, self._environment), in_executor=True
            )
        except EditorError as fault:
            self._notice = str(fault)
        else:
            self._buffer.document = Document(saved)


def ask_key(
    choices: Mapping[str, Choice],
    line: StyleAndTextTuples,
    line_of_keys: Sequence[keys.Key],
    wires: Wires,
    *,
    gone: Choice,
    prints: Mapping[str, Callable[[], None]] = NOTHING,
    news: Callable[[], Choice | None] = lambda: None,
    deaf: float = 0.0,
) -> Choice:
    """Show `line` until a key decides, and leave no trace of it.

    Keys pressed before it was shown are dropped: nobody can have meant them.

    Args:
        choices: What each key decides.
        line: What is asked; what stands in one fragment does not break where it fits on a row.
        line_of_keys: The keys to show at the bottom.
        wires: Where the keys come from.
        gone: What it means that the terminal is gone.
        prints: What other keys print above the line.
        news: Returns what decides without a key, or None; it is asked again and again.
        deaf: Seconds at first in which keys are not heard.
    """
    bindings = KeyBindings()
    hearing = _Hearing()
    for key, choice in choices.items():
        _bind(bindings, key, partial(_decide, choice, hearing))
    for key, write in prints.items():
        _bind(bindings, key, partial(_print, write))
    bindings.add("<sigint>")(_interrupt)  # a signal from outside; Ctrl+C is a key like others
    columns = partial(_columns, wires)
    toolbar = FormattedTextControl(lambda: keys.bottom_line(line_of_keys, columns()))
    asked = FormattedTextControl(lambda: laid(line, columns()))
    rows = [
        Window(asked, dont_extend_height=True, wrap_lines=True),
        Window(),
        Window(toolbar, height=1),
    ]
    app: Application[Choice] = Application(
        layout=Layout(HSplit(rows)),
        key_bindings=bindings,
        style=STYLE,
        erase_when_done=True,
        input=wires.input,
        output=wires.output,
    )
    drop_typed_ahead(wires.input)

    async def watch() -> None:
        while not app.is_done:
            if (found := news()) is not None:
                app.exit(result=found)
                return
            await asyncio.sleep(GLANCE)

    def begin() -> None:
        hearing.begins = time.monotonic() + deaf
        app.create_background_task(watch())

    try:
        return app.run(pre_run=begin)
    except EOFError:
        return gone


def _bind(bindings: KeyBindings, key: str, handler: Callable[[KeyPressEvent], object]) -> None:
    """Bind a key, by its name in a keymap, to what it does."""
    modifier, _, last = key.rpartition("-") if len(key) > 1 else ("", "", key)
    sequences: list[tuple[str, ...]] = [(" ",)] if key == "space" else [(key,)]
    if modifier == "a":
        sequences = [("escape", last)]
    if key == "a-enter":  # what Enter is where it was pressed before the prompt stood
        sequences.append(("escape", "c-j"))
    for sequence in sequences:
        bindings.add(*sequence, eager=True)(handler)


def _columns(wires: Wires) -> int:
    return wires.output.get_size().columns


@dataclass(slots=True)
class _Hearing:
    """From when on keys are heard."""

    begins: float = 0.0


def _decide(choice: object, hearing: _Hearing, event: KeyPressEvent) -> None:
    if time.monotonic() >= hearing.begins:
        event.app.exit(result=choice)


def _interrupt(event: KeyPressEvent) -> None:
    event.app.exit(exception=KeyboardInterrupt)


def _print(write: Callable[[], None], _: KeyPressEvent) -> None:
    run_in_terminal(write)


def drop_typed_ahead(source: Input) -> None:
    """Forget the keys that were hit before a question could be seen."""
    clear_typeahead(source)
    try:
        import termios
    except ImportError:  # not a POSIX system
        return
    with suppress(OSError, NotImplementedError, termios.error):  # not a terminal
        termios.tcflush(source.fileno(), termios.TCIFLUSH)
