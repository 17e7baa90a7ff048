"""`tutor eval label`: the command through a pipe, and its face on a full terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
import typer
from prompt_toolkit.application import create_app_session
from prompt_toolkit.formatted_text import fragment_list_to_text
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from rich.console import Console
from typer.testing import CliRunner, Result

from tests.evaluation.held_out_suites import ANNA, BASES, BEN, RESPONSES, write_suite
from tutor.cards.points import ask
from tutor.cli.evaluate.label import label
from tutor.cli.evaluate.label_faces import LinesFace, TerminalFace, prompt_lines
from tutor.errors import ReadError, UsageError
from tutor.evaluation.labelling import (
    Given,
    Item,
    LevelAsked,
    PointAsked,
    Quit,
    Reply,
    Sitting,
    Skip,
    Undo,
    begin,
)
from tutor.evaluation.suite import Label
from tutor.grading.verdict import Level, Status

ESCAPES = "\x1b[2J\x1b]0;owned\x07 \x9b31m right\u202e"

PAIRS = Item(
    "negated-7",
    ask(
        "What pairs with what?",
        "- Adenine pairs with thymine by two hydrogen bonds, and in RNA with uracil by as many.\n"
        "- Guanine pairs with cytosine.",
    ),
    "A with T,\nG with C",
)
ATP = Item("r9", ask("Which organelle makes ATP?", "The mitochondrion"), "a mitochondrion")

app = typer.Typer()
app.command()(label)


def tutor(folder: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, [str(folder), *arguments], input=typed)


def kept(folder: Path, labeller: str = "anna") -> dict[str, tuple[str, list[str]]]:
    lines = (folder / f"labels-{labeller}.jsonl").read_text(encoding="utf-8").splitlines()
    return {one["id"]: (one["level"], one["points"]) for one in map(json.loads, lines)}


# --- the command ---


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """Return a suite that nobody has labelled."""
    return write_suite(tmp_path / "cells", labels={}, decided=[])


def test_every_response_is_labelled_once(suite: Path) -> None:
    result = tutor(suite, "--as", "anna", typed="c\n" * 8)

    assert result.exit_code == 0
    assert kept(suite) == {
        "r1": ("correct", ["covered"]),
        "r2": ("correct", ["covered"]),
        "r3": ("correct", ["covered", "covered"]),
        "r4": ("correct", ["covered", "covered"]),
    }
    assert result.stdout.splitlines()[-1] == "4 of 4 labelled."


def test_a_sitting_that_ends_early_goes_on_where_it_was(suite: Path) -> None:
    first = tutor(suite, "--as", "anna", typed="p\np\np\nquit\n")
    begun = kept(suite)
    tutor(suite, "--as", "anna", typed="i\nm\nm\n" * 4)

    assert first.stdout.splitlines()[-1].startswith(f"{len(begun)} of 4 labelled. Go on with: ")
    assert len(begun) in (1, 2, 3)
    assert len(kept(suite)) == 4
    assert {id_: said for id_, said in kept(suite).items() if id_ in begun} == begun


def test_the_end_of_the_input_ends_the_sitting(suite: Path) -> None:
    assert tutor(suite, "--as", "anna").exit_code == 0
    assert kept(suite) == {}


def test_undo_takes_a_label_off_the_disk(suite: Path) -> None:
    tutor(suite, "--as", "anna", typed="c\n" * 8 + "undo\nquit\n")

    assert len(kept(suite)) == 3


def test_what_was_labelled_last_can_be_undone_in_the_next_sitting(suite: Path) -> None:
    tutor(suite, "--as", "anna", typed="c\n" * 8)
    *before, last = kept(suite).items()

    tutor(suite, "--as", "anna", typed="undo\nincorrect\nmissing\nmissing\n")

    *untouched, again = kept(suite).items()
    assert untouched == before
    assert again == (last[0], ("incorrect", ["missing"] * len(last[1][1])))


def test_neither_case_nor_id_nor_another_label_is_shown(suite: Path) -> None:
    responses = [{**one, "id": f"negated-{n}"} for n, one in enumerate(RESPONSES)]
    labels = {"ben": [{**one, "id": f"negated-{n}"} for n, one in enumerate(BEN)]}
    write_suite(suite, lines=responses, labels=labels, decided=[])

    shown = tutor(suite, "--as", "anna", typed="skip\n" * 4).stdout

    assert "mitochondria" in shown
    for hidden in ("negated", "plausible", "changed", "terse", "→ incorrect", "ben", "split"):
        assert hidden not in shown


def test_a_suite_with_a_fault_is_not_labelled(suite: Path) -> None:
    write_suite(suite, lines=["{", *RESPONSES[1:]], labels={}, decided=[])

    raised = tutor(suite, "--as", "anna").exception

    assert isinstance(raised, ReadError)
    assert "responses.jsonl:1" in raised.message


@pytest.mark.parametrize("name", ["../anna", "Anna", "", "a/b", "-x", "ä"])
def test_a_name_that_cannot_name_a_file_is_refused(suite: Path, name: str) -> None:
    assert isinstance(tutor(suite, f"--as={name}").exception, UsageError)


def test_somebody_else_may_label_and_is_told_that_it_does_not_count(suite: Path) -> None:
    result = tutor(suite, "--as", "carl", typed="skip\n" * 4)

    assert "the suite's labellers are anna and ben" in result.stderr
    assert kept(suite, "carl") == {}


@pytest.mark.parametrize(
    "asked", [(), ("--as", "anna", "--agreement"), ("--seal", "--agreement"), ("--seal", "--as=a")]
)
def test_one_of_sealing_labelling_and_agreement_is_asked_for(
    suite: Path, asked: tuple[str, ...]
) -> None:
    assert isinstance(tutor(suite, *asked).exception, UsageError)


def test_a_suite_is_sealed_and_its_labellers_are_told_how_to_go_on(suite: Path) -> None:
    write_suite(suite, labels={}, decided=[], responses=0)

    lines = tutor(suite, "--seal").stdout.splitlines()

    assert lines[0].startswith(f"{suite}/suite.toml: 4 responses, sha256 ")
    assert lines[1:] == [
        f"Label them with: tutor eval label {suite} --as anna",
        f"Label them with: tutor eval label {suite} --as ben",
    ]
    assert tutor(suite, "--as", "anna", typed="quit\n").exit_code == 0


def test_sealing_anew_says_what_becomes_of_the_labels(suite: Path) -> None:
    write_suite(suite, labels={"anna": ANNA}, decided=[], responses=0)

    assert "give a response that has changed a new one" in tutor(suite, "--seal").stdout


def test_the_agreement_is_a_table(suite: Path) -> None:
    write_suite(suite, labels={"anna": ANNA, "ben": BEN})

    lines = tutor(suite, "--agreement").stdout.splitlines()

    assert lines[0] == "anna and ben: 4 of 4 responses by both"
    assert lines[3].split()[:3] == ["level", "4", "75.0%"]


def test_a_case_name_in_the_table_commands_no_terminal(suite: Path) -> None:
    responses = [{**RESPONSES[0], "case": ESCAPES}, *RESPONSES[1:]]
    write_suite(suite, lines=responses)

    assert "\x1b" not in tutor(suite, "--agreement").stdout


# --- plain lines ---


def lines_reply(typed: str, item: Item = PAIRS, columns: int = 0) -> tuple[Reply, str]:
    sink = StringIO()
    reply = LinesFace(StringIO(typed), sink, columns).ask(Sitting((item,), ()))
    return reply, sink.getvalue()


def test_plain_lines_show_question_points_and_response() -> None:
    _, shown = lines_reply("")

    assert shown.splitlines()[1:9] == [
        "0 of 1 labelled. Question:",
        "What pairs with what?",
        "Reference:",
        "1. Adenine pairs with thymine by two hydrogen bonds, and in RNA with uracil by as many.",
        "2. Guanine pairs with cytosine.",
        "Response:",
        "│ A with T,",
        "│ G with C",
    ]


@pytest.mark.parametrize(
    "typed", ["p\nc\nm\n", "partial\ncovered\nmissing\n", "p c m\n", "p c\nm\n"]
)
def test_keys_and_words_may_stand_on_one_line_or_on_several(typed: str) -> None:
    reply, _ = lines_reply(typed)

    assert reply == Given(Label(Level.PARTIAL, 0.5, (Status.COVERED, Status.MISSING)))


@pytest.mark.parametrize("line", ["x", "", "p c m m", "p z", "perhaps"])
def test_a_line_that_leads_nowhere_changes_nothing_and_is_asked_again(line: str) -> None:
    reply, shown = lines_reply(f"{line}\ns\n")

    assert reply == Skip()
    assert shown.count("That is none of them. Level?") == 1


def test_a_response_without_text_is_said_to_have_none() -> None:
    _, shown = lines_reply("", Item("r1", ATP.card, " \n"))

    assert "│ (nothing was typed)" in shown


def test_escapes_in_a_response_are_shown_harmless_in_plain_lines() -> None:
    _, shown = lines_reply("", Item("r1", ATP.card, ESCAPES))

    assert not re.search("[\x07\x1b\x80-\x9f\u202e]", shown)
    assert "␛[2J" in shown


def test_plain_lines_wrap_between_words() -> None:
    _, shown = lines_reply("", columns=40)

    assert max(map(len, shown.splitlines())) <= 40


# --- a full terminal ---


@contextmanager
def terminal(keys: str, columns: int = 80) -> Iterator[tuple[TerminalFace, StringIO]]:
    """Lend a face on which `keys` are pressed, and what it prints."""
    printed = StringIO()
    console = Console(file=printed, width=columns, height=24)
    with create_pipe_input() as pressed, create_app_session(pressed, DummyOutput()):
        pressed.send_text(keys)
        yield TerminalFace(console), printed


def reply_to(keys: str, item: Item = PAIRS, *earlier: str) -> Reply:
    with terminal(keys) as (face, _):
        return face.ask(
            begin([item, *(Item(one, ATP.card, "") for one in earlier)], earlier, "", "")
        )


@pytest.mark.parametrize(
    ("keys", "reply"),
    [
        ("c", Given(Label(Level.CORRECT, 1.0, (Status.COVERED,)))),
        ("P", Given(Label(Level.PARTIAL, 0.5, (Status.PARTLY,)))),
        ("ix", Given(Label(Level.INCORRECT, 0.0, (Status.CONTRADICTED,)))),
        ("s", Skip()),
        ("u", Undo()),
        ("\x1a", Undo()),
        ("q", Quit()),
        ("\x03", Quit()),
        ("\x04", Quit()),
    ],
)
def test_a_key_labels_skips_undoes_or_ends(keys: str, reply: Reply) -> None:
    assert reply_to(keys, ATP, "r0") == reply


def test_keys_pressed_fast_all_count() -> None:
    assert reply_to("pcucc") == Given(Label(Level.PARTIAL, 0.5, (Status.COVERED, Status.COVERED)))


def test_keys_without_a_meaning_are_passed_over() -> None:
    assert reply_to("z\r \x1b[Ax\x1b[200~cccc\x1b[201~pmm") == Given(
        Label(Level.PARTIAL, 0.5, (Status.MISSING, Status.MISSING))
    )


def test_undo_before_the_first_response_does_nothing() -> None:
    assert reply_to("us") == Skip()


def test_a_terminal_shows_the_response_behind_a_bar_within_80_columns() -> None:
    long = Item("r1", PAIRS.card, "adenine thymine " * 20 + "x" * 100)
    with terminal("q") as (face, printed):
        face.ask(Sitting((long,), ()))

    lines = printed.getvalue().splitlines()
    body = lines[lines.index("Response") + 1 :]
    assert "".join(line.removeprefix("  │ ") for line in body).count("thymine") == 20
    assert all(line.startswith("  │ ") for line in body)
    assert max(map(len, lines)) <= 80


def test_escapes_in_a_response_are_shown_harmless_on_a_terminal() -> None:
    with terminal("q") as (face, printed):
        face.ask(Sitting((Item("r1", ATP.card, ESCAPES),), ()))

    assert not re.search("[\x07\x1b\x80-\x9f\u202e]", printed.getvalue())


def test_the_id_is_not_shown_since_it_may_name_the_case() -> None:
    with terminal("q") as (face, printed):
        face.ask(Sitting((PAIRS,), ()))

    assert "negated" not in printed.getvalue()


def test_a_card_that_wants_some_of_its_points_says_how_many() -> None:
    card = ask(BASES, "- Adenine with thymine\n- Guanine with cytosine <!-- any 1 -->")
    with terminal("q") as (face, printed):
        face.ask(Sitting((Item("r1", card, "A-T"),), ()))

    assert "Reference: any 1 of these" in printed.getvalue()


def test_below_a_response_stands_what_was_said_of_it_so_far() -> None:
    asked = PointAsked(LevelAsked(PAIRS, undoable=False), Level.PARTIAL, (Status.COVERED,))

    lines = fragment_list_to_text(prompt_lines(asked, 60)).splitlines()

    assert lines == [
        "",
        "  partial; point 2?",
        "  1 covered       Adenine pairs with thymine by two hydroge…",
        "  2 ?             Guanine pairs with cytosine.",
    ]
