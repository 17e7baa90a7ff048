"""`tutor practice` as a learner meets it: the whole program, the real grader, a real terminal."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.driver import (
    ALT_ENTER,
    CTRL_C,
    CTRL_D,
    CTRL_G,
    CTRL_Z,
    ENTER,
    F1,
    F3,
    F4,
    F7,
    F8,
    F10,
    Terminal,
    colours,
    surroundings,
)
from tutor.scheduling.review import Grade, Mode, Review, Sureness
from tutor.store.store import Store

DECK = """#flashcards/capitals

What is the capital of France?
?
Paris

What is the capital of Peru?
?
Lima

What is the capital of Kenya?
?
Nairobi
"""
FRANCE, PERU, KENYA = (f"capital of {name}?" for name in ("France", "Peru", "Kenya"))

RIGHT = "r I was right"  # among the keys at the bottom: from here on, keys count
KEYS = "? keys"  # the same, also where an answer was right, or may be tried again

each_size = pytest.mark.parametrize(("columns", "rows"), [(80, 24), (200, 60)])


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "capitals.md"
    path.write_text(DECK, encoding="utf-8")
    return path


def arguments(deck: Path) -> list[str]:
    return ["practice", str(deck), "--store", str(deck.with_name("tutor.db"))]


def practise(
    deck: Path, *more: str, columns: int = 80, rows: int = 24, **environment: str
) -> Terminal:
    return Terminal(
        *arguments(deck),
        *more,
        home=deck.parent,
        columns=columns,
        rows=rows,
        environment=environment,
    )


def reviews(deck: Path) -> list[Review]:
    """Return the reviews that stand, in order."""
    with Store.open(deck.with_name("tutor.db")) as store:
        found = [review for key in store.schedules() for review in store.reviews(key)]
    return sorted(found, key=lambda review: review.id)


def pipe(deck: Path, answers: bytes, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tutor", *arguments(deck), *more],
        input=answers.decode("latin-1"),
        env=surroundings(deck.parent),
        capture_output=True,
        encoding="latin-1",
        check=False,
        timeout=60,
    )


@each_size
def test_a_sitting_from_the_first_question_to_the_summary(
    deck: Path, columns: int, rows: int
) -> None:
    with practise(deck, columns=columns, rows=rows) as terminal:
        terminal.wait_for("flashcards/capitals: 3 new", "1 of 3", FRANCE, "Ctrl+D end")
        terminal.type("Par")
        terminal.wait_for("> Par", "Ctrl+D or Alt+Enter submit")
        terminal.type("is" + ALT_ENTER)
        terminal.wait_for("✓ Correct · score 100 %", "[3 good 10 min]", "Enter accept")
        terminal.type(ENTER)
        terminal.wait_for("→ good, back in 10 minutes", PERU)
        terminal.type(CTRL_G)
        terminal.wait_for(
            "> I don't know", "✗ Incorrect · score 0 %", "✗ missing       Lima", RIGHT
        )
        terminal.type("r")
        terminal.wait_for("→ good (proposed: again)", KENYA)
        terminal.type(CTRL_D)

        assert terminal.ended() == 0
        assert "2 answered, 2 recalled, 1 overruled. Left for now: 2 due, 1 new." in terminal.shown
    assert [review.grade for review in reviews(deck)] == [Grade.GOOD, Grade.GOOD]


def test_the_program_scrolls_like_any_other(deck: Path) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type(CTRL_D)

        assert terminal.ended() == 0
        assert "\x1b[?1049h" not in terminal.output
        assert terminal.shown.endswith("Nothing was graded. Left for now: 3 new.")
        assert FRANCE in terminal.scrolled


def test_a_hint_lowers_the_grade_and_is_kept_with_the_answer(deck: Path) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE, "F4 hint")
        terminal.type(F4)
        terminal.wait_for("Hint 1 of 2: The answer is one point, of 1 word that count.")
        terminal.type("Par")
        terminal.wait_for("> Par")
        terminal.type(F4)
        terminal.wait_for("Hint 2 of 2: It begins so: P…", "> Par")
        assert terminal.shown.count("> Par") == 1
        assert terminal.shown.count(FRANCE) == 1
        terminal.type("is" + ALT_ENTER)
        terminal.wait_for("✓ Correct", "Correct, with a hint.", "[2 hard 6 min]", KEYS)
        terminal.type(ENTER)
        terminal.wait_for("→ hard", PERU)
        terminal.type(CTRL_D)
        terminal.ended()
    [review] = reviews(deck)
    assert (review.answer.hints, review.grade) == (2, Grade.HARD)


def test_a_wrong_answer_is_tried_again_without_seeing_the_right_one(deck: Path) -> None:
    with practise(deck, TUTOR_PRACTICE_SURENESS="1") as terminal:
        terminal.wait_for(FRANCE)
        terminal.type("Rome" + ALT_ENTER)
        terminal.wait_for("How sure are you?", "1 a guess  2 unsure  3 sure  q end")
        terminal.type("3")
        terminal.wait_for("✗ Incorrect", "The point is not there yet.", "t try again with a hint")
        assert "Paris" not in terminal.shown
        terminal.type("t")
        terminal.wait_for("1 of 3, second try", "What is missing begins so: P…")
        terminal.type("Paris" + ALT_ENTER)
        terminal.wait_for("How sure are you?")
        terminal.type("2")
        terminal.wait_for("✓ Correct", "Correct, at the second try.", "[2 hard 6 min]", KEYS)
        terminal.type(ENTER)
        terminal.wait_for(PERU)
        terminal.type(CTRL_D)
        terminal.ended()
        assert "1 answered, 1 recalled, sure and wrong: 1." in terminal.shown
    [review] = reviews(deck)
    assert (review.tries, review.sureness) == (("Rome",), Sureness.UNSURE)


def test_marks_and_grades_are_undone_step_by_step(deck: Path) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type(F8)
        terminal.wait_for("Flagged", "Ctrl+Z undo last")
        terminal.type("Paris" + ALT_ENTER)
        terminal.wait_for("✓ Correct", KEYS)
        terminal.type(ENTER)
        terminal.wait_for(PERU)
        terminal.type(F10)
        terminal.wait_for("Suspended", KENYA, "> your answer")
        terminal.type(CTRL_Z)
        terminal.wait_for("↶ undone (suspended)", "> your answer")
        terminal.type(CTRL_Z)
        terminal.wait_for(f"↶ undone: What is the {FRANCE}", KEYS)
        terminal.type("u")
        terminal.wait_for("↶ undone (flagged)", "1-4 choose  e why")  # nothing is left to undo
        terminal.type("q")
        terminal.ended()
    with Store.open(deck.with_name("tutor.db")) as store:
        assert store.schedules() == {}
        assert not any(one.is_suspended or one.is_flagged for one in store.marked().values())


def test_a_sitting_without_typing_shows_and_asks(deck: Path) -> None:
    with practise(deck, "--reveal") as terminal:
        terminal.wait_for(FRANCE, "Enter show the answer  h hint  s skip")
        terminal.type(ENTER)
        terminal.wait_for("Reference answer", "Paris", "Which grade?", "1-4 choose")
        terminal.type("3")
        terminal.wait_for("→ good, back in 10 minutes", PERU, "Enter show the answer")
        terminal.type("q")
        assert terminal.ended() == 0
    assert [review.mode for review in reviews(deck)] == [Mode.REVEALED]


def test_a_card_is_edited_in_the_middle_of_a_sitting_and_keeps_its_history(
    deck: Path, tmp_path: Path
) -> None:
    editor = tmp_path / "vim"
    editor.write_text("#!/bin/sh\nsed -i 's/the capital of France/the chief town there/' \"$2\"\n")
    editor.chmod(0o700)
    with practise(deck, EDITOR=str(editor)) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type(F7)
        terminal.wait_for("Edited; its history stays", "What is the chief town there?", "> ")
        terminal.type("Paris" + ALT_ENTER)
        terminal.wait_for("✓ Correct", KEYS)
        terminal.type("i")
        terminal.wait_for("It is new.", KEYS)
        terminal.type(ENTER)
        terminal.wait_for(PERU)
        terminal.type(CTRL_D)
        terminal.ended()
    with practise(deck) as terminal:
        terminal.wait_for("1 due, 2 new")
        terminal.type(CTRL_D)
        terminal.ended()


def test_an_answer_that_was_right_is_remembered(deck: Path) -> None:
    with practise(deck, TUTOR_PRACTICE_SECOND_TRY="0") as terminal:
        terminal.wait_for(FRANCE)
        terminal.type("Lutetia" + ALT_ENTER)
        terminal.wait_for("✗ missing", RIGHT)
        terminal.type("r")
        terminal.wait_for("From now on “Lutetia” counts as right for this card", PERU)
        terminal.type(CTRL_D)
        terminal.ended()
    with Store.open(deck.with_name("tutor.db")) as store:
        assert [one.accepted for one in store.marked().values()] == [("Lutetia",)]


@pytest.mark.parametrize("key", ["f1", "?"])
def test_all_keys_are_listed_on_one_screen(deck: Path, key: str) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE, "F1 keys")
        if key == "f1":
            terminal.type(F1)
            terminal.wait_for("F10", "suspend", "Ctrl+C", "> your answer")
            terminal.type(CTRL_D)
        else:
            terminal.type("Paris" + ALT_ENTER)
            terminal.wait_for("✓ Correct", KEYS)
            terminal.type("?")
            terminal.wait_for("1-4", "x, @, F10", "q, Ctrl+C", "[3 good 10 min]")
            terminal.type("q")
        terminal.ended()


def test_undo_takes_the_last_grade_back_and_asks_for_it_again(deck: Path) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type(CTRL_G)
        terminal.wait_for("Incorrect", RIGHT)
        terminal.type("4")
        terminal.wait_for("→ easy", PERU, "Ctrl+Z undo last")
        terminal.type(CTRL_Z)
        terminal.wait_for("↶ undone: What is the capital of France?", "[1 again 1 min]")
        terminal.type(ENTER)
        terminal.wait_for("→ again, back in 1 minute")
        terminal.type(CTRL_D)
        terminal.ended()
    assert [review.grade for review in reviews(deck)] == [Grade.AGAIN]


def test_ctrl_c_ends_the_sitting_and_the_draft_comes_back(deck: Path) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type("The city of" + ENTER + "light")
        terminal.wait_for("  light")
        terminal.type(CTRL_C)

        assert terminal.ended() == 0
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE, "> The city of", "  light")
        terminal.type(CTRL_C)
        terminal.ended()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_draft_outlives_the_program(deck: Path, how: signal.Signals) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type("Par")
        with Store.open(deck.with_name("tutor.db")) as store:
            while not store.drafts():
                terminal.listen()
        terminal.kill(how)

        assert terminal.ended() in (-how, 128 + how)
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE, "> Par")
        terminal.type(CTRL_C)
        terminal.ended()


def test_an_interrupt_from_outside_ends_a_sitting_that_waits_for_a_key(deck: Path) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type("Paris" + ALT_ENTER)
        terminal.wait_for("Enter accept")

        terminal.kill(signal.SIGINT)

        assert terminal.ended() == 130


def test_without_colours_every_word_and_sign_remains(deck: Path) -> None:
    with practise(deck, NO_COLOR="1") as terminal:
        terminal.wait_for(FRANCE)
        terminal.type("Paris" + ALT_ENTER)
        terminal.wait_for("✓ Correct", "✓ covered", KEYS)
        terminal.type("q")
        terminal.ended()

        assert colours(terminal.output) == set()


@pytest.mark.parametrize("more", [("--plain",), ()])
def test_plain_lines_neither_redraw_nor_colour(deck: Path, more: tuple[str, ...]) -> None:
    with practise(deck, *more, TERM="xterm" if more else "dumb") as terminal:
        terminal.wait_for("Question 1 of 3, deck flashcards/capitals:", FRANCE)
        terminal.type("Paris\n\n")
        terminal.wait_for("Verdict: correct. Score: 100 percent.", "Grade good? Press Enter")
        terminal.type("hard\n")
        terminal.wait_for("Recorded: hard.", "Question 2 of 3")
        terminal.type(CTRL_D)

        assert terminal.ended() == 0
        assert "1 answered, 1 recalled, 1 overruled." in terminal.shown
        assert "\x1b" not in terminal.output


def test_a_pipe_is_graded_to_its_end(deck: Path) -> None:
    ended = pipe(deck, b"Paris\n\n\nNairobi")

    assert ended.returncode == 0
    assert ended.stderr == ""
    assert ended.stdout.count("Verdict: correct.") == 2
    assert ended.stdout.count("Verdict: incorrect.") == 1
    assert [r.grade for r in reviews(deck)] == [Grade.GOOD, Grade.AGAIN, Grade.GOOD]


def test_bytes_that_are_no_text_are_an_answer_like_any_other(deck: Path) -> None:
    ended = pipe(deck, b"\xff\xfe\x1b[2J\n\n")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "\x1b" not in ended.stdout


def test_a_reader_that_leaves_early_gets_no_traceback(deck: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "tutor", *arguments(deck)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=surroundings(deck.parent),
    )
    assert program.stdout is not None
    program.stdout.readline()
    program.stdout.close()
    _, complaint = program.communicate(b"Paris\n\nLima\n\nNairobi\n\n")

    assert complaint == b""


def test_a_program_without_any_terminal_ends_at_once(deck: Path) -> None:
    command = " ".join([sys.executable, "-m", "tutor", *arguments(deck)])

    ended = subprocess.run(
        ["sh", "-c", f"exec {command} <&- >&-"],
        env=surroundings(deck.parent),
        stderr=subprocess.PIPE,
        check=False,
        timeout=60,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_hundred_thousand_characters_are_an_answer(deck: Path) -> None:
    ended = pipe(deck, b"Paris is a city. " * 6_000 + b"\n\n")

    assert (ended.returncode, ended.stderr) == (0, "")
    assert len(reviews(deck)[0].answer.text) > 100_000


def test_a_typed_line_breaks_between_words(deck: Path) -> None:
    answer = "It is the city on the Seine where the kings resided and the parliament meets nowadays"

    with practise(deck, columns=40) as terminal:
        terminal.wait_for(FRANCE)
        terminal.type(answer)
        terminal.wait_for("nowadays")

        assert "> It is the city on the Seine where the\n" in terminal.shown
        assert "\n  kings resided and the parliament meets\n  nowadays" in terminal.shown
        terminal.type("\x01\x1bf\x1bf\x1bd X")  # to the beginning, over two words, and off the next
        terminal.wait_for("> It is X city")
        terminal.type("\x05!")
        terminal.wait_for("\n  nowadays!")


def test_a_card_that_was_only_skipped_leaves_nothing_below_the_last_line(deck: Path) -> None:
    with practise(deck) as terminal:
        terminal.wait_for(FRANCE, "F3 skip")
        terminal.type(F3)
        terminal.wait_for(PERU, "F3 skip")
        terminal.type(CTRL_D)

        assert terminal.ended() == 0
        assert terminal.output.rstrip("\r\n").endswith("Left for now: 2 new.")
        assert not terminal.output.endswith("\n\r\n")


def test_chosen_keys_are_shown_and_pressed(deck: Path) -> None:
    with practise(deck, TUTOR_KEYS_SUBMIT="enter", TUTOR_KEYS_NEW_LINE="alt+enter") as terminal:
        terminal.wait_for(FRANCE, "F3 skip")
        terminal.type("Paris")
        terminal.wait_for("> Paris", "Enter submit  Alt+Enter new line")
        terminal.type(ENTER)
        terminal.wait_for("✓ Correct", KEYS)
        terminal.type("q")
        assert terminal.ended() == 0
