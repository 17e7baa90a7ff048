"""`tutor eval`: suites are judged, reported on, compared and held to a gate, and what ends it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from tests.evaluation.held_out_suites import ANNA, ATP, BEN, RESPONSES, labelled, write_suite
from tests.models.chat_server import Endpoint, serving
from tests.program.program import PATIENCE, Program
from tests.store.examples import keep, review
from tutor.cards.library import load
from tutor.cards.markdown.obsidian import Mode
from tutor.cli.evaluate.options import ASKING, GraderName
from tutor.cli.evaluate.progress import Lines
from tutor.cli.main import app
from tutor.cli.wiring import make_grader_factory
from tutor.errors import ReadError, TutorError, UsageError
from tutor.evaluation.budget import BudgetError
from tutor.evaluation.held_out import read_held_out
from tutor.evaluation.results import Kind, Run, read_run, write_run
from tutor.scheduling.review import Grade
from tutor.store.store import Store

NASTY = "\x1b[31mred\x1b[0m"
GATE = """schema = 1
[[suite]]
path = "cells"
grader = "majority"
[[suite.threshold]]
metric = "level.accuracy"
at_least = {at_least}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a folder with a suite, of which one answer and one case are hostile."""
    nasty = {"id": "r5", "question": ATP, "answer": NASTY, "case": NASTY, "split": "dev"}
    label = labelled("r5", "incorrect", "missing")
    labels = two((*BEN, label))
    write_suite(tmp_path / "cells", lines=(*RESPONSES, nasty), labels=labels, decided=())
    return tmp_path


def two(labels: Sequence[Any]) -> dict[str, Sequence[Any]]:
    return {"anna": labels, "ben": labels}


def tutor(home: Path, *arguments: str | Path) -> Result:
    places = {"XDG_CACHE_HOME": str(home / "cache"), "HOME": str(home)}
    return CliRunner(env=places).invoke(app, ["eval", *map(str, arguments)])


def said(result: Result) -> str:
    assert result.exception is None, result.exception
    assert "\x1b" not in result.output
    return result.stdout


def fault(result: Result, kind: type[TutorError]) -> str:
    assert isinstance(result.exception, kind)
    assert result.exception.hint
    return result.exception.message


def judged(home: Path, *options: str | Path) -> Path:
    """Have the suite judged, and return the run file."""
    out = home / f"runs{len(list(home.iterdir()))}"
    graders = () if "--grader" in options else ("--grader", "majority")
    said(tutor(home, "run", home / "cells", "--out", out, *graders, *options))
    [path] = out.iterdir()
    return path


def changed(path: Path, change: Callable[[Run], Run]) -> Path:
    """Write a run beside another, with what is changed."""
    other = path.with_name(f"changed-{path.name}")
    write_run(change(read_run(path)), other)
    return other


def broken(run: Run) -> Run:
    first = replace(run.results[0], kind=Kind.ERROR, reason=f"ValueError: {NASTY}")
    return replace(run, results=(first, *run.results[1:]))


# --- run ------------------------------------------------------------------------------------------


def test_a_run_is_kept_and_its_metrics_are_shown(home: Path) -> None:
    path = judged(home)
    assert [one.id for one in read_run(path).results] == ["r3", "r4"]
    assert read_run(path).settings == {"split": "test"}
    shown = said(tutor(home, "run", home / "cells", "--grader", "majority", "--out", path.parent))
    assert "accuracy" in shown
    assert "2 of 2" in shown
    assert "baseline: majority" in shown


def test_graders_stand_side_by_side(home: Path) -> None:
    graders = ("majority", "length", "overlap", "no-reference")
    options = [part for name in graders for part in ("--grader", name)]
    result = tutor(home, "run", home / "cells", "--out", home / "runs", *options, "--json")
    [record] = map(json.loads, said(result).splitlines())
    named = [summary["grader"] for summary in record["summaries"]]
    assert [name.split(": ")[1].split(" (")[0] for name in named] == [
        "majority",
        "answer length",
        "word overlap",
        "answer without reference",
    ]


@pytest.mark.parametrize(
    ("options", "ids"),
    [
        (("--split", "all"), ["r1", "r2", "r3", "r4", "r5"]),
        (("--split", "dev"), ["r1", "r2", "r5"]),
        (("--split", "dev", "--limit", "1"), ["r1"]),
        (("--case", "changed"), ["r4"]),
    ],
)
def test_a_run_is_narrowed(home: Path, options: Sequence[str], ids: Sequence[str]) -> None:
    assert [one.id for one in read_run(judged(home, *options)).results] == ids


def test_a_suite_without_the_split_is_told_so(home: Path) -> None:
    suite = write_suite(home / "dev", lines=RESPONSES[:2], labels=two(ANNA[:2]), decided=())
    result = tutor(home, "run", suite, "--grader", "majority", "--out", home / "runs")
    assert "no response is left to judge" in fault(result, UsageError)


def test_shards_are_merged_into_the_whole(home: Path) -> None:
    whole = read_run(judged(home, "--split", "all"))
    shards = [judged(home, "--split", "all", "--shard", f"{at}/2") for at in (1, 2)]
    out = home / "whole.jsonl"
    said(tutor(home, "merge", *shards, "--out", out, "--suite", home / "cells"))
    merged = read_run(out)
    assert [one.id for one in merged.results] == [one.id for one in whole.results]
    assert merged.settings == whole.settings


def test_a_lost_shard_is_not_merged_over(home: Path) -> None:
    shard = judged(home, "--split", "all", "--shard", "1/2")
    result = tutor(home, "merge", shard, "--out", home / "w", "--suite", home / "cells")
    assert "are in no run" in fault(result, UsageError)


def test_a_data_set_is_judged_by_its_name_and_path(home: Path) -> None:
    line = {"Q": ATP, "reference": "the mitochondrion", "answer": "it", "label": "bad"}
    (home / "dev.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    asked = ["run", f"jsonl:{home / 'dev.jsonl'}", "--split", "dev", "--grader", "majority"]
    how = ["--columns", "question=Q", "--labels", "bad=incorrect,good=correct"]
    [record] = map(
        json.loads, said(tutor(home, *asked, *how, "--out", home, "--json")).splitlines()
    )
    assert record["summaries"][0]["level"]["accuracy"]["value"] == 1.0


QUESTIONS = ("Which organelle makes ATP?", "Which one makes proteins?", "Which one stores DNA?")


def own_data(home: Path, *scores: float, name: str = "own") -> str:
    """Write answers to each of `QUESTIONS`, scored so, and return how the data set is named."""
    lines = [
        {"question": one, "reference": f"organelle {at}", "answer": f"it {at}", "score": score}
        for one in QUESTIONS
        for at, score in enumerate(scores)
    ]
    path = home / f"{name}.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return f"jsonl:{path}"


MAJORITY = ("--grader", "majority", "--json")


def test_a_set_without_splits_is_told_of_the_protocols(home: Path) -> None:
    result = tutor(home, "run", own_data(home, 0.0, 1.0), *MAJORITY, "--out", home / "runs")
    assert "there are none" in fault(result, UsageError)
    assert isinstance(result.exception, UsageError)
    for option in ("--protocol leave-questions-out", "--protocol split", "--fit-on"):
        assert option in result.exception.hint


def test_each_question_is_judged_by_a_fit_on_the_others(home: Path) -> None:
    asked = ["run", own_data(home, 0.0, 1.0, 1.0), *MAJORITY, "--protocol", "leave-questions-out"]
    [record] = map(json.loads, said(tutor(home, *asked, "--out", home / "runs")).splitlines())
    assert record["summaries"][0]["judged"] == 9
    assert "(leave-questions-out, 3 folds, fit " in record["summaries"][0]["grader"]
    [path] = (home / "runs").iterdir()
    assert read_run(path).settings == {
        "split": "test",
        "protocol": "leave-questions-out",
        "folds": "10",
        "seed": "0",
    }


@pytest.mark.parametrize("protocol", ["leave-questions-out", "split"])
def test_a_report_finds_what_a_protocol_had_judged(home: Path, protocol: str) -> None:
    spec = own_data(home, 0.0, 3.0, 5.0)
    options = ("--full-marks", "5", "--protocol", protocol, "--out", home / "runs")
    said(tutor(home, "run", spec, *MAJORITY, *options))
    [path] = (home / "runs").iterdir()
    judged = {"leave-questions-out": "9 of 9", "split": "6 of 6"}
    assert judged[protocol] in said(tutor(home, "report", path))


def test_the_shards_of_a_protocol_are_merged(home: Path) -> None:
    spec = own_data(home, 0.0, 1.0)
    for shard in ("1/2", "2/2"):
        options = ("--protocol", "leave-questions-out", "--shard", shard, "--out", home / "runs")
        said(tutor(home, "run", spec, *MAJORITY, *options))
    said(tutor(home, "merge", *(home / "runs").iterdir(), "--out", home / "whole.jsonl"))
    assert len(read_run(home / "whole.jsonl").results) == 6


def test_another_seed_is_another_run(home: Path) -> None:
    spec = own_data(home, 0.0, 1.0)
    for seed in ("1", "2", "1"):
        options = ("--protocol", "split", "--seed", seed, "--out", home / "runs")
        said(tutor(home, "run", spec, *MAJORITY, *options))
    assert len(list((home / "runs").iterdir())) == 2


def test_a_baseline_is_fitted_on_another_set(home: Path) -> None:
    other = own_data(home, 0.0, 0.0, 0.0, 1.0, name="other")
    asked = ["run", home / "cells", "--fit-on", other, *MAJORITY, "--out", home / "runs"]
    [record] = map(json.loads, said(tutor(home, *asked)).splitlines())
    assert record["summaries"][0]["grader"] == "baseline: majority (incorrect, 0.7143)"
    [path] = (home / "runs").iterdir()
    assert read_run(path).settings["fit_on"].startswith(f"{other}, version ")


def test_what_is_to_be_judged_is_not_fitted_on(home: Path) -> None:
    spec, other = own_data(home, 0.0), own_data(home, 0.0, 1.0, name="other")
    result = tutor(home, "run", spec, "--fit-on", other, *MAJORITY, "--out", home / "runs")
    said(result)
    assert f"tutor: {other}: 3 answers that {spec} has, too, are not fitted on" in result.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--fit-on", "cells", "--protocol", "split"), "cannot both be"),
        (("--fit-on", "cells", "--grader", "offline"), "no grader here is fitted"),
        (("--protocol", "split", "--dev-share", "1", "--grader", "majority"), "no share"),
    ],
)
def test_protocols_that_make_no_sense_are_refused(
    home: Path, options: Sequence[str], message: str
) -> None:
    result = tutor(home, "run", own_data(home, 0.0, 1.0), *options, "--out", home / "runs")
    assert message in fault(result, UsageError)


def test_scores_on_another_scale_need_to_be_told_so(home: Path) -> None:
    result = tutor(home, "run", own_data(home, 5.0), "--grader", "majority", "--out", home / "runs")
    assert "the score 5 is not from 0 to 1" in fault(result, ReadError)
    assert isinstance(result.exception, ReadError)
    assert "--full-marks" in result.exception.hint


def test_repeats_are_counted_aloud_and_in_json(home: Path) -> None:
    lines = [
        {"question": ATP, "reference": "the mitochondrion", "answer": "it", "label": label}
        for label in ("incorrect", "correct", "incorrect")
    ]
    path = home / "dev.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    asked = ["run", f"jsonl:{path}", "--split", "dev", *MAJORITY, "--out", home / "runs"]
    result = tutor(home, *asked)
    [record] = map(json.loads, said(result).splitlines())
    assert "2 repeats left out; of these 1 with another label than what was kept" in result.stderr
    summary = record["summaries"][0]
    assert (summary["duplicates"], summary["contradicting"]) == (2, 1)


@pytest.mark.parametrize("spec", ["nowhere", "nosuchset:file"])
def test_an_unknown_suite_is_refused_by_its_name(home: Path, spec: str) -> None:
    result = tutor(home, "run", spec, "--out", home / "runs")
    assert f"{spec}: no such suite" in fault(result, UsageError)


def test_a_grader_that_hangs_is_an_error_and_code_3(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will({"silent": True})
        asked = ["run", home / "cells", "--grader", "rubric", "--timeout", "0.5"]
        environment = {"TUTOR_LLM_MODEL": "m", "TUTOR_LLM_BASE_URL": endpoint.base_url}
        runner = CliRunner(env={**environment, "XDG_CACHE_HOME": str(home / "cache")})
        result = runner.invoke(app, ["eval", *map(str, asked), "--out", str(home / "runs")])
    assert result.exit_code == 3
    assert "2 responses ended in an error" in result.stderr
    [path] = (home / "runs").iterdir()
    assert {one.kind for one in read_run(path).results} == {Kind.ERROR}


def rubric(home: Path, endpoint: Endpoint, *options: str | Path, **variables: str) -> Result:
    """Have a language model judge the suite, in a folder of run files of its own."""
    environment = {"TUTOR_LLM_MODEL": "m", "TUTOR_LLM_BASE_URL": endpoint.base_url}
    runner = CliRunner(env={**environment, "XDG_CACHE_HOME": str(home / "cache"), **variables})
    out = home / f"runs{len(list(home.iterdir()))}"
    asked = ["run", home / "cells", "--grader", "rubric", "--out", out, *options]
    return runner.invoke(app, ["eval", *map(str, asked)])


JUDGEMENT = {
    "judge": "honest",
    "usage": {"prompt_tokens": 900, "completion_tokens": 100},
}


def test_what_a_model_said_is_judged_again_without_it(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        prices = {"TUTOR_LLM_PRICES": "1/1"}
        said(rubric(home, endpoint, "--record", home / "replies", "--json", **prices))
        live = len(endpoint.requests())
        replay = ("--replay", home / "replies", "--json")
        replayed = said(rubric(home, endpoint, *replay, TUTOR_OFFLINE="1"))
        assert (live, len(endpoint.requests())) == (2, 2)
    [record] = map(json.loads, replayed.splitlines())
    summary = record["summaries"][0]
    assert summary["grader"].endswith(", m")
    assert summary["cost"]["tokens"]["value"] == 2000
    assert summary["cost"]["dollars"]["value"] == pytest.approx(0.002)


def test_the_grader_that_asks_when_unsure_is_measured_like_any_other(home: Path) -> None:
    both = ("--grader", "when-unsure", "--json")
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        wide = {"TUTOR_LLM_UNSURE": "0", "TUTOR_LLM_PRICES": "1/1"}
        live = said(rubric(home, endpoint, *both, "--record", home / "replies", **wide))
        asked = len(endpoint.requests())
        replayed = said(rubric(home, endpoint, *both, "--replay", home / "replies", **wide))
        assert len(endpoint.requests()) == asked
    found = [json.loads(line)["summaries"][1] for line in (live, replayed)]
    for summary in found:
        assert "; from 0 doubt on: rubric" in summary["grader"]
        assert 0 < summary["cost"]["asked"]["value"] <= 1
    assert found[0]["level"] == found[1]["level"]


SECOND = {"TUTOR_LLM_SECOND_MODEL": "owl-2"}


@pytest.mark.parametrize("name", ["second-opinion", "unsure-second-opinion"])
def test_two_models_are_measured_together_and_again_without_them(home: Path, name: str) -> None:
    both = ("--grader", name, "--json")
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        wide = {
            "TUTOR_LLM_UNSURE": "0",
            "TUTOR_LLM_PRICES": "1/1",
            "TUTOR_LLM_SECOND_PRICES": "2/2",
        }
        live = said(rubric(home, endpoint, *both, "--record", home / "replies", **wide, **SECOND))
        asked = {one["model"] for one in endpoint.requests()}
        count = len(endpoint.requests())
        replayed = said(rubric(home, endpoint, *both, "--replay", home / "replies", **wide))
        assert len(endpoint.requests()) == count
    assert asked == {"m", "owl-2"}
    # The rubric alone is measured beside it, from the same recording.
    [alone, found], [_, again] = (json.loads(line)["summaries"] for line in (live, replayed))
    assert "; second opinion: rubric" in found["grader"]
    assert again["grader"] == found["grader"]
    assert again["level"] == found["level"]
    dollars = alone["cost"]["dollars"]["value"]
    assert again["cost"]["dollars"]["value"] == pytest.approx(3 * dollars)


def test_a_recording_of_one_model_holds_no_second_opinion(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        said(rubric(home, endpoint, "--record", home / "replies"))
        both = ("--grader", "second-opinion")
        for way, kind in (("--replay", ReadError), ("--record", UsageError)):
            result = rubric(home, endpoint, *both, way, home / "replies", **SECOND)
            assert "the recording is of m" in fault(result, kind)


def test_without_a_second_model_there_is_no_second_opinion(home: Path) -> None:
    with serving() as endpoint:
        result = rubric(home, endpoint, "--grader", "second-opinion")
    assert "No second model is configured" in fault(result, UsageError)


def test_a_budget_needs_the_prices_of_both_models(home: Path) -> None:
    both = ("--grader", "second-opinion", "--max-cost", "1")
    with serving() as endpoint:
        result = rubric(home, endpoint, *both, TUTOR_LLM_PRICES="1/1", **SECOND)
    assert "What owl-2 costs is not known" in fault(result, UsageError)


def test_another_band_is_another_run(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        environment = {"TUTOR_LLM_MODEL": "m", "TUTOR_LLM_BASE_URL": endpoint.base_url}
        for band in ("0", "1"):
            runner = CliRunner(env=environment | {"TUTOR_LLM_UNSURE": band, "HOME": str(home)})
            asked = ["run", home / "cells", "--grader", "when-unsure", "--out", home / "runs"]
            said(runner.invoke(app, ["eval", *map(str, asked), "--no-cache"]))
    assert len({read_run(path).grader for path in (home / "runs").iterdir()}) == 2


def test_what_is_not_on_record_is_an_error_and_code_3(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        said(rubric(home, endpoint, "--record", home / "replies", "--limit", "1"))
        result = rubric(home, endpoint, "--replay", home / "replies")
    assert result.exit_code == 3
    assert "1 response ended in an error" in result.stderr
    assert "no reply to this request is in" in result.stderr


def test_a_run_stops_at_what_it_may_cost(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        result = rubric(home, endpoint, "--max-cost", "0.0015", TUTOR_LLM_PRICES="1/1")
    assert "stopped after $0.0010: --max-cost allows $0.0015" in fault(result, BudgetError)


def test_what_a_model_may_cost_is_held_to_where_its_prices_are_known(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will(JUDGEMENT)
        result = rubric(home, endpoint, "--max-cost", "1")
        assert not endpoint.requests()
    assert "is not known, so that --max-cost cannot be held" in fault(result, UsageError)


def test_a_recording_cannot_be_made_of_itself(home: Path) -> None:
    result = tutor(home, "run", home / "cells", "--record", home / "a", "--replay", home / "b")
    assert "--record and --replay cannot both be" in fault(result, UsageError)


def test_ctrl_c_keeps_what_was_judged_and_says_where(tutor: Program) -> None:
    write_suite(tutor.here / "cells")
    with serving() as endpoint:
        endpoint.will(JUDGEMENT, {"silent": True})
        tutor.environment |= {"TUTOR_LLM_MODEL": "m", "TUTOR_LLM_BASE_URL": endpoint.base_url}
        with tutor.begin("eval", "run", "cells", "--grader", "rubric", "--out", "runs") as run:
            end = time.monotonic() + PATIENCE
            while len(endpoint.requests()) < 2 and run.poll() is None and time.monotonic() < end:
                time.sleep(0.05)
            run.send_signal(signal.SIGINT)
            _, err = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130
    [path] = (tutor.here / "runs").iterdir()
    assert f"Interrupted: 1 of 2 results stand in runs/{path.name}" in err.decode()
    assert [one.id for one in read_run(path).results] == ["r3"]


@pytest.fixture(name="tutor")
def program(tmp_path: Path) -> Program:
    for name in ("home", "here"):
        (tmp_path / name).mkdir()
    return Program(tmp_path / "home", tmp_path / "here")


# --- progress -------------------------------------------------------------------------------------


def test_without_a_terminal_progress_is_a_line_every_tenth() -> None:
    sink, seconds = StringIO(), iter(range(100))
    lines = Lines(sink, "cells, offline", lambda: float(next(seconds)))
    for done in range(21):
        lines(done, 20)
    said_so = sink.getvalue().splitlines()
    assert len(said_so) == 11
    assert said_so[0] == "cells, offline: 0 of 20"
    assert said_so[5] == "cells, offline: 10 of 20, 1.0 a second, 0:00:10 left"
    assert said_so[-1] == "cells, offline: 20 of 20, 1.0 a second"


def test_what_stood_there_already_does_not_count_for_the_pace() -> None:
    sink, seconds = StringIO(), iter([0.0, 2.0])
    lines = Lines(sink, "x", lambda: next(seconds))
    lines(90, 100)
    lines(100, 100)
    assert sink.getvalue().splitlines()[1] == "x: 100 of 100, 5.0 a second"


# --- robustness -----------------------------------------------------------------------------------


def enzymes(home: Path) -> Path:
    deck = home / "deck.md"
    deck.write_text("#flashcards\n\nWhat do enzymes do?\n?\nThey speed reactions up.\n", "utf-8")
    return deck


def test_robustness_of_any_grader_is_measured(home: Path) -> None:
    graders = ("--grader", "majority", "--grader", "overlap", "--suite", home / "cells")
    shown = said(tutor(home, "robustness", enzymes(home), *graders))
    assert shown.count("invariances violated") == 2
    assert shown.count("question echoed") == 2
    assert "baseline: word overlap" in shown


def test_robustness_as_json_is_one_object(home: Path) -> None:
    options = ("--grader", "majority", "--suite", home / "cells", "--seed", "5", "--json")
    [record] = map(
        json.loads, said(tutor(home, "robustness", enzymes(home), *options)).splitlines()
    )
    assert (record["schema"], record["seed"], record["decks"][0]["cards"]) == (1, 5, 1)
    assert record["graders"][0]["grader"].startswith("baseline: majority")


def test_what_talking_to_graders_gains_is_measured(home: Path) -> None:
    asked = ("--injections", "--grader", "majority", "--grader", "overlap", "--show", "1")
    shown = said(tutor(home, "robustness", enzymes(home), *asked, "--suite", home / "cells"))
    assert shown.count("talk to the grader") == 2
    assert shown.count("template token") == 2


def test_what_a_language_model_gives_for_talk_is_one_object_as_json(home: Path) -> None:
    with serving() as endpoint:
        endpoint.will({"judge": "gullible"})
        asked = ("robustness", enzymes(home), "--injections", "--grader", "rubric", "--json")
        environment = {"TUTOR_LLM_MODEL": "m", "TUTOR_LLM_BASE_URL": endpoint.base_url}
        result = CliRunner(env=environment).invoke(app, ["eval", *map(str, asked)])
    [record] = map(json.loads, said(result).splitlines())
    [grader] = record["graders"]
    assert grader["gained"]["count"] == 0
    assert grader["gained"]["of"] == len(grader["kinds"])


def test_the_robustness_of_a_deck_without_cards_cannot_be_told(home: Path) -> None:
    (home / "empty.md").write_text("nothing here\n", "utf-8")
    assert "no card" in fault(tutor(home, "robustness", home / "empty.md"), UsageError)


# --- report, compare, bless -----------------------------------------------------------------------


def report(home: Path, *options: str | Path) -> str:
    return said(tutor(home, "report", judged(home), "--suite", home / "cells", *options))


def test_a_report_is_markdown_unless_told_otherwise(home: Path) -> None:
    assert report(home).startswith("## Evaluation of grading")


def test_a_report_for_ci_is_well_formed(home: Path) -> None:
    root = ElementTree.fromstring(report(home, "--format", "junit"))
    assert root.tag == "testsuites"


def test_a_report_in_json_has_the_summaries(home: Path) -> None:
    assert json.loads(report(home, "--format", "json"))["summaries"][0]["suite"] == "cells"


def test_a_report_is_written_to_a_file(home: Path) -> None:
    assert report(home, "--format", "html", "--out", home / "new" / "report.html") == ""
    assert (home / "new" / "report.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_report_compares_with_a_baseline(home: Path) -> None:
    former = judged(home, "--grader", "length")
    assert "against" in report(home, "--baseline", former)


def test_a_run_whose_suite_has_changed_is_refused(home: Path) -> None:
    path = judged(home)
    write_suite(home / "cells", lines=RESPONSES[:3], labels=two(ANNA[:3]), decided=())
    result = tutor(home, "report", path, "--suite", home / "cells")
    assert "the run is of cells in version" in fault(result, UsageError)


def test_two_runs_are_compared(home: Path) -> None:
    pair = (judged(home), judged(home, "--grader", "length"))
    shown = said(tutor(home, "compare", *pair, "--suite", home / "cells"))
    assert "majority against answer length" in shown
    assert "baseline: answer length (" in shown
    assert "p (Holm)" in shown
    again = said(tutor(home, "compare", *pair, "--suite", home / "cells", "--json"))
    assert json.loads(again)["second"].startswith("baseline: answer length")


def test_a_run_is_compared_with_several_as_one_family(home: Path) -> None:
    runs = [judged(home, "--grader", name) for name in ("majority", "length", "overlap")]
    compared = ("compare", *runs, "--suite", home / "cells")
    pairs = [json.loads(line) for line in said(tutor(home, *compared, "--json")).splitlines()]
    assert [pair["second"].split(" (")[0] for pair in pairs] == [
        "baseline: answer length",
        "baseline: word overlap",
    ]
    count = sum(len(pair["metrics"]) for pair in pairs)
    assert {pair["family"] for pair in pairs} == {count}
    assert f"adjusted for {count} differences" in " ".join(said(tutor(home, *compared)).split())


def test_a_report_adjusts_p_values_for_all_its_graders(home: Path) -> None:
    former, *runs = [judged(home, "--grader", name) for name in ("length", "majority", "overlap")]
    options = ("--suite", home / "cells", "--baseline", former, "--format", "json")
    record = json.loads(said(tutor(home, "report", *runs, *options)))
    count = sum(len(pair["metrics"]) for pair in record["comparisons"])
    assert [pair["family"] for pair in record["comparisons"]] == [count, count]


def test_no_table_is_wider_than_the_terminal(home: Path) -> None:
    graders = [part for name in ("majority", "length", "overlap") for part in ("--grader", name)]
    arguments = ["eval", "run", home / "cells", "--out", home / "runs", *graders, "--all"]
    places = {"XDG_CACHE_HOME": str(home / "cache"), "COLUMNS": "80"}
    shown = CliRunner(env=places).invoke(app, [*map(str, arguments)]).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "Brier score" in shown


def test_nothing_is_said_of_intervals_where_there_are_none(home: Path) -> None:
    one = ("run", home / "cells", "--out", home / "runs", "--grader", "majority", "--limit", "1")
    assert "Intervals" not in said(tutor(home, *one))


def test_a_blessed_run_replaces_the_one_before(home: Path) -> None:
    kept = home / "baselines" / "cells.jsonl"
    said(tutor(home, "bless", judged(home, "--grader", "length"), "--as", kept))
    assert "Blessed: 2 results" in said(tutor(home, "bless", judged(home), "--as", kept))
    assert read_run(kept).grader.startswith("baseline: majority")
    assert [path.name for path in kept.parent.iterdir()] == ["cells.jsonl"]


def test_a_run_with_errors_is_not_blessed(home: Path) -> None:
    path = changed(judged(home), broken)
    message = fault(tutor(home, "bless", path, "--as", home / "b.jsonl"), UsageError)
    assert "1 of its responses ended in an error" in message


def test_a_part_of_a_suite_is_not_blessed(home: Path) -> None:
    part = judged(home, "--limit", "1")
    message = fault(tutor(home, "bless", part, "--as", home / "b.jsonl"), UsageError)
    assert "a part of its suite (limit)" in message


# --- gate -----------------------------------------------------------------------------------------


def gate(home: Path, text: str, *options: str | Path) -> Result:
    (home / "gate.toml").write_text(text, encoding="utf-8")
    return tutor(home, "gate", home / "gate.toml", *options)


def test_a_gate_that_is_met_is_code_0(home: Path) -> None:
    result = gate(home, GATE.format(at_least=0.5))
    assert "3 of 3 conditions met." in said(result)
    assert result.exit_code == 0


def test_a_gate_that_is_missed_is_code_1_and_says_by_how_much(home: Path) -> None:
    result = gate(home, GATE.format(at_least=0.6))
    assert result.exit_code == 1
    assert "✗ accuracy: at least 60.0 %; found 50.0 %" in result.stdout
    assert "2 of 3 conditions met." in result.stdout


def test_a_gate_that_makes_no_sense_is_code_2(tutor: Program) -> None:
    tutor.write("gate.toml", "schema = 1\n")
    ended = tutor("eval", "gate", "gate.toml")
    assert ended.refused(2, "gate.toml: 1 fault")
    assert "gate.toml:1: there is no [[suite]]" in ended.err


def test_a_gate_over_a_suite_that_is_not_there_is_code_2(tutor: Program) -> None:
    tutor.write("gate.toml", GATE.format(at_least=0.5))
    assert tutor("eval", "gate", "gate.toml").refused(2, "cells: no such suite or folder")


def test_a_gate_whose_grader_hangs_is_code_3_whatever_was_asked(home: Path) -> None:
    text = GATE.replace("majority", "rubric").format(at_least=0.5)
    with serving() as endpoint:
        endpoint.will({"silent": True})
        (home / "gate.toml").write_text(text, encoding="utf-8")
        environment = {"TUTOR_LLM_MODEL": "m", "TUTOR_LLM_BASE_URL": endpoint.base_url}
        runner = CliRunner(env={**environment, "XDG_CACHE_HOME": str(home / "cache")})
        asked = ["eval", "gate", str(home / "gate.toml"), "--timeout", "0.5"]
        result = runner.invoke(app, asked)
    assert result.exit_code == 3
    assert "✗ no response ends in an error" in result.stdout


def test_a_gate_writes_every_report(home: Path) -> None:
    paths = {name: home / "reports" / f"gate.{name}" for name in ("junit", "markdown", "html")}
    options = [part for name, path in paths.items() for part in (f"--{name}", path)]
    gate(home, GATE.format(at_least=0.6), *options)
    root = ElementTree.fromstring(paths["junit"].read_text("utf-8"))
    assert (root.get("tests"), root.get("failures")) == ("3", "1")
    assert "2 of 3 conditions met" in paths["markdown"].read_text("utf-8")
    assert "accuracy: at least" in paths["html"].read_text("utf-8")


def test_a_gate_in_json_says_what_became_of_each_condition(home: Path) -> None:
    result = gate(home, GATE.format(at_least=0.6), "--json")
    [record] = map(json.loads, result.stdout.splitlines())
    assert record["passed"] is False
    assert [one["passed"] for one in record["conditions"]] == [True, True, False]
    assert record["conditions"][2]["value"] == 0.5


def test_a_gate_compares_with_a_blessed_run(home: Path) -> None:
    said(tutor(home, "bless", judged(home), "--as", home / "b.jsonl"))
    text = GATE.format(at_least=0.5).replace("[[suite.thr", 'baseline = "b.jsonl"\n[[suite.thr')
    result = gate(home, f'{text}[suite.no_worse]\nmetrics = ["level.accuracy"]\n')
    assert "accuracy: not worse than the baseline" in said(result)
    assert result.exit_code == 0


def test_an_unknown_case_is_refused_before_anything_is_judged(home: Path) -> None:
    result = gate(home, GATE.format(at_least=0.5) + 'case = "tense"\n', "--out", home / "runs")
    assert "gate.toml:5: cells has no case “tense”" in fault(result, ReadError)
    assert not (home / "runs").exists()


# --- init -----------------------------------------------------------------------------------------


def test_a_suite_is_begun_beside_a_deck(home: Path) -> None:
    shown = said(tutor(home, "init", home / "cells" / "cells.md", "--to", home / "bench"))
    assert [Path(line).name for line in shown.splitlines()[:6]] == [
        "suite.toml",
        "responses.jsonl",
        "README.md",
        "gate.toml",
        "action.yml",
        "eval.yml",
    ]
    readme = home / "bench" / "held_out" / "cells" / "README.md"
    assert shown.splitlines()[-1] == f"Next: write responses, as {readme} says."
    again = tutor(home, "init", home / "cells" / "cells.md", "--to", home / "bench")
    assert "nothing is overwritten" in fault(again, UsageError)


def test_without_a_place_a_suite_is_begun_in_the_folder_eval(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(home)
    said(tutor(home, "init", "cells/cells.md"))
    assert (home / "eval" / "held_out" / "cells" / "suite.toml").is_file()
    assert (home / ".github" / "workflows" / "eval.yml").is_file()
    assert "the suite is empty: there is no response" in fault(tutor(home, "gate"), ReadError)


def test_a_second_suite_says_what_to_add_to_the_gate_that_is_there(home: Path) -> None:
    deck = home / "cells" / "more.md"
    deck.write_text((home / "cells" / "cells.md").read_text(encoding="utf-8"), encoding="utf-8")
    said(tutor(home, "init", home / "cells" / "cells.md", "--to", home / "bench"))
    shown = said(tutor(home, "init", deck, "--to", home / "bench"))
    assert f"{home / 'bench' / 'gate.toml'}: there already, left as it is" in shown
    assert 'path = "held_out/more"' in shown


def test_a_deck_outside_the_repository_is_said_to_be(home: Path) -> None:
    shown = said(tutor(home, "init", home / "cells" / "cells.md", "--to", home / "bench"))
    assert "The deck lies outside the repository" in shown
    (home / ".git").mkdir()
    shown = said(tutor(home, "init", home / "cells" / "cells.md", "--to", home / "other"))
    assert "lies outside" not in shown


def test_from_begun_to_a_gate_that_passes(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    said(tutor(home, "init", "cells/cells.md"))
    suite = home / "eval" / "held_out" / "cells"
    for name in ("responses", "adjudicated"):
        shutil.copy(home / "cells" / f"{name}.jsonl", suite)
    shutil.copy(home / "cells" / "labels-anna.jsonl", suite / "labels-first.jsonl")
    shutil.copy(home / "cells" / "labels-ben.jsonl", suite / "labels-second.jsonl")
    said(tutor(home, "label", suite, "--seal"))
    gate = home / "eval" / "gate.toml"
    asked = gate.read_text(encoding="utf-8").replace("offline", "majority").replace("0.7", "0.5")
    gate.write_text(asked.replace("at_most = 0.2", "at_most = 1.0"), encoding="utf-8")
    shown = said(tutor(home, "gate"))
    assert "4 of 4 conditions met." in shown


def test_without_a_folder_of_suites_a_report_asks_for_its_suite(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = judged(home)
    (home / "elsewhere").mkdir()
    monkeypatch.chdir(home / "elsewhere")
    result = tutor(home, "report", run)
    assert "there is no folder eval/held_out here" in fault(result, UsageError)
    assert "--suite" in result.exception.hint  # type: ignore[union-attr]


def test_a_deck_without_cards_begins_nothing(home: Path) -> None:
    (home / "empty.md").write_text("# Nothing\n", encoding="utf-8")
    result = tutor(home, "init", home / "empty.md", "--to", home / "bench")
    assert "empty.md: no cards" in fault(result, ReadError)
    assert not (home / "bench").exists()


def overruled(home: Path) -> Path:
    """Overrule a grade of the deck's first card, and return the store."""
    [card, *_] = load([home / "cells" / "cells.md"], mode=Mode.STRICT).cards
    with Store.open(home / "tutor.db") as store:
        known = review(card.fingerprint, grade=Grade.AGAIN, text="the nucleus")
        store.remember([(card, card.fingerprint)], known.at)
        keep(store, known)
    return home / "tutor.db"


def test_overruled_grades_become_responses_that_a_gate_can_ask_of(home: Path) -> None:
    bench, deck = home / "bench", home / "cells" / "cells.md"
    store = overruled(home)
    shown = said(tutor(home, "init", deck, "--to", bench, "--from-overrules", "--store", store))
    assert "1 overruled answer" in shown
    assert "Again is incorrect, Hard partial, Good and Easy correct" in shown
    text = (bench / "gate.toml").read_text(encoding="utf-8").replace("offline", "majority")
    (bench / "gate.toml").write_text(text, encoding="utf-8")
    assert "2 of 2 conditions met." in said(tutor(home, "gate", bench / "gate.toml"))


def test_without_an_overruled_grade_none_can_be_begun_with(home: Path) -> None:
    with Store.open(home / "tutor.db"):
        pass
    deck = home / "cells" / "cells.md"
    asked = ["init", deck, "--to", home / "b", "--from-overrules", "--store", home / "tutor.db"]
    assert "no grade of its cards was overruled" in fault(tutor(home, *asked), UsageError)


# --- the group ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    ["run", "merge", "report", "compare", "bless", "gate", "label", "datasets", "init"],
)
def test_every_command_says_its_exit_codes(home: Path, command: str) -> None:
    shown = " ".join(said(tutor(home, command, "--help")).split())
    assert "Exit codes: 0 done" in shown
    assert "130 interrupted" in shown


def test_every_grader_that_can_be_named_can_be_made(home: Path) -> None:
    suite = read_held_out(home / "cells")
    offered = {name for name in GraderName if name not in ASKING}
    assert all(callable(make_grader_factory(name, [suite])) for name in offered)


def test_the_help_needs_nothing_heavy() -> None:
    heavy = {"numpy", "sqlite3", "rich.table", "tutor.evaluation.results", "tutor.cards.library"}
    code = f"import sys, tutor.cli.evaluate; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
