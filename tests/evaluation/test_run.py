"""Suites are judged whole or in part, interrupted and resumed, and no response is ever lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

import pytest

from tests.evaluation.graders import Writing, response, suite
from tutor.errors import ReadError, UsageError
from tutor.evaluation.results import Kind, Run, read_run
from tutor.evaluation.run import ALL, Progress, Selection, Shard, evaluate, merge
from tutor.evaluation.suite import Split, Suite
from tutor.grading.verdict import Level


class Options(TypedDict, total=False):
    selection: Selection
    cache: Path
    jobs: int
    timeout: float
    progress: Progress
    machine: Mapping[str, str]


def no_time() -> float:
    return 0.0


class Bench:
    """A folder to evaluate in, with a grader that notes what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.grader = Writing(folder / "asked")
        self.out = folder / "run.jsonl"

    def evaluate(self, asked: Suite, out: str = "run.jsonl", **given: Unpack[Options]) -> Run:
        options: Options = {"machine": {"cores": "2"}, **given}
        return evaluate(asked, self.grader, self.folder / out, clock=no_time, **options)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def ids(run: Run) -> list[str]:
    return [result.id for result in run.results]


def named(asked: Suite, cases: Sequence[str]) -> Suite:
    chosen = (replace(one, case=case) for one, case in zip(asked.responses, cases, strict=True))
    return asked.only(chosen)


def test_a_run_says_what_it_is_of(bench: Bench) -> None:
    asked = suite("good")
    run = bench.evaluate(asked)
    assert (run.suite, run.digest, run.label_map) == ("made up", asked.digest, "as they are")
    assert (run.grader, run.machine, run.settings) == ("obedient 1", {"cores": "2"}, {})


def test_results_have_the_order_of_the_suite(bench: Bench) -> None:
    run = bench.evaluate(suite("good", "half", "bad"))
    assert ids(run) == ["r0", "r1", "r2"]
    assert [one.level for one in run.results] == [Level.CORRECT, Level.PARTIAL, Level.INCORRECT]


def test_errors_and_what_is_unjudged_stay_in_the_run(bench: Bench) -> None:
    run = bench.evaluate(suite("crash", "unsure", "good"))
    assert [one.kind for one in run.results] == [Kind.ERROR, Kind.UNJUDGED, Kind.VERDICT]


def test_any_number_of_jobs_gives_the_same_run(bench: Bench) -> None:
    asked = suite(*(f"{word}: {i}" for i in range(4) for word in ("good", "bad", "crash")))
    assert bench.evaluate(asked, "a.jsonl") == bench.evaluate(asked, "b.jsonl", jobs=3)


def test_a_hung_answer_is_an_error_of_the_run(bench: Bench) -> None:
    asked = suite("hang", "good")
    run = evaluate(asked, bench.grader, bench.out, clock=_seconds, machine={}, timeout=3)
    assert [one.kind for one in run.results] == [Kind.ERROR, Kind.VERDICT]


def test_progress_is_told_at_the_start_and_after_each_response(bench: Bench) -> None:
    told: list[tuple[int, int]] = []
    bench.evaluate(suite("good", "bad"), progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 2), (1, 2), (2, 2)]


def test_an_interrupted_run_goes_on_with_what_is_missing(bench: Bench) -> None:
    asked = suite("good", "crash", "bad", "half")

    def interrupt(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bench.evaluate(asked, progress=interrupt)
    told: list[int] = []
    run = bench.evaluate(asked, progress=lambda done, total: told.append(done))
    assert ids(run) == ["r0", "r1", "r2", "r3"]
    assert bench.grader.asked == ["good", "crash", "bad", "half"]
    assert told[0] == 2


def test_a_run_that_is_whole_is_not_judged_again(bench: Bench) -> None:
    first = bench.evaluate(suite("good", "bad"))
    assert bench.evaluate(suite("good", "bad")) == first
    assert bench.grader.asked == ["good", "bad"]


def test_another_suite_does_not_go_on_in_the_file(bench: Bench) -> None:
    bench.evaluate(suite("good"))
    with pytest.raises(UsageError, match="the file holds another run"):
        bench.evaluate(suite("good", "bad"))


def test_results_out_of_their_turn_are_refused(bench: Bench) -> None:
    bench.evaluate(suite("good", "bad"))
    header, first, second = bench.out.read_text().splitlines(keepends=True)
    bench.out.write_text(header + second + first)
    with pytest.raises(ReadError, match=r"run\.jsonl:2: the result of r1"):
        bench.evaluate(suite("good", "bad"))


def test_a_cache_spares_the_grader_what_it_has_judged(bench: Bench, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    bench.evaluate(suite("good", "crash", "unsure"), "a.jsonl", cache=cache)
    run = bench.evaluate(suite("bad", "good", "crash", "unsure"), "b.jsonl", cache=cache)
    assert bench.grader.asked == ["good", "crash", "unsure", "bad", "crash", "unsure"]
    assert ids(run) == ["r0", "r1", "r2", "r3"]
    assert run.results[1].level is Level.CORRECT


def test_the_first_so_many_are_judged(bench: Bench) -> None:
    run = bench.evaluate(suite("good", "bad", "half"), selection=Selection(limit=2))
    assert ids(run) == ["r0", "r1"]
    assert run.settings == {"limit": "2"}


def test_only_the_cases_asked_for_are_judged(bench: Bench) -> None:
    asked = named(suite("good", "bad", "half"), ["short", "", "negated"])
    run = bench.evaluate(asked, selection=Selection(cases=("short", "negated")))
    assert ids(run) == ["r0", "r2"]
    assert run.settings == {"cases": "negated, short"}


def test_only_the_split_asked_for_is_judged(bench: Bench) -> None:
    asked = suite("good").only([response("a", "good"), response("b", "bad", split=Split.DEV)])
    assert ids(bench.evaluate(asked, selection=Selection(split=Split.DEV))) == ["b"]


def test_every_response_is_in_one_shard_wherever_it_stands() -> None:
    parts = [Shard(number, 3) for number in (1, 2, 3)]
    names = [f"r{i}" for i in range(300)]
    held = {name: [part.number for part in parts if part.holds(name)] for name in names}
    assert all(len(numbers) == 1 for numbers in held.values())
    assert {numbers[0] for numbers in held.values()} == {1, 2, 3}
    assert held["r0"] == [2]  # it never changes, from version to version


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "-1/3", "1/0", "a/b", "1/2/3", "²/3"])
def test_what_is_no_shard_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        Shard.parse(text)


def test_a_shard_is_read_as_it_is_written() -> None:
    assert Shard.parse(str(Shard(2, 4))) == Shard(2, 4)


def test_a_limit_holds_before_the_shards_divide() -> None:
    responses = suite(*["good"] * 40).responses
    parts = [Selection(limit=10, shard=Shard(number, 2)).of(responses) for number in (1, 2)]
    assert {one.id for part in parts for one in part} == {f"r{i}" for i in range(10)}


def test_a_selection_is_read_as_a_run_file_states_it() -> None:
    selection = Selection(Split.DEV, ("near copy", "negated"), 5, Shard(1, 2))
    assert Selection.from_settings(selection.settings) == selection
    assert Selection.from_settings(ALL.settings) == ALL


def sharded(bench: Bench, asked: Suite, of: int, limit: int | None = None) -> list[Run]:
    return [
        bench.evaluate(asked, f"{number}.jsonl", selection=Selection(limit=limit, shard=part))
        for number in range(of, 0, -1)
        for part in [Shard(number, of)]
    ]


def test_shards_merge_to_the_run_that_is_not_sharded(bench: Bench) -> None:
    asked = suite(*["good", "bad", "crash", "unsure"] * 5)
    whole = bench.evaluate(asked, selection=Selection(limit=15))
    assert merge(sharded(bench, asked, 3, limit=15), asked) == whole


def test_a_run_that_is_whole_merges_to_itself(bench: Bench) -> None:
    asked = suite("good", "bad")
    assert merge([bench.evaluate(asked)], asked) == read_run(bench.out)


def test_a_missing_shard_is_refused(bench: Bench) -> None:
    asked = suite(*["good"] * 20)
    with pytest.raises(UsageError, match=r"of 20 responses are in no run"):
        merge(sharded(bench, asked, 3)[:2], asked)


def test_a_shard_that_is_named_twice_is_refused(bench: Bench) -> None:
    asked = suite(*["good"] * 20)
    runs = sharded(bench, asked, 2)
    with pytest.raises(UsageError, match="in two runs"):
        merge([*runs, runs[0]], asked)


def test_runs_of_other_graders_are_not_merged(bench: Bench) -> None:
    asked = suite(*["good"] * 20)
    one, other = sharded(bench, asked, 2)
    with pytest.raises(UsageError, match="its grader is “offline”"):
        merge([one, replace(other, grader="offline")], asked)


def test_runs_of_another_suite_are_not_merged(bench: Bench) -> None:
    run = bench.evaluate(suite("good"))
    with pytest.raises(UsageError, match="its digest is"):
        merge([run], suite("bad"))


def test_machines_that_differ_are_both_named(bench: Bench) -> None:
    asked = suite(*["good"] * 20)
    one, other = sharded(bench, asked, 2)
    merged = merge([one, replace(other, machine={"cores": "64"})], asked)
    assert merged.machine == {"cores": "2 | 64"}


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        (Options(jobs=0), "0 jobs"),
        (Options(timeout=0.0), "a timeout of 0 s"),
        (Options(selection=Selection(limit=0)), "a limit of 0"),
        (Options(selection=Selection(cases=("negated",))), "the case “negated”"),
        (Options(selection=Selection(split=Split.DEV)), "no response is left"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_made(
    bench: Bench, options: Options, fault: str
) -> None:
    with pytest.raises(UsageError, match=fault):
        bench.evaluate(suite("good"), **options)
    assert not bench.out.exists()


def test_an_unknown_case_is_answered_with_those_there_are(bench: Bench) -> None:
    asked = named(suite("good", "bad"), ["short", "negated"])
    with pytest.raises(UsageError) as raised:
        bench.evaluate(asked, selection=Selection(cases=("long",)))
    assert raised.value.hint == "Its cases are: negated, short."


def _seconds() -> float:
    import time

    return time.perf_counter()
