"""From cards to the text of a deck: a drafted card, and key points written into a card's answer.

What is written is proved by reading it again: a card reads as it was meant, in Obsidian as well,
and a changed deck holds what it held, but for the one change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from tutor.cards.card import Card, Deck, Kind
from tutor.cards.markdown.obsidian import DEFAULTS, Mode, PluginSettings, trim
from tutor.cards.markdown.parsing import parse
from tutor.cards.points.marks import points_mark

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_ENDING = re.compile(
    r"(?P<text>[^\r\n]*?)(?P<block_id>[ \t]+\^[a-zA-Z0-9-]+)?[ \t]*(?P<end>[\r\n]*)\Z"
)
_SCHEDULE = "<!--SR:"
_HIDDEN = ("<!--", "-->", "%%")


def card_block(question: str, points: Sequence[str], passage: str) -> str:
    """Return a card as a block of lines, below a quotation of the passage that it came from.

    Args:
        question: On one line.
        points: The answer; several are written as a list.
        passage: Text of somebody's notes, quoted as it stands; the quotation is in no card.

    Raises:
        ValueError: Written so, it would not be read as this card: a text has marks of its own.
    """
    answer = points[0] if len(points) == 1 else "\n".join(f"- {point}" for point in points)
    for quotation in _quotations(passage):
        block = f"{quotation}\n\n{question}\n?\n{answer}\n"
        if _reads_as(block, question, answer):
            return block
    raise ValueError("it cannot be written as a card, for its text has marks of a deck")


def deck_head(name: str, source: str) -> str:
    """Return the first lines of a deck: its tag, and a line that says where it is from.

    Args:
        name: Of the deck; what no tag may have is left out of it.
        source: On one line.
    """
    tag = re.sub(r"[^\w/-]+", "-", name).strip("-/") or "draft"
    return f"#flashcards/{tag}\n\nSource: {source.replace('::', ':')}\n"


def with_points(
    text: str,
    card: Card,
    points: Sequence[str],
    settings: PluginSettings = DEFAULTS,
    folder: str = "",
) -> str:
    """Return a deck with the key points of one card written into it; all else stays as it is.

    Args:
        text: The deck, with its own ends of lines.
        card: One of its cards, as it is read from it.
        points: The points that it is to have, without comments in them.
        settings: The plugin's.
        folder: The file's folder in its vault.

    Raises:
        ValueError: They cannot be written there without a change of anything else; the message
            says why.
    """
    if any(point.accepted or not point.required for point in card.points):
        raise ValueError("its points have other wordings, or are optional: write them by hand")
    if any(hidden in point for point in points for hidden in _HIDDEN):
        raise ValueError("a point holds a comment")
    mark = points_mark(points)
    lines = _LINE.findall(text)
    at = card.place.line - 1
    if card.kind is Kind.SINGLE:
        lines[at] = _marked(lines[at], mark)
    elif card.kind is Kind.MULTI:
        below = range(at, len(lines))
        separator = next((i for i in below if trim(lines[i]) == settings.multiline_separator), -1)
        if separator < 0:
            raise ValueError("its separator is not found")
        ending = re.search(r"[\r\n]*\Z", lines[separator])
        lines.insert(separator + 1, f"  {mark}{ending[0] if ending else chr(10)}")
    else:
        raise ValueError("a card that is also asked backwards, or has gaps, takes no such mark")
    changed = "".join(lines)
    _prove(
        _read(text, card, settings, folder), _read(changed, card, settings, folder), card, points
    )
    return changed


def _quotations(passage: str) -> tuple[str, ...]:
    """Return how a passage may be quoted: as it stands, and as code, for marks in it to be none."""
    lines = passage.strip().splitlines()
    plain = "\n".join(f"> {line.strip()}".rstrip() for line in lines)
    code = "\n".join(f"> `{line.strip()}`" if line.strip() else ">" for line in lines)
    return plain, code


def _reads_as(block: str, question: str, answer: str) -> bool:
    text = f"#flashcards\n\n{block}"
    repaired = parse(text, "", mode=Mode.REPAIR)
    strict = parse(text, "", mode=Mode.STRICT)
    if repaired.problems or len(repaired.cards) != 1 or len(strict.cards) != 1:
        return False
    card = repaired.cards[0]
    return (
        (card.question, card.answer, card.kind) == (question, answer, Kind.MULTI)
        and (strict.cards[0].question, strict.cards[0].answer) == (question, answer)
        and card.needed > 0
        and not (card.block_id or card.schedule)
    )


def _marked(line: str, mark: str) -> str:
    if _SCHEDULE in line:
        raise ValueError("its schedule stands on the same line: move that to a line below")
    ending = _ENDING.match(line)
    if ending is None:
        raise ValueError("its line is not found")
    return f"{ending['text']} {mark}{ending['block_id'] or ''}{ending['end']}"


def _read(text: str, card: Card, settings: PluginSettings, folder: str) -> tuple[Deck, Deck]:
    repaired, strict = (
        parse(text, card.place.path, mode=mode, settings=settings, folder=folder)
        for mode in (Mode.REPAIR, Mode.STRICT)
    )
    return repaired, strict


def _prove(
    before: tuple[Deck, Deck], after: tuple[Deck, Deck], card: Card, points: Sequence[str]
) -> None:
    """Raise where a deck is not what it was with the points of one card changed.

    Raises:
        ValueError: As of `with_points`.
    """
    (old, old_strict), (new, new_strict) = before, after
    wanted = (card.place.line, card.question, card.answer)
    found = [(one.place.line, one.question, one.answer) for one in old.cards]
    at = found.index(wanted) if wanted in found else -1
    is_same = (
        at >= 0
        and len(old.cards) == len(new.cards)
        and len(old_strict.cards) == len(new_strict.cards)
        and [one.message for one in old.problems] == [one.message for one in new.problems]
        and [one.question for one in old_strict.cards] == [one.question for one in new_strict.cards]
        and all(
            _apart_from_points(one) == _apart_from_points(other)
            for one, other in zip(old.cards, new.cards, strict=True)
        )
        and all(
            one.points == other.points
            for i, (one, other) in enumerate(zip(old.cards, new.cards, strict=True))
            if i != at
        )
    )
    if not is_same:
        raise ValueError("more than this card would change: the deck has changed, or has faults")
    if [point.text for point in new.cards[at].points] != list(points):
        raise ValueError("they would not be read as they are: the card states its points already")


def _apart_from_points(card: Card) -> Card:
    return replace(card, points=(), needed=0, place=replace(card.place, line=1))
