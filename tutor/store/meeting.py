"""A folder in which the stores of several machines meet: any program may carry its files about.

Each store writes one file, its own, and reads all the others. A file only ever grows: what is new
is laid behind what is there, and the whole takes the place of the old one. Copies that a carrying
program makes when two have changed at once are read like any other file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple, cast

from tutor.atomic import not_written, replacing
from tutor.errors import ReadError, TutorError, UsageError
from tutor.store.codec import Row, text_to_column
from tutor.store.exchange import check, not_read
from tutor.store.facts import SORTS, Fact, Line, header, read_facts
from tutor.store.faults import in_our_words
from tutor.store.union import Merged, Union

FILES = "tutor-*.jsonl"
"""The files in the folder: `tutor-DEVICE.jsonl`, and what carrying programs call their copies."""

_OWN = """rowid > ? AND rowid <= ? AND NOT EXISTS (
  SELECT 1 FROM brought WHERE fact = ? AND rowid_of_fact BETWEEN first AND last)"""
_PRACTISED = """(EXISTS (SELECT 1 FROM schedule WHERE card_id = card.id)
  OR EXISTS (SELECT 1 FROM mark WHERE card_id = card.id))"""
_UNTOLD = """NOT EXISTS (SELECT 1 FROM told_card WHERE card_id = card.id
  AND (told_card.fingerprint, told_card.deck, told_card.block_id)
    = (card.fingerprint, card.deck, card.block_id))"""


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of a meeting.

    Attributes:
        merged: What the files of others brought.
        told: How many facts were added to the own file.
        others: How many other files there are.
        notes: What was left out of which file, and why.
    """

    merged: Merged
    told: int
    others: int
    notes: tuple[str, ...]


class _Seen(NamedTuple):
    """A file as it was read: its whole lines, and what is new in them."""

    path: Path
    data: bytes
    modified: int
    is_continued: bool
    lines: tuple[Line, ...]


class _Met(NamedTuple):
    """A row of the table `met`."""

    size: int
    modified: int
    digest: str


class Meeting(Union):
    """The meeting of one open store with others. Every method can raise StoreError."""

    def device(self, new_id: Callable[[], str]) -> str:
        """Return by what name this store is known to others; a new one where it has none yet."""
        if not (rows := self._run("SELECT id FROM device")):
            with self._transaction():
                self._run(
                    "INSERT INTO device SELECT ? WHERE NOT EXISTS (SELECT 1 FROM device)",
                    (new_id(),),
                )
            rows = self._run("SELECT id FROM device")
        return str(rows[0][0])

    def sync(self, folder: Path, device: str, program: str) -> Synced:
        """Merge what others have written, and add what is new here to the own file.

        Args:
            folder: Where the files are.
            device: As of `device`.
            program: Who the own file says it is by.

        Raises:
            UsageError: There is no such folder, or it cannot be written.
            OutputError: The disk is full.
        """
        try:
            return self._sync(folder, device, program)
        except OSError as error:  # it may go at any moment, as a stick or a network does
            raise not_written(folder, error) from error

    def _sync(self, folder: Path, device: str, program: str) -> Synced:
        if not folder.is_dir():
            raise UsageError(
                f"{folder}: there is no such folder to meet others in",
                "Make it, or name another one as sync.folder; `tutor config show` tells the rest.",
            )
        own = folder / f"tutor-{device}.jsonl"
        paths = [path for path in sorted(folder.glob(FILES)) if path.is_file()]
        seen, notes = self._look(paths)
        known = frozenset(self.presets()) | _presets(seen)
        faults = {one.path: _fault(one, known) for one in seen}
        notes += [fault for fault in faults.values() if fault]
        sound = [one for one in seen if not faults[one.path]]
        facts = [said for one in sound for _, said in one.lines if isinstance(said, Fact)]
        facts.sort(key=lambda fact: fact.sort != "preset")
        merged = self.merge(facts, brought=True)
        for one in sound:
            if one.path != own:  # that one is remembered as it is left
                self._meet(one.path, one.data, one.modified)
        told = self._tell(own, next((one for one in sound if one.path == own), None), program)
        others = [path for path in paths if path != own]
        return Synced(merged, told, len(others), tuple(notes))

    # --- reading ---------------------------------------------------------------------------------

    def _look(self, paths: Iterable[Path]) -> tuple[list[_Seen], list[str]]:
        """Read the files that have changed, and say which cannot be read."""
        seen, notes = [], []
        for path in paths:
            try:
                if found := self._read_file(path, self._met(path)):
                    seen.append(found)
            except TutorError as fault:
                notes.append(fault.message)
        return seen, notes

    def _read_file(self, path: Path, met: _Met | None) -> _Seen | None:
        """Return what is new in a file; None where it has not changed.

        Raises:
            ReadError: It is no log, or cannot be read.
        """
        try:
            about = path.stat()
            if met and (about.st_size, about.st_mtime_ns) == (met.size, met.modified):
                return None
            data = path.read_bytes()
        except OSError as error:
            raise not_read(str(path), error) from error
        data = data[: data.rfind(b"\n") + 1]  # the rest of a line may still be on its way
        if not data:
            return None
        is_continued = bool(met and _digest(data[: met.size]) == met.digest)
        start = met.size if met and is_continued else 0
        number = data.count(b"\n", 0, start) + 1
        lines = tuple(read_facts(data[start:].splitlines(keepends=True), str(path), number))
        return _Seen(path, data, about.st_mtime_ns, is_continued, lines)

    def _met(self, path: Path) -> _Met | None:
        rows = self._run(
            "SELECT size, modified, digest FROM met WHERE name = ?", (text_to_column(path.name),)
        )
        return _Met(*cast("_Met", rows[0])) if rows else None

    def _meet(self, path: Path, data: bytes, modified: int) -> None:
        row = (text_to_column(path.name), len(data), modified, _digest(data))
        with self._transaction():
            self._run("INSERT OR REPLACE INTO met VALUES (?, ?, ?, ?)", row)

    # --- writing ---------------------------------------------------------------------------------

    def _tell(self, own: Path, changed: _Seen | None, program: str) -> int:
        """Add what is new here to the own file, and return how many facts that were.

        Args:
            own: The file.
            changed: As it was read, where it is sound and somebody has changed it.
            program: Who it says it is by.
        """
        is_as_left = changed.is_continued if changed else self._is_unchanged(own)
        with self._transaction("BEGIN"):
            last = self._last_rows()
            facts = self._own_facts(last, is_all=not is_as_left)
        if is_as_left:
            before = changed.data if changed else own.read_bytes() if facts else b""
        else:
            sound = _sound_lines(own)
            before = b"".join(sound) or header(program).encode() + b"\n"
            there = set(_names(sound, own))
            facts = [fact for fact in facts if _name(fact) not in there]
        if facts or not is_as_left:
            before += b"".join(fact.to_json().encode() + b"\n" for fact in facts)
            with replacing(own) as stream:
                stream.write(before)
        if before:
            self._meet(own, before, own.stat().st_mtime_ns)
            self._note_told(last, facts)
        return len(facts)

    def _is_unchanged(self, own: Path) -> bool:
        """Whether the own file is as it was left, as far as its size and its time tell."""
        met = self._met(own)
        if met is None or not own.exists():
            return False
        about = own.stat()
        return (about.st_size, about.st_mtime_ns) == (met.size, met.modified)

    def _own_facts(self, last: Mapping[str, int], *, is_all: bool) -> list[Fact]:
        """Return the facts that this store brings in, those told already only where `is_all`."""
        told = (
            {} if is_all else dict(cast("list[tuple[str, int]]", self._run("SELECT * FROM told")))
        )
        found: list[Fact] = []
        for name, sort in SORTS.items():
            if name == "card":
                found += self._listed(sort, _PRACTISED if is_all else f"{_PRACTISED} AND {_UNTOLD}")
                continue
            first = told.get(name, 0)
            # Who reads one file alone must find the presets that it names.
            fact = "" if name == "preset" else name
            where = _OWN.replace("rowid_of_fact", f"{name}.rowid")
            found += self._listed(
                sort, where, (first if first <= last[name] else 0, last[name], fact)
            )
        return found

    def _note_told(self, last: Mapping[str, int], facts: Iterable[Fact]) -> None:
        with self._transaction():
            with in_our_words(self._path):
                self._connection.executemany(
                    "INSERT OR REPLACE INTO told VALUES (?, ?)", [*last.items()]
                )
            self._tell_cards(fact for fact in facts if fact.sort == "card")


def _presets(seen: Iterable[_Seen]) -> frozenset[str]:
    said = chain.from_iterable(one.lines for one in seen)
    return frozenset(
        str(fact.row[0]) for _, fact in said if isinstance(fact, Fact) and fact.sort == "preset"
    )


def _fault(seen: _Seen, known: frozenset[str]) -> str:
    """Return what is to be said of a damaged file: its first fault; "" of a sound one."""
    faults = check(seen.lines, known).faults
    return f"{faults[0].place}: {faults[0].said}; nothing of this file was merged" if faults else ""


def _sound_lines(own: Path) -> list[bytes]:
    """Return the lines of a file that can be read, from its header on; nothing where none can."""
    try:
        lines = own.read_bytes().splitlines(keepends=True)
        list(read_facts(lines[:1], own.name))
    except (OSError, ReadError):
        return []
    return [line for line in lines if line.endswith(b"\n") and not _is_bad(line, own)]


def _is_bad(line: bytes, own: Path) -> bool:
    return any(isinstance(one.said, str) for one in read_facts([line], own.name, first=2))


def _names(lines: Sequence[bytes], own: Path) -> Iterable[tuple[str, Row]]:
    return (_name(one.said) for one in read_facts(lines, own.name, 2) if isinstance(one.said, Fact))


def _name(fact: Fact) -> tuple[str, Row]:
    """Return by what a fact in the own file is known: a card that was mended is told again."""
    return fact.sort, fact.row[:2] if fact.sort == "card" else fact.key


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
