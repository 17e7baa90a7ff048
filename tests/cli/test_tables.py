"""Tables of metrics on a terminal: graders side by side as far as there is room."""

from __future__ import annotations

import pytest

from tutor.cli.evaluate.tables import summary_tables
from tutor.evaluation.metric_records import read_summary
from tutor.evaluation.report import Report

GRADERS = ("offline 3, a-model", "baseline: majority (correct, 0.4)", "baseline: cosine (fit 01)")


def shown(capsys: pytest.CaptureFixture[str], columns: int, interval: list[float]) -> list[str]:
    """Return what three graders with one metric look like in so many columns."""
    accuracy = {"value": 0.75, **({"interval": interval} if interval else {})}
    record = {
        "schema": 1,
        "suite": "ships",
        "digest": "0123",
        "label_map": "as labelled",
        "responses": 10,
        "judged": 10,
        "unjudged": 0,
        "errors": 0,
        "level": {"accuracy": accuracy},
    }
    entries = tuple(read_summary({**record, "grader": grader}) for grader in GRADERS)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("COLUMNS", str(columns))
        summary_tables(Report("0.1.0", entries))
    return capsys.readouterr().out.splitlines()


def test_graders_that_do_not_fit_stand_below_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, 60, [0.5, 0.9])

    assert [line.count("(50.0–90.0)") for line in lines if line.startswith("accuracy")] == [2, 1]
    assert max(map(len, lines)) <= 60


def test_graders_that_fit_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, 100, [0.5, 0.9])

    assert ["offline", "3", "majority", "cosine"] in [line.split() for line in lines]


def test_full_names_stand_below_once(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(capsys, 100, [0.5, 0.9])

    assert lines.count("majority: baseline: majority (correct, 0.4)") == 1


@pytest.mark.parametrize(("interval", "is_told"), [([0.5, 0.9], True), ([], False)])
def test_intervals_are_explained_where_there_are_any(
    capsys: pytest.CaptureFixture[str], interval: list[float], is_told: bool
) -> None:
    assert ("Intervals are of 95 %" in " ".join(shown(capsys, 100, interval))) is is_told
