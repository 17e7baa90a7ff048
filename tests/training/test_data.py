from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tutor.training.data import WRITTEN, read_written

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
