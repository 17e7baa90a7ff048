"""What an answer says beside the matter: statements that have nothing to do with the card.

A point is judged by the whole answer as well as by the stretch that speaks most for it, and so a
remark on the weather would move it. What has no content word of the card, and is like nothing that
is asked for, is therefore set aside before the points are looked for: the answer is judged as if
it were not there. It may still take something back ("No, that is wrong"); what could is read, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tutor.grading.text import Segment, stands_in, words

NEAR = 0.35
"""Cosine with the question, a point or the whole reference from which a statement is to the matter,
whatever else is made of it."""

STEEPNESS = 15.0
"""Logits of touching a point that a cosine of 1 stands for: which of them is low tells little, and
that both are tells much."""

LEAST, LEAST_AMONG = -0.75, 3.0
"""Logits, of a card of one point and of several, below which a statement is beside the matter: with
several, the most that any of them gives is more by chance. Chosen on answers to training questions,
by networks that had not seen them, beside made-up talk: of 3,234 answers of several sentences 277
are then judged without some of them and 36 get another level; as many right ones as before are
called correct, 1,279, and 4 fewer of the others. Of talk beside a part of an answer 3 in 100 still
gain something, and 17 if nothing is set aside."""

SHORTEST = 2
"""Words of the shortest statement that is set aside; learners answer in ones, "yes" and "a"."""

MOST = 16
"""Statements that are looked at; bounds the time of a grade."""

_END = re.compile(
    r"(?<=[.!?…。！？])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bno\.)(?<!\bvs\.)(?<!\bca\.)(?<!\bapprox\.)"
    r"[\"'”’)\],}]*\s+"
    r"|(?<=[.!?…])(?=[\"'”’)\],}]*[<\[{|\\])"  # markup that follows without a space
    r"|\n+"
)
_TAKES_BACK = re.compile(
    r"\d|\b(?:wrong\w*|false\w*|untrue|incorrect\w*|opposite|revers\w+|contrary|mistak\w+|errors?"
    r"|nonsense|lies?|myths?|misconceptions?|scratch|actually|rather|instead|else|or|either|maybe"
    r"|perhaps|possibly|probably|except|unless|but|however|although|though|otherwise|vice"
    r"|(?:other|wrong) way|true|right|correct\w*|chang\w+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer without what it says beside the matter.

    Attributes:
        text: What is left; the whole answer where nothing was set aside.
        stretches: For each of its stretches, in order: where it stands here, and where it begins in
            the answer.
    """

    text: str
    stretches: tuple[tuple[Segment, int], ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]`, which is not empty, stands in the answer."""
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        here, there = next(each for each in reversed(self.stretches) if each[0].start <= at)
        return there + at - here.start


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it is judged.

    Attributes:
        core: Without all that is beside the matter.
        whole: The same with what may deny or leave open the rest, which may only lower what the
            core earns; all of the answer where nothing is to the matter.
    """

    core: Kept
    whole: Kept


def statements(text: str) -> tuple[Segment, ...]:
    """Return the sentences and lines of `text`; unlike `text.sentences`, with all their clauses."""
    ends = [(match.start(), match.end()) for match in _END.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    parts = (Segment(start, stop) for start, stop in zip(starts, stops, strict=True))
    return tuple(part for part in parts if words(text[part.start : part.end]))


def strange(text: str, parts: Sequence[Segment], told: Sequence[str]) -> list[Segment]:
    """Return the statements that have no content word of the card's texts, in any of its forms.

    Args:
        text: An answer.
        parts: Its statements.
        told: The texts of the card.
    """
    known = [word for each in told for word in words(each) if not word.is_function]

    def is_strange(part: Segment) -> bool:
        said = words(text[part.start : part.end])
        content = (word for word in said if not word.is_function)
        return len(said) >= SHORTEST and not any(stands_in(word, known) for word in content)

    return [part for part in parts if is_strange(part)]


def may_take_back(text: str) -> bool:
    """Return whether a statement may deny, correct or leave open what stands beside it."""
    return bool(_TAKES_BACK.search(text)) or any(word.is_negation for word in words(text))


def without(text: str, aside: Sequence[Segment]) -> Kept:
    """Return `text` without some of its statements.

    Args:
        text: An answer.
        aside: Some of its `statements`, in order, and not all.
    """
    if not aside:
        return Kept(text, ((Segment(0, len(text)), 0),))
    runs = []
    for is_aside, parts in groupby(statements(text), key=lambda part: part in aside):
        if not is_aside:
            together = tuple(parts)
            runs.append(Segment(together[0].start, together[-1].end))
    stretches, at = [], 0
    for run in runs:
        length = run.end - run.start
        stretches.append((Segment(at, at + length), run.start))
        at += length + 1  # a line break ends each
    return Kept("\n".join(text[run.start : run.end] for run in runs), tuple(stretches))


def heard(text: str, aside: Sequence[Segment]) -> Heard:
    """Return `text` as it is judged without some of its statements.

    Args:
        text: An answer.
        aside: Those of its `statements` that are beside the matter, in order, and not all.
    """
    idle = [part for part in aside if not may_take_back(text[part.start : part.end])]
    return Heard(without(text, aside), without(text, idle))
