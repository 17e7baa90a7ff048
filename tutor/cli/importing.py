"""What `tutor import` does with one file: read it, write decks, add to the log."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.atomic import not_written
from tutor.cards.card import Card
from tutor.cards.identity import identified
from tutor.cards.library import READERS, load
from tutor.cards.markdown.obsidian import DEFAULTS, Mode
from tutor.cards.vault import Vaults
from tutor.cli.files import whole_file
from tutor.cli.transfer import Format
from tutor.errors import ReadError, UsageError
from tutor.text import counted
from tutor.transfer.deck_files import DeckFile
from tutor.transfer.intake import Gain, Placed, gain, place
from tutor.transfer.media import FOLDER, Media
from tutor.transfer.values import CarriedNote, Parcel, PastReview

if TYPE_CHECKING:
    from tutor.store.store import Store
    from tutor.transfer.package import Package

_LARGEST = 512 << 20  # bytes of a file of text
_MANY = 2_000  # notes or reviews that take a while
_SHOWN = 5  # notes that are named where they are left out


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be imported.

    Attributes:
        path: The file.
        format: What is in it.
        folder: Where new decks are to lie; absolute.
        columns: Which column of a table is what, as it was typed; "" for what the table says.
        with_media: Whether to copy pictures and sounds.
    """

    path: Path
    format: Format
    folder: Path
    columns: str
    with_media: bool


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it.

    Attributes:
        path: The file.
        folder: Where the decks are.
        files: The files that were written, with the number of their cards.
        there: How many cards were there already.
        reviews: How many reviews the log did not have.
        seeds: How many schedules without reviews it did not have.
        suspended: How many cards are suspended where they come from.
        flagged: How many are flagged there.
        media: How many pictures and sounds were copied.
        remarks: What was not carried.
    """

    path: Path
    folder: Path
    files: tuple[tuple[Path, int], ...]
    there: int
    reviews: int
    seeds: int
    suspended: int
    flagged: int
    media: int
    remarks: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """Yield what a learner reads of it."""
        for path, cards in self.files:
            yield f"{path}: {counted(cards, 'card')}"
        written = sum(cards for _, cards in self.files)
        yield (
            f"{self.path}: {counted(written, 'new card')}, {self.there:,} there already;"
            f" {counted(self.reviews, 'new review')},"
            f" {counted(self.seeds, 'schedule')} without reviews;"
            f" {self.suspended:,} suspended, {self.flagged:,} flagged;"
            f" {counted(self.media, 'media file')}"
        )

    def record(self) -> dict[str, object]:
        """Return it for JSON."""
        return {
            "path": str(self.path),
            "folder": str(self.folder),
            "files": [{"path": str(path), "cards": cards} for path, cards in self.files],
            "cards": sum(cards for _, cards in self.files),
            "there": self.there,
            "reviews": self.reviews,
            "schedules": self.seeds,
            "suspended": self.suspended,
            "flagged": self.flagged,
            "media": self.media,
            "remarks": list(self.remarks),
        }


def import_file(
    request: Request, store: Store, now: datetime, tell: Callable[[str], None]
) -> Imported:
    """Import one file.

    Args:
        request: What is to be imported.
        store: What knows the cards, and keeps the reviews.
        now: Aware.
        tell: Told what is being done, where there is much of it.

    Raises:
        ReadError: It cannot be read, or is damaged.
        UsageError: It cannot be imported so, or a file cannot be written.
        StoreError: The log cannot be added to; the decks that were written stay, and another
            import finds them.
    """
    _refuse_other_marks(request.folder)
    with ExitStack() as stack:
        package = _package(request, stack)
        media = Media(package.media() if package else ())
        parcel = _parcel(request, package, media)
        if len(parcel.notes) > _MANY:
            tell(f"{request.path}: {counted(len(parcel.notes), 'note')}; laying out decks …")
        known = _known_cards(request.folder, parcel, store)
        placed = place(parcel, known, request.folder, os.path.lexists)
        for file in placed.files:
            _make_folder(file.path.parent)
            _write_deck(file)
        copied = _copy_media(package, media, request.folder) if request.with_media else 0
    gained = _record(placed, parcel, known, store, now)
    if len(gained.reviews) > _MANY:
        tell(f"{request.path}: {counted(len(gained.reviews), 'review')}; into the log …")
    reviews, seeds = store.admit(gained.reviews, gained.seeds)
    store.mark(gained.marks)
    cards = [carried for carried, _ in placed.pairs]
    return Imported(
        path=request.path,
        folder=request.folder,
        files=tuple((one.path, sum(len(cards) for _, cards in one.notes)) for one in placed.files),
        there=placed.there,
        reviews=reviews,
        seeds=seeds,
        suspended=sum(card.is_suspended for card in cards),
        flagged=sum(card.is_flagged for card in cards),
        media=copied,
        remarks=(*parcel.remarks, *_remarks(placed, gained, media)),
    )


# --- reading ---------------------------------------------------------------------------------


def _package(request: Request, stack: ExitStack) -> Package | None:
    if request.format is not Format.ANKI:
        return None
    from tutor.transfer.package import open_package

    return stack.enter_context(open_package(request.path))


def _parcel(request: Request, package: Package | None, media: Media) -> Parcel:
    if package:
        from tutor.transfer.anki import read_package

        return read_package(package, str(request.path), media)
    if request.format is Format.HASHCARDS:
        from tutor.transfer.hashcards import read_hashcards

        text = _text(request.path)
        return read_hashcards(text, str(request.path), _hashcards_past(request.path))
    if request.format is Format.JSONL:
        from tutor.transfer.json_lines import read_lines

        return read_lines(_text(request.path), str(request.path))
    from tutor.transfer.tables import read_table

    separator = "\t" if request.format is Format.TSV else ","
    return read_table(_text(request.path), str(request.path), separator, request.columns)


def _text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        ReadError: It cannot be read, or is too large.
    """
    if path.is_file() and (size := path.stat().st_size) > _LARGEST:
        advice = "Split it into several files."
        raise ReadError(f"{path}: this is too large: {size:,} bytes", advice)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        message = f"{path}: this is not UTF-8: byte {fault.start}"
        raise ReadError(message, "Save it as UTF-8 in the program that wrote it.") from fault
    except OSError as fault:
        said = (fault.strerror or str(fault)).lower()
        raise ReadError(f"{path}: {said}", "Check how it is spelled.") from fault


def _hashcards_past(path: Path) -> Mapping[str, Sequence[PastReview]]:
    """Return the reviews in the database of hashcards nearest above a deck; none without one."""
    from tutor.transfer.hashcards import DATABASE, read_past

    folders = path.absolute().parents
    found = next((one / DATABASE for one in folders if (one / DATABASE).is_file()), None)
    return read_past(found, datetime.astimezone) if found else {}


def _known_cards(folder: Path, parcel: Parcel, store: Store) -> tuple[Card, ...]:
    """Return the cards that are there: in the folder, and in known files that hold such notes."""
    blocks = {f"^{note.block_id}" for note in parcel.notes if note.block_id}
    paths = {one.path for one in store.known_cards() if one.block_id in blocks}
    files = [path for path in map(Path, sorted(paths)) if path.is_file()]
    if any(path.suffix.lower() in READERS for path in folder.rglob("*")):
        files.append(folder)
    return _cards_of(files)


def _cards_of(paths: Sequence[Path]) -> tuple[Card, ...]:
    """Return the cards of decks, files and folders; none of what is no deck."""
    try:
        return load(paths, mode=Mode.REPAIR).cards if paths else ()
    except ReadError:
        return ()


def _refuse_other_marks(folder: Path) -> None:
    """Raise where the folder lies in a vault in which decks are written with other marks.

    Raises:
        UsageError: It does.
    """
    settings = Vaults().around(folder).settings
    ours = replace(
        DEFAULTS,
        folders_as_decks=settings.folders_as_decks,
        flashcard_tags=settings.flashcard_tags,
        tags_to_ignore=settings.tags_to_ignore,
    )
    tagged = settings.folders_as_decks or set(DEFAULTS.flashcard_tags) <= {*settings.flashcard_tags}
    if settings != ours or not tagged:
        raise UsageError(
            f"{folder}: the vault around it has other separators or tags than the plugin's own",
            "Name a folder outside of it with --into.",
        )


# --- writing ---------------------------------------------------------------------------------


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_written(folder, error) from error


def _write_deck(file: DeckFile) -> None:
    try:
        with whole_file(file.path) as target:
            target.write(file.text.encode("utf-8"))
    except FileExistsError as error:
        raise UsageError(
            f"{file.path}: has come there meanwhile", "Run the command again."
        ) from error


def _copy_media(package: Package | None, media: Media, folder: Path) -> int:
    """Copy the media files that cards name, but for those that are there; return how many."""
    if not package or not media.wanted:
        return 0
    inside = package.media()
    _make_folder(folder / FOLDER)
    copied = 0
    for name in media.wanted:
        try:
            with whole_file(folder / FOLDER / name) as file:
                package.unpack_media(inside[name], file)
            copied += 1
        except FileExistsError:
            continue
    return copied


def _record(
    placed: Placed, parcel: Parcel, known: Sequence[Card], store: Store, now: datetime
) -> Gain:
    """Have the store remember the cards, and return what its log gains."""
    imported = [card for _, card in placed.pairs]
    ids = histories_of(imported, known, store)
    store.remember(((card, ids[card]) for card in imported if card in ids), now)
    return gain(placed.pairs, ids, parcel.grader, store.marked(), now)


def histories_of(cards: Sequence[Card], there: Sequence[Card], store: Store) -> Mapping[Card, str]:
    """Return the history of each card that was imported, new or known.

    Args:
        cards: The cards that were imported.
        there: Others that were read already.
        store: What knows them; cards with the same questions in other decks have histories of
            their own, and are read as well.
    """
    remembered = store.known_cards()
    questions = {card.fingerprint for card in cards}
    read = {card.place.path for card in (*cards, *there)}
    paths = {one.path for one in remembered if one.fingerprint in questions} - read
    others = _cards_of([path for path in map(Path, sorted(paths)) if path.is_file()])
    return identified(list(dict.fromkeys((*cards, *there, *others))), remembered)


# --- telling ---------------------------------------------------------------------------------


def _remarks(placed: Placed, gained: Gain, media: Media) -> Iterator[str]:
    if placed.twins:
        yield f"{counted(placed.twins, 'note')} left out: another has the same text."
    if placed.left_out:
        named = "; ".join(_named(placed.left_out))
        yield f"{counted(len(placed.left_out), 'note')} left out, for no deck can hold: {named}"
    if gained.late:
        yield f"{counted(gained.late, 'review')} left out: from the future, or before 1980."
    if media.missing:
        yield f"{counted(media.missing, 'media file')} named by cards, and not in the package."


def _named(notes: Iterable[CarriedNote]) -> list[str]:
    questions = [note.cards[0].question for note in notes]
    return [*questions[:_SHOWN], *(["…"] if len(questions) > _SHOWN else [])]
