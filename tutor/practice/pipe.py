"""A pipe: answers come in on a stream, verdicts go out in plain lines, and nobody is asked.

An answer ends at an empty line, or with the input. An empty line where no answer has begun says "I
don't know". Every grade is the proposed one; an answer that nobody could judge is not recorded.
Where answers are shown and not typed, each line is the learner's own grade of one.
A second verdict that comes later changes the grade, and the end waits for those on their way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TextIO

from tutor.cards.card import Card
from tutor.grading.verdict import Verdict
from tutor.practice import words
from tutor.practice.events import Accepted, Confided, Kept, Overruled, PutAside, Quit, Unveiled
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
from tutor.practice.plain_keys import DECISIONS
from tutor.practice.plain_lines import question_lines, recorded_line, verdict_lines
from tutor.scheduling.policy import unasked
from tutor.scheduling.review import Grade, Mode
from tutor.text import one_line

_NOT_GRADED = "Nothing is recorded: the answer was not graded."
_NO_GRADE = "Nothing is recorded: the grade is 1, 2, 3 or 4."


class PipeFace:
    """Reads answers from a stream, and accepts every proposed grade.

    Nobody is here to ask. Where the verdict is in doubt, its level stands; where nobody could judge
    an answer, nothing is recorded, and the card stays as due as it was.

    Args:
        source: Where the answers come from.
        sink: Where questions and verdicts go.
        shown: Called whenever a question has been written.
        explain: Whether every verdict says who decided and why.
    """

    def __init__(
        self, source: TextIO, sink: TextIO, shown: Callable[[], None], explain: bool = False
    ) -> None:
        self.keeps_drafts = False
        self.is_attended = False
        self._source = source
        self._sink = sink
        self._shown = shown
        self._explain = explain

    def ask(self, question: Question, typed: Callable[[str], None]) -> Reply:
        """Write a question and return the next answer; the end of the input ends the sitting.

        Where answers are shown, none is read: what is read then is the grade.
        """
        self._say(*question_lines(question))
        self._shown()
        if question.reveals:
            return Show()
        lines: list[str] = []
        while line := self._source.readline():
            line = line.rstrip("\r\n")
            if not line.strip():
                return "\n".join(lines)
            lines.append(line)
        return "\n".join(lines) if lines else Quit()

    def confide(self, question: Question) -> Confided | Quit:
        """End the sitting: nobody is here to say how sure an answer is, and no pipe is asked."""
        return Quit()

    @contextmanager
    def grading(self, ready: bool) -> Iterator[None]:
        """Say nothing: whoever reads a pipe can wait."""
        yield

    def choose(self, outcome: Outcome, news: News = no_news) -> Choice:
        """Try nothing again."""
        return Unveiled()

    def decide(self, outcome: Outcome, news: News = no_news) -> Decision:
        """Write a verdict and accept what is proposed; leave the card where nothing is."""
        judged = outcome.judged
        self._say(*verdict_lines(outcome))
        if judged.mode is Mode.REVEALED:
            return self._own_grade()
        if judged.revision:
            self._say(words.revision(judged))
        if self._explain:
            self._say(*words.explanation(judged))
        if judged.standing.grade is not None:
            return Accepted()
        last = judged.revision.verdict if judged.revision else judged.verdict
        if isinstance(last, Verdict):
            return Overruled(unasked(last))
        self._say(_NOT_GRADED)
        return PutAside()

    def _own_grade(self) -> Decision:
        """Read a grade; a line that says none leaves the card as due as it was."""
        line = self._source.readline()
        if not line:
            return Quit()
        found = DECISIONS.get(line.strip().lower())
        if isinstance(found, Overruled):
            return found
        self._say(_NO_GRADE)
        return PutAside()

    def recorded(self, outcome: Outcome, grade: Grade) -> None:
        """Write which grade was given and when the card is back."""
        self._say(recorded_line(outcome, grade))

    def undone(self, card: Card, what: str = "") -> None:
        """Write which step was undone."""
        self._say(f"Undone{f' ({what})' if what else ''}: {one_line(card.question)}")

    def offer(self, offer: Offer) -> Accepted | Kept | Quit:
        """Change nothing: nobody is here to ask."""
        return Kept()

    def cleared(self, undoable: bool, pending: int = 0, news: News = no_news) -> Ending:
        """End the sitting; further input is not read."""
        return Quit()

    def say(self, line: str) -> None:
        """Write a line beside the questions."""
        self._say(line)

    def tell(self, lines: Sequence[str]) -> None:
        """Write several lines beside the questions."""
        self._say(*lines)

    def continues(self, asked: Continuation) -> bool | None:
        """Leave it open: a pipe is nobody to ask."""
        return None

    def _say(self, *lines: str) -> None:
        self._sink.writelines(line + "\n" for line in lines)
        self._sink.flush()
