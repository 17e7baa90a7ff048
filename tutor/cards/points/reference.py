"""From a reference answer to its key points: the list that a fair teacher would tick.

The points are the top-level items of a list; else the sentences; and where one sentence holds
several points, what it enumerates after a colon or sets apart by semicolons. A term, a number or a
formula is one point. Nothing is cut inside code, mathematics, links, brackets or quotations.

A question that asks for a number of things ("Name any three …", "What are two …") is answered in
full by so many of the listed items. Where it asks for nothing but their names, the term that
heads an item ("Term — explanation", "Term: explanation") counts as the item.

A deck can say it itself, with HTML comments that Obsidian does not show. They stand after some text
or on an indented line, never at the start of a line and never beside the plugin's `<!--SR:`:

    ` <!-- also: one wording | another -->`  after an item: other wordings of that point; on a line
                                             of its own, or where the answer is one point: other
                                             whole answers
    ` <!-- optional -->`                     after an item: a bonus, not required; so does an item
                                             that ends in "(optional)"
    ` <!-- any 3 -->`                        anywhere: three of the required points are enough
    ` <!-- points: one | two | three -->`    anywhere: these are the points, whatever the text; each
                                             `also` then speaks for the whole answer

A comment that is none of these is left where it is.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tutor.cards.card import Card, KeyPoint
from tutor.cards.points.asked import asked_for, asks_for_names
from tutor.cards.points.cutting import cut
from tutor.cards.points.inline import hide_uncut, visible
from tutor.cards.points.marks import Also, AnyOf, Bonus, Mark, Stated, malformed, read_marks
from tutor.cards.points.sentences import Span

SPARED = 3
"""Of so many sentences of a reference in prose, one may go unsaid: of 3 one, of 6 two."""

_BRACKETED = re.compile(r"(?<!\s)\s*\(optional\)\s*[.;,]?\s*\Z", re.IGNORECASE)
_HEADED = re.compile(r"([^:—–]{1,60}?)(?:\s+[—–-]\s+|:\s+)(?=\S+\s+\S)")
_WORDS = re.compile(r"\w+")
_CELLS = re.compile(r"\s*(?<!\\)\|\s*")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference answer, taken apart.

    Attributes:
        answer: The reference without the deck's hidden marks; otherwise as written.
        points: Its key points, in its order; empty only where `answer` is blank.
        needed: How many of the required points a full answer covers, from 0 to their number.
        accepted: Whole answers that count as well as the reference.
    """

    answer: str
    points: tuple[KeyPoint, ...]
    needed: int
    accepted: tuple[str, ...]


def read_reference(question: str, answer: str) -> Reference:
    """Take a reference answer apart; total over every pair of texts, linear in their length."""
    text, marks = read_marks(answer)
    count = asked_for(question)
    stated = [point for mark in marks if isinstance(mark, Stated) for point in mark.points]
    if stated:
        points = [_point(visible(point) or point, listed=True) for point in stated]
        listed = len(stated)
    else:
        points, listed = _found(question, text, marks, count)
    accepted = _whole_answers(points, marks, every=bool(stated))
    if len(points) == 1:
        points = [replace(points[0], accepted=accepted)]
    needed = _needed(points, marks, count) if listed else _needed_of_prose(points, marks)
    return Reference(text, tuple(points), needed, accepted)


def ask(question: str, *references: str) -> Card:
    """Return the card of a bare question.

    Args:
        question: The question, or "" where there is none.
        references: Accepted answers, best first, at least one; the first gives the key points.
    """
    first = read_reference(question, references[0])
    accepted = (*first.accepted, *references[1:])
    return Card(question, first.answer, first.points, first.needed, accepted)


def mark_problems(answer: str) -> tuple[str, ...]:
    """Return what is wrong with the marks in `answer`, a sentence each; empty where nothing is."""
    _, marks = read_marks(answer)
    wanted = max((mark.count for mark in marks if isinstance(mark, AnyOf)), default=0)
    there = sum(point.required for point in read_reference("", answer).points) if wanted else 0
    if wanted <= there:
        return malformed(answer)
    beyond = (
        f"the mark `any {wanted}` asks for more than the {there} required points of the answer: "
        "lower its number, or put each point into a list item of its own"
    )
    return (*malformed(answer), beyond)


def _found(
    question: str, text: str, marks: Sequence[Mark], count: int
) -> tuple[list[KeyPoint], int]:
    """Return the points that the text itself shows, and how many of them are entries of a list."""
    spans = cut(hide_uncut(text), question, count)
    seen = [(span, words) for span in spans if (words := _words_of(text, span))]
    if not seen and text.strip():
        seen = [(Span(0, len(text)), " ".join(text.split()))]
    points = [_point(words, listed=span.listed) for span, words in seen]
    listed = sum(span.listed for span, _ in seen)
    if count and listed:
        # What the question counts are the entries; what else the answer says is a bonus.
        entries = [span.listed for span, _ in seen]
        points = [
            point if entry else _bonus(point) for point, entry in zip(points, entries, strict=True)
        ]
        if count > 1 and asks_for_names(question):
            points = [_headed(point, question) for point in points]
    return _marked(points, marks, [span.start for span, _ in seen]), listed


def _marked(points: list[KeyPoint], marks: Sequence[Mark], starts: list[int]) -> list[KeyPoint]:
    """Give each mark that follows a point to that point."""
    if not marks:
        return points
    wordings: dict[int, list[str]] = defaultdict(list)
    bonuses: set[int] = set()
    for mark in marks:
        if isinstance(mark, Bonus):
            bonuses.add(_point_before(mark.at, starts))
        elif isinstance(mark, Also) and not mark.alone:
            wordings[_point_before(mark.at, starts)] += map(visible, mark.wordings)
    return [
        replace(
            point,
            required=point.required and at not in bonuses,
            accepted=(*point.accepted, *wordings.get(at, ())),
        )
        for at, point in enumerate(points)
    ]


def _point_before(offset: int, starts: list[int]) -> int:
    return max(0, bisect_left(starts, offset) - 1)


def _words_of(text: str, span: Span) -> str:
    raw = text[span.start : span.end]
    if span.listed and raw.startswith("|"):
        raw = _CELLS.sub(" — ", raw.strip("| \t"))
    return visible(raw)


def _point(words: str, *, listed: bool) -> KeyPoint:
    bare = _BRACKETED.sub("", words) if listed else words
    return KeyPoint(bare or words, required=bare == words or not bare)


def _bonus(point: KeyPoint) -> KeyPoint:
    return replace(point, required=False)


def _headed(point: KeyPoint, question: str) -> KeyPoint:
    """Let the term that heads a point count as the point, unless the question has given it away."""
    head = _HEADED.match(point.text)
    if head is None or _is_given(head[1], question):
        return point
    return replace(point, accepted=(head[1].strip(), *point.accepted))


def _is_given(term: str, question: str) -> bool:
    given = set(_WORDS.findall(question.casefold()))
    return given.issuperset(_WORDS.findall(term.casefold()))


def _whole_answers(
    points: Sequence[KeyPoint], marks: Sequence[Mark], *, every: bool
) -> tuple[str, ...]:
    """Return the accepted whole answers; those of a single point are whole answers too."""
    wordings = [
        visible(wording)
        for mark in marks
        if isinstance(mark, Also) and (mark.alone or every)
        for wording in mark.wordings
    ]
    alone = points[0].accepted if len(points) == 1 else ()
    return tuple(dict.fromkeys((*alone, *wordings)))


def _needed_of_prose(points: Sequence[KeyPoint], marks: Sequence[Mark]) -> int:
    """Return how many sentences a full answer says: prose elaborates, so a third may go unsaid."""
    every = _needed(points, marks, 0)
    return every - every // SPARED if not any(isinstance(mark, AnyOf) for mark in marks) else every


def _needed(points: Sequence[KeyPoint], marks: Sequence[Mark], count: int) -> int:
    required = sum(point.required for point in points)
    marked = max((mark.count for mark in marks if isinstance(mark, AnyOf)), default=0)
    return min(marked or count or required, required)
