"""An active-recall tutor that grades typed answers, offline, point by point.

    from tutor import Answer, ask, offline_grader

    grader = offline_grader()
    verdict = grader.grade(ask("What do ribosomes make?", "Proteins"), Answer("they make protein"))

The names below load what they need when they are first used: `import tutor` loads nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tutor.cards.card import Card, KeyPoint
    from tutor.cards.points import ask
    from tutor.cli.wiring import make_grader as offline_grader
    from tutor.grading.verdict import (
        Answer,
        Encoder,
        Finding,
        Grader,
        Level,
        Stage,
        Status,
        Unjudged,
        Verdict,
    )

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Card",
    "Encoder",
    "Finding",
    "Grader",
    "KeyPoint",
    "Level",
    "Stage",
    "Status",
    "Unjudged",
    "Verdict",
    "__version__",
    "ask",
    "offline_grader",
]

_HOMES = {
    "Card": "tutor.cards.card",
    "KeyPoint": "tutor.cards.card",
    "ask": "tutor.cards.points",
    "offline_grader": "tutor.cli.wiring",
}
_NAMES = {"offline_grader": "make_grader"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(_HOMES.get(name, "tutor.grading.verdict"))
    return getattr(home, _NAMES.get(name, name))
