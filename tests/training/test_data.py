from __future__ import annotations

import ast
import json
from collections import Counter
from pathlib import Path

import pytest
import typer

from tutor.training import data
from tutor.training.data import WRITTEN, answer_files, leaked, read_written, refuse_leaks

ANSWERS = read_written()


def test_the_written_answers_are_many_and_of_every_kind() -> None:
    single = [one for one in ANSWERS if not one.in_parts]
    labels = Counter((one.full, one.some, one.contradictory) for one in single)

    assert len({one.question for one in ANSWERS}) > 900
    assert set(labels) == {
        (True, True, False),
        (False, True, False),
        (False, False, True),
        (False, False, False),
    }


def test_an_answer_to_several_points_stands_once_for_each(tmp_path: Path) -> None:
    answer = {"answer": "x", "covers": [0], "partly": [], "contradicts": [2], "case": "some"}
    card = {"question": "q", "points": ["a", "b", "c"], "answers": [answer]}
    (tmp_path / "one.jsonl").write_text(json.dumps(card), "utf-8")

    rows = [(one.references[0], one.full, one.contradictory) for one in read_written(tmp_path)]
    assert rows == [("a", True, False), ("b", False, False), ("c", False, True)]


@pytest.mark.parametrize("path", sorted(WRITTEN.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_line_is_a_card_with_its_answers(path: Path) -> None:
    for line in path.read_text("utf-8").splitlines():
        card = json.loads(line)
        assert card["question"].strip()
        for answer in card["answers"]:
            assert answer["answer"].strip()
            assert answer["case"]
            if "points" in card:
                lists = [answer["covers"], answer["partly"], answer["contradicts"]]
                ticked = [number for each in lists for number in each]
                assert len(set(ticked)) == len(ticked)
                assert set(ticked) <= set(range(len(card["points"])))
            else:
                assert card["reference"].strip()
                assert answer["label"] in {"correct", "partial", "contradictory", "incorrect"}


def test_no_written_question_is_in_a_bundled_deck() -> None:
    decks = "\n".join(
        path.read_text("utf-8").casefold() for path in (WRITTEN.parents[2] / "seeds").glob("*.md")
    )

    assert not [one.question for one in ANSWERS if f"{one.question.casefold()}\n" in decks]


def json_lines(path: Path, *records: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(one)}\n" for one in records), "utf-8")
    return path


OSMOSIS = "Water moves through a membrane to where more is dissolved."
HELD = {"id": "r1", "question": "What is osmosis?", "answer": OSMOSIS}


@pytest.mark.parametrize(
    "record",
    [
        {"question": "q", "reference": "r", "answer": f"I think {OSMOSIS}", "label": "correct"},
        {"question": "q", "reference": ["r", OSMOSIS.upper()], "answer": "a", "label": "correct"},
        {"question": "q", "points": [OSMOSIS], "answers": []},
        {
            "question": "q",
            "reference": "r",
            "answers": [{"answer": OSMOSIS.replace("more", "much")}],
        },
        {"premise": OSMOSIS, "hypothesis": "Water moves.", "label": "entailment"},
    ],
)
def test_a_held_out_response_in_what_is_fitted_on_is_named(tmp_path: Path, record: object) -> None:
    json_lines(tmp_path / "held" / "suite" / "responses.jsonl", HELD)
    fitted = json_lines(tmp_path / "fitted.jsonl", {"question": "q", "answer": "a"}, record)
    [line] = leaked(tmp_path / "held", [fitted])
    assert line.startswith(f"{fitted}:2: ")
    assert line.endswith(f"{tmp_path / 'held' / 'suite' / 'responses.jsonl'}:1")


def test_what_shares_a_topic_with_a_held_out_response_is_fitted_on(tmp_path: Path) -> None:
    json_lines(tmp_path / "held" / "suite" / "responses.jsonl", HELD)
    record = {"question": "What is osmosis?", "answer": "Water goes through a membrane."}
    assert leaked(tmp_path / "held", [json_lines(tmp_path / "fitted.jsonl", record)]) == []


def test_the_files_are_those_that_are_read(tmp_path: Path) -> None:
    written = json_lines(tmp_path / "written" / "one.jsonl", {})
    named = [path.name for path in answer_files(tmp_path, tmp_path / "written")]
    assert named == [
        "sciEntsBank-train.jsonl",
        "beetle-train.jsonl",
        "nq301.jsonl",
        "evouna-nq.jsonl",
        written.name,
    ]


SETS = ("sciEntsBank-train.jsonl", "beetle-train.jsonl", "nq301.jsonl", "evouna-nq.jsonl")
NEAR_COPY = OSMOSIS.replace("moves", "goes")


def learnt_from(home: Path) -> tuple[Path, Path, Path, Path]:
    """Return the folders of suites, of answers and of written ones, and pairs between: all made."""
    harmless = {"question": "q", "reference": "r", "answer": "a", "label": "correct"}
    json_lines(home / "held" / "suite" / "responses.jsonl", HELD)
    for name in SETS:
        json_lines(home / "answers" / name, harmless)
    card = {"question": "q", "points": ["r"], "answers": []}
    json_lines(home / "written" / "one.jsonl", card)
    pairs = json_lines(home / "pairs", {"premise": "p", "hypothesis": "h", "label": "neutral"})
    return home / "held", home / "answers", pairs, home / "written"


@pytest.mark.parametrize(
    "name", [*(f"answers/{name}" for name in SETS), "written/one.jsonl", "pairs"]
)
def test_training_ends_where_a_near_copy_of_a_response_stands_in_what_it_learns_from(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = learnt_from(tmp_path)
    with (tmp_path / name).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"question": "What is osmosis?", "answer": NEAR_COPY}) + "\n")
    with pytest.raises(typer.Exit) as ended:
        refuse_leaks(*places)
    assert ended.value.exit_code == 1
    assert f"{tmp_path / name}:2: “{NEAR_COPY}” is too like" in capsys.readouterr().err


def test_training_goes_on_where_nothing_is_like_a_held_out_response(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    refuse_leaks(*learnt_from(tmp_path))
    assert capsys.readouterr().err == ""


def test_training_says_where_it_could_not_look_for_held_out_responses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, *places = learnt_from(tmp_path)
    refuse_leaks(tmp_path / "nowhere", *places)
    assert "held-out responses are not looked for" in capsys.readouterr().err


def test_the_first_that_training_does_is_to_refuse_leaks() -> None:
    # read, not run: what the program imports for training is not there where the checks run
    program = ast.parse(Path(data.__file__).with_name("head.py").read_text("utf-8"))
    [main] = [
        one for one in program.body if isinstance(one, ast.FunctionDef) and one.name == "main"
    ]
    _, first, *_ = main.body  # behind the docstring
    assert ast.unparse(first) == "refuse_leaks(held_out, answers, pairs)"
