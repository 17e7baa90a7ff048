"""Labelling a suite by hand, as pure state machines: one for a response, one for a sitting.

A response is asked for its level, then for the status of each key point where the level has not
said it all:

    LevelAsked ─c p i▶ PointAsked ─c p m x▶ … ─▶ Given

A sitting takes what came of that and goes on to the next response; what has to be done outside
goes out as an effect. Labellers are shown neither what a response was written to show nor what
anybody else said of it: an `Item` has no room for either.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from tutor.cards.card import Card
from tutor.evaluation.suite import WORTH, Label
from tutor.grading.verdict import Level, Status


@dataclass(frozen=True, slots=True)
class Item:
    """A response as its labellers see it.

    Attributes:
        id: Of the response; not to be shown, since it may give the case away.
        card: What was asked.
        text: What was answered.
    """

    id: str
    card: Card
    text: str


# --- what came of a response ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Given:
    """It was labelled."""

    label: Label


@dataclass(frozen=True, slots=True)
class Skip:
    """It comes again in the next sitting."""


@dataclass(frozen=True, slots=True)
class Undo:
    """The response before it is to be asked again."""


@dataclass(frozen=True, slots=True)
class Quit:
    """The sitting is to end."""


Reply: TypeAlias = Given | Skip | Undo | Quit


# --- one response -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LevelAsked:
    """What is the response worth as a whole?

    Attributes:
        item: The response.
        undoable: Whether there is one before it.
    """

    item: Item
    undoable: bool


@dataclass(frozen=True, slots=True)
class PointAsked:
    """What became of one key point?

    Attributes:
        before: The level's question, which undoing the first point leads back to.
        level: The level.
        given: What became of the points before it.
    """

    before: LevelAsked
    level: Level
    given: tuple[Status, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """Every response has been labelled or skipped.

    Attributes:
        undoable: Whether there is one to go back to.
    """

    undoable: bool


Asked: TypeAlias = LevelAsked | PointAsked | NothingAsked


@dataclass(frozen=True, slots=True)
class Choice:
    """A way on from what is asked.

    Attributes:
        key: A small letter.
        name: What it says, in a word.
        to: What is asked next, or what came of the response.
    """

    key: str
    name: str
    to: Asked | Reply


_LEVELS = {"c": Level.CORRECT, "p": Level.PARTIAL, "i": Level.INCORRECT}
_STATUSES = {
    "c": Status.COVERED,
    "p": Status.PARTLY,
    "m": Status.MISSING,
    "x": Status.CONTRADICTED,
}
_SAYS_IT_ALL = {Level.CORRECT: Status.COVERED, Level.PARTIAL: Status.PARTLY}
"""What became of a card's only point, by the level; "incorrect" leaves open how it was missed."""

_SKIP, _QUIT = Choice("s", "skip", Skip()), Choice("q", "quit", Quit())


def choices(asked: Asked) -> tuple[Choice, ...]:
    """Return every way on from what is asked, each with a key of its own."""
    match asked:
        case NothingAsked(undoable):
            return (*_undo(undoable), _QUIT)
        case LevelAsked(_, undoable):
            levels = (Choice(key, one, _with_level(asked, one)) for key, one in _LEVELS.items())
            return (*levels, _SKIP, *_undo(undoable), _QUIT)
        case PointAsked():
            kept = [(key, one) for key, one in _STATUSES.items() if _is_open(asked, one)]
            statuses = (Choice(key, one, _with_status(asked, one)) for key, one in kept)
            return (*statuses, Choice("u", "back", _back(asked)), _SKIP, _QUIT)


def chosen(asked: Asked, said: str) -> Asked | Reply | None:
    """Return where a key, or the name of a choice, leads from what is asked; None for nowhere."""
    folded = said.strip().casefold()
    return next((one.to for one in choices(asked) if folded in (one.key, one.name)), None)


def _with_level(asked: LevelAsked, level: Level) -> PointAsked | Given:
    points = asked.item.card.points
    if len(points) == 1 and level in _SAYS_IT_ALL:
        return Given(Label(level, WORTH[level], (_SAYS_IT_ALL[level],)))
    if not points:
        return Given(Label(level, WORTH[level]))
    return PointAsked(asked, level)


def _is_open(asked: PointAsked, status: Status) -> bool:
    """Return whether the level leaves it open that the point asked for has a status."""
    is_alone = len(asked.before.item.card.points) == 1
    return not is_alone or status not in _SAYS_IT_ALL.values()


def _with_status(asked: PointAsked, status: Status) -> PointAsked | Given:
    given = (*asked.given, status)
    if len(given) == len(asked.before.item.card.points):
        return Given(Label(asked.level, WORTH[asked.level], given))
    return replace(asked, given=given)


def _back(asked: PointAsked) -> PointAsked | LevelAsked:
    return replace(asked, given=asked.given[:-1]) if asked.given else asked.before


def _undo(undoable: bool) -> tuple[Choice, ...]:
    return (Choice("u", "undo", Undo()),) if undoable else ()


# --- a sitting ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Keep:
    """Append the label of a response."""

    item: Item
    label: Label


@dataclass(frozen=True, slots=True)
class Retract:
    """Take the last label back: that of this response."""

    item: Item


Effect: TypeAlias = Keep | Retract


@dataclass(frozen=True, slots=True)
class Passed:
    """A response that was asked.

    Attributes:
        item: The response.
        labelled: Whether it was labelled; else it was skipped.
    """

    item: Item
    labelled: bool


@dataclass(frozen=True, slots=True)
class Sitting:
    """What is left to label, and what was.

    Attributes:
        waiting: Responses without a label; the first is asked.
        passed: Responses with one, and those that were skipped, in the order of asking.
    """

    waiting: tuple[Item, ...]
    passed: tuple[Passed, ...]

    @property
    def asked(self) -> LevelAsked | NothingAsked:
        """What is asked now."""
        undoable = bool(self.passed)
        return LevelAsked(self.waiting[0], undoable) if self.waiting else NothingAsked(undoable)

    @property
    def labelled(self) -> int:
        """How many responses have a label."""
        return sum(one.labelled for one in self.passed)

    @property
    def total(self) -> int:
        """How many responses there are."""
        return len(self.waiting) + len(self.passed)


def begin(items: Iterable[Item], labelled: Sequence[str], suite: str, labeller: str) -> Sitting:
    """Begin a sitting, or go on from an earlier one.

    Each labeller has an order of their own, the same in every sitting, so that neither tiredness
    nor the answer before falls on the same responses for both.

    Args:
        items: The responses.
        labelled: Ids of those that have the labeller's label, in the order of labelling.
        suite: The suite's name.
        labeller: The labeller's.
    """
    by_id = {item.id: item for item in items}
    done = tuple(Passed(by_id[one], labelled=True) for one in labelled)
    left = [item for item in by_id.values() if item.id not in set(labelled)]
    left.sort(key=lambda item: _draw(suite, labeller, item.id))
    return Sitting(tuple(left), done)


def advance(sitting: Sitting, reply: Reply) -> tuple[Sitting, Effect | None]:
    """Return the sitting after a reply, and what is to be done; a reply without sense does nothing.

    `Quit` changes nothing: whoever holds the sitting ends it.
    """
    match reply:
        case Given(label) if sitting.waiting:
            return _past(sitting, labelled=True), Keep(sitting.waiting[0], label)
        case Skip() if sitting.waiting:
            return _past(sitting, labelled=False), None
        case Undo() if sitting.passed:
            last = sitting.passed[-1]
            before = Sitting((last.item, *sitting.waiting), sitting.passed[:-1])
            return before, Retract(last.item) if last.labelled else None
    return sitting, None


def _past(sitting: Sitting, *, labelled: bool) -> Sitting:
    first, *rest = sitting.waiting
    return Sitting(tuple(rest), (*sitting.passed, Passed(first, labelled)))


def _draw(*names: str) -> bytes:
    """Return what puts things into an order that looks like chance, and is the same everywhere."""
    return hashlib.sha256("\0".join(names).encode()).digest()
