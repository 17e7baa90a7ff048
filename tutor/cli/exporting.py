"""What `tutor export` does: gather cards and their past, and write them in a format."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.atomic import not_written
from tutor.cards.card import Card
from tutor.cards.files import read_text
from tutor.cli.files import NewFile
from tutor.cli.scope import known_ids
from tutor.cli.transfer import Format
from tutor.scheduling.fsrs import Fold
from tutor.transfer.outgoing import Known, Outgoing, cards_of, outgoing

if TYPE_CHECKING:
    from tutor.store.store import Store


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written, in numbers."""

    cards: int
    reviews: int


def export_cards(
    target: Path, format_: Format, cards: Sequence[Card], store: Store, now: datetime
) -> Exported:
    """Write cards and their past into a new file.

    Raises:
        UsageError: Something is there already, or it may not be written.
        OutputError: The disk is full.
    """
    notes = list(_outgoing(cards, store))
    file = NewFile(target)
    carried = list(cards_of(notes))
    if format_ is Format.ANKI:
        _write_package(target, notes, now)
    elif format_ is Format.HASHCARDS:
        from tutor.transfer.hashcards import write_hashcards

        file.add(write_hashcards((one.note for one in notes), target.stem))
    elif format_ is Format.JSONL:
        from tutor.transfer.json_lines import write_lines

        file.add("".join(f"{line}\n" for line in write_lines(carried)))
    else:
        from tutor.transfer.tables import write_table

        file.add(write_table(carried, "\t" if format_ is Format.TSV else ","))
    return Exported(len(carried), sum(len(card.reviews) for card in carried))


def _outgoing(cards: Sequence[Card], store: Store) -> Sequence[Outgoing]:
    known = Known(
        store.histories(),
        store.timed(),
        store.schedules(),
        store.marked(),
        Fold(store.presets()),
    )
    paths = dict.fromkeys(card.place.path for card in cards)
    texts = {path: text for path in paths if isinstance(text := read_text(Path(path)), str)}
    return list(outgoing(cards, known_ids(cards, store.known_cards()), known, texts))


def _write_package(target: Path, notes: Sequence[Outgoing], now: datetime) -> None:
    from tutor.transfer.anki_export import write_package
    from tutor.transfer.media import Packing

    packing = Packing()
    packed = [one.with_media(packing) for one in notes]
    try:
        write_package(target, packed, now, packing.files)
    except OSError as error:
        with suppress(OSError):
            target.unlink()
        raise not_written(target, error) from error
    except BaseException:
        target.unlink(missing_ok=True)
        raise
