"""What is said in plain lines, to whoever hears or reads it: values in, lines out."""

from __future__ import annotations

from textwrap import wrap

from tutor.cards.card import Card
from tutor.grading.verdict import Finding, Unjudged, Verdict
from tutor.practice import words
from tutor.practice.face import Outcome, Question
from tutor.scheduling.review import Grade, Mode
from tutor.text import plain

HOW_TO_ANSWER = (
    "Type your answer, on as many lines as it takes, then an empty line.",
    "An empty line alone says: I don't know.",
    "Instead of an answer, these work: :hint, :show, :undo, :skip, :quit. :help lists all.",
)

AT_QUESTION = (
    (":hint", "a hint; three at most, and the best grade is then hard"),
    (":show", "show the answer, and grade yourself"),
    (":edit", "your answer in your editor"),
    (":clear", "drop what you typed"),
    (":skip", "leave the card for this sitting"),
    (":bury", "leave it until tomorrow"),
    (":suspend", "leave it until you resume it"),
    (":flag", "flag it, or take the flag away"),
    (":history", "how the card was answered before"),
    (":card", "edit the card in its file, in your editor"),
    (":undo", "take back the last grade, skip or mark; again for the one before it"),
    (":quit", "end; what you typed comes back the next time"),
)
"""What can be typed instead of an answer."""

AT_VERDICT = (
    ("again, hard, good, easy", "the grade, also as 1 to 4"),
    ("right", "you were right: from now on this very answer counts for this card"),
    ("wrong", "you were wrong"),
    ("why", "who decided, and why"),
    ("skip, bury, suspend, flag", "leave the card, or flag it, as at a question"),
    ("history", "how the card was answered before"),
    ("card", "edit the card in its file; your answer is graded anew"),
    ("undo", "take back the last grade, skip or mark; again for the one before it"),
    ("quit", "end; your answer comes back the next time"),
)
"""What can be typed at a verdict."""


def help_lines(entries: tuple[tuple[str, str], ...]) -> list[str]:
    """Return what can be typed, and what it does."""
    return [f"{typed}: {does}." for typed, does in entries]


def question_lines(question: Question) -> list[str]:
    """Return a question, with its place in the sitting."""
    name = words.deck_name(question.card)
    deck = f", deck {name}" if name else ""
    head = f"Question {words.place(question)}{deck}:"
    return ["", head, plain(question.card.question)]


def verdict_lines(outcome: Outcome) -> list[str]:
    """Return a verdict: its level, each point, and the reference answer."""
    verdict = outcome.judged.verdict
    if outcome.judged.mode is Mode.REVEALED:
        return _reference_lines(outcome.card)
    if isinstance(verdict, Unjudged):
        return [f"Not graded: {plain(verdict.reason)}", *_reference_lines(outcome.card)]
    lines = [_headline(verdict)]
    if doubt := words.doubt(verdict):
        lines.append(doubt)
    for finding in verdict.findings:
        lines += _finding_lines(finding)
    if words.says_more(outcome.card, verdict):
        lines += _reference_lines(outcome.card)
    return lines


def recorded_line(outcome: Outcome, grade: Grade) -> str:
    """Return which grade was given, and when the card is back."""
    if grade not in outcome.due:
        return f"Graded: {words.grade_word(grade)}. Not recorded."
    back = words.soon(outcome.due[grade], outcome.now)
    return f"Recorded: {words.grade_word(grade)}. Back {back}."


def wrapped(text: str, columns: int) -> str:
    """Wrap lines between words, which a terminal would not, unless `columns` is 0."""
    if columns <= 0:
        return text
    return "\n".join(
        line
        for whole in text.split("\n")
        for line in wrap(whole, columns, break_long_words=False, break_on_hyphens=False) or [""]
    )


def _headline(verdict: Verdict) -> str:
    return (
        f"Verdict: {words.level(verdict).lower()}."
        f" Score: {words.percent(verdict.score)} percent."
        f" The grader is {words.sureness(verdict)}."
    )


def _finding_lines(finding: Finding) -> list[str]:
    lines = [f"{finding.status}: {words.required(finding)}"]
    own = words.own_words(finding)
    return lines + [f"your words: {own}"] * bool(own)


def _reference_lines(card: Card) -> list[str]:
    return ["Reference answer:", plain(card.answer)]


def missed_lines(outcome: Outcome) -> list[str]:
    """Return what a wrong answer has, and not what it lacks."""
    from tutor.coaching.ladder import how_much  # the first question need not wait for it

    verdict = outcome.judged.standing_verdict
    if isinstance(verdict, Unjudged):
        return []
    doubt = words.doubt(verdict)
    there = [f"{status}: your words: {own}" for status, own in words.there(verdict)]
    return [_headline(verdict), *[doubt] * bool(doubt), *there, how_much(verdict)]


def head_of(outcome: Outcome) -> list[str]:
    """Return a verdict without its level and its doubt, which were said already."""
    judged = outcome.judged.verdict
    said = 0 if isinstance(judged, Unjudged) else 1 + bool(words.doubt(judged))
    return verdict_lines(outcome)[said:]


def grade_question(outcome: Outcome) -> str:
    """Return the question which grade it is, and what can be typed."""
    proposed = outcome.judged.standing.grade
    undo = ", undo" * outcome.undoable
    ruling = "" if outcome.judged.mode is Mode.REVEALED else ", right, wrong, why"
    others = f"again, hard, good, easy{ruling}, skip{undo}, quit, help"
    if proposed is None:
        return f"Which grade? Type one of: {others}."
    return f"Grade {words.grade_word(proposed)}? Press Enter to accept, or type one of: {others}."


def question_keys(question: Question) -> str:
    """Return what can be typed where an answer is shown and not typed."""
    hint = "hint, " * question.has_hint
    undo = "undo, " * question.undoable
    return f"Press Enter to see the answer, or type one of: {hint}skip, {undo}quit, help."


CHOICE = "Type try for a second try with a hint, or press Enter to see the answer."

SURE = f"{words.HOW_SURE} Type 1 for a guess, 2 for unsure, 3 for sure."
