"""Fitting what tells sentences and notes from words in no order.

A logistic regression over the pooled states that the encoder's lower blocks give to an answer's
tokens: what they make of a word hangs on whether its neighbours belong to it. It learns
from graded answers as they were typed, and from the same answers with their words mixed up or with
nothing but the words that carry content. A second one weighs what the first says of answers that it
has not seen with how far they keep the order of the reference's words; it learns from references
that were mixed up, besides. The two together are linear, and are shipped as one.
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

from tutor.grading.coherence import LEAST_WORDS, Coherence, in_sentences, order_measures
from tutor.grading.text import sentences, words
from tutor.grading.verdict import Floats
from tutor.models.cross_encoder import BundledCrossEncoder
from tutor.training.data import GradedAnswer

REFUSED_NOTES, REFUSED_SENTENCES = 0.01, 0.002
"""Shares of correct notes, and of correct sentences, of other questions that may be taken for words
in no order: one correct answer in fourteen is written as notes."""

STATES_PENALTY, ORDER_PENALTY = 0.01, 1.0  # inverse: C, as scikit-learn calls it
LEAST_CONTENT = 4  # words that carry content in an answer which is mixed up
PLAINLY_TYPED = 0.2  # share of answers that are read in small letters, without a stop

KEYWORDS = "keywords"  # a case of answers that were written as bags of words
TYPED, SHUFFLED, BAG = "as typed", "its words in no order", "its content words alone"
SHUFFLED_REFERENCE, REFERENCE_BAG = "the reference's words in no order", "its content words"
KINDS = (TYPED, SHUFFLED, BAG, SHUFFLED_REFERENCE, REFERENCE_BAG)


@dataclass(frozen=True, slots=True)
class Example:
    """An answer as it was typed, or what was made of it or of its reference.

    Attributes:
        question: What was asked.
        references: Whole references, each point by point.
        text: The answer.
        kind: One of `KINDS`.
        full: Whether people called it correct, as it was typed.
    """

    question: str
    references: tuple[tuple[str, ...], ...]
    text: str
    kind: str
    full: bool = False


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
    orders = np.array([_order(one) for one in examples])
    folds = np.array([fold_of[one.question] for one in examples])
    kinds = np.array([one.kind for one in examples])
    is_typed = kinds == TYPED
    is_own = is_typed | (kinds == SHUFFLED) | (kinds == BAG)
    joined = np.c_[_unseen(states, is_typed, folds, is_own, STATES_PENALTY), orders]
    unseen = _unseen(joined, is_typed, folds, np.ones_like(is_own), ORDER_PENALTY)
    is_right = np.array([one.full for one in examples])
    is_prose = np.array([in_sentences(words(one.text)) for one in examples])
    of_notes = float(np.quantile(unseen[is_right & ~is_prose], REFUSED_NOTES))
    of_sentences = float(np.quantile(unseen[is_right & is_prose], REFUSED_SENTENCES))
    refused = unseen < np.where(is_prose, of_sentences, of_notes)
    caught = {
        kind: {
            "texts": int((kinds == kind).sum()),
            "caught": round(float(refused[kinds == kind].mean()), 4),
        }
        for kind in KINDS
    }
    of_states, states_bias = _regress(states[is_own], is_typed[is_own], STATES_PENALTY)
    (of_sum, *of_order), bias = _regress(joined, is_typed, ORDER_PENALTY)
    bias += of_sum * states_bias
    shipped = Coherence(
        weights=np.asarray(of_sum * of_states, np.float32),
        order_weights=np.asarray(of_order, np.float32),
        least_of_notes=of_notes - bias,
        least_of_sentences=of_sentences - bias,
    )
    return shipped, caught


def _pooled(network: BundledCrossEncoder, text: str) -> Floats:
    """Return the pooled states of an answer, read sentence by sentence as the grader does."""
    return network.pooled_states([text[part.start : part.end] for part in sentences(text)])


def _order(one: Example) -> Floats:
    references = ([words(point) for point in points] for points in one.references)
    return order_measures(words(one.text), references)


def _masked(graded: Sequence[GradedAnswer], mask: NDArray[np.bool_]) -> Iterator[GradedAnswer]:
    return (graded[int(i)] for i in np.flatnonzero(mask))


def _examples(graded: Sequence[GradedAnswer], chance: Random) -> Iterator[Example]:
    read = [one for one in graded if one.primary or one.written]
    references = _whole_references(read)
    seen = set()
    for one in read:
        said = words(one.answer)
        if len(said) < LEAST_WORDS or one.answer in seen or KEYWORDS in one.case:
            continue
        seen.add(one.answer)
        whole = references[one.question]
        if len(content := _content(one.answer)) >= LEAST_CONTENT:
            plainly = chance.random() < PLAINLY_TYPED
            typed = " ".join(word.folded for word in said) if plainly else one.answer
            yield Example(one.question, whole, typed, TYPED, one.full)
            if chance.random() < 0.5:
                mixed, kind = _mixed(one.answer.split(), chance), SHUFFLED
            else:
                mixed, kind = _bag(content, chance), BAG
            yield Example(one.question, whole, mixed, kind)
    for question, whole in references.items():
        for points in whole:
            text = " ".join(points)
            if len(content := _content(text)) >= LEAST_CONTENT and len(words(text)) >= LEAST_WORDS:
                bare = [word.strip(".,;:!?") for word in text.split()]
                yield Example(question, whole, _mixed(bare, chance), SHUFFLED_REFERENCE)
                bag = _bag(list(dict.fromkeys(content)), chance)
                yield Example(question, whole, bag, REFERENCE_BAG)


def _whole_references(graded: Sequence[GradedAnswer]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return each question's references point by point: one of several points, or each of one."""
    found: dict[str, dict[str, None]] = {}
    in_parts = {one.question for one in graded if one.in_parts}
    for one in graded:
        texts = one.references[:1] if one.in_parts else one.references
        found.setdefault(one.question, {}).update(dict.fromkeys(texts))
    return {
        question: (tuple(texts),) if question in in_parts else tuple((text,) for text in texts)
        for question, texts in found.items()
    }


def _content(text: str) -> list[str]:
    return [word.folded for word in words(text) if not word.is_function]


def _mixed(said: Sequence[str], chance: Random) -> str:
    return " ".join(chance.sample(said, len(said)))


def _bag(content: Sequence[str], chance: Random) -> str:
    in_order = chance.random() < 0.5
    mixed = sorted(content) if in_order else chance.sample(content, len(content))
    return chance.choice((" ", ", ")).join(mixed)


def _unseen(
    inputs: Floats,
    is_typed: NDArray[np.bool_],
    folds: NDArray[np.integer],
    used: NDArray[np.bool_],
    inverse_penalty: float,
) -> Floats:
    """Return each row's logit of "as typed", fitted on the used rows of other folds; shape (n,)."""
    logits = np.zeros(len(inputs), np.float32)
    for fold in np.unique(folds):
        rest, here = used & (folds != fold), folds == fold
        weights, bias = _regress(inputs[rest], is_typed[rest], inverse_penalty)
        logits[here] = inputs[here] @ weights + bias
    return logits


def _regress(
    inputs: Floats, is_typed: NDArray[np.bool_], inverse_penalty: float
) -> tuple[Floats, float]:
    """Return the weights, shape (d,), and the bias of the logit of "as typed"."""
    scaler = StandardScaler().fit(inputs)
    fitted = LogisticRegression(C=inverse_penalty, max_iter=1_000).fit(
        scaler.transform(inputs), is_typed
    )
    weights: Floats = fitted.coef_[0] / scaler.scale_
    return weights, float(fitted.intercept_[0] - scaler.mean_ @ weights)
