"""Shares of judged answers with their intervals over cards, and how they are told. Pure.

As JSON a share is {"count": n, "of": n, "share": x, "interval": [low, high]}, without the last two
where it is of nothing, and without an interval where there is none.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import numpy as np

from tutor.estimate import Estimate
from tutor.evaluation.figures import Json
from tutor.evaluation.metric_records import Record, finite, interval_of
from tutor.evaluation.report import names
from tutor.evaluation.report.names import Unit
from tutor.evaluation.statistics import Floats, bootstrap, ratio

Hit: TypeAlias = tuple[int, bool]
"""Of which card an answer is, and whether it is counted."""

Cells: TypeAlias = tuple[str, ...]
Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some judged answers are such and such.

    Attributes:
        count: How many are, ≥ 0.
        of: How many there are, ≥ `count`.
        estimate: `count` / `of` with its interval over cards; None of nothing.
    """

    count: int
    of: int
    estimate: Estimate | None


def shares(figures: Mapping[Name, Sequence[Hit]], cards: int, seed: int) -> dict[Name, Share]:
    """Return shares with intervals over cards: answers to one card are not independent."""
    hits, asked = (np.zeros((cards, len(figures))) for _ in range(2))
    for column, found in enumerate(figures.values()):
        for card, is_hit in found:
            hits[card, column] += is_hit
            asked[card, column] += 1

    def of_draws(draws: Floats) -> dict[str, Floats]:
        found = ratio(draws @ hits, draws @ asked)
        return {f"{column}": found[:, column] for column in range(len(figures))}

    bearing = {f"{column}": int((asked[:, column] > 0).sum()) for column in range(len(figures))}
    estimates = bootstrap(of_draws, cards, seed=seed, bearing=bearing)
    return {
        name: Share(
            int(hits[:, column].sum()), int(asked[:, column].sum()), estimates.get(f"{column}")
        )
        for column, name in enumerate(figures)
    }


def share_from(record: Record) -> Share:
    """Read what `share_record` made.

    Raises:
        LookupError: It lacks something.
        ValueError: A number in it is none.
    """
    is_there = "share" in record
    estimate = Estimate(finite(record["share"]), interval_of(record)) if is_there else None
    return Share(int(record["count"]), int(record["of"]), estimate)


def share_record(share: Share) -> dict[str, Json]:
    """Return a share as JSON's own values."""
    record: dict[str, Json] = {"count": share.count, "of": share.of}
    if share.estimate:
        record["share"] = _short(share.estimate.value)
        if share.estimate.interval:
            record["interval"] = [_short(end) for end in share.estimate.interval]
    return record


def _short(value: float) -> float:
    return round(value, 4)


def cells(share: Share) -> tuple[str, str, str]:
    """Return of how many a share is, how many they are, and the share with its interval."""
    shown = names.measured(share.estimate, Unit.SHARE) if share.estimate else ""
    return f"{share.of:,}", f"{share.count:,}" if share.of else "", shown


def aligned(rows: Sequence[Cells]) -> str:
    """Return rows as lines: first cells to the left, others to the right; headings have one."""
    widths = [max(map(len, one)) for one in zip(*(row for row in rows if row[1:]), strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    )
