"""What the words mean that are typed in plain lines."""

from __future__ import annotations

from tutor.practice import words
from tutor.practice.events import (
    Bury,
    Flag,
    Overruled,
    PutAside,
    Quit,
    Suspend,
    TryAgain,
    Undo,
    Unveiled,
    WasRight,
    WasWrong,
)
from tutor.practice.face import Aside, Choice, Decision, Errand
from tutor.scheduling.review import Grade, Sureness

ASIDES: dict[str, Aside] = {
    "s": PutAside(),
    "skip": PutAside(),
    "bury": Bury(),
    "suspend": Suspend(),
    "flag": Flag(),
    "history": Errand.LOOK_BACK,
    "card": Errand.EDIT_CARD,
    "u": Undo(),
    "undo": Undo(),
    "q": Quit(),
    "quit": Quit(),
}

DECISIONS: dict[str, Decision] = {
    "r": WasRight(),
    "right": WasRight(),
    "w": WasWrong(),
    "wrong": WasWrong(),
    **ASIDES,
    **{str(int(grade)): Overruled(grade) for grade in Grade},
    **{words.grade_word(grade): Overruled(grade) for grade in Grade},
}

CHOICES: dict[str, Choice] = {
    "": Unveiled(),
    "t": TryAgain(),
    "try": TryAgain(),
    **ASIDES,
}

SURENESS = {
    **{str(int(sure)): sure for sure in Sureness},
    "guess": Sureness.GUESSED,
    "unsure": Sureness.UNSURE,
    "sure": Sureness.SURE,
}

YES_OR_NO = {"y": True, "yes": True, "n": False, "no": False, "l": None, "later": None}


def aside(said: str, undoable: bool) -> Aside | None:
    """Return what a word means at any card; None where it means nothing."""
    found = ASIDES.get(said) if len(said) > 1 else None
    return None if found == Undo() and not undoable else found
