"""The signs of formulas, read from text as it is typed, from TeX and from Unicode."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from tutor.grading.formulas.letters import FUNCTIONS, Known, named, split

GROWTH = frozenset("OΘΩ")
"""Heads of the notation for orders of growth: O(n log n)."""

MAX_CHARACTERS = 8_000  # of a text that are read, about 1,300 words

_SUPER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿˣ", "0123456789-+nx")
_SUB = str.maketrans("₀₁₂₃₄₅₆₇₈₉ₐₑₕₖₘₙₚₛₜₓ", "0123456789aehkmnpstx")
_SIGNS = {
    "**": "^", "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/",
    "{": "(", "}": ")", "cdot": "*", "times": "*", "div": "/", "pm": "±",
}  # fmt: skip
_SAID = {
    "times": "*", "multiplied": "*", "over": "/", "divided": "/", "plus": "+", "minus": "-",
    "equals": "=", "is": "=", "equal": "=", "square": "sqrt",
}  # fmt: skip
_RAISED = {"squared": "2", "cubed": "3"}
_POWERS = frozenset("23456789")  # what a digit behind a letter may mean
_LETTER = r"[^\W\d_⁰¹²³⁴-⁹ⁿˣₐ-ₜ₀-₉½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]"
_TOKEN = re.compile(
    rf"""
    (?P<said>\b(?:(?:(?:one|an?|1)[ -])?half(?:[ ]of)?|times|multiplied[ ]by|over|divided[ ]by|plus
        |minus|equals|(?:is[ ])?equal[ ]to|squared|cubed|square[ ]root(?:[ ]of)?)\b)
    | (?P<fraction>\\[dt]?frac\s*(?P<above>[0-9])\s*(?P<below>[0-9])|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
    | (?P<number>(?:[0-9]+(?:\.[0-9]+|,(?![0-9]{{3}}(?![0-9]))[0-9]+)?|\.[0-9]+)
        (?:[eE][-+]?[0-9]+)?)
    | (?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹ⁿˣ]+)
    | (?P<space>[^\S\n]+|\$+|`|\\[,;:! ]|\\(?:left|right|displaystyle)(?![a-zA-Z]))
    | (?P<letters>\\?{_LETTER}+)(?P<index>_(?:\{{[^{{}}\n]{{1,16}}\}}|[0-9]+|{_LETTER}+)|[₀-₉ₐ-ₜ]+)?
    | (?P<sign>\*\*|[-+−–—*×·⋅∙/÷^=(){{}}√±])
    | (?P<rest>.|\n)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathit|mathbf|vec)\s*\{([^{}\n]*)\}")
_TEX_WORD = re.compile(r"[\\{}\s]|\b(?:text|mathrm|mathit|rm)\b")


class Token(NamedTuple):
    """A sign where it stands: `text[start:end]` of its source.

    Attributes:
        kind: "number", "symbol", "function", "raised" (an exponent, by position), "frac", an
            operator or bracket, or what no formula holds: "word" and "stop".
        text: The symbol's or the function's name, or the exponent; the source text of others.
        start: Where it begins.
        end: Where it ends.
        number: The value of a number, or the base of a logarithm.
    """

    kind: str
    text: str
    start: int
    end: int
    number: float = 0.0


def tokens(text: str, known: Known | None = None) -> Iterator[Token]:
    """Yield the signs of the first `MAX_CHARACTERS` of a text, in order, without its spaces.

    Args:
        text: A formula, or prose that may hold one.
        known: The symbols that letters may stand for; None to take every letter for one, as in
            a reference, where what looks like a word or an abbreviation is a "word".
    """
    found = (
        token for match in _TOKEN.finditer(text[:MAX_CHARACTERS]) for token in _read(match, known)
    )
    if known is None:
        yield from _with_indices(list(_with_changes(found, frozenset())))
    else:
        yield from _with_digits(_with_changes(found, known), known)


def unwrapped(text: str) -> str:
    """Return a reference without TeX's marks of type and of vectors."""
    return _WRAPPED.sub(r"\1", text)


def _read(match: re.Match[str], known: Known | None) -> Iterator[Token]:
    kind, text = match.lastgroup or "rest", match[0]
    start, end = match.span()
    if kind == "index":
        kind = "letters"
    if kind == "space":
        return
    if kind == "number":
        yield Token("number", text, start, end, float(text.replace(",", ".")))
    elif kind == "fraction":
        yield Token("number", text, start, end, _part(match))
    elif kind == "raised":
        yield Token("raised", text.translate(_SUPER), start, end)
    elif kind == "sign":
        yield Token("sqrt" if text == "√" else _SIGNS.get(text, text), text, start, end)
    elif kind == "said":
        yield _said(text.lower(), start, end)
    elif kind == "letters":
        yield from _letters(match, known)
    else:
        yield Token("stop", text, start, end)


def _part(match: re.Match[str]) -> float:
    if match["above"]:
        return int(match["above"]) / int(match["below"]) if match["below"] != "0" else 0.0
    return unicodedata.numeric(match[0])


def _said(text: str, start: int, end: int) -> Token:
    first = text.split()[0]
    if first in _RAISED:
        return Token("raised", _RAISED[first], start, end)
    if first in _SAID:
        return Token(_SAID[first], text, start, end)
    return Token("number", text, start, end, 0.5)


def _letters(match: re.Match[str], known: Known | None) -> Iterator[Token]:
    """Yield the symbols that a run of letters stands for, or a word; the last has the index."""
    start, end = match.span()
    written = match["letters"]
    name = unicodedata.normalize("NFKC", written.lstrip("\\"))
    sign = _command(name) if written[0] == "\\" else None
    if sign:
        yield Token(sign, written, start, end)
        return
    index = _TEX_WORD.sub("", (match["index"] or "").lstrip("_").translate(_SUB))
    is_indexed = bool(index) or match.string[end : end + 1].isdecimal()
    is_short = match.string[max(0, start - 1) : start] in ("'", "’")  # the s of "it's"
    parts = [] if is_short else split(name, known, is_indexed=is_indexed)
    if parts == ["log"] and index.isdecimal():
        yield Token("function", "log", start, end, float(index))
        return
    if not parts or (index and parts[-1] in FUNCTIONS):
        yield Token("word", name, start, end)
        return
    for i, part in enumerate(parts):
        last = i == len(parts) - 1
        kind = "function" if part in FUNCTIONS else "*" if part == "×" else "symbol"
        kind = "sqrt" if part == "sqrt" else kind
        yield Token(kind, f"{part}_{index}" if last and index else part, start, end)


def _command(name: str) -> str | None:
    """Return the kind of a TeX command that is a sign, or that no formula here may have."""
    if name in ("frac", "tfrac", "dfrac"):
        return "frac"
    if name in _SIGNS:
        return _SIGNS[name]
    is_name = bool(named(name))
    return None if is_name else "stop"


def _with_changes(found: Iterable[Token], known: Known) -> Iterator[Token]:
    """Join "Δ" to the symbol that follows it: a change is one symbol."""
    has_change = any(symbol[0] == "Δ" for symbol in known) and "δ" not in known
    held: Token | None = None
    for token in found:
        if held is not None and token.kind == "symbol":
            token = token._replace(text="Δ" + token.text, start=held.start)
        elif held is not None:
            yield held
        is_change = token.text == "Δ" or (has_change and token.text == "δ")
        held = token if token.kind == "symbol" and is_change else None
        if held is None:
            yield token
    if held is not None:
        yield held


def _with_digits(found: Iterable[Token], known: Known) -> Iterator[Token]:
    """Read a digit that stands right behind a letter: an index ("m1") or a power ("mc2")."""
    last: Token | None = None
    for token in found:
        is_behind = last is not None and last.kind == "symbol" and last.end == token.start
        if last is not None and is_behind and token.kind == "number" and token.text.isdecimal():
            name = f"{last.text}_{token.text}"
            if name in known:
                token = last._replace(text=name, end=token.end)
                last = None
            else:
                token = token._replace(kind="raised" if token.text in _POWERS else "stop")
        if last is not None:
            yield last
        last = token
    if last is not None:
        yield last


def _with_indices(found: Sequence[Token]) -> Iterator[Token]:
    """Tell indices from powers in a reference: v0 and m1, m2 have an index, mc2 and r2 a power.

    What could as well be a chemical formula is a "stop".
    """
    joined = list(_with_digits(found, frozenset(_indexed(found))))
    indexed = {token.text for token in joined if token.kind == "symbol" and "_" in token.text}
    for token in joined:
        letter, _, index = token.text.partition("_")
        is_open = token.kind == "symbol" and index.isdecimal() and int(index) > 1
        if not is_open or {f"{letter}_0", f"{letter}_1"} & indexed:
            yield token
        elif letter.islower() and index in "23":
            cut = token.end - len(index)
            yield token._replace(text=letter, end=cut)
            yield token._replace(kind="raised", text=index, start=cut)
        else:
            yield token._replace(kind="stop")


def _indexed(found: Sequence[Token]) -> Iterator[str]:
    """Yield the names of letters with the digits that stand right behind them."""
    for one, other in pairwise(found):
        if one.kind == "symbol" and one.end == other.start and other.text.isdecimal():
            yield f"{one.text}_{other.text}"
