"""The full terminal's face, its keys pressed in advance, its verdicts printed into a string."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from threading import Timer

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.formatted_text import fragment_list_to_text
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console

from tests.practice.material import CARDS, DOUBT, edited_card, outcome, question, revised, verdict
from tutor.grading.verdict import Answer, Status, Unjudged
from tutor.practice import words
from tutor.practice.events import (
    Accepted,
    Bury,
    Confided,
    Flag,
    Hinted,
    Kept,
    Overruled,
    PutAside,
    Quit,
    Revised,
    Suspend,
    TryAgain,
    Undo,
    Unveiled,
    WasRight,
    WasWrong,
)
from tutor.practice.face import Choice, Decision, Errand, Offer, Reply, Show
from tutor.practice.keys import Shown
from tutor.practice.states import GRADED_ALONE
from tutor.practice.terminal import SETTLING, TerminalFace, grade_line
from tutor.scheduling.policy import propose
from tutor.scheduling.review import Grade, Mode, Sureness
from tutor.settings.keymap import DEFAULT, Keymap, Where

UNKNOWN = Unjudged("It is unreadable.")


@contextmanager
def face(
    pressed_keys: str = "",
    *,
    explain: bool = False,
    moving: bool = False,
    keymap: Keymap = DEFAULT,
) -> Iterator[tuple[TerminalFace, StringIO]]:
    """Lend a face on which `pressed_keys` are pressed, and what it prints."""
    printed = StringIO()
    console = Console(file=printed, width=80, height=24, force_terminal=moving)
    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressed.send_text(pressed_keys)
        yield TerminalFace(console, lambda: None, {}, explain, keymap=keymap), printed


@pytest.mark.parametrize(
    ("key", "decision"),
    [
        ("\r", Accepted()),
        (" ", Accepted()),
        ("r", WasRight()),
        ("w", WasWrong()),
        ("1", Overruled(Grade.AGAIN)),
        ("2", Overruled(Grade.HARD)),
        ("3", Overruled(Grade.GOOD)),
        ("4", Overruled(Grade.EASY)),
        ("s", PutAside()),
        ("b", Bury()),
        ("-", Bury()),
        ("x", Suspend()),
        ("f", Flag()),
        ("i", Errand.LOOK_BACK),
        ("c", Errand.EDIT_CARD),
        ("u", Undo()),
        ("\x1a", Undo()),
        ("q", Quit()),
        ("\x03", Quit()),
        ("\x04", Quit()),
    ],
)
def test_a_key_decides_on_a_verdict(key: str, decision: Decision) -> None:
    with face(key) as (shown, _):
        assert shown.decide(outcome(verdict())) == decision


def test_a_chosen_key_decides_and_stands_beside_its_grade() -> None:
    chosen = Keymap((("good", ("g", "a-g")), ("hard", ("3",))))

    for pressed, grade in (("2g", Grade.GOOD), ("\x1bg", Grade.GOOD), ("3", Grade.HARD)):
        with face(pressed, keymap=chosen) as (shown, _):
            assert shown.decide(outcome(verdict())) == Overruled(grade)
    line = fragment_list_to_text(grade_line(outcome(verdict()), "", Shown(chosen)))
    assert " 3 hard 6 min " in line
    assert "[g good 10 min]" in line


def test_an_unjudged_answer_has_nothing_to_accept() -> None:
    with face("\r 2") as (shown, _):
        assert shown.decide(outcome(UNKNOWN)) == Overruled(Grade.HARD)


def test_a_verdict_in_doubt_has_nothing_to_accept() -> None:
    with face("\r 2") as (shown, printed):
        assert shown.decide(outcome(verdict(doubt=DOUBT))) == Overruled(Grade.HARD)

    assert "Perhaps correct" in printed.getvalue()


def test_nothing_is_undone_where_nothing_was_reviewed() -> None:
    with face("u3") as (shown, _):
        assert shown.decide(outcome(verdict(), undoable=False)) == Overruled(Grade.GOOD)


def test_e_explains_and_goes_on_asking() -> None:
    with face("e3") as (shown, printed):
        assert shown.decide(outcome(verdict())) == Overruled(Grade.GOOD)

    assert "Decided by: closeness in meaning." in printed.getvalue()


def test_every_verdict_is_explained_where_that_was_asked_for() -> None:
    with face("3", explain=True) as (shown, printed):
        shown.decide(outcome(verdict()))

    assert "Decided by: closeness in meaning." in printed.getvalue()


def test_the_proposed_grade_stands_in_brackets() -> None:
    line = fragment_list_to_text(grade_line(outcome(verdict(Status.MISSING))))

    assert line == "\n  [1 again 1 min]   2 hard 6 min    3 good 10 min    4 easy 8 d   "


def test_nothing_stands_in_brackets_where_nothing_is_proposed() -> None:
    assert "[" not in fragment_list_to_text(grade_line(outcome(UNKNOWN)))


def test_where_nothing_is_proposed_the_grade_is_asked_for() -> None:
    line = fragment_list_to_text(grade_line(outcome(verdict(doubt=DOUBT))))

    assert line.startswith("\n  Which grade?\n   1 again 1 min ")


def test_a_question_is_printed_and_answered() -> None:
    with face("Paris\x04") as (shown, printed):
        assert shown.ask(question(), lambda text: None) == "Paris"

    assert "Capital of France?" in printed.getvalue()


def test_an_answer_that_waits_for_the_grader_says_so() -> None:
    with face(moving=True) as (shown, printed), shown.grading(ready=False):
        pass

    assert "grading…" in printed.getvalue()


@pytest.mark.parametrize(
    ("key", "answer"), [("y", True), ("n", False), ("l", None), ("q\x03", None)]
)
def test_an_edited_question_is_asked_about(key: str, answer: bool | None) -> None:
    with face(key) as (shown, printed):
        assert shown.continues(edited_card()) is answer

    assert "Which city governs France?" in printed.getvalue()


def test_the_last_review_can_be_undone_at_the_end() -> None:
    with face("u") as (shown, _):
        assert shown.cleared(undoable=True) == Undo()


def test_the_end_is_not_asked_about_where_nothing_can_be_undone() -> None:
    with face() as (shown, _):
        assert shown.cleared(undoable=False) == Quit()


def test_what_was_undone_is_named() -> None:
    with face() as (shown, printed):
        shown.undone(CARDS["a"])

    assert printed.getvalue() == "\n↶ undone: Capital of France?\n"


# --- a second verdict ---------------------------------------------------------------------------

SECOND = verdict(Status.MISSING)
NEWS = Revised("a", Answer("Paris"), SECOND, "rubric 2")
IT_SAYS = "A language model: incorrect. “Paris”: missing, not covered."


def test_news_ends_the_wait_for_a_key() -> None:
    with face() as (shown, _):
        assert shown.decide(outcome(verdict()), lambda: NEWS) == NEWS
        assert shown.cleared(True, 1, lambda: NEWS) == NEWS


def test_a_verdict_says_that_a_second_one_is_on_its_way() -> None:
    with face("\r") as (shown, printed):
        shown.decide(replace(outcome(verdict()), is_awaited=True))
    assert words.AWAITED in printed.getvalue()


def test_a_second_verdict_is_shown_below_the_first_and_proposes_its_own_grade() -> None:
    with face("\r") as (shown, printed):
        assert shown.decide(revised(outcome(verdict()), SECOND)) == Accepted()
    assert "✓ Correct" in printed.getvalue()
    assert IT_SAYS in printed.getvalue()
    assert "proposes again." in printed.getvalue()


def test_only_what_is_new_is_shown_when_a_second_verdict_comes() -> None:
    new = revised(outcome(verdict()), SECOND, is_shown=True, has_news=True)
    with later("\r", 2 * SETTLING) as (shown, printed):
        assert shown.decide(new) == Accepted()
    assert "✓ Correct" not in printed.getvalue()
    assert IT_SAYS in printed.getvalue()


def test_nothing_is_shown_again_when_news_was_about_another_answer() -> None:
    with face("\r") as (shown, printed):
        shown.decide(revised(outcome(verdict()), SECOND, is_shown=True))
    assert printed.getvalue() == ""


def test_a_key_that_was_meant_for_what_stood_before_decides_nothing() -> None:
    new = revised(outcome(verdict()), SECOND, is_shown=True, has_news=True)
    glances = iter([None, None, NEWS])
    with face("3") as (shown, _):  # which is there at the first glance already
        assert shown.decide(new, lambda: next(glances)) == NEWS


@pytest.mark.parametrize(
    ("key", "decision"), [("y", Accepted()), ("n", Kept()), ("q", Quit()), ("\x03", Quit())]
)
def test_a_key_decides_on_an_offer(key: str, decision: Accepted | Kept | Quit) -> None:
    both = revised(outcome(verdict()), SECOND)
    with face(key) as (shown, printed):
        assert shown.offer(Offer(CARDS["a"], both.judged, Grade.GOOD)) == decision
    for said in ("Capital of France?", "you  Paris", IT_SAYS, "Change good to again?"):
        assert said in printed.getvalue()


@contextmanager
def later(pressed_keys: str, seconds: float) -> Iterator[tuple[TerminalFace, StringIO]]:
    """Lend a face on which `pressed_keys` are pressed after a while."""
    printed = StringIO()
    console = Console(file=printed, width=80, height=24)
    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressing = Timer(seconds, pressed.send_text, [pressed_keys])
        pressing.start()
        yield TerminalFace(console, lambda: None, {}), printed
        pressing.join()


# --- hints, second tries, shown answers ---------------------------------------------------------

MISSED = outcome(verdict(Status.MISSING))


@pytest.mark.parametrize(
    ("key", "choice"),
    [
        ("t", TryAgain()),
        ("\r", Unveiled()),
        (" ", Unveiled()),
        ("s", PutAside()),
        ("u", Undo()),
        ("q", Quit()),
    ],
)
def test_a_key_tries_a_wrong_answer_again_or_shows_it(key: str, choice: Choice) -> None:
    with face(key) as (shown, printed):
        assert shown.choose(MISSED) == choice

    assert "The point is not there yet." in printed.getvalue()
    assert "Paris" not in printed.getvalue()


def test_what_a_wrong_answer_has_is_quoted() -> None:
    with face("t") as (shown, printed):
        shown.choose(outcome(verdict(Status.PARTLY, "a town in France")))

    assert "~ partly        you: “a town in France”" in printed.getvalue()


def test_after_that_the_level_is_not_shown_again() -> None:
    with face("\r") as (shown, printed):
        shown.decide(replace(MISSED, has_head=True))

    assert "Incorrect" not in printed.getvalue()
    assert "✗ missing       Paris" in printed.getvalue()


def test_what_helped_stands_below_the_verdict() -> None:
    helped = replace(outcome(verdict()).judged, answer=Answer("Paris", hints=1))
    helped = replace(helped, proposal=propose(helped.verdict, helped.answer))
    with face("\r") as (shown, printed):
        shown.decide(replace(outcome(verdict()), judged=helped))

    assert "Correct, with a hint." in printed.getvalue()


@pytest.mark.parametrize(
    ("key", "word"), [(str(int(s)), Confided(s)) for s in Sureness] + [("q", Quit())]
)
def test_a_key_says_how_sure_an_answer_is(key: str, word: Confided | Quit) -> None:
    with face(key) as (shown, _):
        assert shown.confide(question()) == word


@pytest.mark.parametrize(
    ("key", "reply"),
    [("\r", Show()), ("h", Hinted()), ("s", PutAside()), ("b", Bury()), ("q", Quit())],
)
def test_where_answers_are_shown_single_keys_reply(key: str, reply: Reply) -> None:
    with face(key) as (shown, _):
        asked = replace(question(), reveals=True, has_hint=True)
        assert shown.ask(asked, lambda text: None) == reply


def test_an_answer_that_is_shown_has_no_verdict_and_nobody_to_overrule() -> None:
    revealed = outcome(GRADED_ALONE)
    revealed = replace(revealed, judged=replace(revealed.judged, mode=Mode.REVEALED))
    with face("rw3") as (shown, printed):
        assert shown.decide(revealed) == Overruled(Grade.GOOD)

    assert "Reference answer\n  Paris\n" in printed.getvalue()
    assert "Not graded" not in printed.getvalue()


def test_hints_stand_below_the_question_once() -> None:
    asked = replace(question(), is_shown=True, hints=("Hint 1 of 2: P…",))
    with face("\x07") as (shown, printed):
        shown.ask(asked, lambda text: None)

    assert printed.getvalue() == "  Hint 1 of 2: P…\n\n"


@pytest.mark.parametrize("key", ["?", "\x1bOP"])
def test_all_keys_are_listed(key: str) -> None:
    with face(f"{key}3") as (shown, printed):
        shown.decide(outcome(verdict()))

    for listed in Shown().all_at(Where.VERDICT):
        assert listed.press in printed.getvalue()


def test_lines_that_belong_together_are_indented() -> None:
    with face() as (shown, printed):
        shown.tell(["It is new.", "  deeper"])

    assert printed.getvalue() == "\n  It is new.\n    deeper\n\n"
