"""`tutor eval datasets`: the sets, where they are had, and how each is named."""

from __future__ import annotations

import json

import typer
from typer.testing import CliRunner

from tutor.cli.evaluate.datasets import register
from tutor.evaluation.datasets import CATALOGUE


def printed(*arguments: str) -> list[str]:
    app = typer.Typer()
    register(app)
    result = CliRunner().invoke(app, arguments)
    assert result.exception is None
    return result.stdout.splitlines()


def test_every_set_is_shown_as_it_is_named_on_the_command_line() -> None:
    shown = [line.split()[0] for line in printed() if line and not line.startswith(" ")]
    assert shown == [
        "scientsbank:PATH",
        "beetle:PATH",
        "mohler:PATH",
        "saf:PATH",
        "jsonl:PATH",
        "csv:PATH",
    ]


def test_the_licence_of_every_published_set_is_shown() -> None:
    licences = [line for line in printed() if line.startswith("  licence")]
    assert len(licences) == len(CATALOGUE)
    assert "CC BY-SA 3.0" in licences[0]


def test_what_becomes_of_each_sets_own_labels_is_shown() -> None:
    shown = " ".join(" ".join(printed()).split())
    assert all(" ".join(entry.labels.split()) in shown for entry in CATALOGUE)
    assert "partially_correct_incomplete -> partial" in shown


def test_nothing_is_wider_than_a_terminal() -> None:
    assert max(map(len, printed())) <= 80


def test_as_json_each_set_is_an_object_a_line() -> None:
    records = [json.loads(line) for line in printed("--json")]
    assert [record["spec"] for record in records] == [entry.spec for entry in CATALOGUE]
    assert records[2]["homes"] == list(CATALOGUE[2].homes)
