"""Writing a package for Anki: notes, cards with their schedules and marks, and the review log.

The container is the oldest, `collection.anki2` in a ZIP file, which every version of Anki reads.
FSRS's stability and difficulty go with each card, so that an Anki that uses FSRS goes on from
there; the interval and the day serve one that does not. Ids follow from the cards, so that a
second import updates what the first one brought.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from tutor.cards.card import Kind
from tutor.scheduling.review import Phase, Schedule
from tutor.transfer import anki_types
from tutor.transfer.markdown_html import html
from tutor.transfer.outgoing import Outgoing
from tutor.transfer.values import CarriedCard, CarriedNote, PastReview

NO_MEDIA: Mapping[str, Path] = {}

_SCHEMA = Path(__file__).with_name("anki_schema.sql")
_VERSION = 11
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CREATED = datetime(2020, 1, 1, 4, tzinfo=UTC)  # of the collection: days begin at four
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MILLISECOND = timedelta(milliseconds=1)
_EASE = 2500  # thousandths: what SM-2 begins with
_FIRST_ID, _IDS = 1_300_000_000_000, 2 * 10**11  # milliseconds since 1970, all in the past
_STEPS = 2  # of learning, as Anki has them
_RED = 1
_SUSPENDED = -1
_TYPES = {Phase.LEARNING: 1, Phase.REVIEW: 2, Phase.RELEARNING: 3}
_KINDS = {Phase.LEARNING: 0, Phase.REVIEW: 1, Phase.RELEARNING: 2}
_DELETION = re.compile(r"==(?:(\d+);;)?(.+?)(?:;;(.+?))?==")
_ANKI_BLOCK = re.compile(r"anki-(\d{1,15})")
_MARKUP = re.compile(r"<[^<>]*>")

Row = tuple[object, ...]


def write_package(
    target: Path, notes: Iterable[Outgoing], now: datetime, media: Mapping[str, Path] = NO_MEDIA
) -> None:
    """Write a package; nothing lies there yet.

    Args:
        target: The file.
        notes: What is in it.
        now: Aware.
        media: Where its pictures and sounds lie, by the names that notes give them.

    Raises:
        OSError: It cannot be written.
    """
    with TemporaryDirectory(prefix="tutor-anki-") as folder:
        database = Path(folder) / "collection.anki2"
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.executescript(_SCHEMA.read_text(encoding="utf-8"))
            _fill(connection, list(notes), now)
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as archive:
            archive.write(database, "collection.anki2")
            names = dict(enumerate(media))
            archive.writestr("media", json.dumps({str(at): name for at, name in names.items()}))
            for at, name in names.items():
                archive.write(media[name], str(at))


def _fill(connection: sqlite3.Connection, notes: Sequence[Outgoing], now: datetime) -> None:
    modified = _seconds(now)
    decks = anki_types.deck_ids(_deck(card) for one in notes for card in one.note.cards)
    ids, log_ids = _Ids(), _Ids()
    note_rows: list[Row] = []
    card_rows: list[Row] = []
    log_rows: list[Row] = []
    for one in notes:
        note_id = ids.near(_note_id(one.note))
        note_rows.append(_note_row(one.note, note_id, modified))
        for ord_, (card, after) in enumerate(zip(one.note.cards, one.after, strict=True)):
            card_id = ids.near(_hashed(f"{card.source}:card"))
            place = len(card_rows) + 1
            card_rows.append(
                (card_id, note_id, decks[_deck(card)], ord_, *_card_row(card, place, modified))
            )
            log_rows += _log_rows(card, card_id, after, log_ids)
    stamp = modified * 1000
    col = (
        *(1, _seconds(_CREATED), stamp, stamp, _VERSION, 0, 0, 0),
        json.dumps(anki_types.settings()),
        json.dumps(anki_types.note_types()),
        json.dumps(anki_types.decks(decks, modified)),
        json.dumps(anki_types.deck_settings()),
        "{}",
    )
    for table, rows in (
        ("col", [col]),
        ("notes", note_rows),
        ("cards", card_rows),
        ("revlog", log_rows),
    ):
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


class _Ids:
    """Gives every id once: the one that is asked for, or the next one that is free."""

    def __init__(self) -> None:
        self._given: set[int] = set()

    def near(self, wanted: int) -> int:
        while wanted in self._given:
            wanted += 1
        self._given.add(wanted)
        return wanted


def _hashed(text: str) -> int:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return _FIRST_ID + int.from_bytes(digest[:8]) % _IDS


def _note_id(note: CarriedNote) -> int:
    """Return the id that a note had in Anki, or one of its own."""
    found = _ANKI_BLOCK.fullmatch(note.block_id)
    return int(found[1]) if found else _hashed(f"{note.cards[0].source}:note")


def _deck(card: CarriedCard) -> str:
    parts = (part.replace("::", ":") for part in card.deck.split("/") if part)
    return "::".join(parts) or "tutor"


def _seconds(at: datetime) -> int:
    return (at - _EPOCH) // _SECOND


# --- rows ------------------------------------------------------------------------------------


def _note_row(note: CarriedNote, note_id: int, modified: int) -> Row:
    first = note.cards[0]
    if note.kind is Kind.CLOZE:
        fields = [clozed(html(note.text)), html(note.extra)]
    else:
        fields = [html(first.question), html(first.answer)]
    fields = [field.replace("\x1f", "") for field in fields]
    tags = "".join(f" {tag.replace('/', '::').replace(' ', '-')}" for tag in note.tags)
    shown = _MARKUP.sub("", fields[0])
    checksum = int(hashlib.sha1(shown.encode("utf-8", "replace")).hexdigest()[:8], 16)
    guid = f"tutor-{first.source}"
    return (
        *(note_id, guid, anki_types.TYPE_IDS[note.kind], modified, 0),
        *(f"{tags} " if tags else "", "\x1f".join(fields), shown, checksum, 0, ""),
    )


def clozed(text: str) -> str:
    """Return a text whose deletions are marked as Anki marks them."""
    numbers = iter(range(1, 1 + text.count("==")))

    def marked(found: re.Match[str]) -> str:
        number = found[1] or str(next(numbers))
        hint = f"::{found[3]}" if found[3] else ""
        return f"{{{{c{number}::{found[2]}{hint}}}}}"

    return _DELETION.sub(marked, text)


def _card_row(card: CarriedCard, place: int, modified: int) -> Row:
    """Return what a card says of itself, behind its ids."""
    flag = _RED if card.is_flagged else 0
    schedule = card.schedule
    if schedule is None:
        queue = _SUSPENDED if card.is_suspended else 0
        return (modified, 0, 0, queue, place, 0, 0, 0, 0, 0, 0, 0, flag, "{}")
    in_review = schedule.phase is Phase.REVIEW
    type_ = _TYPES[schedule.phase]
    due = (schedule.due - _CREATED) // _DAY if in_review else _seconds(schedule.due)
    queue = _SUSPENDED if card.is_suspended else 2 if in_review else 1
    left = 0 if in_review else max(1, _STEPS - schedule.step)
    interval = 0 if schedule.phase is Phase.LEARNING else _days(schedule)
    data = {
        "s": round(schedule.stability, 4),
        "d": round(schedule.difficulty, 3),
        "lrt": _seconds(schedule.last_review),
    }
    return (
        *(modified, 0, type_, queue, due, interval, _EASE, len(card.reviews), schedule.lapses),
        *(left, 0, 0, flag, json.dumps(data)),
    )


def _log_rows(
    card: CarriedCard, card_id: int, after: Sequence[Schedule], ids: _Ids
) -> Iterator[Row]:
    before: Schedule | None = None
    for review, then in zip(card.reviews, after, strict=True):
        yield (
            *(ids.near((review.at - _EPOCH) // _MILLISECOND), card_id, 0, int(review.grade)),
            *(_interval(then), _interval(before) if before else 0),
            *(round(100 + 1000 * (then.difficulty - 1) / 9), _milliseconds(review)),
            # A seed counts as a review: what follows one is no first step of learning.
            _KINDS[before.phase] if before else int(then.reviews > 1),
        )
        before = then


def _interval(schedule: Schedule) -> int:
    """Return the time to the next review: days, or seconds below 0."""
    if schedule.phase is Phase.REVIEW:
        return _days(schedule)
    return -max(1, (schedule.due - schedule.last_review) // _SECOND)


def _days(schedule: Schedule) -> int:
    if schedule.phase is Phase.REVIEW:
        return max(1, round((schedule.due - schedule.last_review) / _DAY))
    return max(1, round(schedule.stability))


def _milliseconds(review: PastReview) -> int:
    return min(round(review.seconds * 1000), 2**31 - 1)
