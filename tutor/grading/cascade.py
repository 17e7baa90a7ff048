"""The offline grader: cheap certainties first, the model only for what they leave open.

    nothing said -> "I don't know" -> the reference itself -> numbers, dates, formulas -> similarity

Each stage settles the key points that it can be sure of and passes the rest on. The verdict
names the last stage that was needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from tutor.cards.card import Card, KeyPoint
from tutor.grading.coherence import order_measures
from tutor.grading.evidence import Evidence, among_others, gather, only_echoes
from tutor.grading.exact import (
    is_dont_know,
    is_empty,
    names_item,
    says_alike,
    says_in_a_row,
    says_nothing_else,
    says_reference,
    says_wording,
)
from tutor.grading.exchange import exchanged_between, is_turned_around
from tutor.grading.findings import (
    NO_ORDER,
    Reservation,
    asks_for_items,
    by_accepted,
    conclude,
    held_back,
    one_to_one,
    reservation,
)
from tutor.grading.numbers import changed_number
from tutor.grading.reading import AnswerReading, Reading, read, read_answer
from tutor.grading.seen import Seen, see, seen
from tutor.grading.similarity import Estimate, Head, contradiction, put_together
from tutor.grading.spelling import Mended, mend
from tutor.grading.text import Segment, passage, says_more, sentences, words
from tutor.grading.values import judge_value
from tutor.grading.verdict import (
    Answer,
    CrossEncoder,
    Encoder,
    Finding,
    Floats,
    Level,
    Stage,
    Status,
    Unjudged,
    Verdict,
)

CACHED_READINGS = 2_048
"""Questions and points whose vectors are kept; about 40 kB each."""


EXACT_VETO = 0.9
"""Probability of contradiction from which a point that is worded as the card has it was taken back
all the same."""

TAKEN_BACK_FROM = 0.5
"""The same of a stretch that speaks of a point again: whoever is right seldom says a thing twice.
By networks that had not seen the question it tells 69 in 100 of answers that say the reference and
then its contrary, and hits 5 of 6,300 correct ones."""

DOUBTED = 0.1
"""How near to an even chance of being called correct a level is in doubt: there a question to the
learner, or to another judge, is worth most."""

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


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict, and what it was made of.

    Attributes:
        verdict: The verdict.
        matches: One per finding: the wording that was settled on, or None where the point was
            settled without the model (worded exactly, or a quantity).
    """

    verdict: Verdict
    matches: tuple[Match | None, ...]


class CascadeGrader:
    """Judges an answer offline, point by point.

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

    @property
    def name(self) -> str:
        """The grader's parts, as stored with every review that it judged."""
        return f"offline {self._head.version}, {self._encoder.name}"

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer` against `card`; total over every card and every text."""
        judged = self.explain(card, answer)
        return judged if isinstance(judged, Unjudged) else judged.verdict

    def explain(self, card: Card, answer: Answer) -> Explanation | Unjudged:
        """Judge as `grade` does, and show what the verdict was made of."""
        if not card.points:
            return Unjudged("The card has no reference answer to judge by.")
        plain, shown = see(answer.text), as_seen(card)
        mended = mend(plain.text, wordings_of(shown), self._encoder.knows)
        explanation = _about(card, self._explain(shown, mended.text))
        for read_as, typed in ((mended, plain.text), (plain, answer.text)):
            if read_as.text != typed:
                explanation = in_own_words(explanation, read_as, typed)
        return explanation

    def _explain(self, card: Card, text: str) -> Explanation:
        verdict = without_points(card, text) or without_model(card, text)
        if verdict is not None:
            return Explanation(verdict, (None,) * len(card.points))
        return self._with_model(card, text)

    def _with_model(self, card: Card, text: str) -> Explanation:
        settled = [judge_value(card.question, point, text, card.points) for point in card.points]
        asked = [KeyPoint(accepted) for accepted in card.accepted]
        asked += [p for p, found in zip(card.points, settled, strict=True) if found is None]
        answer = self._read_answer(card, text)
        matches = self._best(card.question, asked, answer)
        in_items = asks_for_items(card)
        judged = [
            self._found(card.question, point, match, answer, is_item=in_items)
            for point, match in zip(asked, matches, strict=True)
        ]
        whole, rest = judged[: len(card.accepted)], iter(judged[len(card.accepted) :])
        findings = [found or next(rest) for found in settled]
        kept = iter(matches[len(card.accepted) :])
        own = tuple(next(kept) if found is None else None for found in settled)
        if in_items:
            met = {
                i: _places(finding, match, answer.text)
                for i, (finding, match) in enumerate(zip(findings, own, strict=True))
                if match is not None
            }
            findings = one_to_one(findings, met)
        findings = by_accepted(card, whole, findings)
        for number in exchanged_between([words(point.text) for point in card.points], words(text)):
            findings[number] = _contradicted(findings[number])
        verdict = conclude(card, text, findings, Stage.SIMILARITY)
        why = reservation(card, text, verdict.findings)
        if verdict.level is Level.CORRECT and not self._is_coherent(card, text):
            why = NO_ORDER
            verdict = held_back(verdict, why)
        return Explanation(self._with_confidence(card, verdict, own, why), own)

    def _is_coherent(self, card: Card, text: str) -> bool:
        """Return whether the words of an answer belong together."""
        parts = [text[part.start : part.end] for part in sentences(text)]
        points = [words(point.text) for point in card.points]
        references = [points, *([words(accepted)] for accepted in card.accepted)]
        return self._head.coherence.holds(
            words(text),
            self._cross_encoder.pooled_states(parts),
            order_measures(words(text), references),
        )

    def _with_confidence(
        self,
        card: Card,
        verdict: Verdict,
        matches: Sequence[Match | None],
        why: Reservation | None,
    ) -> Verdict:
        counted = [f.coverage for f in verdict.findings if f.point.required or not card.needed]
        chances = self._head.scale.chances(counted, max(1, card.needed))
        doubt = verdict.doubt
        if not why:
            doubt = may_contradict(verdict.findings, matches) or _even(chances[Level.CORRECT])
        return replace(verdict, confidence=min(1.0, max(0.0, chances[verdict.level])), doubt=doubt)

    def doubt_at(self, score: float) -> str:
        """Return the doubt about an answer to a card of one point, for its score alone, or ""."""
        return _even(self._head.scale.passing(score))

    def _read_answer(self, card: Card, text: str) -> AnswerReading:
        in_parts = len(card.points) > 1 and not card.accepted
        return read_answer(self._encoder, text, in_parts=in_parts)

    def _best(
        self, question: str, points: Sequence[KeyPoint], answer: AnswerReading
    ) -> list[Match]:
        """Return, of each point, the wording that the answer comes closest to."""
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

    def _found(
        self, question: str, point: KeyPoint, match: Match, answer: AnswerReading, *, is_item: bool
    ) -> Finding:
        estimate, evidence = match.estimate, match.evidence
        number = changed_number(question, match.wording, match.stretch)
        if number:
            return Finding(point, Status.CONTRADICTED, 0.0, number)
        quote = says_wording((match.wording,), answer.text)
        quote = quote or says_in_a_row(match.wording, answer.text)
        quote = quote or (names_item(match.wording, answer.text, question) if is_item else "")
        echoes = only_echoes(self._reading(question), answer)
        if says_alike(question, match.wording, match.stretch):
            quote = quote or match.stretch
        if is_turned_around(match.wording, answer.text):
            return Finding(point, Status.CONTRADICTED, 0.0, match.stretch)
        contradicted_from = EXACT_VETO if quote else self._head.contradicted_from
        if estimate.contradicted >= contradicted_from or match.taken_back >= TAKEN_BACK_FROM:
            return Finding(point, Status.CONTRADICTED, 0.0, evidence.quote or match.stretch)
        if quote:
            return Finding(point, Status.COVERED, 1.0, quote)
        if evidence.is_unrelated or (evidence.asks_for_more and echoes):
            return Finding(point, Status.MISSING, 0.0, "")
        return Finding(point, estimate.status, estimate.coverage, evidence.quote)

    def _read(self, text: str) -> Reading:
        return read(self._encoder, [text])[0]


def _unclaimed(
    answer: AnswerReading, evidence: Evidence, claimed: Sequence[Segment]
) -> Segment | None:
    """Return the stretch that speaks of a point again, and that no other claims, or None."""
    others = (answer.segments[i] for i in evidence.again)
    return next((one for one in others if not any(map(one.overlaps, claimed))), None)


def _contradicted(finding: Finding) -> Finding:
    return replace(finding, status=Status.CONTRADICTED, coverage=0.0)


def _places(finding: Finding, match: Match, text: str) -> tuple[tuple[int, int], ...]:
    """Return where the words stand that show a point: its own words, or those that meet them."""
    at = text.find(finding.evidence)
    if finding.coverage == 1.0 and finding.evidence and at >= 0:
        return ((at, at + len(finding.evidence)),)
    return match.evidence.met


def wordings_of(card: Card) -> list[str]:
    """Return every text of a card that an answer may take words from."""
    points = [text for point in card.points for text in (point.text, *point.accepted)]
    return [card.question, card.answer, *card.accepted, *points]


def as_seen(card: Card) -> Card:
    """Return a card with its texts as somebody sees them who looks at them."""

    def shown(point: KeyPoint) -> KeyPoint:
        return replace(
            point, text=seen(point.text), accepted=tuple(seen(one) for one in point.accepted)
        )

    return replace(
        card,
        question=seen(card.question),
        answer=seen(card.answer),
        points=tuple(shown(point) for point in card.points),
        accepted=tuple(seen(one) for one in card.accepted),
    )


def _about(card: Card, explanation: Explanation) -> Explanation:
    """Return an explanation whose findings are of the card's own points."""
    pairs = zip(explanation.verdict.findings, card.points, strict=True)
    findings = tuple(replace(finding, point=point) for finding, point in pairs)
    return replace(explanation, verdict=replace(explanation.verdict, findings=findings))


def in_own_words(explanation: Explanation, read_as: Mended | Seen, text: str) -> Explanation:
    """Return an explanation of an answer as it was read that quotes it as it was typed."""

    def own(quote: str) -> str:
        at = read_as.text.find(quote)
        return _stretch(text, read_as.original(at, at + len(quote))) if quote and at >= 0 else quote

    def told(match: Match) -> Match:
        evidence = match.evidence
        met = tuple(read_as.original(*span) for span in evidence.met)
        evidence = replace(evidence, met=met, quote=own(evidence.quote))
        return replace(match, evidence=evidence, stretch=own(match.stretch))

    verdict = explanation.verdict
    findings = tuple(replace(each, evidence=own(each.evidence)) for each in verdict.findings)
    matches = tuple(match and told(match) for match in explanation.matches)
    return Explanation(replace(verdict, findings=findings), matches)


def _stretch(text: str, span: tuple[int, int]) -> str:
    return text[span[0] : span[1]]


def without_points(card: Card, text: str) -> Verdict | None:
    """Judge an answer whose points need not be looked for one by one; else None."""
    if says_reference(card, text):
        findings = [_said(point, text) for point in card.points]
        return Verdict(
            tuple(findings), 1.0, Level.CORRECT, 1.0, Stage.EXACT, "This is the reference."
        )
    if is_empty(text):
        return _nothing(card, Stage.EMPTY, "Nothing was said.")
    if is_dont_know(text):
        return _nothing(card, Stage.DONT_KNOW, "You said that you don't know.")
    return None


def _nothing(card: Card, stage: Stage, reason: str) -> Verdict:
    findings = tuple(Finding(point, Status.MISSING, 0.0, "") for point in card.points)
    return Verdict(findings, 0.0, Level.INCORRECT, 1.0, stage, reason)


def _said(point: KeyPoint, text: str) -> Finding:
    quote = says_wording((point.text, *point.accepted), text) or text.strip()
    return Finding(point, Status.COVERED, 1.0, quote)


def _even(passing: float) -> str:
    """Return the doubt about an answer whose probability of being called correct is `passing`."""
    if abs(passing - 0.5) >= DOUBTED:
        return ""
    return f"Of 100 answers like this one, people would call about {100 * passing:.0f} correct."


def may_contradict(findings: Sequence[Finding], matches: Sequence[Match | None]) -> str:
    """Return the doubt about a point that seems covered and may be contradicted, or ""."""
    for finding, match in zip(findings, matches, strict=True):
        if match is None or finding.status is not Status.COVERED:
            continue
        if match.estimate.contradicted >= EXACT_VETO:
            return f"It may say the opposite of “{finding.point.text}”."
    return ""


def without_model(card: Card, text: str) -> Verdict | None:
    """Judge where every point is a value, or worded exactly and nothing else said; else None."""
    by_value = [judge_value(card.question, point, text, card.points) for point in card.points]
    quotes = [says_wording((point.text, *point.accepted), text) for point in card.points]
    if not all(found or quote for found, quote in zip(by_value, quotes, strict=True)):
        return None
    if not any(by_value) and not says_nothing_else(filter(None, quotes), text):
        return None
    findings = [
        found or Finding(point, Status.COVERED, 1.0, quote)
        for found, point, quote in zip(by_value, card.points, quotes, strict=True)
    ]
    return conclude(card, text, findings, Stage.NUMBERS if any(by_value) else Stage.EXACT)
