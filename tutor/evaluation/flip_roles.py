"""Flips that let two things change places: who does what, from where to where, what has what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from tutor.evaluation.flip_grammar import VerbKind, is_plural, main_verb
from tutor.evaluation.flip_verbs import (
    ACTS_ON,
    PARTICIPLES,
    PREPOSITIONS,
)
from tutor.evaluation.flip_words import ANTONYMS
from tutor.evaluation.wording import WORD, bare, capitalised, inner, is_little

_THING = r"(?:the |an? )?[^\W\d_][\w-]*"
_FROM_TO = re.compile(
    rf"\bfrom ({_THING}) to ({_THING})\b(?! (?:it|them|the|a|its|their)\b)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\bfrom (?:the |an? )?(\w+) \w+ (?:in)?to (?:the |an? )?(\w+)\b", re.I)
_EITHER_WAY = re.compile(r"\b(?:distances?|difference|from (?:time|side|day|place) to)\b", re.I)
_RATHER = re.compile(r"([\w-]+) (instead of|rather than|divided by|before|after) ([\w-]+)$", re.I)
_THAN = re.compile(
    rf"^({_THING}(?: \w+)?) (is|are|was|were) ((?:more |less )?\w+) than ({_THING}(?: \w+)?)$",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"^(.+?), (?:while |whereas |but )?([^\W\d_][\w-]*) (.+)$|^(\w+) (?:has|have) .+ where"
    r" (\w+) (?:has|have) .+$"
)
_CAUSE = re.compile(r"^([^,]+?),? because (?!of\b)([^,]+)$")
_RESULT = re.compile(r"^([^,]+), so (?!that\b)([^,]+)$")
_LEADS = {
    "leads to": "comes from",
    "lead to": "come from",
    "results in": "results from",
    "result in": "result from",
    "results from": "results in",
    "result from": "result in",
    "comes from": "leads to",
    "depends on": "determines",
    "depend on": "determine",
}
_LEADING = re.compile(rf"\b(?:{'|'.join(_LEADS)})\b")
_POINTING = frozenset("it its they their them this that these those he she his her such".split())
_JOINS = frozenset("and or but so because which who that just such as".split())
_BE = {
    VerbKind.THIRD: ("is", "is"),
    VerbKind.BASE: ("are", "are"),
    VerbKind.PAST: ("was", "were"),
}
_HEAD = 4
"""Words that stand for a thing before what is said of it: "In series, 12 Ω"."""


def reversed_roles(text: str, chance: Random) -> str:
    """Let two things change places: doer and object, source and target, cause and effect.

    "Enzymes break down starch" becomes "Enzymes are broken down by starch", "from A to B" becomes
    "from B to A", "A, so B" becomes "B, so A"; "" where nothing of the kind is found.
    """
    found = [turned for rule in _RULES if (turned := rule(text)) and turned != text]
    return chance.choice(found) if found else ""


def exchanged_tails(points: Sequence[str], chance: Random) -> tuple[str, ...]:
    """Let what two of several points say of their things change places, or return ().

    "In series, 12 Ω" and "In parallel, 3 Ω" become "In series, 3 Ω" and "In parallel, 12 Ω".
    """
    cut = {at: halves for at, point in enumerate(points) if (halves := _halves(point))}
    usable = [
        (one, other)
        for one in cut
        for other in cut
        if one < other and cut[one][1] != cut[other][1] and cut[one][0] != cut[other][0]
    ]
    if not usable:
        return ()
    one, other = chance.choice(usable)
    turned = list(points)
    turned[one] = f"{cut[one][0]}, {cut[other][1]}"
    turned[other] = f"{cut[other][0]}, {cut[one][1]}"
    return tuple(turned)


def _halves(point: str) -> tuple[str, str] | None:
    """Return a short thing and what is said of it, where one comma parts them."""
    head, comma, tail = bare(point).partition(", ")
    first = WORD.match(tail)
    if not comma or "," in tail or not 1 <= len(head.split()) <= _HEAD:
        return None
    if first and (first[0].casefold() in _JOINS or first[0].endswith("ing")):
        return None
    return (head, tail) if WORD.search(head) and main_verb(head) is None else None


def _done_by(text: str) -> str:
    """Turn the doer into what it is done to: "A breaks B" becomes "A is broken by B"."""
    verb = main_verb(text)
    if verb is None or verb.base not in ACTS_ON or verb.kind is VerbKind.AUXILIARY:
        return ""
    tail = text[verb.end :]
    first = WORD.match(tail.lstrip())
    if first is None or first[0].casefold() in PREPOSITIONS | {"and", "or", "that", "how", "what"}:
        return ""
    be = _BE[verb.kind][is_plural(text[: verb.start].split()[-1])]
    return f"{text[: verb.start]}{be} {PARTICIPLES[verb.base]} by{tail}"


def _there_and_back(text: str) -> str:
    found = _FROM_TO.search(text)
    if not found or found[1].casefold() == found[2].casefold():
        return ""
    if is_little(found[1]) or is_little(found[2]) or _EITHER_WAY.search(text):
        return ""
    return f"{text[: found.start()]}from {found[2]} to {found[1]}{text[found.end() :]}"


def _opposites_exchanged(text: str) -> str:
    """Exchange two opposites between "from" and "to": "from hot bodies to cold ones"."""
    found = _BETWEEN.search(text)
    if not found or ANTONYMS.get(found[1].lower()) != found[2].lower():
        return ""
    middle = text[found.end(1) : found.start(2)]
    return f"{text[: found.start(1)]}{found[2]}{middle}{found[1]}{text[found.end(2) :]}"


def _one_for_the_other(text: str) -> str:
    """Turn "A instead of B" and "A divided by B" around, at the end of a statement."""
    found = _RATHER.search(bare(text))
    if not found or is_little(found[1]) or is_little(found[3]) or found[1] == found[3]:
        return ""
    return f"{text[: found.start()]}{found[3]} {found[2]} {found[1]}{text[found.end() :]}"


def _compared_with(text: str) -> str:
    found = _THAN.match(bare(text))
    if not found or is_plural(found[1]) != is_plural(found[4]):
        return ""
    if not _POINTING.isdisjoint(bare(text).casefold().split()):
        return ""
    turned = f"{capitalised(found[4])} {found[2]} {found[3]} than {inner(found[1])}"
    return turned + text[len(bare(text)) :]


def _side_by_side(text: str) -> str:
    """Let the subjects of two parallel statements change places."""
    found = _BESIDE.match(bare(text))
    if not found:
        return ""
    second = found[2] or found[5]
    first = found[4] or _subject(found[1])
    named = second.endswith(("ing", "ed", "ly")) or is_little(second)
    if not first or named or first.casefold() == second.casefold():
        return ""
    if len(re.findall(rf"\b{re.escape(second)}\b", text)) != 1:
        return ""
    rest = text[len(first) :]
    return capitalised(second) + re.sub(rf"\b{re.escape(second)}\b", inner(first), rest)


def _subject(clause: str) -> str:
    """Return the subject of a clause where it is short and no pronoun, else ""."""
    verb = main_verb(clause)
    subject = clause[: verb.start].strip() if verb else ""
    first = subject.split(" ")[0].casefold()
    short = 1 <= len(subject.split()) <= 2
    return subject if short and first not in _POINTING and first not in PREPOSITIONS else ""


def _effect_for_cause(text: str) -> str:
    for pattern, link in ((_CAUSE, " because "), (_RESULT, ", so ")):
        found = pattern.match(bare(text))
        if found and not any(_points_back(half) for half in found.groups()):
            turned = f"{capitalised(found[2])}{link}{inner(found[1])}"
            return turned + text[len(bare(text)) :]
    return ""


def _points_back(clause: str) -> bool:
    words = clause.casefold().split()
    return len(words) < 3 or words[0] in _POINTING or words[0].endswith("ing")


def _led(text: str) -> str:
    found = _LEADING.search(text)
    return text[: found.start()] + _LEADS[found[0]] + text[found.end() :] if found else ""


_RULES = (
    _done_by,
    _there_and_back,
    _opposites_exchanged,
    _one_for_the_other,
    _compared_with,
    _side_by_side,
    _effect_for_cause,
    _led,
)
