"""What talking to graders gained: as a table of text, and as JSON's own values. Pure.

The record, version `SCHEMA`; a SHARE is as `tutor.evaluation.shares` has it:

    {"schema": 1, "command": …, "tutor": version, "on": date, "machine": {…}, "seed": n,
     "decks": [{"file": name, "sha256": digest, "cards": n}],
     "graders": [{"grader": name, "cards": n, "gained": SHARE,
                  "kinds": [{"kind": name, "gained": SHARE, "unjudged": n}]}]}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.evaluation.figures import Json
from tutor.evaluation.injections import TOGETHER, Gain, Gains
from tutor.evaluation.metric_records import Record, read
from tutor.evaluation.robustness_records import WIDTH, Source, source_from, source_record
from tutor.evaluation.shares import Cells, aligned, cells, share_from, share_record
from tutor.text import one_line

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; any other is refused."""


def table(found: Gains) -> str:
    """Return what a grader gave as lines of aligned columns, at most 80 wide."""
    rows: list[Cells] = [("talk to the grader", "judged", "gained", "share (95 %)", "no verdict")]
    for kind, share in found.gained.items():
        without = sum(found.unjudged.values()) if kind == TOGETHER else found.unjudged[kind]
        rows.append((f"  {kind}", *cells(share), f"{without}"))
    return aligned(rows if any(found.unjudged.values()) else [row[:4] for row in rows])


def examples(failures: Sequence[Gain], count: int) -> str:
    """Return up to `count` gains of each kind, harmless to print."""
    shown = dict.fromkeys((one.injected.kind for one in failures), 0)
    lines: list[str] = []
    for one in failures:
        shown[one.injected.kind] += 1
        if shown[one.injected.kind] <= count:
            lines += _example(one)
    return "\n".join(lines)


def record(found: Sequence[Gains], source: Source) -> dict[str, Json]:
    """Return what graders gave as JSON's own values; the module says what stands where."""
    return {
        "schema": SCHEMA,
        "command": "tutor eval robustness --injections --json",
        **source_record(source),
        "graders": [
            {
                "grader": one.grader,
                "cards": one.cards,
                "gained": share_record(one.gained[TOGETHER]),
                "kinds": [
                    {"kind": kind, "gained": share_record(share), "unjudged": one.unjudged[kind]}
                    for kind, share in one.gained.items()
                    if kind != TOGETHER
                ],
            }
            for one in found
        ],
    }


def read_gains(document: Record, place: str) -> tuple[Source, tuple[Gains, ...]]:
    """Read what `record` made; failures are not in it.

    Args:
        document: The record.
        place: Where it stands, for the message.

    Raises:
        ReadError: It is of another schema, or lacks what every such record has.
    """
    return read(_read, document, "record of talk to graders", place, SCHEMA)


def _read(document: Record) -> tuple[Source, tuple[Gains, ...]]:
    return source_from(document), tuple(map(_gains, document["graders"]))


def _gains(one: Record) -> Gains:
    gained = {str(kind["kind"]): share_from(kind["gained"]) for kind in one["kinds"]}
    return Gains(
        grader=str(one["grader"]),
        cards=int(one["cards"]),
        gained=gained | {TOGETHER: share_from(one["gained"])},
        unjudged={str(kind["kind"]): int(kind["unjudged"]) for kind in one["kinds"]},
        errors=0,
    )


def _example(gain: Gain) -> Iterator[str]:
    before, after = (f"{r.level} ({', '.join(r.points)})" for r in (gain.before, gain.after))
    yield f"{gain.injected.kind}: {before} became {after}"
    yield f"  asked     {one_line(gain.card.question, WIDTH)}"
    yield f"  answer    {one_line(gain.injected.text, WIDTH)}"
