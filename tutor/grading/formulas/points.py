"""Key points that are nothing but a formula, told from abbreviations, reactions and prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tutor.grading.formulas.letters import FUNCTIONS, Known
from tutor.grading.formulas.parser import AS_WRITTEN, MAX_LENGTH, UnreadableError, parse, sides
from tutor.grading.formulas.signs import GROWTH, Token, tokens, unwrapped
from tutor.grading.formulas.tree import ANSWER, Node, Pair, Symbol, kind, names, renamed
from tutor.grading.formulas.values import Equation, Relation, compare, is_proportional
from tutor.grading.quantities import sole_quantity
from tutor.grading.text import FUNCTION_WORDS

CACHED_POINTS = 2_048

_OPERATORS = frozenset({"=", "+", "-", "*", "/", "^", "±", "frac"})
_OPERANDS = frozenset({"symbol", "number", ")", "raised"})
_QUOTES = " \t\n\"'“”‘’`"
_STOPS = _QUOTES + ".,;:"
_PURPOSE = re.compile(
    r"\b(?:formula|equation|express(?:ion|ed)?|calculat\w*|comput\w*|ratio|quotient|differences?"
    r"|deriv\w*|equals?|in terms of|definition|law)\b|=",
    re.IGNORECASE,
)
_JOINED_NAMES = re.compile(r"[^\W\d_]+(?:\s*[-–/&]\s*[^\W\d_]+)+")
_SHORT_FORM = frozenset("w/o n/a a/c b/c b/w i/o r/w y/n m/f f/m c/o a/b a/o k/o".split())
_SPACED_LETTERS = re.compile(r"[^\W\d_](?:\s*/\s*|\s+[-–]\s+|\s*−\s*)[^\W\d_]")
_LETTERS = re.compile(r"[^\W\d_]+")
_PAIRS = re.compile(r"(?:([^\W\d_])(?i:\1))+")
_SPAN = re.compile(r"\d\s*[xX]\s*\d|(?<![\w.)^])\d+\s*[-–]\s*\d")  # "4x4", "5-6 cm"
_APPLIED = re.compile(r"(?<![^\W_])(?![OΘΩ])[^\W\d_]\([^\W\d_]\)")
_DEFINED = re.compile(rf"{_APPLIED.pattern}(?=\s*=)")


@dataclass(frozen=True, slots=True)
class FormulaPoint:
    """A key point that is a formula.

    Attributes:
        equation: What it says; of an expression, that `ANSWER` is equal to it.
        growth: "O", "Θ" or "Ω" where it is an order of growth; "" where it is not.
        left: How its left side is written; "" for an expression.
        right: How its right side is written.
        has_decimals: Whether a number in it may be rounded.
    """

    equation: Equation
    growth: str
    left: str
    right: str
    has_decimals: bool

    @property
    def known(self) -> Known:
        """The symbols that it is about."""
        return self.equation.names - {ANSWER.name, "±"}

    @property
    def is_expression(self) -> bool:
        """Whether it is an expression, of which nobody says what it is equal to."""
        return self.equation.left == ANSWER

    def in_its_symbols(self, said: Equation) -> Equation:
        """Return an equation with its symbols written as here: f for F, E for E_k.

        That is so where they can be no other: p is not P where both are here or both are said.
        """
        known, found = self.known, said.names - {ANSWER.name, "±"}
        meant = {name: _meant(name, known - found) for name in found - known}
        chosen = [name for name in meant.values() if name]
        kept = {one: name for one, name in meant.items() if chosen.count(name) == 1}
        return Equation(renamed(said.left, kept), renamed(said.right, kept)) if kept else said

    def relation_to(self, said: Equation, has_decimals: bool) -> Relation:
        """Return how an equation in its symbols stands to it; open where it has others."""
        one = self.equation
        if one.names != said.names:
            return Relation.OPEN
        if self.growth:
            return _compare_growth(one.right, said.right)
        relation = compare(one, said, rounded=self.has_decimals or has_decimals)
        is_of_base = "log" in one.functions | said.functions  # 2, e or 10: who knows
        return Relation.OPEN if relation is Relation.OTHER and is_of_base else relation

    def is_put_as(self, said: Equation) -> bool:
        """Return whether an equation gives the same symbol as this one, or the same kind."""
        if self.is_expression:
            return kind(said.right) == kind(self.equation.right)
        left, right = self.equation.left, self.equation.right
        alone = _alone(self.equation)
        return (bool(alone) and alone == _alone(said)) or any(
            said.left == one and kind(said.right) == kind(other)
            for one, other in ((left, right), (right, left))
        )


def formula_point(question: str, text: str) -> FormulaPoint | None:
    """Return the formula that a point is; None where it is another thing, or may be.

    Args:
        question: What was asked: it may tell a quotient from an abbreviation.
        text: The point.
    """
    return _formula_point(text, bool(_PURPOSE.search(question)))


def without_definition(text: str) -> str:
    """Return a text of the same length with "f(x)" left out of "f(x) = x²"."""
    return _DEFINED.sub(lambda match: " " * len(match[0]), text)


@lru_cache(CACHED_POINTS)
def _formula_point(text: str, is_asked: bool) -> FormulaPoint | None:
    text = without_definition(unwrapped(text)).lstrip(_QUOTES).rstrip(_STOPS)
    text = text.removeprefix("=").lstrip(_QUOTES)
    if len(text) > MAX_LENGTH or _is_prose(text) or "\n" in text:
        return None
    signs = _without_cross(list(tokens(text)))
    if not _is_formula(text, signs) or ("=" not in text and not _is_told(text, is_asked)):
        return None
    try:
        nodes = [parse(side, AS_WRITTEN) for side in sides(signs)]
    except UnreadableError:
        return None
    written = [text[side[0].start : side[-1].end] for side in sides(signs)]
    if len(nodes) > 2 or not names(*nodes) - {"±"} or _is_value(nodes, written):
        return None
    growth = _growth(nodes)
    if growth and not names(*nodes) - {growth}:
        return None
    equation = Equation(ANSWER, nodes[0]) if len(nodes) == 1 else Equation(*nodes)
    has_decimals = any(token.kind == "number" and not token.text.isdecimal() for token in signs)
    return FormulaPoint(equation, growth, ["", *written][-2], written[-1], has_decimals)


def _is_formula(text: str, signs: Sequence[Token]) -> bool:
    """Return whether signs have an operator, and nothing that no formula has."""
    kinds = {token.kind for token in signs}
    if kinds & {"word", "stop"} or "symbol" not in kinds:
        return False
    named = {text[token.start : token.end].lstrip("\\").lower() for token in signs}
    is_raised = any(
        token.kind == "raised" and not text[token.start : token.end].isdecimal() for token in signs
    )
    has_pi = ("π" in text or "pi" in named) and len(signs) > 2
    is_growth = text[:1] in GROWTH and text[1:2] == "("
    is_joined = any(token.kind in _OPERATORS for token in signs[1:])
    return is_joined or is_raised or has_pi or is_growth or bool(named & FUNCTIONS)


def _is_prose(text: str) -> bool:
    """Return whether short words stand beside others: "a is b"; and functions of unknown rule."""
    if _SPAN.search(text) or _APPLIED.search(text):
        return True
    found = list(_LETTERS.finditer(text))
    return any(
        text[one.end() : other.start()].isspace()
        and any(len(each[0]) > 1 and each[0].lower() in FUNCTION_WORDS for each in (one, other))
        for one, other in pairwise(found)
    )


def _is_told(text: str, is_asked: bool) -> bool:
    """Return whether an expression is one, and no short form as "I/O", "A-T" and "Aa × Aa"."""
    if any(_PAIRS.fullmatch(each) and len(each) > 1 for each in _LETTERS.findall(text)):
        return False
    if is_asked or not (_JOINED_NAMES.fullmatch(text) or _SPACED_LETTERS.fullmatch(text)):
        return True
    is_small = text == text.lower() and "".join(text.split()) not in _SHORT_FORM
    return is_small and _SPACED_LETTERS.fullmatch(text) is not None


def _is_value(nodes: Sequence[Node], written: Sequence[str]) -> bool:
    """Return whether a formula is a mere value, or gives one to a symbol: "g = 9.81 m/s²"."""
    if len(nodes) != 2:
        return sole_quantity(written[0]) is not None
    values = [
        sole_quantity(side) is not None or not names(node)
        for side, node in zip(written, nodes, strict=True)
    ]
    is_name = [
        _LETTERS.fullmatch(side) or isinstance(node, Symbol)
        for side, node in zip(written, nodes, strict=True)
    ]
    return all(values) or any(a and b for a, b in zip(values, reversed(is_name), strict=True))


def _meant(name: str, known: Known) -> str:
    """Return the one symbol that `name` writes in another case, or with or without index; or ""."""
    for form in (str.casefold, lambda each: each.casefold().partition("_")[0]):
        near = [symbol for symbol in known if form(symbol) == form(name)]
        if len(near) == 1 and ("_" not in name or "_" not in near[0] or form is str.casefold):
            return near[0]
    return ""


def _alone(equation: Equation) -> str:
    """Return the symbol that is a side by itself, or ""."""
    for side, other in ((equation.left, equation.right), (equation.right, equation.left)):
        if isinstance(side, Symbol) and side.name not in names(other):
            return side.name
    return ""


def _compare_growth(one: Node, other: Node) -> Relation:
    """Compare two orders of growth: a factor is nothing, and a sum is left open."""
    if is_proportional(one, other):
        return Relation.SAME
    return Relation.OPEN if _has_sum(one) or _has_sum(other) else Relation.OTHER


def _has_sum(node: Node) -> bool:
    match node:
        case Pair(sign, left, right):
            return sign in ("+", "-") or _has_sum(left) or _has_sum(right)
    return False


def _growth(nodes: Sequence[Node]) -> str:
    match nodes:
        case [Pair("*", Symbol(head), _)] if head in GROWTH:
            return head
    return ""


def _without_cross(signs: Sequence[Token]) -> list[Token]:
    """Read a lone "x" between two factors as a sign of multiplication: "F = m x a"."""
    at = [i for i, token in enumerate(signs) if token.text in ("x", "X")]
    result = list(signs)
    if len(at) != 1 or any(token.text in ("y", "Y") for token in signs):
        return result
    i = at[0]
    if 0 < i < len(signs) - 1:
        before, cross, after = signs[i - 1 : i + 2]
        is_apart = before.end < cross.start and cross.end < after.start
        if is_apart and before.kind in _OPERANDS and after.kind in ("symbol", "number", "("):
            result[i] = cross._replace(kind="*")
    return result
