"""What a full terminal shows, as Rich text: values in, text out.

Nothing is said by colour alone, and foreign text is never read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tutor.cards.card import Card
from tutor.grading.verdict import Finding, Level, Status, Unjudged, Verdict
from tutor.practice import words
from tutor.practice.face import Offer, Outcome, Question
from tutor.practice.histories import Continuation
from tutor.practice.states import Judged
from tutor.practice.wrapping import breaks
from tutor.scheduling.review import Grade
from tutor.text import one_line, plain

WIDEST = 100
"""Columns: longer lines are hard to read (WCAG 2.2, 1.4.8, asks for 80 characters at most)."""

SIGNS = {
    Status.COVERED: "✓",
    Status.PARTLY: "~",
    Status.MISSING: "✗",
    Status.CONTRADICTED: "!",
}
_LEVEL_SIGNS = {Level.CORRECT: "✓", Level.PARTIAL: "~", Level.INCORRECT: "✗"}
_IN_DOUBT = "?"
# Of the terminal's own colours: yellow cannot be read on white, nor blue on black.
COLOURS = {
    Status.COVERED: "green",
    Status.PARTLY: "bold",
    Status.MISSING: "red",
    Status.CONTRADICTED: "magenta",
}
_LEVEL_COLOURS = {Level.CORRECT: "green", Level.PARTIAL: "bold", Level.INCORRECT: "red"}
_WORD_COLUMN = max(len(status) for status in Status)
_QUOTED = 2  # lines of the learner's own words beside a point; the whole answer stands above


def show(console: Console, *lines: Text) -> None:
    """Print lines that are already wrapped."""
    for line in lines:
        console.print(line, soft_wrap=True)


def page(console: Console) -> int:
    """Return the columns to write in."""
    return min(WIDEST, console.width)


def sentence(console: Console, text: Text) -> list[Text]:
    """Return a text wrapped at words."""
    return hang(console, Text(), text)


def question(console: Console, asked: Question) -> list[Text]:
    """Return the head of a question and the question itself."""
    name = words.deck_name(asked.card)
    head = Text(f"{name} · {words.place(asked)}" if name else words.place(asked), "dim")
    body = Text(plain(asked.card.question), "bold")
    return [Text(), *sentence(console, head), Text(), *sentence(console, body), Text()]


def hints(console: Console, said: Sequence[str]) -> list[Text]:
    """Return hints, one below the other, and an empty line."""
    lines = [line for hint in said for line in hang(console, Text("  "), Text(hint))]
    return [*lines, Text()] if lines else []


def verdict(
    console: Console, card: Card, judged: Verdict | Unjudged, *, has_head: bool = False
) -> list[Text]:
    """Return a verdict: its level, unless that is there, each point, and the reference answer."""
    if isinstance(judged, Unjudged):
        head = hang(console, Text("? ", "bold"), Text(f"Not graded: {plain(judged.reason)}"))
        return [Text(), *head, *reference(console, card)]
    lines = [] if has_head else _head(console, judged)
    if judged.findings:
        lines.append(Text())
    if words.says_more(card, judged):
        for finding in judged.findings:
            lines += _finding(console, finding, most=1)
        return lines + reference(console, card)
    for finding in judged.findings:
        lines += _finding(console, finding)
    return lines


def missed(console: Console, judged: Verdict) -> list[Text]:
    """Return what a wrong answer has, and not what it lacks."""
    from tutor.coaching.ladder import how_much  # the first question need not wait for it

    lines = _head(console, judged)
    there = words.there(judged)
    lines += [Text()] * bool(there)
    for status, own in there:
        said = Text(f"you: “{own}”")
        lines += hang(console, _sign(status), said, _QUOTED)
    return [*lines, Text(), *hang(console, Text("  "), Text(how_much(judged)))]


def all_keys(console: Console, listed: Sequence[tuple[str, str]]) -> list[Text]:
    """Return keys with what they do, one below the other."""
    lines = [Text()]
    for press, does in listed:
        lines += hang(console, Text.assemble("  ", (press, "bold"), "  "), Text(does))
    return [*lines, Text()]


def told(console: Console, said: Sequence[str]) -> list[Text]:
    """Return several lines that belong together, indented, and an empty line."""
    lines = [Text()]
    for line in said:
        indent = "  " + " " * (len(line) - len(line.lstrip()))
        lines += hang(console, Text(indent), Text(line.lstrip()))
    return [*lines, Text()]


def _head(console: Console, judged: Verdict) -> list[Text]:
    lines = [Text(), *sentence(console, heading(judged))]
    if doubt := words.doubt(judged):
        lines += hang(console, Text("  "), Text(doubt))
    return lines


def headline(judged: Verdict | Unjudged) -> str:
    """Return the level, score and confidence of a verdict on one line, "" where there is none."""
    return "" if isinstance(judged, Unjudged) else heading(judged).plain


def revision(console: Console, judged: Judged) -> list[Text]:
    """Return what a second grader says, beside the first."""
    return [Text(), *hang(console, Text("  » "), Text(words.revision(judged)))]


def aside(console: Console, line: str) -> list[Text]:
    """Return a line that may be passed over."""
    return [Text(), *hang(console, Text("  "), Text(line, "dim"))]


def offer(console: Console, offered: Offer) -> list[Text]:
    """Return the question whether a grade is to be changed upon a second verdict."""
    judged = offered.judged
    return [
        Text(),
        *sentence(console, Text(plain(offered.card.question), "bold")),
        *hang(console, Text("  you  ", "dim"), Text(plain(judged.answer.text)), _QUOTED),
        *revision(console, judged),
        Text(),
        *sentence(console, Text(words.offered(judged, offered.given))),
    ]


def explanation(console: Console, reasons: Sequence[str]) -> list[Text]:
    """Return who decided and why, from the lines of `words`."""
    lines = [Text()]
    for said in reasons:
        lines += hang(console, Text("  "), Text(said, "dim"))
    return lines


def recorded(outcome: Outcome, grade: Grade) -> Text:
    """Return the line after a grade: which, and when the card is back."""
    proposed = outcome.judged.standing.grade
    overruled = proposed is not None and proposed is not grade
    back = "not recorded"
    if due := outcome.due.get(grade):
        back = f"back {words.soon(due, outcome.now)}"
    return Text.assemble(
        ("\n→ ", "dim"),
        (words.grade_word(grade), "bold"),
        f" (proposed: {words.grade_word(proposed)})" if proposed and overruled else "",
        (f", {back}", "dim"),
    )


def undone(console: Console, card: Card, what: str = "") -> Text:
    """Return the line that says which step was undone."""
    step = f"undone ({what})" if what else "undone"
    left = min(80, console.width) - len(step) - len("↶ : ")
    return Text.assemble(("\n↶ ", "dim"), f"{step}: {one_line(card.question, max(10, left))}")


def cleared() -> Text:
    """Return the line that says that nothing is left."""
    return Text("\nThat was all for now.", "bold")


def continuation(console: Console, asked: Continuation) -> list[Text]:
    """Return the question whether an edited card is the one it looks like."""
    before, after = asked.suggestion.known.question, asked.suggestion.card.question
    return [
        Text(),
        Text("An edited question?", "bold"),
        *hang(console, Text("  before  ", "dim"), Text(plain(before))),
        *hang(console, Text("  now     ", "dim"), Text(plain(after))),
        *sentence(console, Text(words.same_card(asked))),
    ]


def heading(judged: Verdict) -> Text:
    """Return the level, score and confidence of a verdict on one line."""
    sign = _IN_DOUBT if judged.doubt else _LEVEL_SIGNS[judged.level]
    colour = "" if judged.doubt else f" {_LEVEL_COLOURS[judged.level]}"
    return Text.assemble(
        (f"{sign} {words.level(judged)}", f"bold{colour}"),
        f" · score {words.percent(judged.score)} % · the grader is {words.sureness(judged)}",
    )


def _finding(console: Console, finding: Finding, most: int = 0) -> list[Text]:
    """Return a point and the learner's words for it; the point on `most` lines, or on all it takes.

    Where the whole reference follows, a point need only be recognised.
    """
    sign = _sign(finding.status)
    lines = hang(console, sign, Text(words.required(finding)), most)
    if own := words.own_words(finding):
        said = Text(f"you: “{own}”", "dim")
        lines += hang(console, Text(" " * cell_len(sign.plain)), said, _QUOTED)
    return lines


def _sign(status: Status) -> Text:
    return Text(f"  {SIGNS[status]} {status:<{_WORD_COLUMN}}  ", COLOURS[status])


def reference(console: Console, card: Card) -> list[Text]:
    """Return the reference answer under its name."""
    lines = hang(console, Text("  "), Text(plain(card.answer)))
    return [Text(), Text("Reference answer", "bold"), *lines]


def hang(console: Console, prefix: Text, body: Text, most: int = 0) -> list[Text]:
    """Wrap `body` behind `prefix`, its further lines indented as far, and cut it after `most`."""
    indent = cell_len(prefix.plain)
    width = max(20, page(console) - indent)
    wrapped: list[Text] = []
    for line in body.split(allow_blank=True):
        line.expand_tabs(4)
        wrapped += line.divide(breaks(line.plain, width))
    for line in wrapped:
        line.rstrip()
    if 0 < most < len(wrapped):
        del wrapped[most:]
        wrapped[-1].truncate(width - 1)
        wrapped[-1].append("…")
    blank = Text(" " * indent)
    return [Text.assemble(blank if n else prefix, line) for n, line in enumerate(wrapped)]
