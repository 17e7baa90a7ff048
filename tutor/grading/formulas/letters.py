"""What letters in a row stand for in a formula: symbols side by side, a name, or a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from tutor.grading.text import FUNCTION_WORDS

Known = frozenset[str]
"""The symbols that a formula is about."""

FUNCTIONS = frozenset("sin cos tan log ln exp sqrt".split())
_GREEK = {
    name: unicodedata.lookup(f"GREEK SMALL LETTER {name.upper().replace('LAMBDA', 'LAMDA')}")
    for name in """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho
    sigma tau upsilon phi chi psi omega""".split()
} | {"varepsilon": "ε", "vartheta": "θ", "varphi": "φ"}
_VOWELS = frozenset("aeiou")
_LONGEST = 4  # letters of a product that are written together, as in "nRT"
_ELEMENTS = frozenset(
    """Ag Al Ar Au Ba Br Ca Cl Co Cr Cu Fe He Hg Li Mn Na Ne Ni Pb Pt Si Sn Ti
    Zn""".split()
)
_ELEMENT = re.compile(r"[A-Z][a-z]?")


def split(name: str, known: Known | None, *, is_indexed: bool) -> list[str]:
    """Return the symbols of a run of letters, [] for a word; an index is the last letter's."""
    if is_indexed and len(name) > 1 and not named(name):
        first = split(name[:-1], known, is_indexed=False)
        return [*first, name[-1]] if first else []
    return _own_symbols(name) if known is None else _symbols(name, known)


def _own_symbols(name: str) -> list[str]:
    """Return the symbols of a reference's run of letters; [] for a word or an abbreviation."""
    if sign := named(name):
        return [sign]
    if len(name) == 1:
        return [name]
    for prefix in ("pi", *sorted(FUNCTIONS)):
        rest = name.removeprefix(prefix)
        if rest != name and 0 < len(rest) <= 2:
            return [named(prefix), *rest]
    letters = _merged(name)
    if len(letters) > _LONGEST or _is_prose(name):
        return []
    return letters


def _is_prose(name: str) -> bool:
    is_double = len(set(name)) < len(name)
    is_title = len(name) > 2 and name[1:].islower() and name[0].isupper() and name[0] != "Δ"
    is_spelt = len(name) > 2 and name.islower() and bool(_VOWELS & set(name))
    is_short_word = is_spelt and name not in "abcd"
    is_word = len(name) > 2 and name.lower() in FUNCTION_WORDS
    is_compound = any(part in _ELEMENTS for part in _ELEMENT.findall(name)) and (
        "".join(_ELEMENT.findall(name)) == name
    )
    is_abbreviation = len(name) > 3 and name.isupper()
    return any((is_double, is_title, is_short_word, is_word, is_compound, is_abbreviation))


def _symbols(name: str, known: Known) -> list[str]:
    """Return the symbols that a learner's run of letters stands for; [] where it is a word."""
    if name in known:
        return [name]
    if sign := named(name):
        return [sign]
    if len(name) == 1:
        is_times = name in "xX" and not known & {"x", "X"}
        return ["×"] if is_times else [name]
    if (len(name) > 2 and name.lower() in FUNCTION_WORDS) or len(name) > 2 * _LONGEST:
        return []
    plain = {symbol.replace("_", ""): symbol for symbol in known if "_" in symbol}
    plain |= {letter: letter for letter in _single(known)}
    plain |= {name: name for name in FUNCTIONS} | {"pi": "π", "Pi": "π", "π": "π"}
    parts: list[str] = []
    at = 0
    while at < len(name):
        size = next((n for n in (4, 3, 2, 1) if name[at : at + n] in plain), 0)
        if not size and name[at] in "xX" and 0 < at < len(name) - 1:
            parts, at = [*parts, "×"], at + 1
            continue
        if not size:
            return []
        parts, at = [*parts, plain[name[at : at + size]]], at + size
    is_word = len(set(parts)) < len(parts) and not FUNCTIONS & set(parts)  # "mass" of m, a and s
    return [] if is_word else parts


def _single(known: Known) -> Iterator[str]:
    """Yield the symbols of one letter in either case; those with Δ as they are."""
    for symbol in known:
        if len(symbol) == 1:
            yield from (symbol, symbol.swapcase())
        elif "_" not in symbol:
            yield symbol


def named(name: str) -> str:
    """Return the sign of a Greek letter or a function by its name, or ""."""
    low = name.lower()
    if low in FUNCTIONS:
        return low
    letter = _GREEK.get(low, "")
    return letter.upper() if letter and name[0].isupper() and low != "pi" else letter


def _merged(letters: str) -> list[str]:
    """Return the letters one by one; Δ goes with the letter that it stands before."""
    return re.findall(r"Δ?.", letters)
