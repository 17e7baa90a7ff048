"""Data sets as users download them become suites; what is wrong with them is named."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.points import ask
from tutor.errors import ReadError, TutorError, UsageError
from tutor.evaluation.datasets import (
    Options,
    Scheme,
    leave_questions_out,
    read_columns,
    read_dataset,
    read_label_map,
    read_suite,
    split_by_question,
    without_duplicates,
)
from tutor.evaluation.datasets.labels import OFFICIAL_3_WAY, OFFICIAL_5_WAY
from tutor.evaluation.suite import Label, Response, Split, Suite
from tutor.grading.verdict import Level

SALT = """<?xml version="1.0"?>
<question id="EM_45b" module="EM">
  <questionText>How did you separate the salt from the water?</questionText>
  <referenceAnswers>
    <referenceAnswer id="EM_45b-a1">The water evaporated, leaving the salt.</referenceAnswer>
  </referenceAnswers>
  <studentAnswers>
    <studentAnswer id="1" accuracy="correct">It evaporated &amp; the salt stayed.</studentAnswer>
    <studentAnswer id="2" accuracy="partially_correct_incomplete">It evaporated.</studentAnswer>
    <studentAnswer id="3" accuracy="contradictory">The salt evaporated.</studentAnswer>
    <studentAnswer id="4" accuracy="irrelevant">In a dish.</studentAnswer>
    <studentAnswer id="5" accuracy="non-domain">I give up.</studentAnswer>
  </studentAnswers>
</question>
"""
BULB = """<question id="B1" module="FaultFinding">
  <questionText>Why 1.5 volts?</questionText>
  <referenceAnswers>
    <referenceAnswer category="MINIMAL" id="a3">They differ in state</referenceAnswer>
    <referenceAnswer category="GOOD" id="a2">They are not connected</referenceAnswer>
    <referenceAnswer category="BEST" id="a1">A gap separates them</referenceAnswer>
  </referenceAnswers>
  <studentAnswers>
    <studentAnswer count="2" id="b1" accuracy="correct">there is a gap</studentAnswer>
  </studentAnswers>
</question>
"""
TABLES = """<?xml version='1.0' encoding='utf-8'?>
<question id="11.4">
  <questionText>What do flow tables hold?</questionText>
  <referenceAnswers>
    <referenceAnswer>Rules for forwarding packets</referenceAnswer>
  </referenceAnswers>
  <studentAnswers>
    <studentAnswer>
      <response>Rules for packets.</response>
      <response_feedback>Well done.</response_feedback>
      <score> 1</score>
      <verification_feedback>Correct</verification_feedback></studentAnswer>
    <studentAnswer>
      <response>Rules.</response>
      <response_feedback>For what?</response_feedback>
      <score>0.25</score>
      <verification_feedback>Partially correct</verification_feedback></studentAnswer>
  </studentAnswers>
</question>
"""

TWO_WAY = Options(levels=Scheme.TWO_WAY)
KEEP_GOING = Options(keep_going=True)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def json_lines(path: Path, *records: object) -> Path:
    return write(path, "".join(json.dumps(record) + "\n" for record in records))


def graded(**changed: object) -> dict[str, object]:
    """Return a line of the plain form, complete unless a field is changed."""
    return {
        "id": "1",
        "question": "What is a cell?",
        "reference": "The smallest unit of life",
        "answer": "a unit of life",
        "label": "correct",
    } | changed


def read(spec: str, options: Options | None = None) -> Suite:
    return read_dataset(spec, options or Options()).suite


def levels_of(suite: Suite) -> list[str]:
    return [response.label.level.value for response in suite.responses]


def fault_of(spec: str, options: Options | None = None) -> TutorError:
    with pytest.raises(TutorError) as raised:
        read(spec, options)
    assert raised.value.hint
    return raised.value


# SemEval-2013 Task 7, XML


def test_a_question_file_becomes_responses_with_its_ids_and_texts(tmp_path: Path) -> None:
    suite = read(f"scientsbank:{write(tmp_path / 'EM-45b.xml', SALT)}")
    first = suite.responses[0]
    assert (first.id, first.text) == ("1", "It evaporated & the salt stayed.")
    assert first.card == ask(
        "How did you separate the salt from the water?", "The water evaporated, leaving the salt."
    )


def test_five_labels_become_three_levels(tmp_path: Path) -> None:
    suite = read(f"scientsbank:{write(tmp_path / 'q.xml', SALT)}")
    assert levels_of(suite) == ["correct", "partial", "incorrect", "incorrect", "incorrect"]
    assert suite.label_map.startswith("three levels, from 5-way: ")


def test_in_the_official_2_way_labels_only_correct_is_correct(tmp_path: Path) -> None:
    suite = read(f"scientsbank:{write(tmp_path / 'q.xml', SALT)}", TWO_WAY)
    assert Counter(levels_of(suite)) == {"correct": 1, "incorrect": 4}
    assert suite.levels == (Level.INCORRECT, Level.CORRECT)
    assert suite.label_map.startswith("official 2-way: ")


def test_a_level_without_a_score_scores_what_it_is_worth(tmp_path: Path) -> None:
    suite = read(f"scientsbank:{write(tmp_path / 'q.xml', SALT)}")
    assert [response.label.score for response in suite.responses] == [1, 0.5, 0, 0, 0]
    assert not suite.has_scores


def test_of_the_official_3_way_labels_correct_or_not_is_told(tmp_path: Path) -> None:
    merged = SALT.replace("irrelevant", "incorrect").replace("non-domain", "incorrect")
    labels = merged.replace("partially_correct_incomplete", "incorrect")
    suite = read(f"scientsbank:{write(tmp_path / 'q.xml', labels)}", TWO_WAY)
    assert levels_of(suite) == ["correct", *["incorrect"] * 4]


def official(label_for: Mapping[str, str], path: Path, options: Options | None = None) -> Suite:
    """Read a file in which labels are renamed."""
    text = SALT
    for label, other in label_for.items():
        text = text.replace(f'"{label}"', f'"{other}"')
    return read(f"scientsbank:{write(path, text)}", options)


THREE_WAY = dict.fromkeys(("partially_correct_incomplete", "irrelevant", "non-domain"), "incorrect")


def test_the_official_3_way_labels_are_measured_beside_two_levels(tmp_path: Path) -> None:
    suite = official(THREE_WAY, tmp_path / "q.xml", TWO_WAY)
    assert suite.official is OFFICIAL_3_WAY
    assert suite.official.labels == ("correct", "contradictory", "incorrect")
    assert [one.label.official for one in suite.responses] == [
        "correct", "incorrect", "contradictory", "incorrect", "incorrect",
    ]  # fmt: skip
    assert suite.label_map.startswith("official 2-way: ")
    assert "; beside it official 3-way: correct; contradictory; incorrect; " in suite.label_map


@pytest.mark.parametrize("options", [None, TWO_WAY])
def test_the_official_5_way_labels_are_measured_beside_the_levels(
    tmp_path: Path, options: Options | None
) -> None:
    suite = official({}, tmp_path / "q.xml", options)
    assert suite.official is OFFICIAL_5_WAY
    assert [OFFICIAL_5_WAY.becomes[one.label.official] for one in suite.responses] == [
        0, 1, 2, 3, 3,
    ]  # fmt: skip
    assert "official 5-way: " in suite.label_map
    assert "irrelevant, non_domain -> irrelevant_or_non_domain" in suite.label_map


@pytest.mark.parametrize(
    "label_for",
    [
        pytest.param({**THREE_WAY, "contradictory": "incorrect"}, id="2-way"),
        pytest.param({"irrelevant": "incorrect"}, id="of two labellings"),
        pytest.param(
            dict.fromkeys(THREE_WAY, "contradictory"), id="could be of 3-way and of 5-way"
        ),
    ],
)
def test_labels_that_are_not_of_one_official_labelling_are_measured_as_levels_only(
    tmp_path: Path, label_for: Mapping[str, str]
) -> None:
    suite = official(label_for, tmp_path / "q.xml", TWO_WAY)
    assert suite.official is None
    assert "beside" not in suite.label_map


def test_the_three_levels_of_ones_own_labels_are_no_official_3_way(tmp_path: Path) -> None:
    levels = ("correct", "partial", "incorrect")
    records = [graded(id=one, answer=one, label=one) for one in levels]
    suite = read(f"jsonl:{json_lines(tmp_path / 'own.jsonl', *records)}")
    assert suite.official is None
    assert suite.label_map.startswith("three levels, as given")


def test_the_version_of_a_suite_depends_on_its_official_labels(tmp_path: Path) -> None:
    one = official(THREE_WAY, tmp_path / "one.xml", TWO_WAY)
    swapped = {**THREE_WAY, "contradictory": "incorrect", "irrelevant": "contradictory"}
    assert official(swapped, tmp_path / "other.xml", TWO_WAY).digest != one.digest


@pytest.mark.parametrize("keep_going", [False, True])
def test_three_levels_cannot_be_made_of_merged_labels(tmp_path: Path, keep_going: bool) -> None:
    path = write(tmp_path / "q.xml", SALT.replace("irrelevant", "incorrect"))
    fault = fault_of(f"scientsbank:{path}", Options(keep_going=keep_going))
    assert f"{path}:11" in fault.message
    assert "2-way" in fault.hint


def test_two_levels_can_be_made_of_merged_labels(tmp_path: Path) -> None:
    path = write(tmp_path / "q.xml", SALT.replace("irrelevant", "incorrect"))
    assert levels_of(read(f"scientsbank:{path}", TWO_WAY))[3] == "incorrect"


def test_the_best_reference_comes_first(tmp_path: Path) -> None:
    card = read(f"beetle:{write(tmp_path / 'b.xml', BULB)}").responses[0].card
    assert card.answer == "A gap separates them"
    assert card.accepted == ("They are not connected", "They differ in state")


@pytest.mark.parametrize(
    ("folder", "case", "split"),
    [
        ("training/5way/sciEntsBank", "training", Split.DEV),
        ("test/5way/sciEntsBank/test-unseen-answers", "unseen-answers", Split.TEST),
        ("test/5way/sciEntsBank/test-unseen-questions", "unseen-questions", Split.TEST),
        ("test/5way/sciEntsBank/test-unseen-domains", "unseen-domains", Split.TEST),
        ("mine", "", Split.TEST),
    ],
)
def test_the_official_part_is_told_from_the_folder(
    tmp_path: Path, folder: str, case: str, split: Split
) -> None:
    write(tmp_path / folder / "train-of-thought.xml", SALT)
    response = read(f"scientsbank:{tmp_path}").responses[0]
    assert (response.case, response.split) == (case, split)


def test_of_two_sets_in_one_folder_only_the_named_one_is_read(tmp_path: Path) -> None:
    write(tmp_path / "beetle" / "b.xml", BULB)
    write(tmp_path / "sciEntsBank" / "q.xml", SALT)
    assert len(read(f"beetle:{tmp_path}").responses) == 1
    assert len(read(f"scientsbank:{tmp_path}").responses) == 5


def test_a_folder_with_several_labellings_is_refused(tmp_path: Path) -> None:
    for way in ("3way", "5way"):
        write(tmp_path / "test" / way / "q.xml", SALT)
    assert "(3way, 5way)" in fault_of(f"scientsbank:{tmp_path}").message


def test_second_annotations_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "train" / "Core" / "q.xml", SALT)
    write(tmp_path / "train" / "Extra" / "q.xml", SALT)
    assert len(read(f"scientsbank:{tmp_path}").responses) == 5


# XML that is refused


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_declaration_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "q.xml"
    bomb = '<!DOCTYPE question [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n<question>&b;</question>'
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>\n{bomb}'.encode(encoding))
    assert f"{path}:2: a document type declaration" in fault_of(f"scientsbank:{path}").message


def test_a_declaration_that_is_mere_text_is_none(tmp_path: Path) -> None:
    text = SALT.replace("In a dish.", "<![CDATA[<!DOCTYPE x> <!ENTITY y>]]>")
    suite = read(f"scientsbank:{write(tmp_path / 'q.xml', text)}")
    assert suite.responses[3].text == "<!DOCTYPE x> <!ENTITY y>"


def test_malformed_xml_is_named_by_file_and_line(tmp_path: Path) -> None:
    path = write(tmp_path / "q.xml", SALT.replace("</questionText>", ""))
    assert f"{path}:14: this is no XML: mismatched tag" in fault_of(f"scientsbank:{path}").message


def test_elements_without_end_in_each_other_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "q.xml", "<question>" * 100_000)
    assert "elements in each other" in fault_of(f"scientsbank:{path}").message


def test_other_xml_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "q.xml", "<html/>")
    assert "<question> was expected, not <html>" in fault_of(f"scientsbank:{path}").message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("questionText>", "text>", ":2: there is no <questionText>"),
        ("referenceAnswers>", "references>", ":2: there is no <referenceAnswer>"),
        (' accuracy="irrelevant"', "", ":11: this <studentAnswer> has no accuracy"),
        ('id="4" ', "", ":11: this <studentAnswer> has no id"),
        ("irrelevant", "splendid", ':11: the label "splendid" is unknown'),
        ('id="4"', 'id="2"', ':11: the id "2" stands at '),
        ("How did you separate the salt from the water?", " ", ":8: the question is blank"),
        ("The water evaporated, leaving the salt.", " ", ":8: there is no reference answer"),
    ],
)
def test_what_is_missing_or_unknown_is_named_by_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = write(tmp_path / "q.xml", SALT.replace(old, new))
    fault = fault_of(f"scientsbank:{path}")
    assert isinstance(fault, ReadError)
    assert message in fault.message


# SemEval-2013 Task 7, as tables

HUB = {
    "id": "EM.1",
    "question": "Why?",
    "reference_answer": "The salt stays",
    "student_answer": "it stays",
    "label": 0,
}


def test_classes_by_number_are_those_of_the_5_way_labels(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path / "test-uq.jsonl",
        *({**HUB, "id": str(n), "student_answer": f"answer {n}", "label": n} for n in range(5)),
    )
    suite = read(f"scientsbank:{path}")
    assert levels_of(suite) == ["correct", "incorrect", "partial", "incorrect", "incorrect"]
    assert suite.responses[0].case == "unseen-questions"


def test_classes_that_could_be_of_two_labellings_are_refused(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "t.jsonl", HUB, {**HUB, "id": "EM.2", "label": 2})
    fault = fault_of(f"scientsbank:{path}")
    assert "official 3-way" in fault.message
    assert "by their names" in fault.hint


def test_an_exported_csv_reads_as_the_json_lines_do(tmp_path: Path) -> None:
    names = {**HUB, "label": "partially_correct_incomplete", "student_answer": 'it "stays",\nhere'}
    table = ",".join(names) + '\nEM.1,Why?,The salt stays,"it ""stays"",\nhere",' + names["label"]
    as_csv = read(f"scientsbank:{write(tmp_path / 'a.csv', table)}")
    as_lines = read(f"scientsbank:{json_lines(tmp_path / 'b.jsonl', names)}")
    assert as_csv.digest == as_lines.digest


def test_several_references_of_a_line_are_all_accepted(tmp_path: Path) -> None:
    record = {**HUB, "label": "correct", "reference_answers": ["The salt stays", "Salt remains"]}
    card = read(f"beetle:{json_lines(tmp_path / 't.jsonl', record)}").responses[0].card
    assert (card.answer, card.accepted) == ("The salt stays", ("Salt remains",))


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is not None, reason="pyarrow is here")
@pytest.mark.parametrize("name", ["scientsbank", "beetle", "mohler", "saf", "jsonl"])
def test_a_folder_of_parquet_without_pyarrow_is_refused_with_a_way_out(
    tmp_path: Path, name: str
) -> None:
    path = write(tmp_path / "data" / "train-00000-of-00001.parquet", "PAR1")
    fault = fault_of(f"{name}:{tmp_path}", KEEP_GOING)
    assert fault.message.startswith(f"{path}: Parquet can only be read where pyarrow is installed")
    assert "pip install pyarrow" in fault.hint
    assert "export the table as JSON Lines" in fault.hint


@pytest.mark.skipif(importlib.util.find_spec("pyarrow") is None, reason="pyarrow is not here")
def test_a_folder_of_parquet_reads_as_the_json_lines_do(tmp_path: Path) -> None:
    arrow = importlib.import_module("pyarrow")
    parquet = importlib.import_module("pyarrow.parquet")
    lines = [{**HUB, "label": 0}, {**HUB, "id": "EM.2", "student_answer": "no", "label": 4}]
    (tmp_path / "data").mkdir()
    table = tmp_path / "data" / "test_uq-00000-of-00001.parquet"
    parquet.write_table(arrow.Table.from_pylist(lines), table)
    as_lines = json_lines(tmp_path / "test_uq.jsonl", *lines)
    read_back = read(f"scientsbank:{tmp_path / 'data'}")
    assert read_back.digest == read(f"scientsbank:{as_lines}").digest


# Mohler


def mohler(folder: Path) -> Path:
    write(folder / "data/raw/questions", "1.1 What is a\nprototype?\n1.2 Sort: 3, 1\n")
    write(folder / "data/raw/answers", "1.1 A simulation<br>of a program &amp; more\n1.2 1, 3\n")
    write(folder / "data/raw/1.1", "1.1 A simulation\n1.1 Half of one\n\n1.1 No idea\n")
    write(folder / "data/scores/1.1/ave", "5\n2.5\n1\n")
    write(folder / "data/docs/files", "1.1\n#1.2\n")
    return folder


def test_the_published_text_files_become_scored_responses(tmp_path: Path) -> None:
    suite = read(f"mohler:{mohler(tmp_path)}")
    assert [(one.id, one.text, one.label.score) for one in suite.responses] == [
        ("1.1.1", "A simulation", 1.0),
        ("1.1.2", "Half of one", 0.5),
        ("1.1.3", "No idea", 0.2),
    ]
    assert suite.has_scores


def test_wrapped_lines_and_markup_are_made_plain(tmp_path: Path) -> None:
    card = read(f"mohler:{mohler(tmp_path) / 'data'}").responses[0].card
    assert card.question == "What is a prototype?"
    assert card.answer == "A simulation of a program & more"


def test_scores_become_levels_by_cuts_that_the_map_tells(tmp_path: Path) -> None:
    suite = read(f"mohler:{mohler(tmp_path)}")
    assert levels_of(suite) == ["correct", "partial", "incorrect"]
    assert "correct from 0.75, partial from 0.25" in suite.label_map


@pytest.mark.parametrize(
    ("score", "three", "two"),
    [("3.75", "correct", "correct"), ("3.5", "partial", "incorrect"), ("1.25", "partial", None)],
)
def test_the_cuts_lie_halfway_between_what_levels_are_worth(
    tmp_path: Path, score: str, three: str, two: str | None
) -> None:
    write(mohler(tmp_path) / "data/scores/1.1/ave", f"{score}\n0\n0\n")
    assert levels_of(read(f"mohler:{tmp_path}"))[0] == three
    assert levels_of(read(f"mohler:{tmp_path}", TWO_WAY))[0] == (two or "incorrect")


def test_questions_that_the_authors_left_out_are_left_out(tmp_path: Path) -> None:
    write(mohler(tmp_path) / "data/raw/1.2", "1.2 1, 3\n")
    write(tmp_path / "data/scores/1.2/ave", "5\n")
    assert len(read(f"mohler:{tmp_path}").responses) == 3


def test_answers_and_scores_that_do_not_pair_are_refused(tmp_path: Path) -> None:
    write(mohler(tmp_path) / "data/scores/1.1/ave", "5\n2.5\n")
    assert "raw/1.1:1: 3 answers, but 2 scores" in fault_of(f"mohler:{tmp_path}").message


def test_a_score_above_full_marks_is_refused(tmp_path: Path) -> None:
    write(mohler(tmp_path) / "data/scores/1.1/ave", "5\n7\n1\n")
    assert "raw/1.1:2: the score 7 is not from 0 to 5" in fault_of(f"mohler:{tmp_path}").message


def test_an_older_encoding_is_read(tmp_path: Path) -> None:
    (mohler(tmp_path) / "data/raw/1.1").write_bytes(b"1.1 caf\xe9\n1.1 b\n1.1 c\n")
    assert read(f"mohler:{tmp_path}").responses[0].text == "café"


@pytest.mark.parametrize("reference", ["instructor_answer", "desired_answer"])
def test_the_table_forms_are_read_whatever_their_id_means(tmp_path: Path, reference: str) -> None:
    path = write(
        tmp_path / "mohler.csv",
        f",id,question,{reference},student_answer,score_me,score_other,score_avg\n"
        "0,1.1,What?,A simulation,One <STOP> thing,5,5,5.0\n"
        "1,1.1,What?,A simulation,Another,2,3,2.5\n",
    )
    suite = read(f"mohler:{path}")
    assert [(one.id, one.text) for one in suite.responses] == [
        ("mohler.csv:2", "One thing"),
        ("mohler.csv:3", "Another"),
    ]
    assert [one.label.score for one in suite.responses] == [1.0, 0.5]


# Short Answer Feedback


def test_its_xml_becomes_labels_with_scores(tmp_path: Path) -> None:
    write(tmp_path / "unseen_questions" / "11.4_SDN.xml", TABLES)
    suite = read(f"saf:{tmp_path}")
    assert [(one.id, one.text, one.label) for one in suite.responses] == [
        ("unseen_questions/11.4_SDN.xml#1", "Rules for packets.", Label(Level.CORRECT, 1.0)),
        ("unseen_questions/11.4_SDN.xml#2", "Rules.", Label(Level.PARTIAL, 0.25)),
    ]
    assert suite.has_scores


def test_its_labels_become_two_levels_that_are_not_called_official(tmp_path: Path) -> None:
    suite = read(f"saf:{write(tmp_path / 'q.xml', TABLES)}", TWO_WAY)
    assert levels_of(suite) == ["correct", "incorrect"]
    assert "official" not in suite.label_map


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<score>0.25</score>", "<score>good</score>", ":13: the <score> is no number"),
        ("<score>0.25</score>", "<score>nan</score>", ":13: the <score> is no number"),
        ("<score>0.25</score>", "", ":13: this <studentAnswer> has no <score>"),
    ],
)
def test_a_score_that_is_none_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = write(tmp_path / "q.xml", TABLES.replace(old, new))
    assert message in fault_of(f"saf:{path}").message


SAF = {"question": "Why?", "reference_answer": "Rules", "verification_feedback": "Correct"}


def test_a_full_mark_is_the_best_score_of_its_question(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path / "train.jsonl",
        {**SAF, "provided_answer": "a", "score": 3.5},
        {
            **SAF,
            "provided_answer": "b",
            "score": 1.75,
            "verification_feedback": "Partially correct",
        },
    )
    suite = read(f"saf:{path}")
    assert [response.label.score for response in suite.responses] == [1.0, 0.5]


def test_full_marks_are_not_guessed_where_nobody_was_correct(tmp_path: Path) -> None:
    record = {**SAF, "provided_answer": "b", "score": 1.75, "verification_feedback": "Incorrect"}
    path = json_lines(tmp_path / "t.jsonl", record)
    assert "no answer to this question was called correct" in fault_of(f"saf:{path}").message


# The user's own tables


def test_json_lines_with_the_levels_own_names_need_no_map(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(label="partial"))
    assert levels_of(read(f"jsonl:{path}")) == ["partial"]


def test_columns_and_labels_are_mapped_as_told(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", "Q,Model,Said,Grade\nWhy?,Rules,rules,right\n")
    options = Options(
        columns=read_columns("question=Q, reference=Model, answer=Said, label=Grade"),
        labels=read_label_map("right=correct, half=partial, wrong=incorrect"),
    )
    suite = read(f"csv:{path}", options)
    assert (suite.responses[0].text, levels_of(suite)) == ("rules", ["correct"])
    assert suite.label_map == (
        "three levels, as given: right -> correct, half -> partial, wrong -> incorrect"
    )


def test_a_given_map_folds_into_two_levels(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(label="partial"))
    suite = read(f"jsonl:{path}", TWO_WAY)
    assert (levels_of(suite), suite.levels) == (["incorrect"], (Level.INCORRECT, Level.CORRECT))


def test_scores_alone_become_levels(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(label=None, score=3))
    suite = read(f"jsonl:{path}", Options(full_marks=4))
    assert suite.responses[0].label == Label(Level.CORRECT, 0.75)


def test_a_label_outweighs_the_cut_of_its_score(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(label="partial", score=0.9))
    assert read(f"jsonl:{path}").responses[0].label == Label(Level.PARTIAL, 0.9)


def test_an_id_that_is_missing_is_made_of_file_and_line(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(id=None))
    assert read(f"jsonl:{path}").responses[0].id == "own.jsonl:1"


def test_a_suite_is_the_same_wherever_its_files_lie(tmp_path: Path) -> None:
    here = json_lines(tmp_path / "here" / "own.jsonl", graded(id=None))
    there = json_lines(tmp_path / "there" / "own.jsonl", graded(id=None))
    assert read(f"jsonl:{here}").digest == read(f"jsonl:{there}").digest


def test_a_blank_response_is_a_response(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(answer="", label="incorrect"))
    assert read(f"jsonl:{path}").responses[0].text == ""


def test_a_csv_of_another_suffix_is_read_as_csv(tmp_path: Path) -> None:
    path = write(tmp_path / "own.txt", "question,reference,answer,label\nWhy?,Rules,r,correct\n")
    assert len(read(f"csv:{path}").responses) == 1


def test_a_mark_of_byte_order_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    path = write(tmp_path / "own.csv", "\ufeffquestion,reference,answer,label\nW?,R,r,correct\n")
    assert len(read(f"csv:{path}").responses) == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"question": None}, "the question is missing"),
        ({"reference": None}, "the reference is missing"),
        ({"answer": None}, "the answer is missing"),
        ({"reference": []}, "there is no reference answer"),
        ({"reference": "<!-- optional -->"}, "the reference answer has no points"),
        ({"reference": [1]}, "a list of other things than texts"),
        ({"answer": ["a"]}, "the answer is a list, not text"),
        ({"answer": "\ud800"}, "a lone surrogate"),
        ({"label": "good"}, 'the label "good" is unknown; known are incorrect, partial, correct'),
        ({"label": True}, "the label is a truth value, not text"),
        ({"score": "much"}, 'the score "much" is no number'),
        ({"score": float("nan")}, 'the score "nan" is no number'),
        ({"score": 2}, "the score 2 is not from 0 to 1"),
        ({"label": None}, "neither a label nor a score"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, changed: dict[str, object], message: str) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(**changed))
    assert fault_of(f"jsonl:{path}").message.startswith(f"{path}:1: ")
    assert message in fault_of(f"jsonl:{path}").message


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (b'{"question":', ":1: this is no JSON"),
        (b"\n[]x\n", "this is one JSON array"),
        (b'{}\n"text"\n', ":1: the question is missing"),
        (b'"text"\n', ":1: this is no JSON object"),
        (b'{"answer": "\xff"}\n', ":1: this is not UTF-8"),
        (b"[" * 100_000, "this is one JSON array"),
        (b'{"a":' * 100_000, ":1: this is no JSON"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, lines: bytes, message: str) -> None:
    path = tmp_path / "own.jsonl"
    path.write_bytes(lines)
    assert message in fault_of(f"jsonl:{path}").message


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (b"question,answer\nWhy?\n", ":2: 1 cells, where the header has 2"),
        (b"question,question\n", ":1: two columns have one name"),
        (b'question,answer\n"Wh"y?,a\n', ":2: "),
        (b"question,answer\nWhy?,\xff\n", ":2: not UTF-8"),
        (b"question,answer\n", "no responses"),
        (b"", "no responses"),
    ],
)
def test_a_malformed_table_is_named(tmp_path: Path, table: bytes, message: str) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(table)
    assert message in fault_of(f"csv:{path}").message


def test_a_row_is_named_by_its_first_line(tmp_path: Path) -> None:
    table = 'question,reference,answer,label\nW?,R,"two\nlines",correct\nW?,R,r,bad\n'
    path = write(tmp_path / "own.csv", table)
    assert f"{path}:4: " in fault_of(f"csv:{path}").message


def test_a_column_that_was_named_must_be_there(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded())
    options = Options(columns=read_columns("score=Grade"))
    assert 'a column "Grade"' in fault_of(f"jsonl:{path}", options).message


# What goes on, and what is left out


def test_kept_going_the_faulty_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "own.jsonl",
        "\n".join([json.dumps(graded()), "{", json.dumps(graded(id="2", label="odd")), ""]),
    )
    reading = read_dataset(f"jsonl:{path}", KEEP_GOING)
    assert [response.id for response in reading.suite.responses] == ["1"]
    assert [problem.place.line for problem in reading.problems] == [2, 3]


def test_kept_going_a_faulty_file_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "a.xml", "<question>")
    write(tmp_path / "b.xml", SALT)
    reading = read_dataset(f"scientsbank:{tmp_path}", KEEP_GOING)
    assert (len(reading.suite.responses), len(reading.problems)) == (5, 1)


def test_a_set_of_which_nothing_is_left_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "own.jsonl", "{\n")
    fault = fault_of(f"jsonl:{path}", KEEP_GOING)
    assert "no responses" in fault.message
    assert f"{path}:1" in fault.hint


def test_an_equal_id_is_named_with_its_first_place(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(), graded(answer="another"))
    assert f'{path}:2: the id "1" stands at {path}:1, too' in fault_of(f"jsonl:{path}").message


def test_the_id_of_a_faulty_response_is_free(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(label="odd"), graded(answer="another"))
    assert [one.text for one in read(f"jsonl:{path}", KEEP_GOING).responses] == ["another"]


def test_of_repeats_in_two_splits_the_one_for_development_stays(tmp_path: Path) -> None:
    tested = [graded(id=f"t{at}", answer=f"answer {at}") for at in range(1_500)]
    fitted = [graded(id=f"d{at}", answer=f"Answer  {at}", label="partial") for at in (3, 1_400)]
    json_lines(tmp_path / "test.jsonl", *tested)
    json_lines(tmp_path / "train.jsonl", *fitted)
    suite = read(f"jsonl:{tmp_path}")
    ids = [one.id for one in suite.responses]
    assert ids == [f"t{at}" for at in range(1_500) if at not in (3, 1_400)] + ["d3", "d1400"]
    assert (suite.duplicates, suite.contradicting) == (2, 2)


def test_repeats_are_left_out_and_counted(tmp_path: Path) -> None:
    path = json_lines(
        tmp_path / "own.jsonl", graded(), graded(id="2", answer="A  Unit of life", label="partial")
    )
    suite = read(f"jsonl:{path}")
    assert ([one.id for one in suite.responses], suite.duplicates) == (["1"], 1)


def test_repeats_stay_where_they_are_asked_for(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(), graded(id="2"))
    suite = read(f"jsonl:{path}", Options(keep_duplicates=True))
    assert (len(suite.responses), suite.duplicates) == (2, 0)


def test_what_is_also_trained_on_is_left_out_of_the_test_part(tmp_path: Path) -> None:
    json_lines(tmp_path / "a-test_ua.jsonl", graded(), graded(id="2", answer="other"))
    json_lines(tmp_path / "b-train.jsonl", graded(id="3"))
    suite = read(f"jsonl:{tmp_path}")
    assert [(one.id, one.split) for one in suite.responses] == [
        ("2", Split.TEST),
        ("3", Split.DEV),
    ]
    assert suite.duplicates == 1


def test_one_answer_to_two_things_that_are_asked_alike_is_no_repeat(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "own.jsonl", graded(), graded(id="2", reference="Another"))
    assert read(f"jsonl:{path}").duplicates == 0


# What is asked for


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("asap:data", "asap:data: this is no data set"),
        ("scientsbank:", "no path"),
        ("scientsbank", "no path"),
        ("some/folder", "this is no data set"),
    ],
)
def test_a_spec_that_names_no_set_is_refused(spec: str, message: str) -> None:
    with pytest.raises(UsageError) as raised:
        read_suite(spec)
    assert message in raised.value.message


def test_a_plain_path_is_for_the_hook(tmp_path: Path) -> None:
    suite = suite_of("own")
    asked: list[Path] = []

    def read_folder(folder: Path) -> Suite:
        asked.append(folder)
        return suite

    assert read_suite(str(tmp_path), read_folder=read_folder) is suite
    assert asked == [tmp_path]


def test_a_set_without_files_is_refused(tmp_path: Path) -> None:
    for spec in ("scientsbank", "beetle", "mohler", "saf", "jsonl"):
        assert isinstance(fault_of(f"{spec}:{tmp_path}"), ReadError)


def test_a_path_with_nothing_there_is_named(tmp_path: Path) -> None:
    assert f"{tmp_path / 'none'}: no such" in fault_of(f"saf:{tmp_path / 'none'}").message


def test_an_archive_is_to_be_unpacked_first(tmp_path: Path) -> None:
    path = write(tmp_path / "semeval-5way.zip", "PK")
    assert "Unpack" in fault_of(f"scientsbank:{path}").hint


@pytest.mark.parametrize(
    "options",
    [
        Options(columns=read_columns("answer=Said")),
        Options(labels=read_label_map("right=correct")),
        Options(full_marks=5),
    ],
)
def test_published_sets_have_their_own_columns_and_labels(tmp_path: Path, options: Options) -> None:
    path = write(tmp_path / "q.xml", SALT)
    assert isinstance(fault_of(f"scientsbank:{path}", options), UsageError)


@pytest.mark.parametrize("marks", [0, -1, float("nan"), float("inf")])
def test_full_marks_are_above_nothing(marks: float) -> None:
    assert isinstance(fault_of("jsonl:x", Options(full_marks=marks)), UsageError)


@pytest.mark.parametrize("text", ["", "answer", "answer=", "colour=x", "answer=a,answer=b"])
def test_columns_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_columns(text)


@pytest.mark.parametrize("text", ["", "right", "right=", "right=good", "a=correct,A=partial"])
def test_label_maps_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(UsageError):
        read_label_map(text)


def test_a_label_may_hold_the_sign_between_label_and_level() -> None:
    assert read_label_map("x=1=correct") == {"x=1": Level.CORRECT}


# Protocols


def suite_of(name: str, questions: int = 3, answers: int = 2) -> Suite:
    responses = tuple(
        Response(
            id=f"{question}.{answer}",
            card=ask(f"Question {question}?", "Because"),
            text=f"answer {answer}",
            label=Label(Level.CORRECT, 1.0),
        )
        for question in range(questions)
        for answer in range(answers)
    )
    return Suite(name, responses, (Level.INCORRECT, Level.CORRECT), "", False, False)


def questions_in(suite: Suite, split: Split) -> set[str]:
    return {response.question for response in suite.responses if response.split is split}


@given(st.integers(2, 12), st.floats(0.01, 0.99), st.integers())
def test_no_question_is_both_developed_and_tested_on(count: int, dev: float, seed: int) -> None:
    suite = split_by_question(suite_of("s", count), dev=dev, seed=seed)
    developed, tested = (questions_in(suite, split) for split in (Split.DEV, Split.TEST))
    assert developed
    assert tested
    assert not developed & tested


def test_the_share_is_of_questions() -> None:
    suite = split_by_question(suite_of("s", 20), dev=0.15, seed=1)
    assert len(questions_in(suite, Split.DEV)) == 3


def test_a_split_depends_on_the_seed_alone() -> None:
    suite = suite_of("s", 20)
    backwards = suite.only(reversed(suite.responses))
    one, same, other = (
        questions_in(split_by_question(each, dev=0.5, seed=seed), Split.DEV)
        for each, seed in ((suite, 1), (backwards, 1), (suite, 2))
    )
    assert one == same
    assert one != other


@given(st.integers(2, 12), st.data())
def test_every_question_is_left_out_once(count: int, data: st.DataObject) -> None:
    wanted = data.draw(st.integers(2, count))
    folds = leave_questions_out(suite_of("s", count), folds=wanted, seed=0)
    tested = [question for fold in folds for question in questions_in(fold, Split.TEST)]
    sizes = [len(questions_in(fold, Split.TEST)) for fold in folds]
    assert len(folds) == wanted
    assert len(tested) == len(set(tested)) == count
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    "protocol",
    [
        lambda: split_by_question(suite_of("s"), dev=0, seed=0),
        lambda: split_by_question(suite_of("s"), dev=1, seed=0),
        lambda: split_by_question(suite_of("s", questions=1), dev=0.5, seed=0),
        lambda: leave_questions_out(suite_of("s"), folds=1, seed=0),
        lambda: leave_questions_out(suite_of("s"), folds=4, seed=0),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(protocol: Callable[[], object]) -> None:
    with pytest.raises(UsageError):
        protocol()


def test_without_repeats_nothing_is_left_out() -> None:
    responses = suite_of("s").responses
    assert without_duplicates(responses) == responses
