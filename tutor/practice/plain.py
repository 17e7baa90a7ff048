"""Plain lines: for screen readers, for terminals that only print, and for whoever prefers them.

Nothing is redrawn, no cursor moves, nothing has a colour, and every sign is a word. What is typed
comes in by whole lines, so an answer ends at an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TextIO

from tutor.cards.card import Card
from tutor.practice import words
from tutor.practice.editor import EditorError, edited
from tutor.practice.events import (
    Accepted,
    Confided,
    Hinted,
    Kept,
    Quit,
    Revised,
    Undo,
)
from tutor.practice.face import (
    Choice,
    Decision,
    Ending,
    News,
    Offer,
    Outcome,
    Question,
    Reply,
    Show,
    no_news,
)
from tutor.practice.histories import Continuation
from tutor.practice.plain_keys import CHOICES, DECISIONS, SURENESS, YES_OR_NO, aside
from tutor.practice.plain_lines import (
    AT_QUESTION,
    AT_VERDICT,
    CHOICE,
    HOW_TO_ANSWER,
    SURE,
    grade_question,
    head_of,
    help_lines,
    missed_lines,
    question_keys,
    question_lines,
    recorded_line,
    verdict_lines,
    wrapped,
)
from tutor.scheduling.review import Grade
from tutor.text import one_line, plain

GLANCE = 0.1
"""Seconds between two looks for news while a line is waited for."""

SETTLING = 0.5
"""Seconds after news in which a line counts as typed before it: nobody reads faster."""


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
        if not question.is_shown:
            self._say(*question_lines(question))
        self._say(*question.hints)
        if question.draft and not question.is_shown:
            self._say("Your draft so far:", plain(question.draft))
        if question.reveals:
            self._say(question_keys(question))
        else:
            self._say(*self._prompt)
            self._prompt = ("Your answer:",)
        self._shown()
        try:
            return self._reveal(question) if question.reveals else self._answer(question, typed)
        except KeyboardInterrupt:
            return Quit()

    def confide(self, question: Question) -> Confided | Quit:
        """Ask how sure the learner is of the answer."""
        self._say(SURE)
        try:
            while line := self._source.readline():
                said = line.strip().lower().removeprefix(":")
                if said in SURENESS:
                    return Confided(SURENESS[said])
                if said in ("q", "quit"):
                    return Quit()
                self._say(SURE)
        except KeyboardInterrupt:
            pass
        return Quit()

    @contextmanager
    def grading(self, ready: bool) -> Iterator[None]:
        """Say that an answer is being graded, where that takes a while."""
        if not ready:
            self._say("Grading…")
        yield

    def choose(self, outcome: Outcome, news: News = no_news) -> Choice:
        """Say that an answer is wrong, not what it lacks, and ask whether to try again."""
        if not outcome.is_shown:
            self._say(*missed_lines(outcome))
        self._say(CHOICE)
        try:
            if found := self._news(news):
                return found
            while line := self._source.readline():
                said = line.strip().lower().removeprefix(":")
                if said in CHOICES and (outcome.undoable or CHOICES[said] != Undo()):
                    return CHOICES[said]
                self._say(CHOICE)
        except KeyboardInterrupt:
            pass
        return Quit()

    def decide(self, outcome: Outcome, news: News = no_news) -> Decision:
        """Show a verdict, or what is new of it, and return the decision, or news."""
        if not outcome.is_shown:
            self._say(*(head_of(outcome) if outcome.has_head else verdict_lines(outcome)))
        if outcome.judged.revision and (outcome.has_news or not outcome.is_shown):
            self._say(words.revision(outcome.judged))
        if outcome.judged.is_helped and not outcome.is_shown:
            self._say(outcome.judged.standing.reason)
        if outcome.is_awaited and not outcome.is_shown:
            self._say(words.AWAITED)
        if self._explain and not outcome.is_shown:
            self._say(*words.explanation(outcome.judged))
        self._say(grade_question(outcome))
        try:
            if outcome.has_news and self._waits(SETTLING):
                self._source.readline()  # it was typed before this could be read
                self._say(grade_question(outcome))
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

    def undone(self, card: Card, what: str = "") -> None:
        """Say which step was undone."""
        self._say(f"Undone{f' ({what})' if what else ''}: {one_line(card.question)}")

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

    def tell(self, lines: Sequence[str]) -> None:
        """Print several lines beside the questions."""
        self._say(*lines)

    def continues(self, asked: Continuation) -> bool | None:
        """Ask whether an edited card is the one it looks like."""
        before, after = asked.suggestion.known.question, asked.suggestion.card.question
        self._say("An edited question?", f"Before: {one_line(before)}", f"Now: {one_line(after)}")
        self._say(f"{words.same_card(asked)} Type yes, no or later.")
        while line := self._source.readline():
            said = line.strip().lower()
            if said in YES_OR_NO:
                return YES_OR_NO[said]
            self._say("Type yes, no or later.")
        return None

    def _answer(self, question: Question, typed: Callable[[str], None]) -> Reply:
        lines = question.draft.splitlines()
        while line := self._source.readline():
            line = line.rstrip("\r\n")
            if not line.strip():
                return "\n".join(lines)
            match command := line.strip() if line.startswith(":") else "":
                case ":hint":
                    if question.has_hint:
                        return Hinted()
                    self._say("There is no further hint.")
                case ":show":
                    return Show()
                case ":help":
                    self._say(*help_lines(AT_QUESTION))
                case ":clear":
                    lines = []
                case ":edit":
                    lines = self._edit(lines, question.card)
                case _ if found := aside(command.removeprefix(":"), question.undoable):
                    return found
                case _:
                    lines.append(line)
            typed("\n".join(lines))
        return "\n".join(lines) if lines else Quit()

    def _reveal(self, question: Question) -> Reply:
        while line := self._source.readline():
            said = line.strip().lower().removeprefix(":")
            if not said:
                return Show()
            if said == "hint" and question.has_hint:
                return Hinted()
            if found := aside(said, question.undoable):
                return found
            if said == "help":
                self._say(*help_lines(AT_QUESTION))
            self._say(question_keys(question))
        return Quit()

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
            elif said in ("?", "help"):
                self._say(*help_lines(AT_VERDICT))
            elif said in DECISIONS and not (said in ("u", "undo") and not outcome.undoable):
                return DECISIONS[said]
            self._say(grade_question(outcome))
            if found := self._news(news):
                return found
        return Quit()

    def _say(self, *lines: str) -> None:
        width = self._columns()
        self._sink.writelines(f"{wrapped(line, width)}\n" for line in lines)
        self._sink.flush()
