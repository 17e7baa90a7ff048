"""The file of labels: what is on the disk, whatever happens."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path

import pytest

from tests.evaluation.held_out_suites import ANNA, write_suite, written
from tutor.errors import ReadError, TutorError, UsageError
from tutor.evaluation.held_out.label_file import LabelFile, open_labels
from tutor.evaluation.held_out.material import Material, read_material
from tutor.evaluation.suite import Label
from tutor.grading.verdict import Level, Status

RIGHT = Label(Level.CORRECT, 1.0, (Status.COVERED,))
LINE = '{"id": "r1", "level": "correct", "points": ["covered"]}\n'


@pytest.fixture
def material(tmp_path: Path) -> Material:
    return read_material(write_suite(tmp_path / "suite", labels={}))


@pytest.fixture
def path(material: Material) -> Path:
    return material.folder / "labels-anna.jsonl"


def test_a_label_is_on_the_disk_at_once(path: Path, material: Material) -> None:
    with open_labels(path, material) as labels:
        labels.append("r1", RIGHT)

        assert path.read_text() == LINE
        assert labels.ids == ("r1",)


def test_labels_are_added_to_those_of_earlier_sittings(path: Path, material: Material) -> None:
    written(path, ANNA[1:3])

    with open_labels(path, material) as labels:
        assert labels.ids == ("r2", "r3")
        labels.append("r1", RIGHT)

    assert path.read_text().splitlines(keepends=True)[2] == LINE


def test_labels_are_taken_back_one_by_one(path: Path, material: Material) -> None:
    before = written(path, ANNA[1:2]).read_bytes()

    with open_labels(path, material) as labels:
        labels.append("r1", RIGHT)
        labels.retract()
        assert path.read_bytes() == before
        labels.retract()
        assert path.read_bytes() == b""
        assert labels.ids == ()
        labels.append("r1", RIGHT)

    assert path.read_text() == LINE


def test_half_a_line_at_the_end_is_taken_away(path: Path, material: Material) -> None:
    path.write_text(LINE + '{"id": "r2", "lev')

    with open_labels(path, material) as labels:
        assert labels.ids == ("r1",)

    assert path.read_text() == LINE


def test_a_whole_line_without_an_end_is_kept(path: Path, material: Material) -> None:
    path.write_text(LINE.rstrip("\n"))

    with open_labels(path, material) as labels:
        assert labels.ids == ("r1",)

    assert path.read_text() == LINE


def test_a_file_with_a_fault_is_refused_and_left_alone(path: Path, material: Material) -> None:
    path.write_text("{\n" + LINE)

    with pytest.raises(ReadError, match=r"labels-anna\.jsonl:1: this is no JSON"):  # noqa: SIM117
        with open_labels(path, material):
            pass

    assert path.read_text() == "{\n" + LINE


def test_the_same_labeller_cannot_be_at_work_twice(path: Path, material: Material) -> None:
    pytest.importorskip("fcntl")

    with (
        open_labels(path, material),
        pytest.raises(UsageError, match="at work in another window"),
        open_labels(path, material),
    ):
        pass


def test_two_labellers_can_be_at_work_at_once(path: Path, material: Material) -> None:
    other = path.with_name("labels-ben.jsonl")

    with open_labels(path, material) as anna, open_labels(other, material) as ben:
        anna.append("r1", RIGHT)
        ben.append("r1", RIGHT)

    assert path.read_text() == other.read_text() == LINE


class FullDisk(FileIO):
    """A file of which only a few bytes more can be written."""

    def write(self, data: object, /) -> int:
        return super().write(bytes(data)[:10])  # type: ignore[call-overload]


def test_on_a_full_disk_what_was_labelled_before_stays_whole(path: Path) -> None:
    path.write_text(LINE)
    with FullDisk(path, "a+") as file:
        labels = LabelFile(file, path, {"r1": RIGHT}, [len(LINE)])

        with pytest.raises(TutorError, match=r"labels-anna\.jsonl: the last label cannot be"):
            labels.append("r2", RIGHT)

    assert path.read_text() == LINE
    assert labels.ids == ("r1",)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(path: Path, material: Material) -> None:
    path.parent.chmod(0o500)

    with pytest.raises(TutorError, match=r"labels-anna\.jsonl: it cannot be written"):  # noqa: SIM117
        with open_labels(path, material):
            pass


def test_a_file_that_cannot_be_written_is_named(path: Path, material: Material) -> None:
    path.mkdir()

    with pytest.raises(TutorError, match=r"labels-anna\.jsonl: it cannot be written"):  # noqa: SIM117
        with open_labels(path, material):
            pass
