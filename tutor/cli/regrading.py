"""What `tutor regrade` reads, changes and shows."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tutor.cards.card import Card
from tutor.cli import wiring
from tutor.cli.evaluate.progress import progress
from tutor.cli.kept_points import with_kept_points
from tutor.cli.notes import note_problems
from tutor.cli.scope import known_ids, places, read_scope
from tutor.grading.accepted import by_acceptance
from tutor.grading.threshold import ThresholdGrader
from tutor.grading.verdict import Answer, Unjudged, Verdict
from tutor.practice import words
from tutor.scheduling.regrading import Rejudged, Skipped, rejudged, skipped
from tutor.scheduling.review import Grade, Opinion, Review
from tutor.store.store import Store
from tutor.text import one_line

_QUESTION, _ANSWER = 60, 66


@dataclass(frozen=True, slots=True)
class Report:
    """What came of judging anew.

    Attributes:
        grader: Who judged.
        answers: Those judged anew, in the order in which they were given.
        aside: How many were not, and why.
    """

    grader: str
    answers: tuple[Rejudged, ...]
    aside: Mapping[Skipped, int]

    @property
    def changed(self) -> list[Rejudged]:
        """The answers with another level, or another grade."""
        return [one for one in self.answers if one.has_other_level or one.grade]


def judge_anew(decks: Sequence[str], store: Store, place: Path, encoder: str) -> Report:
    """Judge the kept answers of decks anew; nothing is written.

    Args:
        decks: Paths and names, as `tutor.cli.scope.read_scope` takes them.
        store: Where the reviews are.
        place: Its file.
        encoder: As `tutor.cli.wiring.make_grader` takes it.

    Raises:
        UsageError, ReadError: As `read_scope` does.
        ModelError: There is no grader.
    """
    scope = read_scope(decks, places(wiring.default_decks(), store.known_cards()))
    note_problems(scope.problems)
    scope = with_kept_points(scope, place)
    shipped = wiring.make_grader(encoder)
    grader = ThresholdGrader(shipped, store.thresholds(), shipped.doubt_at)
    ids = known_ids([card for card, _ in scope.cards], store.known_cards())
    marked = store.marked()
    accepted = {card: marked[key].accepted for card, key in ids.items() if key in marked}

    def grade(card: Card, answer: Answer) -> Verdict | Unjudged:
        own = by_acceptance(card, answer.text, accepted.get(card, ()))
        return own or grader.grade(card, answer)

    kept = [(card, review) for card, key in ids.items() for review in store.reviews(key)]
    aside = Counter(why for card, one in kept if (why := skipped(card, one, grader.name_for(card))))
    todo = [pair for pair in kept if not skipped(*pair, grader.name_for(pair[0]))]
    todo.sort(key=lambda pair: pair[1].id)
    answers: list[Rejudged] = []
    with progress(sys.stderr, "Judged anew", wiring.stopwatch()) as done:
        for number, (card, review) in enumerate(todo, 1):
            if found := rejudged(card, review, grade, grader.name_for(card)):
                answers.append(found)
            done(number, len(todo))
    return Report(grader.name, tuple(answers), aside)


def keep(report: Report, store: Store, at: datetime) -> None:
    """Have the grades that follow count from `at` on, and keep the verdicts that they follow."""
    for one in report.answers:
        if grade := one.grade:
            opinion = Opinion(one.verdict, one.grader, one.proposed)
            store.add_opinion(one.review.id, opinion, at)
            store.regrade(one.review.id, grade, at, grader=one.grader)


# --- shown --------------------------------------------------------------------------------------


def report_lines(report: Report, shown: int, *, applied: bool) -> Iterator[str]:
    """Yield what a learner reads: the first changes, then what they come to."""
    changed = report.changed
    for one in changed[:shown]:
        yield from _change(one)
    if len(changed) > shown:
        yield f"… and {len(changed) - shown} more; --shown says how many."
    yield _told(report)
    yield from _aside(report)
    grades = sum(one.grade is not None for one in report.answers)
    own = sum(one.is_own_word for one in report.answers)
    if own:
        yield f"{_count(own, 'grade of your own stays', 'grades of your own stay')}."
    if not grades:
        yield "No grade would change."
    elif applied:
        yield f"{_count(grades, 'grade', 'grades')} changed, and the schedules were replayed."
    else:
        grade = _count(grades, "grade", "grades")
        yield f"{grade} would change. Nothing was changed: --apply replays the schedules."


def _change(one: Rejudged) -> Iterator[str]:
    review = one.review
    yield f"{review.at.astimezone():%Y-%m-%d}  {one_line(one.card.question, _QUESTION)}"
    yield f"  “{one_line(review.answer.text, _ANSWER)}”"
    grade = ""
    if one.grade:
        before, after = words.grade_word(review.grade), words.grade_word(one.grade)
        grade = f"; {before} → {after}"
    elif one.is_own_word:
        grade = f"; your {words.grade_word(review.grade)} stays"
    yield f"  {_level(review.verdict)} → {_level(one.verdict)}{grade}"


def _level(verdict: Verdict | Unjudged) -> str:
    return "not judged" if isinstance(verdict, Unjudged) else words.level(verdict).lower()


def _told(report: Report) -> str:
    judged = _count(len(report.answers), "answer", "answers")
    others = sum(one.has_other_level for one in report.answers)
    levels = _count(others, "has", "have")
    return f"{judged} judged anew by {one_line(report.grader)}; {levels} another level."


def _aside(report: Report) -> Iterator[str]:
    if report.aside:
        parts = [f"{count} {why}" for why, count in sorted(report.aside.items())]
        yield f"Left aside: {', '.join(parts)}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def report_json(report: Report) -> Iterator[str]:
    """Yield one object for each change, then one for all."""
    for one in report.changed:
        yield json.dumps(
            {
                "review": one.review.id,
                "card": one.review.card_id,
                "answer": one.review.answer.text,
                "before": _state(one.review.verdict, one.review.grade, one.review),
                "after": _state(one.verdict, one.grade or one.review.grade),
            }
        )
    yield json.dumps(
        {
            "grader": report.grader,
            "answers": len(report.answers),
            "levels": sum(one.has_other_level for one in report.answers),
            "grades": sum(one.grade is not None for one in report.answers),
            "own": sum(one.is_own_word for one in report.answers),
            "aside": {str(why): count for why, count in report.aside.items()},
        }
    )


def _state(
    verdict: Verdict | Unjudged, grade: Grade, review: Review | None = None
) -> dict[str, object]:
    state: dict[str, object] = {"grade": grade.name.lower()}
    if isinstance(verdict, Verdict):
        state |= {"level": verdict.level, "score": verdict.score}
    if review:
        state["grader"] = review.grader
    return state
