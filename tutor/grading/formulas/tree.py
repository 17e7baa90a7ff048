"""Formulas as trees of numbers, symbols, functions and the signs that join them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Number:
    """A number, or π or e."""

    value: float


@dataclass(frozen=True, slots=True)
class Symbol:
    """A quantity, by its name: "F", "E_k", "ΔT", "λ"."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one argument."""

    function: str
    argument: Node


@dataclass(frozen=True, slots=True)
class Pair:
    """Two parts joined by one of the signs + - * / ^."""

    sign: str
    left: Node
    right: Node


Node = Number | Symbol | Call | Pair

ANSWER = Symbol("?")
"""Stands for what an expression is the value of, where nobody names it."""


def names(*nodes: Node) -> frozenset[str]:
    """Return the names of the symbols in some trees."""
    found: set[str] = set()
    for node in nodes:
        match node:
            case Symbol(name):
                found.add(name)
            case Call(_, argument):
                found |= names(argument)
            case Pair(_, left, right):
                found |= names(left, right)
            case Number():
                pass
    return frozenset(found)


def functions(*nodes: Node) -> frozenset[str]:
    """Return the names of the functions in some trees."""
    found: set[str] = set()
    for node in nodes:
        match node:
            case Call(function, argument):
                found |= {function, *functions(argument)}
            case Pair(_, left, right):
                found |= functions(left, right)
            case Number() | Symbol():
                pass
    return frozenset(found)


def renamed(node: Node, to: Mapping[str, str]) -> Node:
    """Return a tree with other names for some symbols."""
    match node:
        case Symbol(name):
            return Symbol(to.get(name) or name)
        case Call(function, argument):
            return Call(function, renamed(argument, to))
        case Pair(sign, left, right):
            return Pair(sign, renamed(left, to), renamed(right, to))
    return node


def kind(node: Node) -> str:
    """Return whether an expression is a "sum", a "product", a "power" or a "call"."""
    match node:
        case Pair("*", Number(), right):
            return kind(right)
        case Pair(sign, _, _):
            return {"+": "sum", "-": "sum", "^": "power"}.get(sign, "product")
        case Call():
            return "call"
    return "symbol"
