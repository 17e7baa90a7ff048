"""Ways to be graded better than one knows: none of these answers may pass. Pure.

Each function takes a card, the other cards of its deck and a random source, and returns answers;
none where the card offers no handle, or where such an answer might happen to be right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from tutor.cards.card import Card
from tutor.evaluation.flips import any_flip, denied
from tutor.evaluation.gaming_texts import ADVERBS, INVISIBLE, LOOKALIKES, OFF_TOPIC
from tutor.evaluation.wording import (
    as_few_as_needed,
    bare,
    capitalised,
    content,
    gives_away,
    inner,
    is_names_only,
    is_unrelated,
    reference,
    required,
    said,
    sentence,
)

DUMP_WORDS = 500
FRAGMENT_OF = 9
"""Words that a sole point has at least where a third of it says too little to be the answer."""

_ENDS = re.compile(r"(?<=[.!?])\s+")
_RESTATED = (
    (r"(?:what|which) (is|are|was|were) (.+)", r"\2 \1 what is meant by \2"),
    (r"why (?:do|does|did) (.+)", r"\1, because that is how it works"),
    (r"why (is|are|was|were|should|can|must) (.+)", r"there is a reason for it: \2, and it \1 so"),
    (r"how (?:do|does|did) (.+)", r"\1 in a certain way"),
    (r"how (is|are|was|were|can) (.+)", r"there is a way in which it \1 so: \2"),
    (r"(name|list|give|state|describe|explain) (?:any )?(.+)", r"it is possible to \1 \2"),
    (r"(?:what|which) (?:do|does|did) (.+)", r"\1 something in particular"),
    (
        r"(?:what|which|when|where|who|whom|whose|in what|in which|by what) (.+)",
        r"it is known \g<0>",
    ),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def question_echoed(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give the question back."""
    del others, chance
    return () if gives_away(card) else (card.question,)


def question_restated(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Make a statement of the question that adds nothing: "Why do X?" gives "X, because …"."""
    del others, chance
    asked = inner(bare(_ENDS.split(card.question.strip())[-1]))
    if gives_away(card) or len(asked.split()) < 3:
        return ()
    for pattern, statement in _RESTATED:
        found = re.fullmatch(pattern, asked, re.IGNORECASE | re.DOTALL)
        if found:
            return (sentence(found.expand(statement)),)
    return (sentence(f"it is about this: {asked}"),)


def question_shuffled(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give the question's words in another order."""
    del others
    words = bare(card.question).split()
    if gives_away(card) or len(words) < 4:
        return ()
    return (_shuffled(words, chance),)


def keyword_bag(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give the words of the reference that carry content, sorted, and again in no order."""
    del others
    if is_names_only(card):
        return ()
    words = sorted(set(content(reference(card))))
    return " ".join(words), ", ".join(chance.sample(words, len(words)))


def reference_shuffled(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give every word of the reference in another order."""
    del others
    words = [word.strip(".,;:!?") for word in reference(card).split()]
    return () if is_names_only(card) else (_shuffled(words, chance),)


def another_answer(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give the answer of another card of the deck."""
    other = _unrelated(card, others, chance)
    return (reference(other),) if other else ()


def off_topic(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Write well about something else."""
    del card, others
    return (" ".join(chance.sample(OFF_TOPIC, 3)),)


def padded(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give a wrong answer with adverbs between its words."""
    words: list[str] = []
    for at, word in enumerate(wrong(card, others, chance).split()):
        if at % 3 == 1:
            words.append(chance.choice(ADVERBS))
        words.append(word)
    return (" ".join(words),)


def alternatives(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give the reference or the answer of another card, without saying which it is."""
    other = _unrelated(card, others, chance)
    return (_either(_in_short(card), _in_short(other), chance),) if other else ()


def flipped_alternatives(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give a point or its contrary, without saying which it is; the other points are right."""
    del others
    points = list(required(card))
    flips = {at: flip for at, point in enumerate(points) if (flip := any_flip(point, chance))}
    if not flips or not card.needed:
        return ()
    at = chance.choice(sorted(flips))
    points[at] = _either(points[at], flips[at], chance)
    kept = as_few_as_needed(card, points, at, chance)
    return (said(kept),)


def denied_after(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give the reference and then take it back."""
    del others
    right, both = bare(reference(card)), _in_short(card)
    none = "that is not" if len(required(card)) == 1 else "none of that is"
    denials = (
        f"{right}. Actually the opposite is the case.",
        f"It is a common mistake to think this: {both}.",
        f"{right}. No, {none} right.",
    )
    return f"{right}, but {none} true.", chance.choice(denials)


def contradicted_after(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Give the reference, and after it the contrary of each point that has one."""
    del others
    flips = [flip for point in required(card) if (flip := any_flip(point, chance))]
    if not card.needed or len(flips) <= len(required(card)) - card.needed:
        return ()
    return (said([*required(card), *flips]),)


def repeated_fragment(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Say one point of several over and over, or the first third of a long sole one."""
    del others
    points = required(card)
    if card.needed > 1:
        return (said([chance.choice(points)] * 6),)
    words = points[0].split() if points else []
    if len(points) != 1 or len(words) < FRAGMENT_OF:
        return ()
    return (" ".join([" ".join(words[: len(words) // 3])] * 6),)


def dump(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Write some 500 words: other answers, the points somewhere among them, each contradicted."""
    points = required(card)
    ours = [sentence(point) for point in points]
    ours += [sentence(any_flip(point, chance) or denied(point)) for point in points]
    room = DUMP_WORDS - sum(len(one.split()) for one in ours)
    around: list[str] = []
    for text in (*_texts_of(card, others, chance), *OFF_TOPIC * 5):
        if room <= 0:
            break
        around.append(sentence(text))
        room -= len(text.split())
    everything = [*ours, *around]
    return (" ".join(chance.sample(everything, len(everything))),)


def gibberish(card: Card, others: Sequence[Card], chance: Random) -> tuple[str, ...]:
    """Type letters at random, and run over the keyboard."""
    del card, others
    words = ("".join(chance.choices(_LETTERS, k=chance.randint(3, 9))) for _ in range(12))
    rows = ("".join(chance.choices(chance.choice(_ROWS), k=chance.randint(5, 9))) for _ in range(5))
    return " ".join(words), " ".join(rows)


def hidden(texts: Sequence[str], card: Card, others: Sequence[Card], chance: Random) -> str:
    """Return one of `texts` and a wrong answer, in letters that look alike or between unseen ones.

    Half of the letters that have a double are exchanged, or a character without width follows
    every third one.
    """
    plain = f"{chance.choice(list(texts))} {wrong(card, others, chance)}"
    if chance.random() < 0.5:
        return "".join(one.translate(LOOKALIKES) if chance.random() < 0.5 else one for one in plain)
    return "".join(
        one + (chance.choice(INVISIBLE) if at % 3 == 2 else "") for at, one in enumerate(plain)
    )


def wrong(card: Card, others: Sequence[Card], chance: Random) -> str:
    """Return an answer that is surely wrong: of another card, or about nothing."""
    other = _unrelated(card, others, chance)
    return reference(other) if other else chance.choice(OFF_TOPIC)


def _unrelated(card: Card, others: Sequence[Card], chance: Random) -> Card | None:
    """Return another card whose answer is none to this one, or None."""
    for other in chance.sample(list(others), len(others)):
        if is_unrelated(card, other):
            return other
    return None


def _either(right: str, other: str, chance: Random) -> str:
    one, two = chance.sample((bare(right), bare(other)), 2)
    return capitalised(f"either {inner(one)}, or {inner(two)}")


def _in_short(card: Card) -> str:
    """Return the required points in one sentence, without its capital and its end."""
    return "; ".join(inner(bare(point)) for point in required(card))


def _texts_of(card: Card, others: Sequence[Card], chance: Random) -> list[str]:
    texts = [text for other in others for text in (other.question, reference(other))]
    return [text for text in chance.sample(texts, len(texts)) if text != card.question]


def _shuffled(words: Sequence[str], chance: Random) -> str:
    return " ".join(chance.sample(list(words), len(words)))
