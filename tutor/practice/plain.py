"""Plain lines: for screen readers, for terminals that only print, and for whoever prefers them.

Nothing is redrawn, no cursor moves, nothing has a colour, and every sign is a word. What is typed
comes in by whole lines, so an answer ends at an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from textwrap import wrap
from typing import TextIO

from tutor.cards.card import Card
from tutor.grading.verdict import Finding, Unjudged, Verdict
from tutor.practice import words
from tutor.practice.editor import EditorError, edited
from tutor.practice.face import Decision, Ending, News, Offer, Outcome, Question, Reply, no_news
from tutor.practice.histories import Continuation
from tutor.practice.states import Accepted, Kept, Overruled, PutAside, Quit, Revised, Undo
from tutor.scheduling.review import Grade
from tutor.text import one_line, plain

HOW_TO_ANSWER = (
    "Type your answer, on as many lines as it takes, then an empty line.",
    "An empty line alone says: I don't know.",
    "Instead of an answer, these work: :undo, :skip, :edit, :clear, :quit.",
)

GLANCE = 0.1
"""Seconds between two looks for news while a line is waited for."""

SETTLING = 0.5
"""Seconds after news in which a line counts as typed before it: nobody reads faster."""

_DECISIONS: dict[str, Decision] = {
    "r": Overruled(Grade.GOOD),
    "right": Overruled(Grade.GOOD),
    "w": Overruled(Grade.AGAIN),
    "wrong": Overruled(Grade.AGAIN),
    "u": Undo(),
    "undo": Undo(),
    "s": PutAside(),
    "skip": PutAside(),
    "q": Quit(),
    "quit": Quit(),
    **{str(int(grade)): Overruled(grade) for grade in Grade},
    **{words.grade_word(grade): Overruled(grade) for grade in Grade},
}


_YES_OR_NO = {"y": True, "yes": True, "n": False, "no": False, "l": None, "later": None}


def question_lines(question: Question) -> list[str]:
    """Return a question, with its place in the sitting."""
    name = words.deck_name(question.card)
    deck = f", deck {name}" if name else ""
    head = f"Question {words.place(question)}{deck}:"
    return ["", head, plain(question.card.question)]


def verdict_lines(outcome: Outcome) -> list[str]:
    """Return a verdict: its level, each point, and the reference answer."""
    verdict = outcome.judged.verdict
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


class PlainFace:
    """Talks with the learner in plain lines.

    Args:
        source: What they type.
        sink: What they read.
        shown: Called whenever a question has appeared.
        environment: Names the editor.
        explain: Whether every verdict says who decided and why.
        columns: Returns how wide a line may be; 0 for any width.
        waits: Waits for a line as many seconds at most, and returns whether one is there.
    """

    def __init__(
        self,
        source: TextIO,
        sink: TextIO,
        shown: Callable[[], None],
        environment: Mapping[str, str],
        explain: bool = False,
        columns: Callable[[], int] = lambda: 0,
        waits: Callable[[float], bool] = lambda seconds: True,
    ) -> None:
        self.keeps_drafts = self.is_attended = True
        self._waits = waits
        self._source = source
        self._sink = sink
        self._shown = shown
        self._environment = environment
        self._explain = explain
        self._columns = columns
        self._prompt: tuple[str, ...] = HOW_TO_ANSWER  # said once

    def ask(self, question: Question, typed: Callable[[str], None]) -> Reply:
        """Show a question and return the reply."""
        self._say(*question_lines(question))
        if question.draft:
            self._say("Your draft so far:", plain(question.draft))
        self._say(*self._prompt)
        self._prompt = ("Your answer:",)
        self._shown()
        try:
            return self._answer(question, typed)
        except KeyboardInterrupt:
            return Quit()

    @contextmanager
    def grading(self, ready: bool) -> Iterator[None]:
        """Say that an answer is being graded, where that takes a while."""
        if not ready:
            self._say("Grading…")
        yield

    def decide(self, outcome: Outcome, news: News = no_news) -> Decision:
        """Show a verdict, or what is new of it, and return the decision, or news."""
        if not outcome.is_shown:
            self._say(*verdict_lines(outcome))
        if outcome.judged.revision and (outcome.has_news or not outcome.is_shown):
            self._say(words.revision(outcome.judged))
        if outcome.is_awaited and not outcome.is_shown:
            self._say(words.AWAITED)
        if self._explain and not outcome.is_shown:
            self._say(*words.explanation(outcome.judged))
        self._say(_grade_question(outcome))
        try:
            if outcome.has_news and self._waits(SETTLING):
                self._source.readline()  # it was typed before this could be read
                self._say(_grade_question(outcome))
            return self._news(news) or self._decision(outcome, news)
        except KeyboardInterrupt:
            return Quit()

    def offer(self, offer: Offer) -> Accepted | Kept | Quit:
        """Ask whether a grade is to be changed upon a second verdict."""
        said = f"Your answer: {one_line(offer.judged.answer.text)}"
        self._say("", plain(offer.card.question), said, words.revision(offer.judged))
        question = f"{words.offered(offer.judged, offer.given)} Type yes, no or quit."
        self._say(question)
        try:
            while line := self._source.readline():
                match line.strip().lower().removeprefix(":"):
                    case "y" | "yes":
                        return Accepted()
                    case "n" | "no":
                        return Kept()
                    case "q" | "quit":
                        return Quit()
                self._say(question)
        except KeyboardInterrupt:
            pass
        return Quit()

    def recorded(self, outcome: Outcome, grade: Grade) -> None:
        """Say which grade was given and when the card is back."""
        self._say(recorded_line(outcome, grade))

    def undone(self, card: Card) -> None:
        """Say which review was undone."""
        self._say(f"Undone: {one_line(card.question)}")

    def cleared(self, undoable: bool, pending: int = 0, news: News = no_news) -> Ending:
        """Say that nothing is left; the last review can still be undone."""
        if not undoable:
            return Quit()
        if pending:
            self._say(words.pending(pending))
        self._say("", "That was all for now. Press Enter to finish, or type undo.")
        try:
            if found := self._news(news):
                return found
            return Undo() if self._source.readline().strip().lower() in ("u", "undo") else Quit()
        except KeyboardInterrupt:
            return Quit()

    def say(self, line: str) -> None:
        """Print a line beside the questions."""
        self._say(line)

    def continues(self, asked: Continuation) -> bool | None:
        """Ask whether an edited card is the one it looks like."""
        before, after = asked.suggestion.known.question, asked.suggestion.card.question
        self._say("An edited question?", f"Before: {one_line(before)}", f"Now: {one_line(after)}")
        self._say(f"{words.same_card(asked)} Type yes, no or later.")
        while line := self._source.readline():
            said = line.strip().lower()
            if said in _YES_OR_NO:
                return _YES_OR_NO[said]
            self._say("Type yes, no or later.")
        return None

    def _answer(self, question: Question, typed: Callable[[str], None]) -> Reply:
        lines = question.draft.splitlines()
        while line := self._source.readline():
            line = line.rstrip("\r\n")
            if not line.strip():
                return "\n".join(lines)
            match line.strip() if line.startswith(":") else "":
                case ":quit":
                    return Quit()
                case ":skip":
                    return PutAside()
                case ":undo" if question.undoable:
                    return Undo()
                case ":clear":
                    lines = []
                case ":edit":
                    lines = self._edit(lines, question.card)
                case _:
                    lines.append(line)
            typed("\n".join(lines))
        return "\n".join(lines) if lines else Quit()

    def _edit(self, lines: list[str], card: Card) -> list[str]:
        try:
            saved = edited("\n".join(lines), card.question, self._environment)
        except EditorError as error:
            self._say(str(error))
            return lines
        self._say("Your answer so far:", plain(saved), "An empty line submits it.")
        return saved.splitlines()

    def _news(self, news: News) -> Revised | None:
        """Wait for a line, and return what comes before one does."""
        while not self._waits(GLANCE):
            if found := news():
                return found
        return None

    def _decision(self, outcome: Outcome, news: News) -> Decision:
        while line := self._source.readline():
            said = line.strip().lower().removeprefix(":")
            if not said and outcome.judged.standing.grade is not None:
                return Accepted()
            if said in ("e", "explain", "why"):
                self._say(*words.explanation(outcome.judged))
            elif said in _DECISIONS and not (said in ("u", "undo") and not outcome.undoable):
                return _DECISIONS[said]
            self._say(_grade_question(outcome))
            if found := self._news(news):
                return found
        return Quit()

    def _say(self, *lines: str) -> None:
        width = self._columns()
        self._sink.writelines(f"{wrapped(line, width)}\n" for line in lines)
        self._sink.flush()


def _grade_question(outcome: Outcome) -> str:
    proposed = outcome.judged.standing.grade
    undo = ", undo" * outcome.undoable
    others = f"again, hard, good, easy, right, wrong, why, skip{undo}, quit"
    if proposed is None:
        return f"Which grade? Type one of: {others}."
    return f"Grade {words.grade_word(proposed)}? Press Enter to accept, or type one of: {others}."
