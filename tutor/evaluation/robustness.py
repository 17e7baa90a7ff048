"""How well a grader withstands games and flips, and keeps what is right, over the cards of decks.

It judges what `tutor.evaluation.attacks` makes of each card. An answer to be refused must not be
called correct, and one to be kept must. Besides, a harmless variation of the reference must get
the level that the reference itself gets: where it does not, an invariance is violated. Nothing is
fitted on any of it. The same seed, decks and grader give the same figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeAlias

from tutor.cards.card import Card, Deck
from tutor.evaluation.attacks import ATTACKS, Attack, Expected, Family, answers
from tutor.evaluation.results import Kind, Result
from tutor.evaluation.run import in_order
from tutor.evaluation.shares import Hit, Share, shares
from tutor.evaluation.suite import WORTH, Label, Response
from tutor.evaluation.wording import reference
from tutor.evaluation.workers import Judge, Task
from tutor.grading.verdict import Level

NEIGHBOURS = 100
"""Cards of the same deck, those that follow, whose texts an attack may use."""

TOGETHER = "all"
"""Names the figures over several attacks of a family."""

TOTALS = (
    "games called correct",
    "flips called correct",
    "kept answers not called correct",
    "invariances violated",
)

_Figure: TypeAlias = tuple[str, object]  # what is counted, over which attacks


@dataclass(frozen=True, slots=True)
class Row:
    """What became of the answers of one attack, or of all attacks of a family.

    Attributes:
        name: The attack's, or `TOGETHER`.
        family: What it works with.
        expected: What must become of its answers.
        correct: How many were called correct.
        changed: How many got another level than the unchanged reference; None where answers are
            not to be kept.
        unjudged: Answers that the grader could not judge, ≥ 0; not among the judged.
        errors: Answers at which it crashed or took too long, likewise.
    """

    name: str
    family: Family
    expected: Expected
    correct: Share
    changed: Share | None
    unjudged: int
    errors: int


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that was not judged as expected.

    Attributes:
        attack: What it was made by.
        card: The card.
        answer: The answer's text.
        level: What it was judged to be.
    """

    attack: Attack
    card: Card
    answer: str
    level: Level


@dataclass(frozen=True, slots=True)
class Robustness:
    """What a grader made of all attacks.

    Attributes:
        grader: The grader's name and version.
        cards: How many were asked, ≥ 1.
        rows: One per attack, in their order; after those of a family with several, one of all.
        totals: What it comes to: games and flips called correct, what was to be kept and was not,
            and violated invariances, by name.
        failures: The answers that were not judged as expected.
    """

    grader: str
    cards: int
    rows: tuple[Row, ...]
    totals: Mapping[str, Share]
    failures: tuple[Failure, ...] = field(default=(), compare=False)

    @property
    def errors(self) -> int:
        """Answers at which the grader crashed or took too long."""
        return sum(row.errors for row in self.rows if row.name != TOGETHER)


@dataclass(frozen=True, slots=True)
class _Trial:
    """An answer to a card.

    Attributes:
        at: The card's place among all.
        card: The card.
        attack: What made the answer; None of the reference itself.
        text: The answer.
    """

    at: int
    card: Card
    attack: Attack | None
    text: str


@dataclass(frozen=True, slots=True)
class _Judged:
    """What came of an answer that an attack made.

    Attributes:
        trial: The answer.
        attack: What made it.
        result: What came of it.
        plain: What came of the reference of its card.
    """

    trial: _Trial
    attack: Attack
    result: Result
    plain: Result

    @property
    def is_correct(self) -> bool:
        return self.result.level is Level.CORRECT

    @property
    def is_varied(self) -> bool:
        """Whether it is a harmless variation whose level can be held against the reference's."""
        is_judged = self.result.kind is self.plain.kind is Kind.VERDICT
        is_other = self.trial.text != reference(self.trial.card)
        return self.attack.expected is Expected.KEPT and is_judged and is_other


def measure(
    judge: Judge,
    decks: Sequence[Deck],
    seed: int,
    *,
    attacks: Sequence[Attack] = ATTACKS,
    limit: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Robustness:
    """Have every answer of every attack to every card judged.

    Args:
        judge: What judges.
        decks: With at least one card.
        seed: Of the answers, and of the resamples.
        attacks: In the order of the rows.
        limit: Of all cards the first so many, ≥ 1; None for all.
        progress: Told after each answer how many are judged, and how many there are.
    """
    trials = list(_trials(decks, attacks, seed, limit))
    tasks = (
        Task(number, as_response(number, one.card, one.text)) for number, one in enumerate(trials)
    )
    results = []
    for result in in_order(judge.judge(tasks)):
        results.append(result)
        progress(len(results), len(trials))
    return _summed(judge.name, attacks, _paired(trials, results), seed)


def _paired(trials: Sequence[_Trial], results: Sequence[Result]) -> Iterator[_Judged]:
    """Yield the answers of attacks, each beside its card's reference, which stands before them."""
    plain = Result("", Kind.UNJUDGED)
    for trial, result in zip(trials, results, strict=True):
        if trial.attack is None:
            plain = result
        else:
            yield _Judged(trial, trial.attack, result, plain)


def _trials(
    decks: Sequence[Deck], attacks: Sequence[Attack], seed: int, limit: int | None
) -> Iterator[_Trial]:
    """Yield the reference of each card, and then what the attacks make of it."""
    places = ((deck, at) for deck in decks for at in range(len(deck.cards)))
    for number, (deck, at) in enumerate(islice(places, limit)):
        card = deck.cards[at]
        yield _Trial(number, card, None, reference(card))
        for attack in attacks:
            for text in answers(attack, card, neighbours(deck, at), seed):
                yield _Trial(number, card, attack, text)


def neighbours(deck: Deck, at: int) -> tuple[Card, ...]:
    """Return the cards that follow one in its deck, and after the last the first; not itself."""
    following = (*deck.cards[at + 1 : at + 1 + NEIGHBOURS], *deck.cards[: min(at, NEIGHBOURS)])
    own = deck.cards[at].fingerprint
    return tuple(card for card in following[:NEIGHBOURS] if card.fingerprint != own)


def as_response(number: int, card: Card, text: str) -> Response:
    """Return an answer as a grader is asked about it; no grader sees the label."""
    return Response(f"{number}", card, text, Label(Level.CORRECT, WORTH[Level.CORRECT]))


def _summed(
    grader: str, attacks: Sequence[Attack], judged: Iterable[_Judged], seed: int
) -> Robustness:
    every = list(judged)
    groups = {each: [one for one in every if one.attack in each] for each in _grouped(attacks)}
    figures: dict[_Figure, list[Hit]] = {
        **{("correct", each): _correct(group) for each, group in groups.items()},
        **{("changed", each): _changed(group) for each, group in groups.items()},
        **{("total", name): found for name, found in _totals(every).items()},
    }
    cards = 1 + max((one.trial.at for one in every), default=0)
    found = shares(figures, cards, seed)
    return Robustness(
        grader,
        cards,
        tuple(
            Row(
                each[0].name if len(each) == 1 else TOGETHER,
                each[0].family,
                each[0].expected,
                found["correct", each],
                found["changed", each] if each[0].expected is Expected.KEPT else None,
                sum(one.result.kind is Kind.UNJUDGED for one in group),
                sum(one.result.kind is Kind.ERROR for one in group),
            )
            for each, group in groups.items()
        ),
        {name: found["total", name] for name in TOTALS},
        tuple(_failures(every)),
    )


def _grouped(attacks: Sequence[Attack]) -> Iterator[tuple[Attack, ...]]:
    """Yield each attack alone, and after those of a family with several all of them."""
    for family in Family:
        of_family = tuple(one for one in attacks if one.family is family)
        yield from ((one,) for one in of_family)
        if len(of_family) > 1:
            yield of_family


def _correct(judged: Iterable[_Judged]) -> list[Hit]:
    return [(one.trial.at, one.is_correct) for one in judged if one.result.kind is Kind.VERDICT]


def _changed(judged: Iterable[_Judged]) -> list[Hit]:
    return [
        (one.trial.at, one.result.level is not one.plain.level) for one in judged if one.is_varied
    ]


def _totals(judged: Sequence[_Judged]) -> dict[str, list[Hit]]:
    kept = [one for one in judged if one.attack.expected is Expected.KEPT]
    refused = [one for one in judged if one.attack.expected is Expected.REFUSED]
    found = (
        _correct(one for one in refused if one.attack.family is not Family.FLIP),
        _correct(one for one in refused if one.attack.family is Family.FLIP),
        [(at, not is_correct) for at, is_correct in _correct(kept)],
        _changed(kept),
    )
    return dict(zip(TOTALS, found, strict=True))


def _failures(judged: Iterable[_Judged]) -> Iterator[Failure]:
    for one in judged:
        is_kept = one.attack.expected is Expected.KEPT
        if one.result.kind is Kind.VERDICT and one.is_correct is not is_kept:
            yield Failure(one.attack, one.trial.card, one.trial.text, one.result.level)
