"""What a figure says, whether it is met, and how it is shown."""

from __future__ import annotations

import json

import pytest

from tutor.evaluation.figures import Figure, Met, NotMeasured, records, rounded, table


def test_the_median_is_the_value_in_the_middle() -> None:
    assert Figure("start", "s", (0.9, 0.2, 0.3)).median == 0.3


def test_a_single_slow_run_does_not_decide() -> None:
    assert Figure("start", "s", (0.2, 0.2, 9.0), at_most=0.25).met is Met.YES


def test_exactly_what_was_asked_is_met() -> None:
    assert Figure("start", "s", (0.25,), at_most=0.25).met is Met.YES


def test_more_than_was_asked_is_not_met() -> None:
    assert Figure("start", "s", (0.26,), at_most=0.25).met is Met.NO


def test_none_of_what_must_not_be_there_is_met() -> None:
    assert Figure("imports", "modules", (0,), at_most=0).met is Met.YES


def test_what_nobody_asked_for_is_neither() -> None:
    assert Figure("start", "s", (9.0,)).met is Met.UNASKED


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (40, "40"),
        (0.25, "0.250"),
        (0.0712, "0.071"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (123.4, "123"),
        (12345.6, "12346"),
    ],
)
def test_values_have_three_digits_that_count(value: float, shown: str) -> None:
    assert rounded(value) == shown


def test_the_table_aligns_its_columns() -> None:
    shown = table(
        [
            Figure("start", "s", (0.2, 0.3, 0.9), at_most=0.25),
            Figure("a grade, warm", "ms", (12.0,)),
        ]
    )
    assert shown == (
        "what           median   lowest - highest  runs  asked       met\n"
        "start          0.300 s  0.200 - 0.900     3     <= 0.250 s  no\n"
        "a grade, warm  12 ms                      1                 -"
    )


def test_notes_stand_below_the_table() -> None:
    shown = table([Figure("loading", "s", (8.0,), note="20 times as long")])
    assert shown.splitlines()[-2:] == ["", "loading: 20 times as long"]


def test_the_table_says_why_something_was_not_measured() -> None:
    shown = table([NotMeasured("the other grader", "the extra is not installed")])
    assert "the other grader  not measured" in shown
    assert shown.endswith("the other grader: the extra is not installed")


def test_a_record_has_the_figure_and_what_was_asked() -> None:
    assert records([Figure("start", "s", (0.2, 0.3, 0.9), at_most=0.25)]) == [
        {
            "what": "start",
            "unit": "s",
            "median": 0.3,
            "lowest": 0.2,
            "highest": 0.9,
            "runs": 3,
            "at_most": 0.25,
            "met": "no",
        }
    ]


def test_a_record_of_what_nobody_asked_for_is_valid_json() -> None:
    [record] = json.loads(json.dumps(records([Figure("start", "s", (0.2,))]), allow_nan=False))
    assert record.keys() == {"what", "unit", "median", "lowest", "highest", "runs"}


def test_a_record_says_why_something_was_not_measured() -> None:
    assert records([NotMeasured("start", "no terminal")]) == [
        {"what": "start", "not_measured": "no terminal"}
    ]
