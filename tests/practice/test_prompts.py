"""The keys, pressed on a real prompt_toolkit prompt that draws nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from tests.practice.material import question
from tutor.practice.events import (
    Accepted,
    Bury,
    Flag,
    Hinted,
    Overruled,
    PutAside,
    Quit,
    Suspend,
    Undo,
)
from tutor.practice.face import Decision, Errand, Reply, Show
from tutor.practice.prompts import AnswerPrompt, Wires, ask_key
from tutor.scheduling.review import Grade
from tutor.settings.keymap import DEFAULT, Keymap

ENTER, ESCAPE, UP = "\r", "\x1b", "\x1b[A"
ALT_ENTER = ESCAPE + ENTER
CTRL_C, CTRL_D, CTRL_G, CTRL_X, CTRL_E, CTRL_Z = "\x03", "\x04", "\x07", "\x18", "\x05", "\x1a"
F2, F3 = "\x1bOQ", "\x1bOR"


def paste(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


def reply_to(
    keys: str,
    draft: str = "",
    undoable: bool = True,
    history: tuple[str, ...] = (),
    typed: Callable[[str], None] = lambda text: None,
    environment: Mapping[str, str] | None = None,
    keymap: Keymap = DEFAULT,
) -> Reply:
    """Return the reply that `keys` make to a question."""
    asked = question(draft=draft, history=history, undoable=undoable)
    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        # A pipe holds 64 KiB: what is longer goes in while the prompt reads.
        Thread(target=pressed.send_text, args=(keys,)).start()
        wires, shown = Wires(), lambda: None
        prompt = AnswerPrompt(asked, typed, shown, wires, environment or {}, keymap=keymap)
        return prompt.run()


def test_alt_enter_submits() -> None:
    assert reply_to("Paris" + ALT_ENTER) == "Paris"


def test_alt_enter_counts_though_it_was_pressed_too_early_for_raw_mode() -> None:
    assert reply_to("Paris" + ESCAPE + "\n") == "Paris"


def test_ctrl_d_submits_where_something_is_typed() -> None:
    assert reply_to("Paris" + CTRL_D) == "Paris"


def test_ctrl_d_ends_the_sitting_where_nothing_is_typed() -> None:
    assert reply_to(CTRL_D) == Quit()


def test_enter_begins_a_new_line() -> None:
    assert reply_to("one" + ENTER + "two" + CTRL_D) == "one\ntwo"


def test_alt_enter_with_nothing_typed_goes_on_asking() -> None:
    assert reply_to(ALT_ENTER + "Paris" + ALT_ENTER) == "Paris"


def test_ctrl_g_says_that_the_learner_does_not_know() -> None:
    assert reply_to("Par" + CTRL_G) == ""


def test_ctrl_c_ends_the_sitting_and_keeps_the_draft() -> None:
    kept: list[str] = []

    assert reply_to("Par" + CTRL_C, typed=kept.append) == Quit()
    assert kept[-1] == "Par"


def test_ctrl_z_undoes_the_last_review_where_nothing_is_typed() -> None:
    assert reply_to(CTRL_Z) == Undo()


def test_ctrl_z_undoes_typing_where_something_is_typed() -> None:
    assert reply_to(paste("Paris") + CTRL_Z + "Lima" + CTRL_D) == "Lima"


def test_ctrl_z_does_nothing_where_no_review_can_be_undone() -> None:
    assert reply_to(CTRL_Z + "Paris" + CTRL_D, undoable=False) == "Paris"


def test_f3_puts_the_card_aside() -> None:
    assert reply_to(F3) == PutAside()


def test_a_draft_can_be_continued() -> None:
    assert reply_to("is" + CTRL_D, draft="Par") == "Paris"


def test_pasted_lines_stay_lines_and_submit_nothing() -> None:
    assert reply_to(paste("one\r\ntwo\r\n\r\nthree") + CTRL_D) == "one\ntwo\n\nthree"


def test_a_hundred_thousand_characters_can_be_pasted() -> None:
    text = "all work and no play\n" * 5_000

    assert reply_to(paste(text) + CTRL_D) == text


def test_up_brings_back_an_earlier_answer() -> None:
    assert reply_to(UP + CTRL_D, history=("Lima", "Paris")) == "Paris"


def test_up_moves_within_an_answer_before_it_leaves_it() -> None:
    assert reply_to("one" + ENTER + "two" + UP + "!" + CTRL_D, history=("x",)) == "one!\ntwo"


def test_right_to_left_and_combined_characters_come_through() -> None:
    assert reply_to("שלום é 👩‍👩‍👧" + CTRL_D) == "שלום é 👩‍👩‍👧"


@pytest.mark.parametrize("keys", [F2, CTRL_X + CTRL_E])
def test_the_editor_takes_the_draft_and_brings_back_the_answer(keys: str, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i "1s/Par/Paris/" "$1"\n')
    editor.chmod(0o700)

    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):

        def typed(text: str) -> None:
            if text == "Paris":
                pressed.send_text(CTRL_D)

        pressed.send_text(keys)
        prompt = AnswerPrompt(
            question(draft="Par"), typed, lambda: None, Wires(), {"EDITOR": str(editor)}
        )

        assert prompt.run() == "Paris"


def test_a_terminal_that_is_gone_ends_the_sitting_and_keeps_the_draft() -> None:
    kept: list[str] = []

    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressed.send_text("Par")
        pressed.close()
        prompt = AnswerPrompt(question(), kept.append, lambda: None, Wires(), {})

        assert prompt.run() == Quit()
    assert kept[-1] == "Par"


CHOICES: dict[str, Decision] = {
    "enter": Accepted(),
    "1": Overruled(Grade.AGAIN),
    "q": Quit(),
}


def decision_by(keys: str, more: Mapping[str, Callable[[], None]] | None = None) -> Decision:
    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressed.send_text(keys)
        return ask_key(CHOICES, [("", "Which?")], [], Wires(), gone=Quit(), prints=more or {})


def test_one_key_decides() -> None:
    assert decision_by("1") == Overruled(Grade.AGAIN)


def test_keys_without_a_meaning_are_ignored() -> None:
    assert decision_by("xyz" + UP + "1") == Overruled(Grade.AGAIN)


def test_pasted_text_decides_nothing() -> None:
    assert decision_by(paste("1") + "q") == Quit()


def test_a_key_can_print_and_go_on_asking() -> None:
    printed: list[str] = []

    assert decision_by("e" + ENTER, {"e": lambda: printed.append("why")}) == Accepted()
    assert printed == ["why"]


def test_a_terminal_that_is_gone_decides_what_that_means() -> None:
    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressed.close()

        assert ask_key(CHOICES, [("", "Which?")], [], Wires(), gone=Quit()) == Quit()


@pytest.mark.parametrize(
    ("key", "reply"),
    [
        ("\x1bOS", Hinted()),
        ("\x1b[15~", Show()),
        ("\x1b[17~", Errand.LOOK_BACK),
        ("\x1b[18~", Errand.EDIT_CARD),
        ("\x1b[19~", Flag()),
        ("\x1b[20~", Bury()),
        ("\x1b[21~", Suspend()),
    ],
    ids=["F4", "F5", "F6", "F7", "F8", "F9", "F10"],
)
def test_a_function_key_replies_and_keeps_what_is_typed(key: str, reply: Reply) -> None:
    kept: list[str] = []
    asked = replace(question(), has_hint=True)

    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressed.send_text("Par" + key)
        prompt = AnswerPrompt(asked, kept.append, lambda: None, Wires(), {})
        assert prompt.run() == reply
    assert kept[-1] == "Par"


def test_where_there_is_no_further_hint_the_prompt_stays() -> None:
    assert reply_to("Par\x1bOS" + "is" + CTRL_D) == "Paris"


def test_f1_shows_all_keys_and_the_prompt_stays() -> None:
    shown: list[str] = []

    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressed.send_text("Par\x1bOPis" + CTRL_D)
        wires, show = Wires(), lambda: shown.append("keys")
        prompt = AnswerPrompt(question(), lambda text: None, lambda: None, wires, {}, show)
        assert prompt.run() == "Paris"
    assert shown == ["keys"]


def test_enter_submits_and_alt_enter_begins_a_line_where_that_was_chosen() -> None:
    chosen = Keymap((("submit", ("enter",)), ("new_line", ("a-enter",))))

    assert reply_to("one" + ALT_ENTER + "two" + ENTER, keymap=chosen) == "one\ntwo"
    assert reply_to(CTRL_D, keymap=chosen) == Quit()


def test_a_chosen_key_replies_and_the_one_that_it_had_before_does_not() -> None:
    chosen = Keymap((("skip", ("f12", "z")),))

    assert reply_to(F3 + "z\x1b[24~", keymap=chosen) == PutAside()
    assert reply_to(F3 + "z" + CTRL_D, keymap=chosen) == "z"
