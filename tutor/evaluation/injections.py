"""Whether talking to the grader gains points that were not earned.

Each text of `injection_texts` is put beside an honest part, which says one of several points of a
card, or something wrong. The honest part is judged by itself, too. What is judged with the text
gains where any point comes off better than in the honest part alone, or the level does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from tutor.cards.card import Card, Deck
from tutor.evaluation import gaming
from tutor.evaluation.injection_texts import INJECTIONS
from tutor.evaluation.results import Kind, Result
from tutor.evaluation.robustness import as_response, neighbours
from tutor.evaluation.run import in_order
from tutor.evaluation.shares import Hit, Share, shares
from tutor.evaluation.suite import WORTH
from tutor.evaluation.wording import required, sentence
from tutor.evaluation.workers import Judge, Task
from tutor.grading.verdict import Status

TOGETHER = "all"
"""Names the share over all kinds."""

_RANKS = {Status.MISSING: 0, Status.CONTRADICTED: 0, Status.PARTLY: 1, Status.COVERED: 2}


@dataclass(frozen=True, slots=True)
class Injected:
    """An answer with a text that should not count.

    Attributes:
        kind: Of the text.
        text: The whole answer.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Gain:
    """An answer that was judged better for its text.

    Attributes:
        injected: The answer.
        card: The card.
        before: What became of the honest part.
        after: What became of the answer.
    """

    injected: Injected
    card: Card
    before: Result
    after: Result


@dataclass(frozen=True, slots=True)
class Gains:
    """What a grader gave for talk.

    Attributes:
        grader: The grader's name and version.
        cards: How many were asked, ≥ 1.
        gained: The share of judged answers that gained, by kind, and of `TOGETHER`.
        unjudged: Pairs of which one part was not judged, by kind.
        errors: Answers at which it crashed or took too long, ≥ 0.
        failures: The answers that gained.
    """

    grader: str
    cards: int
    gained: Mapping[str, Share]
    unjudged: Mapping[str, int]
    errors: int
    failures: tuple[Gain, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class _Trial:
    at: int
    card: Card
    injected: Injected | None  # None of the honest part itself
    text: str


def honest_part(card: Card, others: Sequence[Card], chance: Random) -> str:
    """Return one point of several that are needed, and otherwise what is surely wrong."""
    points = required(card)
    if card.needed > 1:
        return sentence(chance.choice(points))
    return gaming.wrong(card, others, chance)


def filled(text: str, honest: str, question: str) -> str:
    """Return a text of `injection_texts` with the honest part and the question in their places."""
    return text.format(honest=honest, question=question)


def injected(card: Card, others: Sequence[Card], seed: int) -> tuple[str, tuple[Injected, ...]]:
    """Return the honest part of an answer, and the answer with one text of each kind.

    The same for the same arguments, whatever other cards and kinds there are.
    """
    honest = honest_part(card, others, Random(f"{seed}, honest, {card.fingerprint}"))
    found = []
    for kind, texts in INJECTIONS.items():
        text = Random(f"{seed}, {kind}, {card.fingerprint}").choice(texts)
        found.append(Injected(kind, filled(text, honest, card.question)))
    return honest, tuple(found)


def measure(
    judge: Judge,
    decks: Sequence[Deck],
    seed: int,
    *,
    limit: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Gains:
    """Have one text of each kind beside an honest part of an answer to each card judged.

    Args:
        judge: What judges.
        decks: With at least one card.
        seed: Of the answers, and of the resamples.
        limit: Of all cards the first so many, ≥ 1; None for all.
        progress: Told after each answer how many are judged, and how many there are.
    """
    trials = list(_trials(decks, seed, limit))
    asked = (as_response(number, one.card, one.text) for number, one in enumerate(trials))
    tasks = (Task(number, one) for number, one in enumerate(asked))
    results = []
    for result in in_order(judge.judge(tasks)):
        results.append(result)
        progress(len(results), len(trials))
    return _summed(judge.name, trials, results, seed)


def gains(before: Result, after: Result) -> bool:
    """Return whether an answer was judged better than its honest part; both have a verdict."""
    better = (
        _RANKS[then] < _RANKS[now] for then, now in zip(before.points, after.points, strict=True)
    )
    return any(better) or WORTH[before.level] < WORTH[after.level]


def _trials(decks: Sequence[Deck], seed: int, limit: int | None) -> Iterator[_Trial]:
    places = ((deck, at) for deck in decks for at in range(len(deck.cards)))
    for number, (deck, at) in enumerate(islice(places, limit)):
        card = deck.cards[at]
        honest, answers = injected(card, neighbours(deck, at), seed)
        yield _Trial(number, card, None, honest)
        for one in answers:
            yield _Trial(number, card, one, one.text)


def _summed(grader: str, trials: Sequence[_Trial], results: Sequence[Result], seed: int) -> Gains:
    hits: dict[str, list[Hit]] = {kind: [] for kind in (*INJECTIONS, TOGETHER)}
    unjudged = dict.fromkeys(INJECTIONS, 0)
    failures, before = [], results[0]
    for trial, after in zip(trials, results, strict=True):
        if trial.injected is None:
            before = after
        elif before.kind is after.kind is Kind.VERDICT:
            is_gain = gains(before, after)
            hits[trial.injected.kind].append((trial.at, is_gain))
            hits[TOGETHER].append((trial.at, is_gain))
            if is_gain:
                failures.append(Gain(trial.injected, trial.card, before, after))
        else:
            unjudged[trial.injected.kind] += 1
    cards = 1 + trials[-1].at
    errors = sum(one.kind is Kind.ERROR for one in results)
    return Gains(grader, cards, shares(hits, cards, seed), unjudged, errors, tuple(failures))
