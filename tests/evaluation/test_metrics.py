"""What a run comes to, how two compare, and the record of both."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.paired_runs import (
    BY_LETTER,
    called,
    labelled,
    response,
    run_of,
    suite_of,
    verdict,
)
from tutor.errors import UsageError
from tutor.estimate import Estimate, wilson
from tutor.evaluation.datasets.labels import OFFICIAL_3_WAY
from tutor.evaluation.metric_records import as_record, comparison_record, read_summary
from tutor.evaluation.metrics import Summary, compare, summary, together
from tutor.evaluation.results import Cost, Kind, Result
from tutor.evaluation.suite import LEVELS
from tutor.evaluation.views import View
from tutor.grading.verdict import Level, Status


def summed(labels: str, calls: str, resamples: int = 50) -> Summary:
    suite = labelled(labels)
    return summary(suite, called(suite, calls), seed=1, resamples=resamples)


def section(found: Summary, name: str) -> set[str]:
    return {each.partition(".")[2] for each in found.metrics if each.startswith(f"{name}.")}


def test_every_response_is_counted_once() -> None:
    found = summed("ccppii", "cp?!i?")

    assert (found.responses, found.judged, found.unjudged, found.errors) == (6, 3, 2, 1)


def test_metrics_are_of_what_was_judged() -> None:
    assert summed("ccpi", "c?pc").metrics["level.accuracy"].value == pytest.approx(2 / 3)


def test_a_metric_stands_beside_its_interval() -> None:
    estimate = summed("cpi" * 10, "cpc" * 10).metrics["level.accuracy"]

    assert estimate.interval is not None
    assert estimate.interval[0] < estimate.value < estimate.interval[1]


def test_the_same_seed_gives_the_same_summary() -> None:
    assert summed("cpicpi", "ppicci") == summed("cpicpi", "ppicci")


def test_a_suite_without_scores_and_points_has_no_metrics_of_them() -> None:
    found = summed("cpi", "cpi")

    assert section(found, "score") == section(found, "points") == set()
    assert section(found, "level")


def test_scores_are_measured_where_people_gave_them() -> None:
    suite = suite_of(
        [response(str(at), Level.PARTIAL, score=at / 4) for at in range(4)], scores=True
    )
    run = run_of(suite, [verdict(str(at), Level.PARTIAL, score=at / 8) for at in range(4)])

    found = summary(suite, run, seed=1, resamples=50)

    assert section(found, "score") == {"pearson", "spearman", "rmse"}
    assert found.metrics["score.pearson"].value == pytest.approx(1.0)


def official(verdicts: str) -> Summary:
    """Return what verdicts on one answer of each official 3-way label come to.

    They are "c" correct, "p" partial, "i" incorrect, "x" partial with a point contradicted.
    """
    labels = ("correct", "contradictory", "incorrect")
    levels = (Level.CORRECT, Level.INCORRECT, Level.INCORRECT)
    responses = [
        replace(one, label=replace(one.label, official=label))
        for label, level in zip(labels, levels, strict=True)
        for one in [response(label, level)]
    ]
    suite = replace(
        suite_of(responses, levels=(Level.INCORRECT, Level.CORRECT)), official=OFFICIAL_3_WAY
    )
    results = [
        verdict(label, Level.PARTIAL, points=[Status.CONTRADICTED])
        if letter == "x"
        else verdict(label, BY_LETTER[letter], points=[Status.MISSING])
        for label, letter in zip(labels, verdicts, strict=True)
    ]
    return summary(suite, run_of(suite, results), seed=1, resamples=50)


@pytest.mark.parametrize(
    ("verdicts", "confusion"),
    [
        ("cxi", ((1, 0, 0), (0, 1, 0), (0, 0, 1))),
        ("cxp", ((1, 0, 0), (0, 1, 0), (0, 0, 1))),  # partial holds no official label of its own
        ("xic", ((0, 1, 0), (0, 0, 1), (1, 0, 0))),
    ],
)
def test_verdicts_stand_beside_the_official_labels(
    verdicts: str, confusion: tuple[tuple[int, ...], ...]
) -> None:
    found = official(verdicts)
    assert found.official_labels == ("correct", "contradictory", "incorrect")
    assert found.official_confusion == confusion


def test_accuracy_and_macro_f1_are_over_the_official_labels() -> None:
    found = official("cii")
    assert found.metrics["level.accuracy"].value == 1.0
    assert found.metrics["official.accuracy"].value == pytest.approx(2 / 3)
    # of correct 1, of contradictory 0, of incorrect 2 / (2 + 1)
    assert found.metrics["official.macro_f1"].value == pytest.approx((1 + 0 + 2 / 3) / 3)


def test_official_labels_stand_in_the_record_and_come_back() -> None:
    found = official("xic")
    record = as_record(found)
    assert record["official_confusion"] == {
        "labels": ["correct", "contradictory", "incorrect"],
        "counts": [[0, 1, 0], [0, 0, 1], [1, 0, 0]],
    }
    assert read_summary(record).official_confusion == found.official_confusion
    assert as_record(read_summary(record)) == record


def test_a_suite_without_official_labels_has_no_metrics_of_them() -> None:
    record = as_record(summed("icp", "icp"))
    assert not {"official", "official_confusion"} & set(record)


def test_points_are_measured_where_people_marked_them() -> None:
    there, lacking = [Status.COVERED, Status.MISSING], [Status.MISSING, Status.MISSING]
    suite = suite_of([response("a", Level.PARTIAL, points=there)], points=True)

    found = summary(
        suite, run_of(suite, [verdict("a", Level.PARTIAL, points=lacking)]), 1, resamples=50
    )

    assert found.metrics["points.recall"] == Estimate(0.0)
    assert "points.precision" not in found.metrics


def test_a_partial_label_is_a_failure_to_the_scheduler() -> None:
    found = summed("ppci", "pcpi")

    assert found.metrics["consequence.wrong_pass"].value == 0.25
    assert found.metrics["consequence.wrong_fail"].value == 0.25
    assert found.metrics["consequence.differs"].value == 0.5


def test_cost_is_of_all_responses_judged_or_not() -> None:
    suite = labelled("ccc")
    run = run_of(
        suite,
        [
            Result("0", Kind.VERDICT, Level.CORRECT, cost=Cost(1.0, tokens=10, dollars=0.5)),
            Result("1", Kind.UNJUDGED, cost=Cost(2.0, tokens=20, dollars=0.25)),
            Result("2", Kind.ERROR, cost=Cost(5.0)),
        ],
    )

    metrics = summary(suite, run, seed=1, resamples=50).metrics

    assert metrics["cost.seconds_median"] == Estimate(2.0)
    assert metrics["cost.seconds_95"].value == pytest.approx(4.7)
    assert (metrics["cost.tokens"].value, metrics["cost.dollars"].value) == (30.0, 0.75)
    assert metrics["cost.responses_per_second"].value == pytest.approx(3 / 8)


def test_the_share_that_a_model_was_asked_about_is_told_where_one_was() -> None:
    suite = labelled("ccc")
    kinds = [Cost(1.0, tokens=10, dollars=0.5), Cost(1.0, dollars=None), Cost(1.0)]
    run = run_of(suite, [Result(f"{n}", Kind.UNJUDGED, cost=one) for n, one in enumerate(kinds)])
    offline = run_of(suite, [Result("0", Kind.UNJUDGED, cost=Cost(1.0))])

    assert summary(suite, run, seed=1).metrics["cost.asked"].value == pytest.approx(2 / 3)
    assert "cost.asked" not in summary(suite, offline, seed=1).metrics


def test_what_took_no_time_has_no_rate() -> None:
    suite = labelled("c")
    run = run_of(suite, [verdict("0", Level.CORRECT, seconds=0.0)])

    assert "cost.responses_per_second" not in summary(suite, run, seed=1).metrics


def test_nothing_judged_leaves_only_the_counts_and_the_cost() -> None:
    found = summed("cpi", "?!?")

    assert {name.partition(".")[0] for name in found.metrics} == {"cost"}
    assert found.confusion == ((0, 0, 0),) * 3
    assert (found.reliability, found.risk_coverage) == ((), ())


def test_a_run_without_results_is_summed_up_as_nothing() -> None:
    found = summed("cpi", "")

    assert (found.responses, found.metrics, found.lengths) == (0, {}, ())


def test_one_question_has_values_without_intervals() -> None:
    suite = suite_of([response(name, Level.CORRECT, question="one?") for name in "ab"])
    run = run_of(suite, [verdict("a", Level.CORRECT), verdict("b", Level.PARTIAL)])

    assert summary(suite, run, seed=1).metrics["level.accuracy"] == Estimate(0.5)


def test_a_case_has_what_was_called_correct_and_what_was_right() -> None:
    suite = suite_of([response(name, Level.INCORRECT, case="negated") for name in "abcd"])
    run = run_of(
        suite,
        [
            verdict("a", Level.CORRECT),
            verdict("b", Level.INCORRECT),
            verdict("c", Level.PARTIAL),
            Result("d", Kind.UNJUDGED),
        ],
    )

    cases = summary(suite, run, seed=1, resamples=50).cases

    assert cases == {"negated": View(4, 3, passed=wilson(1, 3), accuracy=wilson(1, 3))}


def test_a_case_of_which_nothing_was_judged_is_there() -> None:
    suite = suite_of([response("a", Level.CORRECT, case="typo"), response("b", Level.CORRECT)])
    run = run_of(suite, [Result("a", Kind.ERROR), verdict("b", Level.CORRECT)])

    assert summary(suite, run, seed=1).cases == {"typo": View(1, 0, None, None)}


def test_cases_that_the_run_left_out_are_not_there() -> None:
    suite = suite_of([response(name, Level.CORRECT, case=name) for name in "ab"])

    assert set(summary(suite, run_of(suite, [verdict("b", Level.CORRECT)]), 1).cases) == {"b"}


def test_lengths_are_quarters_of_the_suite() -> None:
    suite = suite_of([response(str(at), Level.CORRECT, text="word " * at) for at in range(1, 9)])
    run = run_of(suite, [verdict(str(at), Level.CORRECT) for at in range(1, 9)])

    lengths = summary(suite, run, seed=1, resamples=50).lengths

    assert [(each.fewest, each.most) for each in lengths] == [(1, 2), (3, 4), (5, 6), (7, 8)]
    assert [each.view.responses for each in lengths] == [2, 2, 2, 2]


def test_responses_of_one_length_are_one_quarter() -> None:
    lengths = summed("cpic", "cpic").lengths

    assert [(each.fewest, each.most, each.view.responses) for each in lengths] == [(2, 2, 4)]


def test_bands_are_by_the_label() -> None:
    bands = summed("iiic", "iicc").bands

    assert list(bands) == [Level.INCORRECT, Level.CORRECT]
    assert bands[Level.INCORRECT] == View(3, 3, passed=wilson(1, 3), accuracy=wilson(2, 3))


def test_the_record_has_every_section_in_its_shape() -> None:
    suite = suite_of(
        [response(str(at), level, case="kept", text="a b c") for at, level in enumerate(LEVELS)]
    )
    results = [verdict(str(at), Level.CORRECT, confidence=0.5) for at in range(3)]

    record = as_record(summary(suite, run_of(suite, results), seed=1, resamples=50))

    view = {
        "responses": 3,
        "judged": 3,
        "passed": {"value": 1.0, "interval": [pytest.approx(0.438503), 1.0]},
        "accuracy": {
            "value": pytest.approx(1 / 3),
            "interval": [pytest.approx(0.061492), pytest.approx(0.792340)],
        },
    }
    assert list(record)[:9] == (
        "schema suite digest grader label_map responses judged unjudged errors".split()
    )
    assert record["schema"] == 1
    assert record["score"] == record["points"] == {}
    assert record["confusion"] == {
        "levels": ["incorrect", "partial", "correct"],
        "counts": [[0, 0, 1], [0, 0, 1], [0, 0, 1]],
    }
    assert record["reliability"] == [
        {"confidence": 0.5, "accuracy": pytest.approx(1 / 3), "count": 3}
    ]
    assert record["risk_coverage"] == [{"coverage": 1.0, "risk": pytest.approx(2 / 3)}]
    assert record["cases"] == {"kept": view}
    assert record["lengths"] == [{"words": [3, 3], **view}]
    assert set(record["bands"]) == {"incorrect", "partial", "correct"}


def test_a_metric_is_recorded_with_nine_digits() -> None:
    record = as_record(summed("ccc", "cci"))

    assert record["level"]["accuracy"]["value"] == 0.666666667


letters = st.sampled_from("ipc")
rows = st.lists(
    st.tuples(
        letters,
        st.sampled_from("ipc?!"),
        st.sampled_from("abc"),
        st.sampled_from(["", "typo", "negated"]),
        st.floats(0, 1),
        st.floats(0, 1),
        st.floats(0, 100),
    ),
    min_size=1,
    max_size=12,
)


@given(rows)
def test_any_run_has_a_record_that_json_can_hold(
    rows: list[tuple[str, str, str, str, float, float, float]],
) -> None:
    suite = suite_of(
        [
            response(str(at), BY_LETTER[row[0]], question=row[2], case=row[3], score=row[4])
            for at, row in enumerate(rows)
        ],
        scores=True,
        points=True,
    )
    kinds = {"?": Kind.UNJUDGED, "!": Kind.ERROR}
    run = run_of(
        suite,
        [
            Result(str(at), kinds[row[1]], cost=Cost(row[6]))
            if row[1] in kinds
            else verdict(str(at), BY_LETTER[row[1]], confidence=row[5], seconds=row[6])
            for at, row in enumerate(rows)
        ],
    )

    found = summary(suite, run, seed=1, resamples=10)

    json.dumps(as_record(found), allow_nan=False)
    assert found.judged + found.unjudged + found.errors == found.responses == len(rows)
    assert sum(map(sum, found.confusion)) == found.judged
    assert sum(each.count for each in found.reliability) == found.judged
    assert sum(each.view.responses for each in found.lengths) == len(rows)
    assert sum(view.responses for view in found.bands.values()) == len(rows)
    intervals = [each.interval for each in found.metrics.values() if each.interval]
    assert all(low <= high for low, high in intervals)


def test_what_every_response_got_right_is_as_sure_as_its_questions_tell() -> None:
    metrics = summed("iicc", "iicc").metrics

    assert metrics["level.accuracy"] == wilson(4, 4)
    assert metrics["level.false_accept"] == wilson(0, 2)
    assert metrics["level.false_reject"] == wilson(0, 2)


def test_a_record_is_read_back() -> None:
    record = as_record(summed("cpi" * 4, "cpc?" * 3))

    assert as_record(read_summary(record)) == record


def test_a_run_compared_with_itself_does_not_differ() -> None:
    suite = labelled("ipcipc")
    run = called(suite, "iccppc")

    found = compare(suite, run, run, seed=1, resamples=50)

    assert {each.value for each in found.differences.values()} == {0.0}
    assert set(found.adjusted.values()) == {1.0}


def test_a_better_grader_is_found_to_be_so() -> None:
    suite = labelled("ipc" * 20)
    better, worse = called(suite, "ipc" * 20, "better"), called(suite, "ccc" * 20, "worse")

    found = compare(suite, better, worse, seed=1, metrics=["level.accuracy"])

    difference = found.differences["level.accuracy"]
    assert (found.first, found.second) == ("better", "worse")
    assert (difference.first, difference.second) == (1.0, pytest.approx(1 / 3))
    assert found.adjusted["level.accuracy"] < 0.01


def test_only_what_both_judged_is_compared() -> None:
    suite = labelled("ccccc")

    found = compare(suite, called(suite, "cc?ic"), called(suite, "ccc!i"), seed=1, resamples=50)

    assert (found.responses, found.left_out) == (3, 2)
    assert found.differences["level.accuracy"].first == 1.0
    assert found.differences["level.accuracy"].second == pytest.approx(2 / 3)


def test_graders_that_judged_nothing_in_common_have_no_differences() -> None:
    suite = labelled("cc")

    found = compare(suite, called(suite, "c?"), called(suite, "?c"), seed=1)

    assert (found.responses, found.left_out, found.differences) == (0, 2, {})


def test_p_values_are_adjusted_for_the_metrics_compared() -> None:
    suite = labelled("ipc" * 8)
    runs = called(suite, "ipc" * 8), called(suite, "ipi" * 8)
    names = ["level.accuracy", "level.macro_f1"]

    found = compare(suite, *runs, seed=1, metrics=names, resamples=999)

    assert [found.differences[name].p for name in names] == [0.001, 0.001]
    assert found.adjusted == {name: pytest.approx(0.002) for name in names}


def test_comparisons_that_stand_together_are_one_family() -> None:
    suite = labelled("ipc" * 8)
    good, poor, same = (called(suite, letters * 8, letters) for letters in ("ipc", "ipi", "ipc"))
    metrics = ["level.accuracy", "level.macro_f1"]
    alone = [
        compare(suite, good, other, seed=1, metrics=metrics, resamples=999)
        for other in (poor, same)
    ]

    first, second = together(alone)

    assert first.adjusted == {name: pytest.approx(0.004) for name in metrics}
    assert second.adjusted == dict.fromkeys(metrics, 1.0)
    assert (first.family, second.family) == (4, 4)


@pytest.mark.parametrize("name", ["cost.seconds_median", "acuracy"])
def test_a_metric_that_cannot_be_compared_is_refused(name: str) -> None:
    suite = labelled("c")
    run = called(suite, "c")

    with pytest.raises(UsageError, match=f"compared by {name.partition('.')[0]}"):
        compare(suite, run, run, seed=1, metrics=[name])


def test_the_record_of_a_comparison() -> None:
    suite = labelled("cc")
    runs = called(suite, "cc", "one"), called(suite, "ci", "other")

    record = comparison_record(
        compare(suite, *runs, seed=1, metrics=["level.accuracy"], resamples=2000)
    )

    assert (record["first"], record["second"], record["responses"]) == ("one", "other", 2)
    accuracy = record["metrics"]["level.accuracy"]
    assert accuracy == {
        "first": 1.0,
        "second": 0.5,
        "difference": 0.5,
        "interval": [0.0, 1.0],
        "p": accuracy["p"],
        "p_holm": accuracy["p"],
    }
