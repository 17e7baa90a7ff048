from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prompt_toolkit.formatted_text import fragment_list_to_text, fragment_list_width

from tutor.practice import keys


def line(shown: list[keys.Key], width: int = 80) -> str:
    return fragment_list_to_text(keys.bottom_line(shown, width))


def test_every_key_of_a_question_fits_on_eighty_columns() -> None:
    shown = keys.before_typing(undoable=True)

    assert line(shown) == (
        "Ctrl+G I don't know  F4 hint  Ctrl+Z undo last  Ctrl+D end  F1 keys  F3 skip"
    )


def test_every_key_while_typing_fits_on_eighty_columns() -> None:
    assert line(keys.while_typing()) == (
        "Ctrl+D or Alt+Enter submit  Enter new line  F4 hint  Ctrl+C end  F1 keys"
    )


def test_every_key_of_a_verdict_fits_on_eighty_columns() -> None:
    assert line(keys.at_verdict(proposed=True, undoable=True)).endswith("q end  ? keys")
    assert line(keys.at_verdict(proposed=False, undoable=True)).endswith("q end  ? keys")


def test_without_a_proposal_there_is_nothing_to_accept() -> None:
    assert keys.ACCEPT not in keys.at_verdict(proposed=False, undoable=False)


def test_undo_is_shown_only_where_it_works() -> None:
    assert keys.UNDO_LAST not in keys.before_typing(undoable=False)
    assert keys.UNDO not in keys.at_verdict(proposed=True, undoable=False)


@given(st.integers(0, 200))
def test_the_line_never_wraps(width: int) -> None:
    assert fragment_list_width(keys.bottom_line(keys.before_typing(undoable=True), width)) <= width
