"""What a set's own labels and scores become: named maps that are never confused.

Two different things are called "3-way". SemEval's official labels are correct, contradictory and
incorrect, of which the last holds partially correct answers and irrelevant ones alike: they are no
order of levels. Of them only two levels are made, correct or not. The three levels of this program
are correct, partial and incorrect, and can only be made of labels that tell partial answers apart.

What a verdict says of contradicted points tells the official labels apart as well, all but
irrelevant answers from those of another domain. They are measured beside the levels, as `official`:
never as one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from tutor.errors import UsageError
from tutor.evaluation.suite import LEVELS, Official
from tutor.grading.verdict import Level

TWO_LEVELS = (Level.INCORRECT, Level.CORRECT)

CORRECT_FROM = 0.75
PARTIAL_FROM = 0.25
"""Where a score, in [0, 1], becomes a level: halfway between what the levels are worth, 0.5 of
full marks for a partial answer (`tutor.evaluation.suite.WORTH`)."""

HUB_CLASSES = (
    "correct",
    "contradictory",
    "partially_correct_incomplete",
    "irrelevant",
    "non_domain",
)
"""The 5-way labels in the order of the class numbers of their Hugging Face form."""


_TWO_WAY = {"correct", "incorrect"}


class Scheme(StrEnum):
    """What labels are made into."""

    TWO_WAY = "2-way"
    THREE_LEVELS = "3-levels"


@dataclass(frozen=True, slots=True)
class LabelMap:
    """What becomes of each of a set's labels.

    Attributes:
        name: The map in one line; stands in every result.
        becomes: The level of each label, by its `normal` form.
        merged: Labels, in their `normal` form, that hold answers of several of these levels, so
            that no level can be made of them.
        officials: What may be measured of the set's own labels, beside the levels.
    """

    name: str
    becomes: Mapping[str, Level]
    merged: frozenset[str] = field(default=frozenset())
    officials: tuple[Official, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that can come out, worst first."""
        return LEVELS if Level.PARTIAL in self.becomes.values() else TWO_LEVELS

    def level(self, label: str) -> Level | None:
        """Return the level of a label, or None where the map does not know it."""
        return self.becomes.get(normal(label))

    def knows(self, label: str) -> bool:
        """Return whether a label is one of the map's, or merges several."""
        return normal(label) in self.becomes or self.is_merged(label)

    def official(self, labels: Collection[str]) -> Official | None:
        """Return what can be measured of the set's own labels, in `normal` form; None for nothing.

        That is where the labels that occur are of one labelling only. In the official 2-way labels,
        which are the levels, nothing is contradictory.
        """
        fits = [one for one in self.officials if set(labels) <= set(one.becomes)]
        return fits[0] if len(fits) == 1 and set(labels) - _TWO_WAY else None

    def is_merged(self, label: str) -> bool:
        """Return whether a label holds answers of several of these levels."""
        return normal(label) in self.merged


@dataclass(frozen=True, slots=True)
class ScoreMap:
    """How a level is made of a score where people gave no label.

    Attributes:
        name: The cuts in one line; stands in every result.
        levels: The levels that can come out, worst first.
    """

    name: str
    levels: tuple[Level, ...]

    def level(self, score: float) -> Level:
        """Return the level of a score in [0, 1]."""
        if score >= CORRECT_FROM:
            return Level.CORRECT
        is_partial = score >= PARTIAL_FROM and Level.PARTIAL in self.levels
        return Level.PARTIAL if is_partial else Level.INCORRECT


_OFFICIAL_VERDICTS = "verdicts: correct; else contradictory where a key point is found contradicted"
OFFICIAL_3_WAY = Official(
    f"official 3-way: correct; contradictory; incorrect; {_OFFICIAL_VERDICTS}; the rest incorrect",
    ("correct", "contradictory", "incorrect"),
    {"correct": 0, "contradictory": 1, "incorrect": 2},
    correct=0, contradictory=1, partial=2, incorrect=2,
)  # fmt: skip
OFFICIAL_5_WAY = Official(
    "official 5-way: correct; partially_correct_incomplete; contradictory; irrelevant, non_domain "
    f"-> irrelevant_or_non_domain; {_OFFICIAL_VERDICTS}; partial -> partially_correct_incomplete; "
    "the rest irrelevant_or_non_domain",
    ("correct", "partially_correct_incomplete", "contradictory", "irrelevant_or_non_domain"),
    {
        "correct": 0,
        "partially_correct_incomplete": 1,
        "contradictory": 2,
        "irrelevant": 3,
        "non_domain": 3,
    },
    correct=0, contradictory=2, partial=1, incorrect=3,
)  # fmt: skip
_SEMEVAL_OFFICIALS = (OFFICIAL_3_WAY, OFFICIAL_5_WAY)

_SEMEVAL_TWO_WAY = LabelMap(
    "official 2-way: correct; all the rest -> incorrect",
    {"correct": Level.CORRECT} | dict.fromkeys([*HUB_CLASSES[1:], "incorrect"], Level.INCORRECT),
    officials=_SEMEVAL_OFFICIALS,
)
_SEMEVAL_THREE_LEVELS = LabelMap(
    "three levels, from 5-way: correct; partially_correct_incomplete -> partial; "
    "contradictory, irrelevant, non_domain -> incorrect",
    {"correct": Level.CORRECT, "partially_correct_incomplete": Level.PARTIAL}
    | dict.fromkeys(["contradictory", "irrelevant", "non_domain"], Level.INCORRECT),
    merged=frozenset({"incorrect"}),
    officials=_SEMEVAL_OFFICIALS,
)
_SAF_TWO_WAY = LabelMap(
    "two levels: Correct; Partially correct, Incorrect -> incorrect",
    {"correct": Level.CORRECT} | dict.fromkeys(["partially_correct", "incorrect"], Level.INCORRECT),
)
_SAF_THREE_LEVELS = LabelMap(
    "three levels: Correct; Partially correct -> partial; Incorrect",
    {
        "correct": Level.CORRECT,
        "partially_correct": Level.PARTIAL,
        "incorrect": Level.INCORRECT,
    },
)
_SCORES_TWO_WAY = ScoreMap(
    f"two levels, from scores: correct from {CORRECT_FROM} of full marks", TWO_LEVELS
)
_SCORES_THREE_LEVELS = ScoreMap(
    f"three levels, from scores: correct from {CORRECT_FROM}, partial from {PARTIAL_FROM} of "
    "full marks",
    LEVELS,
)


def normal(label: str) -> str:
    """Return a label blind to case and to which of " ", "-" and "_" joins its words."""
    return "_".join(label.casefold().replace("-", " ").replace("_", " ").split())


def semeval_map(scheme: Scheme) -> LabelMap:
    """Return the map of SemEval-2013 Task 7's labels."""
    return _SEMEVAL_TWO_WAY if scheme is Scheme.TWO_WAY else _SEMEVAL_THREE_LEVELS


def saf_map(scheme: Scheme) -> LabelMap:
    """Return the map of SAF's labels."""
    return _SAF_TWO_WAY if scheme is Scheme.TWO_WAY else _SAF_THREE_LEVELS


def score_map(scheme: Scheme) -> ScoreMap:
    """Return the cuts by which scores become levels."""
    return _SCORES_TWO_WAY if scheme is Scheme.TWO_WAY else _SCORES_THREE_LEVELS


def given_map(becomes: Mapping[str, Level], scheme: Scheme) -> LabelMap:
    """Return the map of labels that the user spelt out; of the levels' own names where empty."""
    two_way = scheme is Scheme.TWO_WAY
    known = {normal(label): level for label, level in becomes.items()} or {
        level.value: level for level in LEVELS
    }
    if two_way:
        known = {
            label: level if level is Level.CORRECT else Level.INCORRECT
            for label, level in known.items()
        }
    told = ", ".join(f"{label} -> {level}" for label, level in known.items())
    return LabelMap(f"{'two' if two_way else 'three'} levels, as given: {told}", known)


def read_label_map(text: str) -> Mapping[str, Level]:
    """Read a map as it is written on the command line: `right=correct,half=partial,0=incorrect`.

    Raises:
        UsageError: A part is no `label=level`, a level is unknown, or a label stands twice.
    """
    becomes: dict[str, Level] = {}
    for part in text.split(","):
        label, equals, level = (piece.strip() for piece in part.rpartition("="))
        if not equals or not label or level not in set(Level):
            raise UsageError(
                f'"{part.strip()}" is no label with its level',
                f"Write label=level,label=level; the levels are {', '.join(LEVELS)}.",
            )
        if normal(label) in becomes:
            raise UsageError(f'the label "{label}" is given twice', "Give it one level.")
        becomes[normal(label)] = Level(level)
    return becomes
