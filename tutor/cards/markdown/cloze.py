"""Cloze deletions: the pattern language of clozecraft 0.4.0, and the cards that a text makes.

A pattern is written as its user would write a deletion, with a sequence part in brackets around
some digits, the word `answer`, and a hint part in brackets around the word `hint`:
`==[123;;]answer[;;hint]==`. A deletion is of one of three kinds, and in one text only the first
kind that occurs counts:

- numbered, `==2;;salt==`: all deletions with one number are asked together;
- overlapping, `==ash;;salt==`: one letter a card: asked, shown or hidden;
- simple, `==salt==`: a card for each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tutor.cards.markdown.obsidian import ANY

MOST_CARDS = 999  # of one text, so that a number like ==123456789;;x== does not make so many
_MOST_TEXT = 50_000_000  # characters on the fronts of the cards of one text
_MOST_PLACES = 2_000_000  # deletions on the fronts of the cards of one text
_MOST_WORK = 1_000_000_000  # characters to search for all deletions on all cards, about a second
_MOST_REPEATED = 200_000  # characters that $` and $' repeat; each may double the text

_SEQUENCE_PART = re.compile(r"\[(?:\\\]|[^\]])*?[0-9]+(?:\\\]|[^\]])*?\]")
_HINT_PART = re.compile(r"\[(?:\\\]|[^\]])*?hint(?:\\\]|[^\]])*?\]")
_SPECIAL = re.compile(r"[.*+?^${}()|[\]\\]")
_SUBSTITUTION = re.compile(r"\$([$&`'])")
_SOME = f"({ANY}+?)"
_NUMBER, _LETTERS = "([0-9]+)", "([ash]+)"
_ASK, _SHOW = "a", "s"


@dataclass(frozen=True, slots=True)
class Face:
    """One card made from a text.

    Attributes:
        front: The text with `[...]` or `[hint]` for what is asked.
        back: The text with what was asked shown.
        asked: The deleted texts that are asked for, in their order; empty where a number was
            left out, which makes a card that asks nothing.
    """

    front: str
    back: str
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Deletion:
    """One deletion as it stands in its text; `sequence` is a number or letters out of "ash"."""

    start: int
    written: str
    answer: str
    hint: str
    sequence: int | str

    def action(self, card: int) -> str:
        """Return what becomes of it on a card (from 0): asked, shown or hidden, by its letter."""
        if isinstance(self.sequence, int):
            return _ASK if self.sequence == card + 1 else _SHOW
        return self.sequence[card] if card < len(self.sequence) else _SHOW

    def on_front(self, card: int) -> str:
        """Return what stands for it on the front of a card."""
        return self.answer if self.action(card) == _SHOW else f"[{self.hint or '...'}]"

    def on_back(self, card: int) -> str:
        """Return what stands for it on the back of a card."""
        return self.on_front(card) if self.action(card) == "h" else self.answer


@dataclass(frozen=True, slots=True)
class _Form:
    """One kind of deletion in one pattern, to search with; the fields are numbers of groups."""

    expression: re.Pattern[str]
    sequence: int
    answer: int
    hint: int


_Forms = tuple[_Form, ...]


class Clozes:
    """The deletions that some patterns describe. A pattern without all three fields is ignored."""

    def __init__(self, patterns: Sequence[str]) -> None:
        compiled = [forms for pattern in patterns if (forms := _compile(pattern))]
        self._by_kind: tuple[_Forms, ...] = tuple(zip(*compiled, strict=True))

    def occur_in(self, text: str) -> bool:
        """Return whether `text` has a deletion; none goes over the end of a line."""
        return any(form.expression.search(text) for forms in self._by_kind for form in forms)

    def as_the_plugin_shows(self, text: str) -> tuple[Face, ...]:
        """Return the cards of `text`, with the plugin's two faults.

        A deletion takes the place of the first text that is written alike, and `$$`, `$&`, `` $` ``
        and `$'` in it are replaced as in JavaScript's String.prototype.replace.
        """
        deletions = self._deletions(text)
        cards = range(_made(deletions, text))
        if len(deletions) * len(cards) * len(text) > _MOST_WORK:
            return _all_in_place(text, deletions)
        return tuple(_as_the_plugin_shows(text, deletions, card) for card in cards)

    def cards(self, text: str) -> tuple[Face, ...]:
        """Return the cards of `text`, each deletion in its own place and word for word.

        Deletions of several patterns that overlap have no place of their own; they are read as
        the plugin reads them.
        """
        deletions = self._deletions(text)
        in_order = _in_order(deletions)
        if any(one.start + len(one.written) > two.start for one, two in pairwise(in_order)):
            return self.as_the_plugin_shows(text)
        return _all_in_place(text, deletions)

    def leave_out_cards_of(self, text: str) -> bool:
        """Return whether `text` asks for more cards than are made of it."""
        deletions = self._deletions(text)
        return _made(deletions, text) < _wanted(deletions)

    def _deletions(self, text: str) -> list[_Deletion]:
        """Return the deletions of the first kind that occurs, pattern by pattern."""
        for forms in self._by_kind:
            if found := [deletion for form in forms for deletion in _find(form, text)]:
                return _counted(found) if forms[0].sequence == 0 else found
        return []


@lru_cache(maxsize=16)
def clozes(patterns: tuple[str, ...]) -> Clozes:
    """Return the deletions that `patterns` describe; equal patterns share one object."""
    return Clozes(patterns)


def _wanted(deletions: Sequence[_Deletion]) -> int:
    """Return how many cards some deletions ask for."""
    sequences = [deletion.sequence for deletion in deletions]
    return max((one if isinstance(one, int) else len(one) for one in sequences), default=0)


def _made(deletions: Sequence[_Deletion], text: str) -> int:
    """Return how many cards are made of `text`."""
    most = min(_MOST_TEXT // (len(text) + 1), _MOST_PLACES // (len(deletions) + 1))
    return min(_wanted(deletions), MOST_CARDS, max(1, most))


def _counted(deletions: list[_Deletion]) -> list[_Deletion]:
    """Return simple deletions with their number, from 1."""
    return [
        _Deletion(one.start, one.written, one.answer, one.hint, number)
        for number, one in enumerate(deletions, start=1)
    ]


def _find(form: _Form, text: str) -> Iterator[_Deletion]:
    for match in form.expression.finditer(text):
        sequence = match[form.sequence] if form.sequence else "0"
        yield _Deletion(
            start=match.start(),
            written=match[0],
            answer=match[form.answer],
            hint=match[form.hint] or "",
            sequence=_number(sequence) if sequence.isdigit() else sequence,
        )


def _number(digits: str) -> int:
    return min(int(digits.lstrip("0")[:9] or "0"), MOST_CARDS + 1)


def _asked(deletions: Sequence[_Deletion], card: int) -> tuple[str, ...]:
    return tuple(one.answer for one in deletions if one.action(card) == _ASK)


def _as_the_plugin_shows(text: str, deletions: Sequence[_Deletion], card: int) -> Face:
    front = back = text
    for deletion in deletions:
        front = _replace_first(front, deletion.written, deletion.on_front(card))
        back = _replace_first(back, deletion.written, deletion.on_back(card))
    return Face(front, back, _asked(deletions, card))


def _replace_first(text: str, written: str, replacement: str) -> str:
    """Replace as String.prototype.replace does with two strings (ECMA-262, 22.1.3.19.1)."""
    before, found, after = text.partition(written)
    if not found:
        return text
    if "$" in replacement:
        meaning = {"$": "$", "&": written, "`": before, "'": after}
        if len(text) * replacement.count("$") > _MOST_REPEATED:
            meaning |= {"`": "", "'": ""}
        replacement = _SUBSTITUTION.sub(lambda match: meaning[match[1]], replacement)
    return before + replacement + after


def _all_in_place(text: str, deletions: Sequence[_Deletion]) -> tuple[Face, ...]:
    in_order = _in_order(deletions)
    return tuple(_in_place(text, in_order, card) for card in range(_made(deletions, text)))


def _in_order(deletions: Sequence[_Deletion]) -> list[_Deletion]:
    return sorted(deletions, key=lambda deletion: deletion.start)


def _in_place(text: str, deletions: Sequence[_Deletion], card: int) -> Face:
    front, back, at = [], [], 0
    for deletion in deletions:
        if deletion.start < at:
            continue
        between = text[at : deletion.start]
        front += [between, deletion.on_front(card)]
        back += [between, deletion.on_back(card)]
        at = deletion.start + len(deletion.written)
    rest = text[at:]
    return Face("".join([*front, rest]), "".join([*back, rest]), _asked(deletions, card))


def _compile(pattern: str) -> _Forms:
    """Return the forms of `pattern`, the first kind first; none where it lacks a field."""
    sequence, hint = _SEQUENCE_PART.search(pattern), _HINT_PART.search(pattern)
    if sequence is None or hint is None or "answer" not in pattern:
        return ()
    at = {"answer": pattern.index("answer"), "hint": hint.start(), "sequence": sequence.start()}
    order = sorted(at, key=lambda field: at[field])
    in_brackets = _unescaped(sequence[0])
    return (
        _form(pattern, sequence, re.sub("[0-9]+", lambda _: _NUMBER, in_brackets), hint, order),
        _form(pattern, sequence, re.sub("[0-9]+", lambda _: _LETTERS, in_brackets), hint, order),
        _form(pattern, sequence, "", hint, [field for field in order if field != "sequence"]),
    )


def _form(
    pattern: str, sequence: re.Match[str], in_sequence: str, hint: re.Match[str], order: list[str]
) -> _Form:
    """Put the expression of one kind of deletion together, as clozecraft's ClozePattern does."""
    in_hint = f"(?:{_unescaped(hint[0]).replace('hint', _SOME)})?"
    parts = sorted(
        [(sequence.start(), 1, sequence.end(), in_sequence), (hint.start(), 0, hint.end(), in_hint)]
    )
    (first, _, first_end, in_first), (second, _, second_end, in_second) = parts
    closing = _escaped(pattern[second_end:])
    expression = (
        _escaped(pattern[:first])
        + in_first
        + _escaped(pattern[first_end:second])
        + in_second
        + closing
    )
    group = {field: number for number, field in enumerate(order, start=1)}
    return _Form(
        re.compile(expression.replace("answer", _ahead_of(closing) + _SOME, 1)),
        group.get("sequence", 0),
        group["answer"],
        group["hint"],
    )


def _ahead_of(closing: str) -> str:
    """Return a look-ahead that keeps a search linear: no answer is tried that nothing closes."""
    return f"(?={ANY}+?{closing})" if closing and "answer" not in closing else ""


def _unescaped(part: str) -> str:
    r"""Return what stands between a part's brackets, with `\[` and `\]` read as brackets."""
    return _escaped(part[1:-1].replace("\\[", "[").replace("\\]", "]"))


def _escaped(literal: str) -> str:
    return _SPECIAL.sub(lambda match: "\\" + match[0], literal)
