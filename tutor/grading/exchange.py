"""Terms that stand in each other's place: "a class is the blueprint of an object", turned around.

An answer made of the very words of a point, two stretches of them exchanged, says who does what to
whom the wrong way round. No measure of words sees it, and a network only often. Of 15,367 answers
written to train on, 163 are so, and none of these is right.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.grading.text import Word, sentences, words

LEAST_WORDS = 4
"""Words of a point whose terms can be told to have been exchanged."""

LONGEST_TERM = 4
"""Words of an exchanged term, at most; longer stretches are clauses, which may change places."""

_JOINING = frozenset("and or but nor whereas while & + / = plus versus vs".split())
_MUTUAL = frozenset(
    """alike apart adjacent beside between compared connected contrast correspond corresponds differ
    differs differently different each equal equals equivalent identical interact interacts join
    joins linked match matches meet meets mutual opposite opposites pair paired pairs parallel
    perpendicular proportional same similar together touch touches unlike""".split()
)


def exchanged(point: Sequence[Word], said: Sequence[Word]) -> bool:
    """Return whether the words of `point` stand somewhere in `said` with two terms exchanged.

    What is only joined ("A and B"), or mutual ("A pairs with B"), may stand in either order, and
    so may what has nothing between it.

    Args:
        point: The words of a point.
        said: The words of a sentence of the answer, or of the whole of it.
    """
    wanted, spoken = _folded(point), _folded(said)
    length, counted = len(wanted), sorted(wanted)
    if length < LEAST_WORDS or not _MUTUAL.isdisjoint(wanted):
        return False
    windows = (spoken[at : at + length] for at in range(len(spoken) - length + 1))
    return any(
        window != wanted and sorted(window) == counted and _is_exchange(wanted, window)
        for window in windows
    )


def is_turned_around(wording: str, text: str) -> bool:
    """Return whether a sentence of `text` has the words of a point with two terms exchanged."""
    point = words(wording)
    return any(exchanged(point, words(text[one.start : one.end])) for one in sentences(text))


def exchanged_between(points: Sequence[Sequence[Word]], said: Sequence[Word]) -> list[int]:
    """Return the numbers of points between which an answer exchanges two terms, or [].

    "A is red, B is blue" said as "A is blue, B is red" is so; the points in another order are not.

    Args:
        points: The words of each point of a card.
        said: The words of the answer.
    """
    if len(points) < 2 or not exchanged([word for point in points for word in point], said):
        return []
    spoken = _folded(said)
    return [i for i, point in enumerate(points) if not _holds(spoken, _folded(point))]


def _folded(text: Sequence[Word]) -> list[str]:
    return [word.folded for word in text]


def _holds(text: Sequence[str], part: Sequence[str]) -> bool:
    return any(text[at : at + len(part)] == part for at in range(len(text) - len(part) + 1))


def _is_exchange(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Return whether two texts of the same words differ by two terms that changed places."""
    length = len(wanted)
    first = next(i for i in range(length) if wanted[i] != found[i])
    last = next(i for i in range(length, 0, -1) if wanted[i - 1] != found[i - 1])
    ours, theirs = list(wanted[first:last]), list(found[first:last])
    for one in range(1, min(LONGEST_TERM, len(ours)) + 1):
        for other in range(1, min(LONGEST_TERM, len(ours) - one) + 1):
            between = ours[one : len(ours) - other]
            turned = [*ours[len(ours) - other :], *between, *ours[:one]]
            if turned == theirs and not _JOINING.issuperset(between):
                return True
    return False
