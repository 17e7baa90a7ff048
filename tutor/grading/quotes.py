"""Looking up in an answer what a judge says that it quotes.

What a judge claims to have read must stand there. Dress does not count: case, spacing, letter
forms, unseen characters, the marks between words. Besides, a slip of the finger may have been
mended on the way, and nothing else: no number, no negation, no short word and no word that was
added or left out. What comes back is the learner's own words, slips and all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from rapidfuzz import fuzz

from tutor.cards.card import KeyPoint
from tutor.grading.exact import TELLS_NOTHING, is_empty, says_wording
from tutor.grading.numerals import numerals
from tutor.grading.seen import see, seen
from tutor.grading.spelling import SHORTEST, is_slip
from tutor.grading.text import Word, normalise, stands_in, words

NEAR = 90.0
"""The least similarity, in percent of the letters (`rapidfuzz.fuzz.ratio`), of a quote with a
mended slip: one letter in a word of six, or a few in a sentence. It only ever saves a quote that a
judge copied with too much care, so a quote that is farther off is better not found."""

LONGEST = 60
"""Words of a quote that is looked for with its slips; a longer one is no shortest run of words."""

_BLANKS = re.compile(r"\S+")


def find_quote(quote: str, text: str) -> str:
    """Return the stretch of `text` that is first to say `quote`, verbatim; "" where none does.

    The stretch is made of whole runs between blanks.
    """
    answer, wanted = see(text), normalise(seen(quote))
    if is_empty(wanted):
        return ""
    span = _exactly(wanted, answer.text) or _nearly(words(wanted), answer.text)
    if not span:
        return ""
    start, end = answer.original(*span)
    return text[start:end]


def shows_nothing(question: str, point: KeyPoint, stretch: str) -> bool:
    """Return whether a quote is too empty to show a point: "the", or the question over again.

    It is where all of its words either tell nothing or were given by the question, and the point
    asks for none of the latter.
    """
    wordings, text = (point.text, *point.accepted), seen(stretch)
    if says_wording(wordings, text):
        return False
    given, asked = words(question), [word for one in wordings for word in words(one)]
    return all(
        text[word.start : word.end] in TELLS_NOTHING
        or (stands_in(word, given) and not stands_in(word, asked))
        for word in words(text)
    )


def _exactly(wanted: str, text: str) -> tuple[int, int] | None:
    """Return where `text` says a normalised quote."""

    def is_said(start: int, end: int) -> bool:
        return wanted in normalise(text[start:end])

    if not is_said(0, len(text)):
        return None
    runs = [run.span() for run in _BLANKS.finditer(text)]
    # More text never unsays a quote: bisect for the end, and from there back for the start.
    last = bisect_left(runs, True, key=lambda run: is_said(0, run[1]))
    end = runs[last][1]
    past = bisect_left(runs, True, hi=last + 1, key=lambda run: not is_said(run[0], end))
    return runs[past - 1][0], end


def _nearly(wanted: Sequence[Word], text: str) -> tuple[int, int] | None:
    """Return where `text` has the words of a quote, one after another, slips mended."""
    said = words(text)
    if not 0 < len(wanted) <= min(LONGEST, len(said)):
        return None
    told = _joined(wanted)
    for first in range(len(said) - len(wanted) + 1):
        row = said[first : first + len(wanted)]
        if fuzz.ratio(_joined(row), told, score_cutoff=NEAR) and all(map(_is_same, row, wanted)):
            return _in_runs(text, row[0].start, row[-1].end)
    return None


def _joined(row: Sequence[Word]) -> str:
    return " ".join(word.folded for word in row)


def _is_same(said: Word, quoted: Word) -> bool:
    """Return whether a word is quoted as it is, or with nothing but its slip mended."""
    if said.folded == quoted.folded:
        return True
    pair = (said.folded, quoted.folded)
    return (
        all(len(one) >= SHORTEST and one.isalpha() and not any(numerals(one)) for one in pair)
        and not (said.is_negation or quoted.is_negation)
        and is_slip(*pair)
    )


def _in_runs(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch together with what adjoins it up to the next blanks."""
    touched = [run.span() for run in _BLANKS.finditer(text) if run.end() > start]
    return touched[0][0], next(last for _, last in touched if last >= end)
