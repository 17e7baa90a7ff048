"""A carried note as a block of a deck: its text, with what would mean something else made plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tutor.cards.card import Kind
from tutor.transfer.html_text import inline_code, plain_lines
from tutor.transfer.values import CarriedNote

ROOT_TAG = "flashcards"
_RUNS = ("```", "~~~")
_SEPARATORS = ("?", "??", "？", "？？")
_PAIRED = re.compile(r"\S*::\S*")
_CODE_SPAN = re.compile(r"(`+)[^`\n]*?\1(?!`)")
_LEADING_TAG = re.compile(r"\A\s*#(?=[^\s#])")
_LOOKS_LIKE_ID = re.compile(r" \^(?=[a-zA-Z0-9-]+\s*\Z)")
_LEADING_BLANKS = re.compile(r"\A[^\S\n]+")
_NO_TAG = re.compile(r"[^\w-]+")
_MULTI = {Kind.MULTI: "?", Kind.MULTI_REVERSED: "??"}
_HARD = (("::", ": :"), ("==", "= ="), ("<!", "< !"), ("-->", "-- >"), ("%%", "% %"), ("`", "'"))


@dataclass(frozen=True, slots=True)
class BlockText:
    """A block as it is written, and what is to be read of it.

    Attributes:
        text: Its lines; no blank one at either end.
        faces: Question and answer of each card, as they will be read.
        extra: A quotation below the block, or "".
    """

    text: str
    faces: tuple[tuple[str, str], ...]
    extra: str


def block(note: CarriedNote, *, hard: bool = False) -> BlockText:
    """Return a note as a block.

    Args:
        note: The note.
        hard: Whether to take every mark away that a deck could know, for what cannot be read
            back otherwise.

    Raises:
        ValueError: One side has no text.
    """
    block_id = f" ^{note.block_id}" if note.block_id else ""
    extra = "" if hard else _quotation(note.extra)
    if note.kind is Kind.CLOZE:
        faces = tuple((card.question, card.answer) for card in note.cards)
        return BlockText(_with_id(_lines(note.text, hard=False), block_id), faces, extra)
    first = note.cards[0]
    question = _LEADING_BLANKS.sub("", _LEADING_TAG.sub(r"\\#", _lines(first.question, hard=hard)))
    answer = _lines(first.answer, hard=hard)
    if not question or not answer:
        raise ValueError("one side of it has no text")
    with_id = _with_id(answer, block_id)
    answer = answer if block_id else with_id
    there = (question, answer)
    faces = (there,) if note.kind is Kind.MULTI else (there, (answer, question))
    text = f"{question}\n{_MULTI[note.kind]}\n{with_id}"
    return BlockText(text, faces, extra)


def tag_line(deck: str, tags: tuple[str, ...]) -> str:
    """Return the line that files the cards below it: the tag of a deck, then the other tags."""
    others = (f"#{path}" for tag in tags if (path := tag_path(tag)) and not is_root(path))
    return " ".join(dict.fromkeys([f"#{deck_tag(deck)}", *others]))


def deck_tag(deck: str) -> str:
    """Return the tag of a deck, without "#"."""
    path = tag_path(deck)
    return path if is_root(path) else f"{ROOT_TAG}/{path}" if path else ROOT_TAG


def tag_path(path: str) -> str:
    """Return a path with all out of it that no tag may have."""
    parts = (_NO_TAG.sub("-", part).strip("-") for part in path.split("/"))
    return "/".join(part for part in parts if part)


def is_root(path: str) -> bool:
    """Return whether a tag is the root of decks, or below it."""
    return path == ROOT_TAG or path.startswith(f"{ROOT_TAG}/")


def _with_id(text: str, block_id: str) -> str:
    """Return text with a block id at its end; below a fence there is no place for one."""
    if text.endswith(_RUNS):
        return text
    return text + block_id if block_id else _LOOKS_LIKE_ID.sub(r" \\^", text)


def _quotation(extra: str) -> str:
    text = _lines(extra, hard=False).replace("==", "= =")
    return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""


def _lines(text: str, *, hard: bool) -> str:
    """Return text without blank lines outside of code, and without a line that is a mark."""
    lines = [line.rstrip() for line in plain_lines(text).replace("\u00a0", " ").split("\n")]
    made, at = [], 0
    while at < len(lines):
        run = next((run for run in _RUNS if lines[at].startswith(run)), "")
        close = _close(lines, at, run) if run and not hard else -1
        if close > 0:
            made += lines[at : close + 1]
            at = close
        elif lines[at].strip():
            made.append(_plain(lines[at], hard=hard))
        at += 1
    return "\n".join(made)


def _close(lines: list[str], start: int, run: str) -> int:
    """Return the line that closes a fence, or -1; the fence is as the plugin knows one."""
    if run[0] in lines[start][len(run) :]:
        return -1
    at = next((at for at in range(start + 1, len(lines)) if lines[at].startswith(run)), -1)
    return at if at > 0 and lines[at] == run else -1


def _plain(line: str, *, hard: bool) -> str:
    if hard:
        for mark, plain in _HARD:
            line = line.replace(mark, plain)
    if line.strip() in _SEPARATORS:
        return inline_code(line.strip())
    if line.lstrip().startswith(_RUNS):
        return f"\\{line.lstrip()}"
    line = line.replace("<!--", "<\\!--")
    if "::" in line:
        line = _without_separators(line)
    return line


def _without_separators(line: str) -> str:
    """Return a line with each word that holds `::` in code, where it is not in code already."""
    code = [(span.start(), span.end()) for span in _CODE_SPAN.finditer(line)]

    def in_code(found: re.Match[str]) -> str:
        if any(start <= found.start() and found.end() <= end for start, end in code):
            return found[0]
        return found[0].replace("::", ": :") if "`" in found[0] else inline_code(found[0])

    return _PAIRED.sub(in_code, line)
