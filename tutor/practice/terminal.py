"""The full terminal: questions, prompts and verdicts, scrolling like any other program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial

from prompt_toolkit.formatted_text import StyleAndTextTuples, fragment_list_to_text
from rich.console import Console
from rich.text import Text

from tutor.cards.card import Card
from tutor.grading.verdict import Verdict
from tutor.practice import keys, screen, words
from tutor.practice.events import (
    Accepted,
    Bury,
    Confided,
    Flag,
    Hinted,
    Kept,
    Overruled,
    PutAside,
    Quit,
    Suspend,
    TryAgain,
    Undo,
    Unveiled,
    WasRight,
    WasWrong,
)
from tutor.practice.face import (
    Aside,
    Choice,
    Decision,
    Ending,
    Errand,
    News,
    Offer,
    Outcome,
    Question,
    Reply,
    Show,
    no_news,
)
from tutor.practice.histories import Continuation
from tutor.practice.prompts import AnswerPrompt, Wires, ask_key
from tutor.practice.wrapping import laid
from tutor.scheduling.review import Grade, Mode, Sureness


class TerminalFace:
    """Talks with the learner on a full terminal.

    Args:
        console: What verdicts are printed on.
        shown: Called whenever a question has appeared.
        environment: Names the editor.
        explain: Whether every verdict says who decided and why.
        wires: Where the keys come from and prompts are drawn.
    """

    def __init__(
        self,
        console: Console,
        shown: Callable[[], None],
        environment: Mapping[str, str],
        explain: bool = False,
        wires: Wires | None = None,
    ) -> None:
        self.keeps_drafts = self.is_attended = True
        self._console = console
        self._shown = shown
        self._environment = environment
        self._explain = explain
        self._wires = wires or Wires()

    def ask(self, question: Question, typed: Callable[[str], None]) -> Reply:
        """Show a question and return the reply."""
        lines = [] if question.is_shown else screen.question(self._console, question)
        screen.show(self._console, *lines, *screen.hints(self._console, question.hints))
        if question.reveals:
            self._shown()
            return self._reveal(question)
        help_ = partial(self._show_keys, keys.ALL_AT_QUESTION)
        shown, environment = self._shown, self._environment
        return AnswerPrompt(question, typed, shown, self._wires, environment, help_).run()

    def confide(self, question: Question) -> Confided | Quit:
        """Ask how sure the learner is of the answer."""
        choices: dict[str, Confided | Quit] = {str(int(s)): Confided(s) for s in Sureness}
        choices |= dict.fromkeys(("q", "c-c", "c-d"), Quit())
        line: StyleAndTextTuples = [("", f"\n  {words.HOW_SURE}")]
        return ask_key(choices, line, keys.AT_SURE, self._wires, gone=Quit())

    @contextmanager
    def grading(self, ready: bool) -> Iterator[None]:
        """Show that an answer is being graded, while that lasts."""
        if ready:  # it takes too short to be read
            yield
            return
        with self._console.status("grading…"):
            yield

    def choose(self, outcome: Outcome, news: News = no_news) -> Choice:
        """Say that an answer is wrong, not what it lacks, and ask whether to try again."""
        judged = outcome.judged.standing_verdict
        if not outcome.is_shown and isinstance(judged, Verdict):
            screen.show(self._console, *screen.missed(self._console, judged))
        choices: dict[str, Choice] = {"t": TryAgain(), "enter": Unveiled(), " ": Unveiled()}
        return ask_key(
            choices | _asides(outcome.undoable),
            [],
            keys.at_choice(outcome.undoable),
            self._wires,
            gone=Quit(),
            prints=self._help(keys.ALL_AT_CHOICE),
            news=news,
        )

    def decide(self, outcome: Outcome, news: News = no_news) -> Decision:
        """Show a verdict, or what is new of it, and return the decision, or news."""
        lines = self._verdict(outcome)
        explain = partial(self._show_explanation, outcome)
        if not outcome.is_shown:
            screen.show(self._console, *lines)
            if outcome.judged.is_helped:
                lines += (help_ := screen.aside(self._console, outcome.judged.standing.reason))
                screen.show(self._console, *help_)
            if outcome.is_awaited:
                screen.show(self._console, *screen.aside(self._console, words.AWAITED))
        if outcome.judged.revision and (outcome.has_news or not outcome.is_shown):
            lines += (revision := screen.revision(self._console, outcome.judged))
            screen.show(self._console, *revision)
        if self._explain and not outcome.is_shown:
            explain()
        asked = fragment_list_to_text(laid(grade_line(outcome), self._console.width))
        rows = asked.count("\n") + 1 + _KEY_ROWS
        scrolled_off = len(lines) > self._console.height - rows
        return ask_key(
            _choices(outcome),
            grade_line(outcome, screen.headline(outcome.judged.verdict) if scrolled_off else ""),
            _shown_keys(outcome),
            self._wires,
            gone=Quit(),
            prints={"e": explain, **self._help(keys.ALL_AT_VERDICT)},
            news=news,
            deaf=SETTLING if outcome.has_news else 0.0,
        )

    def offer(self, offer: Offer) -> Accepted | Kept | Quit:
        """Ask whether a grade is to be changed upon a second verdict."""
        screen.show(self._console, *screen.offer(self._console, offer))
        choices: dict[str, Accepted | Kept | Quit] = {"y": Accepted(), "n": Kept()}
        choices |= dict.fromkeys(("q", "c-c", "c-d"), Quit())
        return ask_key(choices, [], keys.AT_OFFER, self._wires, gone=Quit())

    def recorded(self, outcome: Outcome, grade: Grade) -> None:
        """Say which grade was given and when the card is back."""
        screen.show(self._console, screen.recorded(outcome, grade))

    def undone(self, card: Card, what: str = "") -> None:
        """Say which step was undone."""
        screen.show(self._console, screen.undone(card, what))

    def cleared(self, undoable: bool, pending: int = 0, news: News = no_news) -> Ending:
        """Say that nothing is left; the last review can still be undone."""
        if not undoable:
            return Quit()
        screen.show(self._console, screen.cleared())
        choices: dict[str, Ending] = {"enter": Quit(), " ": Quit(), **_QUITS, **_UNDOES}
        line: StyleAndTextTuples = [("", f"\n{words.pending(pending)}")] if pending else []
        shown = keys.at_end(undoable)
        return ask_key(choices, line, shown, self._wires, gone=Quit(), news=news)

    def say(self, line: str) -> None:
        """Print a line beside the questions."""
        screen.show(self._console, Text(), *screen.sentence(self._console, Text(line)))

    def tell(self, lines: Sequence[str]) -> None:
        """Print several lines beside the questions."""
        screen.show(self._console, *screen.told(self._console, lines))

    def continues(self, asked: Continuation) -> bool | None:
        """Ask whether an edited card is the one it looks like."""
        screen.show(self._console, *screen.continuation(self._console, asked))
        choices = {"y": True, "n": False, "l": None, "c-c": None, "c-d": None}
        return ask_key(choices, [], keys.YES_OR_NO, self._wires, gone=None)

    def _reveal(self, question: Question) -> Reply:
        """Wait until the answer is to be shown."""
        choices: dict[str, Reply] = {"enter": Show(), " ": Show(), **_asides(question.undoable)}
        if question.has_hint:
            choices |= {"h": Hinted(), "f4": Hinted()}
        shown = keys.at_reveal(question.undoable, question.has_hint)
        prints = self._help(keys.ALL_AT_REVEAL)
        return ask_key(choices, [], shown, self._wires, gone=Quit(), prints=prints)

    def _verdict(self, outcome: Outcome) -> list[Text]:
        if outcome.judged.mode is Mode.REVEALED:
            return screen.reference(self._console, outcome.card)
        judged, has_head = outcome.judged.verdict, outcome.has_head
        return screen.verdict(self._console, outcome.card, judged, has_head=has_head)

    def _help(self, listed: Sequence[keys.Key]) -> dict[str, Callable[[], None]]:
        return dict.fromkeys(("?", "f1"), partial(self._show_keys, listed))

    def _show_keys(self, listed: Sequence[keys.Key]) -> None:
        screen.show(self._console, *screen.all_keys(self._console, keys.listed(listed)))

    def _show_explanation(self, outcome: Outcome) -> None:
        reasons = words.explanation(outcome.judged)
        screen.show(self._console, *screen.explanation(self._console, reasons))


SETTLING = 0.5
"""Seconds after news in which no key decides: it would have been meant for what stood before."""

_KEY_ROWS = 2
"""Rows below the grades: an empty one, and the keys."""

_QUITS: dict[str, Undo | Quit] = {"q": Quit(), "c-c": Quit(), "c-d": Quit()}
_UNDOES: dict[str, Undo | Quit] = {"u": Undo(), "c-z": Undo()}
_ASIDES: dict[str, Aside] = {
    **dict.fromkeys(("s", "f3"), PutAside()),
    **dict.fromkeys(("b", "-", "f9"), Bury()),
    **dict.fromkeys(("x", "@", "f10"), Suspend()),
    **dict.fromkeys(("f", "f8"), Flag()),
    **dict.fromkeys(("i", "f6"), Errand.LOOK_BACK),
    **dict.fromkeys(("c", "f7"), Errand.EDIT_CARD),
}
"""What single keys mean at any card; "-" and "@" are Anki's."""


def _asides(undoable: bool) -> dict[str, Aside]:
    return {**_ASIDES, **_QUITS, **(_UNDOES if undoable else {})}


def _choices(outcome: Outcome) -> dict[str, Decision]:
    """Return what each key decides at a verdict."""
    choices: dict[str, Decision] = {str(int(grade)): Overruled(grade) for grade in Grade}
    if outcome.judged.mode is not Mode.REVEALED:
        choices |= {"r": WasRight(), "w": WasWrong()}
    if outcome.judged.standing.grade is not None:
        choices |= {"enter": Accepted(), " ": Accepted()}
    return choices | _asides(outcome.undoable)


def _shown_keys(outcome: Outcome) -> list[keys.Key]:
    proposed = outcome.judged.standing.grade
    return keys.at_verdict(
        proposed is not None,
        outcome.undoable,
        wrong=not outcome.judged.is_correct,
        alone=outcome.judged.mode is Mode.REVEALED,
    )


def grade_line(outcome: Outcome, headline: str = "") -> StyleAndTextTuples:
    """Return the four grades with their intervals; the proposed one stands in brackets."""
    line: StyleAndTextTuples = [("bold", f"\n{headline}" if headline else "")]
    proposed = outcome.judged.standing.grade
    if proposed is None:
        line.append(("", "\n  Which grade?"))
    line.append(("", "\n  "))
    for grade in Grade:
        label = f"{int(grade)} {words.grade_word(grade)}"
        if grade in outcome.due:
            label += f" {words.short_span(outcome.due[grade] - outcome.now)}"
        if grade is proposed:
            line.append(("class:proposed", f"[{label}]"))
        else:
            line.append(("", f" {label} "))
        line.append(("", "  "))
    return line
