"""What baselines are fitted on: by question, fold by fold, or on another suite."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from tutor.cards.points import ask
from tutor.errors import ReadError, UsageError
from tutor.evaluation.baselines import fit_length, fit_majority
from tutor.evaluation.folds import Folded, fit_cosines, fold_of, folded_cosine
from tutor.evaluation.protocols import (
    OWN_SPLIT,
    ByQuestion,
    LeaveQuestionsOut,
    OnAnother,
    protocol_of,
)
from tutor.evaluation.suite import LEVELS, WORTH, Label, Response, Split, Suite
from tutor.grading.verdict import Answer, Encoding, Level


def suite_of(*levels: str, name: str = "s", split: Split = Split.DEV) -> Suite:
    """Return a suite with a question for each string: an answer for each of its letters."""
    kinds = {"c": Level.CORRECT, "p": Level.PARTIAL, "i": Level.INCORRECT}
    responses = tuple(
        Response(
            id=f"{name}{number}.{at}",
            card=ask(f"What is number {number} of {name}?", f"It is {number}"),
            text=f"{'well ' * at}it is {number}",
            label=Label(kinds[letter], WORTH[kinds[letter]]),
            split=split,
        )
        for number, letters in enumerate(levels)
        for at, letter in enumerate(letters)
    )
    return Suite(name, responses, LEVELS, "", has_scores=False, has_points=False)


def ids(suite: Suite, split: Split) -> list[str]:
    return [one.id for one in suite.responses if one.split is split]


def test_left_out_every_response_is_judged_once_and_never_fitted_on_then() -> None:
    suite = suite_of("ci", "cc", "i", "p", "ccc")
    protocol = LeaveQuestionsOut(folds=3, seed=1)
    fits = protocol.fits(suite)
    tested = [one for fit in fits for one in ids(fit, Split.TEST)]
    assert sorted(tested) == sorted(ids(protocol.judged(suite), Split.TEST))
    assert all(set(ids(fit, Split.TEST)).isdisjoint(ids(fit, Split.DEV)) for fit in fits)
    assert len(fits) == 3


def test_few_questions_are_left_out_one_by_one() -> None:
    assert len(LeaveQuestionsOut(folds=10, seed=0).fits(suite_of("c", "i", "p"))) == 3


def test_a_single_question_cannot_be_left_out() -> None:
    with pytest.raises(UsageError, match="one question cannot be split"):
        LeaveQuestionsOut(folds=10, seed=0).fits(suite_of("cip"))


def test_a_question_is_judged_by_the_fit_on_the_others() -> None:
    # Without its own question, most answers are what those to the other questions are.
    suite = suite_of("iiii", "ccc", "cccc")
    fits = LeaveQuestionsOut(folds=3, seed=0).fits(suite)
    grader = Folded(tuple(fit_majority(fit.responses) for fit in fits), fold_of(fits))
    levels = [grader.grade(one.card, Answer(one.text)).level for one in suite.responses]
    assert levels == [Level.CORRECT] * 4 + [Level.INCORRECT] * 7


def test_another_dealing_of_questions_has_another_name() -> None:
    suite = suite_of("ic", "cci", "cc", "iic", "p", "cp")
    names = set()
    for seed in (1, 2):
        fits = LeaveQuestionsOut(folds=2, seed=seed).fits(suite)
        graders = tuple(fit_length(fit.responses) for fit in fits)
        names.add(Folded(graders, fold_of(fits)).name)
    assert len(names) == 2
    assert all(
        name.startswith("baseline: answer length (leave-questions-out, 2 folds, fit ")
        for name in names
    )


def test_a_question_in_no_fold_is_not_judged() -> None:
    fits = LeaveQuestionsOut(folds=2, seed=0).fits(suite_of("c", "i"))
    grader = Folded(tuple(fit_majority(fit.responses) for fit in fits), fold_of(fits))
    with pytest.raises(KeyError):
        grader.grade(ask("What else?", "That"), Answer("that"))


class LetterEncoder:
    """Encodes a text by how often it has each letter, and counts the texts."""

    name = "letters"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        self.asked += texts
        return [self._encoding(text) for text in texts]

    def knows(self, word: str) -> bool:
        return True

    def _encoding(self, text: str) -> Encoding:
        counts = np.array([text.count(chr(97 + i)) + 1 for i in range(26)], np.float32)
        return Encoding(counts / np.linalg.norm(counts), (), np.empty((0, 26), np.float32))


def test_the_cosine_encodes_each_answer_once_however_many_folds_there_are() -> None:
    suite = suite_of("ci", "ci", "ci", "ci")
    encoder = LetterEncoder()
    fits = LeaveQuestionsOut(folds=4, seed=0).fits(suite)
    cuts = fit_cosines(fits, encoder)
    assert len(cuts) == 4
    assert all(encoder.asked.count(one.text) == 1 for one in suite.responses if one.text[0] == "w")


def test_the_cosine_of_several_fits_is_made_where_its_encoder_is() -> None:
    fits = LeaveQuestionsOut(folds=2, seed=0).fits(suite_of("ci", "ci"))
    cuts = fit_cosines(fits, LetterEncoder())
    grader = folded_cosine(LetterEncoder, pickle.loads(pickle.dumps(cuts)), fold_of(fits))
    assert grader.name.startswith("baseline: cosine, letters (leave-questions-out, 2 folds, fit ")


def test_a_share_is_split_off_by_question() -> None:
    suite = suite_of("ci", "cc", "ip", "pp", split=Split.TEST)
    [fit] = ByQuestion(dev=0.5, seed=0).fits(suite)
    assert (len(ids(fit, Split.DEV)), len(ids(fit, Split.TEST))) == (4, 4)
    assert fit == ByQuestion(dev=0.5, seed=0).judged(suite)


def test_another_suite_is_fitted_on_as_a_whole() -> None:
    mine, other = suite_of("ci"), suite_of("cc", "i", name="other", split=Split.TEST)
    [fit] = OnAnother(other).fits(mine)
    assert ids(fit, Split.DEV) == ["other0.0", "other0.1", "other1.0"]
    assert OnAnother(other).judged(mine) is mine


def test_an_answer_that_both_suites_have_is_not_fitted_on() -> None:
    other = replace(suite_of("ci", "c"), name="other")
    [fit] = OnAnother(other).fits(suite_of("c"))
    assert ids(fit, Split.DEV) == ["s0.1", "s1.0"]
    assert fit.duplicates == 1


def test_nothing_is_left_of_a_suite_that_is_to_be_judged() -> None:
    with pytest.raises(UsageError, match="every answer of it is in s, too"):
        OnAnother(suite_of("ci")).fits(suite_of("ci", "c"))


@pytest.mark.parametrize(
    "protocol", [OWN_SPLIT, ByQuestion(dev=0.25, seed=3), LeaveQuestionsOut(folds=7, seed=-2)]
)
def test_a_runs_settings_say_what_was_judged(
    protocol: ByQuestion | LeaveQuestionsOut,
) -> None:
    assert protocol_of({"split": "test", **protocol.settings}) == protocol


@pytest.mark.parametrize(
    "settings",
    [
        {"protocol": "guess"},
        {"protocol": "split", "seed": "1"},
        {"protocol": "leave-questions-out", "folds": "few", "seed": "1"},
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: dict[str, str]) -> None:
    with pytest.raises(ReadError, match="settings make no sense"):
        protocol_of(settings)
