"""The full terminal: questions, prompts and verdicts, scrolling like any other program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

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
from tutor.settings.keymap import DEFAULT, Keymap, Where

Bound = TypeVar("Bound")


class TerminalFace:
    """Talks with the learner on a full terminal.

    Args:
        console: What verdicts are printed on.
        shown: Called whenever a question has appeared.
        environment: Names the editor.
        explain: Whether every verdict says who decided and why.
        wires: Where the keys come from and prompts are drawn.
        keymap: Which keys do what.
    """

    def __init__(
        self,
        console: Console,
        shown: Callable[[], None],
        environment: Mapping[str, str],
        explain: bool = False,
        wires: Wires | None = None,
        keymap: Keymap = DEFAULT,
    ) -> None:
        self.keeps_drafts = self.is_attended = True
        self._console = console
        self._shown = shown
        self._environment = environment
        self._explain = explain
        self._wires = wires or Wires()
        self._keymap = keymap
        self._keys = keys.Shown(keymap)

    def ask(self, question: Question, typed: Callable[[str], None]) -> Reply:
        """Show a question and return the reply."""
        lines = [] if question.is_shown else screen.question(self._console, question)
        screen.show(self._console, *lines, *screen.hints(self._console, question.hints))
        if question.reveals:
            self._shown()
            return self._reveal(question)
        help_ = partial(self._show_keys, Where.QUESTION)
        shown, environment, wires = self._shown, self._environment, self._wires
        return AnswerPrompt(question, typed, shown, wires, environment, help_, self._keymap).run()

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
        means: dict[str, Choice] = {"try_again": TryAgain(), "show": Unveiled()}
        return ask_key(
            self._bound(Where.CHOICE, {**means, **_asides(outcome.undoable)}),
            [],
            self._keys.at_choice(outcome.undoable),
            self._wires,
            gone=Quit(),
            prints=self._help(Where.CHOICE),
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
        return ask_key(
            self._bound(Where.VERDICT, _meanings(outcome)),
            self._question_of(outcome, len(lines)),
            self._keys_of(outcome),
            self._wires,
            gone=Quit(),
            prints=self._help(Where.VERDICT) | self._keymap.bound(Where.VERDICT, {"why": explain}),
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
        screen.show(self._console, screen.undone(self._console, card, what))

    def cleared(self, undoable: bool, pending: int = 0, news: News = no_news) -> Ending:
        """Say that nothing is left; the last review can still be undone."""
        if not undoable:
            return Quit()
        screen.show(self._console, screen.cleared())
        means: dict[str, Ending] = {"finish": Quit(), "end": Quit(), "undo": Undo()}
        choices, shown = self._bound(Where.END, means), self._keys.at_end(undoable)
        line: StyleAndTextTuples = [("", f"\n{words.pending(pending)}")] if pending else []
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
        means: dict[str, Reply] = {"show": Show(), **_asides(question.undoable)}
        if question.has_hint:
            means["hint"] = Hinted()
        choices = self._bound(Where.REVEAL, means)
        shown = self._keys.at_reveal(question.undoable, question.has_hint)
        prints = self._help(Where.REVEAL)
        return ask_key(choices, [], shown, self._wires, gone=Quit(), prints=prints)

    def _bound(self, where: Where, means: Mapping[str, Bound]) -> dict[str, Bound | Quit]:
        """Return what each key means in a place; Ctrl+C and Ctrl+D always end."""
        return {**self._keymap.bound(where, means), **dict.fromkeys(("c-c", "c-d"), Quit())}

    def _question_of(self, outcome: Outcome, above: int) -> StyleAndTextTuples:
        """Return what asks for the grade; with the level, where that has scrolled off."""
        grades = grade_line(outcome, keys_shown=self._keys)
        rows = fragment_list_to_text(laid(grades, self._console.width)).count("\n") + 1
        if above <= self._console.height - rows - _KEY_ROWS:
            return grades
        return grade_line(outcome, screen.headline(outcome.judged.verdict), self._keys)

    def _keys_of(self, outcome: Outcome) -> list[keys.Key]:
        proposed = outcome.judged.standing.grade
        return self._keys.at_verdict(
            proposed is not None,
            outcome.undoable,
            wrong=not outcome.judged.is_correct,
            alone=outcome.judged.mode is Mode.REVEALED,
        )

    def _verdict(self, outcome: Outcome) -> list[Text]:
        if outcome.judged.mode is Mode.REVEALED:
            return screen.reference(self._console, outcome.card)
        judged, has_head = outcome.judged.verdict, outcome.has_head
        return screen.verdict(self._console, outcome.card, judged, has_head=has_head)

    def _help(self, where: Where) -> dict[str, Callable[[], None]]:
        return self._keymap.bound(where, {"help": partial(self._show_keys, where)})

    def _show_keys(self, where: Where) -> None:
        listed = keys.listed(self._keys.all_at(where))
        screen.show(self._console, *screen.all_keys(self._console, listed))

    def _show_explanation(self, outcome: Outcome) -> None:
        reasons = words.explanation(outcome.judged)
        screen.show(self._console, *screen.explanation(self._console, reasons))


SETTLING = 0.5
"""Seconds after news in which no key decides: it would have been meant for what stood before."""

_KEY_ROWS = 2
"""Rows below the grades: an empty one, and the keys."""

_SHOWN = keys.Shown()

_ASIDES: dict[str, Aside] = {
    "skip": PutAside(),
    "bury": Bury(),
    "suspend": Suspend(),
    "flag": Flag(),
    "history": Errand.LOOK_BACK,
    "edit_card": Errand.EDIT_CARD,
    "end": Quit(),
}
"""What actions mean at any card."""


def _asides(undoable: bool) -> dict[str, Aside]:
    return {**_ASIDES, "undo": Undo()} if undoable else _ASIDES


def _meanings(outcome: Outcome) -> dict[str, Decision]:
    """Return what each action decides at a verdict."""
    means: dict[str, Decision] = {
        name: Overruled(grade) for name, grade in zip(keys.GRADES, Grade, strict=True)
    }
    if outcome.judged.mode is not Mode.REVEALED:
        means |= {"right": WasRight(), "wrong": WasWrong()}
    if outcome.judged.standing.grade is not None:
        means["accept"] = Accepted()
    return {**means, **_asides(outcome.undoable)}


def grade_line(
    outcome: Outcome, headline: str = "", keys_shown: keys.Shown = _SHOWN
) -> StyleAndTextTuples:
    """Return the four grades with their intervals; the proposed one stands in brackets."""
    line: StyleAndTextTuples = [("bold", f"\n{headline}" if headline else "")]
    proposed = outcome.judged.standing.grade
    if proposed is None:
        line.append(("", "\n  Which grade?"))
    line.append(("", "\n  "))
    for grade in Grade:
        label = f"{keys_shown.grade(grade)} {words.grade_word(grade)}"
        if grade in outcome.due:
            label += f" {words.short_span(outcome.due[grade] - outcome.now)}"
        if grade is proposed:
            line.append(("class:proposed", f"[{label}]"))
        else:
            line.append(("", f" {label} "))
        line.append(("", "  "))
    return line
