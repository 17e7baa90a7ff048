"""Labels beside verdicts: what is judged, what is counted apart, what is refused."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.evaluation.paired_runs import called, labelled, response, run_of, suite_of, verdict
from tutor.errors import ReadError, UsageError
from tutor.evaluation.pairing import NO_POINT, STATUSES, in_common, paired, taken_as_wrong
from tutor.evaluation.results import Result
from tutor.grading.verdict import Level, Status

TWO_WAY = (Level.INCORRECT, Level.CORRECT)


def passes(level: Level, result: Result) -> bool:
    suite = suite_of([response("a", level, points=[Status.COVERED])])
    return bool(paired(suite, run_of(suite, [replace(result, id="a")])).passes[0])


def test_levels_are_numbered_from_the_worst() -> None:
    suite = labelled("ipc")

    pairs = paired(suite, called(suite, "cip"))

    assert pairs.labels.tolist() == [0, 1, 2]
    assert pairs.calls.tolist() == [2, 0, 1]


def test_a_partial_call_counts_as_incorrect_where_no_label_is_partial() -> None:
    suite = labelled("icc", levels=TWO_WAY)

    pairs = paired(suite, called(suite, "ppc"))

    assert pairs.calls.tolist() == [0, 0, 1]
    assert pairs.right.tolist() == [True, False, True]


def test_what_was_not_judged_is_counted_apart() -> None:
    suite = labelled("ccccc")

    pairs = paired(suite, called(suite, "c?!?c"))

    assert (pairs.rows.tolist(), pairs.unjudged, pairs.errors) == ([0, 4], 2, 1)
    assert pairs.asked.tolist() == [0, 1, 2, 3, 4]


def test_what_was_not_judged_can_be_taken_as_wrong_and_sure_of_it() -> None:
    suite = labelled("ipcc")

    pairs = paired(suite, taken_as_wrong(suite, called(suite, "?!?c")))

    assert pairs.calls.tolist() == [2, 2, 0, 2]
    assert pairs.right.tolist() == [False, False, False, True]
    assert pairs.confidences.tolist() == [1.0, 1.0, 1.0, 0.75]


def test_points_of_what_was_not_judged_can_be_taken_as_wrong() -> None:
    label = response("0", Level.PARTIAL, points=[Status.COVERED, Status.MISSING])
    suite = suite_of([label], points=True)

    pairs = paired(suite, taken_as_wrong(suite, called(suite, "?")))

    assert [STATUSES[at] for at in pairs.points[0]] == [Status.MISSING, Status.COVERED]


def test_a_run_may_hold_fewer_responses_than_its_suite() -> None:
    suite = labelled("icp")

    pairs = paired(suite, run_of(suite, [verdict("2", Level.PARTIAL)]))

    assert (pairs.asked.tolist(), pairs.labels.tolist()) == ([2], [1])


def test_results_in_another_order_are_put_in_the_suites() -> None:
    suite = labelled("ic")
    results = [verdict("1", Level.CORRECT), verdict("0", Level.INCORRECT)]

    assert paired(suite, run_of(suite, results)).calls.tolist() == [0, 2]


def test_responses_to_one_question_share_its_number_however_it_is_spelt() -> None:
    asked = ("What is rain?", "What is snow?", "what is  rain?")
    suite = suite_of([response(one, Level.CORRECT, question=one) for one in asked])
    run = run_of(suite, [verdict(one, Level.CORRECT) for one in asked])

    assert paired(suite, run).questions.tolist() == [0, 1, 0]


def test_points_stand_in_a_row_filled_up_to_the_longest() -> None:
    long = [Status.COVERED, Status.MISSING]
    suite = suite_of(
        [
            response("a", Level.PARTIAL, points=long),
            response("b", Level.CORRECT, points=[Status.COVERED]),
        ],
        points=True,
    )
    run = run_of(
        suite, [verdict("a", Level.CORRECT, points=long), verdict("b", Level.CORRECT, points=[])]
    )

    pairs = paired(suite, run)

    covered, missing = STATUSES.index(Status.COVERED), STATUSES.index(Status.MISSING)
    assert pairs.label_points.tolist() == [[covered, missing], [covered, NO_POINT]]
    assert pairs.points.tolist() == [[covered, missing], [NO_POINT, NO_POINT]]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (verdict("", Level.CORRECT), True),
        (verdict("", Level.PARTIAL), False),
        (verdict("", Level.INCORRECT), False),
        (verdict("", Level.PARTIAL, score=0.5, points=[Status.PARTLY]), True),
        (verdict("", Level.PARTIAL, score=0.5, points=[Status.CONTRADICTED]), False),
        (verdict("", Level.CORRECT, doubt="Two readings."), True),
        (verdict("", Level.PARTIAL, score=0.5, doubt="Two readings."), False),
    ],
)
def test_a_verdict_passes_where_the_policy_would_not_say_again(
    result: Result, expected: bool
) -> None:
    assert passes(Level.CORRECT, result) is expected


def test_a_doubtful_verdict_is_marked_so() -> None:
    suite = labelled("cc")
    results = [verdict("0", Level.CORRECT, doubt="Two readings."), verdict("1", Level.CORRECT)]

    assert paired(suite, run_of(suite, results)).doubtful.tolist() == [True, False]


def test_a_run_of_another_version_of_the_suite_is_refused() -> None:
    run = called(labelled("ic"), "ic")

    with pytest.raises(UsageError, match=r"grader 1 judged made-up in version \w{16}, not made-up"):
        paired(labelled("cc"), run)


def test_a_result_of_no_response_is_refused_by_its_name() -> None:
    suite = labelled("c")

    with pytest.raises(ReadError, match="no response 'x'"):
        paired(suite, run_of(suite, [verdict("x", Level.CORRECT)]))


def test_two_results_of_one_response_are_refused() -> None:
    suite = labelled("c")

    with pytest.raises(ReadError, match="response '0' has two results"):
        paired(suite, run_of(suite, [verdict("0", Level.CORRECT)] * 2))


@pytest.mark.parametrize("value", [-0.1, 1.5, math.nan])
@pytest.mark.parametrize("field", ["score", "confidence"])
def test_a_number_out_of_its_range_is_refused(field: str, value: float) -> None:
    suite = labelled("c")
    given = {field: value}

    with pytest.raises(ReadError, match=rf"response '0': its {field} is {value}"):
        paired(suite, run_of(suite, [replace(verdict("0", Level.CORRECT), **given)]))


def test_a_verdict_with_more_points_than_its_card_is_refused() -> None:
    suite = labelled("c")
    result = verdict("0", Level.CORRECT, points=[Status.COVERED] * 2)

    with pytest.raises(ReadError, match="2 of its card's 1 points"):
        paired(suite, run_of(suite, [result]))


def test_two_runs_are_narrowed_to_what_both_judged() -> None:
    suite = labelled("icpc")

    one, other = in_common(
        paired(suite, called(suite, "?cpi")), paired(suite, called(suite, "ic!c"))
    )

    assert one.rows.tolist() == other.rows.tolist() == [1, 3]
    assert (one.calls.tolist(), other.calls.tolist()) == ([2, 0], [2, 2])


def test_narrowed_runs_number_their_questions_alike() -> None:
    """The first judged the first answer to "B?" only, so it met the questions in another order."""
    asked = ("B?", "A?", "B?")
    suite = suite_of(
        [response(str(at), Level.CORRECT, question=one) for at, one in enumerate(asked)]
    )

    one, other = in_common(paired(suite, called(suite, "ccc")), paired(suite, called(suite, "?cc")))

    assert one.questions.tolist() == other.questions.tolist()
    assert sorted(one.questions.tolist()) == [0, 1]
