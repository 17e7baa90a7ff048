"""How an answer is judged: the values, and the doors through which judges come in.

The path is `Card, Answer -> Grader -> Verdict | Unjudged`. A grader sees no history, reads no
clock and never raises on what a learner typed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from tutor.cards.card import Card, KeyPoint

if TYPE_CHECKING:  # it takes longer to import than the first question may take to appear
    import numpy as np
    from numpy.typing import NDArray

Floats: TypeAlias = "NDArray[np.float32]"

Schema: TypeAlias = Mapping[str, object]
"""A JSON schema in the part of the language that OpenAI calls strict: every property of an object
is required, no others may be, and no lengths are set."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the learner typed.

    Attributes:
        text: The words, untouched.
        seconds: How long it took from question to submission, ≥ 0; 0.0 where nobody measured.
        hints: How many hints were shown before it was submitted, ≥ 0.
    """

    text: str
    seconds: float = 0.0
    hints: int = 0

    @property
    def hinted(self) -> bool:
        """Whether any hint was shown."""
        return self.hints > 0


class Status(StrEnum):
    """What became of one key point."""

    COVERED = "covered"
    PARTLY = "partly"
    MISSING = "missing"
    CONTRADICTED = "contradicted"


class Level(StrEnum):
    """What an answer is worth as a whole."""

    CORRECT = "correct"
    PARTIAL = "partial"
    INCORRECT = "incorrect"


class Stage(StrEnum):
    """The step of the cascade that decided."""

    EMPTY = "empty"
    DONT_KNOW = "dont-know"
    EXACT = "exact"
    NUMBERS = "numbers"
    SIMILARITY = "similarity"
    RUBRIC = "rubric"


@dataclass(frozen=True, slots=True)
class Finding:
    """One key point, judged.

    Attributes:
        point: The key point.
        status: What became of it.
        coverage: How far the answer covers it, in [0, 1].
        evidence: The learner's own words that show it, verbatim from the answer; "" where none do.
    """

    point: KeyPoint
    status: Status
    coverage: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement.

    Attributes:
        findings: One per key point, in the card's order.
        score: In [0, 1].
        level: The level that `score` falls in; the two cannot disagree.
        confidence: The estimated probability that `level` is right, in [0, 1].
        decided_by: The stage that decided.
        reason: Why, in one sentence for the learner.
        doubt: Why the level is too unsure to stand unasked, in one sentence; "" where it is not.
    """

    findings: tuple[Finding, ...]
    score: float
    level: Level
    confidence: float
    decided_by: Stage
    reason: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """The grader could not say; never counted as wrong.

    Attributes:
        reason: Why, in one sentence for the learner.
    """

    reason: str


class Grader(Protocol):
    """Anything that judges an answer to a card."""

    @property
    def name(self) -> str:
        """Name and version, as stored with every review that it judged."""
        ...

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer`; total over every card and every text."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """One text as an encoder sees it.

    Attributes:
        vector: Shape (d,), unit length (all zeros for a text without tokens).
        spans: Shape (t, 2): start and end of each token in the text, in characters; special
            tokens left out. Text past the encoder's window has no tokens here.
        token_vectors: Shape (t, d): the contextual vector of each token, unit length.
    """

    vector: Floats
    spans: NDArray[np.int32]
    token_vectors: Floats


class Encoder(Protocol):
    """A sentence encoder: the one thing that grading needs from a model."""

    @property
    def name(self) -> str:
        """The model's name, as published."""
        ...

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each text; the result has the order and the length of `texts`."""
        ...

    def knows(self, word: str) -> bool:
        """Return whether a word, in small letters, is whole in its vocabulary."""
        ...


OUTPUTS = ("entails", "contradicts", "full", "some", "conveys", "touches")
"""What a cross-encoder gives logits of: that a text entails a point, and that it contradicts it;
that teachers would call the point covered in full, and at least in part (learnt from learners'
graded answers); the same two again as a strict reader would call it who looks at the meaning and
not at the words (learnt from answers written to tell the two apart)."""


class CrossEncoder(Protocol):
    """A network that reads a learner's text and a point together."""

    def compare(self, question: str, pairs: Sequence[tuple[str, str]]) -> Floats:
        """Return logits for each (the learner's text, point), shape (len(pairs), len(OUTPUTS)).

        Args:
            question: What was asked; "" for nothing.
            pairs: What is compared.
        """
        ...

    def pooled_states(self, texts: Sequence[str]) -> Floats:
        """Return what it reads of the tokens of one or more texts, pooled to a fixed shape."""
        ...


class Chat(Protocol):
    """A language model that is asked one thing at a time."""

    @property
    def name(self) -> str:
        """The model's name, as its endpoint knows it."""
        ...

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        """Return the model's reply to `user`, under the instruction `system`.

        Args:
            system: The instruction.
            user: The message.
            schema: Of the JSON that is asked for, as far as the endpoint can be told; None for
                plain text. What comes back need not follow it.

        Raises:
            ChatError: There is no reply.
        """
        ...


@dataclass(frozen=True, slots=True)
class Spent:
    """What a language model was asked for so far.

    Attributes:
        tokens: In and out, as far as its endpoint says.
        dollars: What they cost, as far as that is known.
        unpriced: How many replies are in `dollars` with nothing, since the prices or the tokens
            are not known.
        written: How many of the tokens came out.
    """

    tokens: int = 0
    dollars: float = 0.0
    unpriced: int = 0
    written: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            self.tokens + other.tokens,
            self.dollars + other.dollars,
            self.unpriced + other.unpriced,
            self.written + other.written,
        )

    def __sub__(self, other: Spent) -> Spent:
        return Spent(
            self.tokens - other.tokens,
            self.dollars - other.dollars,
            self.unpriced - other.unpriced,
            self.written - other.written,
        )


@runtime_checkable
class Metered(Protocol):
    """A grader, or a language model, that counts what it uses."""

    @property
    def spent(self) -> Spent:
        """What it has used since it was made."""
        ...


def spent_by(source: object) -> Spent:
    """Return what `source` has used: nothing where it does not count."""
    return source.spent if isinstance(source, Metered) else Spent()


@runtime_checkable
class Patient(Protocol):
    """A language model that is given up once it has taken too long."""

    def begin(self) -> None:
        """Have one patience begin, for all that it is asked until the next begins."""
        ...


def begin(source: object) -> None:
    """Have the patience with `source` begin, where it is bounded."""
    if isinstance(source, Patient):
        source.begin()
