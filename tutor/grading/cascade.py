"""The offline grader: cheap certainties first, the model only for what they leave open.

    nothing said -> "I don't know" -> the reference itself -> numbers, dates, formulas -> similarity

Each stage settles the key points that it can be sure of and passes the rest on. The verdict
names the last stage that was needed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tutor.cards.card import Card, KeyPoint
from tutor.grading.asides import Heard
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
from tutor.grading.explanation import Explanation, Found, about, as_seen, in_own_words, in_place
from tutor.grading.findings import by_accepted, conclude, held_back, one_to_one
from tutor.grading.matching import Match, Matcher
from tutor.grading.numbers import changed_number
from tutor.grading.reading import AnswerReading
from tutor.grading.reservations import NO_ORDER, Reservation, asks_for_items, reservation
from tutor.grading.seen import see
from tutor.grading.similarity import Head
from tutor.grading.spelling import mend
from tutor.grading.text import words
from tutor.grading.values import judge_value
from tutor.grading.verdict import (
    Answer,
    CrossEncoder,
    Encoder,
    Finding,
    Level,
    Stage,
    Status,
    Unjudged,
    Verdict,
)

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


class CascadeGrader:
    """Judges an answer offline, point by point.

    Args:
        encoder: The sentence encoder.
        cross_encoder: What reads a passage of the answer and a point together.
        head: The fitted model from evidence to coverage.
    """

    def __init__(self, encoder: Encoder, cross_encoder: CrossEncoder, head: Head) -> None:
        self._encoder = encoder
        self._head = head
        self._matcher = Matcher(encoder, cross_encoder, head)

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
        explanation = about(card, self._explain(shown, mended.text))
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
        heard = self._matcher.heard(card, text)
        findings, matches = self._heard_findings(card, text, heard)
        verdict = conclude(card, text, findings, Stage.SIMILARITY)
        why = reservation(card, text, findings)
        if why is None and (why := reservation(card, heard.whole.text, findings)):
            verdict = held_back(verdict, why)
        core, level = heard.core.text, verdict.level
        references = [[point.text for point in card.points], *([one] for one in card.accepted)]
        if level is Level.CORRECT and not self._matcher.is_coherent(core, references):
            why = NO_ORDER
            verdict = held_back(verdict, why)
        return Explanation(self._with_confidence(card, verdict, matches, why), matches)

    def _heard_findings(self, card: Card, text: str, heard: Heard) -> Found:
        """Return what the core of an answer earns, less what the whole of it takes back."""
        found = in_place(*self._findings(card, heard.core.text), heard.core, text)
        if heard.whole.text == heard.core.text:
            return found
        whole = in_place(*self._findings(card, heard.whole.text), heard.whole, text)
        return lesser(found, whole)

    def _findings(self, card: Card, text: str) -> Found:
        """Return what was found of each point, and what settled it: None for a value."""
        settled = [judge_value(card.question, point, text, card.points) for point in card.points]
        asked = [KeyPoint(accepted) for accepted in card.accepted]
        asked += [p for p, found in zip(card.points, settled, strict=True) if found is None]
        in_parts = len(card.points) > 1 and not card.accepted
        answer = self._matcher.read_answer(text, in_parts=in_parts)
        matches = self._matcher.best(card.question, asked, answer)
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
        return findings, own

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
        echoes = self._matcher.only_echoes(question, answer)
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


def lesser(one: Found, other: Found) -> Found:
    """Return of each point what speaks less for it, of two readings of an answer."""
    pairs = [
        min(each, key=lambda found: (found[0].status is not Status.CONTRADICTED, found[0].coverage))
        for each in zip(zip(*one, strict=True), zip(*other, strict=True), strict=True)
    ]
    return [finding for finding, _ in pairs], tuple(match for _, match in pairs)


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
