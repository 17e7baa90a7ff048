"""Run files: what is written is read again, whatever became of the one who wrote it."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.errors import ReadError, TutorError, UsageError
from tutor.evaluation.journal import Journal, held_by_file
from tutor.evaluation.results import (
    Cost,
    Header,
    Kind,
    Result,
    RunWriter,
    header_of,
    read_run,
    result_from,
    result_record,
    run_of,
    write_run,
)
from tutor.grading.verdict import Level, Status

HEADER = Header("mine", "d1", "as is", "offline 7", "0.1.0+aa", {"cores": "2"}, {"limit": "9"})
FIRST = Result("a", Kind.VERDICT, Level.PARTIAL, 0.3, 0.8, (Status.PARTLY,), "similarity")
SECOND = Result("b", Kind.ERROR, reason="ValueError: \u2028\x1b", cost=Cost(0.25, 7, 0.5))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.jsonl"


def write(path: Path, *results: Result, header: Header = HEADER) -> None:
    with RunWriter(path, header) as writer:
        for result in results:
            writer.write(result)


def test_a_run_is_read_as_it_was_written(path: Path) -> None:
    write(path, FIRST, SECOND)
    assert read_run(path) == run_of(HEADER, (FIRST, SECOND))


def test_a_whole_run_is_written_at_once(path: Path) -> None:
    run = run_of(HEADER, (FIRST, SECOND))
    write_run(run, path)
    assert read_run(path) == run
    assert header_of(read_run(path)) == HEADER


def test_a_whole_run_is_not_written_over_a_file(path: Path) -> None:
    path.write_text("notes\n")
    with pytest.raises(UsageError, match="such a file already"):
        write_run(run_of(HEADER, ()), path)


@given(
    st.builds(
        Result,
        id=st.text(),
        kind=st.just(Kind.VERDICT),
        level=st.sampled_from(Level),
        score=st.floats(0, 1),
        confidence=st.floats(0, 1),
        points=st.lists(st.sampled_from(Status)).map(tuple),
        decided_by=st.text(),
        doubt=st.text(),
        reason=st.text(),
        cost=st.builds(Cost, st.floats(0, 1e9), st.integers(0, 10**9), st.floats(0, 1e6)),
    )
)
def test_any_verdict_comes_back_from_one_line_of_json(result: Result) -> None:
    line = json.dumps(result_record(result))
    assert "\n" not in line
    assert result_from(json.loads(line)) == result


def test_each_result_is_on_file_when_it_is_written(path: Path) -> None:
    with RunWriter(path, HEADER) as writer:
        writer.write(FIRST)
        assert read_run(path).results == (FIRST,)


def test_a_last_line_that_was_cut_short_does_not_count(path: Path) -> None:
    write(path, FIRST, SECOND)
    path.write_bytes(path.read_bytes()[:-20])
    assert read_run(path).results == (FIRST,)


def test_a_run_goes_on_where_it_was_cut_short(path: Path) -> None:
    write(path, FIRST, SECOND)
    path.write_bytes(path.read_bytes()[:-20])
    with RunWriter(path, HEADER) as writer:
        assert list(writer.standing()) == [FIRST]
        writer.write(SECOND)
    assert read_run(path).results == (FIRST, SECOND)


def test_a_run_whose_header_was_cut_short_begins_anew(path: Path) -> None:
    write(path)
    path.write_bytes(path.read_bytes()[:-20])
    write(path, FIRST)
    assert read_run(path) == run_of(HEADER, (FIRST,))


def test_a_run_may_go_on_at_another_machine(path: Path) -> None:
    write(path, FIRST)
    write(path, SECOND, header=replace(HEADER, machine={"cores": "64"}))
    assert read_run(path).results == (FIRST, SECOND)


@pytest.mark.parametrize(
    ("other", "named"),
    [
        (replace(HEADER, digest="d2"), "digest is “d1”, not “d2”"),
        (replace(HEADER, grader="offline 8"), "grader is “offline 7”, not “offline 8”"),
        (replace(HEADER, tutor="0.2.0"), "tutor is"),
        (replace(HEADER, settings={}), "settings is limit 9, not nothing"),
    ],
)
def test_another_run_does_not_go_on_in_the_file(path: Path, other: Header, named: str) -> None:
    write(path, FIRST)
    with pytest.raises(UsageError, match=named):
        RunWriter(path, other)
    assert read_run(path).results == (FIRST,)


def test_two_runs_do_not_write_one_file_at_once(path: Path) -> None:
    with (
        RunWriter(path, HEADER),
        pytest.raises(UsageError, match="another run is writing to this file"),
    ):
        RunWriter(path, HEADER)


def test_a_file_is_free_again_when_its_run_has_ended(path: Path) -> None:
    write(path, FIRST)
    write(path, SECOND)
    assert len(read_run(path).results) == 2


def test_a_lock_file_keeps_others_away_until_it_goes(path: Path) -> None:
    with held_by_file(path), pytest.raises(UsageError, match="another run"), held_by_file(path):
        pass
    with held_by_file(path):
        assert path.with_name("run.jsonl.lock").exists()
    assert not path.with_name("run.jsonl.lock").exists()


@pytest.mark.parametrize("content", [b"%PDF-1.7 without a line", b"# Notes\nof mine, and no more"])
def test_a_file_of_something_else_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(ReadError, match=r"run\.jsonl:1"):
        RunWriter(path, HEADER)
    assert path.read_bytes() == content


def test_a_run_file_of_another_schema_is_refused(path: Path) -> None:
    path.write_text('{"schema": 2}\n')
    with pytest.raises(ReadError, match="its schema is “2”, not 1"):
        read_run(path)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "run.jsonl:3"),
        ("[]", "no JSON object"),
        ('{"id": "c", "kind": "guess", "seconds": 0, "tokens": 0, "dollars": 0}', "guess"),
        ('{"id": "c", "kind": "error", "seconds": NaN, "tokens": 0, "dollars": 0}', "seconds"),
        ("[" * 100_000, "run.jsonl:3"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(path: Path, line: str, fault: str) -> None:
    write(path, FIRST)
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.raises(ReadError, match=fault):
        read_run(path)


def test_a_file_that_is_not_there_is_named(path: Path) -> None:
    with pytest.raises(UsageError, match=r"run\.jsonl: no such file"):
        read_run(path)


class FullDisk:
    """A file on a disk with room for a few more bytes."""

    def __init__(self, file: object, room: int) -> None:
        self._file, self._room = file, room

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        if not self._room:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self._file.write(data[: self._room])  # type: ignore[attr-defined]
        self._room -= written
        return int(written)


def test_a_full_disk_is_named_and_leaves_what_was_judged(path: Path) -> None:
    with RunWriter(path, HEADER) as writer:
        writer.write(FIRST)
        journal = writer._journal
        journal._file = FullDisk(journal._file, room=10)  # type: ignore[assignment]
        with pytest.raises(TutorError, match=r"run\.jsonl: the disk is full"):
            writer.write(SECOND)
    assert read_run(path).results == (FIRST,)
    assert path.read_bytes().endswith(b"\n")


def test_writers_that_take_turns_lose_no_line(path: Path) -> None:
    with Journal(path, alone=False) as one, Journal(path, alone=False) as other:
        for writer in (one, other, one):
            writer.append("line")
    assert path.read_text() == "line\n" * 3


def test_a_line_longer_than_a_block_is_cut_off_whole(path: Path) -> None:
    path.write_text("whole\n" + "x" * 200_000)
    with Journal(path, alone=True) as journal:
        journal.mend()
    assert path.read_text() == "whole\n"
