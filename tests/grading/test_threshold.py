"""The threshold of a deck: what moves it, what it does to a verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint, Place
from tutor.grading.findings import CORRECT_FROM, level_of
from tutor.grading.reservations import NO_ORDER
from tutor.grading.threshold import (
    DEMANDS,
    HIGHEST,
    LOWEST,
    DeckThreshold,
    Demands,
    JudgedAnswer,
    Refitted,
    Sample,
    ThresholdGrader,
    Unmoved,
    filed_under,
    fitted,
    is_held_back,
    mapped,
    named,
    refit,
    rescaled,
    unmapped,
    unnamed,
)
from tutor.grading.threshold import NEAR as NEAR_THE_LINE
from tutor.grading.verdict import Answer, Finding, Level, Stage, Status, Unjudged, Verdict

scores = st.floats(0, 1)
thresholds = st.integers(30, 70).map(lambda hundredths: hundredths / 100)
said = st.builds(
    JudgedAnswer, st.sampled_from("abcdefghijklmnop"), scores, st.booleans(), st.booleans()
)


def by_learner(line: float, answers: int, cards: int = 30) -> list[JudgedAnswer]:
    """Return the answers of a learner to whom they are right from `line` on."""
    chance = Random(7)
    found = []
    for number in range(answers):
        score = chance.random()
        passed = score >= line
        overruled = passed is not (score >= CORRECT_FROM)
        found.append(JudgedAnswer(f"{number % cards:02}", score, passed, overruled))
    return found


def overruled(answers: Iterable[JudgedAnswer]) -> int:
    return sum(one.overruled for one in answers)


# --- fitting ------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", [0.35, 0.42, 0.58, 0.66])
def test_the_threshold_moves_to_where_the_learner_sees_it(line: float) -> None:
    found = refit(by_learner(line, answers=600))

    assert isinstance(found, Refitted)
    assert found.threshold == pytest.approx(line, abs=0.03)
    assert found.after < found.before == found.sample.overrules
    assert 0.5 < found.agreement < 1


def test_a_learner_who_always_passes_045_agrees_more_often_afterwards() -> None:
    answers = [
        JudgedAnswer(f"{number % 20:02}", score, passed, passed and score < 0.5)
        for number in range(60)
        for score, passed in [((0.45, True), (0.3, False), (0.8, True))[number % 3]]
    ]
    found = refit(answers)

    assert isinstance(found, Refitted)
    assert found.threshold == 0.45
    assert (found.before, found.after) == (20, 0)


def test_as_many_overrules_as_are_asked_for_suffice_and_one_less_does_not() -> None:
    answers = by_learner(0.4, answers=300)
    enough = Demands(overrules=overruled(answers))

    assert isinstance(refit(answers, enough), Refitted)
    assert refit(answers, replace(enough, overrules=enough.overrules + 1)) == Unmoved(
        f"Too few overrules to go by: it takes {enough.overrules + 1} overruled answers"
        " on 10 cards.",
        Sample(300, enough.overrules, 17),
    )


def test_overrules_of_a_few_cards_do_not_count_for_the_deck() -> None:
    answers = [JudgedAnswer(f"{n % 9}", 0.45, passed=True, overruled=True) for n in range(100)]

    found = refit(answers)

    assert isinstance(found, Unmoved)
    assert found.sample == Sample(100, 100, 9)


def test_a_learner_who_sees_it_as_the_grader_does_keeps_its_threshold() -> None:
    slips = [
        JudgedAnswer(f"{n:02}", score, score < 0.5, overruled=True)
        for n in range(15)
        for score in (0.1, 0.9)
    ]

    found = refit([*by_learner(0.5, answers=300), *slips])

    assert found == Unmoved("0.50 fits your grades best.", Sample(330, 30, 15))


def test_what_does_not_hold_on_other_cards_moves_nothing() -> None:
    """Of eleven cards every answer is passed, and of nine none: that is about the cards."""
    answers = [
        JudgedAnswer(f"{card:02}", score, passed, passed is not (score >= 0.5))
        for card in range(20)
        for score in (0.45, 0.55)
        for passed in [card <= 10]
    ]

    assert fitted(answers, DEMANDS.pull) == 0.45
    assert refit(answers) == Unmoved(
        "No other threshold fits better on cards that were held out.", Sample(40, 20, 20)
    )


@given(st.lists(said, max_size=60))
def test_a_fitted_threshold_is_in_its_range_and_in_hundredths(answers: list[JudgedAnswer]) -> None:
    threshold = fitted(answers, DEMANDS.pull)

    assert LOWEST <= threshold <= HIGHEST
    assert threshold == round(threshold, 2)


@given(st.lists(said, max_size=60))
def test_the_order_of_the_answers_changes_nothing(answers: list[JudgedAnswer]) -> None:
    demands = Demands(overrules=1, cards=1)

    assert refit(answers, demands) == refit(answers[::-1], demands)


@given(st.lists(said.map(lambda one: replace(one, overruled=False)), max_size=60))
def test_without_overrules_nothing_moves(answers: list[JudgedAnswer]) -> None:
    assert isinstance(refit(answers), Unmoved)


@given(st.lists(said, max_size=DEMANDS.overrules - 1))
def test_few_answers_move_nothing(answers: list[JudgedAnswer]) -> None:
    assert isinstance(refit(answers), Unmoved)


@given(st.lists(said, max_size=60))
def test_what_moves_does_better_on_what_was_held_out(answers: list[JudgedAnswer]) -> None:
    found = refit(answers, Demands(overrules=1, cards=1, pull=0))

    if isinstance(found, Refitted):
        assert found.threshold != CORRECT_FROM
        assert found.after < found.before
        assert 0.5 < found.agreement < 1


def test_who_passes_everything_gets_the_lowest_threshold_and_no_lower() -> None:
    found = refit(by_learner(0.0, answers=300))

    assert isinstance(found, Refitted)
    assert found.threshold == LOWEST
    assert level_of(mapped(0.24, LOWEST)) is not Level.CORRECT  # a point that is missing


def test_a_stronger_pull_keeps_it_nearer_to_the_shipped_threshold() -> None:
    answers = by_learner(0.4, answers=60)
    found = [fitted(answers, pull) for pull in (0, 20, 200, 2_000)]

    assert found == sorted(found)
    assert found[0] < found[-1] == CORRECT_FROM


# --- the map ------------------------------------------------------------------------------------


@given(scores, scores, thresholds)
def test_a_better_answer_never_scores_less(one: float, other: float, threshold: float) -> None:
    low, high = sorted((one, other))

    assert 0 <= mapped(low, threshold) <= mapped(high, threshold) <= 1


@given(scores, thresholds)
def test_an_answer_is_correct_exactly_from_the_threshold(score: float, threshold: float) -> None:
    assert (level_of(mapped(score, threshold)) is Level.CORRECT) is (score >= threshold)


@given(scores, thresholds)
def test_what_was_mapped_comes_back(score: float, threshold: float) -> None:
    assert unmapped(mapped(score, threshold), threshold) == pytest.approx(score, abs=1e-8)


@pytest.mark.parametrize("threshold", [0.3, 0.43, 0.5, 0.7])
def test_the_ends_stay_and_the_threshold_becomes_one_half(threshold: float) -> None:
    assert [mapped(score, threshold) for score in (0.0, threshold, 1.0)] == [0.0, 0.5, 1.0]


def test_the_shipped_threshold_changes_no_score() -> None:
    assert [mapped(score / 8, CORRECT_FROM) for score in range(9)] == [n / 8 for n in range(9)]


# --- verdicts -----------------------------------------------------------------------------------

CARD = Card("What is water?", "A liquid", (KeyPoint("A liquid"),), needed=1, decks=("nature",))
PAIR = Card("Which two?", "a, b", (KeyPoint("a b c"), KeyPoint("d e f")), needed=2)
NEAR = Verdict(
    (Finding(CARD.points[0], Status.PARTLY, 0.45, "liquid"),),
    0.45,
    Level.PARTIAL,
    0.6,
    Stage.SIMILARITY,
    "0 of 1 point covered, 1 in part.",
    doubt="It is near.",
)


def own(threshold: float, grader: str = "stub 1") -> DeckThreshold:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    return DeckThreshold(threshold, grader, answers=200, overrules=30, agreement=0.8, at=at)


def scored(score: float, confidence: float = 0.6) -> Verdict:
    return replace(NEAR, score=score, level=level_of(score), confidence=confidence)


class Stub:
    """Gives one verdict to every answer."""

    name = "stub 1"

    def __init__(self, verdict: Verdict | Unjudged) -> None:
        self._verdict = verdict

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        return self._verdict


def graded(verdict: Verdict | Unjudged, own: DeckThreshold, card: Card = CARD) -> object:
    return ThresholdGrader(Stub(verdict), {"nature": own}).grade(card, Answer("some liquid"))


def test_an_answer_above_the_decks_threshold_is_correct() -> None:
    found = graded(NEAR, own(0.4))

    assert isinstance(found, Verdict)
    assert found.level is Level.CORRECT
    assert found.score == pytest.approx(0.5 + 0.5 * 0.05 / 0.6)


def test_an_answer_below_the_decks_threshold_is_not() -> None:
    found = graded(scored(0.55), own(0.6))

    assert isinstance(found, Verdict)
    assert found.level is Level.PARTIAL


def test_findings_reason_and_doubt_stay() -> None:
    found = graded(NEAR, own(0.4))

    assert found == replace(
        NEAR,
        score=found.score,  # type: ignore[attr-defined]
        level=Level.CORRECT,
        confidence=0.8,
    )


@given(scores, thresholds, st.booleans())
def test_score_and_level_never_disagree(score: float, threshold: float, held_back: bool) -> None:
    found = rescaled(scored(score), own(threshold), held_back=held_back)

    assert found.level is level_of(found.score)


@given(scores, thresholds)
def test_what_is_held_back_is_never_raised(score: float, threshold: float) -> None:
    assert rescaled(scored(score), own(threshold), held_back=True).score <= score


@given(scores, scores, thresholds)
def test_what_is_held_back_never_scores_more_than_a_better_answer(
    one: float, other: float, threshold: float
) -> None:
    low, high = sorted((one, other))
    worse, better = (
        rescaled(scored(score), own(threshold), held_back=held_back).score
        for score, held_back in ((low, True), (high, False))
    )

    assert worse <= better


@pytest.mark.parametrize(
    ("score", "threshold", "confidence"),
    [
        (0.9, 0.4, 0.6),  # correct as before
        (0.3, 0.4, 0.6),  # partial as before
        (0.45, 0.4, 0.8),  # correct now: how often the learner sided with it
        (0.55, 0.6, 0.8),  # correct no more: the same
        (0.22, 0.4, 0.4),  # partial, and was incorrect: what the grader left
    ],
)
def test_the_confidence_is_the_graders_where_the_level_stays(
    score: float, threshold: float, confidence: float
) -> None:
    found = rescaled(scored(score), own(threshold), held_back=False)

    assert found.confidence == pytest.approx(confidence)


def near(score: float) -> str:
    """Doubt what scores within a twentieth of one half."""
    return "It is near." if abs(score - 0.5) < 0.05 else ""


def doubted(verdict: Verdict) -> str:
    found = ThresholdGrader(Stub(verdict), {"nature": own(0.4)}, near).grade(CARD, Answer("so"))
    assert isinstance(found, Verdict)
    return found.doubt


@pytest.mark.parametrize(
    ("score", "doubt"),
    [(0.4, NEAR_THE_LINE), (0.38, NEAR_THE_LINE), (0.48, ""), (0.52, ""), (0.2, ""), (0.9, "")],
)
def test_the_doubt_about_a_score_moves_with_the_line(score: float, doubt: str) -> None:
    assert doubted(replace(scored(score), doubt=near(score))) == doubt


@pytest.mark.parametrize("score", [0.4, 0.48, 0.9])
def test_another_doubt_stays(score: float) -> None:
    opposite = "It may say the opposite."

    assert doubted(replace(scored(score), doubt=opposite)) == opposite


def test_the_doubt_about_what_is_held_back_stays() -> None:
    lacking = replace(both(Status.COVERED, Status.MISSING), score=0.49, doubt=near(0.49))
    grader = ThresholdGrader(Stub(lacking), {"nature": own(0.4)}, near)

    assert grader.grade(replace(PAIR, decks=("nature",)), Answer("a b c")) == lacking


def test_without_a_word_on_scores_every_doubt_stays() -> None:
    found = graded(NEAR, own(0.4))

    assert isinstance(found, Verdict)
    assert found.doubt == NEAR.doubt


@pytest.mark.parametrize("stage", [one for one in Stage if one is not Stage.SIMILARITY])
def test_what_another_stage_decided_stays(stage: Stage) -> None:
    certain = replace(NEAR, decided_by=stage)

    assert graded(certain, own(0.4)) == certain


def test_an_answer_that_nobody_judged_stays_so() -> None:
    assert graded(Unjudged("No network."), own(0.4)) == Unjudged("No network.")


def test_another_deck_is_judged_as_shipped() -> None:
    assert graded(NEAR, own(0.4), replace(CARD, decks=("art", "nature"))) is NEAR


def test_the_scale_of_another_grader_is_left_aside() -> None:
    grader = ThresholdGrader(Stub(NEAR), {"nature": own(0.4, grader="stub 0")})

    assert grader.grade(CARD, Answer("liquid")) is NEAR
    assert grader.name_for(CARD) == "stub 1"


def both(*statuses: Status, coverage: float = 0.45) -> Verdict:
    findings = tuple(
        Finding(point, status, coverage, "")
        for point, status in zip(PAIR.points, statuses, strict=True)
    )
    return replace(NEAR, findings=findings)


@pytest.mark.parametrize(
    ("statuses", "held_back"),
    [
        ((Status.PARTLY, Status.COVERED), False),
        ((Status.PARTLY, Status.PARTLY), False),
        ((Status.COVERED, Status.MISSING), True),
        ((Status.COVERED, Status.CONTRADICTED), True),
    ],
)
def test_an_answer_that_lacks_or_contradicts_a_point_is_held_back(
    statuses: Sequence[Status], held_back: bool
) -> None:
    assert is_held_back(PAIR, Answer("a b c"), both(*statuses)) is held_back


def test_words_in_no_order_are_held_back() -> None:
    assert is_held_back(CARD, Answer("a b c"), replace(NEAR, doubt=NO_ORDER.reason))


def test_an_answer_that_says_all_that_there_is_to_say_is_held_back() -> None:
    assert is_held_back(CARD, Answer("word " * 400), NEAR)


def test_a_lacking_point_passes_no_threshold() -> None:
    lacking = replace(both(Status.COVERED, Status.MISSING), score=0.49)
    grader = ThresholdGrader(Stub(lacking), {"nature": own(0.3)})

    assert grader.grade(replace(PAIR, decks=("nature",)), Answer("a b c")) == lacking


# --- names --------------------------------------------------------------------------------------


def test_the_name_of_a_review_tells_the_threshold_of_its_deck() -> None:
    grader = ThresholdGrader(Stub(NEAR), {"nature": own(0.4)})

    assert grader.name == "stub 1"
    assert grader.name_for(CARD) == "stub 1, threshold 0.40"
    assert grader.name_for(replace(CARD, decks=("art",))) == "stub 1"


@given(st.text(), thresholds)
def test_a_name_tells_its_parts(name: str, threshold: float) -> None:
    assert unnamed(named(name, threshold)) == (name, threshold)


def test_a_name_without_a_threshold_has_the_shipped_one() -> None:
    assert unnamed("offline 1, some encoder") == ("offline 1, some encoder", CORRECT_FROM)


def test_a_card_without_a_deck_is_filed_under_its_file() -> None:
    assert filed_under(CARD) == "nature"
    assert filed_under(replace(CARD, decks=(), place=Place("notes.md", 3))) == "notes.md"
