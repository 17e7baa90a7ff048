"""Formulas, judged by what they say and not by how they are written: "a = F/m" is "F = ma".

No text is evaluated as code, and no computer algebra system is needed, which would be several times
the size of this program: two formulas are compared by value (see `values`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from tutor.cards.card import KeyPoint
from tutor.grading.formulas.points import FormulaPoint, formula_point, without_definition
from tutor.grading.formulas.search import Said, formulas
from tutor.grading.formulas.tree import ANSWER, Node, Pair, Symbol, names
from tutor.grading.formulas.values import Equation, Relation
from tutor.grading.text import words
from tutor.grading.verdict import Finding, Status

MAX_CHAIN = 5
"""Sides of a chain of equations that is read: E = ½mv² = ½ · 2 kg · v²."""

_TO_REARRANGE = re.compile(
    r"\b(?:rearrang\w*|solv\w*|subject|isolat\w*|in terms of|expand\w*|factor\w*|simplif\w*)\b",
    re.IGNORECASE,
)
_SPACES = re.compile(r"[\s$\\]+")
_LEADS = frozenset(
    """formula equation expression law answer result value given calculated computed defined found
    called written equal equals reads think believe guess say hmm maybe probably yes ok well
    =""".split()
)


def judge_formula(question: str, point: KeyPoint, text: str) -> Finding | None:
    """Judge a point that is nothing but a formula; None for any other, and where it is left open.

    The same formula covers the point however it is written or rearranged, and another one in the
    same symbols contradicts it. What is in words or in other symbols is left to other stages, and
    so is a formula that is denied, or is one of several that do not say the same.
    """
    wordings = (point.text, *point.accepted)
    targets = [target for each in wordings if (target := formula_point(question, each))]
    judged = [_judged(question, target, text) for target in targets]
    same = [said for relation, said in judged if relation is Relation.SAME and said]
    other = [said for relation, said in judged if relation is Relation.OTHER and said]
    if bool(same) == bool(other):
        return None
    [said, *_] = same or other
    quote = text[said.start : said.end]
    if same:
        return Finding(point, Status.COVERED, 1.0, quote)
    return Finding(point, Status.CONTRADICTED, 0.0, quote)


def _judged(question: str, target: FormulaPoint, text: str) -> tuple[Relation, Said | None]:
    """Return what an answer says of a formula, and where."""
    found = formulas(without_definition(text), target.known)
    held = [said for said in found or () if not said.is_denied]
    relations = [_relation(question, target, said) for said in held]
    decided = set(relations) - {Relation.OPEN}
    if len(decided) != 1:
        return Relation.OPEN, None
    [relation] = decided
    chosen = [said for said, each in zip(held, relations, strict=True) if each is relation]
    if _is_one_of_several(chosen, text):
        return Relation.OPEN, None
    if relation is Relation.SAME:
        chosen = _in_its_form(question, target, chosen, text)
    return (relation, chosen[0]) if chosen else (Relation.OPEN, None)


def _is_one_of_several(chosen: Sequence[Said], text: str) -> bool:
    """Return whether something else is said to be as likely: "F = ma or p = mv"."""

    def is_met(end: int, start: int) -> bool:
        return end < start and [word.folded for word in words(text[end:start])] == ["or"]

    for said in chosen:
        if said.or_before and not any(is_met(other.end, said.start) for other in chosen):
            return True
        if said.or_after and not any(is_met(said.end, other.start) for other in chosen):
            return True
    return False


def _relation(question: str, target: FormulaPoint, said: Said) -> Relation:
    """Return how a formula in an answer stands to a point, under all of its readings."""

    def under(readings: Sequence[tuple[Node, ...]]) -> set[Relation]:
        return {_of_reading(question, target, said, reading) for reading in readings}

    found = under(said.readings)
    if Relation.SAME in found:
        return Relation.SAME
    is_plain = len(target.known) > 1 and said.has_operator and said.ends_freely
    is_other = is_plain and found == {Relation.OTHER} and Relation.SAME not in under(said.sloppy)
    return Relation.OTHER if is_other else Relation.OPEN


def _of_reading(
    question: str, target: FormulaPoint, said: Said, reading: tuple[Node, ...]
) -> Relation:
    equations = _equations(question, target, said, reading)
    found = {target.relation_to(each, said.has_decimals) for each in equations} - {Relation.OPEN}
    in_symbols = [side for side in reading if names(side)]
    if len(found) != 1 or (found == {Relation.OTHER} and len(in_symbols) > 2):
        return Relation.OPEN
    return found.pop()


def _equations(
    question: str, target: FormulaPoint, said: Said, reading: tuple[Node, ...]
) -> Iterator[Equation]:
    """Yield what a reading of a formula may be as an answer to the point, in its symbols."""
    if len(reading) == 1:
        if said.is_whole or (said.has_operator and _leads_up(question, target, said.before)):
            yield from _as_value(question, target, reading[0])
        return
    for one, other in combinations(reading[:MAX_CHAIN], 2):
        if one == ANSWER:
            if _leads_up(question, target, said.before):
                yield from _as_value(question, target, other)
        elif not target.is_expression:
            yield target.in_its_symbols(Equation(one, other))
        else:
            for left, right in ((one, other), (other, one)):
                if isinstance(left, Symbol) and left.name not in names(right):
                    yield from _as_value(question, target, right)


def _as_value(question: str, target: FormulaPoint, node: Node) -> Iterator[Equation]:
    """Yield what an expression says as an answer to a point: F = ma for "ma"."""
    left, right = target.equation.left, target.equation.right
    if target.growth and target.growth not in names(node):
        yield target.in_its_symbols(Equation(ANSWER, Pair("*", Symbol(target.growth), node)))
        return
    asked = _squeezed(question)
    for side, written, rest in ((left, target.left, right), (right, target.right, left)):
        is_alone = isinstance(side, Symbol) and side.name not in names(rest)
        if is_alone or (written and len(written) > 1 and _squeezed(written) in asked):
            yield target.in_its_symbols(Equation(side, node))


def _leads_up(question: str, target: FormulaPoint, before: str) -> bool:
    """Return whether words before an expression say what was asked for, or nothing.

    "Momentum = ma" names another quantity, and so does "the acceleration is ma" for F = ma.
    """
    asked = {word.folded for word in words(question)}
    initials = "".join(word.folded[0] for word in words(question) if not word.is_function)
    letters = {name[0].casefold() for name in target.known}
    sides = (target.equation.left, target.equation.right)
    own = {side.name[0].casefold() for side in sides if isinstance(side, Symbol)}
    for word in words(before):
        is_own = word.folded in own or (len(word.folded) > 1 and word.folded in initials)
        is_named = word.folded in asked and word.folded[0] not in letters - own
        if not (word.is_function or word.folded in _LEADS or is_own or is_named):
            return False
    return True


def _in_its_form(
    question: str, target: FormulaPoint, chosen: Sequence[Said], text: str
) -> list[Said]:
    """Return the formulas that are more than what the question gives.

    Where it gives the formula, or asks for it to be rearranged, it must be put as the point is.
    """
    asked = _squeezed(question)
    own = [said for said in chosen if _squeezed(text[said.start : said.end]) not in asked]
    is_given = _TO_REARRANGE.search(question) or any(
        Relation.SAME in [_of_reading(question, target, said, each) for each in said.readings]
        for said in formulas(question, target.known) or ()
    )
    if not is_given:
        return own
    return [
        said
        for said in own
        if any(
            target.is_put_as(each) and target.relation_to(each, said.has_decimals) is Relation.SAME
            for reading in said.readings
            for each in _equations(question, target, said, reading)
        )
    ]


def _squeezed(text: str) -> str:
    return _SPACES.sub("", text)
