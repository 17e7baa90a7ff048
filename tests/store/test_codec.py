"""Values to rows and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scheduling.examples import NOON, moments, schedules
from tests.store.examples import VERDICT, reviews, texts, verdicts
from tutor.grading.verdict import Level, Stage, Unjudged, Verdict
from tutor.scheduling.review import Review, Schedule
from tutor.store.codec import (
    schedule_from_row,
    schedule_to_row,
    text_from_column,
    text_to_column,
)
from tutor.store.moments import microseconds, moment
from tutor.store.reviews import (
    review_from_row,
    review_to_row,
    verdict_from_json,
    verdict_to_json,
)


@given(schedules)
def test_a_schedule_comes_back_as_it_was(schedule: Schedule) -> None:
    assert schedule_from_row(schedule_to_row(schedule)) == schedule


@given(reviews)
def test_a_review_comes_back_as_it_was(review: Review) -> None:
    assert review_from_row(review_to_row(review)) == review


@given(verdicts)
def test_a_verdict_comes_back_as_it_was(verdict: Verdict | Unjudged) -> None:
    assert verdict_from_json(verdict_to_json(verdict)) == verdict


@given(texts)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert text_from_column(text_to_column(text)) == text


@given(moments)
def test_a_moment_comes_back_to_the_microsecond(at: datetime) -> None:
    assert moment(microseconds(at)) == at


def test_moments_are_microseconds_since_1970() -> None:
    at = datetime(1970, 1, 2, 0, 0, 0, 1, tzinfo=UTC)

    assert microseconds(at) == 86_400_000_001
    assert moment(86_400_000_001).tzinfo is UTC


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(TypeError):
        microseconds(NOON.replace(tzinfo=None))


def test_a_text_that_is_valid_unicode_is_kept_as_text() -> None:
    assert text_to_column("Zelle – 細胞") == "Zelle – 細胞"


def test_the_format_of_a_verdict_is_this() -> None:
    assert json.loads(verdict_to_json(VERDICT)) == {
        "type": "verdict",
        "findings": [
            {
                "point": {"text": "a wall of cellulose", "required": True, "accepted": []},
                "status": "covered",
                "coverage": 0.97,
                "evidence": "cell wall",
            },
            {
                "point": {"text": "a vacuole", "required": False, "accepted": ["a big vacuole"]},
                "status": "missing",
                "coverage": 0.02,
                "evidence": "",
            },
        ],
        "score": 0.9,
        "level": "correct",
        "confidence": 0.8,
        "decided_by": "similarity",
        "reason": "Every point is there.",
        "doubt": "",
    }


def test_a_verdict_from_before_there_were_doubts_is_in_none() -> None:
    written = json.loads(verdict_to_json(VERDICT))
    del written["doubt"]

    assert verdict_from_json(json.dumps(written)) == VERDICT


def test_the_format_of_an_answer_that_nobody_judged_is_this() -> None:
    assert verdict_to_json(Unjudged("No network.")) == '{"type":"unjudged","reason":"No network."}'


def test_a_number_of_numpy_costs_nobody_a_review() -> None:
    score = float(np.float32(0.5))
    verdict = Verdict((), np.float32(0.5), Level.PARTIAL, 1.0, Stage.EXACT, "")  # type: ignore[arg-type]

    assert verdict_from_json(verdict_to_json(verdict)) == Verdict(
        (), score, Level.PARTIAL, 1.0, Stage.EXACT, ""
    )


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"type":"verdict"}', '{"type":"unjudged"}', '{"type":"other"}']
)
def test_what_is_no_verdict_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        verdict_from_json(text)


@given(st.integers(-(10**15), 10**15))
def test_any_microsecond_is_a_moment(written: int) -> None:
    assert microseconds(moment(written)) == written
