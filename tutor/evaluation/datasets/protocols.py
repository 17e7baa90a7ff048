"""How a suite is split and freed of repeats, so that nothing is chosen on what is reported.

Answers to one question share its words and its reference: what is fitted on some of them knows
more of the others than of any new question, and a tutor only ever meets new ones. Suites are
therefore split by question and never by answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from tutor.cards.card import canonical
from tutor.errors import UsageError
from tutor.evaluation.packed import packed
from tutor.evaluation.suite import LEVELS, Response, Split, Suite

_DIGEST = 16  # bytes: of a thousand million answers two would share one by a chance of 10⁻²¹


@dataclass(frozen=True, slots=True, eq=False)
class Repeats:
    """Which of n responses give an answer to a question once more.

    Question, reference and response are compared in their canonical form; the reference, since
    some sets ask "Why?" of many things.

    Attributes:
        kept: Shape (n,): whether a response stays. What stands in the development split is left out
            of the test split, for a choice may have been made on it; within a split the first
            stays, and its label stands even where a repeat has another.
        contradicting: How many have another level than the repeat of theirs that stays.
    """

    kept: NDArray[np.bool_]
    contradicting: int


def split_by_question(suite: Suite, *, dev: float, seed: int) -> Suite:
    """Return the suite with a share of its questions for development and the rest for testing.

    Args:
        suite: A suite of at least 2 questions; its own splits are forgotten.
        dev: The share of questions to develop on, in (0, 1); at least one, and never all.
        seed: Chooses the questions; the same for the same seed, whatever the responses' order.

    Raises:
        UsageError: The suite has a single question, or `dev` is no such share.
    """
    if not 0 < dev < 1:
        raise UsageError(f"{dev:g} is no share of questions", "Take one above 0 and below 1.")
    questions = _shuffled(suite, seed)
    count = min(max(1, round(dev * len(questions))), len(questions) - 1)
    return _tested_on(suite, set(questions[count:]))


def leave_questions_out(suite: Suite, *, folds: int, seed: int) -> tuple[Suite, ...]:
    """Return the suite once for each fold: its questions for testing, all others for development.

    Every question is tested on exactly once, and folds differ by at most one question.

    Args:
        suite: A suite of at least `folds` questions; its own splits are forgotten.
        folds: How many, ≥ 2; as many as there are questions leave one question out at a time.
        seed: Deals the questions out; the same for the same seed, whatever the responses' order.

    Raises:
        UsageError: There are fewer than 2 folds, or more than questions.
    """
    questions = _shuffled(suite, seed)
    if not 2 <= folds <= len(questions):
        raise UsageError(
            f"{folds} folds cannot be made of {len(questions)} questions",
            f"Ask for 2 to {len(questions)} folds.",
        )
    return tuple(_tested_on(suite, set(questions[at::folds])) for at in range(folds))


def repeats(responses: Iterable[Response]) -> Repeats:
    """Find the responses that give an answer to a question once more; 40 bytes for each."""
    digests, splits, levels = bytearray(), bytearray(), bytearray()
    for one in responses:
        text = repr(said(one)).encode()
        digests += hashlib.blake2b(text, digest_size=_DIGEST).digest()
        splits.append(one.split is not Split.DEV)
        levels.append(LEVELS.index(one.label.level))
    count = len(splits)
    group = np.unique(np.frombuffer(digests, dtype=f"S{_DIGEST}"), return_inverse=True)[1]
    turns = np.frombuffer(splits, dtype=np.uint8) * np.int64(count) + np.arange(count)
    first = np.full(int(group.max(initial=-1)) + 1, 2 * count)
    np.minimum.at(first, group, turns)
    level = np.frombuffer(levels, dtype=np.uint8)
    differs = level != level[first % max(1, count)][group]
    return Repeats(turns == first[group], int(differs.sum()))


def without_duplicates(responses: Iterable[Response]) -> Sequence[Response]:
    """Return the responses that stay of those that are alike; `Repeats` says which."""
    held = packed(responses)
    return packed(compress(held, repeats(held).kept))


def said(response: Response) -> tuple[str, str, str]:
    """Return what makes two responses one: question, reference and text in canonical form."""
    card = response.card
    return canonical(card.question), canonical(card.answer), canonical(response.text)


def _shuffled(suite: Suite, seed: int) -> list[str]:
    """Return the questions in an order that depends on them and on the seed alone."""
    questions = {response.question for response in suite.responses}
    if len(questions) < 2:
        raise UsageError(
            f"{suite.name}: one question cannot be split", "Take a suite of several questions."
        )
    return sorted(questions, key=lambda one: hashlib.sha256(f"{seed} {one}".encode()).digest())


def _tested_on(suite: Suite, questions: Collection[str]) -> Suite:
    return suite.only(
        replace(one, split=Split.TEST if one.question in questions else Split.DEV)
        for one in suite.responses
    )
