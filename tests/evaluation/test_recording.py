"""What a language model said is told again from its recording, word for word and at its cost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.evaluation.graders import response
from tutor import resources
from tutor.errors import ChatError, ReadError, UsageError
from tutor.evaluation.judging import result_of
from tutor.evaluation.recording import (
    FENCE_KEY,
    RecordingChat,
    RecordingError,
    ReplayedChat,
    begin_recording,
    recorded_models,
)
from tutor.evaluation.results import Kind
from tutor.grading.fencing import fence_by
from tutor.grading.rubric import RubricGrader, read_rubric
from tutor.grading.verdict import Schema, Spent, begin


class Parrot:
    """Says what it was asked, for ten tokens and a cent."""

    name = "parrot-1"

    def __init__(self, *, priced: bool = True) -> None:
        self.asked = 0
        self.begun = 0
        self.spent = Spent()
        self._cost = Spent(10, 0.01) if priced else Spent(10, unpriced=1)

    def begin(self) -> None:
        self.begun += 1

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        self.asked += 1
        if user == "silence":
            raise ChatError("Nobody is there.")
        self.spent += self._cost
        return f"{system}: {user} ✓"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "new folder" / "replies.jsonl"
    begin_recording(place, "parrot-1")
    return place


def test_what_was_recorded_is_replayed_at_its_cost(path: Path) -> None:
    RecordingChat(Parrot(), path).complete("Judge", "this")
    replayed = ReplayedChat(path)
    assert replayed.name == "parrot-1"
    assert replayed.complete("Judge", "this") == "Judge: this ✓"
    assert replayed.spent == Spent(10, 0.01)


def test_what_is_recorded_has_the_models_patience(path: Path) -> None:
    parrot = Parrot()
    begin(RecordingChat(parrot, path))
    assert parrot.begun == 1


def test_a_recording_of_two_models_keeps_their_replies_apart(tmp_path: Path) -> None:
    place = tmp_path / "both.jsonl"
    begin_recording(place, "parrot-1", "owl-2", needs_second=True)
    RecordingChat(Parrot(), place).complete("Judge", "this")

    assert recorded_models(place) == ("parrot-1", "owl-2")
    assert ReplayedChat(place).complete("Judge", "this") == "Judge: this ✓"
    with pytest.raises(RecordingError):
        ReplayedChat(place, 1).complete("Judge", "this")


def test_another_second_model_hinders_only_who_asks_it(tmp_path: Path) -> None:
    place = tmp_path / "both.jsonl"
    begin_recording(place, "parrot-1", "owl-2")

    begin_recording(place, "parrot-1", "crow-3")
    with pytest.raises(UsageError, match="of parrot-1 and owl-2, not of parrot-1 and crow-3"):
        begin_recording(place, "parrot-1", "crow-3", needs_second=True)


def test_a_reply_of_unknown_price_stays_so(path: Path) -> None:
    RecordingChat(Parrot(priced=False), path).complete("Judge", "this")
    replayed = ReplayedChat(path)
    replayed.complete("Judge", "this")
    assert replayed.spent == Spent(10, unpriced=1)


def test_another_schema_is_another_request(path: Path) -> None:
    RecordingChat(Parrot(), path).complete("Judge", "this", {"type": "object"})
    assert ReplayedChat(path).complete("Judge", "this", {"type": "object"}) == "Judge: this ✓"
    with pytest.raises(RecordingError):
        ReplayedChat(path).complete("Judge", "this", {"type": "array"})


def test_what_is_on_record_is_not_asked_again(path: Path) -> None:
    RecordingChat(Parrot(), path).complete("Judge", "this")
    begin_recording(path, "parrot-1")
    parrot = Parrot()
    again = RecordingChat(parrot, path)
    assert [again.complete("Judge", user) for user in ("this", "that")] == [
        "Judge: this ✓",
        "Judge: that ✓",
    ]
    assert (parrot.asked, again.spent) == (1, Spent(10, 0.01))


@pytest.mark.parametrize("asked", [("Judge", "that"), ("Grade", "this")])
def test_what_is_not_on_record_is_an_error_of_the_response(
    path: Path, asked: tuple[str, str]
) -> None:
    RecordingChat(Parrot(), path).complete("Judge", "this")
    with pytest.raises(RecordingError, match="no reply to this request is in"):
        ReplayedChat(path).complete(*asked)


def test_what_failed_is_not_recorded(path: Path) -> None:
    with pytest.raises(ChatError):
        RecordingChat(Parrot(), path).complete("Judge", "silence")
    with pytest.raises(RecordingError):
        ReplayedChat(path).complete("Judge", "silence")


def test_a_line_that_makes_no_sense_counts_as_not_there(path: Path) -> None:
    RecordingChat(Parrot(), path).complete("Judge", "this")
    header, line = path.read_text("utf-8").splitlines()
    key = json.loads(line)["key"]
    path.write_text(f'{header}\n{{"key": "{key}", "value": {{"reply": 7}}}}\n', encoding="utf-8")
    with pytest.raises(RecordingError):
        ReplayedChat(path).complete("Judge", "this")


def test_nothing_that_was_asked_stands_in_it(path: Path) -> None:
    class Quiet(Parrot):
        def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
            return "Yes."

    RecordingChat(Quiet(), path).complete("Judge", "a learner's words")
    assert "learner" not in path.read_text("utf-8")


def test_a_recording_is_of_one_model(path: Path) -> None:
    with pytest.raises(UsageError, match="is of parrot-1, not of owl-2"):
        begin_recording(path, "owl-2")


@pytest.mark.parametrize("text", ["", "question,answer\n", '{"schema": 9, "model": "m"}\n', "[]\n"])
def test_another_file_is_no_recording(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReadError, match="not the first line of a recording"):
        ReplayedChat(path)


def test_another_file_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    path.write_text("Q?\n?\nA\n", encoding="utf-8")
    with pytest.raises(ReadError):
        begin_recording(path, "parrot-1")
    assert path.read_text("utf-8") == "Q?\n?\nA\n"


def test_a_judgement_is_replayed_whole_with_what_was_told_back(path: Path) -> None:
    class Judge(Parrot):
        def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
            super().complete(system, user, schema)
            if self.asked == 1:
                return "It is covered."
            return '{"points": {"1": {"verdict": "covered", "quote": "powerhouse"}}}'

    rubric = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))
    asked = response("r0", "the powerhouse of the cell")
    chats = (RecordingChat(Judge(), path), ReplayedChat)
    live, replayed = (
        result_of(
            RubricGrader(chat if isinstance(chat, RecordingChat) else chat(path), rubric, fence),
            asked,
            lambda: 0.0,
        )
        for chat in chats
        for fence in [fence_by(FENCE_KEY)]
    )
    assert live.kind is Kind.VERDICT
    assert live.cost.tokens == 20
    assert replayed == live
