from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest

from tests.practice.material import DOUBT, card, edited_card, outcome, question, revised, verdict
from tutor.grading.verdict import Answer, Status, Unjudged, Verdict
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
from tutor.practice.plain import PlainFace
from tutor.practice.plain_lines import HOW_TO_ANSWER, question_lines, verdict_lines, wrapped
from tutor.practice.states import GRADED_ALONE
from tutor.scheduling.policy import propose
from tutor.scheduling.review import Grade, Mode, Sureness


def face(typed: str, environment: dict[str, str] | None = None) -> tuple[PlainFace, StringIO]:
    said = StringIO()
    return PlainFace(StringIO(typed), said, lambda: None, environment or {}), said


def reply_to(typed: str, draft: str = "") -> Reply:
    return face(typed)[0].ask(question(draft=draft, undoable=True), lambda text: None)


def decision_on(
    typed: str, judged: Verdict | Unjudged | None = None, undoable: bool = True
) -> Decision:
    return face(typed)[0].decide(outcome(judged or verdict(), undoable=undoable))


def test_a_question_is_read_in_order() -> None:
    asked = question(card("Capital of France?", deck="geography"), number=3, total=12)

    assert question_lines(asked) == [
        "",
        "Question 3 of 12, deck geography:",
        "Capital of France?",
    ]


def test_a_verdict_is_all_words() -> None:
    assert verdict_lines(outcome(verdict(Status.PARTLY, "paris, texas", confidence=0.6))) == [
        "Verdict: partly correct. Score: 50 percent. The grader is unsure.",
        "partly: Paris",
        "your words: paris, texas",
    ]


def test_a_verdict_in_doubt_says_why() -> None:
    assert verdict_lines(outcome(verdict(Status.PARTLY, doubt=DOUBT))) == [
        "Verdict: perhaps partly correct. Score: 50 percent. The grader is unsure.",
        "It may mean the opposite.",
        "partly: Paris",
    ]


def test_an_unjudged_answer_gives_the_reason_and_the_reference() -> None:
    assert verdict_lines(outcome(Unjudged("It is unreadable."))) == [
        "Not graded: It is unreadable.",
        "Reference answer:",
        "Paris",
    ]


def test_nothing_said_commands_a_terminal() -> None:
    shown, said = face("\n")
    evil = "\x1b[2J\x9b31m\r\x07"

    shown.ask(question(card(evil, deck=evil), evil), lambda text: None)
    shown.decide(outcome(verdict(evidence=evil), card(evil, evil)))

    assert not set("\x1b\x9b\r\x07") & set(said.getvalue())


def test_an_empty_line_ends_an_answer() -> None:
    assert reply_to("one\ntwo\n\n") == "one\ntwo"


def test_an_empty_line_alone_says_i_dont_know() -> None:
    assert reply_to("\n") == ""


def test_the_end_of_input_submits_what_was_typed() -> None:
    assert reply_to("one") == "one"


def test_the_end_of_input_ends_the_sitting_where_nothing_was_typed() -> None:
    assert reply_to("") == Quit()


def test_a_draft_is_continued() -> None:
    assert reply_to("two\n\n", draft="one") == "one\ntwo"


def test_a_draft_can_be_cleared() -> None:
    assert reply_to(":clear\ntwo\n\n", draft="one") == "two"


@pytest.mark.parametrize(
    ("line", "reply"), [(":quit", Quit()), (":skip", PutAside()), (":undo", Undo())]
)
def test_a_command_instead_of_an_answer(line: str, reply: Reply) -> None:
    assert reply_to(line + "\n") == reply


def test_a_command_behind_a_space_is_an_answer() -> None:
    assert reply_to(" :quit\n\n") == " :quit"


def test_the_editor_takes_the_draft_and_an_empty_line_submits_it() -> None:
    shown, said = face(":edit\n\n", {"EDITOR": "true"})

    reply = shown.ask(question(draft="Par"), lambda text: None)

    assert reply == "Par"
    assert "Your answer so far:\nPar\n" in said.getvalue()


def test_an_editor_that_fails_leaves_the_draft() -> None:
    shown, said = face(":edit\nis\n\n", {"EDITOR": "false"})

    reply = shown.ask(question(draft="Par"), lambda text: None)

    assert reply == "Par\nis"
    assert "EDITOR=false ended with code 1; your text is as before." in said.getvalue()


def test_every_line_is_kept_as_a_draft() -> None:
    kept: list[str] = []

    face("one\ntwo\n\n")[0].ask(question(), kept.append)

    assert kept == ["one", "one\ntwo"]


def test_how_to_answer_is_said_once() -> None:
    shown, said = face("\n\n")

    for _ in range(2):
        shown.ask(question(), lambda text: None)

    assert said.getvalue().count(HOW_TO_ANSWER[0]) == 1


@pytest.mark.parametrize(
    ("line", "decision"),
    [
        ("", Accepted()),
        ("3", Overruled(Grade.GOOD)),
        ("Easy", Overruled(Grade.EASY)),
        ("right", WasRight()),
        ("w", WasWrong()),
        ("undo", Undo()),
        (":quit", Quit()),
        ("skip", PutAside()),
        ("nonsense\nagain", Overruled(Grade.AGAIN)),
    ],
)
def test_a_line_decides_on_the_grade(line: str, decision: Decision) -> None:
    assert decision_on(line + "\n") == decision


def test_an_unjudged_answer_is_not_accepted_by_an_empty_line() -> None:
    assert decision_on("\n\nhard\n", Unjudged("It is unreadable.")) == Overruled(Grade.HARD)


def test_a_verdict_in_doubt_is_not_accepted_by_an_empty_line() -> None:
    assert decision_on("\n\nhard\n", verdict(doubt=DOUBT)) == Overruled(Grade.HARD)


def test_nothing_is_undone_where_nothing_was_reviewed() -> None:
    assert decision_on("undo\ngood\n", undoable=False) == Overruled(Grade.GOOD)


def test_why_explains_and_asks_again() -> None:
    shown, said = face("why\n\n")

    assert shown.decide(outcome(verdict())) == Accepted()
    assert "Decided by: closeness in meaning. It is near.\n" in said.getvalue()
    assert said.getvalue().count("Grade good? Press Enter to accept") == 2


def test_the_end_of_input_at_a_verdict_ends_the_sitting() -> None:
    assert decision_on("") == Quit()


def test_the_last_review_can_be_undone_at_the_end() -> None:
    assert face("undo\n")[0].cleared(undoable=True) == Undo()
    assert face("\n")[0].cleared(undoable=True) == Quit()


@pytest.mark.parametrize(
    ("line", "answer"), [("yes", True), ("N", False), ("later", None), ("", None), ("eh\ny", True)]
)
def test_an_edited_question_is_asked_about(line: str, answer: bool | None) -> None:
    assert face(line + "\n")[0].continues(edited_card()) is answer


def test_lines_are_wrapped_between_words() -> None:
    assert wrapped("one two three\nfour", 9) == "one two\nthree\nfour"
    assert wrapped("    x = 1\n\nunbreakable", 9) == "    x = 1\n\nunbreakable"


def test_lines_for_no_terminal_are_not_wrapped() -> None:
    assert wrapped("one two three " * 20, 0) == "one two three " * 20


# --- a second verdict ---------------------------------------------------------------------------

SECOND = verdict(Status.MISSING)
NEWS = Revised("a", Answer("Paris"), SECOND, "rubric 2")
IT_SAYS = (
    "A language model: incorrect. “Paris”: missing, not covered. It is near. It proposes again."
)


def silent(typed: str, waits: list[bool]) -> tuple[PlainFace, StringIO]:
    """Return a face on which a line is there, or not, each time it is waited for."""
    said, there = StringIO(), iter(waits)
    face = PlainFace(
        StringIO(typed), said, lambda: None, {}, waits=lambda seconds: next(there, True)
    )
    return face, said


def test_news_ends_the_wait_for_a_line() -> None:
    for _ in range(2):
        shown, _ = silent("", [False])
        assert shown.decide(outcome(verdict()), lambda: NEWS) == NEWS
    shown, said = silent("", [False])
    assert shown.cleared(True, 2, lambda: NEWS) == NEWS
    assert "A language model is still reading 2 answers" in said.getvalue()


def test_a_line_that_is_there_goes_before_news() -> None:
    shown, _ = silent("\n", [True])
    assert shown.decide(outcome(verdict()), lambda: NEWS) == Accepted()


def test_a_second_verdict_is_one_line_and_asks_for_its_own_grade() -> None:
    shown, said = silent("\n", [])
    assert shown.decide(revised(outcome(verdict()), SECOND)) == Accepted()
    assert said.getvalue().splitlines()[-2:] == [
        IT_SAYS,
        (
            "Grade again? Press Enter to accept, or type one of: again, hard, good, easy, right,"
            " wrong, why, skip, undo, quit, help."
        ),
    ]


def test_only_what_is_new_is_said_when_a_second_verdict_comes() -> None:
    shown, said = silent("\n", [False])
    shown.decide(revised(outcome(verdict()), SECOND, is_shown=True, has_news=True))
    assert said.getvalue().splitlines()[0] == IT_SAYS
    assert "Verdict" not in said.getvalue()


def test_a_line_that_was_meant_for_what_was_said_before_decides_nothing() -> None:
    shown, _ = silent("\nhard\n", [True])
    new = revised(outcome(verdict()), SECOND, is_shown=True, has_news=True)
    assert shown.decide(new) == Overruled(Grade.HARD)


@pytest.mark.parametrize(
    ("typed", "decision"),
    [
        ("yes\n", Accepted()),
        ("maybe\nn\n", Kept()),
        ("quit\n", Quit()),
        ("", Quit()),
    ],
)
def test_an_offer_is_taken_or_not_by_a_word(typed: str, decision: Accepted | Kept | Quit) -> None:
    shown, said = face(typed)
    judged = revised(outcome(verdict()), SECOND).judged
    assert shown.offer(Offer(card("Capital of France?"), judged, Grade.GOOD)) == decision
    assert "Your answer: Paris\n" in said.getvalue()
    assert "Change good to again? Type yes, no or quit." in said.getvalue()


# --- hints, second tries, marks -----------------------------------------------------------------

MISSED = outcome(verdict(Status.MISSING))


@pytest.mark.parametrize(
    ("line", "reply"),
    [
        (":hint", Hinted()),
        (":show", Show()),
        (":bury", Bury()),
        (":suspend", Suspend()),
        (":flag", Flag()),
        (":history", Errand.LOOK_BACK),
        (":card", Errand.EDIT_CARD),
    ],
)
def test_more_commands_instead_of_an_answer(line: str, reply: Reply) -> None:
    asked = replace(question(), has_hint=True)

    assert face(line + "\n")[0].ask(asked, lambda text: None) == reply


def test_where_there_is_no_further_hint_the_answer_is_waited_for() -> None:
    shown, said = face(":hint\nParis\n\n")

    assert shown.ask(question(), lambda text: None) == "Paris"
    assert "There is no further hint.\n" in said.getvalue()


def test_hints_are_read_below_the_question_that_was_read_before() -> None:
    shown, said = face("\n")

    shown.ask(replace(question(), is_shown=True, hints=("Hint 1 of 2: P…",)), lambda text: None)

    assert said.getvalue().startswith("Hint 1 of 2: P…\n")


def test_help_lists_what_can_be_typed() -> None:
    shown, said = face(":help\n\n")
    shown.ask(question(), lambda text: None)
    assert ":bury: leave it until tomorrow.\n" in said.getvalue()

    shown, said = face("help\n\n")
    shown.decide(outcome(verdict()))
    assert "wrong: you were wrong.\n" in said.getvalue()


@pytest.mark.parametrize(
    ("typed", "choice"),
    [("\n", Unveiled()), ("try\n", TryAgain()), ("no\nt\n", TryAgain()), ("", Quit())],
)
def test_a_wrong_answer_is_tried_again_or_shown(typed: str, choice: Choice) -> None:
    shown, said = face(typed)

    assert shown.choose(MISSED) == choice
    assert "The point is not there yet.\n" in said.getvalue()
    assert "Paris" not in said.getvalue()


def test_after_that_the_level_is_not_said_again() -> None:
    shown, said = face("\n")

    shown.decide(replace(MISSED, has_head=True))

    assert said.getvalue().startswith("missing: Paris\n")


def test_what_helped_is_said() -> None:
    judged = replace(outcome(verdict()).judged, answer=Answer("Paris", hints=1))
    judged = replace(judged, proposal=propose(judged.verdict, judged.answer))
    shown, said = face("\n")

    shown.decide(replace(outcome(verdict()), judged=judged))

    assert "Correct, with a hint.\nGrade hard?" in said.getvalue()


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("1\n", Confided(Sureness.GUESSED)),
        ("perhaps\nunsure\n", Confided(Sureness.UNSURE)),
        ("sure\n", Confided(Sureness.SURE)),
        ("quit\n", Quit()),
        ("", Quit()),
    ],
)
def test_how_sure_an_answer_is_is_a_word_or_a_number(typed: str, word: Confided | Quit) -> None:
    assert face(typed)[0].confide(question()) == word


def test_where_answers_are_shown_nothing_is_typed() -> None:
    shown, said = face("eh\n\n")

    assert shown.ask(replace(question(), reveals=True), lambda text: None) == Show()
    assert said.getvalue().count("Press Enter to see the answer") == 2


def test_an_answer_that_is_shown_has_no_verdict() -> None:
    revealed = outcome(GRADED_ALONE)
    revealed = replace(revealed, judged=replace(revealed.judged, mode=Mode.REVEALED))
    shown, said = face("good\n")

    assert shown.decide(revealed) == Overruled(Grade.GOOD)
    assert said.getvalue() == (
        "Reference answer:\nParis\n"
        "Which grade? Type one of: again, hard, good, easy, skip, undo, quit, help.\n"
    )
