"""What is kept: the log of reviews, and what follows from it. The store computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tutor.cards.card import Card
from tutor.cards.likeness import KnownCard
from tutor.store import connection
from tutor.store.base import placeholders
from tutor.store.codec import card_to_row, text_from_column, text_to_column
from tutor.store.faults import in_our_words
from tutor.store.log import Log
from tutor.store.moments import microseconds
from tutor.store.thresholds import THRESHOLD_COLUMNS, threshold_from_row, threshold_to_row

if TYPE_CHECKING:
    from tutor.grading.threshold import DeckThreshold
    from tutor.scheduling.preset import Fitted
    from tutor.store.health import Health
    from tutor.store.ledger import Ledger
    from tutor.store.meeting import Meeting
    from tutor.store.past import PastReader
    from tutor.store.union import Union

_CARD_COLUMNS = "id, fingerprint, question, answer, path, deck, block_id"
# A card that was seen within a day and has not changed is left alone: at every start of a sitting
# that is nearly all of them.
_REMEMBER = f"""
INSERT INTO card ({_CARD_COLUMNS}, first_seen, last_seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET
  ({_CARD_COLUMNS}, last_seen) = (
    excluded.id, excluded.fingerprint, excluded.question, excluded.answer, excluded.path,
    excluded.deck, excluded.block_id, excluded.last_seen)
WHERE excluded.last_seen - last_seen > 86400000000
  OR (fingerprint, question, answer, path, deck, block_id) IS NOT (
    excluded.fingerprint, excluded.question, excluded.answer, excluded.path, excluded.deck,
    excluded.block_id)
"""


class Store(Log):
    """One open store: a context manager, for one thread. Every method can raise StoreError.

    Several programs may have the same file open. A write is one short transaction, on the disk
    before the method returns.

    Args:
        connected: A connection from `tutor.store.connection`; the store closes it.
        path: Where the file is, for messages.
    """

    @classmethod
    def open(cls, path: Path, pragmas: Mapping[str, int] = connection.NO_PRAGMAS) -> Self:
        """Open the store at `path` to write; make it, and its folder, where it is missing.

        Raises:
            StoreError: It cannot be opened, or not written; nothing was changed then.
        """
        return cls(connection.to_write(path, pragmas), str(path))

    @classmethod
    def open_to_read(cls, path: Path) -> Self:
        """Open the store at `path` though it be read-only; an empty one where it is missing.

        Raises:
            StoreError: It cannot be opened.
        """
        return cls(connection.to_read(path), str(path))

    def ledger(self) -> Ledger:
        """Return what language models were asked for, over this store's own connection."""
        from tutor.store.ledger import Ledger

        return Ledger(self._connection, self._path)

    def past(self) -> PastReader:
        """Return what figures are made of, over this store's own connection."""
        from tutor.store.past import PastReader

        return PastReader(self._connection, self._path)

    def union(self) -> Union:
        """Return the facts of this store, to be given to others and joined with theirs."""
        from tutor.store.union import Union

        return Union(self._connection, self._path)

    def meeting(self) -> Meeting:
        """Return the meeting of this store with those of other machines, in a folder."""
        from tutor.store.meeting import Meeting

        return Meeting(self._connection, self._path)

    def health(self) -> Health:
        """Return what the file is like; every page of it is looked at."""
        from tutor.store.health import look

        return look(self._connection, self._path)

    # --- cards ---------------------------------------------------------------------------------

    def remember(self, cards: Iterable[tuple[Card, str]], at: datetime) -> None:
        """Keep what it takes to know these cards again, each with its id, as seen at `at`."""
        seen = microseconds(at)
        rows = [(*card_to_row(card_id, card), seen, seen) for card, card_id in cards]
        with self._transaction(), in_our_words(self._path):
            self._connection.executemany(_REMEMBER, rows)

    def known_cards(self) -> list[KnownCard]:
        """Return what is remembered of every card, in the order of their ids."""
        return self._read(
            lambda row: KnownCard(*map(text_from_column, row)),
            f"SELECT {_CARD_COLUMNS} FROM card ORDER BY id",
        )

    def adopt(self, fingerprint: str, card_id: str) -> None:
        """Note that a question with this fingerprint is a known card, mended: it is known by it."""
        with self._transaction():
            self._run("INSERT OR REPLACE INTO alias VALUES (?, ?)", (fingerprint, card_id))
            self._run("UPDATE card SET fingerprint = ? WHERE id = ?", (fingerprint, card_id))
            self._run(
                "DELETE FROM declined WHERE (fingerprint, card_id) = (?, ?)", (fingerprint, card_id)
            )

    def decline(self, fingerprint: str, card_id: str) -> None:
        """Note that a question with this fingerprint is not that card, whatever it looks like."""
        with self._transaction():
            self._run("INSERT OR IGNORE INTO declined VALUES (?, ?)", (fingerprint, card_id))

    def aliases(self) -> dict[str, str]:
        """Return the card ids that were adopted, by fingerprint."""
        return {str(row[0]): str(row[1]) for row in self._run("SELECT * FROM alias")}

    def declined(self) -> frozenset[tuple[str, str]]:
        """Return the pairs of fingerprint and card id that were declined."""
        return frozenset((str(row[0]), str(row[1])) for row in self._run("SELECT * FROM declined"))

    # --- drafts --------------------------------------------------------------------------------

    def save_draft(self, card_id: str, text: str, at: datetime) -> None:
        """Keep what was typed for a card so far, in place of an older draft; "" keeps nothing."""
        with self._transaction():
            self._run("DELETE FROM draft WHERE card_id = ?", (card_id,))
            if text:
                row = (card_id, text_to_column(text), microseconds(at))
                self._run("INSERT INTO draft VALUES (?, ?, ?)", row)

    def draft(self, card_id: str) -> str:
        """Return the draft of a card, or ""."""
        return self.drafts().get(card_id, "")

    def drafts(self) -> dict[str, str]:
        """Return every draft, by card id, the latest first."""
        return dict(
            self._read(
                lambda row: (str(row[0]), text_from_column(row[1])),
                "SELECT card_id, text FROM draft ORDER BY at DESC, card_id",
            )
        )

    # --- thresholds ----------------------------------------------------------------------------

    def thresholds(self) -> dict[str, DeckThreshold]:
        """Return the threshold of every deck that has one of its own, by deck."""
        return dict(
            self._read(threshold_from_row, f"SELECT {THRESHOLD_COLUMNS} FROM deck_threshold")
        )

    def keep_threshold(self, deck: str, own: DeckThreshold) -> None:
        """Keep the threshold of a deck, in place of an older one."""
        row = threshold_to_row(deck, own)
        with self._transaction():
            self._run(f"INSERT OR REPLACE INTO deck_threshold VALUES ({placeholders(row)})", row)

    def drop_threshold(self, deck: str) -> None:
        """Give a deck the shipped threshold again."""
        with self._transaction():
            self._run("DELETE FROM deck_threshold WHERE deck = ?", (text_to_column(deck),))

    # --- parameters ----------------------------------------------------------------------------

    def fitted(self) -> dict[str, Fitted]:
        """Return the parameters that were fitted, by deck; those for all decks with ""."""
        from tutor.store.fitted import FITTED_COLUMNS, fitted_from_row

        return dict(self._read(fitted_from_row, f"SELECT {FITTED_COLUMNS} FROM fitted"))

    def keep_fitted(self, deck: str, fitted: Fitted) -> None:
        """Keep what was fitted to a deck, in place of an older fit."""
        from tutor.store.fitted import fitted_to_row

        row = fitted_to_row(deck, fitted)
        with self._transaction():
            self._run(f"INSERT OR REPLACE INTO fitted VALUES ({placeholders(row)})", row)

    def drop_fitted(self, deck: str) -> None:
        """Go back to the parameters that hold where nothing was fitted to a deck."""
        with self._transaction():
            self._run("DELETE FROM fitted WHERE deck = ?", (text_to_column(deck),))
