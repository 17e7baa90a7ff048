"""The official parts of a set, told from the names of its folders and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from tutor.evaluation.suite import Split


@dataclass(frozen=True, slots=True)
class Part:
    """An official part of a set.

    Attributes:
        name: What it is called here; becomes the case of its responses. "" for none.
        split: What its responses may be used for.
    """

    name: str
    split: Split


UNNAMED = Part("", Split.TEST)
"""Of a file that says nothing of parts: nothing may be chosen on it."""

# The test parts stand first: "test_unseen_answers-00000-of-00001" also holds the word "answers".
_PARTS = (
    (r"(?:test[-_])?(?:unseen[-_]answers|ua)", Part("unseen-answers", Split.TEST)),
    (r"(?:test[-_])?(?:unseen[-_]questions|uq)", Part("unseen-questions", Split.TEST)),
    (r"(?:test[-_])?(?:unseen[-_]domains|ud)", Part("unseen-domains", Split.TEST)),
    (r"train(?:ing)?", Part("training", Split.DEV)),
    (r"validation|dev", Part("validation", Split.DEV)),
)
_FOLDERS = [(re.compile(pattern, re.IGNORECASE), part) for pattern, part in _PARTS]
_STEMS = [
    (re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])", re.IGNORECASE), part)
    for pattern, part in _PARTS
]


def part_of(file: PurePath) -> Part:
    """Return the part that a file belongs to.

    A folder counts where its whole name is a part's, as in `training/2way/beetle/x.xml`; a file
    where its name holds one, as in `test-ua-00001.jsonl`, unless it is XML, which holds a question
    and is named after it. What stands nearer to the file wins.
    """
    if file.suffix.lower() != ".xml":
        for pattern, part in _STEMS:
            if pattern.search(file.stem):
                return part
    for folder in reversed(file.parent.parts):
        for pattern, part in _FOLDERS:
            if pattern.fullmatch(folder):
                return part
    return UNNAMED
