"""The words in which a sitting speaks, the same on every kind of terminal."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple

from tutor.cards.card import Card, canonical
from tutor.grading.verdict import Finding, Level, Stage, Status, Unjudged, Verdict
from tutor.practice.face import Question
from tutor.practice.histories import Continuation
from tutor.practice.past import local
from tutor.practice.states import Judged, Summary
from tutor.scheduling.marks import Mark, MarkKind, opposite
from tutor.scheduling.queue import Counts
from tutor.scheduling.review import Grade
from tutor.text import counted, one_line, plain

LEVELS = {
    Level.CORRECT: "Correct",
    Level.PARTIAL: "Partly correct",
    Level.INCORRECT: "Incorrect",
}

STAGES = {
    Stage.EMPTY: "no answer",
    Stage.DONT_KNOW: "“I don't know”",
    Stage.EXACT: "the same words",
    Stage.NUMBERS: "the numbers",
    Stage.SIMILARITY: "closeness in meaning",
    Stage.RUBRIC: "a language model",
}

SURE, FAIRLY_SURE = 0.9, 0.7
"""From which confidence the grader is called sure, and fairly sure; words for the eye, no more."""


class _Unit(NamedTuple):
    name: str
    short: str
    seconds: float


_MINUTE = _Unit("minute", "min", 60)
_HOUR = _Unit("hour", "h", 3_600)
_DAY = _Unit("day", "d", 86_400)
_MONTH = _Unit("month", "mo", 2_629_800)  # a twelfth of a year
_YEAR = _Unit("year", "y", 31_557_600)  # 365.25 days
_UNITS = (_YEAR, _MONTH, _DAY, _HOUR, _MINUTE)

_POINT = 40  # characters of a point that tell it from the others of its card

_LIST_MARK = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+", re.MULTILINE)
_EMPHASIS = re.compile(r"[*_]{1,3}")


def grade_word(grade: Grade) -> str:
    """Return the name of a grade, in small letters."""
    return grade.name.lower()


def confidence_word(confidence: float) -> str:
    """Return a word for a confidence in [0, 1]."""
    if confidence >= SURE:
        return "sure"
    return "fairly sure" if confidence >= FAIRLY_SURE else "unsure"


def level(verdict: Verdict) -> str:
    """Return what an answer is worth, as "Correct", or "Perhaps correct" where that is in doubt."""
    word = LEVELS[verdict.level]
    return f"Perhaps {word.lower()}" if verdict.doubt else word


def sureness(verdict: Verdict) -> str:
    """Return a word for how sure the grader is; one in doubt is unsure, whatever its confidence."""
    return "unsure" if verdict.doubt else confidence_word(verdict.confidence)


def percent(share: float) -> int:
    """Return a share in [0, 1] in whole percent; 100 and 0 only for all and for nothing."""
    if 0 < share < 1:
        return min(99, max(1, round(100 * share)))
    return round(100 * share)


def span(time: timedelta) -> str:
    """Return a length of time in one number and its unit, as "10 minutes" or "1.5 years"."""
    number, unit = _measured(time)
    return f"{number:g} {unit.name}" + ("" if number == 1 else "s")


def short_span(time: timedelta) -> str:
    """Return a length of time as `span` does, its unit abbreviated, as "10 min" or "1.5 y"."""
    number, unit = _measured(time)
    return f"{number:g} {unit.short}"


def _measured(time: timedelta) -> tuple[float, _Unit]:
    """Return a length of time in the largest unit that it fills, at least a minute."""
    seconds = max(_MINUTE.seconds, time.total_seconds())
    unit = next(unit for unit in _UNITS if seconds >= 0.95 * unit.seconds)
    number = seconds / unit.seconds
    return (round(number, 1) if unit is _YEAR else round(number)), unit


def soon(due: datetime, now: datetime) -> str:
    """Return when something is due, as "in 3 days" or "now"."""
    return "now" if due <= now else f"in {span(due - now)}"


def amount(counts: Counts) -> str:
    """Return what a sitting holds, as "3 due, 8 new"."""
    due = counts.due + counts.learning
    parts = [f"{due} due"] * (due > 0) + [f"{counts.new} new"] * (counts.new > 0)
    return ", ".join(parts) or "nothing due"


def place(asked: Question) -> str:
    """Return the place of a question in its sitting and its time, as "3 of 12, again · 4 min"."""
    when = f" · {short_span(asked.elapsed)}" if asked.elapsed >= timedelta(minutes=1) else ""
    again = ", second try" if asked.is_second else ", again" * asked.again
    return f"{asked.number} of {asked.total}{again}{when}"


def deck_name(card: Card) -> str:
    """Return the deck of a card on one line, "" where it has none."""
    return one_line(card.deck)


def scope(names: list[str], shown: int = 3) -> str:
    """Return deck names on one line: the first few, and how many more there are."""
    listed = ", ".join(one_line(name) for name in names[:shown])
    more = len(names) - shown
    return f"{listed} and {more} more" if more > 0 else listed


def same_card(asked: Continuation) -> str:
    """Return the question whether an edited card keeps its history."""
    reviews = counted(asked.reviews, "review")
    return f"Is it the same card? Then it keeps its history of {reviews}."


def kept(asked: Continuation) -> str:
    """Return the note that an edited card kept its history, on one line."""
    return f"An edited question keeps its history: {one_line(asked.suggestion.card.question, 60)}"


def required(finding: Finding) -> str:
    """Return the text of a finding's point, and a note where it is a bonus."""
    return plain(finding.point.text) + ("" if finding.point.required else " (bonus)")


def own_words(finding: Finding) -> str:
    """Return the learner's words for a point on one line, "" where it is missing.

    What comes nearest to a missing point does not say it, and would only puzzle.
    """
    return "" if finding.status is Status.MISSING else one_line(finding.evidence)


def there(verdict: Verdict) -> list[tuple[Status, str]]:
    """Return the learner's own words that a verdict found, and what it made of them."""
    said = ((finding.status, own_words(finding)) for finding in verdict.findings)
    return [(status, own) for status, own in said if own]


def says_more(card: Card, verdict: Verdict | Unjudged) -> bool:
    """Say whether the reference answer holds more than the points that the verdict lists.

    Where it does not, showing both would show the same sentences twice.
    """
    if isinstance(verdict, Unjudged):
        return True
    points = " ".join(finding.point.text for finding in verdict.findings)
    return _bare(points) != _bare(card.answer)


def pending(count: int) -> str:
    """Return that second verdicts are on their way, on one line."""
    answers = "an answer" if count == 1 else f"{count} answers"
    return f"A language model is still reading {answers}; you need not wait."


AWAITED = "A language model is reading it, too; you need not wait."


def explanation(judged: Judged) -> list[str]:
    """Return who decided, how sure it is and why, and why that grade; one line each."""
    lines = judgement(judged.grader, judged.verdict)
    if judged.revision:
        lines += judgement(judged.revision.grader, judged.revision.verdict)
    return [*lines, f"Proposal: {one_line(judged.standing.reason)}"]


def judgement(grader: str, verdict: Verdict | Unjudged) -> list[str]:
    """Return who decided, how sure it is and why; one line each."""
    lines = [f"Graded by: {one_line(grader)}"]
    if isinstance(verdict, Verdict):
        lines += [decision(verdict), confidence(verdict)]
    return lines


def decision(verdict: Verdict) -> str:
    """Return which stage decided, and why, on one line."""
    return f"Decided by: {STAGES[verdict.decided_by]}. {one_line(verdict.reason)}"


def confidence(verdict: Verdict) -> str:
    """Return how sure the grader is of a level, on one line."""
    named = LEVELS[verdict.level].lower()
    return f"Confidence: {percent(verdict.confidence)} % that “{named}” is right."


def doubt(verdict: Verdict | Unjudged) -> str:
    """Return why a verdict is in doubt, on one line; "" where it is not."""
    return "" if isinstance(verdict, Unjudged) else one_line(verdict.doubt)


def revision(judged: Judged) -> str:
    """Return what a second grader says, beside the first, on one line; "" where none did."""
    second = judged.revision
    if second is None:
        return ""
    changes = _changes(judged.verdict, second.verdict)
    said = f"A language model: {level(second.verdict).lower()}."
    first = judged.verdict
    if isinstance(first, Verdict) and first.level is second.verdict.level and not changes:
        said = f"A language model agrees: {level(second.verdict).lower()}."
    parts = [said, *changes, one_line(second.verdict.reason), _proposed(judged)]
    return " ".join(filter(None, parts))


def revised_later(card: Card, judged: Judged, word: str) -> str:
    """Return what a second grader says of an answer that has a grade already, on one line.

    Args:
        card: The card.
        judged: The answer with both verdicts.
        word: What becomes of its grade, in one sentence.
    """
    assert judged.revision is not None
    verdict = judged.revision.verdict
    about = f"A language model on “{one_line(card.question, 50)}”: {level(verdict).lower()}."
    return " ".join([about, *_changes(judged.verdict, verdict), word])


def offered(judged: Judged, given: Grade) -> str:
    """Return the question whether a grade is to be changed, on one line."""
    grade = judged.standing.grade
    assert grade is not None
    return f"Change {grade_word(given)} to {grade_word(grade)}?"


def _changes(first: Verdict | Unjudged, second: Verdict) -> list[str]:
    """Return a sentence for each way in which the second verdict on points is another."""
    before = first.findings if isinstance(first, Verdict) else ()
    was: list[Status | None] = [finding.status for finding in before]
    was = was or [None] * len(second.findings)
    points: dict[tuple[Status | None, Status], list[str]] = {}
    for old, found in zip(was, second.findings, strict=False):
        if old is not found.status:
            quoted = f"“{one_line(found.point.text, _POINT)}”"
            points.setdefault((old, found.status), []).append(quoted)
    return [
        f"{', '.join(quoted)}: {new}{f', not {old}' if old else ''}."
        for (old, new), quoted in points.items()
    ]


def _proposed(judged: Judged) -> str:
    grade = judged.standing.grade
    if grade is None:
        return "It leaves the grade to you."
    too = ", too" if grade is judged.proposal.grade else ""
    return f"It proposes {grade_word(grade)}{too}."


SKIPPED = "skipped"
GONE = "The card is not in its file any more. It is left out, and its history is kept."
NOT_EDITED = "The card is as it was."

_UNMARKED = {
    MarkKind.SUSPENDED: "suspended",
    MarkKind.RESUMED: "not suspended",
    MarkKind.BURIED: "buried",
    MarkKind.UNBURIED: "not buried",
    MarkKind.FLAGGED: "flagged",
    MarkKind.UNFLAGGED: "not flagged",
    MarkKind.ACCEPTED: "the answer counts",
    MarkKind.REVOKED: "the answer counts no more",
}


def edited(card: Card) -> str:
    """Return that a card was edited, and what it asks now, on one line."""
    return f"Edited; its history stays: {one_line(card.question, 60)}"


def hint(number: int, of: int, text: str) -> str:
    """Return a hint with its number, on as many lines as it takes."""
    return f"Hint {number} of {of}: {plain(text)}"


def marked(mark: Mark) -> str:
    """Return what a mark means, and how it is taken back, on one line."""
    match mark.kind:
        case MarkKind.BURIED if mark.until:
            return f"Buried until {local(mark.until)}."
        case MarkKind.SUSPENDED:
            return "Suspended: it is not asked until you say `tutor resume`."
        case MarkKind.FLAGGED:
            return "Flagged; `tutor cards --flagged` finds it again."
        case MarkKind.ACCEPTED:
            said = one_line(mark.text, _POINT)
            return f"From now on “{said}” counts as right for this card (`tutor accepted`)."
        case MarkKind.REVOKED:
            said = one_line(mark.text, _POINT)
            return f"From now on “{said}” counts as right for this card no more."
    return f"{_UNMARKED[mark.kind].capitalize()}."


def unmarked(mark: Mark) -> str:
    """Return what a step was that a mark took back, in a few words."""
    return _UNMARKED[opposite(mark, mark.id, mark.at).kind]


HOW_SURE = "How sure are you?"


def summary_line(summary: Summary) -> str:
    """Return what a sitting came to, on one line."""
    if not summary.answered:
        return "Nothing was graded."
    overruled = f", {summary.overruled} overruled" if summary.overruled else ""
    revised = f", {summary.revised} changed upon a second verdict" if summary.revised else ""
    surprised = f", sure and wrong: {summary.surprised}" if summary.surprised else ""
    counted = f"{summary.answered} answered, {summary.recalled} recalled"
    return f"{counted}{overruled}{revised}{surprised}."


def _bare(text: str) -> str:
    return canonical(_EMPHASIS.sub("", _LIST_MARK.sub("", text)))
