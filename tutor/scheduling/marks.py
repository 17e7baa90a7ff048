"""What a learner marks a card with: facts beside the reviews, and what they come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class MarkKind(StrEnum):
    """What a mark says; each is taken back by the one after it."""

    SUSPENDED = "suspended"
    RESUMED = "resumed"
    BURIED = "buried"
    UNBURIED = "unburied"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on a card. Appended to the log and never changed.

    Attributes:
        id: A UUIDv7 as 32 hex digits, so that ids sort by time.
        card_id: The card's history.
        at: When it was made; UTC.
        kind: What it says.
        text: The answer that is accepted or revoked; "" with the other kinds.
        until: When a buried card comes up again; UTC; None with the other kinds.
    """

    id: str
    card_id: str
    at: datetime
    kind: MarkKind
    text: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What the marks on a card come to.

    Attributes:
        is_suspended: Whether it is not asked until it is resumed.
        is_flagged: Whether the learner wants to find it again.
        buried_until: Until when it is not asked; None where it was not buried.
        accepted: Answers that the learner says are right, the oldest first.
    """

    is_suspended: bool = False
    is_flagged: bool = False
    buried_until: datetime | None = None
    accepted: tuple[str, ...] = ()

    def is_asked(self, at: datetime) -> bool:
        """Return whether the card may be asked at `at`, aware."""
        return not self.is_suspended and (self.buried_until is None or self.buried_until <= at)


_PAIRS = (
    (MarkKind.SUSPENDED, MarkKind.RESUMED),
    (MarkKind.BURIED, MarkKind.UNBURIED),
    (MarkKind.FLAGGED, MarkKind.UNFLAGGED),
    (MarkKind.ACCEPTED, MarkKind.REVOKED),
)
_OPPOSITES = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}

UNMARKED = Marked()
"""A card without marks."""


def fold_marks(marks: Iterable[Mark]) -> dict[str, Marked]:
    """Return what marks come to, by card id; those of one card are taken in the order of their ids.

    So two machines that know the same marks agree, in whatever order these reached them.
    """
    folded: dict[str, Marked] = {}
    for mark in sorted(marks, key=lambda mark: mark.id):
        folded[mark.card_id] = with_mark(folded.get(mark.card_id, UNMARKED), mark)
    return folded


def opposite(mark: Mark, mark_id: str, at: datetime) -> Mark:
    """Return the mark that takes another one back."""
    return Mark(mark_id, mark.card_id, at, _OPPOSITES[mark.kind], mark.text)


def with_mark(marked: Marked, mark: Mark) -> Marked:
    """Return what a card's marks come to with one more."""
    match mark.kind:
        case MarkKind.SUSPENDED | MarkKind.RESUMED:
            return replace(marked, is_suspended=mark.kind is MarkKind.SUSPENDED)
        case MarkKind.FLAGGED | MarkKind.UNFLAGGED:
            return replace(marked, is_flagged=mark.kind is MarkKind.FLAGGED)
        case MarkKind.BURIED | MarkKind.UNBURIED:
            return replace(marked, buried_until=mark.until)
        case MarkKind.ACCEPTED | MarkKind.REVOKED:
            others = tuple(text for text in marked.accepted if text != mark.text)
            accepted = (*others, mark.text) if mark.kind is MarkKind.ACCEPTED else others
            return replace(marked, accepted=accepted)
