"""Responses that a grader may have seen: those that stand in what it was fitted on, or nearly do.

What is a near copy, `tutor.copies` says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tutor.copies import Said, copies
from tutor.evaluation.suite import Response, Split, Suite


@dataclass(frozen=True, slots=True)
class Leak:
    """A response, and the text that gives it away.

    Attributes:
        response: Of the test split.
        text: The first of the texts that are most like it.
        similarity: As of `tutor.copies.Copy`, in [0, 1].
    """

    response: Response
    text: Said
    similarity: float


def leaks(suite: Suite, texts: Iterable[Said]) -> list[Leak]:
    """Return the responses of the test split that a grader has seen, in the suite's order.

    Args:
        suite: Its responses are looked for; those without a word are in nobody's way.
        texts: What the grader was fitted on; read once, one at a time.
    """
    tested = [one for one in suite.responses if one.split is Split.TEST]
    originals = [Said(one.text, one.card.question, one.id) for one in tested]
    return [
        Leak(tested[found.number], found.text, found.similarity)
        for found in copies(originals, texts)
    ]
