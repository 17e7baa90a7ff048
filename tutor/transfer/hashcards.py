"""The decks of hashcards, `Q:`, `A:` and `C:` in Markdown, and the reviews in its `hashcards.db`.

Source: https://github.com/eudoxia0/hashcards, `src/parser.rs`, `src/types/card.rs` and
`src/schema.sql` of version 0.4. A card is named there by the BLAKE3 digest of its content.
"""

from __future__ import annotations

import sqlite3
import struct
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePath

from tutor.cards.card import Kind
from tutor.cards.markdown.cloze import clozes
from tutor.cards.markdown.obsidian import DEFAULTS
from tutor.errors import ReadError
from tutor.scheduling.review import Grade
from tutor.transfer.blake3 import hexdigest
from tutor.transfer.values import CarriedCard, CarriedNote, Parcel, PastReview, damaged

DATABASE = "hashcards.db"
GRADER = "hashcards"
_GRADES = {"forgot": Grade.AGAIN, "hard": Grade.HARD, "good": Grade.GOOD, "easy": Grade.EASY}
_MARKS = ("Q:", "A:", "C:")
_SEPARATOR = "---"
_ADVICE = "Decks of hashcards have Q: and A:, or C:, at the beginning of lines."

Moment = Callable[[datetime], datetime]
"""Gives a moment of local time, which is all that hashcards keeps, its zone."""


def read_hashcards(text: str, place: str, past: Mapping[str, Sequence[PastReview]]) -> Parcel:
    """Read a deck.

    Args:
        text: The file.
        place: What messages call it.
        past: The reviews of each card, by its digest.

    Raises:
        ReadError: It is no deck of hashcards; the message names the line.
    """
    name, body, skipped = _front_matter(text, place)
    deck = name or PurePath(place).stem
    notes: list[CarriedNote] = []
    for block in _blocks(body.split("\n"), place, skipped):
        note = _basic(block) if block.answer else _cloze(block, place)
        cards = (
            replace(card, deck=deck, reviews=tuple(past.get(card.source, ())))
            for card in note.cards
        )
        whole = replace(note, cards=tuple(cards))
        notes += [whole] if note.kind is Kind.CLOZE else whole.apart()
    return Parcel(tuple(notes), GRADER)


def read_past(database: Path, moment: Moment) -> dict[str, list[PastReview]]:
    """Return every review in the database of hashcards, by the digest of its card.

    Raises:
        ReadError: It is none, or damaged.
    """
    address = f"{database.absolute().as_uri()}?mode=ro"
    past: dict[str, list[PastReview]] = {}
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            rows = connection.execute(
                "SELECT card_hash, reviewed_at, grade FROM reviews ORDER BY reviewed_at, review_id"
            )
            for digest, reviewed_at, grade in rows:
                at = moment(datetime.fromisoformat(reviewed_at)).astimezone(UTC)
                review = PastReview(at, _GRADES[grade], 0.0, f"{digest}:{reviewed_at}")
                past.setdefault(str(digest), []).append(review)
    except (sqlite3.Error, ValueError, TypeError, LookupError, OverflowError) as fault:
        raise damaged(str(database), f"the database of hashcards is damaged ({fault})") from fault
    return past


def write_hashcards(notes: Iterable[CarriedNote], name: str) -> str:
    """Return notes as one deck; a text with deletions stays one where hashcards can write it."""
    title = name.replace("\\", "\\\\").replace('"', '\\"')
    parts = [f'---\nname = "{title}"\n---\n']
    for note in notes:
        text = _bracketed(note)
        if text:
            parts.append(f"C: {text}\n")
        else:
            parts += (
                f"Q: {_body(card.question)}\nA: {_body(card.answer)}\n" for card in note.cards
            )
    return "\n".join(parts)


# --- reading ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Block:
    """One card or one text with deletions; `answer` is None for the latter."""

    line: int
    question: list[str]
    answer: list[str] | None


def _front_matter(text: str, place: str) -> tuple[str, str, int]:
    """Return the deck's own name or "", the text below, and how many lines stand above."""
    lines = text.split("\n")
    if lines[0].strip() != _SEPARATOR:
        return "", text, 0
    close = next((at for at in range(1, len(lines)) if lines[at].strip() == _SEPARATOR), 0)
    if not close:
        return "", text, 0
    try:
        name = tomllib.loads("\n".join(lines[1:close])).get("name", "")
    except tomllib.TOMLDecodeError as fault:
        raise ReadError(f"{place}:1: the front matter is no TOML: {fault}", _ADVICE) from fault
    return str(name), "\n".join(lines[close + 1 :]), close + 1


def _blocks(lines: Sequence[str], place: str, skipped: int) -> Iterator[_Block]:
    open_: _Block | None = None
    for number, line in enumerate(lines, start=skipped + 1):
        mark = line[:2] if line.startswith(_MARKS) else ""
        in_question = open_ is not None and open_.answer == [] and open_.question[0] == "Q:"
        if mark == "A:":
            if open_ is None or not in_question:
                raise ReadError(f"{place}:{number}: an answer without a question", _ADVICE)
            open_.answer = [line[2:].strip()]
            open_.question[0] = ""
        elif mark or line.strip() == _SEPARATOR:
            if in_question:
                raise ReadError(f"{place}:{number}: the question above has no answer", _ADVICE)
            if open_:
                yield open_
            open_ = None
            if mark:
                open_ = _Block(number, [mark, line[2:].strip()], [] if mark == "Q:" else None)
        elif open_ is not None:
            (open_.answer or open_.question).append(line)
        elif line.strip():
            raise ReadError(f"{place}:{number}: this is no card", _ADVICE)
    if open_:
        if open_.answer == []:
            raise ReadError(f"{place}:{open_.line}: the question has no answer", _ADVICE)
        yield open_


def _basic(block: _Block) -> CarriedNote:
    question = "\n".join(block.question[1:]).strip()
    answer = "\n".join(block.answer or ()).strip()
    digest = hexdigest(b"Basic" + question.encode() + answer.encode())
    return CarriedNote(Kind.MULTI, (CarriedCard(question, answer, source=digest),))


def _cloze(block: _Block, place: str) -> CarriedNote:
    text = "\n".join(block.question[1:]).strip()
    clean, deletions = _deletions(text.encode())
    if not deletions:
        raise ReadError(f"{place}:{block.line}: this text has no [deletion]", _ADVICE)
    cards = []
    for start, end in deletions:
        digest = hexdigest(b"Cloze" + clean + struct.pack("<QQ", start, end - 1))
        front = (clean[:start] + b"[...]" + clean[end:]).decode()
        cards.append(CarriedCard(front, clean[start:end].decode(), source=digest))
    marked = _marked(clean, deletions)
    shown = [
        (face.front, ", ".join(face.asked))
        for face in clozes(DEFAULTS.cloze_patterns).cards(marked)
    ]
    if shown == [(card.question, card.answer) for card in cards]:
        return CarriedNote(Kind.CLOZE, tuple(cards), marked)
    return CarriedNote(Kind.MULTI, tuple(cards))


def _deletions(text: bytes) -> tuple[bytes, list[tuple[int, int]]]:
    r"""Return a text without brackets, and where in it each deletion begins and ends, in bytes.

    Brackets of pictures (`![`) and escaped ones (`\[`) are text.
    """
    clean = bytearray()
    found: list[tuple[int, int]] = []
    start = -1
    in_picture = False
    at = 0
    while at < len(text):
        two = text[at : at + 2]
        if two in (rb"\[", rb"\]"):
            clean += two[1:]
            at += 1
        elif two == b"![":
            in_picture = True
            clean += two
            at += 1
        elif two[:1] == b"[" and not in_picture:
            start = len(clean)
        elif two[:1] == b"]" and not in_picture:
            if start >= 0 and len(clean) > start:
                found.append((start, len(clean)))
            start = -1
        else:
            in_picture = in_picture and two[:1] != b"]"
            clean += two[:1]
        at += 1
    return bytes(clean), found


def _marked(clean: bytes, deletions: Sequence[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in deletions:
        parts += [clean[at:start], b"==", clean[start:end], b"=="]
        at = end
    return b"".join([*parts, clean[at:]]).decode()


# --- writing ---------------------------------------------------------------------------------


def _body(text: str) -> str:
    return "\n".join(
        f" {line}" if line.startswith(_MARKS) else "- - -" if line.strip() == _SEPARATOR else line
        for line in text.split("\n")
    )


def _bracketed(note: CarriedNote) -> str:
    """Return a text with its deletions in brackets; "" where hashcards has no way to write it."""
    if note.kind is not Kind.CLOZE:
        return ""
    parts = note.text.split("==")
    if len(parts) != 2 * len(note.cards) + 1 or any(";;" in part for part in parts[1::2]):
        return ""
    escaped = [part.replace("[", "\\[").replace("]", "\\]") for part in parts]
    text = "".join(f"[{part}]" if at % 2 else part for at, part in enumerate(escaped))
    return "" if "![" in note.text else _body(text)
