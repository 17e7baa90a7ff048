"""Flips: a statement of English turned into one that says something else, nearly word for word.

Each rule takes a key point and a random source and returns one flipped wording, or "" where it
finds no handle or cannot be sure that the meaning changes. They know English only, leave other
languages alone, and are written for plain statements of up to some thirty words. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import TypeAlias

from tutor.evaluation.flip_grammar import (
    VerbKind,
    a_or_an,
    is_plural,
    main_verb,
    opens_clause,
    with_article,
)
from tutor.evaluation.flip_roles import reversed_roles
from tutor.evaluation.flip_verbs import (
    CLAUSE_OPENERS,
    COMMANDS,
    GERUNDS,
    MASS,
    PREPOSITIONS,
    THIRD,
)
from tutor.evaluation.flip_words import (
    ANTONYMS,
    COMPARATIVES,
    DIRECTIONS,
    NUMBER_WORDS,
    QUANTIFIERS,
)
from tutor.evaluation.wording import WORD, bare, capitalised, inner

Flip: TypeAlias = Callable[[str, Random], str]

LONGEST = 300
"""Characters of a statement that is still flipped."""

NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|without|cannot|hardly|barely|rarely"
    r"|scarcely|seldom|unless|lack(?:s|ing)?|fail(?:s|ing)?)\b|n['’]t\b",
    re.IGNORECASE,
)
# Digits in their grouping: no exponent, no part of a name, no power of ten.
_NUMBER = re.compile(r"(?<![\w.,^×⁻−-])(?<!× )[0-9][0-9.,  ]*(?<=[0-9])(?![0-9⁰¹²³⁴-⁹′'-])")

# Where a word of the lists is part of something else.
_SET_PHRASES = re.compile(
    r"\b(?:"
    r"(?:any|no|as|so|too|how|that) long(?:er)?|as (?:many|much|few)|(?:how|so|too) (?:many|often)"
    r"|more or less|(?:once|any|even|one|two|three|four) more|sooner or later|supply and demand"
    r"|(?:after|above|at|in|of|over|not) all|all (?:over|right|along)|not every\w*|half of all"
    r"|at (?:first|last)|to last|first (?:of all|aid|name|law)|second law|as before|next to"
    r"|(?:would|must|can|will|should) first|(?:to|can|would|will|must) (?:slow|warm|cool|dry|thin)"
    r"|(?:looks?|named|called|takes?|asks?|asked) after|grow\w* out of|as possible"
    r"|in (?:common|short|the long run)|(?:short|poor|rich) of|common sense|old age"
    r"|direct reports?|push\w* back"
    r"|specific heat|active site|open source|long-\w+|\w+-(?:long|old|high|deep|first)"
    r"|(?:divid|turn|chang|convert|transform|split|cut|break|broke|put|tak|grow|develop|mak|made"
    r"|translat|fit|fall|fell|look|tap)\w*\b[^.,;]*? into"
    r")\b",
    re.IGNORECASE,
)


def negated(text: str, chance: Random) -> str:
    """Deny the main verb: "it binds iron" becomes "it does not bind iron"."""
    del chance
    if NEGATION.search(text):
        return ""
    first = WORD.search(text)
    if first and first.start() == 0 and first[0].lower() in GERUNDS:
        return f"Not {inner(text)}"
    if first and first.start() == 0 and first[0].lower() in COMMANDS:
        return f"Do not {inner(text)}"
    verb = main_verb(text)
    if verb is None:
        return ""
    head, tail = text[: verb.start], text[verb.end :]
    if _SOME.search(head):  # that some are not does not deny that some are
        return ""
    if verb.kind is VerbKind.AUXILIARY:
        word = text[verb.start : verb.end]
        return _no_longer_yes(f"{head}{word} not{tail}")
    if verb.kind is VerbKind.BASE:
        return _no_longer_yes(f"{head}do not {verb.base}{tail}")
    if verb.kind is VerbKind.PAST:
        return _no_longer_yes(f"{head}did not {verb.base}{tail}")
    return _no_longer_yes(f"{head}does not {verb.base}{_SECOND_VERB.sub(_or_base, tail)}")


def affirmed(text: str, chance: Random) -> str:
    """Take one negation away: "it has no nucleus" becomes "it has a nucleus"."""
    del chance
    for pattern, turn in _AFFIRMED:
        found = pattern.search(text)
        if found and (new := turn(found)):
            return re.sub(r"^No,", "Yes,", _put(text, found, new))
    return ""


def opposed(text: str, chance: Random) -> str:
    """Replace a word by its opposite: "weak bonds" becomes "strong bonds"."""
    return _exchanged(text, ANTONYMS, chance)


def compared(text: str, chance: Random) -> str:
    """Turn one comparison around: "faster" becomes "slower"."""
    return _exchanged(text, COMPARATIVES, chance)


def redirected(text: str, chance: Random) -> str:
    """Turn a direction in space, time or amount around: "before" becomes "after"."""
    return _exchanged(text, DIRECTIONS, chance)


def requantified(text: str, chance: Random) -> str:
    """Say of all what holds for none, of always what holds for never, and the like."""
    both = re.search(r"\bboth (?!of\b|and\b)(\w+s)\b", text)
    if both:
        return _put(text, both, f"neither of the {both[1]}")
    return _exchanged(text, QUANTIFIERS, chance)


def renumbered(text: str, chance: Random, given: Iterable[str] = ()) -> str:
    """Change a number, in digits or as a word from two to twenty, by its leading digit.

    Args:
        text: A point.
        chance: The random source.
        given: Numbers that the question states, as `numbers` finds them; they stay.
    """
    held = frozenset(given)
    found = [match for match in _numbers(text) if _value(match[0]) not in held | {"0"}]
    if not found:
        return ""
    match = chance.choice(found)
    return text[: match.start()] + _another(match[0], chance) + text[match.end() :]


def numbers(text: str) -> frozenset[str]:
    """Return the numbers of `text` in a form in which equal ones are equal."""
    return frozenset(_value(match[0]) for match in _numbers(text))


def denied(text: str) -> str:
    """Return a sentence that denies the point `text`, whatever it is."""
    return f"It is not true that it is so: {inner(bare(text))}."


FLIPS: Mapping[str, Flip] = {
    "negation inserted": negated,
    "negation removed": affirmed,
    "antonym": opposed,
    "comparative turned": compared,
    "roles swapped": reversed_roles,
    "quantifier changed": requantified,
    "direction turned": redirected,
    "number changed": renumbered,
}
"""By the name in the table of results."""


def flipped(flip: Flip, text: str, chance: Random) -> str:
    """Return `text` flipped, or "" where there is no handle or it is no plain statement."""
    return flip(text, chance) if len(text) <= LONGEST and "\n" not in text else ""


def any_flip(text: str, chance: Random) -> str:
    """Return a flip of `text` by any rule that finds a handle, or ""."""
    found = [turned for flip in FLIPS.values() if (turned := flipped(flip, text, chance))]
    return chance.choice(found) if found else ""


def _exchanged(text: str, pairs: Mapping[str, str], chance: Random) -> str:
    """Exchange one word for its partner, unless both stand in the text: then it may be the same."""
    fixed = [match.span() for match in _SET_PHRASES.finditer(text)]
    found = [
        match
        for match in _pattern(pairs).finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in fixed)
    ]
    said = text.casefold()
    alone = [
        match
        for match in found
        if not re.search(rf"\b{re.escape(pairs[match[0].lower()])}\b", said)
        and len([other for other in found if other[0].lower() == match[0].lower()]) == 1
    ]
    if not alone:
        return ""
    match = chance.choice(alone)
    return _put(text, match, pairs[match[0].lower()])


def _pattern(pairs: Mapping[str, str]) -> re.Pattern[str]:
    longest_first = sorted(pairs, key=lambda word: (-len(word), word))
    return re.compile(rf"\b(?<!-)(?:{'|'.join(map(re.escape, longest_first))})\b(?!-)", re.I)


def _put(text: str, match: re.Match[str], new: str) -> str:
    """Put `new` where `match` is, in its case, and mend an article before it."""
    if match[0][:1].isupper():
        new = capitalised(new)
    return with_article(text[: match.start()], new) + text[match.end() :]


def _or_base(match: re.Match[str]) -> str:
    return f"{match[1]}or {THIRD[match[2]]}"


def _no_longer_yes(text: str) -> str:
    return re.sub(r"^Yes,", "No,", text)


def _numbers(text: str) -> list[re.Match[str]]:
    return [*_NUMBER.finditer(text), *_NUMBER_WORD.finditer(text)]


def _value(number: str) -> str:
    """Return digits without their grouping, or the number that a word means."""
    if number.lower() in NUMBER_WORDS:
        return str(NUMBER_WORDS.index(number.lower()))
    return re.sub(r"[,\s]", "", number)


def _another(number: str, chance: Random) -> str:
    """Return a number of the same shape that differs in its first digit that is not 0."""
    if number.lower() in NUMBER_WORDS:
        value = NUMBER_WORDS.index(number.lower())
        return NUMBER_WORDS[chance.choice([n for n in range(2, 13) if abs(n - value) > 1])]
    first = re.search(r"[1-9]", number)
    if first is None:
        return number + "7"
    digit = chance.choice([n for n in range(1, 10) if abs(n - int(first[0])) > 1])
    return number[: first.start()] + str(digit) + number[first.end() :]


def _verb_after_not(match: re.Match[str]) -> str:
    helper, verb = match[1].lower(), match[2].lower()
    if helper == "do":
        return verb
    return _THIRD_OF.get(verb, f"{verb}s") if helper == "does" else ""


def _somebody(match: re.Match[str]) -> str:
    return "everybody" if opens_clause(match.string[: match.start()]) else "somebody"


def _something(match: re.Match[str]) -> str:
    if opens_clause(match.string[: match.start()]):
        return "everything"
    following = WORD.match(match.string[match.end() :].lstrip())
    plain = following is None or following[0].lower() in PREPOSITIONS | {"to"}
    return "a lot" if plain else "something"


def _one_there(match: re.Match[str]) -> str:
    """Turn "no cells" into "many cells", "no air" into "plenty of air", "no wall" into "a wall"."""
    noun = _noun_phrase(match.string[match.end() :])
    if not noun:
        return ""
    if match[1]:
        return "plenty of"
    if MASS.intersection(word.lower() for word in noun):
        return "plenty of"
    return "many" if is_plural(noun[-1]) else a_or_an(noun[0])


def _noun_phrase(text: str) -> list[str]:
    """Return up to three words from the start of `text` on, as far as no other part begins."""
    phrase: list[str] = []
    end = 0
    for found in WORD.finditer(text):
        if text[end : found.start()].strip() or found[0].lower() in _PHRASE_ENDS:
            break
        phrase.append(found[0])
        end = found.end()
    return phrase[:3]


_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(NUMBER_WORDS[2:])})\b(?!-)", re.IGNORECASE)
_SECOND_VERB = re.compile(rf"^((?: [\w-]+){{0,3}} )and ({'|'.join(THIRD)})\b")
_THIRD_OF = {base: third for third, base in THIRD.items()}
_PHRASE_ENDS = (
    PREPOSITIONS
    | CLAUSE_OPENERS
    | set(THIRD)
    | set("and or but is are was were can will must should has have had to acts such".split())
)
_SOME = re.compile(r"\b(?:some|many|several|few|any|certain)\b", re.IGNORECASE)
_TAKES_NOT = "is|are|was|were|can|must|should|will|has|have|had|could|would"
_AFFIRMED: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), turn)
    for pattern, turn in (
        (r"\b(does|do) not (\w+)", _verb_after_not),
        (r"\b(does|do)n['’]t (\w+)", _verb_after_not),
        (rf"\b({_TAKES_NOT})(?: not|n['’]t)\b(?! only)", lambda match: match[1]),
        (r"\bcannot\b", lambda _: "can"),
        (r"\bno longer\b", lambda _: "still"),
        (r"\bnever\b", lambda _: "always"),
        (r"\bneither ([^,.;]+?) nor\b", lambda match: f"both {match[1]} and"),
        (r"\bno(?:body| one)\b", _somebody),
        (r"\bnothing\b", _something),
        (r"\bnowhere\b", lambda _: "everywhere"),
        (r"\bnone of\b", lambda _: "all of"),
        (r"\bnone\b", lambda _: "plenty"),
        (r"\bwithout\b(?! \w+ing\b)", lambda _: "with"),
        (r", not (?=(?:at|to|by|in|from|on|for|with|the|an?)\b)", lambda _: ", and also "),
        (r"\bfails to\b", lambda _: "manages to"),
        (r"(?<!cell )\black\b", lambda _: "have"),
        (r"\blacks\b", lambda _: "has"),
        (
            r"\b(practically |hardly any|almost |virtually )?no\b(?! (?:one|doubt|matter)\b|,|-)",
            _one_there,
        ),
    )
)
