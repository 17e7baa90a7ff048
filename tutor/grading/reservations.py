"""What keeps an answer from being called correct, whatever it covers: how it says it.

Read off the answer and its card, beside the findings: the same for every judge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tutor.cards.card import Card
from tutor.grading.text import words
from tutor.grading.verdict import Finding, Status

LONG, LONG_RATIO = 150, 6
"""Words, and words to one of the reference, from which an answer is too long to tell knowledge
from a dump: someone who wrote all that they could think of said the reference somewhere, too."""

ITEM_WORDS = 5
"""Most content words of every point of a card that asks for a list of items."""

_IT = r"(?:that|this|it|these|which|the above)"
_DENIED = re.compile(
    rf"(?:^|[\s,;:.—–-])(?:"
    rf"{_IT}(?:\s+(?:is|was|are)\s+not|\s+(?:is|was|are)n['’]t|['’]s\s+not)\s+(?:\w+\s+)?{{right}}"
    rf"|(?:none|no part|nothing) of {_IT}\s+(?:is|was)\s+{{right}}"
    rf"|{_IT}(?:\s+(?:is|was|are)|['’]s)\s+(?!not\b|never\b)(?:\w+\s+)?{{wrong}}"
    rf"|the {{turned}}\s+(?:is|was)\s+{{right}}|the {{turned}} holds"
    rf")$".format(
        right=r"(?:true|right|correct|so|the case)",
        wrong=r"(?:wrong|false|untrue|incorrect|nonsense|a mistake|a lie)",
        turned=r"(?:opposite|reverse|contrary)",
    ),
    re.IGNORECASE,
)
_FRAMED_AS_WRONG = re.compile(
    r"\W*(?:it|that)(?:['’]s|\s+is|\s+was|\s+would be|\s+isn['’]t)\s+(?:an?\s+)?(?:\w+\s+)?"
    r"(?:mistake|error|myth|misconception|fallacy|wrong|false|untrue|incorrect"
    r"|not\s+(?:true|right|correct|so|the case))\s+(?:to|that)\b[^.;!?]*",
    re.IGNORECASE,
)
_LEFT_OPEN = re.compile(
    r"\beither\b(?! (?:of|side|end|way|one|case)\b)(?:[^.!?\n]|\.(?=\S))+?\bor\b"
    r"|\bor (?:maybe|perhaps|possibly|probably|alternatively)\b"
    r"|\bnot (?:sure|certain) which\b"
    r"|\bone of (?:the two|these two|those two|the above|these|those)\s*[.!]*\s*$",
    re.IGNORECASE,
)
_ALTERNATIVE = re.compile(r"\b(?:or|either)\b", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\b(?:think\w*|thought|sa(?:y|ys|id)|believ\w+|claim\w*|myth|misconception|wrong\w*|false\w*"
    r"|mistake\w*|if|whether)\b",
    re.IGNORECASE,
)
_ASKS_FOR_ORDER = re.compile(
    r"\bin (?:the |their )?(?:right |correct |proper )?(?:order|sequence)\b|\bwhat order\b",
    re.IGNORECASE,
)
_TELLS_ORDER = re.compile(
    r"\b(?:before|after|preced\w+|follow\w+|last|earlier|later|\d(?:st|nd|rd|th))\b",
    re.IGNORECASE,
)
_ITEM_END = re.compile(r"[\n;,]|\s+(?:and|&)\s+")


@dataclass(frozen=True, slots=True)
class Reservation:
    """Why an answer is not called correct although its points may be there.

    Attributes:
        reason: One sentence for the learner.
        is_doubtful: Whether a person should have a look, since some right answers are like that.
    """

    reason: str
    is_doubtful: bool = False


NO_ORDER = Reservation(
    "Its words stand in no order that says how they belong together.", is_doubtful=True
)
"""Why an answer is not called correct whose words alone would do, and why that is in doubt."""


def reservation(card: Card, text: str, findings: Sequence[Finding]) -> Reservation | None:
    """Return what keeps an answer from being called correct, whatever it covers."""
    said, asked = len(words(text)), len(words(card.answer))
    if said > max(LONG, LONG_RATIO * asked):
        return Reservation(
            f"At {said} words it says far more than was asked: what was known cannot be told"
            " from what was only listed."
        )
    if takes_all_back(card, text):
        return Reservation("What it says is called wrong at its end.")
    if is_framed_as_wrong(card, text):
        return Reservation("What it says is called a mistake.", is_doubtful=True)
    if leaves_open(card, text):
        return Reservation("It leaves open which of two things it says.", is_doubtful=True)
    if is_out_of_order(card, text, findings):
        return Reservation("What was asked for is there, but not in its order.")
    extra = extra_items(card, text, findings)
    if len(extra) > max(1, card.needed):
        return Reservation(f"{len(extra)} of the things listed are not in the reference.")
    return None


def takes_all_back(card: Card, text: str) -> bool:
    """Return whether an answer denies at its end what it said, as in "5 N. No, that is wrong".

    One that tells of others' errors, or is asked about one, may end so and be right.
    """
    said = text.rstrip(" .!?\n")
    denial = _DENIED.search(said)
    return denial is not None and not any(
        _OF_OTHERS.search(each) for each in (said[: denial.start()], card.question, card.answer)
    )


def is_framed_as_wrong(card: Card, text: str) -> bool:
    """Return whether an answer does nothing but call something wrong: "It is a myth that …".

    Where the card speaks of errors, that may be what was asked for.
    """
    said = text.rstrip(" .!?\n")
    asked = (card.question, card.answer, *card.accepted)
    return bool(_FRAMED_AS_WRONG.fullmatch(said)) and not any(map(_OF_OTHERS.search, asked))


def leaves_open(card: Card, text: str) -> bool:
    """Return whether an answer offers alternatives, as in "either 5 N or 10 N", that no one asked.

    Of 15,367 answers written to train on, 129 are so, and 4 of these are right.
    """
    asked = (card.question, card.answer, *card.accepted)
    return _LEFT_OPEN.search(text) is not None and not any(map(_ALTERNATIVE.search, asked))


def is_out_of_order(card: Card, text: str, findings: Sequence[Finding]) -> bool:
    """Return whether an order was asked for and the points stand in another.

    An answer that says what comes before or after what may name things in any order.
    """
    if not _ASKS_FOR_ORDER.search(card.question) or _TELLS_ORDER.search(text):
        return False
    said = [f.evidence for f in findings if f.status in (Status.COVERED, Status.PARTLY)]
    places = [(text.find(each), len(each)) for each in said if each and each in text]
    # Evidence of two points may overlap, and then tells nothing of which comes first.
    return any(later + length <= earlier for (earlier, _), (later, length) in pairwise(places))


def asks_for_items(card: Card) -> bool:
    """Return whether the card asks for a list of short items."""
    counts = [sum(not word.is_function for word in words(point.text)) for point in card.points]
    return len(counts) > 1 and max(counts) <= ITEM_WORDS


def extra_items(card: Card, text: str, findings: Sequence[Finding]) -> list[str]:
    """Return the items of a listed answer that no point was found in; [] where none is listed."""
    items = [part.strip() for part in _ITEM_END.split(text) if words(part)]
    if len(items) < 2 or not asks_for_items(card):
        return []
    if max(len(words(item)) for item in items) > 2 * ITEM_WORDS:
        return []
    used = [f.evidence for f in findings if f.status in (Status.COVERED, Status.PARTLY)]
    return [item for item in items if not any(_share_a_word(item, each) for each in used)]


def _share_a_word(one: str, other: str) -> bool:
    return bool({word.folded for word in words(one)} & {word.folded for word in words(other)})
