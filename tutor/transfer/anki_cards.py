"""From Anki's notes to questions and answers: templates filled in, deletions marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TypeAlias

from tutor.transfer.anki_collection import AnkiNote, NoteType, Template
from tutor.transfer.html_text import Link, markdown

_TAG = re.compile(r"\{\{(?P<sign>[#^/]?)\s*(?P<filters>(?:[^{}:]+:)*)(?P<field>[^{}:]*)\}\}")
_ANSWER_RULE = re.compile(r"<hr\b[^<>]*\bid\s*=\s*[\"']?answer\b[^<>]*>", re.IGNORECASE)
_INPUT = re.compile(r"\{\{\s*type:[^{}]*\}\}")  # on a front, where the answer is typed
_CLOZE_FIELD = re.compile(r"\{\{(?:[^{}:]+:)*cloze:(?:[^{}:]+:)*([^{}:]+)\}\}")
_CLOZE = re.compile(r"\{\{c([\d,]+)::|\}\}")
_DEEPEST = 10  # deletions within deletions; Anki's own bound
_MOST_TAGS = 2_000  # of one template
_MARKERS = ("==", ";;")
_DIGITS = 5  # Anki has room for 65,535 cards of a note
_QUESTION_LEFT_OUT = "[...]"


class UnsuitedError(Exception):
    """A note that is no card of question and answer; the message says why, after "it"."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Question and answer of one card, in Markdown."""

    question: str
    answer: str


def faces(note: AnkiNote, kind: NoteType, ordinal: int, link: Link) -> Faces:
    """Return the question and the answer that a template makes of a note.

    The answer is what the back shows beside the front.

    Raises:
        UnsuitedError: There is no such template, or one side shows nothing.
    """
    if ordinal >= len(kind.templates):
        raise UnsuitedError("belongs to a template that is not there")
    template = kind.templates[ordinal]
    values = dict(zip(kind.fields, note.values, strict=False))
    question = _shown(_filled(_INPUT.sub("", template.question), values), link)
    answer = _shown(_back(template, values), link)
    if not question or not answer:
        raise UnsuitedError("shows nothing on one side")
    return Faces(question, answer)


@dataclass(frozen=True, slots=True)
class Deletion:
    """One deletion of a cloze text.

    Attributes:
        numbers: Those under which it is asked for, from 1.
        parts: What is deleted; other deletions may lie within.
        hint: What stands for it, in HTML; "" for nothing.
    """

    numbers: tuple[int, ...]
    parts: tuple[Piece, ...]
    hint: str

    @property
    def has_more(self) -> bool:
        """Whether other deletions lie within."""
        return any(isinstance(part, Deletion) for part in self.parts)

    @property
    def all_numbers(self) -> frozenset[int]:
        """The numbers of it and of all deletions within."""
        within = [part.all_numbers for part in self.parts if isinstance(part, Deletion)]
        return frozenset(self.numbers).union(*within)

    @property
    def html(self) -> str:
        """What is deleted, without any marks."""
        return "".join(part if isinstance(part, str) else part.html for part in self.parts)


Piece: TypeAlias = "str | Deletion"
"""A part of a cloze text: HTML, or a deletion."""


def cloze_pieces(note: AnkiNote, kind: NoteType) -> tuple[list[Piece], str]:
    """Return the text of a cloze note in pieces, and what its back shows beside it, in HTML.

    Raises:
        UnsuitedError: It has no deletions in its text, or some in a picture.
    """
    if not kind.templates:
        raise UnsuitedError("belongs to a note type without a template")
    template = kind.templates[0]
    values = dict(zip(kind.fields, note.values, strict=False))
    field = _CLOZE_FIELD.search(template.question)
    text = values.get(field[1].strip(), "") if field else ""
    if "image-occlusion:" in text:
        raise UnsuitedError("asks for parts of a picture")
    pieces = _pieces(text)
    if not any(isinstance(piece, Deletion) for piece in pieces):
        raise UnsuitedError("has no deletion in its text")
    beside = _filled(_CLOZE_FIELD.sub("", template.answer), values)
    return pieces, beside


def cloze_text(pieces: Sequence[Piece], link: Link) -> tuple[str, Mapping[int, int]]:
    """Return a cloze text with its deletions marked as decks mark them, and the places of cards.

    Returns:
        The text, and for each number the place of its card among the cards of the text, from 0.
        "" where a deck has no way to write it: one deletion in another, under two numbers, over
        several lines, or with the marks in its own text.
    """
    deletions = [piece for piece in pieces if isinstance(piece, Deletion)]
    numbers = sorted({number for one in deletions for number in one.all_numbers})
    places = {number: place for place, number in enumerate(numbers)}
    in_order = [one.numbers for one in deletions] == [(number,) for number in numbers]
    if any(len(one.numbers) > 1 or one.has_more for one in deletions):
        return "", places
    marked = []
    for one in deletions:
        answer, hint = _shown(one.html, link), _shown(one.hint, link)
        if not answer or "\n" in answer + hint or any(m in answer + hint for m in _MARKERS):
            return "", places
        number = "" if in_order else f"{places[one.numbers[0]] + 1};;"
        marked.append(f"=={number}{answer}{f';;{hint}' if hint else ''}==")
    return _joined(pieces, marked, link), places


def cloze_faces(pieces: Sequence[Piece], number: int, link: Link) -> Faces:
    """Return the card that asks for the deletions of one number, as question and answer.

    Raises:
        UnsuitedError: None has that number, or one side shows nothing.
    """
    asked: list[Deletion] = []
    front = _front(pieces, number, asked)
    question, answer = _shown(front, link), "\n".join(_shown(one.html, link) for one in asked)
    if not question or not answer:
        raise UnsuitedError("shows nothing on one side")
    return Faces(question, answer)


def _front(pieces: Sequence[Piece], number: int, asked: list[Deletion]) -> str:
    """Return the front in HTML, and add what it asks for to `asked`."""
    parts = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(piece)
        elif number in piece.numbers:
            parts.append(f"[{piece.hint}]" if piece.hint else _QUESTION_LEFT_OUT)
            asked.append(piece)
        else:
            parts.append(_front(piece.parts, number, asked))
    return "".join(parts)


def beside(html: str, link: Link) -> str:
    """Return what stands beside a cloze text on its back, in Markdown."""
    return _shown(html, link)


def _joined(pieces: Sequence[Piece], marked: Sequence[str], link: Link) -> str:
    """Return the Markdown of the whole, each deletion in its place; "" where one got lost."""
    stand_ins = [f"\ue020{at}\ue021" for at in range(len(marked))]
    waiting = iter(stand_ins)
    html = "".join(piece if isinstance(piece, str) else next(waiting) for piece in pieces)
    text = _shown(html, link)
    if "==" in text or any(text.count(one) != 1 for one in stand_ins):
        return ""
    for stand_in, deletion in zip(stand_ins, marked, strict=True):
        text = text.replace(stand_in, deletion)
    return text


def _shown(html: str, link: Link) -> str:
    try:
        return markdown(html, link)
    except ValueError as fault:
        raise UnsuitedError(f"is too long: {fault}") from fault


# --- templates ---------------------------------------------------------------------------------


def _back(template: Template, values: Mapping[str, str]) -> str:
    """Return what the back shows without the front."""
    rules = list(_ANSWER_RULE.finditer(template.answer))
    back = template.answer[rules[-1].end() :] if rules else template.answer
    return _filled(back.replace("{{FrontSide}}", ""), values)


def _filled(template: str, values: Mapping[str, str]) -> str:
    """Return a template with the fields of a note in it."""
    parts: list[str] = []
    hidden: list[bool] = [False]  # whether each open section, from the outermost, hides its content
    at = 0
    for number, tag in enumerate(_TAG.finditer(template)):
        if number >= _MOST_TAGS:
            break
        if not hidden[-1]:
            parts.append(template[at : tag.start()])
        at = tag.end()
        name = tag["field"].strip()
        if tag["sign"] in ("#", "^"):
            is_filled = bool(_text_of(values.get(name, "")))
            hidden.append(hidden[-1] or is_filled != (tag["sign"] == "#"))
        elif tag["sign"] == "/":
            if len(hidden) > 1:
                hidden.pop()
        elif not hidden[-1]:
            parts.append(_value(name, tag["filters"], values))
    return "".join([*parts, "" if hidden[-1] else template[at:]])


def _value(name: str, filters: str, values: Mapping[str, str]) -> str:
    """Return what stands for a field; what Anki makes for the screen alone (`tts`) is nothing."""
    if any(one.strip().startswith("tts") for one in filters.split(":")):
        return ""
    return values.get(name, "")


def _text_of(html: str) -> str:
    return unescape(re.sub(r"<(?!img\b)[^<>]*>", "", html)).strip()


# --- deletions ---------------------------------------------------------------------------------


@dataclass(slots=True)
class _Open:
    numbers: tuple[int, ...]
    parts: list[Piece]
    hint: str = ""

    def closed(self) -> Deletion:
        return Deletion(self.numbers, tuple(self.parts), self.hint)

    def add(self, text: str) -> None:
        text, has_hint, hint = text.partition("::")
        self.parts.append(text)
        self.hint = hint if has_hint else self.hint


def _pieces(text: str) -> list[Piece]:
    """Take a text with `{{c1::deletions::and hints}}` apart, as Anki does."""
    pieces: list[Piece] = []
    waiting: list[_Open] = []
    at = 0
    for mark in _CLOZE.finditer(text):
        _add(text[at : mark.start()], pieces, waiting)
        at = mark.end()
        if mark[1]:
            numbers = {int(one) for one in mark[1].split(",") if 0 < len(one) < _DIGITS}
            if numbers and len(waiting) < _DEEPEST:
                waiting.append(_Open(tuple(sorted(numbers)), []))
        elif waiting:
            done = waiting.pop().closed()
            (waiting[-1].parts if waiting else pieces).append(done)
        else:
            pieces.append("}}")
    _add(text[at:], pieces, waiting)
    # What is never closed is no deletion.
    return pieces + [part for one in waiting for part in one.parts]


def _add(text: str, pieces: list[Piece], waiting: Sequence[_Open]) -> None:
    if waiting:
        waiting[-1].add(text)
    elif text:
        pieces.append(text)
