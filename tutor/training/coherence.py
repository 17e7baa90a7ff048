"""Fitting what tells sentences and notes from words in no order.

A logistic regression over the pooled states that the encoder's lower blocks give to an answer's
tokens: what they make of a word hangs on whether its neighbours belong to it. It learns
from graded answers as they were typed, and from the same answers with their words mixed up or with
nothing but the words that carry content.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from tutor.grading.similarity import LEAST_WORDS, Coherence, in_sentences
from tutor.grading.text import sentences, words
from tutor.grading.verdict import Floats
from tutor.models.cross_encoder import BundledCrossEncoder
from tutor.training.data import GradedAnswer

REFUSED_NOTES, REFUSED_SENTENCES = 0.01, 0.002
"""Shares of correct notes, and of correct sentences, of other questions that may be taken for words
in no order: one correct answer in fourteen is written as notes."""

INVERSE_PENALTY = 0.01  # C, as scikit-learn calls it
LEAST_CONTENT = 4  # words that carry content in an answer which is mixed up
PLAINLY_TYPED = 0.2  # share of answers that are read in small letters, without a stop

KEYWORDS = "keywords"  # a case of answers that were written as bags of words
TYPED, SHUFFLED, BAG = "as typed", "its words in no order", "its content words alone"


@dataclass(frozen=True, slots=True)
class Example:
    """An answer as it was typed, or what was made of it.

    Attributes:
        question: What was asked.
        text: The answer.
        kind: `TYPED`, `SHUFFLED` or `BAG`.
        full: Whether people called it correct, as it was typed.
    """

    question: str
    text: str
    kind: str
    full: bool


def fit(
    graded: Sequence[GradedAnswer], network: BundledCrossEncoder, held: Sequence[NDArray[np.bool_]]
) -> tuple[Coherence, dict[str, Any]]:
    """Fit on graded answers; return the regression, and what it catches by cross-validation.

    Args:
        graded: The answers.
        network: What makes the mean states.
        held: Masks over the answers, one a fold, split by question.
    """
    fold_of = {one.question: k for k, mask in enumerate(held) for one in _masked(graded, mask)}
    examples = list(_examples(graded, Random(0)))
    states = np.array([_pooled(network, one.text) for one in examples])
    folds = np.array([fold_of[one.question] for one in examples])
    is_typed = np.array([one.kind == TYPED for one in examples])
    unseen = np.zeros(len(examples))
    for fold in range(len(held)):
        weights, bias = _regress(states[folds != fold], is_typed[folds != fold])
        unseen[folds == fold] = states[folds == fold] @ weights + bias
    kinds = np.array([one.kind for one in examples])
    is_right = np.array([one.full and one.kind == TYPED for one in examples])
    is_prose = np.array([in_sentences(words(one.text)) for one in examples])
    of_notes = float(np.quantile(unseen[is_right & ~is_prose], REFUSED_NOTES))
    of_sentences = float(np.quantile(unseen[is_right & is_prose], REFUSED_SENTENCES))
    refused = unseen < np.where(is_prose, of_sentences, of_notes)
    weights, bias = _regress(states, is_typed)
    caught = {
        kind: {
            "texts": int((kinds == kind).sum()),
            "caught": round(float(refused[kinds == kind].mean()), 4),
        }
        for kind in (TYPED, SHUFFLED, BAG)
    }
    return Coherence(weights.astype(np.float32), of_notes - bias, of_sentences - bias), caught


def _pooled(network: BundledCrossEncoder, text: str) -> Floats:
    """Return the pooled states of an answer, read sentence by sentence as the grader does."""
    return network.pooled_states([text[part.start : part.end] for part in sentences(text)])


def _masked(graded: Sequence[GradedAnswer], mask: NDArray[np.bool_]) -> Iterator[GradedAnswer]:
    return (graded[int(i)] for i in np.flatnonzero(mask))


def _examples(graded: Sequence[GradedAnswer], chance: Random) -> Iterator[Example]:
    seen = set()
    for one in graded:
        text = one.answer
        content = [word.folded for word in words(text) if not word.is_function]
        is_long = len(words(text)) >= LEAST_WORDS and len(content) >= LEAST_CONTENT
        if not is_long or not (one.primary or one.written) or text in seen or KEYWORDS in one.case:
            continue
        seen.add(text)
        plainly = chance.random() < PLAINLY_TYPED
        typed = " ".join(word.folded for word in words(text)) if plainly else text
        yield Example(one.question, typed, TYPED, one.full)
        if chance.random() < 0.5:
            mixed = chance.sample(text.split(), len(text.split()))
            yield Example(one.question, " ".join(mixed), SHUFFLED, full=False)
        else:
            sorting = chance.random() < 0.5
            mixed = sorted(content) if sorting else chance.sample(content, len(content))
            yield Example(one.question, chance.choice((" ", ", ")).join(mixed), BAG, full=False)


def _regress(states: Floats, is_typed: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return the weights, shape (d,), and the bias of the logit of "as typed"."""
    scaler = StandardScaler().fit(states)
    fitted = LogisticRegression(C=INVERSE_PENALTY, max_iter=1_000).fit(
        scaler.transform(states), is_typed
    )
    weights: Floats = fitted.coef_[0] / scaler.scale_
    return weights, float(fitted.intercept_[0] - scaler.mean_ @ weights)
