"""A year of days in a terminal: a column for each week, a row for each day of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from rich.text import Text

from tutor.cli.stats.blocks import Heatmap
from tutor.cli.stats.ink import Ink

_DAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
_MARGIN = 4
_WEEK = 7


def steps(counts: Sequence[int], levels: int) -> list[int]:
    """Return from which count on a day has level 1, 2 and so on below `levels`.

    The levels part the days with reviews into equal halves, thirds or as it may be, so that one
    day of cramming does not pale all others.
    """
    some = sorted(count for count in counts if count)
    if not some:
        return [1] * (levels - 1)
    return [some[len(some) * level // (levels - 1)] for level in range(levels - 1)]


def level(count: int, from_on: Sequence[int]) -> int:
    """Return the level of a day: 0 without a review."""
    return max(1, sum(count >= least for least in from_on)) if count else 0


def heatmap_lines(block: Heatmap, ink: Ink) -> list[Text]:
    """Return as many of the last weeks as have room, with months above and what shades mean."""
    weeks = -(-len(block.counts) // _WEEK)
    wide = 2 if (ink.width - _MARGIN) // 2 >= weeks else 1
    shown = min(weeks, (ink.width - _MARGIN) // wide)
    skipped = weeks - shown
    from_on = steps(block.counts, len(ink.heat))
    lines = [
        ink.text(f"{block.title}   {_legend(from_on, ink)}"),
        _months(block, skipped, shown, wide),
    ]
    for day, name in enumerate(_DAYS):
        row = Text(f"{name:<{_MARGIN}}", "dim")
        for count in block.counts[skipped * _WEEK + day :: _WEEK]:
            row.append(ink.heat[level(count, from_on)] * wide, "green" if count else "dim")
        lines.append(ink.cut(row))
    return lines


def _months(block: Heatmap, skipped: int, shown: int, wide: int) -> Text:
    """Return the months, each above the first week that begins in it."""
    line, before = "", 0
    for week in range(shown):
        monday = block.first + timedelta(days=_WEEK * (skipped + week))
        at = week * wide
        if monday.month != before and (not line or at > len(line)):
            line = line.ljust(at) + f"{monday:%b}"
        before = monday.month
    return Text(" " * _MARGIN + line, "dim")


def _legend(from_on: Sequence[int], ink: Ink) -> str:
    told = [f"{ink.heat[0]} none"]
    kept = dict(zip(from_on, ink.heat[1:], strict=True))  # of equal steps, the last one is reached
    told += [f"{fill} {least}+" for least, fill in kept.items()]
    return "  ".join(told)
