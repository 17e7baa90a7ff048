"""The log as a grow-only set: all of its facts for others, and theirs joined with it.

The join is commutative, associative and idempotent. Facts are told apart by their keys. Should two
of one key differ, the one whose canonical text comes first stays, on whatever machine; of undoing a
review twice, and of two opinions on one, the earlier. A card is known as it was seen last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import cast

from tutor.store.base import placeholders
from tutor.store.codec import Row, Value
from tutor.store.facts import SORTS, Fact, Sort
from tutor.store.faults import in_our_words, sound
from tutor.store.log import Log

CHUNK = 5_000
"""Facts in one transaction: others who write wait for less than a second."""

_EARLIEST = ("retraction", "opinion")
_ORDER = {"review": "card_id, id"}  # a card's reviews come together, and are folded once


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of a merge.

    Attributes:
        new: How many facts were new, by sort; cards among them are new or known better.
        known: How many were known already.
        conflicts: The names of facts that were there with another content.
        cards: How many cards were scheduled anew.
    """

    new: Mapping[str, int]
    known: int
    conflicts: tuple[str, ...]
    cards: int


class Union(Log):
    """The facts in one open store, over its connection. Every method can raise StoreError."""

    def facts(self) -> Iterator[Fact]:
        """Yield all facts, as of one moment; presets come before what names them."""
        with self._transaction("BEGIN"):
            for sort in SORTS.values():
                order = _ORDER.get(sort.name, "rowid")
                yield from self._listed(sort, f"TRUE ORDER BY {order}")

    def merge(self, facts: Iterable[Fact], *, brought: bool = False) -> Merged:
        """Join facts with those that are here, and fold their cards anew.

        Each `CHUNK` of them is one transaction: after a crash, merging again does the rest.

        Args:
            facts: Presets come before reviews and recounts that name them, or are here.
            brought: Whether they stand in the meeting folder, so that nobody need be told of them.
        """
        joining = _Joining(self)
        stream = iter(facts)
        while chunk := list(islice(stream, CHUNK)):
            with self._transaction():
                before = self._last_rows() if brought else {}
                cards = joining.join(chunk)
                self._refold(cards)
                if brought:
                    self._keep_brought(before, chunk)
        return joining.merged()

    # --- below, for this file and for the meeting folder ------------------------------------------

    def _listed(self, sort: Sort, where: str, values: Row = ()) -> Iterator[Fact]:
        sql = f"SELECT {_selected(sort)} FROM {sort.name} WHERE {where}"
        with in_our_words(self._path), sound(self._path):
            for row in self._connection.execute(sql, values):
                yield Fact(sort.name, row)

    def _found(self, fact: Fact) -> Fact | None:
        """Return the fact that is here by the name of `fact`."""
        sort = SORTS[fact.sort]
        where = " AND ".join(f"{name} = ?" for name in sort.names[: sort.key])
        return next(self._listed(sort, where, fact.key), None)

    def _insert(self, fact: Fact) -> None:
        """Append a fact, or put it in the place of another by its name."""
        names, row = SORTS[fact.sort].names, fact.row
        if fact.sort == "review":
            names, row = (*names, "hinted"), (*row, int(bool(fact.column("hints"))))
        if fact.sort == "card":
            names, row = (*names, "path"), (*row, "")  # the paths of another machine are not ours
        # A replaced row fires no trigger: what is refused to everybody else is done here alone.
        self._run(
            f"INSERT OR REPLACE INTO {fact.sort} ({', '.join(names)}) VALUES ({placeholders(row)})",
            row,
        )

    def _know(self, fact: Fact) -> None:
        """Keep what is known of a card that was known less well; its path here stays."""
        names = SORTS["card"].names[1:]
        self._run(
            f"UPDATE card SET ({', '.join(names)}) = ({placeholders(names)}) WHERE id = ?",
            (*fact.row[1:], fact.row[0]),
        )

    def _reviewed_card(self, review_id: Value) -> Iterator[str]:
        for (card_id,) in self._run("SELECT card_id FROM review WHERE id = ?", (review_id,)):
            yield str(card_id)

    def _last_rows(self) -> dict[str, int]:
        """Return the last row of every table that has facts, 0 where it is empty."""
        rows = {name: self._run(f"SELECT max(rowid) FROM {name}") for name in SORTS}
        return {name: cast("int", row[0][0] or 0) for name, row in rows.items()}

    def _keep_brought(self, before: Mapping[str, int], facts: Iterable[Fact]) -> None:
        """Note that the rows after `before` stand in the meeting folder."""
        after = self._last_rows()
        for name in SORTS:
            if after[name] > before[name]:
                self._run(
                    "INSERT INTO brought VALUES (?, ?, ?)", (name, before[name] + 1, after[name])
                )
        self._tell_cards(fact for fact in facts if fact.sort == "card")

    def _tell_cards(self, cards: Iterable[Fact]) -> None:
        """Note that these cards stand in the meeting folder as they are."""
        named = ("id", "fingerprint", "deck", "block_id")
        rows = [tuple(map(card.column, named)) for card in cards]
        with in_our_words(self._path):
            self._connection.executemany(
                "INSERT OR REPLACE INTO told_card VALUES (?, ?, ?, ?)", rows
            )


class _Joining:
    """One merge while it goes on: what came of it so far."""

    def __init__(self, union: Union) -> None:
        self._union = union
        self._new: Counter[str] = Counter()
        self._known = 0
        self._conflicts: list[str] = []
        self._cards: set[str] = set()

    def merged(self) -> Merged:
        """Return what came of it."""
        return Merged(
            dict(self._new), self._known, tuple(dict.fromkeys(self._conflicts)), len(self._cards)
        )

    def join(self, facts: Iterable[Fact]) -> list[str]:
        """Join facts, and return the cards whose schedules may be others now."""
        touched = [card_id for fact in facts for card_id in self._join(fact)]
        self._cards.update(touched)
        return touched

    def _join(self, fact: Fact) -> Iterator[str]:
        here = self._union._found(fact)
        if here is None:
            self._union._insert(fact)
        elif fact.sort == "card":
            known = _known_better(here, fact)
            if known.row == here.row:
                self._known += 1
                return
            self._union._know(known)
        elif here.row == fact.row or (texts := (here.canonical(), fact.canonical()))[0] == texts[1]:
            self._known += 1
            return
        else:
            if fact.sort not in _EARLIEST:
                self._conflicts.append(f"{fact.sort} {' '.join(map(str, fact.key))}")
            if _rank(here) < _rank(fact):
                self._known += 1
                return
            self._union._insert(fact)
            yield from self._touched(here)
        self._new[fact.sort] += 1
        yield from self._touched(fact)

    def _touched(self, fact: Fact) -> Iterator[str]:
        """Yield the card whose schedule follows from a fact."""
        match fact.sort:
            case "review" | "recount" | "seed":
                yield str(fact.column("card_id"))
            case "retraction" | "regrade":
                yield from self._union._reviewed_card(fact.column("review_id"))


def _selected(sort: Sort) -> str:
    """Return the columns of a sort as they are read: older reviews have no count of hints."""
    names = ("max(hints, hinted)" if name == "hints" else name for name in sort.names)
    return ", ".join(names)


def _rank(fact: Fact) -> tuple[int, str]:
    """Return by what one of two facts of one name comes first."""
    at = cast("int", fact.column("at")) if fact.sort in _EARLIEST else 0
    return at, fact.canonical()


def _known_better(here: Fact, other: Fact) -> Fact:
    """Return what two machines know of one card: the texts as seen last, and all of the time."""
    first = min(cast("int", one.column("first_seen")) for one in (here, other))
    *texts, _, last = max((here, other), key=_seen_last).row
    return Fact("card", (*texts, first, last))


def _seen_last(card: Fact) -> tuple[int, str]:
    *texts, _, last = card.row
    return cast("int", last), Fact("card", (*texts, 0, last)).canonical()
