"""No held-out response stands in what the offline grader was fitted on, or nearly does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tutor.copies import Said, copies
from tutor.evaluation.held_out import leaks, read_all
from tutor.evaluation.suite import Split, Suite
from tutor.training.data import WRITTEN, said_in

HELD_OUT = Path(__file__).resolve().parents[2] / "eval" / "held_out"

pytestmark = pytest.mark.skipif(
    not (HELD_OUT.is_dir() and WRITTEN.is_dir()), reason="they are in a checkout only"
)


def texts() -> Iterator[Said]:
    """Yield every question, reference, point and answer that there is to train on."""
    for path in sorted(WRITTEN.glob("*.jsonl")):
        yield from said_in(path)


def both_splits(suite: Suite) -> Suite:
    """Return a suite whose dev responses are guarded like the others."""
    return suite.only(replace(one, split=Split.TEST) for one in suite.responses)


def test_no_held_out_response_was_trained_on() -> None:
    trained_on = list(texts())
    found = [
        f"{suite.name} {leak.response.id}: {leak.response.text!r} is like {leak.text}"
        for suite in map(both_splits, read_all(HELD_OUT))
        for leak in leaks(suite, trained_on)
    ]
    assert found == []


def test_the_guard_sees_the_answers_that_are_trained_on() -> None:
    suite = read_all(HELD_OUT)[0]
    answer = next(one for one in texts() if len(one.text.split()) > 8)
    changed = replace(suite.responses[0], text=f"I say: {answer.text}!", split=Split.TEST)
    assert answer.place in [leak.text.place for leak in leaks(suite.only([changed]), texts())]


def middle_replaced(text: str) -> str:
    said = text.split()
    return " ".join([*said[: len(said) // 2], "something", *said[len(said) // 2 + 1 :]])


def middle_swapped(text: str) -> str:
    said, at = text.split(), len(text.split()) // 2
    return " ".join([*said[: at - 1], said[at], said[at - 1], *said[at + 1 :]])


def middle_misspelt(text: str) -> str:
    said, at = text.split(), len(text.split()) // 2
    return " ".join([*said[:at], f"{said[at][0]}{said[at]}", *said[at + 1 :]])


@pytest.mark.parametrize(
    "changed",
    [
        middle_replaced,
        middle_swapped,
        middle_misspelt,
        lambda text: f"The answer is that {text}",
        lambda text: f"{text}, as we have learned",
    ],
    ids=["replaced", "swapped", "misspelt", "begun", "ended"],
)
def test_of_all_responses_of_some_words_hardly_one_escapes(
    changed: Callable[[str], str],
) -> None:
    responses = [one for suite in read_all(HELD_OUT) for one in suite.responses]
    long = [one for one in responses if len(one.text.split()) >= 4]
    originals = [Said(one.text, one.card.question) for one in long]
    seen = [Said(changed(one.text), one.question) for one in originals]
    assert len(copies(originals, seen)) >= 0.97 * len(originals)
