"""From a verdict to the grade that is proposed. The learner has the last word.

FSRS counts Hard as recalled: only Again is a failure
(https://docs.ankiweb.net/deck-options.html#fsrs). So a half-wrong answer must not be Hard, or it
would lengthen the interval of a card that was not known, and Hard is left for a pass that was weak,
slow, hinted, guessed or at the second try. Easy is the learner's to say: nothing in an answer's
text shows effort. A card of which a whole point was shown was not recalled, so it failed, whatever
was typed then. Where the verdict itself is in doubt, so is every grade that would follow from it,
and none is proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from tutor.grading.verdict import Answer, Level, Status, Unjudged, Verdict
from tutor.scheduling.review import Grade, Sureness


@dataclass(frozen=True, slots=True)
class Policy:
    """Where the lines are drawn.

    Attributes:
        pass_mark: The score, in [0, 1], from which a partial answer still passes. Correct begins
            at 0.5, and so does passing: an answer that lacks a needed point is not recalled.
        weak_below: The score, in [0, 1], below which a correct answer passed barely: it is the
            grader's probability that people would call the answer right.
        unsure_below: The confidence, in [0, 1], below which "correct" counts as barely: at 0.5,
            where another level is as likely.
        slow_after: Seconds to read and to think, ≥ 0, that every answer may take.
        slow_per_character: Seconds to type, ≥ 0, that an answer may take for each character. The
            mean of 168,000 volunteers was 52 words a minute, 0.23 s a character (Dhakal et al.
            2018, https://doi.org/10.1145/3173574.3174220); a second leaves room for rewording.
        most_hints: With how many hints, ≥ 0, a card still counts as recalled: the first two tell
            how many points there are and how their words begin, the third shows a whole point
            (`tutor.coaching.ladder`).

    Raises:
        ValueError: A line is out of its range.
    """

    pass_mark: float = 0.5
    weak_below: float = 0.6
    unsure_below: float = 0.5
    slow_after: float = 120.0
    slow_per_character: float = 1.0
    most_hints: int = 2

    def __post_init__(self) -> None:
        for name in ("pass_mark", "weak_below", "unsure_below"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is in [0, 1], not {getattr(self, name)}")
        if not (self.most_hints >= 0 and self.slow_after >= 0 and self.slow_per_character >= 0):
            lines = f"{self.slow_after}, {self.slow_per_character}, {self.most_hints}"
            raise ValueError(f"no time and no number is negative: {lines}")

    def allowed(self, answer: Answer) -> float:
        """Return the seconds that an answer of this length may take before it counts as slow."""
        return self.slow_after + self.slow_per_character * len(answer.text)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the policy would grade.

    Attributes:
        grade: The grade; None where nothing is proposed, and the learner must say. Never EASY.
        reason: Why, in one sentence.
    """

    grade: Grade | None
    reason: str


DEFAULT_POLICY = Policy()

SOON = timedelta(minutes=1)
"""After how long a card comes again whose learner was sure and wrong: the first learning step."""


def propose(
    verdict: Verdict | Unjudged,
    answer: Answer,
    policy: Policy = DEFAULT_POLICY,
    *,
    tries: int = 0,
    sureness: Sureness | None = None,
) -> Proposal:
    """Propose a grade for an answer; nothing where nobody judged it, or the verdict is in doubt.

    Args:
        verdict: What the grader says of it.
        answer: The answer.
        policy: Where the lines are drawn.
        tries: How many answers to the same question came before it, ≥ 0.
        sureness: How sure the learner was of it; None where nobody asked.
    """
    if isinstance(verdict, Unjudged):
        return Proposal(None, "Nobody judged the answer, so the grade is yours to give.")
    if answer.hints > policy.most_hints:
        return Proposal(Grade.AGAIN, "A whole point was shown, so the card was not recalled.")
    if verdict.doubt:
        doubt = " ".join(verdict.doubt.split())
        return Proposal(None, f"It is in doubt (“{doubt}”), so the grade is yours to give.")
    failure = _failure(verdict, policy)
    if failure:
        return Proposal(Grade.AGAIN, failure)
    weakness = _weakness(verdict, answer, policy) or _help(answer, tries, sureness)
    if weakness:
        return Proposal(Grade.HARD, weakness)
    return Proposal(Grade.GOOD, "Correct, without a hint and in good time.")


def is_surprise(sureness: Sureness | None, grade: Grade) -> bool:
    """Say whether a learner was sure of an answer that failed.

    FSRS has no place for it, so no interval changes; the card is asked again soon in the sitting
    (`SOON`). What was wrong with confidence is put right best while the surprise is fresh
    (Butterfield and Metcalfe 2001, https://doi.org/10.1037/0278-7393.27.6.1491).
    """
    return sureness is Sureness.SURE and grade is Grade.AGAIN


def unasked(verdict: Verdict) -> Grade:
    """Return the grade of a doubtful verdict where nobody can be asked: its level, at its least."""
    return Grade.HARD if verdict.level is Level.CORRECT else Grade.AGAIN


def _failure(verdict: Verdict, policy: Policy) -> str:
    """Return why the answer failed, or "" where it passed."""
    if verdict.level is Level.CORRECT:
        return ""
    if verdict.level is Level.INCORRECT:
        return "Incorrect, so the card comes back soon."
    if verdict.score < policy.pass_mark:
        return f"Partial: {verdict.score:.2f} is below the pass mark of {policy.pass_mark:.2f}."
    if _contradicts(verdict):
        return "Partial: the answer contradicts a point that it must make."
    return ""


def _weakness(verdict: Verdict, answer: Answer, policy: Policy) -> str:
    """Return why a pass was a hard one, or "" where it was not."""
    if verdict.level is Level.PARTIAL:
        return f"Partial, and {verdict.score:.2f} reaches the pass mark of {policy.pass_mark:.2f}."
    if _contradicts(verdict):
        return "Correct, but the answer contradicts a point that it must make."
    if verdict.score < policy.weak_below:
        return f"Correct, but barely: the score is {verdict.score:.2f}."
    if verdict.confidence < policy.unsure_below:
        return f"Correct, but barely: the confidence is {verdict.confidence:.2f}."
    if answer.seconds > policy.allowed(answer):
        return f"Correct, but slow: {answer.seconds:.0f} s, of {policy.allowed(answer):.0f} s."
    return ""


def _help(answer: Answer, tries: int, sureness: Sureness | None) -> str:
    """Return what helped to an answer that passed, or "" where nothing did."""
    if tries:
        return "Correct, at the second try."
    if answer.hinted:
        return "Correct, with a hint."
    return "Correct, but guessed." if sureness is Sureness.GUESSED else ""


def _contradicts(verdict: Verdict) -> bool:
    return any(f.point.required and f.status is Status.CONTRADICTED for f in verdict.findings)
