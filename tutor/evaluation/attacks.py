"""The attacks on a grader and the harmless variations, over any card, from a seed. Pure.

They are for reporting only: nothing may be fitted on them or chosen by them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from random import Random
from typing import TypeAlias

from tutor.cards.card import Card
from tutor.evaluation import gaming, gaming_texts, variations
from tutor.evaluation.flip_roles import exchanged_tails
from tutor.evaluation.flips import FLIPS, Flip, flipped, numbers, renumbered
from tutor.evaluation.wording import as_few_as_needed, is_reference, required, said


class Expected(StrEnum):
    """What must become of an answer."""

    REFUSED = "refused"
    """It must not be judged correct."""

    KEPT = "kept"
    """It must still be judged correct."""


class Family(StrEnum):
    """What an attack works with."""

    QUESTION = "question"
    KEYWORDS = "keywords"
    WRONG = "wrong answer"
    BOTH = "right and wrong"
    NOISE = "noise"
    INJECTION = "injection"
    FLIP = "flip"
    HARMLESS = "harmless"


Make: TypeAlias = Callable[[Card, Sequence[Card], Random], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to answer a card that tells a robust grader from another.

    Attributes:
        name: Unique, for the table of results.
        family: What it works with.
        expected: What must become of its answers.
        make: From a card, the other cards of its deck and a random source to answers; none where
            the card offers no handle. Total over every card.
    """

    name: str
    family: Family
    expected: Expected
    make: Make


def answers(attack: Attack, card: Card, others: Sequence[Card], seed: int) -> tuple[str, ...]:
    """Return the answers of `attack` to `card`, each once; the same for the same arguments.

    They depend on no other attack and on no other card but `others`. What has no text is left out,
    and so is an answer to be refused that happens to be the reference or a part of it.
    """
    chance = Random(f"{seed}, {attack.name}, {card.fingerprint}")
    made = (text.strip() for text in attack.make(card, others, chance))
    found = tuple(dict.fromkeys(text for text in made if text))
    if attack.expected is Expected.KEPT:
        return found
    return tuple(text for text in found if not is_reference(card, text))


def _of(texts: Sequence[str], count: int = 1) -> Make:
    """Return what answers with some of fixed texts."""

    def make(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
        del others
        chosen = chance.sample(list(texts), count)
        return tuple(text.replace("{question}", card.question) for text in chosen)

    return make


def _before_wrong(texts: Sequence[str]) -> Make:
    """Return what answers with a fixed text and then wrongly."""

    def make(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
        text = chance.choice(list(texts)).replace("{question}", card.question)
        return (f"{text} {gaming.wrong(card, others, chance)}",)

    return make


def _hidden(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    texts = (*gaming_texts.IGNORE, *gaming_texts.TEACHERS, *gaming_texts.PRAISE)
    return (gaming.hidden(texts, card, others, chance),)


def _flip(flip: Flip) -> Make:
    """Return what answers once for each point that `flip` can turn, with the other points right.

    The answer has as many points as are needed, so the turned one is missed.
    """

    def make(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
        del others
        points = required(card) if card.needed else ()
        turned = (_with_flip(card, points, at, flip, chance) for at in range(len(points)))
        return tuple(text for text in turned if text)

    return make


def _with_flip(card: Card, points: Sequence[str], at: int, flip: Flip, chance: Random) -> str:
    turned = flipped(flip, points[at], chance)
    if not turned or is_reference(card, turned):
        return ""
    answer = [*points[:at], turned, *points[at + 1 :]]
    return said(as_few_as_needed(card, answer, at, chance))


def _number(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    flip = partial(renumbered, given=numbers(card.question))
    return _flip(flip)(card, others, chance)


def _tails(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    del others
    points = required(card)
    if card.needed < len(points):
        return ()
    turned = exchanged_tails(points, chance)
    return (said(turned),) if turned else ()


def _attacks(family: Family, makes: Mapping[str, Make]) -> tuple[Attack, ...]:
    expected = Expected.KEPT if family is Family.HARMLESS else Expected.REFUSED
    return tuple(Attack(name, family, expected, make) for name, make in makes.items())


ATTACKS: tuple[Attack, ...] = (
    *_attacks(
        Family.QUESTION,
        {
            "question echoed": gaming.question_echoed,
            "question restated": gaming.question_restated,
            "question shuffled": gaming.question_shuffled,
        },
    ),
    *_attacks(
        Family.KEYWORDS,
        {
            "keyword bag": gaming.keyword_bag,
            "reference shuffled": gaming.reference_shuffled,
            "fragment repeated": gaming.repeated_fragment,
        },
    ),
    *_attacks(
        Family.WRONG,
        {
            "another card's answer": gaming.another_answer,
            "off topic": gaming.off_topic,
            "wrong, with adverbs": gaming.padded,
        },
    ),
    *_attacks(
        Family.BOTH,
        {
            "right or another card's": gaming.alternatives,
            "right or its contrary": gaming.flipped_alternatives,
            "right, then denied": gaming.denied_after,
            "right, then its contrary": gaming.contradicted_after,
            "500 words": gaming.dump,
        },
    ),
    *_attacks(
        Family.NOISE,
        {
            "gibberish": gaming.gibberish,
            "evasion": _of(gaming_texts.EVASIONS),
            "praise": _of(gaming_texts.PRAISE),
            "praise, then wrong": _before_wrong(gaming_texts.PRAISE),
            "trigger": _of(gaming_texts.TRIGGERS),
            "trigger, then wrong": _before_wrong(gaming_texts.TRIGGERS),
        },
    ),
    *_attacks(
        Family.INJECTION,
        {
            "instructions": _before_wrong(gaming_texts.IGNORE),
            "false verdict": _before_wrong(gaming_texts.VERDICTS),
            "false teacher's note": _before_wrong(gaming_texts.TEACHERS),
            "delimiter broken": _of(gaming_texts.BREAKS),
            "hidden letters": _hidden,
        },
    ),
    *_attacks(
        Family.FLIP,
        {
            **{name: _flip(flip) for name, flip in FLIPS.items() if flip is not renumbered},
            "number changed": _number,
            "pairs exchanged": _tails,
        },
    ),
    *_attacks(
        Family.HARMLESS,
        {
            "as it is": variations.as_it_is,
            "case, punctuation lost": variations.unmarked,
            "slips of the finger": variations.mistyped,
            "points reordered": variations.reordered,
            "terse notes": variations.terse,
            "harmless extra": variations.with_extra,
            "list in one sentence": variations.in_one_sentence,
            "other spelling": variations.respelt,
            "numbers as words, digits": variations.renumbered,
        },
    ),
)
"""All of them, in the order of the table."""
