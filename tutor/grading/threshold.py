"""From which score a deck's answers count as correct, where its learner sees it otherwise.

The shipped grader calls an answer correct from a score of 0.5: from there on people would more
likely than not. A learner who overrules it often enough in one deck moves that line for this deck
(`refit`), and the scores move with it (`ThresholdGrader`). The model stays as it was shipped.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from tutor.cards.card import Card
from tutor.grading.findings import CORRECT_FROM, conclude, level_of
from tutor.grading.reservations import NO_ORDER
from tutor.grading.verdict import Answer, Grader, Level, Stage, Status, Unjudged, Verdict

LOWEST, HIGHEST = 0.3, 0.7
"""Between these a deck's threshold stays, in whole hundredths. Even a learner who passes everything
gets no lower than 0.3: a missing point has a score below 0.25, so no deck waves all through."""

_HUNDREDTHS = range(round(100 * LOWEST), round(100 * HIGHEST) + 1)
_SUFFIX = re.compile(r"^(.*), threshold (0\.[3-7]\d)$", re.DOTALL)
_DIGITS = 9  # of a score: the last digits that mapping there and back may change are beyond them


@dataclass(frozen=True, slots=True)
class Demands:
    """What it takes to move a threshold.

    `python -m tutor.evaluation.refits` plays made-up learners against such numbers. Of those who
    see it as the grader does, 2 % come to agree with it less (by half a point in 100 answers or
    more); after 5 overrules and without a pull it would be 8 %, after 10 still 6 %. With 40 it is
    1 %, but whoever sees it otherwise would wait twice as long, 400 answers in place of 200.

    Attributes:
        overrules: The least number of overruled answers.
        cards: The least number of cards that they belong to. Overrules of a few cards say that
            those cards lack a wording, which another threshold would not mend. With two cards to
            each fold, no single card decides what is held out.
        pull: How many imagined answers, spread evenly over [0, 1], side with 0.5. A tenth away from
            it costs as much as two disagreements, so that few answers move it little.
        folds: In how many parts the cards are held out, one part at a time.
    """

    overrules: int = 20
    cards: int = 10
    pull: float = 20.0
    folds: int = 5


DEMANDS = Demands()


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer that a threshold decides, and the learner's word on it.

    Attributes:
        card_id: The history that it belongs to.
        score: What the shipped grader gave it, in [0, 1], before any threshold of the deck.
        passed: Whether the learner let it pass in the end.
        overruled: Whether that was said against the proposal; else the proposal was accepted.
    """

    card_id: str
    score: float
    passed: bool
    overruled: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """How much there is to go by.

    Attributes:
        answers: Answers that a threshold decides.
        overrules: Those that were overruled.
        cards: How many cards the overruled ones belong to.
    """

    answers: int
    overrules: int
    cards: int


@dataclass(frozen=True, slots=True)
class Refitted:
    """A threshold that fits the learner better than 0.5.

    Attributes:
        threshold: The score from which an answer counts as correct; in [LOWEST, HIGHEST], not 0.5.
        sample: What it was fitted to.
        before: How many of the answers the learner judged otherwise than 0.5 does.
        after: How many of them otherwise than a threshold that was fitted without their cards.
        agreement: How often the learner sided with such a threshold where it and 0.5 disagree; in
            (0.5, 1), by Laplace's rule of succession.
    """

    threshold: float
    sample: Sample
    before: int
    after: int
    agreement: float


@dataclass(frozen=True, slots=True)
class Unmoved:
    """Why the threshold stays at 0.5.

    Attributes:
        reason: One sentence for the learner.
        sample: What there was to go by.
    """

    reason: str
    sample: Sample


@dataclass(frozen=True, slots=True)
class DeckThreshold:
    """The threshold of one deck, as it is kept.

    Attributes:
        threshold: The score from which an answer counts as correct; in [LOWEST, HIGHEST].
        grader: The name of the shipped grader whose scores it was fitted to, and for which alone
            it holds: another model has another scale.
        answers: How many answers it was fitted to.
        overrules: How many of them were overruled.
        agreement: As in `Refitted`.
        at: When it was fitted; UTC.
    """

    threshold: float
    grader: str
    answers: int
    overrules: int
    agreement: float
    at: datetime


# --- fitting ------------------------------------------------------------------------------------


def refit(answers: Sequence[JudgedAnswer], demands: Demands = DEMANDS) -> Refitted | Unmoved:
    """Choose the threshold with which the learner disagrees least, if there is enough to go by.

    It counts on answers that it was not fitted to: cards are held out by folds, and all of their
    answers are tested, the accepted ones too. Among overruled answers alone any other threshold
    would do better than the one that was overruled.
    """
    overruled = [one.card_id for one in answers if one.overruled]
    sample = Sample(len(answers), len(overruled), len(set(overruled)))
    if sample.overrules < demands.overrules or sample.cards < demands.cards:
        wanted = f"it takes {demands.overrules} overruled answers on {demands.cards} cards"
        return Unmoved(f"Too few overrules to go by: {wanted}.", sample)
    threshold = fitted(answers, demands.pull)
    if threshold == CORRECT_FROM:
        return Unmoved(f"{CORRECT_FROM:.2f} fits your grades best.", sample)
    tested = list(_held_out(answers, demands))
    before = sum(_disagrees(one, CORRECT_FROM) for one, _ in tested)
    after = sum(_disagrees(one, line) for one, line in tested)
    if after >= before:
        return Unmoved("No other threshold fits better on cards that were held out.", sample)
    parted = sum((one.score >= CORRECT_FROM) is not (one.score >= line) for one, line in tested)
    agreed = (parted + before - after) / 2  # of the parted ones; the others cancel out
    return Refitted(threshold, sample, before, after, (agreed + 1) / (parted + 2))


def fitted(answers: Sequence[JudgedAnswer], pull: float) -> float:
    """Return the threshold with the fewest disagreements, those of the pull included.

    Args:
        answers: The answers.
        pull: As in `Demands`.
    """
    passed = sorted(one.score for one in answers if one.passed)
    failed = sorted(one.score for one in answers if not one.passed)

    def cost(threshold: float) -> tuple[float, float]:
        away = abs(threshold - CORRECT_FROM)
        wrong = bisect_left(passed, threshold) + len(failed) - bisect_left(failed, threshold)
        return round(wrong + pull * away, _DIGITS), away

    return min((each / 100 for each in _HUNDREDTHS), key=cost)


def _held_out(
    answers: Sequence[JudgedAnswer], demands: Demands
) -> Iterator[tuple[JudgedAnswer, float]]:
    """Yield each answer with a threshold that was fitted to the cards of the other folds."""
    cards = sorted({one.card_id for one in answers})
    fold = {card_id: number % demands.folds for number, card_id in enumerate(cards)}
    for part in range(demands.folds):
        line = fitted([one for one in answers if fold[one.card_id] != part], demands.pull)
        yield from ((one, line) for one in answers if fold[one.card_id] == part)


def _disagrees(one: JudgedAnswer, threshold: float) -> bool:
    return (one.score >= threshold) is not one.passed


# --- applying -----------------------------------------------------------------------------------


NEAR = "It scores near the line from which you let answers of this deck pass."
"""The doubt about an answer whose score alone leaves it in doubt."""

Near: TypeAlias = Callable[[float], str]
"""Returns the doubt that the shipped grader has about an answer for its score alone, or ""."""


class ThresholdGrader:
    """A grader whose scores are read by the threshold of the card's deck, where it has one.

    Where the grader doubts a verdict for its score alone, the doubt moves with the line: it leaves
    the answers around 0.5 and comes to those around the threshold. Any other doubt stays, and so
    does that about an answer which no threshold lets pass.

    Args:
        grader: Who judges.
        thresholds: By deck, as `filed_under` names it. One that was fitted to the scores of another
            grader is left aside.
        near: What the grader says of a score that leaves it in doubt.
    """

    def __init__(
        self, grader: Grader, thresholds: Mapping[str, DeckThreshold], near: Near = lambda _: ""
    ) -> None:
        self._grader = grader
        self._near = near
        self._thresholds = {
            deck: own for deck, own in thresholds.items() if own.grader == grader.name
        }

    @property
    def name(self) -> str:
        """The grader's own name, as in decks without a threshold."""
        return self._grader.name

    def name_for(self, card: Card) -> str:
        """Return the name to store with a review of `card`: it tells the deck's threshold."""
        own = self._thresholds.get(filed_under(card))
        return named(self.name, own.threshold) if own else self.name

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer`, and read its score by the threshold of the deck."""
        verdict = self._grader.grade(card, answer)
        own = self._thresholds.get(filed_under(card))
        if own is None or isinstance(verdict, Unjudged):
            return verdict
        held_back = is_held_back(card, answer, verdict)
        found = rescaled(verdict, own, held_back=held_back)
        return found if held_back else self._doubted_anew(found, verdict.score)

    def _doubted_anew(self, found: Verdict, score: float) -> Verdict:
        if found.decided_by is not Stage.SIMILARITY or found.doubt != self._near(score):
            return found
        return replace(found, doubt=NEAR if self._near(found.score) else "")


def filed_under(card: Card) -> str:
    """Return the deck whose threshold a card has: its first one, or its file where it has none."""
    return card.deck or card.place.path


def is_held_back(card: Card, answer: Answer, verdict: Verdict) -> bool:
    """Return whether no score could make the answer correct.

    It lacks or contradicts a needed point, or is held back for how it says it or for what it says
    beside: with all that was found covered in full it would still not be correct.
    """
    there = (Status.COVERED, Status.PARTLY)
    at_best = [replace(each, coverage=float(each.status in there)) for each in verdict.findings]
    if verdict.doubt == NO_ORDER.reason:
        return True
    return conclude(card, answer.text, at_best, verdict.decided_by).level is not Level.CORRECT


def rescaled(verdict: Verdict, own: DeckThreshold, *, held_back: bool) -> Verdict:
    """Return a verdict with its score, and so its level, read by the threshold of a deck.

    Only what the similarity stage decided changes, and not its findings, reason and doubt. What is
    held back is never raised. The confidence stays where the level does. Where "correct" is won or
    lost, it is how often the learner sided with the threshold on such answers of the deck; between
    partial and incorrect, which no learner says, what the grader's own confidence leaves.
    """
    if verdict.decided_by is not Stage.SIMILARITY:
        return verdict
    score = mapped(verdict.score, own.threshold)
    if held_back:
        score = min(score, verdict.score)
    level, confidence = level_of(score), verdict.confidence
    if level is not verdict.level:
        confidence = own.agreement if Level.CORRECT in (level, verdict.level) else 1 - confidence
    return replace(verdict, score=score, level=level, confidence=confidence)


def mapped(score: float, threshold: float) -> float:
    """Return the score on the scale where the threshold is 0.5; in [0, 1].

    Linear from 0 to the threshold and from there to 1, so a better answer never scores less, and
    the partial ones begin at half the threshold.
    """
    if score >= threshold:
        return CORRECT_FROM + (1 - CORRECT_FROM) * (score - threshold) / (1 - threshold)
    return CORRECT_FROM * score / threshold


def unmapped(score: float, threshold: float) -> float:
    """Return the score that `mapped` made this one of, to nine digits; in [0, 1]."""
    if score >= CORRECT_FROM:
        before = threshold + (1 - threshold) * (score - CORRECT_FROM) / (1 - CORRECT_FROM)
    else:
        before = threshold * score / CORRECT_FROM
    return round(before, _DIGITS)


def named(grader: str, threshold: float) -> str:
    """Return the name of a grader whose scores were read by a threshold in whole hundredths."""
    return f"{grader}, threshold {threshold:.2f}"


def unnamed(name: str) -> tuple[str, float]:
    """Return the name of the shipped grader and the threshold that its scores were read by."""
    found = _SUFFIX.match(name)
    return (found[1], float(found[2])) if found else (name, CORRECT_FROM)
