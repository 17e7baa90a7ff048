"""Near copies: which of some texts stand among others, word for word or nearly. Pure.

A near copy is found as a stretch of words is found in a text that has errors: by the fewest words
that must be changed, put in, left out or swapped with the next, wherever in the text the stretch
begins and ends (P. Sellers, "The theory and computation of evolutionary distances", 1980; with
swaps as of F. Damerau, 1964). A word with one slip of the pen counts as the same; the same words in
any other order are a near copy, too. Only texts that share words with an original are compared with
it: an index holds each original under the beginnings of its content words.

Short answers are alike by chance, as "the mitochondrion" is to many questions. So an original of
fewer than `FEWEST_WORDS` words is only looked for among answers to a question like its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from tutor.grading.text import FUNCTION_WORDS, words

FEWEST_WORDS = 6
"""An original with fewer has copies only among answers to a question like its own."""

WORDS_PER_EDIT = 5
"""A near copy has at most one edit in so many words of its original, and may always have one ..."""

FEWEST_TO_EDIT = 3
"""... unless the original has fewer words than this."""

SAME_QUESTION = 0.5
"""From which Jaccard similarity of their content words two questions count as alike."""

SHARED = 0.5
"""The share of an original's content words that a text must have for the two to be compared."""

AROUND = 6
"""How many words more than its original a copy may have, where the original has fewer than `LONG`;
"I think that the answer is" are six."""

LONG = 12
"""An original with as many words may stand in a text of any length."""

_STEM = 5  # characters that the index knows a word by
_MISSPELT_FROM = 4  # letters; a shorter word with a slip of the pen is another word


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and what it answers.

    Attributes:
        text: The text.
        question: What it answers; "" where it answers nothing, or nobody knows what.
        place: Where it stands, for messages; "" where that does not matter.
    """

    text: str
    question: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """An original, and a text that copies it.

    Attributes:
        number: The original's, counted from 0.
        text: The first of the texts that are most like it.
        similarity: One less the edits per word of the original, in [0, 1]; 1.0 where every word of
            it stands there in its order, but for slips of the pen.
    """

    number: int
    text: Said
    similarity: float


def copies(originals: Sequence[Said], texts: Iterable[Said]) -> list[Copy]:
    """Return which originals have been copied, each once, in their order.

    Args:
        originals: What is looked for; one without a word is never found.
        texts: Where it is looked for; read once, one at a time.
    """
    index = _Index(originals)
    found: dict[int, Copy] = {}
    for text in texts:
        for number, similarity in index.resembling(text):
            if number not in found or similarity > found[number].similarity:
                found[number] = Copy(number, text, similarity)
    return [found[number] for number in sorted(found)]


class _Index:
    """Originals, to be looked up by the words of a text that might copy them."""

    def __init__(self, originals: Sequence[Said]) -> None:
        self._words = [_split(one.text) for one in originals]
        self._asked = [_stems(_split(one.question)) for one in originals]
        self._count: list[int] = []
        self._by_stem: dict[str, list[int]] = defaultdict(list)
        for number, said in enumerate(self._words):
            stems = _stems(said)
            self._count.append(len(stems))
            for stem in stems:
                self._by_stem[stem].append(number)

    def resembling(self, text: Said) -> Iterator[tuple[int, float]]:
        """Yield the number of each original that a text copies, and how like it the text is."""
        said, asked = _split(text.text), _stems(_split(text.question))
        shared = Counter(at for stem in _stems(said) for at in self._by_stem.get(stem, ()))
        for number, count in shared.items():
            if count >= SHARED * self._count[number] and self._may_be_told(number, asked):
                similarity = _similarity(self._words[number], said)
                if similarity:
                    yield number, similarity

    def _may_be_told(self, number: int, asked: frozenset[str]) -> bool:
        """Return whether an original is long enough, or answers a question like `asked`."""
        own = self._asked[number]
        is_long = len(self._words[number]) >= FEWEST_WORDS
        return is_long or len(own & asked) >= SAME_QUESTION * len(own | asked)


def _similarity(original: Sequence[str], text: Sequence[str]) -> float:
    """Return how like its original a near copy is, in (0, 1]; 0.0 of what is no near copy."""
    count = len(original)
    if count < LONG and len(text) > count + AROUND:
        return 0.0
    allowed = max(1, count // WORDS_PER_EDIT) if count >= FEWEST_TO_EDIT else 0
    edits = _edits(original, text)
    if edits <= allowed:
        return 1 - edits / count
    is_reordered = Counter(original) == Counter(text)
    return 1 - 1 / count if is_reordered else 0.0


def _edits(original: Sequence[str], text: Sequence[str]) -> int:
    """Return the fewest edits of words that make an original of some stretch of a text."""
    before: list[int] = []
    last = [0] * (len(text) + 1)
    for i, word in enumerate(original, start=1):
        row = [i]
        for j, other in enumerate(text, start=1):
            fewest = min(last[j - 1] + (not _is_same(word, other)), last[j] + 1, row[-1] + 1)
            if i > 1 and j > 1 and word == text[j - 2] and other == original[i - 2]:
                fewest = min(fewest, before[j - 2] + 1)
            row.append(fewest)
        before, last = last, row
    return min(last)


@lru_cache(1 << 16)
def _is_same(word: str, other: str) -> bool:
    """Return whether two words are the same but for one letter more, less, changed or swapped."""
    if word == other:
        return True
    if min(len(word), len(other)) < _MISSPELT_FROM or not (word.isalpha() and other.isalpha()):
        return False
    pairs = enumerate(zip_longest(word, other))
    start = next(at for at, (one, two) in pairs if one != two)
    one, two = word[start:], other[start:]
    is_swapped = one[:2] == two[1::-1] and one[2:] == two[2:]
    return is_swapped or one[1:] == two[1:] or one[1:] == two or one == two[1:]


def _split(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words(text))


def _stems(said: Sequence[str]) -> frozenset[str]:
    """Return the beginnings of the content words; of all words where none carries content."""
    content = [word for word in said if word not in FUNCTION_WORDS]
    return frozenset(word[:_STEM] for word in content or said)
