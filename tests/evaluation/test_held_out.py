"""Reading held-out suites: what a label comes from, and how each fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evaluation.held_out_suites import (
    ANNA,
    ATP,
    BASES,
    BEN,
    DECIDED,
    RESPONSES,
    labelled,
    write_suite,
)
from tutor.cards.card import Problem
from tutor.errors import ReadError
from tutor.evaluation.held_out import read_all, read_held_out
from tutor.evaluation.suite import LEVELS, Label, Split
from tutor.grading.verdict import Level, Status


def fault(folder: Path) -> str:
    """Return the one fault of a suite, without the folder it lies in."""
    [line] = faults(folder)
    return line


def faults(folder: Path) -> list[str]:
    with pytest.raises(ReadError) as raised:
        read_held_out(folder)
    head, *lines = raised.value.message.splitlines()
    assert head.startswith(f"{folder}")
    return [line.strip().replace(f"{folder}/", "") for line in lines]


def test_a_suite_has_its_responses_in_the_order_of_the_file(tmp_path: Path) -> None:
    suite = read_held_out(write_suite(tmp_path))

    assert [one.id for one in suite.responses] == ["r1", "r2", "r3", "r4"]
    assert (suite.name, suite.levels, suite.has_points) == ("cells", LEVELS, True)
    assert suite.origin == "Two biologists; one by one; blind, by two"


def test_a_response_brings_its_card_case_and_split(tmp_path: Path) -> None:
    last = read_held_out(write_suite(tmp_path)).responses[3]

    assert last.card.question == BASES
    assert (last.text, last.case, last.split) == ("A-T three", "changed", Split.TEST)


def test_a_label_is_what_both_labellers_said(tmp_path: Path) -> None:
    second = read_held_out(write_suite(tmp_path)).responses[1]

    assert second.label == Label(Level.INCORRECT, 0.0, (Status.CONTRADICTED,))


def test_where_the_labellers_differ_the_decision_is_the_label(tmp_path: Path) -> None:
    decided = [labelled("r4", "partial", "contradicted", "partly", why="Half of it.")]

    last = read_held_out(write_suite(tmp_path, decided=decided)).responses[3]

    assert last.label == Label(Level.PARTIAL, 0.5, (Status.CONTRADICTED, Status.PARTLY))


def test_labellers_who_agree_on_everything_leave_nothing_to_decide(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, labels={"anna": ANNA, "ben": ANNA})
    (folder / "adjudicated.jsonl").unlink()

    assert len(read_held_out(folder).responses) == 4


def test_a_question_is_found_whatever_its_case_and_spaces(tmp_path: Path) -> None:
    loud = {**RESPONSES[0], "question": "which  organelle makes atp?"}

    suite = read_held_out(write_suite(tmp_path, lines=[loud, *RESPONSES[1:]]))

    assert suite.responses[0].card.question == ATP


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    folder = write_suite(tmp_path)
    labels = folder / "labels-anna.jsonl"
    labels.write_bytes(b"\xef\xbb\xbf" + labels.read_bytes())

    assert len(read_held_out(folder).responses) == 4


# --- faults of responses ---


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "this is no JSON: Expecting property name enclosed in double quotes"),
        ("", "this is no JSON: Expecting value"),
        ('{"id', "this is no JSON: Unterminated string starting at character 2"),
        ("[]", "this is JSON, but no object: it must begin with {"),
        ("[" * 5_000, "this is"),
        ('{"id": ' + "9" * 5_000 + "}", "this is JSON that nobody can have meant"),
        ('{"id": "r4", "id": "r4"}', "the field “id” is there twice"),
        ({"id": "r4"}, "the field question is missing; there must be: id, question, answer"),
        ({**RESPONSES[3], "note": ""}, "“note” is no field; there may be: id, question, answer"),
        ({**RESPONSES[3], "answer": 4}, "answer must be a string"),
        ({**RESPONSES[3], "answer": "\ud800"}, "answer holds half of a surrogate pair"),
        ({**RESPONSES[3], "question": "Who?"}, "the deck has no question “Who?”"),
        ({**RESPONSES[3], "split": "train"}, "“train” is no split; write one of: dev, test"),
    ],
)
def test_a_faulty_response_is_named_by_its_line(
    tmp_path: Path, line: dict[str, object] | str, said: str
) -> None:
    folder = write_suite(tmp_path, lines=[*RESPONSES[:3], line])

    found = next(one for one in faults(folder) if one.startswith("responses.jsonl:4: "))

    assert found.removeprefix("responses.jsonl:4: ").startswith(said)


def test_labels_of_a_faulty_response_are_no_faults_of_their_own(tmp_path: Path) -> None:
    wrong = {**RESPONSES[3], "split": "train"}

    assert len(faults(write_suite(tmp_path, lines=[*RESPONSES[:3], wrong]))) == 1


def test_bytes_that_are_not_utf_8_are_named_by_their_line(tmp_path: Path) -> None:
    folder = write_suite(tmp_path)
    labels = folder / "labels-anna.jsonl"
    labels.write_bytes(labels.read_bytes().replace(b"partly", b"p\xe4rtly"))

    assert "labels-anna.jsonl:4: this is not UTF-8 from byte 47 on" in faults(folder)


def test_two_responses_with_one_id_are_refused(tmp_path: Path) -> None:
    twin = {**RESPONSES[3], "id": "r1"}
    labels = {"anna": ANNA[:3], "ben": ANNA[:3]}
    folder = write_suite(tmp_path, lines=[*RESPONSES[:3], twin], labels=labels, decided=[])

    assert fault(folder) == "responses.jsonl:4: the id “r1” stands in line 1, too"


def test_an_answer_that_was_given_before_is_refused(tmp_path: Path) -> None:
    again = {**RESPONSES[3], "answer": "A-T two,  G-C three"}
    folder = write_suite(tmp_path, lines=[*RESPONSES[:3], again])

    assert fault(folder) == "responses.jsonl:4: the same answer to the same question as line 3"


def test_a_card_in_both_splits_is_refused(tmp_path: Path) -> None:
    stray = {**RESPONSES[3], "split": "dev"}
    folder = write_suite(tmp_path, lines=[*RESPONSES[:3], stray])

    assert fault(folder).startswith("responses.jsonl:4: split is dev, and test in line 3")


def test_a_suite_without_responses_is_refused(tmp_path: Path) -> None:
    folder = write_suite(
        tmp_path, lines=[], labels={"anna": [], "ben": []}, decided=[], responses=1
    )

    assert fault(folder) == "responses.jsonl:1: the suite is empty: there is no response"


def test_responses_that_were_changed_afterwards_are_refused(tmp_path: Path) -> None:
    folder = write_suite(tmp_path)
    path = folder / "responses.jsonl"
    path.write_text(path.read_text().replace("mitochondria", "a mitochondrion"))

    assert fault(folder).startswith("suite.toml:13: sha256 is not that of responses.jsonl")


def test_faults_of_the_responses_are_told_before_labels_are_missed(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, labels={}, responses=5)

    assert fault(folder) == "suite.toml:12: responses is 5, and responses.jsonl has 4"


def test_another_number_of_responses_than_stated_is_refused(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, responses=5)

    assert fault(folder) == "suite.toml:12: responses is 5, and responses.jsonl has 4"


# --- faults of labels ---


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (labelled("r4", "good", "partly", "missing"), "“good” is no level; write one of: correct"),
        (labelled("r4", "partial", "half", "missing"), "“half” is no status of a point; write one"),
        (labelled("r4", "partial", "partly"), "points has 1 entries, and the card has 2 points"),
        ({"id": "r4", "level": "partial", "points": "partly"}, "points must be a list of strings"),
        ({"id": "r4", "level": "partial"}, "the field points is missing"),
        (labelled("r1", "correct", "covered"), "the id “r1” stands in line 1, too"),
        (labelled("r9", "correct", "covered"), "there is no response with the id “r9”"),
    ],
)
def test_a_faulty_label_is_named_by_its_line(
    tmp_path: Path, line: dict[str, object], said: str
) -> None:
    folder = write_suite(tmp_path, labels={"anna": [*ANNA[:3], line], "ben": BEN})

    found = next(one for one in faults(folder) if one.startswith("labels-anna.jsonl:4: "))

    assert found.removeprefix("labels-anna.jsonl:4: ").startswith(said)


def test_a_label_with_a_fault_is_not_said_to_be_missing(tmp_path: Path) -> None:
    wrong = labelled("r4", "good", "partly", "missing")

    assert len(faults(write_suite(tmp_path, labels={"anna": [*ANNA[:3], wrong], "ben": BEN}))) == 1


def test_a_response_without_a_label_is_named(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, labels={"anna": ANNA, "ben": BEN[1:]})

    assert fault(folder) == "responses.jsonl:1: “r1” has no label from ben"


def test_a_labeller_who_has_not_begun_is_named_with_the_command(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, labels={"anna": ANNA})

    with pytest.raises(ReadError, match=r"labels-ben\.jsonl: there is no such file") as raised:
        read_held_out(folder)
    assert raised.value.hint.endswith(f"tutor eval label {folder} --as ben")


def test_a_difference_that_nobody_decided_is_named(tmp_path: Path) -> None:
    said = "responses.jsonl:4: the labellers differ on “r4”, and adjudicated.jsonl does not decide"

    assert fault(write_suite(tmp_path, decided=[])).startswith(said)


def test_a_difference_in_points_alone_wants_a_decision_too(tmp_path: Path) -> None:
    ben = [*ANNA[:3], labelled("r4", "partial", "contradicted", "missing")]

    folder = write_suite(tmp_path, labels={"anna": ANNA, "ben": ben}, decided=[])

    assert "the labellers differ on “r4”" in fault(folder)


def test_a_decision_on_what_the_labellers_agree_on_is_named(tmp_path: Path) -> None:
    needless = labelled("r1", "correct", "covered", why="To be safe.")
    folder = write_suite(tmp_path, decided=[*DECIDED, needless])

    assert fault(folder) == ("adjudicated.jsonl:2: there is nothing to decide: the labellers agree")


def test_a_decision_says_why(tmp_path: Path) -> None:
    silent = {**DECIDED[0], "why": " "}

    assert fault(write_suite(tmp_path, decided=[silent])) == (
        "adjudicated.jsonl:1: why is empty; say what was decided"
    )


# --- faults of the manifest ---


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"licence": None}, "suite.toml:1: the field licence is missing"),
        ({"colour": "red"}, "suite.toml:14: “colour” is no field; there may be: name, version"),
        ({"title": ""}, "suite.toml:3: title must be a string, and not empty"),
        ({"authors": []}, "suite.toml:5: authors must be a list of strings, and not empty"),
        ({"authors": "me"}, "suite.toml:5: authors must be a list of strings, and not empty"),
        ({"responses": True}, "suite.toml:12: responses must be a whole number"),
        ({"responses": -1}, "suite.toml:12: responses must be a whole number"),
        ({"name": "My Cells"}, "suite.toml:1: name “My Cells” must be small letters"),
        ({"labellers": ["anna"]}, "suite.toml:8: labellers must be two different names"),
        ({"labellers": ["anna", "anna"]}, "suite.toml:8: labellers must be two different names"),
        ({"labellers": ["anna", "../x"]}, "suite.toml:8: labellers must be two different names"),
        ({"deck": "/cells.md"}, "suite.toml:4: deck must be relative to the folder of the suite"),
        ({"split": "by answer"}, "suite.toml:11: split must be “by card”"),
        ({"sha256": "abc"}, "suite.toml:13: sha256 must be 64 hex digits in small letters"),
    ],
)
def test_a_fault_of_the_manifest_is_named_by_its_line(
    tmp_path: Path, fields: dict[str, object], said: str
) -> None:
    with pytest.raises(ReadError) as raised:
        read_held_out(write_suite(tmp_path, **fields))

    assert raised.value.message.splitlines()[1].strip().startswith(f"{tmp_path}/{said}")


def test_a_manifest_that_is_no_toml_is_named_by_its_line(tmp_path: Path) -> None:
    (write_suite(tmp_path) / "suite.toml").write_text('name = "cells"\nversion: 1\n')

    with pytest.raises(ReadError, match=r"suite\.toml:2: this is no TOML: Expected '='"):
        read_held_out(tmp_path)


def test_a_folder_that_is_no_suite_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"suite\.toml: there is no such file") as raised:
        read_held_out(tmp_path)
    assert raised.value.hint == "Name the folder of a suite: the one that holds a suite.toml."


def test_a_deck_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"gone\.md: there is no such file or folder"):
        read_held_out(write_suite(tmp_path, deck="gone.md"))


# --- several faults ---


def test_all_faults_are_named_at_once_by_file_and_line(tmp_path: Path) -> None:
    folder = write_suite(
        tmp_path,
        labels={"anna": ["{", *ANNA[1:]], "ben": [*BEN[:3], labelled("r4", "good", "", "")]},
        responses=5,
    )

    assert [one.split(": ")[0] for one in faults(folder)] == [
        "labels-anna.jsonl:1",
        "labels-ben.jsonl:4",
        "responses.jsonl:1",
        "suite.toml:12",
    ]


def test_of_many_faults_the_first_are_named_and_the_others_counted(tmp_path: Path) -> None:
    found = faults(write_suite(tmp_path, labels={"anna": ["{"] * 30, "ben": BEN}))

    assert len(found) == 21
    assert found[-1] == "… and 14 more"


def test_what_a_message_quotes_commands_no_terminal(tmp_path: Path) -> None:
    hostile = labelled("r4", "\x1b[2J" + "x" * 500, "partly", "missing")

    found = fault(write_suite(tmp_path, labels={"anna": [*ANNA[:3], hostile], "ben": BEN}))

    assert "\x1b" not in found
    assert len(found) < 200


def test_going_on_leaves_out_what_is_faulty_and_notes_why(tmp_path: Path) -> None:
    noted: list[Problem] = []
    folder = write_suite(tmp_path, labels={"anna": ["{", *ANNA[1:]], "ben": BEN}, decided=[])

    suite = read_held_out(folder, keep_going=True, note=noted.append)

    assert [one.id for one in suite.responses] == ["r2", "r3"]
    assert [problem.place.line for problem in noted] == [1, 1, 4]


def test_going_on_keeps_a_card_out_of_the_other_split(tmp_path: Path) -> None:
    stray = {**RESPONSES[3], "split": "dev"}
    folder = write_suite(tmp_path, lines=[*RESPONSES[:3], stray])

    suite = read_held_out(folder, keep_going=True)

    assert [one.id for one in suite.responses] == ["r1", "r2", "r3"]


@pytest.mark.parametrize(
    ("field", "value"), [("sha256", "0" * 64), ("responses", 3)], ids=["hash", "count"]
)
def test_going_on_with_other_responses_than_the_manifests_is_refused(
    tmp_path: Path, field: str, value: object
) -> None:
    folder = write_suite(tmp_path, **{field: value})

    with pytest.raises(ReadError, match=rf"suite.toml:\d+: {field} is "):
        read_held_out(folder, keep_going=True)


def test_going_on_with_nothing_left_is_refused(tmp_path: Path) -> None:
    folder = write_suite(tmp_path, labels={"anna": [], "ben": []}, decided=[])

    with pytest.raises(ReadError, match="not one response is left"):
        read_held_out(folder, keep_going=True)


# --- several suites ---


def test_all_suites_below_a_folder_are_read_in_the_order_of_their_paths(tmp_path: Path) -> None:
    write_suite(tmp_path / "b" / "deep", name="first")
    write_suite(tmp_path / "c", name="second")
    write_suite(tmp_path / "a", name="third")

    assert [suite.name for suite in read_all(tmp_path)] == ["third", "first", "second"]


def test_a_suite_is_among_those_of_its_own_folder(tmp_path: Path) -> None:
    assert [suite.name for suite in read_all(write_suite(tmp_path))] == ["cells"]


def test_two_suites_with_one_name_are_refused(tmp_path: Path) -> None:
    write_suite(tmp_path / "a")
    write_suite(tmp_path / "b")

    with pytest.raises(ReadError, match="is called “cells”, too"):
        read_all(tmp_path)


def test_a_folder_without_a_suite_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="there is no suite here"):
        read_all(tmp_path)
