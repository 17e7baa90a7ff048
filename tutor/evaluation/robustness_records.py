"""What robustness came to: as a table of text, and as JSON's own values and back. Pure.

The record, version `SCHEMA`; a SHARE is {"count": n, "of": n, "share": x, "interval": [low, high]},
without the last two where it is of nothing, and without an interval where there is none:

    {"schema": 1, "command": …, "tutor": version, "on": date, "machine": {…}, "seed": n,
     "decks": [{"file": name, "sha256": digest, "cards": n}],
     "graders": [{"grader": name, "cards": n, "totals": {name: SHARE},
                  "attacks": [{"family": …, "attack": name, "expected": …, "correct": SHARE,
                               "changed": SHARE, "unjudged": n, "errors": n}]}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tutor.evaluation.attacks import Expected, Family
from tutor.evaluation.figures import Json
from tutor.evaluation.metric_records import Record, finite, interval_of, read
from tutor.evaluation.report import names
from tutor.evaluation.report.names import Unit
from tutor.evaluation.robustness import Failure, Robustness, Row, Share
from tutor.evaluation.statistics import Estimate
from tutor.evaluation.wording import reference
from tutor.text import one_line

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; any other is refused."""

WIDTH = 240
"""Characters of a text that is shown as an example."""

_Cells: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What robustness was measured on.

    Attributes:
        tutor: The program's version.
        on: The date.
        machine: Where: `tutor.evaluation.machine.describe_machine`.
        seed: Of the answers.
        decks: Each file's name, its SHA-256, and how many cards are in it.
    """

    tutor: str
    on: str
    machine: Mapping[str, str]
    seed: int
    decks: tuple[tuple[str, str, int], ...]


def table(found: Robustness) -> str:
    """Return what a grader came to as lines of aligned columns, at most 80 wide."""
    is_whole = not any(row.unjudged or row.errors for row in found.rows)
    attacks: list[_Cells] = [("", "judged", "correct", "share (95 %)", "no verdict")]
    for at, row in enumerate(found.rows):
        if not at or found.rows[at - 1].family is not row.family:
            attacks.append((f"{row.family}, to be {row.expected}",))
        without = row.unjudged + row.errors
        attacks.append((f"  {row.name}", *_cells(row.correct), f"{without}"))
    if is_whole:
        attacks = [row[:4] for row in attacks]
    varied: list[_Cells] = [("variations of the reference", "judged", "changed", "share (95 %)")]
    varied += [
        (f"  {row.name}", *_cells(row.changed))
        for row in found.rows
        if row.changed and row.changed.of
    ]
    ends: list[_Cells] = [("altogether", "judged", "of them", "share (95 %)")]
    ends += [(f"  {name}", *_cells(share)) for name, share in found.totals.items()]
    return "\n\n".join(_aligned(rows) for rows in (attacks, varied, ends) if len(rows) > 1)


def examples(failures: Iterable[Failure], count: int) -> str:
    """Return up to `count` failures of each attack, spread over the cards, harmless to print."""
    by_attack: dict[str, list[Failure]] = {}
    for failure in failures:
        by_attack.setdefault(failure.attack.name, []).append(failure)
    return "\n".join(
        line
        for found in by_attack.values()
        for failure in _spread(found, count)
        for line in _example(failure)
    )


def record(found: Sequence[Robustness], source: Source) -> dict[str, Json]:
    """Return what graders came to as JSON's own values; the module says what stands where."""
    return {
        "schema": SCHEMA,
        "command": "tutor eval robustness --json",
        "tutor": source.tutor,
        "on": source.on,
        "machine": {**source.machine},
        "seed": source.seed,
        "decks": [
            {"file": name, "sha256": digest, "cards": cards} for name, digest, cards in source.decks
        ],
        "graders": [
            {
                "grader": one.grader,
                "cards": one.cards,
                "totals": {name: _share_record(share) for name, share in one.totals.items()},
                "attacks": [_row_record(row) for row in one.rows],
            }
            for one in found
        ],
    }


def read_robustness(document: Record, place: str) -> tuple[Source, tuple[Robustness, ...]]:
    """Read what `record` made; failures are not in it.

    Args:
        document: The record.
        place: Where it stands, for the message.

    Raises:
        ReadError: It is of another schema, or lacks what every such record has.
    """
    return read(_read, document, "record of robustness", place, SCHEMA)


def _read(document: Record) -> tuple[Source, tuple[Robustness, ...]]:
    source = Source(
        tutor=str(document["tutor"]),
        on=str(document["on"]),
        machine=document["machine"],
        seed=int(document["seed"]),
        decks=tuple(
            (str(deck["file"]), str(deck["sha256"]), int(deck["cards"]))
            for deck in document["decks"]
        ),
    )
    return source, tuple(
        Robustness(
            str(one["grader"]),
            int(one["cards"]),
            tuple(map(_row, one["attacks"])),
            {str(name): _share(share) for name, share in one["totals"].items()},
        )
        for one in document["graders"]
    )


def _row(record: Record) -> Row:
    return Row(
        name=str(record["attack"]),
        family=Family(record["family"]),
        expected=Expected(record["expected"]),
        correct=_share(record["correct"]),
        changed=_share(record["changed"]) if "changed" in record else None,
        unjudged=int(record["unjudged"]),
        errors=int(record["errors"]),
    )


def _share(record: Record) -> Share:
    is_there = "share" in record
    estimate = Estimate(finite(record["share"]), interval_of(record)) if is_there else None
    return Share(int(record["count"]), int(record["of"]), estimate)


def _row_record(row: Row) -> dict[str, Json]:
    record: dict[str, Json] = {
        "family": row.family.value,
        "attack": row.name,
        "expected": row.expected.value,
        "correct": _share_record(row.correct),
        "unjudged": row.unjudged,
        "errors": row.errors,
    }
    return record | ({"changed": _share_record(row.changed)} if row.changed else {})


def _share_record(share: Share) -> dict[str, Json]:
    record: dict[str, Json] = {"count": share.count, "of": share.of}
    if share.estimate:
        record["share"] = _short(share.estimate.value)
        if share.estimate.interval:
            record["interval"] = [_short(end) for end in share.estimate.interval]
    return record


def _short(value: float) -> float:
    return round(value, 4)


def _cells(share: Share) -> tuple[str, str, str]:
    shown = names.measured(share.estimate, Unit.SHARE) if share.estimate else ""
    return f"{share.of:,}", f"{share.count:,}" if share.of else "", shown


def _aligned(rows: Sequence[_Cells]) -> str:
    """Return rows as lines: first cells to the left, others to the right; headings have one."""
    widths = [max(map(len, one)) for one in zip(*(row for row in rows if row[1:]), strict=True)]
    return "\n".join(
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip()
        for row in rows
    )


def _spread(failures: Sequence[Failure], count: int) -> Iterator[Failure]:
    """Yield up to `count` failures at equal distances."""
    step = max(1.0, len(failures) / max(1, count))
    yield from (failures[int(step * at)] for at in range(min(count, len(failures))))


def _example(failure: Failure) -> Iterator[str]:
    card = failure.card
    yield f"{failure.attack.name}: {failure.level}, to be {failure.attack.expected}"
    yield f"  asked     {one_line(card.question, WIDTH)}"
    yield f"  reference {one_line(reference(card), WIDTH)}"
    yield f"  answer    {one_line(failure.answer, WIDTH)}"
