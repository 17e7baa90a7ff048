"""The lines of the log: what was once written stays readable, and what is no fact is named."""

from __future__ import annotations

import json

import pytest

from tutor.errors import ReadError
from tutor.store.facts import Fact, Line, header, read_facts

# A file of the first version, as it was written then. It must be read for ever.
VERSION_1 = """{"format": "tutor log", "version": 1, "by": "tutor 0.1.0"}
{"fact": "card", "id": "9f2c", "fingerprint": "9f2c", "question": "Was ist wei\\u00df?", "answer": "Schnee", "deck": "de", "block_id": "", "first_seen": "2026-03-01T12:00:00Z", "last_seen": "2026-03-01T12:00:00.000001Z"}
{"fact": "preset", "id": "ef8919324de93dcb", "content": {"desired_retention": 0.97, "learning_steps": [60.0, 600.0], "longest": 36500, "parameters": [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542], "relearning_steps": [600.0]}}
{"fact": "review", "id": "0199a0b1c2d37e4f8a9b0c1d2e3f4a5b", "card_id": "9f2c", "at": "2026-03-01T12:00:00Z", "answer": "Sch\\udcffnee", "seconds": 3.5, "verdict": {"type": "unjudged", "reason": "No network."}, "grader": "offline 6", "proposed": null, "grade": 3, "sitting": "s", "preset": "ef8919324de93dcb", "spread": 0.5, "mode": "typed", "hints": 1, "tries": ["a"], "sureness": 2}
{"fact": "retraction", "review_id": "0199a0b1c2d37e4f8a9b0c1d2e3f4a5b", "at": "2026-03-01T12:00:01Z"}
{"fact": "opinion", "review_id": "0199a0b1c2d37e4f8a9b0c1d2e3f4a5b", "at": "2026-03-01T12:00:01Z", "verdict": {"type": "verdict", "findings": [{"point": {"text": "snow", "required": true, "accepted": []}, "status": "covered", "coverage": 1.0, "evidence": "Schnee"}], "score": 1.0, "level": "correct", "confidence": 0.9, "decided_by": "rubric", "reason": "r", "doubt": ""}, "grader": "rubric 2", "proposed": 4}
{"fact": "regrade", "review_id": "0199a0b1c2d37e4f8a9b0c1d2e3f4a5b", "at": "2026-03-01T12:00:01Z", "grade": 1, "grader": ""}
{"fact": "mark", "id": "0199a0b1c2d37e4f8a9b0c1d2e3f4a5c", "card_id": "9f2c", "at": "2026-03-01T12:00:00Z", "kind": "buried", "text": "", "until": "2026-03-02T12:00:00Z"}
{"fact": "recount", "card_id": "9f2c", "at": "2026-03-01T12:00:00Z", "preset": ""}
{"fact": "seed", "id": "0199a0b1c2d37e4f8a9b0c1d2e3f4a5d", "card_id": "x", "at": "2026-03-01T12:00:00Z", "due": "2026-03-05T12:00:00Z", "stability": 4.0, "difficulty": 5.5, "source": "anki"}
"""  # noqa: E501
LINES = VERSION_1.encode().splitlines(keepends=True)
REVIEW = json.loads(LINES[3])
MARK = json.loads(LINES[7])


def lines(*below: str | bytes) -> list[Line]:
    """Return the lines below a header."""
    as_bytes = [one.encode() if isinstance(one, str) else one for one in below]
    return list(read_facts([header("test").encode(), *as_bytes], "log.jsonl"))


def read(*below: str | bytes) -> list[Fact | str]:
    """Return what stands below a header."""
    return [one.said for one in lines(*below)]


def test_a_file_of_the_first_version_is_read() -> None:
    found = [one.said for one in read_facts(LINES, "old.jsonl")]

    sorts = "card preset review retraction opinion regrade mark recount seed"
    assert [type(one) for one in found] == [Fact] * 9
    assert [one.sort for one in found if isinstance(one, Fact)] == sorts.split()


def test_a_file_of_the_first_version_is_written_as_it_was() -> None:
    found = [one.said for one in read_facts(LINES, "old.jsonl")]
    facts = [one for one in found if isinstance(one, Fact)]

    assert [json.loads(one.to_json()) for one in facts] == [json.loads(one) for one in LINES[1:]]


@pytest.mark.parametrize("field", ["preset", "spread", "mode", "hints", "tries", "sureness"])
def test_a_review_may_lack_what_older_programs_did_not_know(field: str) -> None:
    [found] = read(json.dumps({name: one for name, one in REVIEW.items() if name != field}))

    assert isinstance(found, Fact)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is not JSON, or is cut short"),
        ("[1]", "is no JSON object"),
        ("[" * 100_000, "is not JSON, or is cut short"),
        ('{"fact": "review", "seconds": NaN}', "is not JSON"),
        (b"\xff\xfe{}", "is not JSON"),
        ('{"fact": "thought"}', "“fact” is to be one of card, preset, review"),
        ('{"fact": ["review"]}', "“fact” is to be one of"),
        ('{"fact": "review"}', "review: “id” is missing"),
    ],
)
def test_a_line_that_is_no_fact_is_named_with_its_place(line: str | bytes, said: str) -> None:
    [found] = lines(line)

    assert found.place == "log.jsonl:2"
    assert isinstance(found.said, str)
    assert said in found.said


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "f" * 32),  # no later id would have room
        ("id", "A" * 32),
        ("id", "../../etc/passwd"),
        ("card_id", "\ud800"),
        ("card_id", 7),
        ("at", "2026-03-01T12:00:00"),
        ("at", "9999-12-31T23:59:59Z"),
        ("at", 0),
        ("seconds", -1),
        ("seconds", 1e300),
        ("seconds", True),
        ("grade", 5),
        ("grade", 3.0),
        ("hints", 2**70),
        ("spread", 1.5),
        ("mode", "guessed"),
        ("tries", ["a", 1]),
        ("verdict", {"type": "verdict"}),
        ("verdict", "correct"),
        ("verdict", {"type": "unjudged", "reason": 7}),
        ("verdict", {**json.loads(LINES[5])["verdict"], "score": "high"}),
        ("verdict", {**json.loads(LINES[5])["verdict"], "level": "perfect"}),
    ],
)
def test_a_field_that_nobody_can_have_written_is_named(field: str, value: object) -> None:
    [fault] = read(json.dumps({**REVIEW, field: value}))

    assert isinstance(fault, str)
    assert fault.startswith(f"review: “{field}” is to be ")


def test_a_preset_that_is_not_what_its_id_says_is_refused() -> None:
    [fault] = read(json.dumps({**json.loads(LINES[2]), "id": "0" * 16}))

    assert isinstance(fault, str)
    assert "digest of its content" in fault


@pytest.mark.parametrize(
    "change", [{"parameters": [9e9] * 21}, {"longest": 10**12}, {"learning_steps": [1e13]}]
)
def test_a_preset_that_nothing_can_be_computed_with_is_refused(change: dict[str, object]) -> None:
    preset = json.loads(LINES[2])
    [fault] = read(json.dumps({**preset, "content": {**preset["content"], **change}}))

    assert isinstance(fault, str)


def test_empty_lines_and_windows_line_ends_are_no_fault() -> None:
    assert read("\r\n", "", json.dumps(MARK) + "\r\n") == [*read(json.dumps(MARK))]


def test_files_may_stand_one_after_the_other() -> None:
    assert len(list(read_facts([*LINES, *LINES], "both.jsonl"))) == 18


@pytest.mark.parametrize("first", ["# notes", "{}", '{"format": "other", "version": 1}', "[]"])
def test_what_is_no_log_is_refused(first: str) -> None:
    with pytest.raises(ReadError, match=r"notes\.md: this is no log of the tutor"):
        list(read_facts([first.encode(), *LINES[1:]], "notes.md"))


def test_an_empty_file_is_no_log() -> None:
    with pytest.raises(ReadError, match="no log"):
        list(read_facts([], "empty"))


def test_a_log_of_a_newer_version_is_refused() -> None:
    newer = LINES[0].replace(b'"version": 1', b'"version": 2')

    with pytest.raises(ReadError, match="version 2, and this tutor knows up to 1"):
        list(read_facts([newer], "new.jsonl"))
