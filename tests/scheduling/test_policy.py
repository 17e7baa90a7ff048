"""From a verdict to a proposed grade."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import KeyPoint
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict
from tutor.scheduling.policy import Policy, is_surprise, propose
from tutor.scheduling.review import Grade, Sureness

PROMPT = Answer("A cell wall of cellulose.", seconds=20)
CORRECT, PARTIAL, INCORRECT = Level.CORRECT, Level.PARTIAL, Level.INCORRECT


def verdict(level: Level, score: float, *, confidence: float = 0.9, **statuses: Status) -> Verdict:
    """Return a verdict, with a finding for each status given by the name of its point."""
    findings = tuple(
        Finding(KeyPoint(name, required=not name.startswith("bonus")), status, 0.5, "")
        for name, status in statuses.items()
    )
    return Verdict(findings, score, level, confidence, Stage.SIMILARITY, "…")


@pytest.mark.parametrize(
    ("level", "score", "grade"),
    [
        (INCORRECT, 0.0, Grade.AGAIN),
        (INCORRECT, 0.95, Grade.AGAIN),  # the level decides, whatever the score
        (PARTIAL, 0.25, Grade.AGAIN),
        (PARTIAL, 0.49, Grade.AGAIN),  # it lacks a needed point
        (PARTIAL, 0.5, Grade.HARD),
        (CORRECT, 0.5, Grade.HARD),
        (CORRECT, 0.59, Grade.HARD),
        (CORRECT, 0.6, Grade.GOOD),
        (CORRECT, 1.0, Grade.GOOD),
    ],
)
def test_level_and_score_lead_to_the_grade(level: Level, score: float, grade: Grade) -> None:
    assert propose(verdict(level, score), PROMPT).grade is grade


def test_nothing_is_proposed_for_an_answer_that_nobody_judged() -> None:
    assert propose(Unjudged("The judge was unreachable."), PROMPT).grade is None


@pytest.mark.parametrize("level", Level)
def test_nothing_is_proposed_where_the_verdict_is_in_doubt(level: Level) -> None:
    judged = replace(verdict(level, 0.5), doubt="It may mean the opposite.")

    assert propose(judged, PROMPT).grade is None


def test_the_reason_for_proposing_nothing_quotes_the_doubt() -> None:
    judged = replace(verdict(CORRECT, 0.5), doubt="It may mean\nthe opposite.")

    assert propose(judged, PROMPT).reason == (
        "It is in doubt (“It may mean the opposite.”), so the grade is yours to give."
    )


def test_a_partial_answer_that_contradicts_a_required_point_failed() -> None:
    judged = verdict(PARTIAL, 0.9, wall=Status.COVERED, membrane=Status.CONTRADICTED)

    assert propose(judged, PROMPT).grade is Grade.AGAIN


def test_a_correct_answer_that_contradicts_a_required_point_is_hard() -> None:
    judged = verdict(CORRECT, 0.9, wall=Status.COVERED, membrane=Status.CONTRADICTED)

    assert propose(judged, PROMPT).grade is Grade.HARD


def test_contradicting_a_bonus_point_fails_nothing() -> None:
    judged = verdict(PARTIAL, 0.9, wall=Status.COVERED, bonus_year=Status.CONTRADICTED)

    assert propose(judged, PROMPT).grade is Grade.HARD


SLOW = 9_999.0
AGAIN, HARD, GOOD = Grade.AGAIN, Grade.HARD, Grade.GOOD
GUESSED, UNSURE, SURE = Sureness


# level, score | seconds | hints | sureness | tries before | grade
@pytest.mark.parametrize(
    ("level", "score", "seconds", "hints", "sureness", "tries", "grade"),
    [
        (CORRECT, 1.0, 5.0, 0, None, 0, GOOD),
        (CORRECT, 1.0, 5.0, 0, SURE, 0, GOOD),
        (CORRECT, 1.0, 5.0, 0, UNSURE, 0, GOOD),  # known is known
        (CORRECT, 1.0, 5.0, 0, GUESSED, 0, HARD),
        (CORRECT, 1.0, SLOW, 0, SURE, 0, HARD),
        (CORRECT, 1.0, 5.0, 1, None, 0, HARD),  # how many points
        (CORRECT, 1.0, 5.0, 2, None, 0, HARD),  # how their words begin
        (CORRECT, 1.0, 5.0, 3, None, 0, AGAIN),  # one of them was shown
        (CORRECT, 1.0, 5.0, 4, SURE, 0, AGAIN),
        (CORRECT, 1.0, 5.0, 0, None, 1, HARD),
        (CORRECT, 1.0, 5.0, 2, SURE, 1, HARD),
        (CORRECT, 1.0, 5.0, 3, None, 1, AGAIN),
        (CORRECT, 1.0, SLOW, 2, GUESSED, 1, HARD),  # no two reasons make a failure
        (CORRECT, 0.5, 5.0, 0, SURE, 0, HARD),
        (PARTIAL, 0.5, 5.0, 0, SURE, 0, HARD),
        (PARTIAL, 0.5, 5.0, 3, None, 0, AGAIN),
        (PARTIAL, 0.4, 5.0, 0, SURE, 0, AGAIN),
        (PARTIAL, 0.4, SLOW, 2, GUESSED, 1, AGAIN),
        (INCORRECT, 0.0, 5.0, 0, SURE, 0, AGAIN),
        (INCORRECT, 0.0, 5.0, 0, GUESSED, 0, AGAIN),  # who guesses wrong did not know
        (INCORRECT, 0.0, 5.0, 1, None, 1, AGAIN),
    ],
)
def test_verdict_time_hints_sureness_and_tries_lead_to_the_grade(
    level: Level,
    score: float,
    seconds: float,
    hints: int,
    sureness: Sureness | None,
    tries: int,
    grade: Grade,
) -> None:
    answer = Answer("a", seconds, hints)

    proposal = propose(verdict(level, score), answer, tries=tries, sureness=sureness)

    assert proposal.grade is grade


def test_a_doubtful_answer_after_a_whole_point_was_shown_failed_all_the_same() -> None:
    judged = replace(verdict(CORRECT, 0.5), doubt="It may mean the opposite.")

    assert propose(judged, Answer("a", hints=3)).grade is Grade.AGAIN


@pytest.mark.parametrize("sureness", [None, *Sureness])
@pytest.mark.parametrize("grade", Grade)
def test_a_surprise_is_to_be_sure_and_wrong(sureness: Sureness | None, grade: Grade) -> None:
    assert is_surprise(sureness, grade) == ((sureness, grade) == (SURE, AGAIN))


def test_a_correct_answer_that_is_as_likely_another_level_is_hard() -> None:
    assert propose(verdict(CORRECT, 1.0, confidence=0.4), PROMPT).grade is Grade.HARD


@pytest.mark.parametrize(
    ("characters", "seconds", "grade"),
    [
        (10, 130, Grade.GOOD),
        (10, 131, Grade.HARD),
        (400, 500, Grade.GOOD),  # four points take long to type
        (400, 521, Grade.HARD),
        (10, 0.0, Grade.GOOD),  # nobody measured
    ],
)
def test_slow_is_measured_against_the_length_of_the_answer(
    characters: int, seconds: float, grade: Grade
) -> None:
    assert propose(verdict(CORRECT, 1.0), Answer("x" * characters, seconds)).grade is grade


def test_being_slow_never_turns_a_failure_into_a_pass() -> None:
    assert propose(verdict(PARTIAL, 0.4), Answer("x", 9999)).grade is Grade.AGAIN


def test_the_reason_names_the_score_and_the_mark() -> None:
    reason = propose(verdict(PARTIAL, 0.4), PROMPT).reason

    assert reason == "Partial: 0.40 is below the pass mark of 0.50."


verdicts = st.builds(
    verdict,
    st.sampled_from(Level),
    st.floats(0, 1),
    confidence=st.floats(0, 1),
    wall=st.sampled_from(Status),
)
answers = st.builds(Answer, st.text(), st.floats(0, 1e6), st.integers(0, 2))
helped = st.builds(Answer, st.text(), st.floats(0, 1e6), st.integers(1, 9))
sure = st.sampled_from([None, *Sureness])


@given(verdicts, answers)
def test_easy_is_the_learners_to_say(judged: Verdict, answer: Answer) -> None:
    assert propose(judged, answer).grade in (Grade.AGAIN, Grade.HARD, Grade.GOOD)


@given(verdicts, answers)
def test_an_incorrect_answer_is_never_a_pass(judged: Verdict, answer: Answer) -> None:
    if judged.level is INCORRECT:
        assert propose(judged, answer).grade is Grade.AGAIN


@given(verdicts, answers)
def test_a_correct_answer_is_never_a_failure(judged: Verdict, answer: Answer) -> None:
    if judged.level is CORRECT:
        assert propose(judged, answer).grade is not Grade.AGAIN


@given(verdicts, helped, sure)
def test_help_never_leads_to_better_than_hard(
    judged: Verdict, answer: Answer, sureness: Sureness | None
) -> None:
    assert propose(judged, answer, sureness=sureness).grade in (Grade.AGAIN, Grade.HARD)
    alone = replace(answer, hints=0)
    assert propose(judged, alone, tries=1, sureness=sureness).grade in (Grade.AGAIN, Grade.HARD)


@given(verdicts, answers)
def test_every_proposal_says_why_in_one_sentence(judged: Verdict, answer: Answer) -> None:
    reason = propose(judged, answer).reason

    assert reason.endswith(".")
    assert "\n" not in reason


def test_a_policy_of_your_own_moves_the_lines() -> None:
    strict = Policy(pass_mark=0.95, weak_below=1.0)

    assert propose(verdict(PARTIAL, 0.9), PROMPT, strict).grade is Grade.AGAIN
    assert propose(verdict(CORRECT, 0.99), PROMPT, strict).grade is Grade.HARD


@pytest.mark.parametrize(
    "lines",
    [
        {"pass_mark": -0.1},
        {"pass_mark": float("nan")},
        {"weak_below": 1.1},
        {"unsure_below": 1.5},
        {"slow_after": -1.0},
        {"most_hints": -1},
        {"slow_per_character": float("nan")},
    ],
)
def test_a_line_out_of_its_range_is_refused(lines: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"in \[0, 1\]|negative"):
        Policy(**lines)
