"""What is kept: the log of reviews, and what follows from it. The store computes nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Self

from tutor.cards.card import Card
from tutor.cards.likeness import KnownCard
from tutor.errors import StoreError
from tutor.scheduling.review import Grade, Opinion, Review, Schedule
from tutor.store import connection
from tutor.store.base import Connected, marks
from tutor.store.codec import (
    SCHEDULE_COLUMNS,
    Value,
    card_to_row,
    schedule_from_row,
    schedule_to_row,
    text_from_column,
    text_to_column,
)
from tutor.store.faults import in_our_words, sound
from tutor.store.history import LAST_GRADE, History, Replay, agree, follows, graded_at, replay
from tutor.store.moments import microseconds
from tutor.store.thresholds import THRESHOLD_COLUMNS, threshold_from_row, threshold_to_row

if TYPE_CHECKING:
    from tutor.grading.threshold import DeckThreshold
    from tutor.store.ledger import Ledger

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_LIVE = "id NOT IN (SELECT review_id FROM retraction)"
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


class Store(Connected):
    """One open store: a context manager, for one thread. Every method can raise StoreError.

    Several programs may have the same file open. A write is one short transaction, on the disk
    before the method returns.

    Args:
        connected: A connection from `tutor.store.connection`; the store closes it.
        path: Where the file is, for messages.
        replay: The scheduler's fold.
    """

    def __init__(self, connected: sqlite3.Connection, path: str, replay: Replay = replay) -> None:
        super().__init__(connected, path)
        self._replay = replay

    @classmethod
    def open(
        cls,
        path: Path,
        replay: Replay = replay,
        pragmas: Mapping[str, int] = connection.NO_PRAGMAS,
    ) -> Self:
        """Open the store at `path` to write; make it, and its folder, where it is missing.

        Raises:
            StoreError: It cannot be opened, or not written; nothing was changed then.
        """
        return cls(connection.to_write(path, pragmas), str(path), replay)

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

    # --- the log -------------------------------------------------------------------------------

    def record(self, review: Review, schedule: Schedule) -> None:
        """Append a review, put `schedule` in the place of its card's, and drop the card's draft.

        The opinion on it is appended with it, where there is one.

        Where another sitting reviewed the card in the meantime, `schedule` knows nothing of it, and
        the fold of the log takes its place.
        """
        from tutor.store.reviews import REVIEW_COLUMNS, review_to_row

        row = review_to_row(review)
        with self._transaction():
            self._run(f"INSERT INTO review ({REVIEW_COLUMNS}) VALUES ({marks(row)})", row)
            if review.opinion:
                self._append_opinion(review.id, review.at, review.opinion)
            self._run("DELETE FROM draft WHERE card_id = ?", (review.card_id,))
            self._settle(review.card_id, schedule)

    def add_opinion(self, review_id: str, opinion: Opinion, at: datetime) -> None:
        """Append what another grader said of a review, at `at`; of several, the first one stays."""
        with self._transaction():
            self._append_opinion(review_id, at, opinion)

    def regrade(self, review_id: str, grade: Grade, at: datetime, schedule: Schedule) -> None:
        """Note that a review counts as `grade` from `at` on; `schedule` as in `record`."""
        with self._transaction():
            row = (review_id, microseconds(at), int(grade))
            self._run("INSERT OR REPLACE INTO regrade VALUES (?, ?, ?)", row)
            self._settle(self._card_of(review_id), schedule)

    def retract(self, review_id: str, at: datetime, schedule: Schedule | None) -> None:
        """Note that a review is undone, and put `schedule` in the place of its card's.

        Args:
            review_id: The review; it stays in the log. Undoing it twice is undoing it once.
            at: When it was undone; aware.
            schedule: What the card's other reviews lead to; None where there are none. Checked
                against the log as in `record`.
        """
        with self._transaction():
            card_id = self._card_of(review_id)
            self._run(
                "INSERT OR IGNORE INTO retraction VALUES (?, ?)", (review_id, microseconds(at))
            )
            self._settle(card_id, schedule)

    def last_review(self, sitting: str = "") -> Review | None:
        """Return the last review, of a sitting or of all, that was not undone."""
        where, values = ("sitting = ?", (sitting,)) if sitting else ("TRUE", ())
        found = self._reviews(f"{where} AND {_LIVE} ORDER BY id DESC LIMIT 1", values)
        return found[0] if found else None

    def reviews(self, card_id: str) -> list[Review]:
        """Return a card's reviews that were not undone, in the order of their ids."""
        return self._reviews(f"card_id = ? AND {_LIVE} ORDER BY id", (card_id,))

    def last_id(self) -> str:
        """Return the greatest id in the log, for new ones to exceed; "" in an empty log."""
        [(last,)] = self._run("SELECT max(id) FROM review")
        return str(last or "")

    def histories(self, since: datetime = _EVER) -> dict[str, History]:
        """Return the whole history of each card that was reviewed at `since` or later."""
        graded = self._read(
            lambda row: (str(row[0]), graded_at(row[1:])),
            f"SELECT card_id, {LAST_GRADE}, at FROM review"
            f" WHERE card_id IN (SELECT card_id FROM review WHERE at >= ?) AND {_LIVE}"
            " ORDER BY card_id, id",
            (microseconds(since),),
        )
        return {
            card_id: [one for _, one in group]
            for card_id, group in groupby(graded, key=itemgetter(0))
        }

    # --- what follows from it ------------------------------------------------------------------

    def schedules(self) -> dict[str, Schedule]:
        """Return the schedule of every card that was reviewed, by card id."""
        return dict(
            self._read(
                lambda row: (str(row[0]), schedule_from_row(row[1:])),
                f"SELECT card_id, {SCHEDULE_COLUMNS} FROM schedule",
            )
        )

    def due(self, now: datetime) -> list[str]:
        """Return the ids of the cards that are due at `now`, the longest due first."""
        rows = self._run(
            "SELECT card_id FROM schedule WHERE due <= ? ORDER BY due", (microseconds(now),)
        )
        return [str(card_id) for (card_id,) in rows]

    def verify(self) -> tuple[str, ...]:
        """Return the ids of the cards whose schedule is not the fold of their reviews; sorted."""
        with self._transaction("BEGIN"):  # both of one moment, whoever writes meanwhile
            kept = self.schedules()
            histories = self.histories()
        return tuple(
            card_id
            for card_id in sorted(kept.keys() | histories.keys())
            if not agree(kept.get(card_id), self._replay(histories.get(card_id, [])))
        )

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

    def drop_draft(self, card_id: str) -> None:
        """Forget the draft of a card."""
        with self._transaction():
            self._run("DELETE FROM draft WHERE card_id = ?", (card_id,))

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
            self._run(f"INSERT OR REPLACE INTO deck_threshold VALUES ({marks(row)})", row)

    def drop_threshold(self, deck: str) -> None:
        """Give a deck the shipped threshold again."""
        with self._transaction():
            self._run("DELETE FROM deck_threshold WHERE deck = ?", (text_to_column(deck),))

    # --- below ---------------------------------------------------------------------------------

    def _reviews(self, where: str, values: Sequence[Value]) -> list[Review]:
        from tutor.store.reviews import READ_REVIEWS, review_from_row

        rows = self._run(f"{READ_REVIEWS} WHERE {where}", values)
        try:
            return [review_from_row(row) for row in rows]
        except (LookupError, OverflowError, TypeError, ValueError) as error:
            raise StoreError(
                f"{self._path}: a review in the store cannot be read: {error!r}",
                "Nothing was changed. A newer tutor may have written it: install that one.",
            ) from error

    def _append_opinion(self, review_id: str, at: datetime, opinion: Opinion) -> None:
        from tutor.store.reviews import OPINION_COLUMNS, opinion_to_row

        row = opinion_to_row(review_id, at, opinion)
        self._run(f"INSERT OR IGNORE INTO opinion ({OPINION_COLUMNS}) VALUES ({marks(row)})", row)

    def _card_of(self, review_id: str) -> str:
        with sound(self._path):
            [(card_id,)] = self._run("SELECT card_id FROM review WHERE id = ?", (review_id,))
        return str(card_id)

    def _settle(self, card_id: str, schedule: Schedule | None) -> None:
        """Put a schedule in its place; the fold of the log, where `schedule` does not follow it."""
        history = self._history(card_id)
        if not follows(schedule, history):
            schedule = self._replay(history)
        self._run("DELETE FROM schedule WHERE card_id = ?", (card_id,))
        if schedule:
            row = (card_id, *schedule_to_row(schedule))
            self._run(
                f"INSERT INTO schedule (card_id, {SCHEDULE_COLUMNS}) VALUES ({marks(row)})", row
            )

    def _history(self, card_id: str) -> History:
        return self._read(
            graded_at,
            f"SELECT {LAST_GRADE}, at FROM review WHERE card_id = ? AND {_LIVE} ORDER BY id",
            (card_id,),
        )
