"""A baseline that is fitted several times, each time without the questions that it judges then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tutor.cards.card import Card, fingerprint
from tutor.evaluation.baselines import Baseline, Cosine, Fit, Majority, cosine, fitted
from tutor.evaluation.suite import Split, Suite
from tutor.grading.verdict import Answer, Encoder, Verdict


@dataclass(frozen=True, slots=True)
class Folded:
    """Judges each question by a baseline that was fitted on others.

    Attributes:
        graders: One baseline, as it was fitted for each fold; at least one.
        fold: The fold that each question is judged in, by the question's fingerprint.
    """

    graders: tuple[Baseline | Majority, ...]
    fold: Mapping[str, int]

    @property
    def name(self) -> str:
        """The baseline's, without what was fitted; how it was; and a digest of all fits."""
        fits = [[one.name for one in self.graders], sorted(self.fold.items())]
        digest = hashlib.sha256(repr(fits).encode()).hexdigest()[:8]
        title = self.graders[0].name.partition(" (")[0]
        return f"{title} (leave-questions-out, {len(self.graders)} folds, fit {digest})"

    def grade(self, card: Card, answer: Answer) -> Verdict:
        """Judge `answer` by the baseline that never saw its question.

        Raises:
            KeyError: The question is in no fold.
        """
        return self.graders[self.fold[fingerprint(card.question)]].grade(card, answer)


def fold_of(folds: Sequence[Suite]) -> dict[str, int]:
    """Return the number of the fold whose test split has a question, by its fingerprint."""
    return {
        one.question: number
        for number, fold in enumerate(folds)
        for one in fold.responses
        if one.split is Split.TEST
    }


def fit_cosines(folds: Sequence[Suite], encoder: Encoder) -> tuple[Fit, ...]:
    """Return the cuts of the cosine for each fold; every response is looked at once."""
    look = cache(Cosine(encoder))
    return tuple(
        fitted(look, [one for one in fold.responses if one.split is Split.DEV]) for fold in folds
    )


def folded_cosine(
    load: Callable[[], Encoder], fits: Sequence[Fit], fold: Mapping[str, int]
) -> Folded:
    """Return the cosine with cuts for each fold; the arguments are as of `baselines.cosine`."""
    encoder = load()
    return Folded(tuple(cosine(lambda: encoder, fit) for fit in fits), fold)
