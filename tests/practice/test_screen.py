from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tests.practice.material import DOUBT, card, edited_card, outcome, question, verdict
from tests.terminal.driver import colours
from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Status, Unjudged
from tutor.practice import screen
from tutor.practice.face import Outcome, Question
from tutor.scheduling.review import Grade

RED, GREEN, MAGENTA = "31", "32", "35"

each_width = pytest.mark.parametrize("width", [80, 200])


def console(width: int = 80, colour: bool = False) -> Console:
    return Console(
        file=StringIO(), width=width, force_terminal=colour, no_color=not colour, markup=False
    )


def written(to: Console, *lines: Text) -> str:
    screen.show(to, *lines)
    assert isinstance(to.file, StringIO)
    return to.file.getvalue()


def shown(to: Console, judged: Outcome) -> list[Text]:
    return screen.verdict(to, judged.card, judged.judged.verdict)


def asked(text: str, deck: str = "geography") -> Question:
    return question(card(text, deck=deck), number=3, total=12)


def test_a_question_names_its_deck_and_its_place() -> None:
    to = console()

    text = written(to, *screen.question(to, asked("Capital of France?")))

    assert text == "\ngeography · 3 of 12\n\nCapital of France?\n\n"


def test_a_card_that_comes_again_is_marked() -> None:
    assert "2 of 2, again" in screen.question(console(), question(number=2, total=2, again=True))[1]


def test_a_verdict_says_everything_without_colour() -> None:
    to = console()
    judged = verdict(Status.PARTLY, "paris in texas", confidence=0.6)

    text = written(to, *shown(to, outcome(judged)))

    assert text == (
        "\n~ Partly correct · score 50 % · the grader is unsure\n"
        "\n"
        "  ~ partly        Paris\n"
        "                  you: “paris in texas”\n"
    )


def test_a_verdict_in_doubt_is_only_perhaps_right_and_says_why() -> None:
    to = console()

    text = written(to, *shown(to, outcome(verdict(Status.PARTLY, doubt=DOUBT))))

    assert text == (
        "\n? Perhaps partly correct · score 50 % · the grader is unsure\n"
        "  It may mean the opposite.\n"
        "\n"
        "  ~ partly        Paris\n"
    )


def test_a_doubt_commands_no_terminal() -> None:
    to = console()

    assert "␛[2J" in written(to, *shown(to, outcome(verdict(doubt="\x1b[2J"))))


@pytest.mark.parametrize(("status", "sign"), screen.SIGNS.items())
def test_every_status_has_a_sign_beside_its_word(status: Status, sign: str) -> None:
    to = console()

    assert f"  {sign} {status}" in written(to, *shown(to, outcome(verdict(status))))


def test_no_words_stand_beside_a_missing_point() -> None:
    to = console()

    assert "you:" not in written(to, *shown(to, outcome(verdict(Status.MISSING, "Lyon"))))


def test_a_bonus_point_is_called_one() -> None:
    to = console()
    judged = verdict(Status.MISSING, point=KeyPoint("Seine", required=False))

    assert "✗ missing       Seine (bonus)" in written(to, *shown(to, outcome(judged)))


def test_the_reference_follows_where_it_says_more_than_the_points() -> None:
    to = console()
    one = card("Capital of France?", "Since 987:\n- Paris")

    text = written(to, *shown(to, outcome(verdict(), one)))

    assert text.endswith("\nReference answer\n  Since 987:\n  - Paris\n")


def test_an_unjudged_answer_shows_the_reason_and_the_reference() -> None:
    to = console()

    text = written(to, *shown(to, outcome(Unjudged("It is unreadable."))))

    assert text == "\n? Not graded: It is unreadable.\n\nReference answer\n  Paris\n"


def test_a_grade_says_when_the_card_is_back() -> None:
    text = written(console(), screen.recorded(outcome(verdict()), Grade.GOOD))

    assert text == "\n→ good, back in 10 minutes\n"


def test_an_overruled_grade_says_what_was_proposed() -> None:
    text = written(console(), screen.recorded(outcome(verdict()), Grade.AGAIN))

    assert text == "\n→ again (proposed: good), back in 1 minute\n"


def test_a_learners_markup_is_only_text() -> None:
    to = console(colour=True)
    judged = verdict(evidence="[bold red]Paris[/] :smile:")

    assert "[bold red]Paris[/] :smile:" in written(to, *shown(to, outcome(judged)))


def test_an_escape_sequence_in_a_deck_reaches_no_terminal() -> None:
    to = console()

    text = written(to, *screen.question(to, asked("\x1b[2J\x9b31mRed?", deck="\x1b]0;x\x07")))

    assert not {"\x1b", "\x9b", "\x07"} & set(text)


@each_width
@given(text=st.text(max_size=400), evidence=st.text(max_size=400))
def test_no_line_is_wider_than_the_page(width: int, text: str, evidence: str) -> None:
    to = console(width)
    lines = [
        *screen.question(to, asked(text)),
        *shown(to, outcome(verdict(evidence=evidence), card(text, text))),
    ]

    assert max(cell_len(line.plain) for line in lines) <= min(width, screen.WIDEST)


def test_an_edited_question_is_shown_beside_what_it_was() -> None:
    to = console()

    text = written(to, *screen.continuation(to, edited_card()))

    assert text == (
        "\nAn edited question?\n"
        "  before  Capital of France?\n"
        "  now     Which city governs France?\n"
        "Is it the same card? Then it keeps its history of 2 reviews.\n"
    )


LONG = "word " * 60


@each_width
def test_a_point_is_wrapped_behind_its_word(width: int) -> None:
    to = console(width)
    judged = verdict(Status.MISSING, point=KeyPoint(LONG))

    first, *rest = shown(to, outcome(judged, card(answer=LONG)))[3:]

    assert first.plain.startswith("  ✗ missing       word")
    assert {line.plain[:22] for line in rest} == {" " * 18 + "word"}


def test_a_point_is_cut_where_the_whole_reference_follows() -> None:
    to = console()
    judged = verdict(Status.MISSING, point=KeyPoint(LONG))

    lines = shown(to, outcome(judged, card(answer=f"Only this: {LONG}")))

    assert lines[3].plain.endswith("word…")
    assert lines[5].plain == "Reference answer"


def test_a_long_quotation_of_the_learner_is_cut() -> None:
    to = console()

    lines = shown(to, outcome(verdict(evidence="said " * 60)))

    assert len(lines) == len(["", "level", "", "point", "quotation", "quotation"])
    assert lines[-1].plain.endswith("…")


@pytest.mark.parametrize("status", Status)
def test_no_colour_is_one_that_cannot_be_read_on_white_or_on_black(status: Status) -> None:
    to = console(colour=True)

    found = colours(written(to, *screen.verdict(to, card(), verdict(status))))

    assert found <= {RED, GREEN, MAGENTA}


def test_an_undone_step_stays_on_one_line_also_in_wide_characters() -> None:
    for width in (40, 80):
        line = screen.undone(console(width), card("首都はどこですか。" * 9), "suspended")

        assert cell_len(line.plain.strip()) <= width
        assert "↶ undone (suspended): 首都" in line.plain
