"""Cutting prose into sentences.

Works on a text whose code, mathematics and links are filled (`inline.hide_uncut`), so
that nothing is cut inside them. Linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from tutor.cards.points.inline import FENCE, FILLER, hide_asides

_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]*_=~]*+(?=\s)|[。！？]+[」』”’）]*")
_GAP = re.compile(r"(?<![^\S\n])[^\S\n]*\n\s*")
_WORD = re.compile(r"\w+")
_NEAR = 40  # characters looked at around a stop: longer than any abbreviation and its neighbour


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text written with a blank between each two."""
    return frozenset(words.split())


# Abbreviations after which the sentence goes on, whatever follows.
_GOES_ON = word_set(
    "e.g i.e eg ie cf vs v dr mr mrs ms prof st mt gen col sgt capt rev hon viz resp approx incl "
    "esp"
)
# Those after which it goes on where a number follows ("No. 5", "Fig. 2", "Jan. 3").
_GOES_ON_TO_NUMBER = word_set(
    "no nos p pp art sec ch chap vol eq eqs fig figs tab ver nr ca c jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
)
# Those that may end a sentence, and so may initials; they do where one of `_OPENERS` follows.
_MAY_END = word_set("al inc ltd co corp jr sr bros dept")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|[A-Z]")
_OPENERS = word_set(
    "a an the this that these those it its they their there he his she her we our you your i if "
    "in on at by for from with to as and but or so yet when while where who which what how why "
    "because since although though however thus hence then therefore also no not each every all "
    "some many most both such another other"
)

# An answer to a yes-or-no question, or the letter of a choice, is one point with its reason.
_BARE = word_set("yes no true false correct incorrect right wrong never always")

# A longer line was wrapped by an editor (they wrap at 72 columns or later); a shorter one was ended
# by its writer.
_WRAPPED = 60
_OPEN_END = re.compile(r"(?:[,;:–—-]|\b(?:and|or|of|the|a|an|to|in|with))\Z")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text.

    Attributes:
        start: Offset of its first character.
        end: Offset after its last character.
        listed: Whether it is one entry of a list.
        label: Whether it only introduces what follows.
    """

    start: int
    end: int
    listed: bool = False
    label: bool = False


def trimmed(text: str, start: int, end: int, *, listed: bool = False, label: bool = False) -> Span:
    """Return the span from `start` to `end` without the blanks at its ends."""
    inner = text[start:end]
    return Span(
        start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip()), listed, label
    )


def sentences(filled: str, start: int, end: int) -> list[Span]:
    """Cut `filled[start:end]` into sentences; a line that its writer ended is one as well."""
    sight = hide_asides(filled[start:end])
    cuts = {stop.end() for stop in _STOP.finditer(sight) if _ends_sentence(sight, stop)}
    cuts.update(_line_ends(sight))
    return _joined(filled, _between(filled, [start, *(start + cut for cut in sorted(cuts)), end]))


def _between(filled: str, cuts: list[int]) -> Iterator[Span]:
    for start, end in pairwise(cuts):
        span = trimmed(filled, start, end)
        if span.start < span.end:
            yield span


def _ends_sentence(sight: str, stop: re.Match[str]) -> bool:
    if stop[0][0] in "。！？":
        return True
    following = sight[stop.end() : stop.end() + _NEAR].lstrip()
    if following[:1].islower():
        return False
    return stop[0][0] != "." or stop[0][:2] == ".." or _word_ends(sight, stop.start(), following)


def _word_ends(sight: str, at: int, following: str) -> bool:
    """Whether the full stop at `at` ends a sentence and not only the word before it."""
    before = sight[max(0, at - _NEAR) : at].split()
    word = before[-1].lstrip("([\"'“‘*_") if before else ""
    known = word.casefold()
    if known in _GOES_ON or (known.isdigit() and sight[:at].strip() == word):
        return False
    if known in _GOES_ON_TO_NUMBER:
        return not following[:1].isdigit()
    if known in _MAY_END or _INITIALS.fullmatch(word):
        opener = _WORD.search(following)
        return opener is not None and opener[0].casefold() in _OPENERS
    return True


def _line_ends(sight: str) -> Iterator[int]:
    """Yield the offset after each line break that the writer meant."""
    line = 0
    for gap in _GAP.finditer(sight):
        before, line = sight[line : gap.start()], gap.end()
        if gap[0].count("\n") > 1 or _ended_by_hand(before, sight[line : line + 1]):
            yield line


def _ended_by_hand(line: str, following: str) -> bool:
    if line.endswith(FENCE) or line.lstrip().startswith("#"):
        return True
    goes_on = following.islower() or following == FENCE or len(line) >= _WRAPPED
    return not goes_on and _OPEN_END.search(line) is None


def _joined(filled: str, spans: Iterable[Span]) -> list[Span]:
    """Join a bare yes, no or letter to what follows, and what has no word to what precedes."""
    joined: list[Span] = []
    for span in spans:
        if joined and (_is_bare(filled, joined[-1]) or not _has_words(filled, span)):
            joined[-1] = Span(joined[-1].start, span.end)
        else:
            joined.append(span)
    return joined


def _is_bare(filled: str, span: Span) -> bool:
    said = filled[span.start : min(span.end, span.start + _NEAR)]
    word = said.strip("*_.!,— ").casefold()
    return word in _BARE or len(word) == 1


def _has_words(filled: str, span: Span) -> bool:
    return any(char.isalnum() or char in (FILLER, FENCE) for char in filled[span.start : span.end])
