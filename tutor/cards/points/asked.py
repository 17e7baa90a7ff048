"""What a question asks for: how many things, and whether only their names."""

from __future__ import annotations

import re

from tutor.cards.points.marks import NUMBERS, number

_NUMBER = rf"(\d{{1,2}}|{'|'.join(NUMBERS)})\s+(?=[a-z])"
_COUNTED = re.compile(
    r"\b(?:name|list|give|state|mention|identify|describe|cite|provide|write|explain|enumerate|"
    r"recall|discuss|outline|suggest|any|what|which|(?:what|which)\s+(?:is|are|was|were))\s+"
    r"(?:(?:and\s+\w+|the|any|at\s+least|some|me|us|down|up\s+to|only|just|first|last|main|top)"
    r"\s+){0,6}" + _NUMBER,
    re.IGNORECASE,
)
_AND_COUNTED = re.compile(r"(?:\band|,)\s+(?:give\s+|name\s+)?" + _NUMBER, re.IGNORECASE)
_WHICH_ONE = re.compile(r"(?:what|which)\s+(?:one|1)\s", re.IGNORECASE)
_PER_THING = re.compile(r"\beach\b", re.IGNORECASE)  # counts for each thing, not in all
_EXPLAINED = re.compile(
    r"\b(?:explain|describe|why|how|define|compare|differences?|differ|meanings?|mean|discuss|"
    r"outline)\b",
    re.IGNORECASE,
)


def asked_for(question: str) -> int:
    """Return how many things a question asks for ("Name any three …"); 0 where it names no number.

    "Two causes and one remedy" asks for three. A number that is asked for per thing, and a "one"
    further on in the question, count for nothing: there the list is not what they count.
    """
    asked = _COUNTED.search(question)
    if asked is None or _WHICH_ONE.match(asked[0]) or _PER_THING.search(question):
        return 0
    count = number(asked[1])
    count += sum(number(more[1]) for more in _AND_COUNTED.finditer(question, asked.end()))
    opens = len(question[: asked.start()].split()) <= 2  # at most "Please", "Can you"
    return count if count > 1 or opens else 0


def asks_for_names(question: str) -> bool:
    """Return whether a question wants things named and nothing said about them."""
    return _EXPLAINED.search(question) is None
