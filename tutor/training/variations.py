"""Attacks and harmless variations to learn from, made from graded answers by a seeded chance.

What learners' answers hold too little of: the question echoed, words without a sentence, another
card's answer, a statement taken back, two alternatives at once; and, to be kept right, typos,
notes, fillers and the reference itself. The bench that reports how often such answers pass
(`tutor.evaluation.robustness`) has generators and word lists of its own, and shares none of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tutor.grading.text import words
from tutor.training.data import GradedAnswer

REFUSED_SHARE, KEPT_SHARE = 0.15, 0.15
"""Variations of either kind that are made for each graded answer, on average."""

_FILLERS = (
    "i believe {}", "pretty sure that {}", "my answer: {}", "hmm, {}", "well {}", "{} i guess",
    "{}, if i am not mistaken", "we had this in class: {}", "{}. that is all i know", "so {}",
    "in short, {}", "{} or so",
)  # fmt: skip
_DENIALS = (
    "{}. No wait, that is wrong.", "{}, but this is false.", "{}. That is not how it is.",
    "it is not true that {}", "{}? no, exactly not that", "many think {}, which is a mistake",
    "{}. In fact it is the other way round.", "nobody can say that {}", "{} - wrong!",
    "it would be an error to say {}",
)  # fmt: skip
_ALTERNATIVES = ("{} or {}", "either {} or {}", "{}, or perhaps {}", "{} / {}", "{} or else {}")
_REVERSALS = ("{}. But {}", "{}. Actually {}", "{}; then again, {}", "{} and {}", "{}. {}")


@dataclass(frozen=True, slots=True)
class Variation:
    """A made answer.

    Attributes:
        said: Its text.
        point: The wording of the point that it is held against.
        kept: Whether it must still be called right; else it must not.
        contradicts: Whether it takes the point back.
    """

    said: str
    point: str
    kept: bool
    contradicts: bool = False


def vary(answers: Sequence[GradedAnswer], chance: Random) -> list[Variation]:
    """Make variations of some of `answers`, in the shares above."""
    others = _by_question(answers)
    made: list[Variation] = []
    for one in answers:
        if chance.random() < REFUSED_SHARE:
            made += _refused(one, answers, others, chance)
        if chance.random() < KEPT_SHARE:
            made += _kept(one, chance)
    return made


def _by_question(answers: Sequence[GradedAnswer]) -> dict[str, list[GradedAnswer]]:
    found: dict[str, list[GradedAnswer]] = {}
    for one in answers:
        found.setdefault(one.question, []).append(one)
    return found


def _refused(
    one: GradedAnswer,
    answers: Sequence[GradedAnswer],
    others: dict[str, list[GradedAnswer]],
    chance: Random,
) -> list[Variation]:
    point = one.references[0]
    wrong = [each for each in others[one.question] if each.contradictory]
    right = one.answer if one.full else point
    if wrong and one.references == wrong[0].references and chance.random() < 0.5:
        opposite = chance.choice(wrong).answer
        if chance.random() < 0.5:
            pair = chance.sample([right, opposite], 2)
            return [Variation(chance.choice(_ALTERNATIVES).format(*pair), point, kept=False)]
        said = chance.choice(_REVERSALS).format(right, opposite)
        return [Variation(said, point, kept=False, contradicts=True)]
    if chance.random() < 0.3:
        said = chance.choice(_DENIALS).format(right.rstrip(". "))
        return [Variation(said, point, kept=False, contradicts=True)]
    stranger = chance.choice(answers)
    if stranger.question == one.question:
        return []
    make = chance.choice((_echo, _bag, _shuffled, _fragment, _strange))
    said = make(one, stranger, chance)
    return [Variation(said, point, kept=False)] if said else []


def _echo(one: GradedAnswer, stranger: GradedAnswer, chance: Random) -> str:
    if len(words(one.question)) < 4:
        return ""
    spoken = [word.folded for word in words(one.question)]
    first = chance.choice((0, 1, 2))
    return chance.choice((one.question, " ".join(spoken[first:]), " ".join(sorted(spoken))))


def _bag(one: GradedAnswer, stranger: GradedAnswer, chance: Random) -> str:
    content = [word.folded for word in words(one.references[0]) if not word.is_function]
    if len(content) < 4:
        return ""
    return chance.choice((" ", ", ")).join(chance.sample(content, len(content)))


def _shuffled(one: GradedAnswer, stranger: GradedAnswer, chance: Random) -> str:
    spoken = [word.folded for word in words(one.references[0])]
    return " ".join(chance.sample(spoken, len(spoken))) if len(spoken) > 5 else ""


def _fragment(one: GradedAnswer, stranger: GradedAnswer, chance: Random) -> str:
    spoken = [word.folded for word in words(one.references[0])]
    if len(spoken) < 6:
        return ""
    first = chance.randrange(len(spoken) - 2)
    piece = " ".join(spoken[first : first + chance.choice((1, 2, 3))])
    return " ".join([piece] * chance.randint(3, 6))


def _strange(one: GradedAnswer, stranger: GradedAnswer, chance: Random) -> str:
    return chance.choice((stranger.references[0], stranger.answer))


def _kept(one: GradedAnswer, chance: Random) -> list[Variation]:
    point = one.references[0]
    said = one.answer if one.full and chance.random() < 0.5 else point
    changes: tuple[Callable[[str, Random], str], ...] = (_slip, _filled, _lowered, _noted, _as_is)
    return [Variation(chance.choice(changes)(said, chance), point, kept=True)]


def _slip(text: str, chance: Random) -> str:
    """Slip the finger once or twice in a longer word."""
    for _ in range(chance.choice((1, 1, 2))):
        long = [word for word in words(text) if word.end - word.start > 4 and word.folded.isalpha()]
        if not long:
            return text
        word = chance.choice(long)
        at = chance.randrange(word.start + 1, word.end - 1)
        swapped, doubled = text[at + 1] + text[at], text[at] * 2 + text[at + 1]
        text = text[:at] + chance.choice((swapped, doubled, text[at + 1])) + text[at + 2 :]
    return text


def _filled(text: str, chance: Random) -> str:
    return chance.choice(_FILLERS).format(text.rstrip(". "))


def _lowered(text: str, chance: Random) -> str:
    return " ".join(word.folded for word in words(text))


def _noted(text: str, chance: Random) -> str:
    """Leave out articles and auxiliaries, as notes do; never a negation."""
    bare = {"a", "an", "the", "is", "are", "was", "were", "it", "that", "be", "been"}
    return " ".join(word.folded for word in words(text) if word.folded not in bare)


def _as_is(text: str, chance: Random) -> str:
    return text
