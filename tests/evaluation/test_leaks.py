"""No held-out response stands in what the offline grader was fitted on, or nearly does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tutor.evaluation.held_out import leaks, read_all
from tutor.evaluation.suite import Split, Suite

ROOT = Path(__file__).resolve().parents[2]
HELD_OUT = ROOT / "eval" / "held_out"
ANSWERS = ROOT / "tutor" / "training" / "answers"

pytestmark = pytest.mark.skipif(
    not (HELD_OUT.is_dir() and ANSWERS.is_dir()), reason="they are in a checkout only"
)


def texts() -> Iterator[str]:
    """Yield every question, reference, point and answer that there is to train on."""
    for path in sorted(ANSWERS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield from strings(json.loads(line))


def strings(value: object) -> Iterator[str]:
    """Yield every string in JSON's values, but for labels and names of cases."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in ("label", "case", "id"):
                yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def both_splits(suite: Suite) -> Suite:
    """Return a suite whose dev responses are guarded like the others."""
    return suite.only(replace(one, split=Split.TEST) for one in suite.responses)


def test_no_held_out_response_was_trained_on() -> None:
    trained_on = list(texts())
    found = [
        f"{suite.name} {leak.response.id}: {leak.response.text!r} is {leak.text!r}"
        for suite in map(both_splits, read_all(HELD_OUT))
        for leak in leaks(suite, trained_on)
    ]
    assert found == []


def test_the_guard_sees_the_answers_that_are_trained_on() -> None:
    suite = read_all(HELD_OUT)[0]
    answer = next(text for text in texts() if len(text.split()) > 8)
    planted = suite.only([replace(suite.responses[0], text=f"{answer}!", split=Split.TEST)])
    assert [leak.text for leak in leaks(planted, texts())] == [answer]
