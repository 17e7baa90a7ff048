"""A gate's file is read or refused by line, and its conditions hold or fail as they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evaluation.paired_runs import called, labelled, response, run_of, suite_of, verdict
from tutor.cards.card import Place
from tutor.errors import ReadError
from tutor.estimate import Estimate
from tutor.evaluation.gate import (
    NO_ERROR,
    NO_MORE_UNJUDGED,
    NONE_UNJUDGED,
    check,
    refuse_unfit,
)
from tutor.evaluation.gate_conditions import (
    COMPARABLE,
    JUDGED,
    METRICS,
    PASSED,
    Bound,
    Gated,
    NoWorse,
    Of,
    Outcome,
    Part,
    Threshold,
    record,
)
from tutor.evaluation.gate_file import read_gate
from tutor.evaluation.metrics import summary
from tutor.evaluation.results import Run
from tutor.evaluation.suite import Split, Suite
from tutor.grading.verdict import Level, Status

SUITE = '[[suite]]\npath = "held_out/cells"\n'
THRESHOLD = '[[suite.threshold]]\nmetric = "level.accuracy"\nat_least = 0.7\n'
NO_WORSE = 'baseline = "b.jsonl"\n[suite.no_worse]\n'


def read(folder: Path, text: str) -> tuple[Gated, ...]:
    path = folder / "gate.toml"
    path.write_text(text, encoding="utf-8")
    return read_gate(path, ("offline", "majority"))


def refused(folder: Path, text: str) -> str:
    with pytest.raises(ReadError) as refusal:
        read(folder, text)
    assert refusal.value.hint
    return refusal.value.message


# --- the file -------------------------------------------------------------------------------------


def test_a_threshold_is_read_with_all_it_can_have(tmp_path: Path) -> None:
    part = 'of = "low"\ncase = "negated"\nband = "incorrect"\nlength = [1, 10]\n'
    [gated] = read(tmp_path, f'schema = 1\n{SUITE}split = "dev"\n{THRESHOLD}{part}')
    assert gated.suite == str(tmp_path / "held_out/cells")
    assert (gated.split, gated.grader, gated.baseline) == (Split.DEV, "offline", None)
    place = Place(str(tmp_path / "gate.toml"), 5)
    asked = Part("negated", Level.INCORRECT, (1, 10))
    assert gated.thresholds == (
        Threshold("level.accuracy", Bound.AT_LEAST, 0.7, Of.LOW, asked, place),
    )


def test_a_threshold_of_several_cases_is_one_for_each(tmp_path: Path) -> None:
    [gated] = read(tmp_path, f'schema = 1\n{SUITE}{THRESHOLD}case = ["echo", "keywords"]\n')
    assert [one.part for one in gated.thresholds] == [Part("echo"), Part("keywords")]
    assert {one.limit for one in gated.thresholds} == {0.7}


def test_no_worse_is_read_with_its_family_and_its_guard(tmp_path: Path) -> None:
    fields = 'metrics = ["level.macro_f1"]\nalpha = 0.01\ncase_guard = 0.1\n'
    [gated] = read(tmp_path, f"schema = 1\n{SUITE}{NO_WORSE}{fields}case_guard_responses = 5\n")
    assert gated.baseline == tmp_path / "b.jsonl"
    assert gated.no_worse == NoWorse(("level.macro_f1",), 0.01, 0.1, 5)


def test_the_path_of_a_data_set_is_seen_from_the_file(tmp_path: Path) -> None:
    [gated] = read(tmp_path, f'schema = 1\n[[suite]]\npath = "jsonl:a/dev.jsonl"\n{THRESHOLD}')
    assert gated.suite == f"jsonl:{tmp_path / 'a/dev.jsonl'}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "gate.toml:1: schema must be 1"),
        ("schema = 1\n", "there is no [[suite]]"),
        ("schema = 2\n" + SUITE + THRESHOLD, "gate.toml:1: schema must be 1"),
        ("schema = 1\nsuite = 3\n", "gate.toml:2: suite must be tables"),
        ("schema = 1\n" + SUITE, "gate.toml:2: suite 1: it asks for nothing"),
        (f"schema = 1\n{SUITE}speed = 1\n{THRESHOLD}", "gate.toml:4: suite 1: “speed” is no field"),
        (f'schema = 1\n{SUITE}grader = "gpt"\n{THRESHOLD}', ":4: suite 1: “gpt” is no grader"),
        (f'schema = 1\n{SUITE}split = "all"\n{THRESHOLD}', ":4: suite 1: “all” is no split"),
        (f"schema = 1\n{SUITE}{THRESHOLD}at_most = 1\n", "threshold 1: give either at_least or"),
        (f"schema = 1\n{SUITE}{THRESHOLD}length = [9, 1]\n", ":7: suite 1, threshold 1: length"),
        (f'schema = 1\n{SUITE}{THRESHOLD}band = "good"\n', "“good” is no band"),
        (f"schema = 1\n{SUITE}{THRESHOLD}case = []\n", ":7: suite 1, threshold 1: case must be"),
        (f'schema = 1\n{SUITE}{THRESHOLD}case = ""\n', "none empty"),
        (f'schema = 1\n{SUITE}{THRESHOLD}case = ["a", "a"]\n', "case names one of them twice"),
        (f"schema = 1\n{SUITE}[suite.no_worse]\n", "the suite names no baseline"),
        (f"schema = 1\n{SUITE}{NO_WORSE}alpha = 2\n", "alpha must be from 0 to 1, not 2"),
        (f"schema = 1\n{SUITE}{NO_WORSE}case_guard_responses = 2\n", "there is no case_guard"),
        (f'schema = 1\n{SUITE}{NO_WORSE}metrics = ["cost.tokens"]\n', "“cost.tokens” has no worse"),
        (f'schema = 1\n{SUITE}{NO_WORSE}metrics = ["level.f9"]\n', "“level.f9” is no metric"),
        (f"schema = 1\n{SUITE}{NO_WORSE}metrics = []\n", "metrics must be a list"),
        ("schema = 1\n[[suite]\n", "this is no TOML"),
    ],
)
def test_what_makes_no_sense_is_refused_by_line_and_table(
    tmp_path: Path, text: str, said: str
) -> None:
    assert said in refused(tmp_path, text)


def test_a_second_suite_is_named_by_its_number(tmp_path: Path) -> None:
    text = f"schema = 1\n{SUITE}{THRESHOLD}{SUITE}{THRESHOLD}{THRESHOLD}".replace("0.7", "70")
    assert "gate.toml:14: suite 2, threshold 2: at_least must be from 0 to 1, not 70" in refused(
        tmp_path, text
    )


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = f'schema = 1\n{SUITE}split = "all"\ngrader = "gpt"\n{THRESHOLD}'
    assert "2 faults" in refused(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"gate\.toml: there is no such file"):
        read_gate(tmp_path / "gate.toml", ())


def test_an_unknown_metric_is_refused_with_those_there_are(tmp_path: Path) -> None:
    message = refused(tmp_path, f"schema = 1\n{SUITE}{THRESHOLD.replace('accuracy', 'acuracy')}")
    assert "“level.acuracy” is no metric; there are: level.accuracy" in message


def test_the_known_metrics_are_those_of_a_summary() -> None:
    asked = suite_of(
        [
            response(str(at), level, points=[status], score=score)
            for at, (level, status, score) in enumerate(
                [
                    (Level.CORRECT, Status.COVERED, 0.9),
                    (Level.INCORRECT, Status.MISSING, 0.1),
                    (Level.PARTIAL, Status.PARTLY, 0.4),
                ]
            )
        ],
        scores=True,
        points=True,
    )
    results = [
        verdict("0", Level.CORRECT, points=[Status.COVERED], confidence=0.9),
        verdict("1", Level.INCORRECT, points=[Status.MISSING]),
        verdict("2", Level.PARTIAL, points=[Status.PARTLY]),
    ]
    found = summary(asked, run_of(asked, results), seed=0, resamples=10)
    assert set(METRICS) - {JUDGED, PASSED} == set(found.metrics)
    assert set(COMPARABLE) < set(METRICS)


# --- thresholds -----------------------------------------------------------------------------------


def at_least(metric: str, limit: float, of: Of = Of.VALUE, part: Part | None = None) -> Threshold:
    return Threshold(metric, Bound.AT_LEAST, limit, of, part or Part())


def outcomes(
    asked: Suite,
    run: Run,
    *thresholds: Threshold,
    baseline: Run | None = None,
    no_worse: NoWorse | None = None,
) -> tuple[Outcome, ...]:
    """Return what became of the conditions, without those that every gate has."""
    gated = Gated("s", Split.TEST, "offline", thresholds=thresholds, no_worse=no_worse)
    found = check(gated, asked, run, baseline, seed=1, resamples=200)
    return tuple(one for one in found if one.asked not in BUILT_IN)


BUILT_IN = (NO_ERROR, NONE_UNJUDGED, NO_MORE_UNJUDGED)


def whether(found: Sequence[Outcome]) -> list[bool]:
    return [one.passed for one in found]


def test_a_figure_at_the_limit_reaches_it() -> None:
    asked = labelled("ccii")
    run = called(asked, "ccic")
    limits = (at_least("level.accuracy", 0.75), at_least("level.accuracy", 0.76))
    assert whether(outcomes(asked, run, *limits)) == [True, False]


def test_at_most_holds_from_below() -> None:
    asked = labelled("ccii")
    run = called(asked, "ccic")
    accept = Threshold("level.false_accept", Bound.AT_MOST, 0.5)
    assert whether(outcomes(asked, run, accept, replace(accept, limit=0.4))) == [True, False]


def test_the_low_end_of_an_interval_is_harder_to_reach_than_the_value() -> None:
    asked = labelled("ci" * 10)
    run = called(asked, "ci" * 8 + "icic")
    limits = (at_least("level.accuracy", 0.8), at_least("level.accuracy", 0.8, Of.LOW))
    assert whether(outcomes(asked, run, *limits)) == [True, False]


def test_the_high_end_of_an_interval_can_be_bounded() -> None:
    asked = labelled("ci" * 10)
    run = called(asked, "ci" * 8 + "icic")
    bound = Threshold("level.accuracy", Bound.AT_MOST, 0.8, Of.HIGH)
    assert whether(outcomes(asked, run, bound)) == [False]


def test_a_metric_that_is_not_there_is_not_reached() -> None:
    asked = labelled("ci")
    [found] = outcomes(asked, called(asked, "ci"), at_least("score.pearson", -1.0))
    assert (found.passed, found.figure) == (False, None)
    assert "does not apply" in found.sentence


def test_an_end_that_is_not_there_is_not_reached() -> None:
    asked = labelled("ci")
    [found] = outcomes(asked, called(asked, "ci"), at_least("cost.tokens", 0, Of.LOW))
    assert not found.passed
    assert "without an interval" in found.found


def test_an_outcome_says_what_was_asked_and_what_was_found() -> None:
    asked = labelled("ccci")
    [found] = outcomes(asked, called(asked, "ccii"), at_least("level.accuracy", 0.8))
    assert found.asked == "accuracy: at least 80.0\u202f%"
    assert found.found.startswith("75.0\u202f% (")
    assert (found.suite, found.grader) == ("made-up", "grader 1")
    assert found.condition.failure == found.found


def test_an_outcome_in_json_has_its_figure() -> None:
    outcome = Outcome("s", "g", "a", "f", passed=True, figure=Estimate(0.5, (0.25, 0.75)))
    assert record(outcome) == {
        "suite": "s",
        "grader": "g",
        "asked": "a",
        "found": "f",
        "passed": True,
        "value": 0.5,
        "interval": [0.25, 0.75],
    }


def sliced() -> tuple[Suite, Run]:
    """Return a suite of two cases, of which the grader is right on one only."""
    asked = suite_of(
        [
            response("0", Level.CORRECT, case="terse", text="two words"),
            response("1", Level.CORRECT, case="terse", text="two words"),
            response("2", Level.INCORRECT, case="negated", text="an answer of five words"),
            response("3", Level.INCORRECT, case="negated", text="another answer of five words"),
        ]
    )
    return asked, called(asked, "cccc")


@pytest.mark.parametrize(
    ("part", "accuracy"),
    [
        (Part(case="terse"), 1.0),
        (Part(case="negated"), 0.0),
        (Part(band=Level.CORRECT), 1.0),
        (Part(words=(3, 9)), 0.0),
        (Part(words=(2, 2)), 1.0),
    ],
)
def test_a_slice_is_held_against_the_limit_alone(part: Part, accuracy: float) -> None:
    [found] = outcomes(*sliced(), at_least("level.accuracy", 0.5, part=part))
    assert found.figure
    assert found.figure.value == accuracy


def test_all_right_on_few_responses_is_not_sure() -> None:
    asked, run = sliced()
    terse = at_least("level.accuracy", 0.9, Of.LOW, Part(case="terse"))
    assert whether(outcomes(asked, run, terse)) == [False]


def test_an_empty_slice_reaches_nothing() -> None:
    part = Part(case="terse", band=Level.INCORRECT)
    assert whether(outcomes(*sliced(), at_least("level.accuracy", 0.0, part=part))) == [False]


def test_the_shares_judged_and_called_correct_can_be_asked_for() -> None:
    asked = labelled("ccii")
    found = outcomes(asked, called(asked, "c?ii"), at_least(JUDGED, 0.75), at_least(PASSED, 0.34))
    assert whether(found) == [True, False]


@pytest.mark.parametrize(("letters", "told"), [("c!", "1 of 2 that ended in an error")])
def test_an_error_fails_whatever_is_asked(letters: str, told: str) -> None:
    asked = labelled("ci")
    found, _ = check(Gated("s", Split.TEST, "x"), asked, called(asked, letters), None, seed=1)
    assert (found.passed, found.found) == (False, told)


def test_a_response_without_a_result_fails() -> None:
    asked = labelled("ci")
    found, _ = check(Gated("s", Split.TEST, "x"), asked, called(asked, "c"), None, seed=1)
    assert (found.passed, found.found) == (False, "1 of 2 that have no result")


def test_an_unjudged_response_is_no_error() -> None:
    asked = labelled("ci")
    found, _ = check(Gated("s", Split.TEST, "x"), asked, called(asked, "c?"), None, seed=1)
    assert (found.passed, found.found) == (True, "none of 2")


# --- unjudged -------------------------------------------------------------------------------------


def unjudged(now: str, before: str = "", *thresholds: Threshold) -> list[Outcome]:
    """Return what became of the condition on unjudged responses, where there is one."""
    asked = labelled("c" * len(now))
    gated = Gated("s", Split.TEST, "x", thresholds=thresholds)
    baseline = called(asked, before) if before else None
    found = check(gated, asked, called(asked, now), baseline, seed=1, resamples=20)
    return [one for one in found if one.asked in (NONE_UNJUDGED, NO_MORE_UNJUDGED)]


def test_without_a_baseline_an_unjudged_response_fails_and_is_named() -> None:
    [found] = unjudged("cc?c")
    assert not found.passed
    assert found.sentence.startswith("no response is left unjudged; found 1 of 4")
    assert "a threshold of judged.share would let some through" in found.found


def test_no_more_may_be_unjudged_than_by_the_baseline() -> None:
    assert whether(unjudged("c?cc", before="cc?c")) == [True]
    assert whether(unjudged("c??c", before="cc?c")) == [False]
    assert unjudged("c?cc", before="cc?c")[0].found == "1 of 4, 1 by the baseline"


def test_a_gate_that_asks_for_a_share_judged_says_itself_how_many_may_be_unjudged() -> None:
    assert unjudged("cc?c", "cccc", at_least(JUDGED, 0.5)) == []


def test_a_share_judged_that_is_asked_of_a_slice_says_nothing_of_the_others() -> None:
    slice_only = at_least(JUDGED, 0.5, part=Part(words=(1, 9)))
    assert whether(unjudged("cc?c", "cccc", slice_only)) == [False]


def test_a_figure_says_how_many_responses_it_does_not_tell_of() -> None:
    asked = labelled("ccii")
    [found] = outcomes(asked, called(asked, "c?ii"), at_least("level.accuracy", 0.5))
    assert found.found.endswith("; 1 of 4 were not judged")


def test_a_grader_does_not_pass_by_abstaining() -> None:
    asked = labelled("ci" * 20)
    before, abstains = called(asked, "ci" * 20), called(asked, "ci" * 15 + "?" * 10)
    assert whether(outcomes(asked, abstains, baseline=before, no_worse=ACCURACY)) == [False]


def test_a_case_loses_what_is_left_unjudged() -> None:
    asked = suite_of([response(str(at), Level.CORRECT, case="terse") for at in range(10)])
    before, now = called(asked, "c" * 10), called(asked, "c" * 8 + "??")
    asked_for = NoWorse(("level.accuracy",), case_guard=0.1)
    *_, guard = outcomes(asked, now, baseline=before, no_worse=asked_for)
    assert not guard.passed
    assert guard.found.endswith("2 of 10 responses lost, 0 won")


# --- no worse than the baseline -------------------------------------------------------------------

ACCURACY = NoWorse(("level.accuracy",))


def test_a_grader_that_is_worse_beyond_chance_fails() -> None:
    asked = labelled("ci" * 20)
    better, worse = called(asked, "ci" * 20), called(asked, "ci" * 10 + "ic" * 10)
    assert whether(outcomes(asked, worse, baseline=better, no_worse=ACCURACY)) == [False]


def test_a_grader_that_is_better_beyond_chance_passes() -> None:
    asked = labelled("ci" * 20)
    better, worse = called(asked, "ci" * 20), called(asked, "ci" * 10 + "ic" * 10)
    assert whether(outcomes(asked, better, baseline=worse, no_worse=ACCURACY)) == [True]


def test_a_loss_within_chance_passes() -> None:
    asked = labelled("ci" * 20)
    better, near = called(asked, "ci" * 20), called(asked, "ci" * 19 + "cc")
    assert whether(outcomes(asked, near, baseline=better, no_worse=ACCURACY)) == [True]


def test_more_of_what_should_be_less_is_worse() -> None:
    asked = labelled("ci" * 20)
    better, lenient = called(asked, "ci" * 20), called(asked, "cc" * 20)
    family = NoWorse(("level.false_accept", "level.false_reject"))
    assert whether(outcomes(asked, lenient, baseline=better, no_worse=family)) == [False, True]


def test_a_metric_that_is_not_defined_for_both_fails() -> None:
    asked = labelled("ci")
    run = called(asked, "ci")
    assert whether(outcomes(asked, run, baseline=run, no_worse=NoWorse(("score.rmse",)))) == [False]


def guarded(drop: int, guard: float, least: int = 10) -> list[bool]:
    """Return whether a case of ten lets through that so many of them became wrong."""
    asked = suite_of(
        [response(str(at), Level.CORRECT, case="terse") for at in range(10)]
        + [response(str(at), Level.CORRECT, case="rare") for at in range(10, 12)]
    )
    before, now = called(asked, "c" * 12), called(asked, "i" * drop + "c" * (12 - drop))
    asked_for = NoWorse(("level.accuracy",), case_guard=guard, case_responses=least)
    return whether(outcomes(asked, now, baseline=before, no_worse=asked_for))[1:]


def test_a_case_may_lose_as_much_as_is_let_through() -> None:
    assert guarded(1, 0.1) == [True]
    assert guarded(2, 0.1) == [False]


def test_every_case_that_is_large_enough_is_guarded() -> None:
    assert guarded(0, 0.1, least=2) == [True, True]


@pytest.mark.parametrize(
    ("now", "passed"), [("ccc", True), ("cci", True), ("cii", False), ("ii?", False)]
)
def test_a_small_case_may_lose_one_response(now: str, passed: bool) -> None:
    asked = suite_of([response(str(at), Level.CORRECT, case="echo") for at in range(3)])
    baseline = called(asked, "ccc")
    family = NoWorse(("level.accuracy",), case_guard=0.1)
    *_, found = outcomes(asked, called(asked, now), baseline=baseline, no_worse=family)
    assert found.passed is passed


def test_a_response_won_makes_up_for_one_lost() -> None:
    asked = suite_of([response(str(at), Level.CORRECT, case="echo") for at in range(3)])
    baseline, now = called(asked, "cci"), called(asked, "iic")
    family = NoWorse(("level.accuracy",), case_guard=0.1)
    *_, found = outcomes(asked, now, baseline=baseline, no_worse=family)
    assert found.passed
    assert found.found.endswith("2 of 3 responses lost, 1 won")


def test_a_guard_of_nothing_lets_no_loss_through() -> None:
    assert guarded(0, 0.0) == [True]
    assert guarded(1, 0.0) == [False]


def test_a_case_of_one_response_is_not_guarded() -> None:
    asked = suite_of([response("0", Level.CORRECT, case="echo"), response("1", Level.CORRECT)])
    run = called(asked, "cc")
    family = NoWorse(("level.accuracy",), case_guard=0.1)
    *_, found = outcomes(asked, run, baseline=run, no_worse=family)
    assert (found.passed, found.found) == (False, "no case with 2 responses or more")


def test_where_no_case_is_large_enough_the_guard_fails() -> None:
    assert guarded(0, 0.1, least=11) == [False]


def test_a_case_that_nobody_judged_fails_its_guard() -> None:
    asked = suite_of([response(str(at), Level.CORRECT, case="terse") for at in range(2)])
    before, now = called(asked, "cc"), called(asked, "??")
    asked_for = NoWorse(("level.accuracy",), case_guard=0.5, case_responses=2)
    assert whether(outcomes(asked, now, baseline=before, no_worse=asked_for)) == [True, False]


# --- what fits ------------------------------------------------------------------------------------


def unfit(gated: Gated, asked: Suite, baseline: Run | None = None) -> str:
    with pytest.raises(ReadError) as refusal:
        refuse_unfit(gated, asked, baseline)
    assert refusal.value.hint
    return refusal.value.message


def test_a_split_without_responses_is_refused() -> None:
    assert "no response in its dev split" in unfit(Gated("s", Split.DEV, "x"), labelled("ci"))


def test_a_case_that_the_suite_lacks_is_refused_by_its_line() -> None:
    terse = replace(at_least("level.accuracy", 0, part=Part("tense")), place=Place("g.toml", 7))
    gated = Gated("s", Split.TEST, "x", thresholds=(terse,))
    assert unfit(gated, sliced()[0]).startswith("g.toml:7: made-up has no case “tense”")


def test_a_baseline_of_another_version_is_refused() -> None:
    asked = labelled("ci")
    old = replace(called(asked, "ci"), digest="0" * 16)
    assert "in version 0000000000000000" in unfit(Gated("s", Split.TEST, "x"), asked, old)


def test_a_baseline_that_lacks_responses_is_refused() -> None:
    asked = labelled("ci")
    part = called(asked, "c")
    assert "lacks 1 of 2 responses" in unfit(Gated("s", Split.TEST, "x"), asked, part)


def test_a_sound_gate_fits() -> None:
    asked = labelled("ci")
    refuse_unfit(Gated("s", Split.TEST, "x"), asked, called(asked, "ci"))
