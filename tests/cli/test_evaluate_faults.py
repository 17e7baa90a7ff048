"""What ends `tutor eval` from outside: a full disk, Ctrl+C, a grader that hangs or dies."""

from __future__ import annotations

import os
import resource
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.evaluation.held_out_suites import write_suite
from tests.models.chat_server import Endpoint, serving
from tests.program.program import PATIENCE, Program
from tutor.cli.evaluate.options import TIMEOUT, GraderName
from tutor.cli.evaluate.running import Running, interrupted
from tutor.evaluation.results import read_run
from tutor.evaluation.run import ALL

RUN = ("eval", "run", "cells", "--grader", "majority", "--out", "runs")
GATE = """schema = 1
[[suite]]
path = "cells"
grader = "{grader}"
[[suite.threshold]]
metric = "level.accuracy"
at_least = 0.5
"""


@pytest.fixture
def tutor(tmp_path: Path) -> Program:
    """Return the program in a folder with a suite and a gate that the majority baseline passes."""
    for name in ("home", "here"):
        (tmp_path / name).mkdir()
    program = Program(tmp_path / "home", tmp_path / "here")
    program.environment["XDG_CACHE_HOME"] = str(tmp_path / "cache")
    write_suite(program.here / "cells")
    program.write("gate.toml", GATE.format(grader="majority"))
    return program


def room(size: int) -> Callable[[], None]:
    """Return what lets a process write no file longer than so many bytes."""
    return partial(resource.setrlimit, resource.RLIMIT_FSIZE, (size, size))


def judged(tutor: Program, *options: str) -> Path:
    """Have the suite judged, and return the run file."""
    assert tutor(*RUN, *options).code == 0
    [path] = (tutor.here / "runs").iterdir()
    return path


# --- a full disk ----------------------------------------------------------------------------------


def test_a_run_on_a_full_disk_is_code_3_and_goes_on_once_there_is_room(tutor: Program) -> None:
    path = judged(tutor)
    size = path.stat().st_size
    path.unlink()
    ended = tutor(*RUN, first=room(size - 60))
    assert ended.code == 3
    assert f"tutor: runs/{path.name}: the disk is full" in ended.err
    assert "it goes on from there" in ended.err
    assert [one.id for one in read_run(path).results] == ["r3"]
    assert [one.id for one in read_run(judged(tutor)).results] == ["r3", "r4"]


def test_a_gate_on_a_full_disk_is_code_3_with_another_place_as_the_next_step(
    tutor: Program,
) -> None:
    ended = tutor("eval", "gate", "gate.toml", "--no-cache", first=room(10))
    assert ended.refused(3, "the disk is full")
    assert "keep the run files on another disk with --out" in ended.err
    assert "stands" not in ended.err


def test_a_gate_whose_report_finds_no_room_is_code_3_and_says_what_it_found(
    tutor: Program,
) -> None:
    ended = tutor("eval", "gate", "gate.toml", "--junit", "/dev/full")
    assert ended.code == 3
    assert "tutor: /dev/full: the disk is full" in ended.err
    assert "3 of 3 conditions met." in ended.out


def test_a_report_that_finds_no_room_is_code_3_and_leaves_the_one_before(tutor: Program) -> None:
    tutor.write("report.md", "before")
    asked = ("eval", "report", judged(tutor), "--suite", "cells", "--out")
    assert tutor(*asked, "report.md", first=room(100)).refused(3, "report.md: the disk is full")
    assert tutor(*asked, "new.md", first=room(100)).refused(3, "new.md: the disk is full")
    assert (tutor.here / "report.md").read_text() == "before"
    assert not (tutor.here / "new.md").exists()


def test_a_run_that_is_blessed_without_room_leaves_the_one_before(tutor: Program) -> None:
    path = judged(tutor)
    tutor.write("kept.jsonl", "before")
    ended = tutor("eval", "bless", path, "--as", "kept.jsonl", first=room(100))
    assert ended.refused(3, "kept.jsonl: the disk is full")
    assert "goes on" not in ended.err
    assert (tutor.here / "kept.jsonl").read_text() == "before"


def test_shards_that_are_merged_without_room_leave_no_half_of_a_run(tutor: Program) -> None:
    path = judged(tutor)
    asked = ("eval", "merge", path, "--suite", "cells", "--out", "whole.jsonl")
    assert tutor(*asked, first=room(100)).refused(3, "whole.jsonl: the disk is full")
    assert not (tutor.here / "whole.jsonl").exists()


def test_a_report_goes_through_a_link_to_the_file_behind_it(tutor: Program) -> None:
    path = judged(tutor)
    (tutor.here / "link.md").symlink_to("report.md")
    assert tutor("eval", "report", path, "--suite", "cells", "--out", "link.md").code == 0
    assert (tutor.here / "link.md").is_symlink()
    assert (tutor.here / "report.md").read_text().startswith("## Evaluation of grading")


def test_a_full_cache_is_said_once_and_ends_nothing(tutor: Program) -> None:
    judged(tutor)
    [cache] = (tutor.home.parent / "cache").rglob("*.jsonl")
    cache.write_bytes(cache.read_bytes() + b"{}\n" * 5_000)
    ended = tutor(*RUN, "--split", "dev", first=room(10_000))
    assert ended.code == 0
    assert ended.err.count(f"{cache.name}: the disk is full") == 1
    assert "The run is whole" in ended.err


def test_a_cache_that_cannot_be_opened_ends_nothing(tutor: Program) -> None:
    (tutor.home.parent / "cache").write_text("a file where a folder should be")
    ended = tutor(*RUN)
    assert ended.code == 0
    assert ended.err.count("--no-cache does without it") == 1


# --- Ctrl+C ---------------------------------------------------------------------------------------


def stopped(tutor: Program, endpoint: Endpoint, *arguments: str) -> tuple[int, str]:
    """Press Ctrl+C as a language model that hangs is asked; return the exit code and stderr."""
    tutor.environment |= {"TUTOR_LLM_MODEL": "m", "TUTOR_LLM_BASE_URL": endpoint.base_url}
    with tutor.begin(*arguments) as run:
        end = time.monotonic() + PATIENCE
        while len(endpoint.requests()) < 2 and run.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=PATIENCE)
    return run.returncode, err.decode()


def test_ctrl_c_in_a_gate_names_no_file_that_is_gone(tutor: Program) -> None:
    tutor.write("gate.toml", GATE.format(grader="rubric"))
    with serving() as endpoint:
        endpoint.will({"judge": "honest"}, {"silent": True})
        code, err = stopped(tutor, endpoint, "eval", "gate", "gate.toml")
    assert code == 130
    assert "Interrupted: 1 of 2 responses were judged; the same command takes what is cached" in err
    assert "tutor-gate-" not in err


def test_what_an_interrupted_run_leaves_is_said_truly() -> None:
    path = Path("runs/r.jsonl")
    assert interrupted(path, 0, 0, keeps=True, caches=True).endswith("the same command goes on.")
    assert "1 of 2 results stand in runs/r.jsonl" in interrupted(
        path, 1, 2, keeps=True, caches=False
    )
    assert "nothing of it is kept; --out DIR" in interrupted(path, 1, 2, keeps=False, caches=False)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Interrupted before the gate was decided; the same command begins again."),
        (("--out", "runs"), "Interrupted: what was judged, if anything, stands in runs; the"),
    ],
)
def test_ctrl_c_before_anything_is_judged_is_said(
    tutor: Program, options: tuple[str, ...], said: str
) -> None:
    (tutor.here / "gate.toml").unlink()
    os.mkfifo(tutor.here / "gate.toml")
    with (
        tutor.begin("eval", "gate", "gate.toml", *options) as run,
        (tutor.here / "gate.toml").open("wb"),  # waits until the program reads it
    ):
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130
    assert err.decode().startswith(said)


# --- how long a response may take -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "grader", "patience"),
    [
        (None, GraderName.OFFLINE, TIMEOUT),
        (None, GraderName.RUBRIC, TIMEOUT),
        (None, GraderName.COSINE, TIMEOUT),
        (None, GraderName.MAJORITY, None),
        (5.0, GraderName.MAJORITY, 5.0),
        (0.0, GraderName.OFFLINE, None),
    ],
)
def test_only_what_cannot_hang_has_all_the_time_unless_it_is_said(
    asked: float | None, grader: GraderName, patience: float | None
) -> None:
    assert Running(Path(), ALL, timeout=asked).patience(grader) == patience


def test_no_answer_is_given_up_before_its_models_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_LLM_TIMEOUT", "300")
    running = Running(Path(), ALL)
    assert (running.patience(GraderName.RUBRIC) or 0) > 300
    assert (running.patience(GraderName.SECOND_OPINION) or 0) > 600
    assert running.patience(GraderName.OFFLINE) == TIMEOUT
