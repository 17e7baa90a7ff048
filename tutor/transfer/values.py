"""What is carried from one program to another: cards, their past, and what was left behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from tutor.cards.card import Kind
from tutor.errors import ReadError
from tutor.scheduling.review import Grade, Schedule


@dataclass(frozen=True, slots=True)
class PastReview:
    """A review that another program, or this one elsewhere, recorded.

    Attributes:
        at: When; UTC.
        grade: The grade that counted.
        seconds: How long the answer took, ≥ 0; 0.0 where nobody measured.
        source: What tells it from every other review of its source, for an id that is the same
            at every import; an id of our own log stays that id.
    """

    at: datetime
    grade: Grade
    seconds: float
    source: str


@dataclass(frozen=True, slots=True)
class CarriedCard:
    """One card on its way.

    Attributes:
        question: In Markdown.
        answer: In Markdown.
        deck: A path with "/" between its parts, without the root tag of decks; "" for none.
        tags: What else it is filed under, without "#".
        reviews: Its past as far as it counts for FSRS, the oldest first.
        schedule: Where it stands; None where nothing is known, or the reviews say it all.
        is_suspended: Whether it is not to be asked.
        is_flagged: Whether it was marked for a second look.
        changed: When it was last changed, these two marks included; UTC; None where nobody knows.
        source: What it is called where it comes from; "" where it has no name there.
    """

    question: str
    answer: str
    deck: str = ""
    tags: tuple[str, ...] = ()
    reviews: tuple[PastReview, ...] = ()
    schedule: Schedule | None = None
    is_suspended: bool = False
    is_flagged: bool = False
    changed: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CarriedNote:
    """Cards that stand in one block of a deck.

    Attributes:
        kind: MULTI for one card; MULTI_REVERSED for a card and its reverse; CLOZE for the cards of
            one text.
        cards: In the order of the block; never empty.
        text: The text with its deletions marked as a deck marks them; "" but for CLOZE.
        extra: What stands beside the card and is not asked, in Markdown; "" for nothing.
        block_id: The id that its block is known by, without the caret; "" for none.
    """

    kind: Kind
    cards: tuple[CarriedCard, ...]
    text: str = ""
    extra: str = ""
    block_id: str = ""

    @property
    def deck(self) -> str:
        """The deck of its first card."""
        return self.cards[0].deck

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags of its first card."""
        return self.cards[0].tags

    def apart(self) -> Iterator[CarriedNote]:
        """Yield its cards as notes of their own, each a question with its answer."""
        for number, card in enumerate(self.cards):
            suffix = f"-{number}" if number and self.block_id else ""
            extra = "" if number else self.extra
            yield CarriedNote(Kind.MULTI, (card,), "", extra, self.block_id + suffix)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a file held.

    Attributes:
        notes: In the order of the file.
        grader: Who gave the grades of the reviews, for the log.
        remarks: What is not carried, each a sentence with its number.
    """

    notes: tuple[CarriedNote, ...]
    grader: str
    remarks: tuple[str, ...] = ()

    @property
    def cards(self) -> Iterator[CarriedCard]:
        """Yield every card of every note."""
        return (card for note in self.notes for card in note.cards)


def damaged(place: str, what: str) -> ReadError:
    """Return the error of a file that is not what its name says."""
    return ReadError(f"{place}: {what}", "Export it again from the program that it comes from.")
