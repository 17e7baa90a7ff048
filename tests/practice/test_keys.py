from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.formatted_text import fragment_list_to_text, fragment_list_width

from tutor.practice import keys
from tutor.settings.keymap import Keymap, Where

SHOWN = keys.Shown()


def line(shown: list[keys.Key], width: int = 80) -> str:
    return fragment_list_to_text(keys.bottom_line(shown, width))


def test_every_key_of_a_question_fits_on_eighty_columns() -> None:
    shown = SHOWN.before_typing(undoable=True)

    assert line(shown) == (
        "Ctrl+G I don't know  F4 hint  Ctrl+Z undo last  Ctrl+D end  F1 keys  F3 skip"
    )


def test_every_key_while_typing_fits_on_eighty_columns() -> None:
    assert line(SHOWN.while_typing()) == (
        "Ctrl+D or Alt+Enter submit  Enter new line  F4 hint  Ctrl+C end  F1 keys"
    )


def test_every_key_of_a_verdict_fits_on_eighty_columns() -> None:
    assert line(SHOWN.at_verdict(proposed=True, undoable=True)).endswith("q end  ? keys")
    assert line(SHOWN.at_verdict(proposed=False, undoable=True)).endswith("q end  ? keys")


def test_every_key_fits_on_eighty_columns_where_answers_are_shown_or_tried_again() -> None:
    for shown in (
        SHOWN.at_reveal(undoable=True),
        SHOWN.at_choice(undoable=True),
        SHOWN.at_verdict(proposed=False, undoable=True, alone=True),
    ):
        assert line(shown).endswith("q end  ? keys")


def test_who_was_right_cannot_say_so_and_who_was_wrong_can() -> None:
    shown = SHOWN.at_verdict(proposed=True, undoable=False, wrong=False)

    assert keys.Key("w", "I was wrong") in shown
    assert keys.Key("r", "I was right") not in shown


def test_the_list_of_all_keys_fits_beside_a_question() -> None:
    for where in (Where.QUESTION, Where.REVEAL, Where.CHOICE, Where.VERDICT):
        listed = SHOWN.all_at(where)
        assert len(listed) <= 15
        assert all(len(press) + len(does) + 4 <= 80 for press, does in keys.listed(listed))


def test_without_a_proposal_there_is_nothing_to_accept() -> None:
    assert "accept" not in line(SHOWN.at_verdict(proposed=False, undoable=False))


def test_undo_is_shown_only_where_it_works() -> None:
    assert "undo" not in line(SHOWN.before_typing(undoable=False))
    assert "undo" not in line(SHOWN.at_verdict(proposed=True, undoable=False))


def test_on_forty_columns_what_matters_most_stays_and_the_key_that_lists_all() -> None:
    assert line(SHOWN.before_typing(undoable=True), 40) == "Ctrl+G I don't know  F4 hint  F1 keys"
    assert line(SHOWN.while_typing(), 40) == "Ctrl+D or Alt+Enter submit  F1 keys"
    assert line(SHOWN.at_verdict(proposed=True, undoable=True), 40) == (
        "Enter accept  r I was right  ? keys"
    )


@given(st.integers(0, 200))
def test_the_line_never_wraps(width: int) -> None:
    assert fragment_list_width(keys.bottom_line(SHOWN.before_typing(undoable=True), width)) <= width


def test_chosen_keys_are_shown_in_the_line_and_in_the_list() -> None:
    shown = keys.Shown(Keymap((("hint", ("f12",)), ("right", ("y",)), ("good", ("g",)))))

    assert "F12 hint" in line(shown.before_typing(undoable=False))
    verdict = shown.at_verdict(proposed=False, undoable=False)
    assert line(verdict).startswith("1 2 g 4 choose  y I was right")
    assert keys.Key("1 2 g 4", "again, hard, good, easy") in shown.all_at(Where.VERDICT)
    assert [key.press for key in shown.all_at(Where.QUESTION) if "a hint" in key.does] == ["F12"]
