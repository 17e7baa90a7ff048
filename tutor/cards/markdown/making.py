"""From blocks to cards: in the plugin's words, or mended; and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.cards.card import Card, KeyPoint, Kind, Place
from tutor.cards.markdown import faults, schedules
from tutor.cards.markdown.blocks import SEVERAL_LINES, Block
from tutor.cards.markdown.cloze import Face, clozes
from tutor.cards.markdown.faults import Fault
from tutor.cards.markdown.obsidian import PluginSettings, trim
from tutor.cards.markdown.reading import Body, faces, read_body
from tutor.cards.points import Reference, mark_problems, read_reference
from tutor.cards.points.inline import visible


@dataclass(frozen=True, slots=True)
class Dealt:
    """A block taken apart.

    Attributes:
        block: The block.
        body: Its text, without tag, block id and schedule.
        faces: Its cards, in order.
        segments: Their schedules, in order, "" for a new card; it may be shorter or longer.
    """

    block: Block
    body: Body
    faces: tuple[Face, ...]
    segments: tuple[str, ...]

    def schedule(self, number: int) -> str:
        """Return the schedule of a card (from 0), or ""."""
        return self.segments[number] if number < len(self.segments) else ""


def deal_as_the_plugin(block: Block, settings: PluginSettings) -> Dealt:
    """Take a block apart exactly as the plugin does."""
    body = read_body(block)
    segments = schedules.segments_of(block.comment)
    if not block.comment:
        segments = schedules.old_segments_in(block.text)
    return Dealt(block, body, faces(block, body.text, settings), segments)


def deal(block: Block, settings: PluginSettings) -> Dealt:
    """Take a block apart: deletions in their places, and no schedule without a valid date."""
    body = read_body(block)
    is_cloze = block.kind is Kind.CLOZE
    shown = clozes(settings.cloze_patterns).cards(body.text) if is_cloze else ()
    segments = (
        segment if schedules.has_valid_date(segment) else ""
        for segment in schedules.segments_of(block.comment)
    )
    return Dealt(block, body, shown or faces(block, body.text, settings), tuple(segments))


def strict_cards(dealt: Dealt, path: str, decks: tuple[str, ...]) -> Iterator[Card]:
    """Yield the cards of a block as the plugin shows them, empty ones too."""
    for number, face in enumerate(dealt.faces):
        reference = _reference(dealt.block, face)
        yield _card(dealt, number, face.front, face.back, reference, path, decks)


def repaired_cards(dealt: Dealt, path: str, decks: tuple[str, ...]) -> Iterator[Card]:
    """Yield the cards of a block that have a question and an answer, without hidden marks."""
    for number, face in enumerate(dealt.faces):
        if not is_whole(face):
            continue
        reference = _reference(dealt.block, face)
        # Asked backwards, a card's question is a reference, which may hold marks.
        backwards = number == 1 and dealt.block.kind is not Kind.CLOZE
        question = read_reference("", face.front).answer if backwards else face.front
        yield _card(dealt, number, question, reference.answer, reference, path, decks)


def is_whole(face: Face) -> bool:
    """Return whether a card has a question and something that it asks for."""
    return not _is_blank(face.front) and not all(_is_blank(text) for text in face.asked)


def _is_blank(text: str) -> bool:
    """Return whether `text` shows nothing: no more than spaces, the plugin's or ours, and marks."""
    shown = read_reference("", text).answer if "<!--" in text else text
    return not trim(shown).strip()


def flaws(dealt: Dealt, settings: PluginSettings) -> Iterator[Fault]:
    """Yield what is wrong with the cards of a block."""
    block = dealt.block
    yield from _empty_sides(dealt)
    if block.kind is Kind.CLOZE:
        yield from _cloze_flaws(dealt, settings)
    segments = filter(None, schedules.segments_of(block.comment))
    if not all(schedules.has_valid_date(segment) for segment in segments):
        yield Fault(block.last, faults.BAD_DATE)
    if not schedules.comment_in(block.text) and schedules.old_segments_in(block.text):
        yield Fault(block.first, faults.OLD_SCHEDULE)
    for face in dealt.faces:
        yield from (Fault(block.first, message) for message in mark_problems(face.back))


def _empty_sides(dealt: Dealt) -> Iterator[Fault]:
    if dealt.block.kind is Kind.CLOZE or is_whole(dealt.faces[0]):
        return
    message = faults.NO_SIDE
    if dealt.block.kind in SEVERAL_LINES:
        message = faults.NO_QUESTION if _is_blank(dealt.faces[0].front) else faults.NO_ANSWER
    yield Fault(dealt.block.first, message)


def _cloze_flaws(dealt: Dealt, settings: PluginSettings) -> Iterator[Fault]:
    known = clozes(settings.cloze_patterns)
    if known.leave_out_cards_of(dealt.body.text):
        yield Fault(dealt.block.first, faults.LEFT_OUT)
    if any(not face.asked for face in dealt.faces):
        yield Fault(dealt.block.first, faults.GAP)
    if any(face.asked and not is_whole(face) for face in dealt.faces):
        yield Fault(dealt.block.first, faults.NO_SIDE)
    if dealt.faces != known.as_the_plugin_shows(dealt.body.text):
        yield Fault(dealt.block.first, faults.DISTORTED)


def _card(
    dealt: Dealt,
    number: int,
    question: str,
    answer: str,
    reference: Reference,
    path: str,
    decks: tuple[str, ...],
) -> Card:
    return Card(
        question=question,
        answer=answer,
        points=reference.points,
        needed=reference.needed,
        accepted=reference.accepted,
        kind=dealt.block.kind,
        decks=decks,
        place=Place(path, dealt.block.first + 1),
        block_id=dealt.body.block_id,
        schedule=dealt.schedule(number),
    )


def _reference(block: Block, face: Face) -> Reference:
    """Return the reference of a card; that of a cloze card is what was deleted, a point each."""
    if block.kind is not Kind.CLOZE:
        return read_reference(face.front, face.back)
    if len(face.asked) == 1:
        return read_reference(face.front, face.asked[0])
    return _reference_of_several(face.front, face.asked)


def _reference_of_several(question: str, asked: Sequence[str]) -> Reference:
    each = [read_reference(question, text) for text in asked]
    points = tuple(
        KeyPoint(visible(one.answer) or one.answer, accepted=one.accepted)
        for one in each
        if one.points
    )
    return Reference(", ".join(one.answer for one in each), points, len(points), ())
