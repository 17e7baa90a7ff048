"""Whether two formulas say the same, found by computing them at fixed points.

Two different polynomials hardly ever agree at points that were not chosen for it (J. T. Schwartz,
"Fast probabilistic algorithms for verification of polynomial identities", JACM 27, 1980; R. Zippel,
"Probabilistic algorithms for sparse polynomials", EUROSAM 1979), so a handful of points tells what
algebra would. A computer algebra system would be several times the size of this program. Symbols
stand for positive quantities: v² = 2gh and v = √(2gh) say the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tutor.grading.formulas.tree import Call, Node, Number, Pair, Symbol, functions, names
from tutor.grading.quantities import TOLERANCE

Values = NDArray[np.float64]

POINTS = 12
"""Where formulas are compared: half of them near 1, half over four powers of ten."""

LEAST_POINTS = 3
"""So many of them at least must have a value."""

EXACT = 1e-6
"""Relative difference up to which two values are the same but for rounding in the machine."""

CLEARLY_OTHER = 0.02
"""Relative difference from which they are two values, and not one that was rounded."""

MAX_SYMBOLS = 12  # in one formula

_ROOTS = tuple(math.sqrt(prime) for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41))
_POWERS = (1.0, 2.0, -1.0, 0.5, 3.0)
_FUNCTIONS = {
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "log": np.log10, "ln": np.log, "exp": np.exp,
    "sqrt": np.sqrt,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Equation:
    """Two sides that are said to be equal."""

    left: Node
    right: Node

    @property
    def names(self) -> frozenset[str]:
        """The names of its symbols."""
        return names(self.left, self.right)

    @property
    def functions(self) -> frozenset[str]:
        """The names of its functions."""
        return functions(self.left, self.right)

    def difference(self, at: Mapping[str, Values]) -> Values:
        """Return left - right, shape (POINTS,); not finite where it has no value."""
        return value(self.left, at) - value(self.right, at)


class Relation(Enum):
    """How one equation stands to another."""

    SAME = "same"
    OTHER = "other"
    OPEN = "open"


def compare(one: Equation, other: Equation, *, rounded: bool) -> Relation:
    """Return whether two equations in the same symbols hold for the same values of them.

    Args:
        one: An equation.
        other: Another.
        rounded: Whether a number in them may be a rounded one, as in 3.14 r² for πr².
    """
    if len(one.names) > MAX_SYMBOLS:
        return Relation.OPEN
    with np.errstate(all="ignore"):
        at = points(one.names)
        always = [_always_holds(each, at) for each in (one, other)]
        if any(always):
            return _compare_identities(one, other, at, always)
        if _is_constant(one.difference(at) / other.difference(at)):
            return Relation.SAME
        return _compare_roots(one, other, at, TOLERANCE if rounded else EXACT)


def is_proportional(one: Node, other: Node) -> bool:
    """Return whether two expressions in the same symbols differ by a factor at most."""
    with np.errstate(all="ignore"):
        at = points(names(one, other))
        return _is_constant(value(one, at) / value(other, at))


def points(symbols: frozenset[str]) -> dict[str, Values]:
    """Return a positive value of each symbol at each point, shape (POINTS,) each.

    Weyl's sequence, the fractional parts of multiples of a root, is random enough and always
    the same.
    """
    steps = np.arange(1, POINTS + 1)
    spread = np.where(steps % 2, 1.0, 4.0)
    return {
        symbol: 10.0 ** (spread * (steps * root % 1.0 - 0.5))
        for symbol, root in zip(sorted(symbols), _ROOTS, strict=False)
    }


def value(node: Node, at: Mapping[str, Values]) -> Values:
    """Return what an expression is worth at each point, shape (POINTS,)."""
    match node:
        case Number(number):
            return np.full(POINTS, number)
        case Symbol(name):
            return at[name]
        case Call(function, argument):
            return np.asarray(_FUNCTIONS[function](value(argument, at)))
        case Pair(sign, left, right):
            return _joined(sign, value(left, at), value(right, at))


def _joined(sign: str, left: Values, right: Values) -> Values:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left / right
    return np.asarray(np.power(left, right))


def _always_holds(one: Equation, at: Mapping[str, Values]) -> bool:
    left, right = value(one.left, at), value(one.right, at)
    has_value = np.isfinite(left) & np.isfinite(right)
    near = np.isclose(left, right, rtol=EXACT, atol=0.0)
    return has_value.sum() >= LEAST_POINTS and bool(near[has_value].all())


def _compare_identities(
    one: Equation, other: Equation, at: Mapping[str, Values], always: Sequence[bool]
) -> Relation:
    """Compare equations of which one at least always holds: sin² + cos² = 1 is not tan = sin / cos.

    Functions are taken for quantities of their own; else both must have the same sides.
    """
    opaque = [Equation(_opaque(each.left, at), _opaque(each.right, at)) for each in (one, other)]
    symbols = opaque[0].names
    if symbols == opaque[1].names and symbols != one.names and len(symbols) <= MAX_SYMBOLS:
        places = points(symbols)
        if not any(_always_holds(each, places) for each in opaque):
            return _compare_roots(opaque[0], opaque[1], places, EXACT)
    if not all(always):
        return Relation.OTHER if always[0] else Relation.OPEN
    is_same_side = _is_constant(value(other.left, at) / value(one.left, at))
    return Relation.SAME if is_same_side else Relation.OPEN


def _opaque(node: Node, at: Mapping[str, Values]) -> Node:
    """Return a tree in which each function of a value is a symbol."""
    match node:
        case Call("sqrt", argument):
            return Call("sqrt", _opaque(argument, at))
        case Call(function, argument):
            return Symbol(f"{function} {[f'{each:.6g}' for each in value(argument, at)]}")
        case Pair(sign, left, right):
            return Pair(sign, _opaque(left, at), _opaque(right, at))
    return node


def _is_constant(ratio: Values) -> bool:
    found = ratio[np.isfinite(ratio)]
    is_clear = len(found) >= LEAST_POINTS and bool(found[0])
    return is_clear and bool(np.allclose(found, found[0], rtol=EXACT, atol=0.0))


def _compare_roots(
    one: Equation, other: Equation, at: Mapping[str, Values], tolerance: float
) -> Relation:
    """Solve each equation for a symbol and see how far the other is from holding there."""
    found = [_distance(one, other, at), _distance(other, one, at)]
    distances = [each for each in found if each is not None]
    if not distances:
        return Relation.OPEN
    if max(distances) <= tolerance:
        return Relation.SAME
    return Relation.OTHER if max(distances) >= CLEARLY_OTHER else Relation.OPEN


def _distance(one: Equation, other: Equation, at: Mapping[str, Values]) -> float | None:
    """Return how far, relatively, the roots of `one` are from roots of `other`; None if unknown."""
    for power in _POWERS:
        for symbol in at:
            root = _root(one, symbol, power, at)
            usable = np.isfinite(root) & (root != 0)
            if usable.sum() < LEAST_POINTS:
                continue
            off = _off(other, symbol, root, at)
            usable &= np.isfinite(off)
            if usable.sum() >= LEAST_POINTS:
                return float(off[usable].max())
    return None


def _root(one: Equation, symbol: str, power: float, at: Mapping[str, Values]) -> Values:
    """Return where `one` holds if it is affine in symbol^power, shape (POINTS,); else NaN."""
    first, second, fourth = (
        one.difference({**at, symbol: np.full(POINTS, u ** (1 / power))}) for u in (1.0, 2.0, 4.0)
    )
    slope = second - first
    size = np.maximum(np.abs(first), np.abs(fourth))
    is_affine = np.abs(fourth - first - 3 * slope) <= EXACT * 1e-3 * size
    known = np.isfinite(size) & (slope != 0)
    if known.sum() < LEAST_POINTS or not is_affine[known].all():
        return np.full(POINTS, np.nan)
    raised = np.where(known, 1 - first / slope, np.nan)
    return raised if power == 1 else np.power(raised, 1 / power)


def _off(other: Equation, symbol: str, root: Values, at: Mapping[str, Values]) -> Values:
    """Return how far, relatively, `root` is from a root of `other` by Newton's step."""
    here = other.difference({**at, symbol: root})
    step = 1e-4
    beside = other.difference({**at, symbol: root * (1 + step)})
    change = np.abs(beside - here) / step
    off = np.where(here == 0, 0.0, np.abs(here) / change)
    return np.where(np.isposinf(off), 1.0, off)
