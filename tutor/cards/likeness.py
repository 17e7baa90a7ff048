"""Which new card looks like an edit of which card that has gone. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from tutor.cards.card import REMEMBERED, Card, canonical

# An edit keeps most of the question (a typo mended, a word exchanged) and half of the answer's
# words: that tells it from another card of one pattern ("What is the capital of Greece?"), whose
# question is as near and whose answer is not.
NEAR = 0.85
SAME_WORDS = 0.5
# With the very same answer, a question may be reworded as far as half of its characters, or turned
# about with half of its words kept.
REWORDED = 0.5
CERTAIN = 0.9

_CHARACTERS = 200  # a longer question is compared word by word,
_MOST_WORDS = 400  # and no further than so many
_RAREST = 4  # words by which the cards that have gone are looked up
_LOOKED_AT = 20  # of the cards that share such a word or an answer, so many are counted,
_COMPARED = 3  # and of these so many, with the most in common, are compared
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class KnownCard:
    """What the store remembers of a card.

    Attributes:
        id: Its history.
        fingerprint: That of its question, as `tutor.cards.card.fingerprint` makes it.
        question: Its question when it was last seen.
        answer: Its answer, then.
        path: Its file, then; compared as written.
        deck: Its deck, then.
        block_id: Its Obsidian block id, then, or "".
    """

    id: str
    fingerprint: str
    question: str
    answer: str
    path: str
    deck: str
    block_id: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A new card that looks like an edited known one.

    Attributes:
        card: The card; it is also among the new ones, should this be declined.
        known: The known card, which is not among the loaded cards any more.
        similarity: That of the two questions, in [0, 1].
        certain: Whether it can be adopted without asking: the answer is unchanged, its file is
            among the loaded ones, and the similarity is at least `CERTAIN`.
    """

    card: Card
    known: KnownCard
    similarity: float
    certain: bool


@lru_cache(REMEMBERED)
def same_answer(answer: str) -> str:
    """Return `answer` in the form in which two answers are compared for being the same.

    Other than for questions, case counts: "M" and "m" are two answers.
    """
    return " ".join(unicodedata.normalize("NFC", answer).split())


def likeness(card: Card, known: KnownCard) -> tuple[bool, float]:
    """Return what ranks the histories of one question: the same file, then words in common."""
    words = _dice(_words(card.question), _words(known.question))
    words += _dice(_words(card.answer), _words(known.answer))
    return card.place.path == known.path, words


def similarity(question: str, other: str, least: float = 0.0) -> float:
    """Return how similar two canonical questions are, in [0, 1]; 0.0 where less than `least`.

    The ratio of `difflib.SequenceMatcher` over characters, or over words for long questions.
    """
    matcher: SequenceMatcher[str] = SequenceMatcher(None, question, other, autojunk=False)
    if max(len(question), len(other)) > _CHARACTERS:
        matcher.set_seqs(question.split()[:_MOST_WORDS], other.split()[:_MOST_WORDS])
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0.0


def suggestions(
    new: Sequence[Card],
    gone: Sequence[KnownCard],
    declined: frozenset[tuple[str, str]],
    paths: frozenset[str],
) -> tuple[Suggestion, ...]:
    """Suggest which new card continues which card that has gone: the most similar pairs first.

    Args:
        new: Cards without a history.
        gone: Known cards that are not among the loaded ones.
        declined: Pairs (fingerprint, id) not to be suggested.
        paths: The loaded files; a card of any other file may still exist there.
    """
    index = _Gone(sorted(gone, key=lambda known: known.id))
    found = [
        (at, suggestion)
        for at, card in enumerate(new)
        for suggestion in index.suggest(card, paths)
        if (card.fingerprint, suggestion.known.id) not in declined
    ]
    found.sort(key=lambda each: _rank(each[1]))
    cards: set[int] = set()
    ids: set[str] = set()
    best = []
    for at, suggestion in found:
        if at not in cards and suggestion.known.id not in ids:
            cards.add(at)
            ids.add(suggestion.known.id)
            best.append(suggestion)
    return tuple(best)


def _rank(suggestion: Suggestion) -> tuple[float, bool, str, str, str]:
    card, known = suggestion.card, suggestion.known
    moved = card.place.path != known.path
    return -suggestion.similarity, moved, card.fingerprint, same_answer(card.answer), known.id


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a card in the forms in which it is compared."""

    question: str
    answer: str
    question_words: frozenset[str]
    answer_words: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        return self.question_words | self.answer_words


def _text(question: str, answer: str) -> _Text:
    return _Text(canonical(question), same_answer(answer), _words(question), _words(answer))


class _Gone:
    """The cards that have gone, to be looked up by their answers and by their words."""

    def __init__(self, gone: Iterable[KnownCard]) -> None:
        self._cards = [(known, _text(known.question, known.answer)) for known in gone]
        self._by_answer: dict[str, list[int]] = defaultdict(list)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        for at, (_, text) in enumerate(self._cards):
            self._by_answer[text.answer].append(at)
            for word in text.words:
                self._by_word[word].append(at)

    def suggest(self, card: Card, paths: frozenset[str]) -> Iterator[Suggestion]:
        """Yield every suggestion for `card` that is worth one, in no order."""
        text = _text(card.question, card.answer)
        for at in self._like(text):
            known, other = self._cards[at]
            unchanged = text.answer == other.answer
            if not unchanged and _dice(text.answer_words, other.answer_words) < SAME_WORDS:
                continue
            turned = unchanged and _dice(text.question_words, other.question_words) >= SAME_WORDS
            least = 0.0 if turned else REWORDED if unchanged else NEAR
            ratio = similarity(text.question, other.question, least)
            if ratio:
                certain = unchanged and ratio >= CERTAIN and known.path in paths
                yield Suggestion(card, known, ratio, certain)

    def _like(self, text: _Text) -> list[int]:
        """Return the few that have most in common with `text`: an answer, or rare words."""
        shared = [(len(self._by_word[word]), word) for word in text.words & self._by_word.keys()]
        same = self._by_answer.get(text.answer, [])
        common = Counter(dict.fromkeys(same[:_LOOKED_AT], _RAREST))
        for _, word in sorted(shared)[:_RAREST]:
            common.update(self._by_word[word][:_LOOKED_AT])
        return sorted(common, key=lambda at: (-common[at], at))[:_COMPARED]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _dice(left: frozenset[str], right: frozenset[str]) -> float:
    """Return the share of words that two sets have in common, in [0, 1]."""
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0
