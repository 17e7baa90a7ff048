"""Baselines judge by what they are told to look at, by cuts from dev responses alone."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint
from tutor.errors import UsageError
from tutor.evaluation.baselines import (
    FITTERS,
    Always,
    Baseline,
    Fit,
    Majority,
    Seen,
    cosine,
    fit_cosine,
    fit_length,
    fit_majority,
    fit_overlap,
    fit_without_reference,
    fitted,
    length,
    overlap,
)
from tutor.evaluation.suite import WORTH, Label, Response, Split
from tutor.grading.findings import level_of
from tutor.grading.verdict import Answer, Encoding, Level, Status

RIBOSOMES = KeyPoint("ribosomes build proteins")
NUCLEUS = KeyPoint("the nucleus stores DNA")
CARD = Card("What do organelles do?", f"{RIBOSOMES.text}; {NUCLEUS.text}", (RIBOSOMES, NUCLEUS), 2)
GOOD, HALF, BAD = Level.CORRECT, Level.PARTIAL, Level.INCORRECT

ANSWERS = [
    ("ribosomes build proteins and the nucleus stores DNA", GOOD),
    ("proteins are what ribosomes build, DNA is what the nucleus stores", GOOD),
    ("ribosomes build proteins", HALF),
    ("the nucleus stores DNA", HALF),
    ("organelles do things", BAD),
    ("I like organelles very much because they do so many things in so many places", BAD),
    ("", BAD),
]


def response(text: str, level: Level, split: Split = Split.DEV, card: Card = CARD) -> Response:
    return Response(text[:8], card, text, Label(level, WORTH[level]), split=split)


DEV = [response(text, level) for text, level in ANSWERS]


def cuts_of(pairs: Sequence[tuple[float, Level]]) -> tuple[float, float]:
    """Return the cuts that are fitted where answers are seen as their own text says."""
    dev = [response(str(seen), level) for seen, level in pairs]
    fit = fitted(lambda card, text: Seen(float(text), ()), dev)
    return fit.partial_from, fit.correct_from


class LetterEncoder:
    """Encodes a text by how often it has each letter."""

    name = "letters"

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        return [self._encoding(text) for text in texts]

    def knows(self, word: str) -> bool:
        return True

    def _encoding(self, text: str) -> Encoding:
        counts = np.array([text.casefold().count(chr(97 + i)) for i in range(26)], np.float32)
        norm = float(np.linalg.norm(counts)) or 1.0
        nothing = np.zeros((0, 2), np.int32)
        return Encoding(counts / norm, nothing, np.zeros((0, 26), np.float32))


def test_cuts_lie_between_levels_that_come_apart() -> None:
    pairs = [(0.1, BAD), (0.3, BAD), (0.5, HALF), (0.6, HALF), (0.8, GOOD), (0.9, GOOD)]
    assert cuts_of(pairs) == pytest.approx((0.4, 0.7))


def test_the_upper_cut_is_the_one_that_is_right_most_often() -> None:
    pairs = [(0.1, BAD), (0.2, GOOD), (0.3, BAD), (0.4, BAD), (0.6, GOOD), (0.8, GOOD)]
    assert cuts_of(pairs)[1] == pytest.approx(0.5)


def test_without_partial_labels_nothing_is_called_partial() -> None:
    partial_from, correct_from = cuts_of([(0.1, BAD), (0.5, GOOD), (0.9, GOOD)])
    assert partial_from == correct_from == pytest.approx(0.3)


def test_where_all_are_correct_everything_is_called_correct() -> None:
    assert cuts_of([(0.2, GOOD), (0.7, GOOD)]) == (0.0, 0.0)


def test_where_none_is_correct_nothing_is_called_correct() -> None:
    assert cuts_of([(0.2, BAD), (0.7, HALF)]) == (pytest.approx(0.45), float("inf"))


def test_answers_that_look_the_same_are_not_cut_apart() -> None:
    assert cuts_of([(0.5, BAD), (0.5, GOOD), (0.5, GOOD)]) == (0.0, 0.0)


@given(
    st.tuples(st.floats(0, 1), st.floats(0, 1) | st.just(float("inf"))).map(sorted),
    st.floats(0, 1),
)
def test_a_score_has_the_level_of_the_cuts(cuts: list[float], seen: float) -> None:
    partial_from, correct_from = cuts
    expected = GOOD if seen >= correct_from else HALF if seen >= partial_from else BAD
    score = Fit(partial_from, correct_from, (), (0.5,)).score(seen)
    assert level_of(score) is expected
    assert 0 <= score <= 1


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_never_scores_less(one: float, other: float) -> None:
    fit = Fit(0.3, 0.6, (), (0.5,))
    assert (fit.score(one) <= fit.score(other)) or one > other


def test_confidence_is_the_share_of_like_responses_that_were_right() -> None:
    # Cut at 0.5: of those below it one of two is right, and of those above it all three.
    pairs = [(0.2, BAD), (0.2, GOOD), (0.8, GOOD), (0.8, GOOD), (0.8, GOOD)]
    fit = fitted(lambda card, text: Seen(float(text), ()), [response(str(s), x) for s, x in pairs])
    assert fit.confidence(0.8) > fit.confidence(0.1)
    assert 0 < fit.confidence(0.1) < 1


@pytest.mark.parametrize("name", FITTERS)
@given(text=st.text())
def test_a_verdict_on_any_text_is_consistent(name: str, text: str) -> None:
    verdict = FITTERS[name](DEV).grade(CARD, Answer(text))
    assert level_of(verdict.score) is verdict.level
    assert 0 <= verdict.score <= 1
    assert 0 <= verdict.confidence <= 1
    assert [finding.point for finding in verdict.findings] == list(CARD.points)


@pytest.mark.parametrize("fit", FITTERS.values(), ids=FITTERS.keys())
def test_nothing_is_fitted_on_test_responses(fit: object) -> None:
    assert callable(fit)
    flipped = [response(one.text, BAD, Split.TEST) for one in DEV] * 9
    assert fit([*DEV, *flipped]) == fit(DEV)


def test_without_dev_responses_nothing_can_be_fitted() -> None:
    with pytest.raises(UsageError, match="there are none"):
        fit_overlap([response("proteins", GOOD, Split.TEST)])


def test_another_fit_has_another_name() -> None:
    assert fit_overlap(DEV).name != fit_overlap(DEV[:5]).name
    assert fit_overlap(DEV).name == fit_overlap(list(DEV)).name


def test_two_regressions_with_the_same_cuts_have_names_of_their_own() -> None:
    grader = fit_without_reference(DEV)
    other = replace(grader, look=replace(grader.look, means=(0.0, 0.0, 0.0, 0.0)))  # type: ignore[type-var]
    assert grader.name != other.name


@pytest.mark.parametrize("name", FITTERS)
def test_a_baseline_goes_to_another_process(name: str) -> None:
    grader = FITTERS[name](DEV)
    assert pickle.loads(pickle.dumps(Always(grader)))() == grader


def test_the_majority_is_what_most_dev_responses_are() -> None:
    assert fit_majority(DEV).level is BAD
    assert fit_majority(DEV[:3]).level is GOOD


@pytest.mark.parametrize("level", list(Level))
def test_the_majority_calls_everything_the_same(level: Level) -> None:
    verdict = Majority(level, 0.6).grade(CARD, Answer("ribosomes"))
    assert (verdict.level, verdict.confidence) == (level, 0.6)


def test_a_longer_answer_is_not_shorter() -> None:
    assert length(CARD, "one two three").whole > length(CARD, "one two").whole > 0
    assert length(CARD, "").whole == 0


def test_length_is_fitted_on_the_number_of_words() -> None:
    dev = [response("word " * n, GOOD if n > 5 else BAD) for n in range(1, 11)]
    grader = fit_length(dev)
    assert grader.grade(CARD, Answer("seven words that say nothing at all")).level is GOOD
    assert grader.grade(CARD, Answer("two words")).level is BAD


def test_overlap_is_the_recall_of_content_words_point_by_point() -> None:
    seen = overlap(CARD, "The ribosomes build houses")
    assert seen == Seen(pytest.approx(2 / 6), (pytest.approx(2 / 3), 0.0))


def test_overlap_takes_the_wording_that_fits_best() -> None:
    point = KeyPoint("ribosomes build proteins", accepted=("they make enzymes",))
    card = Card("?", point.text, (point,), 1, accepted=("enzymes get made",))
    assert overlap(card, "enzymes get made there").points[0] >= 0.5
    assert overlap(card, "enzymes get made").whole == 1.0


def test_overlap_compares_a_reference_of_little_words_whole() -> None:
    card = Card("Be it or not?", "It is", (KeyPoint("It is"),), 1)
    assert overlap(card, "it  is").whole == 1.0
    assert overlap(card, "it was").whole == 0.0


def test_overlap_finds_each_point() -> None:
    verdict = fit_overlap(DEV).grade(CARD, Answer("ribosomes build proteins"))
    assert [finding.status for finding in verdict.findings] == [Status.COVERED, Status.MISSING]


def test_cosine_tells_the_reference_from_other_texts() -> None:
    grader = cosine(LetterEncoder, fit_cosine(DEV, LetterEncoder()))
    assert grader.grade(CARD, Answer(CARD.answer)).level is GOOD
    assert grader.grade(CARD, Answer("zzz")).level is BAD
    assert "letters" in grader.name


def test_a_cosine_that_is_not_loaded_yet_goes_to_another_process() -> None:
    factory = partial(cosine, LetterEncoder, fit_cosine(DEV, LetterEncoder()))
    assert pickle.loads(pickle.dumps(factory))().name == factory().name


def test_answer_without_reference_learns_that_an_echo_is_wrong() -> None:
    echo = "organelles do what organelles do"
    dev = [response(echo, BAD), response("ribosomes build proteins", GOOD)] * 10
    grader = fit_without_reference(dev)
    assert grader.grade(CARD, Answer(echo)).level is BAD
    assert grader.grade(CARD, Answer("the nucleus stores genes")).level is GOOD


@given(st.text(), st.text(), st.text())
def test_answer_without_reference_never_looks_at_the_reference(
    text: str, reference: str, point: str
) -> None:
    points = tuple(KeyPoint(point, accepted=(reference,)) for _ in CARD.points)
    other = replace(CARD, answer=reference, points=points, accepted=(point,))
    grader = fit_without_reference(DEV)
    one, two = (grader.grade(card, Answer(text)) for card in (CARD, other))
    assert (one.score, one.confidence) == (two.score, two.confidence)


def test_answer_without_reference_is_fitted_where_all_are_of_one_class() -> None:
    grader = fit_without_reference([response(text, GOOD) for text, _ in ANSWERS])
    assert grader.grade(CARD, Answer("anything")).level is GOOD


def test_a_baseline_says_what_it_looked_at() -> None:
    grader = Baseline("word overlap", overlap, Fit(0.2, 0.5, (), (0.7,)))
    assert grader.grade(CARD, Answer("ribosomes")).reason == "It comes to 0.17 by word overlap."
