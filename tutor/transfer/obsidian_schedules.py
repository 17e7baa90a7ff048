"""The schedules of Obsidian's plugin, in comments of a deck: read into FSRS's terms, written back.

A comment holds a segment for each card, of SM-2 (`!2023-09-02,4,270`: due, days, ease in percent)
or of FSRS. What of a segment is not known here stays as it is. A schedule is written only where the
plugin shows the very cards that are practised here, and all else stays, byte for byte.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from tutor.cards.card import Card, Deck, Kind
from tutor.cards.markdown import Mode, parse
from tutor.cards.markdown.blocks import Block, plugin_blocks
from tutor.cards.markdown.obsidian import (
    DEFAULTS,
    PluginSettings,
    front_matter_length,
    split_lines,
)
from tutor.cards.markdown.schedules import OPENING, due_day
from tutor.scheduling.review import Phase, Schedule
from tutor.transfer import old_schedules

SOURCE = "obsidian"

_FSRS = "fsrs"
_FSRS_FIELDS = 10  # with its name; what follows is another program's
_SM2_FIELDS = 3
_NEW = "!2000-01-01,1,250"  # the plugin's own stand-in for a card without a schedule
_STATES = {Phase.LEARNING: 1, Phase.REVIEW: 2, Phase.RELEARNING: 3}
_NEW_STATE = 0
_MOST_DAYS = 36_500
_DAY = timedelta(days=1)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_COMMENT = re.compile(r"<!--SR:[^\r\n]+?-->")

Moment = Callable[[date], datetime]
"""Returns when a day begins for the learner; aware."""


def read_segment(segment: str, moment: Moment) -> Schedule | None:
    """Return the schedule of a segment as in review; None for a new card, or what says nothing.

    Args:
        segment: As `Card.schedule` has it, "!" and all.
        moment: When the days of SM-2 begin.
    """
    fields = [field.strip() for field in segment.removeprefix("!").split(",")]
    try:
        return _read_fsrs(fields) if fields[0] == _FSRS else _read_sm2(segment, fields, moment)
    except (ValueError, IndexError, OverflowError):
        return None


def with_schedules(
    text: str,
    path: str,
    wanted: Callable[[Card], Schedule | None],
    day: Callable[[datetime], date],
    settings: PluginSettings = DEFAULTS,
    folder: str = "",
) -> Written:
    """Return a deck with schedules in its comments.

    Args:
        text: The deck, with its own ends of lines.
        path: The file as its cards are placed in it.
        wanted: The schedule that a card is to have; None leaves what it has.
        day: On which day of the learner's a moment lies.
        settings: The plugin's.
        folder: The file's folder in its vault.
    """
    page = _Page(text, path, settings, folder)
    return page.written(wanted, day)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a deck.

    Attributes:
        text: The deck; as it was where nothing could be written.
        schedules: How many cards have another schedule than before.
        left: How many were to have one and have not, for the plugin does not show the same cards.
    """

    text: str
    schedules: int
    left: int


# --- segments --------------------------------------------------------------------------------


def _read_sm2(segment: str, fields: Sequence[str], moment: Moment) -> Schedule | None:
    due = due_day(segment.removeprefix("!"))
    days, ease = float(fields[1]), float(fields[2])
    if due is None or not 0 <= days <= _MOST_DAYS or not ease > 0:
        return None
    return old_schedules.in_review(
        moment(due - round(days) * _DAY),
        moment(due),
        old_schedules.stability(days),
        old_schedules.difficulty(ease),
    )


def _read_fsrs(fields: Sequence[str]) -> Schedule | None:
    due, days = _moment(fields[1]), float(fields[2])
    stability, difficulty, state = float(fields[3]), float(fields[4]), int(fields[5])
    if state == _NEW_STATE or not 0 < stability <= _MOST_DAYS or not 0 <= days <= _MOST_DAYS:
        return None
    last = fields[9] if len(fields) >= _FSRS_FIELDS else "-"
    at = due - timedelta(days=days) if last == "-" else _moment(last)
    return old_schedules.in_review(at, due, stability, old_schedules.within_bounds(difficulty))


def _moment(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def _segment(
    schedule: Schedule, before: str, day: Callable[[datetime], date], *, by_fsrs: bool
) -> str:
    """Return a segment in the form of the one before it, with what that has behind its fields."""
    fields = before.removeprefix("!").split(",")
    if by_fsrs:
        others = fields[_FSRS_FIELDS:] if fields[0] == _FSRS else fields[_SM2_FIELDS:]
        days = max(0, round((schedule.due - schedule.last_review) / _DAY))
        own = [
            *(_FSRS, _iso(schedule.due), str(days)),
            *(f"{schedule.stability:.4f}", f"{schedule.difficulty:.4f}"),
            *(str(_STATES[schedule.phase]), str(schedule.reviews), str(schedule.lapses)),
            *(str(schedule.step), _iso(schedule.last_review)),
        ]
    else:
        others = fields[_SM2_FIELDS:]
        due = day(schedule.due)
        days = max(1, (due - day(schedule.last_review)) // _DAY)
        own = [due.isoformat(), str(days), str(old_schedules.ease(schedule.difficulty))]
    return "!" + ",".join([*own, *(others if before else ())])


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def midnight(day: date) -> datetime:
    """Return when a day begins where this program runs."""
    return datetime.combine(day, time()).astimezone(UTC)


# --- decks -----------------------------------------------------------------------------------

Group = list[Card]


class _Page:
    """One deck, as the plugin reads it and as it is practised here."""

    def __init__(self, text: str, path: str, settings: PluginSettings, folder: str) -> None:
        self._text = text
        self._place = (path, settings, folder)
        self._repaired = self._parsed(text, Mode.REPAIR)
        self._strict = _by_line(self._parsed(text, Mode.STRICT))
        lines = split_lines(text)
        front = front_matter_length(lines)
        blanked = [""] * front + lines[front:]
        self._blocks = {one.first + 1: one for one in plugin_blocks(blanked, settings)}

    def written(
        self, wanted: Callable[[Card], Schedule | None], day: Callable[[datetime], date]
    ) -> Written:
        lines = _LINE.findall(self._text)
        changed: dict[int, list[str]] = {}
        asked = left = 0
        for line, cards in sorted(_by_line(self._repaired).items(), reverse=True):
            schedules = [wanted(card) for card in cards]
            if not any(schedules):
                continue
            segments = self._segments(line, cards, schedules, day)
            if not segments:
                left += sum(one is not None for one in schedules)
            elif segments != [card.schedule for card in cards]:
                asked += sum(
                    one != card.schedule for one, card in zip(segments, cards, strict=True)
                )
                changed[line] = segments
                _write(lines, self._blocks[line], segments)
        text = "".join(lines)
        if changed and not self._is_the_same(text, changed):
            return Written(self._text, 0, left + asked)
        return Written(text, asked, left)

    def _segments(
        self,
        line: int,
        cards: Group,
        schedules: Sequence[Schedule | None],
        day: Callable[[datetime], date],
    ) -> list[str]:
        """Return the segments of a block's cards; none where the plugin shows other cards."""
        block, strict = self._blocks.get(line), self._strict.get(line, [])
        if block is None or not _agree(cards, strict):
            return []
        by_fsrs = f"{_FSRS}," in block.comment
        return [
            _segment(schedule, card.schedule, day, by_fsrs=by_fsrs) if schedule else card.schedule
            for card, schedule in zip(cards, schedules, strict=True)
        ]

    def _is_the_same(self, text: str, changed: Mapping[int, Sequence[str]]) -> bool:
        """Return whether a text holds what the deck holds, but for the schedules that changed."""
        again = self._parsed(text, Mode.REPAIR)
        strict = self._parsed(text, Mode.STRICT)
        before = self._repaired.cards
        expected = [
            changed[card.place.line][_number(before, at)] if card.place.line in changed else None
            for at, card in enumerate(before)
        ]
        return (
            [_bare(card) for card in again.cards] == [_bare(card) for card in before]
            and [_bare(card) for card in strict.cards]
            == [_bare(card) for cards in self._strict.values() for card in cards]
            and [one.message for one in again.problems]
            == [one.message for one in self._repaired.problems]
            and all(
                card.schedule == (was.schedule if segment is None else segment)
                for card, was, segment in zip(again.cards, before, expected, strict=True)
            )
        )

    def _parsed(self, text: str, mode: Mode) -> Deck:
        path, settings, folder = self._place
        return parse(text, path, mode=mode, settings=settings, folder=folder)


def _by_line(deck: Deck) -> dict[int, Group]:
    groups: dict[int, Group] = defaultdict(list)
    for card in deck.cards:
        groups[card.place.line].append(card)
    return dict(groups)


def _agree(cards: Group, strict: Group) -> bool:
    """Return whether the plugin shows the cards of a block as they are practised here."""
    return len(cards) == len(strict) and all(
        (one.question, one.kind, one.schedule) == (other.question, other.kind, other.schedule)
        and (one.kind is Kind.CLOZE or one.answer == other.answer)
        for one, other in zip(cards, strict, strict=True)
    )


def _number(cards: Sequence[Card], at: int) -> int:
    """Return which card of its block a card is."""
    line = cards[at].place.line
    return sum(card.place.line == line for card in cards[max(0, at - 1_000) : at])


def _bare(card: Card) -> Card:
    return replace(card, schedule="", place=replace(card.place, line=1))


def _write(lines: list[str], block: Block, segments: Sequence[str]) -> None:
    """Put a comment in its place in a block, or below its last line."""
    comment = f"{OPENING}{''.join(segment or _NEW for segment in segments)}-->"
    if block.comment:
        for at in range(block.first, block.last + 1):
            if OPENING in lines[at]:
                lines[at] = _COMMENT.sub(lambda _: comment, lines[at], count=1)
                return
    last = lines[block.last]
    text = last.rstrip("\r\n")
    ending = last[len(text) :] or _ending_of(lines)
    lines[block.last] = f"{text}{ending}{comment}{last[len(text) :]}"


def _ending_of(lines: Sequence[str]) -> str:
    first = lines[0]
    return first[len(first.rstrip("\r\n")) :] or "\n"
