"""What the signs of a formula say: a parser by recursive descent, within bounds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tutor.grading.formulas.signs import Token
from tutor.grading.formulas.tree import Call, Node, Number, Pair, Symbol, names

MAX_DEPTH = 24  # of brackets, exponents and arguments within each other
MAX_LENGTH = 200  # characters of one formula

_FACTOR = frozenset({"number", "symbol", "function", "sqrt", "frac", "("})


@dataclass(frozen=True, slots=True)
class Binding:
    """How tightly factors that are written side by side hold together.

    Attributes:
        tight: Whether they go before a division, an exponent and a root: h/2π is h/(2π).
        but_parts: Whether a fraction of two numbers goes before them all the same: ½mv² for
            "1/2mv²", but 1/(2πf) for "1/2πf".
        under_all: Whether a division is of all that stands before it, as it is sometimes meant:
            (v - u)/t for "v - u / t".
    """

    tight: bool
    but_parts: bool = False
    under_all: bool = False


AS_WRITTEN = Binding(tight=True, but_parts=True)
"""How a reference is read."""


class UnreadableError(ValueError):
    """Signs that are no formula, or one that may be read in several ways."""


def parse(signs: Sequence[Token], binding: Binding) -> Node:
    """Return the tree of an expression.

    Raises:
        UnreadableError: The signs are no expression, or too many.
    """
    if not signs or signs[-1].end - signs[0].start > MAX_LENGTH:
        raise UnreadableError
    parser = _Parser(signs, binding)
    node = parser.sum(0)
    if parser.kind() != "end":
        raise UnreadableError
    return node


def sides(signs: Sequence[Token]) -> list[Sequence[Token]]:
    """Cut signs at every "="; none of those may stand in brackets."""
    cuts = [i for i, token in enumerate(signs) if token.kind == "="]
    starts = [0, *(i + 1 for i in cuts)]
    return [signs[start:end] for start, end in zip(starts, [*cuts, len(signs)], strict=True)]


class _Parser:
    def __init__(self, signs: Sequence[Token], binding: Binding) -> None:
        self._signs = signs
        self._at = 0
        self._binding = binding

    def kind(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._signs[at].kind if at < len(self._signs) else "end"

    def sum(self, depth: int) -> Node:
        node = self._signed(depth)
        while self.kind() in ("+", "-", "±"):
            sign = self._next().kind
            right = self._product(depth)
            if sign == "±":  # either sign: a symbol of its own, the same throughout
                sign, right = "+", Pair("*", Symbol("±"), right)
            node = Pair(sign, node, right)
        while self.kind() == "/":
            self._next()
            node = Pair("/", node, self._operand(depth))
        return node

    def _signed(self, depth: int) -> Node:
        if self.kind() in ("-", "+"):
            sign = self._next().kind
            node = self._product(depth)
            return Pair("*", Number(-1.0), node) if sign == "-" else node
        return self._product(depth)

    def _product(self, depth: int) -> Node:
        node = self._row(depth) if self._binding.tight else self._factor(depth)
        joints = _FACTOR | ({"*"} if self._binding.under_all else {"*", "/"})
        while self.kind() in joints:
            if self.kind() == "number":
                raise UnreadableError  # "mc 2" may be a power or a product
            sign = self._next().kind if self.kind() in ("*", "/") else "*"
            is_part = sign == "/" and self._binding.but_parts and self._divides_number(node)
            right = self._factor(depth) if is_part else self._operand(depth)
            node = Pair(sign, node, right)
        return node

    def _operand(self, depth: int) -> Node:
        if self.kind() == "-":
            self._next()
            return Pair("*", Number(-1.0), self._operand(_deeper(depth)))
        return self._row(depth) if self._binding.tight else self._factor(depth)

    def _divides_number(self, above: Node) -> bool:
        """Return whether a number is divided by a number that stands before no π."""
        is_pi = self._at + 1 < len(self._signs) and self._signs[self._at + 1].text == "π"
        return isinstance(above, Number) and self.kind() == "number" and not is_pi

    def _row(self, depth: int) -> Node:
        """Read factors that stand side by side."""
        node = self._factor(depth)
        while self.kind() in _FACTOR:
            if self.kind() == "number":
                break
            node = Pair("*", node, self._factor(depth))
        return node

    def _factor(self, depth: int) -> Node:
        base = self._primary(_deeper(depth))
        while self.kind() in ("^", "raised"):
            base = _raised(base, self._exponent(_deeper(depth)))
        return base

    def _exponent(self, depth: int) -> Node:
        token = self._next()
        if token.kind == "raised":
            return _power(token.text)
        if self.kind() == "-":
            self._next()
            return Pair("*", Number(-1.0), self._after_power(_deeper(depth)))
        return self._after_power(depth)

    def _after_power(self, depth: int) -> Node:
        """Read an exponent without its sign; tightly, e^kt is e^(kt) and x^2y is x²y."""
        is_row = self._binding.tight and self.kind() == "symbol"
        node = self._primary(depth)
        while is_row and self.kind() == "symbol" and not self._is_apart():
            node = Pair("*", node, self._primary(depth))
        if self.kind() in ("^", "raised"):
            return _raised(node, self._exponent(_deeper(depth)))
        return node

    def _primary(self, depth: int) -> Node:
        token = self._next()
        match token.kind:
            case "number":
                return Number(token.number)
            case "symbol":
                return Number(math.pi) if token.text == "π" else Symbol(token.text)
            case "(":
                return self._closed(depth)
            case "sqrt":
                return Call("sqrt", self._under_root(depth))
            case "frac":
                above = self._group(depth)
                return Pair("/", above, self._group(depth))
            case "function":
                return self._call(token, depth)
        raise UnreadableError

    def _closed(self, depth: int) -> Node:
        node = self.sum(_deeper(depth))
        if self._next().kind != ")":
            raise UnreadableError
        return node

    def _group(self, depth: int) -> Node:
        if self._next().kind != "(":
            raise UnreadableError
        return self._closed(depth)

    def _under_root(self, depth: int) -> Node:
        is_row = self._binding.tight and self.kind() != "("
        node = self._factor(depth)
        while is_row and self.kind() in ("symbol", "(") and not self._is_apart():
            node = Pair("*", node, self._factor(depth))
        return node

    def _call(self, token: Token, depth: int) -> Node:
        base = token.number
        if token.text == "log" and self.kind() == "number" and not self._is_apart():
            base = self._next().number
            if self.kind() == "symbol" and not self._is_apart():
                raise UnreadableError  # "log2n" may be log 2n
        power = self._exponent(depth) if self.kind() in ("^", "raised") else None
        if isinstance(power, Number) and power.value < 0:
            raise UnreadableError  # sin⁻¹ is no power
        node: Node = Call(token.text, self._argument(depth))
        if base > 1:
            node = Pair("/", node, Number(math.log10(base)))
        return Pair("^", node, power) if power else node

    def _argument(self, depth: int) -> Node:
        """Read an argument; where it has no brackets it must be plain where it ends."""
        if self.kind() == "(":
            return self._group(depth)
        may_go_on = self.kind() == "number"
        node = self._factor(depth)
        while self.kind() in ("symbol", "("):
            if self._is_apart() and not may_go_on:
                raise UnreadableError
            node, may_go_on = Pair("*", node, self._factor(depth)), False
        return node

    def _is_apart(self) -> bool:
        """Return whether a space stands before the next sign."""
        return self._signs[self._at - 1].end < self._signs[self._at].start

    def _next(self) -> Token:
        if self._at >= len(self._signs):
            raise UnreadableError
        self._at += 1
        return self._signs[self._at - 1]


def _raised(base: Node, exponent: Node) -> Node:
    """Return a power; e to the power of a quantity is Euler's number."""
    if base == Symbol("e") and names(exponent):
        base = Number(math.e)
    return Pair("^", base, exponent)


def _power(text: str) -> Node:
    sign, text = (-1.0, text[1:]) if text[:1] == "-" else (1.0, text.lstrip("+"))
    if text.isdecimal() and len(text) <= 3:
        return Number(sign * int(text))
    if len(text) != 1:
        raise UnreadableError
    return Symbol(text) if sign > 0 else Pair("*", Number(-1.0), Symbol(text))


def _deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        raise UnreadableError
    return depth + 1
