"""Numbers with units, judged by value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from tutor.cards.card import KeyPoint
from tutor.grading.quantities import Quantity, quantities, sole_quantity, sole_unit
from tutor.grading.text import words
from tutor.grading.verdict import Finding, Status

UNIT_MISSING = 0.5
"""Coverage of the right number without the unit that the reference gives."""

FIGURES_MISSING = 0.4
"""Coverage of the right number with fewer figures than the question asks for."""

GUESSED = 0.25
"""Coverage of the right number where another is left open beside it: "46 or 44"."""

MISEQUATED = 0.25
"""Coverage of the right value where it is said to be a wrong one: "6 kWh, which is 216 MJ"."""

ROUNDED = 0.02  # relative; a value this near to another is not meant to be a different one

_MAYBE = "maybe|perhaps|possibly"
_ALTERNATIVE = re.compile(
    rf"\s*/\s*|(?:.*\W)?(?:or|{_MAYBE})(?:\s+(?:it|it's|is|was|be|could|else|even|rather|just|only|also"
    rf"|some|something|like|a|an|the|of|about|around|roughly|approximately|{_MAYBE}))*\s*",
    re.IGNORECASE | re.DOTALL,
)
_DOUBT = re.compile(rf"\b(?:{_MAYBE})\b", re.IGNORECASE)
_SHARES_UNIT = re.compile(
    rf"\s*(?:,\s*)?(?:or|{_MAYBE}|≈|~|(?:or\s)?(?:about|around|roughly|approximately))"
    rf"(?:\s(?:{_MAYBE}))?\s*",
    re.IGNORECASE,
)
_ROUGHLY = re.compile(
    r"(?:\b(?:about|around|roughly|approximately|approx|nearly|almost|rounded(?:\sto)?|ca)\.?|[≈~])\s*$",
    re.IGNORECASE,
)
_EQUATES = re.compile(
    r"[\s,;]*(?:(?:and|so|or|then)\s)?(?:(?:=|≙|i\.?e\.?,?)"
    r"|(?:(?:which|that|this|it)(?:\s|['’](?=s))|\b)(?:is|s|are|equals|makes|means|equal\sto)"
    r"(?:\s(?:also|equal\sto|the\ssame\sas))?)\s*",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s?\((?:(?:=|or|i\.?e\.?,?|which\sis|that\sis)\s?)?", re.IGNORECASE)
_OF_ANOTHER = re.compile(
    r"\s*(?:pairs?|sets?|groups?|times|each|every|per|from|of|than|more|less|fewer|further|farther"
    r"|(?:long|short|great|small|high|low|larg|fast|slow|heavi|light|wid|deep|hott|cold|warm)er"
    r"|long|wide|high|deep|tall|before|after|above|below|apart|for|at|on)\b",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[\s$.,;!]*")
_OPERATOR_BEFORE = re.compile(r"(?:[×x*·⋅+−/-]\s*\(?|[\w)]\(|\bof\s|\btimes\s|\bplus\s|\bminus\s)$")
_OPERATOR_AFTER = re.compile(r"\s*(?:[×x*·⋅+−/-]\s*[\d(]|(?:times|plus|minus)\b)")
_FIGURES = re.compile(
    r"\b(?P<count>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)[-\s]?(?:(?P<significant>"
    r"s\.?\s?f\b|sig(?:nificant|\.)?[-\s]?(?:figure|fig|digit)s?\b)"
    r"|d\.?\s?p\b|decimals\b|decimal\s(?:place|digit)s?\b)",
    re.IGNORECASE,
)
_ASKS_FOR_UNIT = re.compile(r"\bunits?\b", re.IGNORECASE)
_IDIOM = re.compile(r"(?:an?|half)\b", re.IGNORECASE)
_REACH = 60  # characters that hold the words before a number
_NEAR = 24  # characters between two numbers that are said in one breath
_NEIGHBOURS = 4  # numbers to either side that may be rivals of one
_WORDS_BEFORE = 3  # how far back a negation reaches: "it is certainly not 5 N"


def judge_unit(question: str, point: KeyPoint, text: str) -> Finding | None:
    """Judge a point that is nothing but a unit, where one is asked for: "W" is the watt.

    None for any other point, and where the answer is not that unit alone, or is in the question.
    """
    said = sole_unit(text)
    if said is None or not _ASKS_FOR_UNIT.search(question):
        return None
    if {word.folded for word in words(text)} <= {word.folded for word in words(question)}:
        return None
    wanted = [sole_unit(wording) for wording in (point.text, *point.accepted)]
    if not any(unit is not None and unit.equals(said) for unit in wanted):
        return None
    return Finding(point, Status.COVERED, 1.0, text.strip())


def judge_quantity(
    question: str, point: KeyPoint, text: str, beside: Sequence[KeyPoint] = ()
) -> Finding | None:
    """Judge a point that is nothing but a number with or without a unit; None for any other.

    The values of the points `beside` it are no rivals of its own.

    The right value is covered in any unit of its kind; a value without its unit is half of it,
    unless the question names the unit, and with fewer figures than the question asks for less;
    another value contradicts it. Nor is it covered by a guess among several ("5 or 6 N"; "5 N. 6
    N."), or where it is said to be another value ("6 kWh, which is 216 MJ"); and what the question
    gives is no answer, though it be the same in another unit.
    """
    targets = [
        quantity
        for wording in (point.text, *point.accepted)
        if (quantity := sole_quantity(wording)) is not None
    ]
    if not targets:
        return None
    said = _asserted(text, _with_shared_units(text, quantities(text)))
    asked = quantities(question)
    wordings = (wording for each in beside for wording in (each.text, *each.accepted))
    given = [*asked, *(quantity for wording in wordings for quantity in quantities(wording))]
    new = [q for q in said if _is_same(q, targets) or not _is_same(q, asked)]
    right = [q for q in new if any(target.equals(q) for target in targets)]
    if right:
        coverage = min(_clearness(text, said, right, given), _preciseness(question, right, targets))
        return _found(point, coverage, text, right[0])
    unitless = [q for q in said if _right_but_for_unit(q, targets)]
    if unitless:
        is_named = any(_names_unit(question, target) for target in targets)
        bare = [target.as_bare() for target in targets if target.has_unit]
        coverage = min(
            1.0 if is_named else UNIT_MISSING,
            _clearness(text, said, unitless, given),
            _preciseness(question, unitless, bare),
        )
        return _found(point, coverage, text, unitless[0])
    wrong = next((q for q in said if not (_is_grammar(q) or _among(q, given))), None)
    if wrong is None:
        return Finding(point, Status.MISSING, 0.0, "")
    return Finding(point, Status.CONTRADICTED, 0.0, text[wrong.start : wrong.end])


def _found(point: KeyPoint, coverage: float, text: str, quantity: Quantity) -> Finding:
    status = Status.COVERED if coverage == 1.0 else Status.PARTLY
    return Finding(point, status, coverage, text[quantity.start : quantity.end])


def changed_number(question: str, point: str, stretch: str) -> str:
    """Return the learner's number that stands where the point has another, verbatim, or "".

    A number that the question gives, or that the point also has, changes nothing; nor does
    leaving a number out, which is for coverage to judge.
    """
    given = quantities(question)
    asked = [q for q in quantities(point) if _tells(point, q) and not _among(q, given)]
    said = [q for q in quantities(stretch) if q.is_part or _tells(stretch, q)]
    unmet = [q for q in asked if not _among(q, said)]
    strange = [q for q in said if _is_claimed(stretch, q) and not _among(q, [*asked, *given])]
    for quantity in strange:
        if any(quantity.unit.dimension == other.unit.dimension for other in unmet):
            return stretch[quantity.start : quantity.end]
    return ""


def _with_shared_units(text: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Give "6" its unit in "6 or 8 N", and "9.81" in "9.81, roughly 10 m/s²"."""
    shared = list(found)
    for i in range(len(shared) - 2, -1, -1):
        one, other = shared[i], shared[i + 1]
        between = text[one.end : other.start]
        is_near = other.has_unit and not one.has_unit and len(between) <= _NEAR
        if is_near and _SHARES_UNIT.fullmatch(between):
            shared[i] = replace(one, unit=other.unit, exact=False, is_part=False)
    return shared


def _asserted(text: str, found: Iterable[Quantity]) -> list[Quantity]:
    """Leave out the quantities that the learner denies: "not 5 N"."""
    return [
        quantity
        for quantity in found
        if not any(
            word.is_negation
            for word in words(text[max(0, quantity.start - _REACH) : quantity.start])[
                -_WORDS_BEFORE:
            ]
        )
    ]


def _clearness(
    text: str, said: Sequence[Quantity], right: Sequence[Quantity], given: Sequence[Quantity]
) -> float:
    """Return the coverage that is left of a right value beside what else is said."""
    left = 1.0
    for one, other in _rivals(text, said, right):
        if _among(other, given):
            continue
        if _says_only(text, said) or _is_guess(text, one, other):
            left = min(left, GUESSED)
        elif _is_equated(text, *_in_order(one, other)) and not _is_rounded(other, one):
            left = min(left, MISEQUATED)
    return left


def _in_order(one: Quantity, other: Quantity) -> tuple[Quantity, Quantity]:
    return (one, other) if one.start < other.start else (other, one)


def _rivals(
    text: str, said: Sequence[Quantity], right: Sequence[Quantity]
) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield each right quantity with those about it that have its kind and another value."""
    places = {quantity.start for quantity in right}
    for i, one in enumerate(said):
        if one.start not in places:
            continue
        for other in said[max(0, i - _NEIGHBOURS) : i + _NEIGHBOURS + 1]:
            is_other = other.unit.dimension == one.unit.dimension and not other.equals(one)
            is_rival = is_other and other.start not in places and not _is_grammar(other)
            if is_rival and not _OF_ANOTHER.match(text, other.end):
                yield one, other


def _says_only(text: str, said: Sequence[Quantity]) -> bool:
    """Return whether a text is a row of values and nothing else, "46. 66."."""
    ends = [0, *(quantity.end for quantity in said)]
    starts = [*(quantity.start for quantity in said), len(text)]
    gaps = (text[end:start] for end, start in zip(ends, starts, strict=True))
    return all(_STOPS.fullmatch(gap) for gap in gaps)


def _is_guess(text: str, one: Quantity, other: Quantity) -> bool:
    """Return whether it is left open which of two values is meant.

    Not so in "9.81, or about 10 m/s²", where the other is the same in round figures.
    """
    first, last = _in_order(one, other)
    between = text[first.end : last.start]
    before = text[max(0, other.start - _NEAR) : other.start]
    if _ROUGHLY.search(before) and _is_rounded(other, one):
        return False
    if _ALTERNATIVE.fullmatch(between[-_REACH:]):
        return True
    opening = text[max(0, first.start - _NEAR // 2) : first.start]
    is_doubted = "?" in text[first.end : last.end + 2] or _DOUBT.search(opening)
    return bool(is_doubted) and len(between) <= _NEAR


def _is_equated(text: str, first: Quantity, last: Quantity) -> bool:
    """Return whether one quantity with a unit is said to be another, and neither is computed with.

    "6 N = 3 N + 3 N" and "12 N / 2 = 6 N" are working.
    """
    between = text[first.end : last.start]
    if not (first.has_unit and last.has_unit) or len(between) > _NEAR:
        return False
    if first.number == last.number and first.unit.offset != last.unit.offset:
        return False  # a difference of 5 °C is one of 5 K
    in_brackets = _BRACKETS.fullmatch(between) and text[last.end - 1 : last.end + 1].count(")")
    if not _EQUATES.fullmatch(between) and not (in_brackets and first.unit != last.unit):
        return False
    return not (
        _OPERATOR_BEFORE.search(text[max(0, first.start - _NEAR) : first.start])
        or (text[first.start] in "+-−" and text[: first.start].strip())
        or _OPERATOR_AFTER.match(text, last.end)
    )


def _is_rounded(other: Quantity, one: Quantity) -> bool:
    """Return whether `other` is about `one`, or `one` in as many figures as `other` has."""
    value = one.converted(one.number, other.unit)
    if math.isclose(value, other.number, rel_tol=ROUNDED):
        return True
    figures = _least_figures(other.number)
    return math.isclose(float(f"{value:.{figures - 1}e}"), other.number, rel_tol=1e-9)


def _least_figures(number: float) -> int:
    """Return the significant figures of a number without its final zeros, ≥ 1."""
    mantissa, _, _ = f"{abs(number):.11e}".partition("e")
    return max(1, len(mantissa.replace(".", "").rstrip("0")))


def _preciseness(question: str, right: Sequence[Quantity], targets: Sequence[Quantity]) -> float:
    """Return the coverage that a right value is worth with the figures that were asked for."""
    asked = _FIGURES.search(question)
    if not asked:
        return 1.0
    count = int(quantities(asked["count"])[0].number)
    enough = any(
        one.figures is None or one.figures >= _needed(count, bool(asked["significant"]), target)
        for one in right
        for target in targets
        if target.equals(one)
    )
    return 1.0 if enough else FIGURES_MISSING


def _needed(count: int, is_significant: bool, target: Quantity) -> int:
    """Return how many significant figures of `target` were asked for: never more than it has."""
    has = target.figures or _least_figures(target.number)
    if is_significant or not 0 < abs(target.number) < math.inf:
        return min(count, has)
    return min(count + math.floor(math.log10(abs(target.number))) + 1, has)


def _among(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    return any(
        other.equals(quantity)
        or (other.number == quantity.number and not quantity.has_unit)
        or (other.others and quantity.equals(other))
        for other in others
    )


def _is_same(quantity: Quantity, others: Iterable[Quantity]) -> bool:
    """Return whether one of `others` has the number and the unit of `quantity`."""
    return any((one.number, one.unit) == (quantity.number, quantity.unit) for one in others)


def _right_but_for_unit(quantity: Quantity, targets: Iterable[Quantity]) -> bool:
    return not quantity.has_unit and any(
        target.has_unit and target.as_bare().equals(quantity) for target in targets
    )


def _names_unit(question: str, target: Quantity) -> bool:
    """Return whether the question says in which unit it wants the answer ("… in m/s?")."""
    for match in re.finditer(r"\b(?:in|how many|of)\s+(?=\S)", question, re.IGNORECASE):
        asked = quantities(f"1 {question[match.end() : match.end() + _REACH]}")
        if asked and asked[0].has_unit and asked[0].unit == target.unit:
            return True
    return False


def _tells(text: str, quantity: Quantity) -> bool:
    """Return whether a number says something: "one" and "half" are mostly grammar."""
    is_one = quantity.number == 1 and text[quantity.start].isalpha()
    return not (quantity.is_part or is_one)


def _is_claimed(text: str, quantity: Quantity) -> bool:
    """Return whether a number can be a wrong one: "a thousand" and "half an hour" are idioms."""
    is_idiom = _IDIOM.match(text, quantity.start) is not None
    return _tells(text, quantity) and not is_idiom


def _is_grammar(quantity: Quantity) -> bool:
    """Return whether a number is a bare "half" or "a third", which may only be right."""
    return quantity.is_part and (1 / quantity.number).is_integer()
