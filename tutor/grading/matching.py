"""Laying an answer beside every wording of every point: where judging needs the models."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from tutor.cards.card import Card, KeyPoint
from tutor.grading.asides import (
    LEAST,
    LEAST_AMONG,
    MOST,
    NEAR,
    STEEPNESS,
    Heard,
    heard,
    statements,
    strange,
    without,
)
from tutor.grading.coherence import order_measures
from tutor.grading.evidence import Evidence, among_others, gather, only_echoes
from tutor.grading.reading import MAX_CHARACTERS, AnswerReading, Reading, read, read_answer
from tutor.grading.similarity import Estimate, Head, contradiction, put_together
from tutor.grading.text import Segment, passage, says_more, sentences, words
from tutor.grading.verdict import OUTPUTS, CrossEncoder, Encoder, Floats

CACHED_READINGS = 2_048
"""Questions and points whose vectors are kept; about 40 kB each."""

TOUCHES = OUTPUTS.index("touches")
"""Where a cross-encoder's logits have whether a text has to do with a point at all."""

PASSAGE = 45
"""Words of an answer that the cross-encoder reads at a time, about 60 tokens."""


@dataclass(frozen=True, slots=True)
class Match:
    """One wording of a point, laid beside the answer.

    Attributes:
        wording: The wording.
        evidence: What the answer shows for it.
        stretch: The stretch of the answer that speaks most for it, verbatim.
        estimate: What the head makes of it.
        taken_back: Probability that another stretch, which speaks of it again, contradicts it; 0.0
            where there is none.
        pulls: How far each of `similarity.PULLS` moved the estimate from an average answer's, as
            a logit.
    """

    wording: str
    evidence: Evidence
    stretch: str
    estimate: Estimate
    taken_back: float
    pulls: Mapping[str, float]


class Matcher:
    """Finds what an answer shows for each point.

    Args:
        encoder: The sentence encoder.
        cross_encoder: What reads a passage of the answer and a point together.
        head: The fitted model from evidence to coverage.
    """

    def __init__(self, encoder: Encoder, cross_encoder: CrossEncoder, head: Head) -> None:
        self._encoder = encoder
        self._cross_encoder = cross_encoder
        self._head = head
        self._reading = lru_cache(CACHED_READINGS)(self._read)

    def read_answer(self, text: str, *, in_parts: bool) -> AnswerReading:
        """Read an answer, in parts where several points are looked for in it."""
        return read_answer(self._encoder, text, in_parts=in_parts)

    def heard(self, card: Card, text: str) -> Heard:
        """Return an answer without what is beside the matter; one statement is left at least."""
        parts = statements(text[:MAX_CHARACTERS])
        told = [card.question, card.answer, *_wordings(card)]
        odd = strange(text, parts, told) if len(parts) > 1 else []
        if not odd:
            return heard(text, ())
        said = list(dict.fromkeys(text[part.start : part.end] for part in odd))[:MOST]
        likeness = dict(zip(said, self._likeness(card, told, said), strict=True))
        like = {part: likeness.get(text[part.start : part.end], math.inf) for part in odd}
        least = LEAST_AMONG if len(card.points) > 1 else LEAST
        aside = [part for part in odd if like[part] < least]
        if len(aside) < len(parts):
            return heard(text, aside)
        aside.remove(max(aside, key=like.__getitem__))
        return Heard(without(text, aside), without(text, ()))

    def _likeness(self, card: Card, told: Sequence[str], said: Sequence[str]) -> list[float]:
        """Return how like the card each statement is, a logit; infinite for what is near to it."""
        vectors = np.stack([self._reading(one).vector for one in told])
        nearness = [float((vectors @ one.vector).max()) for one in read(self._encoder, said)]
        wordings = _wordings(card)
        asked = [one for one, near in zip(said, nearness, strict=True) if near < NEAR]
        pairs = [(one, wording) for one in asked for wording in wordings]
        logits = self._cross_encoder.compare(card.question, pairs) if pairs else np.zeros((0, 0))
        touches = dict.fromkeys(said, math.inf) | dict.fromkeys(asked, -math.inf)
        for (one, _), row in zip(pairs, logits, strict=True):
            touches[one] = max(touches[one], float(row[TOUCHES]))
        return [touches[one] + STEEPNESS * near for one, near in zip(said, nearness, strict=True)]

    def only_echoes(self, question: str, answer: AnswerReading) -> bool:
        """Return whether the answer's content words all stand in the question already."""
        return only_echoes(self._reading(question), answer)

    def is_coherent(self, text: str, references: Sequence[Sequence[str]]) -> bool:
        """Return whether the words of an answer belong together.

        Args:
            text: The answer.
            references: The points of each whole reference.
        """
        parts = [text[part.start : part.end] for part in sentences(text)]
        told = [[words(point) for point in points] for points in references]
        return self._head.coherence.holds(
            words(text),
            self._cross_encoder.pooled_states(parts),
            order_measures(words(text), told),
        )

    def best(self, question: str, points: Sequence[KeyPoint], answer: AnswerReading) -> list[Match]:
        """Return, of each point, the wording that the answer comes closest to."""
        if not points:
            return []
        options = [(point.text, *point.accepted) for point in points]
        wordings = [(i, wording) for i, each in enumerate(options) for wording in each]
        matches = iter(self._match(question, wordings, answer))
        return [
            max((next(matches) for _ in each), key=lambda match: match.estimate.coverage)
            for each in options
        ]

    def _match(
        self, question: str, numbered: Sequence[tuple[int, str]], answer: AnswerReading
    ) -> list[Match]:
        """Lay the answer beside every wording; the cross-encoder reads them in one run.

        Args:
            question: What was asked.
            numbered: The wordings, each with the number of its point.
            answer: The answer.
        """
        points, wordings = [i for i, _ in numbered], [wording for _, wording in numbered]
        asked = self._reading(question)
        evidence = [gather(asked, self._reading(wording), answer) for wording in wordings]
        if answer.in_parts:
            evidence = among_others(evidence, points, answer)
        stretches = [answer.segments[each.segment] for each in evidence]
        claimed = list(zip(points, stretches, strict=True))
        again = [
            _unclaimed(answer, each, [one for other, one in claimed if other != point])
            for point, each in zip(points, evidence, strict=True)
        ]
        logits, taken_back = self._read_together(question, answer, stretches, again, wordings)
        return [
            Match(
                wording,
                each,
                answer.text[stretch.start : stretch.end],
                self._head.estimate(each, row),
                back,
                self._head.pulls(each, row),
            )
            for wording, each, stretch, row, back in zip(
                wordings, evidence, stretches, logits, taken_back, strict=True
            )
        ]

    def _read_together(
        self,
        question: str,
        answer: AnswerReading,
        stretches: Sequence[Segment],
        again: Sequence[Segment | None],
        wordings: Sequence[str],
    ) -> tuple[Floats, list[float]]:
        """Return the logits for each wording, and how likely it was taken back.

        The cross-encoder reads the passage around the stretch that speaks most for the wording.
        Among several points, whose passages are the same, it reads the stretch; and the passage
        only where that says something besides. What speaks of the point again is read by itself,
        and may only contradict it: "It rises. It does not rise."

        Returns:
            The logits, shape (len(wordings), outputs), and as many probabilities.
        """
        text = answer.text
        around = [passage(text, stretch, PASSAGE) for stretch in stretches]
        near = stretches if answer.in_parts else around
        wide = [
            one if says_more(text, one, near) else own
            for own, one in zip(near, around, strict=True)
        ]
        rest = [other or own for own, other in zip(near, again, strict=True)]
        pairs = [
            (text[said.start : said.end], wording)
            for spans in (near, wide, rest)
            for said, wording in zip(spans, wordings, strict=True)
        ]
        unique = list(dict.fromkeys(pairs))
        found = dict(zip(unique, self._cross_encoder.compare(question, unique), strict=True))
        first, second, third = np.array([found[pair] for pair in pairs]).reshape(
            3, len(wordings), -1
        )
        taken_back = [
            contradiction(row) if other else 0.0 for other, row in zip(again, third, strict=True)
        ]
        return put_together(first, second), taken_back

    def _read(self, text: str) -> Reading:
        return read(self._encoder, [text])[0]


def _wordings(card: Card) -> list[str]:
    """Return every wording of every point, and every whole answer that is accepted."""
    points = [text for point in card.points for text in (point.text, *point.accepted)]
    return [*points, *card.accepted]


def _unclaimed(
    answer: AnswerReading, evidence: Evidence, claimed: Sequence[Segment]
) -> Segment | None:
    """Return the stretch that speaks of a point again, and that no other claims, or None."""
    others = (answer.segments[i] for i in evidence.again)
    return next((one for one in others if not any(map(one.overlaps, claimed))), None)
