"""Streams that are closed, end early, or carry what nobody expects."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from functools import partial

import pytest

from tests.program.program import PATIENCE, Program
from tutor.store.store import Store

STDIN, STDOUT, STDERR = range(3)

ODD_ANSWERS = {
    "emoji": "word 😀👩‍👩‍👧",
    "combining marks": "wo\u0301\u0302\u0303rd e\u0301",
    "right to left": "מילה word",
    "no width": "wo\u200brd\ufeff",
    "controls": "word\x00\x07\x1b\x9b",
    "one word of 100,000 letters": "words" * 20_000,
    "20,000 words": "word " * 20_000,
    "20,000 lines": "\n".join(["word"] * 20_000),
}


def test_odd_answers_are_graded_and_kept_as_they_were_typed(tutor: Program) -> None:
    tutor.environment["TUTOR_STORE"] = str(tutor.home / "tutor.db")
    cards = "".join(f"With {odd}?::a word\n\n" for odd in ODD_ANSWERS)
    tutor.write("odd.md", f"#flashcards\n\n{cards}")

    ended = tutor("practice", "odd.md", typed="\n\n".join(ODD_ANSWERS.values()))

    assert ended.code == 0
    assert ended.out.count("Verdict:") == ended.out.count("Recorded:") == len(ODD_ANSWERS)
    with Store.open_to_read(tutor.home / "tutor.db") as store:
        kept = {card.question: store.reviews(card.id) for card in store.known_cards()}
    for odd, answer in ODD_ANSWERS.items():
        [review] = kept[f"With {odd}?"]
        assert review.answer.text == answer, odd


def test_an_answer_that_is_not_utf_8_is_graded_and_kept_as_far_as_it_can_be_read(
    tutor: Program, deck: str
) -> None:
    tutor("practice", deck, typed=b"\xff\xed\xa0\x80 Paris \xc3\n\n")

    [review] = tutor.reviews("What is the capital of France?")
    assert review["answer"].strip("\ufffd ") == "Paris"


def test_an_answer_that_the_input_ends_in_is_graded(tutor: Program, deck: str) -> None:
    ended = tutor("practice", deck, typed="Paris")

    assert "Recorded: good" in ended.out
    assert [review["answer"] for review in tutor.reviews("France")] == ["Paris"]


@pytest.mark.parametrize("stream", [STDIN, STDOUT, STDERR])
def test_a_sitting_survives_a_closed_stream(tutor: Program, deck: str, stream: int) -> None:
    ended = tutor("practice", deck, typed="Paris\n\n", first=partial(os.close, stream))

    assert ended.code == 0
    assert len(tutor.reviews("France")) == (stream != STDIN)


@pytest.mark.parametrize("stream", [STDIN, STDOUT, STDERR])
@pytest.mark.parametrize("command", ["cards", "due"])
def test_a_listing_survives_a_closed_stream(
    tutor: Program, deck: str, command: str, stream: int
) -> None:
    assert tutor(command, deck, first=partial(os.close, stream)).code == 0


def test_a_sitting_without_input_asks_and_ends(tutor: Program, deck: str) -> None:
    ended = tutor("practice", deck)

    assert ended.code == 0
    assert "Nothing was graded. Left for now: 2 new." in ended.out


def test_grade_says_what_it_wants_on_a_closed_stdin(tutor: Program) -> None:
    closed = partial(os.close, STDIN)

    assert tutor("grade", "--jsonl", first=closed).refused(2, "--jsonl wants JSON Lines")


@pytest.mark.parametrize("option", [[], ["--json"], ["--strict"]], ids=str)
def test_a_reader_that_leaves_early_is_no_fault(tutor: Program, option: list[str]) -> None:
    cards = "".join(f"What is {n}?::a number\n\n" for n in range(2_000))
    tutor.write("many.md", f"#flashcards\n\n{cards}")
    with tutor.begin("cards", "many.md", *option) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()

        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == 0


def said_until(process: subprocess.Popen[bytes], words: str) -> str:
    """Return what the program says, up to and with the line that holds `words`."""
    assert process.stdout
    said = ""
    while words not in said:
        line = process.stdout.readline().decode()
        assert line, f"it ended without saying {words!r}: {said}"
        said += line
    return said


@pytest.mark.parametrize(
    ("interruption", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_an_interrupted_sitting_keeps_what_was_recorded(
    tutor: Program, deck: str, interruption: signal.Signals, code: int
) -> None:
    with tutor.begin("practice", deck) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b"Paris\n\nLi")
        said_until(process, "Recorded: good")
        said_until(process, "What is the capital of Peru?")
        process.send_signal(interruption)

        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == code

    assert [review["answer"] for review in tutor.reviews("France")] == ["Paris"]
    assert tutor("history", "Peru", "--json").records[0]["schedule"] is None


def test_a_sitting_that_ends_while_the_grader_is_loading_ends_cleanly(
    tutor: Program, deck: str
) -> None:
    with tutor.begin("practice", deck) as process:
        assert process.stdin
        assert process.stderr
        process.stdin.write(b"Paris\n\n")
        said_until(process, "What is the capital of France?")
        process.send_signal(signal.SIGTERM)

        assert process.stderr.read() == b""
        assert process.wait(PATIENCE) == 143


ENCODINGS = {
    "C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
    "Latin 1": {"PYTHONIOENCODING": "latin-1"},
}
OTHERS = ["cards umlaut.md", "cards umlaut.md --json", "decks", "due", "practice --help", "nothing"]


@pytest.fixture
def umlaut(tutor: Program) -> str:
    return tutor.write("umlaut.md", "#flashcards\n\nWas heißt “größer” → 日本?::größer ✓\n")


@pytest.mark.parametrize("encoding", ENCODINGS.keys())
def test_letters_that_the_encoding_lacks_end_nothing(
    tutor: Program, umlaut: str, encoding: str
) -> None:
    setting = ENCODINGS[encoding] | {"TUTOR_DECKS": umlaut}
    for command in OTHERS:
        said = tutor.raw(*command.split(), setting=setting)
        assert said.returncode == (2 if command == "nothing" else 0)
        assert b"Traceback" not in said.stderr


@pytest.mark.parametrize("encoding", ["C", "ASCII"])
def test_an_answer_is_kept_whole_where_the_encoding_is_ascii(
    tutor: Program, umlaut: str, encoding: str
) -> None:
    tutor("practice", umlaut, typed="größer ✓\n\n", setting=ENCODINGS[encoding])

    assert [review["answer"] for review in tutor.reviews("heißt")] == ["größer ✓"]


def test_json_is_whole_in_every_encoding(tutor: Program, umlaut: str) -> None:
    said = tutor("cards", umlaut, "--json", setting=ENCODINGS["Latin 1"])

    assert json.loads(said.out)["question"] == "Was heißt “größer” → 日本?"
