"""What `tutor grade --explain` shows a person: the answer, and what every point rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console
from rich.text import Text

from tutor.cards.card import Card
from tutor.cli.explaining import Span, joined, said
from tutor.grading.exchange import is_turned_around
from tutor.grading.values import judge_value
from tutor.grading.verdict import Finding, Stage, Status
from tutor.practice import screen, words
from tutor.text import one_line, plain

if TYPE_CHECKING:
    from tutor.grading.explanation import Explanation
    from tutor.grading.matching import Match

MATTERS = 0.3
"""The least pull that is named, as a logit: of an even chance it makes 57 % or 43 %."""

STRONG, STRONGEST = 1.0, 2.0
"""From here on a pull has two signs, and three: of an even chance they make 73 % and 88 %."""

MOST_PULLS = 3
"""How many are named either way."""

LIKELY = 0.2
"""The least chance of a contradiction that is told."""

COUNTS = "bold underline"
"""The style of the words that count; where the terminal has no styles, they are in brackets."""

_INDENT = "  "
_LABEL_COLUMN = len("lowered by: ")
_SIGN_COLUMN = len("+++ ")
_QUOTED = 3  # lines of the learner's words for one point; the whole answer stands above
_LABELS = {Status.MISSING: "nearest", Status.CONTRADICTED: "against it"}
_HOW_TO_READ = "+ and - say how far each moved a point from where an average answer leaves it."


class _Row(NamedTuple):
    """A line below a point: what it tells of, what it says, and signs where it is a pull."""

    label: str
    text: str
    signs: str = ""


def page(
    console: Console, card: Card, answer: str, explanation: Explanation, grader: str
) -> list[Text]:
    """Return an explanation as a person reads it.

    Args:
        console: Where it is to stand.
        card: What was asked.
        answer: What the learner typed.
        explanation: What the grader makes of it.
        grader: The grader's name.
    """
    verdict = explanation.verdict
    pairs = [*zip(verdict.findings, explanation.matches, strict=True)]
    spans = joined(answer, (span for pair in pairs for span in said(answer, *pair)))
    rows = [_rows(card, answer, verdict.decided_by, *pair) for pair in pairs]
    lines = [Text(), *screen.sentence(console, screen.heading(verdict))]
    lines += screen.hang(console, Text(_INDENT), Text(words.decision(verdict)))
    lines += _answer(console, answer, spans)
    for finding, below in zip(verdict.findings, rows, strict=True):
        lines += _point(console, finding, below)
    if words.says_more(card, verdict):
        lines += screen.reference(console, card)
    reasons = _reasons(explanation, grader)
    reasons += [_HOW_TO_READ] * any(row.signs for below in rows for row in below)
    return lines + screen.explanation(console, reasons)


def _reasons(explanation: Explanation, grader: str) -> list[str]:
    """Return how sure the grader is and why, one line each."""
    lines = [f"Graded by: {one_line(grader)}", words.confidence(explanation.verdict)]
    doubt = words.doubt(explanation.verdict)
    return lines + [f"In doubt: {doubt}"] * bool(doubt)


def _answer(console: Console, answer: str, spans: Sequence[Span]) -> list[Text]:
    """Return the answer with `spans` marked, and how they are."""
    if not answer.strip():
        return []
    styled = console.color_system is not None
    shown = _marked(answer, spans, ("", "") if styled else ("[", "]"))
    lines = [Text(), Text("Your answer", "bold"), *screen.hang(console, Text(_INDENT), shown)]
    if spans:
        how = "Underlined" if styled else "In brackets"
        legend = Text(f"{how}: what counts for a point or against it.", "dim")
        lines += screen.hang(console, Text(_INDENT), legend)
    return lines


def _marked(answer: str, spans: Sequence[Span], marks: tuple[str, str]) -> Text:
    """Return an answer, harmless, with each of its spans in style and between marks."""
    text, at = Text(), 0
    for start, end in spans:
        text.append(plain(answer[at:start]))
        text.append(f"{marks[0]}{plain(answer[start:end])}{marks[1]}", COUNTS)
        at = end
    return text.append(plain(answer[at:]))


def _point(console: Console, finding: Finding, rows: Sequence[_Row]) -> list[Text]:
    """Return a point: what became of it, its text, and the rows below."""
    head = f"{screen.SIGNS[finding.status]} {finding.status}, {words.percent(finding.coverage)} %"
    lines = [Text(), Text(head, f"bold {screen.COLOURS[finding.status]}")]
    lines += screen.hang(console, Text(_INDENT), Text(words.required(finding)))
    last = ""
    for row in rows:
        label = f"{row.label}:" if row.label != last else ""
        signs = f"{row.signs:<{_SIGN_COLUMN}}" if row.signs else ""
        lead = Text(f"{_INDENT}{label:<{_LABEL_COLUMN}}", "dim").append(signs, "not dim")
        lines += screen.hang(console, lead, Text(row.text), _QUOTED)
        last = row.label
    return lines


def _rows(
    card: Card, answer: str, stage: Stage, finding: Finding, match: Match | None
) -> list[_Row]:
    """Return what there is to say of a point."""
    rows = [*_quoted(answer, finding, match)]
    if match is None:
        return [*rows, *_settled(card, answer, stage, finding)]
    if finding.status is not Status.CONTRADICTED:
        rows += _wording(finding, match)
        by_accepted = bool(card.accepted) and finding.coverage > match.estimate.coverage
        whole = _Row("raised by", "an accepted answer, taken as a whole")
        rows += [whole] if by_accepted else _pulls(match)
    return [*rows, *_against(answer, match)]


def _against(answer: str, match: Match) -> Iterator[_Row]:
    """Yield what speaks against a point."""
    if is_turned_around(match.wording, answer):
        yield _Row("against it", "its own words, with two terms in each other's place")
    if match.estimate.contradicted >= LIKELY:
        chance = words.percent(match.estimate.contradicted)
        yield _Row("against it", f"{chance} % likely to contradict the point")
    if match.taken_back >= LIKELY:
        chance = words.percent(match.taken_back)
        yield _Row("against it", f"said again, and {chance} % likely to be contradicted there")


def _quoted(answer: str, finding: Finding, match: Match | None) -> Iterator[_Row]:
    """Yield the learner's words for a point, if there are any."""
    spans = joined(answer, said(answer, finding, match))
    own = " … ".join(one_line(answer[start:end]) for start, end in spans)
    own = own or words.own_words(finding)
    if own:
        yield _Row(_LABELS.get(finding.status, "you"), f"“{own}”")


def _settled(card: Card, answer: str, stage: Stage, finding: Finding) -> Iterator[_Row]:
    """Yield what settled a point without the model."""
    if stage in (Stage.EMPTY, Stage.DONT_KNOW):
        return
    by_value = judge_value(card.question, finding.point, answer) is not None
    decided = Stage.NUMBERS if by_value and stage is not Stage.EXACT else Stage.EXACT
    yield _Row("settled by", words.STAGES[decided])


def _wording(finding: Finding, match: Match) -> Iterator[_Row]:
    """Yield which wording the answer was laid beside, and what of it nothing meets."""
    if match.wording != finding.point.text:
        yield _Row("wording", one_line(match.wording))
    if match.evidence.unmet:
        yield _Row("not found", ", ".join(dict.fromkeys(map(one_line, match.evidence.unmet))))


def _pulls(match: Match) -> Iterator[_Row]:
    """Yield what raised a point and then what lowered it, the largest first."""
    ranked = sorted(match.pulls.items(), key=lambda pull: -abs(pull[1]))
    for label, sign, way in (("raised by", "+", 1), ("lowered by", "-", -1)):
        for name, moved in [pull for pull in ranked if way * pull[1] >= MATTERS][:MOST_PULLS]:
            yield _Row(label, name, sign * _strength(abs(moved)))


def _strength(moved: float) -> int:
    """Return how many signs a pull has."""
    return 1 + (moved >= STRONG) + (moved >= STRONGEST)
