"""The log of reviews and marks, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, cast

from tutor.errors import StoreError
from tutor.scheduling.marks import UNMARKED, Mark, Marked, fold_marks
from tutor.scheduling.preset import Preset, preset_from_json
from tutor.scheduling.review import Grade, Opinion, Review, Schedule, Seed
from tutor.store.base import placeholders
from tutor.store.codec import SCHEDULE_COLUMNS, Row, Value, schedule_from_row, schedule_to_row
from tutor.store.faults import in_our_words, sound
from tutor.store.history import LIVE, READ_ENTRIES, History, agree, entry_from_row
from tutor.store.lately import Lately
from tutor.store.marks import MARK_COLUMNS, SEED_COLUMNS, mark_from_row, mark_to_row, seed_to_row
from tutor.store.moments import microseconds

if TYPE_CHECKING:
    from tutor.scheduling.certainty import GivenGrade

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 500  # cards whose histories are read by one statement
_LAST_IDS = " UNION ALL ".join(f"SELECT max(id) FROM {name}" for name in ("review", "mark", "seed"))


class Log(Lately):
    """The part of the store that only grows, and the schedules, which are its fold."""

    # --- reviews -------------------------------------------------------------------------------

    def record(self, review: Review, schedule: Schedule) -> None:
        """Append a review, schedule its card anew, and drop the card's draft.

        The opinion on it is appended with it, where there is one.

        Args:
            review: The review.
            schedule: What it leads to as far as the caller knows. What is kept is the fold of the
                log, which knows also what other sittings did meanwhile.
        """
        from tutor.store.reviews import REVIEW_COLUMNS, review_to_row

        row = review_to_row(review)
        with self._transaction():
            self._run(f"INSERT INTO review ({REVIEW_COLUMNS}) VALUES ({placeholders(row)})", row)
            if review.opinion:
                self._append_opinion(review.id, review.at, review.opinion)
            self._run("DELETE FROM draft WHERE card_id = ?", (review.card_id,))
            self._refold([review.card_id])

    def add_opinion(self, review_id: str, opinion: Opinion, at: datetime) -> None:
        """Append what another grader said of a review, at `at`; of several, the first one stays."""
        with self._transaction():
            self._append_opinion(review_id, at, opinion)

    def regrade(
        self,
        review_id: str,
        grade: Grade,
        at: datetime,
        schedule: Schedule | None = None,
        grader: str = "",
    ) -> None:
        """Note that a review counts as `grade` from `at` on.

        Args:
            review_id: The review.
            grade: The grade.
            at: When that was said; aware.
            schedule: As in `record`; None where nobody computed it.
            grader: Whose proposal it follows, as in `Review.regraded_by`; "" for the learner.
        """
        with self._transaction():
            row = (review_id, microseconds(at), int(grade), grader)
            self._run(
                "INSERT OR REPLACE INTO regrade (review_id, at, grade, grader) VALUES (?, ?, ?, ?)",
                row,
            )
            self._refold([self._card_of(review_id)])

    def retract(self, review_id: str, at: datetime, schedule: Schedule | None = None) -> None:
        """Note that a review is undone, and schedule its card anew.

        Args:
            review_id: The review; it stays in the log. Undoing it twice is undoing it once.
            at: When it was undone; aware.
            schedule: What the card's other reviews lead to, as in `record`; None where there are
                none, or nobody knows.
        """
        with self._transaction():
            card_id = self._card_of(review_id)
            self._run(
                "INSERT OR IGNORE INTO retraction VALUES (?, ?)", (review_id, microseconds(at))
            )
            self._refold([card_id])

    def last_review(self, sitting: str = "") -> Review | None:
        """Return the last review, of a sitting or of all, that was not undone."""
        where, values = ("sitting = ?", (sitting,)) if sitting else ("TRUE", ())
        found = self._reviews(f"{where} AND {LIVE} ORDER BY id DESC LIMIT 1", values)
        return found[0] if found else None

    def reviews(self, card_id: str) -> list[Review]:
        """Return a card's reviews that were not undone, in the order of their ids."""
        return self._reviews(f"card_id = ? AND {LIVE} ORDER BY id", (card_id,))

    def timed(self) -> dict[str, list[tuple[str, float]]]:
        """Return the id and the seconds of each review in `histories`, in its order, by card id."""
        rows = self._run(
            f"SELECT card_id, id, seconds FROM review WHERE {LIVE} ORDER BY card_id, id"
        )
        return {
            str(card_id): [(str(row[1]), float(str(row[2]))) for row in group]
            for card_id, group in groupby(rows, key=itemgetter(0))
        }

    def last_id(self) -> str:
        """Return the greatest id in the log, for new ones to exceed; "" in an empty log."""
        rows = self._run(_LAST_IDS)
        return max(str(last or "") for (last,) in rows)

    def histories(self, since: datetime = _EVER) -> dict[str, History]:
        """Return the whole history of each card that was reviewed at `since` or later."""
        if since == _EVER:
            return self._histories("TRUE", ())
        reviewed = "card_id IN (SELECT card_id FROM review WHERE at >= ?)"
        return self._histories(reviewed, (microseconds(since),))

    def given_grades(self) -> list[GivenGrade]:
        """Return every review and seed as far as parameters are fitted to it, card by card."""
        from tutor.store.fitted import READ_GIVEN, given_from_row

        return self._read(given_from_row, READ_GIVEN)

    # --- marks ---------------------------------------------------------------------------------

    def mark(self, marks: Iterable[Mark]) -> None:
        """Append marks; one that is there already stays as it is."""
        rows = [mark_to_row(mark) for mark in marks]
        with self._transaction(), in_our_words(self._path):
            self._connection.executemany(
                f"INSERT OR IGNORE INTO mark ({MARK_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", rows
            )

    def marked(self) -> dict[str, Marked]:
        """Return what the marks on every card that has some come to, by card id."""
        return fold_marks(self._read(mark_from_row, f"SELECT {MARK_COLUMNS} FROM mark ORDER BY id"))

    def marked_as(self, card_id: str) -> Marked:
        """Return what the marks on one card come to."""
        of_card = f"SELECT {MARK_COLUMNS} FROM mark WHERE card_id = ? ORDER BY id"
        return fold_marks(self._read(mark_from_row, of_card, (card_id,))).get(card_id, UNMARKED)

    # --- presets and seeds ---------------------------------------------------------------------

    def presets(self) -> dict[str, Preset]:
        """Return every preset that a review may name, by its id, without the shipped one."""
        return dict(
            self._read(
                lambda row: (str(row[0]), preset_from_json(str(row[1]))), "SELECT * FROM preset"
            )
        )

    def keep_presets(self, presets: Iterable[Preset]) -> None:
        """Keep presets, so that reviews can name them; before the first review that does."""
        rows = {(one.id, one.to_json()) for one in presets if one.id}
        known = self.presets()
        if all(key in known for key, _ in rows):
            return
        with self._transaction(), in_our_words(self._path):
            self._connection.executemany("INSERT OR IGNORE INTO preset VALUES (?, ?)", rows)

    def recount(self, card_ids: Iterable[str], preset: Preset, at: datetime) -> None:
        """Have all reviews of these cards that lie before `at` count by `preset`."""
        self.keep_presets([preset])
        rows = [(card_id, microseconds(at), preset.id) for card_id in card_ids]
        with self._transaction():
            with in_our_words(self._path):
                self._connection.executemany("INSERT OR IGNORE INTO recount VALUES (?, ?, ?)", rows)
            self._refold(card_id for card_id, _, _ in rows)

    def plant(self, seeds: Iterable[Seed]) -> None:
        """Append seeds, and fold their cards anew; one that is there already stays as it is."""
        rows = [seed_to_row(seed) for seed in seeds]
        with self._transaction():
            with in_our_words(self._path):
                self._connection.executemany(
                    f"INSERT OR IGNORE INTO seed ({SEED_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    rows,
                )
            self._refold(str(row[1]) for row in rows)

    def admit(self, reviews: Iterable[Review], seeds: Iterable[Seed] = ()) -> tuple[int, int]:
        """Append reviews and seeds from elsewhere, and fold their cards anew; all or nothing.

        One that is there already stays as it is, and costs its card nothing: by its id, or as a
        review of the same card in the same millisecond, which other programs keep without our ids.

        Returns:
            How many reviews and how many seeds were not there.
        """
        from tutor.store.reviews import REVIEW_COLUMNS, review_to_row

        rows = [review_to_row(review) for review in reviews]
        planted = [seed_to_row(seed) for seed in seeds]
        with self._transaction():
            seen = self._seen() if rows else set()
            strange = [row for row in rows if _sight(row[1], row[2]) not in seen]
            new_rows = self._absent("review", REVIEW_COLUMNS, strange)
            new_seeds = self._absent("seed", SEED_COLUMNS, planted)
            self._refold(str(row[1]) for row in (*new_rows, *new_seeds))
        return len(new_rows), len(new_seeds)

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
            presets = self.presets()
        folded = self._folded(histories, presets)
        return tuple(
            card_id
            for card_id in sorted(kept.keys() | histories.keys())
            if not agree(kept.get(card_id), folded.get(card_id))
        )

    def mend(self) -> tuple[str, ...]:
        """Put the fold in the place of every schedule that is not, and return their cards."""
        cards = self.verify()
        with self._transaction():
            self._refold(cards)
        return cards

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
        self._run(
            f"INSERT OR IGNORE INTO opinion ({OPINION_COLUMNS}) VALUES ({placeholders(row)})", row
        )

    def _card_of(self, review_id: str) -> str:
        with sound(self._path):
            [(card_id,)] = self._run("SELECT card_id FROM review WHERE id = ?", (review_id,))
        return str(card_id)

    def _seen(self) -> set[tuple[Value, int]]:
        """Return the card and the millisecond of every review, those that were undone included."""
        return {_sight(*row) for row in self._run("SELECT card_id, at FROM review")}

    def _absent(self, table: str, columns: str, rows: Sequence[Row]) -> list[Row]:
        """Append those rows whose ids a table of the log does not have, and return them."""
        known = {str(key) for (key,) in self._run(f"SELECT id FROM {table}")} if rows else set()
        new = list({row[0]: row for row in rows if row[0] not in known}.values())
        with in_our_words(self._path):
            self._connection.executemany(
                f"INSERT INTO {table} ({columns}) VALUES ({placeholders(columns.split(','))})", new
            )
        return new

    def _refold(self, card_ids: Iterable[str]) -> None:
        """Put the fold of the log in the place of each card's schedule."""
        presets = self.presets()
        wanted = list(dict.fromkeys(card_ids))
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            histories = self._histories(f"card_id IN ({placeholders(some)})", some)
            folded = self._folded(histories, presets)
            for card_id in some:
                self._put(card_id, folded.get(card_id))

    def _folded(
        self, histories: Mapping[str, History], presets: Mapping[str, Preset]
    ) -> dict[str, Schedule]:
        from tutor.scheduling.fsrs import Fold  # 20 ms that the store seldom needs

        with sound(self._path):
            replay = Fold(presets).replay
            folded = ((card_id, replay(history)) for card_id, history in histories.items())
            return {card_id: schedule for card_id, schedule in folded if schedule}

    def _put(self, card_id: str, schedule: Schedule | None) -> None:
        self._run("DELETE FROM schedule WHERE card_id = ?", (card_id,))
        if schedule:
            row = (card_id, *schedule_to_row(schedule))
            self._run(
                f"INSERT INTO schedule (card_id, {SCHEDULE_COLUMNS}) VALUES ({placeholders(row)})",
                row,
            )

    def _histories(self, where: str, values: Sequence[Value]) -> dict[str, History]:
        entries = self._read(entry_from_row, READ_ENTRIES.format(where=where), (*values, *values))
        return {
            card_id: [entry for _, entry in group]
            for card_id, group in groupby(entries, key=itemgetter(0))
        }


def _sight(card_id: Value, at: Value) -> tuple[Value, int]:
    return card_id, cast("int", at) // 1000
