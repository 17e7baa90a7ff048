"""Formulas in an answer: where they stand in its prose, and what is said of them there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from tutor.grading.formulas.letters import Known
from tutor.grading.formulas.parser import (
    AS_WRITTEN,
    MAX_LENGTH,
    Binding,
    UnreadableError,
    parse,
    sides,
)
from tutor.grading.formulas.signs import GROWTH, Token, tokens
from tutor.grading.formulas.tree import ANSWER, Node
from tutor.grading.text import FUNCTION_WORDS, words

MAX_FORMULAS = 12
"""An answer with more of them says none of them."""

MAX_SIGNS = 400
"""Of all formulas of an answer together; likewise."""

MAX_MARKS = 1_500
"""Marks of an answer that are no words; one with more is not searched, which bounds the time."""

_NEAR = 80  # characters about a formula that tell what is said of it
_WORDS_BEFORE = 8  # how far back a negation reaches: "I do not think that it is F = m/a"
_OPERATORS = frozenset("+-*/^=±") | {"raised", "frac", "sqrt", "function"}
_JOINING = frozenset("*/^=±+") | {"raised"}  # what cannot begin a formula
_OPEN_ENDED = frozenset("+*/^=±(") | {"frac", "sqrt", "function"}  # what cannot end one
_BREAKS = frozenset({"word", "stop"})
_READINGS = (AS_WRITTEN, Binding(tight=True), Binding(tight=False))
_SLOPPY = Binding(tight=True, under_all=True)
_MATHS = (
    r"(?:square[ds]?|roots?|cube[ds]?|powers?|raised|to\sthe|twice|double|quarters?|thirds?|halves"
    r"|fifths?|per|inverse|negative|sum|products?|quotient|derivative|integral|logs?|sine|cosine"
    r"|divided|multiplied|added|two|three|four|five|six|seven|eight|nine|ten)"
)
_GOES_ON = re.compile(
    rf"[\s,)]*{_MATHS}\b|\s*\([^()\n]{{0,80}}\)\s*(?:[-+−*/^=×·²³]|{_MATHS}\b)|[\w-]"
    r"|\s*[^\w\s.,;:!?()'\"”’…`$\\\-–—]",
    re.IGNORECASE,
)
_GOES_BEFORE = re.compile(
    rf"\b(?:{_MATHS}(?:\s(?:of|the))*)\s*$|\w$|[^\w\s.,;:!?()'\"“‘…`$\\\-–—•*]\s*$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"[\s,)]*(?:(?:is|was|that['’]?s|which\sis|it['’]?s)\s+(?:\w+\s+)?"
    r"(?:not|never|wrong|false|incorrect)|(?:isn|wasn)['’]?t|wrong|false|incorrect)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.,;:!?\n]|\bbut\b", re.IGNORECASE)
_OR_BEFORE = re.compile(r"\bor\W*$", re.IGNORECASE)
_OR_AFTER = re.compile(r"\W*\bor\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.;!?\n]")
_LAST_WORD = re.compile(r"([^\W\d_]+)\s*$")
_FREE_END = re.compile(r"\s*(?:$|[.,;:!?()'\"”’…`$\\\n])")
_NEXT_WORD = re.compile(r"\s*([^\W\d_]+)")


@dataclass(frozen=True, slots=True)
class Said:
    """A formula that an answer holds.

    Attributes:
        readings: What it may mean: the sides of a chain of equations each time, a single one for
            an expression.
        start: Where it begins in the answer.
        end: Where it ends.
        sloppy: What it may be meant to mean where a sum stands before "/" without brackets.
        before: What stands before it in its sentence, up to `_NEAR` characters; also before its
            "=", as in "speed = d/t".
        is_whole: Whether the answer is nothing else.
        has_operator: Whether it has a sign of arithmetic, by which prose can be told from it.
        has_decimals: Whether a number in it may be rounded.
        ends_freely: Whether what follows plainly is no part of it.
        is_denied: Whether the answer says that it is wrong.
        or_before: Whether it is said to be an alternative to what stands before it.
        or_after: Whether what follows is said to be an alternative to it.
    """

    readings: tuple[tuple[Node, ...], ...]
    sloppy: tuple[tuple[Node, ...], ...]
    start: int
    end: int
    before: str
    is_whole: bool
    has_operator: bool
    has_decimals: bool
    ends_freely: bool
    is_denied: bool
    or_before: bool
    or_after: bool


def formulas(text: str, known: Known) -> list[Said] | None:
    """Return the formulas in a text; None where they are too many, or one is too long.

    Args:
        text: An answer.
        known: The symbols that are looked for; other letters in a row are words.
    """
    found: list[Sequence[Token]] = []
    for run in _runs(tokens(text, known)):
        found += [part for part in _parts(run) if _may_be_formula(text, part)]
        is_too_much = len(found) > MAX_FORMULAS or sum(map(len, found)) > MAX_SIGNS
        if is_too_much or len(run) > MAX_LENGTH:
            return None
    said = (_said(text, part) for part in found)
    return [each for each in said if each is not None]


def _runs(found: Iterable[Token]) -> Iterator[list[Token]]:
    """Yield the longest rows of signs without a word or another mark between them.

    One longer than `MAX_LENGTH` is the last, and so is the one in which marks are too many.
    """
    run: list[Token] = []
    marks = 0
    for token in found:
        marks += token.kind != "word"
        if token.kind not in _BREAKS:
            run.append(token)
        elif run:
            yield run
            run = []
        if len(run) > MAX_LENGTH or marks > MAX_MARKS:
            break
    if run:
        yield run


def _parts(run: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Cut a row at brackets that do not close, or that hold an equation."""
    mates: dict[int, int] = {}
    opened: list[int] = []
    cuts: set[int] = set()
    for i, token in enumerate(run):
        if token.kind == "(":
            opened.append(i)
        elif token.kind == ")":
            if opened:
                mates[opened.pop()] = i
            else:
                cuts.add(i)
        elif token.kind == "=":
            cuts.update(opened[-1:])
    cuts.update(opened)
    cuts.update(mates[i] for i in tuple(cuts) if i in mates)
    start = 0
    for cut in [*sorted(cuts), len(run)]:
        if cut > start:
            yield run[start:cut]
        start = cut + 1


def _may_be_formula(text: str, part: Sequence[Token]) -> bool:
    if not any(token.kind == "symbol" for token in part):
        return False
    if _has_operator(text, part):
        return True
    said = text[part[0].start : part[-1].end]
    is_whole = _is_whole(text, part[0].start, part[-1].end)
    return is_whole and not any(word.is_function for word in words(said))


def _has_operator(text: str, part: Sequence[Token]) -> bool:
    """Return whether signs have an operator, by which they can be told from words."""
    is_growth = any(one.text in GROWTH and other.kind == "(" for one, other in pairwise(part))
    has_number = any(token.kind == "number" for token in part)
    is_whole = has_number and _is_whole(text, part[0].start, part[-1].end)
    return is_growth or is_whole or any(token.kind in _OPERATORS for token in part)


def _is_whole(text: str, start: int, end: int) -> bool:
    return not any(map(str.isalnum, text[:start])) and not any(map(str.isalnum, text[end:]))


def _said(text: str, part: Sequence[Token]) -> Said | None:
    """Return the formula that signs make, or None where they, or what is about them, make none."""
    part = _without_dashes(text, part)
    first = 1 if len(part) > 1 and part[0].kind == "=" else 0
    is_led, part = bool(first), part[first:]
    if not part or part[-1].end - part[0].start > MAX_LENGTH:
        return None
    start, end = part[0].start, part[-1].end
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    if part[-1].kind in _OPEN_ENDED or part[0].kind in _JOINING or _GOES_ON.match(after):
        return None
    if is_led:
        before = before.rpartition("=")[0]
    if _GOES_BEFORE.search(before if not is_led else before.rstrip() + " "):
        return None
    lead = (ANSWER,) if is_led else ()
    without_dash = part[_leads_apart(part, "-") :]
    rows = dict.fromkeys(map(tuple, (part, _without_words(text, part), without_dash)))
    return Said(
        _readings(rows, _READINGS, lead),
        _readings(rows, (_SLOPPY,), lead),
        start,
        end,
        before=_SENTENCE_END.split(before)[-1],
        is_whole=_is_whole(text, start, end),
        has_operator=_has_operator(text, part),
        has_decimals=any(token.kind == "number" and not token.text.isdecimal() for token in part),
        ends_freely=_ends_freely(after),
        is_denied=_is_denied(before, after),
        or_before=_OR_BEFORE.search(before) is not None,
        or_after=_OR_AFTER.match(after) is not None,
    )


def _without_dashes(text: str, part: Sequence[Token]) -> Sequence[Token]:
    """Leave out dashes and list marks at the ends, which are no signs of arithmetic."""
    while part and part[-1].kind == "-":
        part = part[:-1]
    is_line = part and not text[: part[0].start].rpartition("\n")[2].strip()
    is_mark = _leads_apart(part, "*") and is_line
    is_dash = _leads_apart(part, "-") and any(token.kind == "=" for token in part)
    return part[1:] if is_mark or is_dash else part


def _leads_apart(part: Sequence[Token], kind: str) -> bool:
    return len(part) > 1 and part[0].kind == kind and part[0].end < part[1].start


def _without_words(text: str, part: Sequence[Token]) -> Sequence[Token]:
    """Leave out "a", "I", "as" and the like where they stand apart at an end: "so F = ma as …"."""
    while len(part) > 2 and _is_word(text[part[0].start : part[0].end]):
        rest = [token for token in part if token.start > part[0].end]
        if not rest or rest[0].start == part[0].end or rest[0].kind in _OPERATORS:
            break
        part = rest
    while len(part) > 2 and part[-1].kind == "symbol":
        word = _LAST_WORD.search(text[max(0, part[-1].end - _NEAR) : part[-1].end])
        size = len(word[1]) if word else 0
        rest = [token for token in part if token.end <= part[-1].end - size]
        if not (word and _is_word(word[1])) or not rest or rest[-1].kind in _OPERATORS - {"raised"}:
            break
        if rest[-1].end == part[-1].end - size:
            break
        part = rest
    return part


def _is_word(text: str) -> bool:
    return text.lower() in FUNCTION_WORDS


def _readings(
    rows: Iterable[Sequence[Token]], bindings: Sequence[Binding], lead: tuple[Node, ...]
) -> tuple[tuple[Node, ...], ...]:
    """Return what rows of signs may mean, without repeats."""
    found: dict[tuple[Node, ...], None] = {}
    for row, binding in product(rows, bindings):
        try:
            found[*lead, *(parse(side, binding) for side in sides(row))] = None
        except UnreadableError:
            continue
    return tuple(found)


def _ends_freely(after: str) -> bool:
    word = _NEXT_WORD.match(after)
    return _FREE_END.match(after) is not None or (word is not None and _is_word(word[1]))


def _is_denied(before: str, after: str) -> bool:
    clause = words(_CLAUSE_END.split(before)[-1])[-_WORDS_BEFORE:]
    return any(word.is_negation for word in clause) or _DENIED_AFTER.match(after) is not None
