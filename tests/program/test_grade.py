"""`tutor grade --jsonl`: what a script gets for good lines and for bad ones."""

from __future__ import annotations

import json

import pytest

from tests.program.program import Program

GOOD = {
    "id": "good",
    "question": "What do plants take in?",
    "reference": "Carbon dioxide and water",
    "answer": "They take in water and carbon dioxide from the air",
}
KEYS = {"id", "level", "score", "confidence", "decided_by", "reason", "doubt", "points"}
POINT_KEYS = {"text", "status", "coverage", "evidence"}
EXPLAINED_KEYS = {
    "said",
    "wording",
    "unmet",
    "full",
    "some",
    "contradicted",
    "taken_back",
    "pulls",
}


def line(**changes: object) -> bytes:
    """Return the good line with changes; a field that becomes None is left out."""
    return json.dumps({k: v for k, v in (GOOD | changes).items() if v is not None}).encode()


BAD = {
    "no JSON": b"not json",
    "half an object": b'{"id": "bad", "answer": ',
    "a list": b"[1, 2]",
    "a number": b"3",
    "null": b"null",
    "no answer": line(id="bad", answer=None),
    "no reference": line(id="bad", reference=None),
    "an empty reference": line(id="bad", reference=""),
    "an empty list of references": line(id="bad", reference=[]),
    "a blank among the references": line(id="bad", reference=["Water", " "]),
    "a number for a question": line(id="bad", question=3),
    "a number for an answer": line(id="bad", answer=3),
    "an object for a reference": line(id="bad", reference={"text": "Water"}),
    "no UTF-8": b'{"id": "bad", "reference": "Water", "answer": "\xff"}',
    "UTF-16": "{}".encode("utf-16"),
    "NUL": b"\0",
    "an id that is no JSON": b'{"id": NaN, "reference": "Water", "answer": "Water"}',
    "a number beyond all": b'{"id": 1e999, "reference": "Water", "answer": "Water"}',
    "an endless number": b'{"id": %s, "reference": "Water", "answer": "Water"}' % (b"9" * 10_000),
    "nested lists": b"[" * 100_000,
    "nested objects": b'{"id":' * 100_000,
}
ODD = {
    "no id": line(id=None),
    "an id that is no text": line(id={"n": [1, 2.5, False]}),
    "a field that nobody knows": line(id="odd", rating=5),
    "no question": line(id="odd", question=None),
    "several references": line(id="odd", reference=["Carbon dioxide", "CO2"]),
    "an empty answer": line(id="odd", answer=""),
    "an answer of a million letters": line(id="odd", answer="water " * 170_000),
    "a lone surrogate": line(id="odd", answer="water \ud800"),
    "a byte order mark": b"\xef\xbb\xbf" + line(id="odd"),
    "the line end of Windows": line(id="odd") + b"\r",
}


def test_a_verdict_has_the_promised_keys(tutor: Program) -> None:
    [record] = tutor("grade", "--jsonl", typed=line()).records

    assert record.keys() >= KEYS
    assert all(point.keys() >= POINT_KEYS for point in record["points"])
    assert record["id"] == "good"
    assert record["level"] in ("correct", "partial", "incorrect")
    assert 0 <= record["score"] <= 1
    assert 0 <= record["confidence"] <= 1


def test_bad_lines_give_an_error_each_and_the_others_their_verdict_in_order(
    tutor: Program,
) -> None:
    lines = [part for bad in BAD.values() for part in (bad, line())]

    ended = tutor("grade", "--jsonl", typed=b"\n".join(lines))

    assert ended.code == 0
    assert ended.err == ""
    bad, good = ended.records[::2], ended.records[1::2]
    for name, record in zip(BAD, bad, strict=True):
        assert record["error"].startswith(f"line {record['line']}: "), name
        assert record["id"] in ("bad", None), name
        assert "level" not in record, name
    assert [record["line"] for record in bad] == list(range(1, 2 * len(BAD), 2))
    assert len(good) == len(BAD)
    assert all(record == good[0] and record["id"] == "good" for record in good)


def test_odd_lines_are_graded_in_order(tutor: Program) -> None:
    ended = tutor("grade", "--jsonl", typed=b"\n".join(ODD.values()))

    assert ended.code == 0
    for name, given, record in zip(ODD, ODD.values(), ended.records, strict=True):
        assert record["id"] == json.loads(given.strip()).get("id"), name
        assert record["level"] in ("correct", "partial", "incorrect"), name


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("5 km", "1e999 km"),
        ("In 1945, after 3 years", "5" + " %" * 300),
        ("In 1945, after 3 years", "5" + " km" * 300),
        ("5 km", "4 km and 3 kg, " * 7_000),
    ],
    ids=[
        "a number beyond all",
        "a vanishing unit",
        "an endless unit",
        "100,000 letters of numbers",
    ],
)
def test_extravagant_numbers_are_graded(tutor: Program, reference: str, answer: str) -> None:
    [record] = tutor("grade", "--jsonl", typed=line(reference=reference, answer=answer)).records

    assert record["level"] == "incorrect"


def test_empty_lines_are_passed_over_and_counted(tutor: Program) -> None:
    ended = tutor("grade", "--jsonl", typed=b"\n  \n" + line() + b"\n\n\nbad\n")

    good, bad = ended.records
    assert (good["id"], bad["line"]) == ("good", 6)


def test_a_verdict_comes_before_the_next_line_is_there(tutor: Program) -> None:
    with tutor.begin("grade", "--jsonl") as process:
        assert process.stdin
        assert process.stdout
        for _ in range(2):
            process.stdin.write(line() + b"\n")
            assert json.loads(process.stdout.readline())["id"] == "good"


@pytest.mark.parametrize(
    "given",
    [
        [],
        ["--answer", "Water"],
        ["--reference", "Water"],
        ["--reference", " ", "--answer", "Water"],
        ["--jsonl", "--answer", "Water"],
    ],
)
def test_too_little_or_too_much_is_bad_usage(tutor: Program, given: list[str]) -> None:
    assert tutor("grade", *given).refused(2)


def test_one_answer_is_judged_in_words_and_as_json(tutor: Program) -> None:
    given = ["--question", GOOD["question"], "--reference", "Water", "--answer", "Water"]

    assert "Correct" in tutor("grade", *given).out
    [record] = tutor("grade", *given, "--json").records
    assert (record["level"], record["points"][0]["evidence"]) == ("correct", "Water")


def test_an_explanation_points_at_words_of_the_answer(tutor: Program) -> None:
    [record] = tutor("grade", "--jsonl", "--explain", typed=line()).records

    explained = record["explanation"]["points"]
    assert len(explained) == len(record["points"])
    assert all(point.keys() == EXPLAINED_KEYS for point in explained)
    words = GOOD["answer"].split()
    assert {GOOD["answer"][start:end] for point in explained for start, end in point["said"]} <= {
        *words
    }


def test_an_explanation_shows_a_person_the_answer_and_every_point(tutor: Program) -> None:
    given = ["--question", GOOD["question"], "--reference", GOOD["reference"]]

    out = tutor("grade", *given, "--answer", GOOD["answer"], "--explain").out

    assert "Your answer\n  They take in " in out
    assert "\n  Carbon dioxide" in out
    assert "Decided by: " in out


@pytest.mark.parametrize("command", ["grade --reference Water --answer rain", "practice"])
def test_an_encoder_that_is_not_here_is_named(tutor: Program, deck: str, command: str) -> None:
    setting = {"TUTOR_DECKS": deck}
    arguments = [*command.split(), "--encoder", "no-such-model"]

    assert tutor(*arguments, typed="Paris\n\n", setting=setting).refused(4, "no-such-model")
