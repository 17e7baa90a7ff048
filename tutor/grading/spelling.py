"""Slips of the finger, mended before an answer is read.

A network that reads word pieces takes "photosyntehsis" for something it never saw. So a word that
it does not know, and that is a slip away from a word of the card, is read as that word: two
letters transposed, one doubled, dropped, added or hit beside its key, or a vowel mistaken before
the ending. What is itself a known word is left alone, and so is a change that makes another term
of the subject: "adsorption" is not a slip for "absorption", nor "nitrite" for "nitrate".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tutor.grading.text import words

SHORTEST = 5  # letters of a word whose slips are mended; shorter ones are a slip from each other
SUFFIX = 4  # last letters whose vowels must stand: they tell nitrate from nitrite
_VOWELS = frozenset("aeiouy")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # the rows of a keyboard


@dataclass(frozen=True, slots=True)
class Mended:
    """An answer as it is read.

    Attributes:
        text: The answer with its slips mended.
        changes: For each mended word, in order: start and end in `text`, then in the answer.
    """

    text: str
    changes: tuple[tuple[int, int, int, int], ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the answer that `text[start:end]` was made of, words whole."""
        return self._place(start, 0), self._place(end, 1)

    def _place(self, at: int, side: int) -> int:
        moved = 0
        for first, last, was_first, was_last in self.changes:
            if at < first + side:
                break
            if at < last + side:
                return was_last if side else was_first
            moved = was_last - last
        return at + moved


def mend(text: str, meant: Iterable[str], knows: Callable[[str], bool]) -> Mended:
    """Mend the slips in an answer.

    Args:
        text: The answer.
        meant: Texts of the card, whose words may have been meant.
        knows: Whether a word, in small letters, is one of the language's commoner ones.
    """
    targets = {w.folded for each in meant for w in words(each) if _is_plain(w.folded)}
    parts, changes, at, grown = [], [], 0, 0
    for word in words(text):
        said = word.folded
        if not _is_plain(said) or said in targets:
            continue
        near = [target for target in targets if is_slip(said, target)]
        if len(near) != 1 or knows(said):
            continue
        parts += [text[at : word.start], near[0]]
        start = word.start + grown
        grown += len(near[0]) - (word.end - word.start)
        changes.append((start, word.end + grown, word.start, word.end))
        at = word.end
    return Mended("".join([*parts, text[at:]]), tuple(changes))


def is_slip(said: str, meant: str) -> bool:
    """Return whether `said` may be `meant`, mistyped once; both in small letters."""
    if said == meant or said[:1] != meant[:1] or abs(len(said) - len(meant)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(said, meant, strict=False)) if a != b), -1)
    if at < 0 or said[at:] == meant[at + 1 :] or said[at + 1 :] == meant[at:]:
        return True  # a letter dropped or added
    if said[at + 2 :] == meant[at + 2 :] and said[at : at + 2] == meant[at : at + 2][::-1]:
        return True
    return said[at + 1 :] == meant[at + 1 :] and _mistaken(said[at], meant[at], len(meant) - at)


def _mistaken(hit: str, meant: str, left: int) -> bool:
    """Return whether one letter was hit for another; `left` letters of the word begin with it."""
    if _beside(hit, meant):
        return left > 1  # the last letter is grammar: "cell", "cels"
    return {hit, meant} <= _VOWELS and left > SUFFIX


def _beside(one: str, other: str) -> bool:
    for row in _KEYS:
        if one in row and other in row:
            return abs(row.index(one) - row.index(other)) == 1
    return False


def _is_plain(word: str) -> bool:
    return len(word) >= SHORTEST and word.isalpha()
