"""What robustness came to: as a table of text, and as JSON's own values and back. Pure.

The record, version `SCHEMA`; a SHARE is as `tutor.evaluation.shares` has it:

    {"schema": 1, "command": …, "tutor": version, "on": date, "machine": {…}, "seed": n,
     "decks": [{"file": name, "sha256": digest, "cards": n}],
     "graders": [{"grader": name, "cards": n, "totals": {name: SHARE},
                  "attacks": [{"family": …, "attack": name, "expected": …, "correct": SHARE,
                               "changed": SHARE, "unjudged": n, "errors": n}]}]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutor.evaluation.attacks import Expected, Family
from tutor.evaluation.figures import Json
from tutor.evaluation.metric_records import Record, read
from tutor.evaluation.robustness import Failure, Robustness, Row
from tutor.evaluation.shares import Cells, aligned, cells, share_from, share_record
from tutor.evaluation.wording import reference
from tutor.text import one_line

SCHEMA = 1
"""Raised when a field changes its meaning or goes away; any other is refused."""

WIDTH = 240
"""Characters of a text that is shown as an example."""


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
    attacks: list[Cells] = [("", "judged", "correct", "share (95 %)", "no verdict")]
    for at, row in enumerate(found.rows):
        if not at or found.rows[at - 1].family is not row.family:
            attacks.append((f"{row.family}, to be {row.expected}",))
        without = row.unjudged + row.errors
        attacks.append((f"  {row.name}", *cells(row.correct), f"{without}"))
    if is_whole:
        attacks = [row[:4] for row in attacks]
    varied: list[Cells] = [("variations of the reference", "judged", "changed", "share (95 %)")]
    varied += [
        (f"  {row.name}", *cells(row.changed))
        for row in found.rows
        if row.changed and row.changed.of
    ]
    ends: list[Cells] = [("altogether", "judged", "of them", "share (95 %)")]
    ends += [(f"  {name}", *cells(share)) for name, share in found.totals.items()]
    return "\n\n".join(aligned(rows) for rows in (attacks, varied, ends) if len(rows) > 1)


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
        **source_record(source),
        "graders": [
            {
                "grader": one.grader,
                "cards": one.cards,
                "totals": {name: share_record(share) for name, share in one.totals.items()},
                "attacks": [_row_record(row) for row in one.rows],
            }
            for one in found
        ],
    }


def source_record(source: Source) -> dict[str, Json]:
    """Return what something was measured on as JSON's own values."""
    return {
        "tutor": source.tutor,
        "on": source.on,
        "machine": {**source.machine},
        "seed": source.seed,
        "decks": [
            {"file": name, "sha256": digest, "cards": cards} for name, digest, cards in source.decks
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


def source_from(document: Record) -> Source:
    """Read what `source_record` made.

    Raises:
        LookupError: It lacks something.
        ValueError: A number in it is none.
    """
    return Source(
        tutor=str(document["tutor"]),
        on=str(document["on"]),
        machine=document["machine"],
        seed=int(document["seed"]),
        decks=tuple(
            (str(deck["file"]), str(deck["sha256"]), int(deck["cards"]))
            for deck in document["decks"]
        ),
    )


def _read(document: Record) -> tuple[Source, tuple[Robustness, ...]]:
    return source_from(document), tuple(
        Robustness(
            str(one["grader"]),
            int(one["cards"]),
            tuple(map(_row, one["attacks"])),
            {str(name): share_from(share) for name, share in one["totals"].items()},
        )
        for one in document["graders"]
    )


def _row(record: Record) -> Row:
    return Row(
        name=str(record["attack"]),
        family=Family(record["family"]),
        expected=Expected(record["expected"]),
        correct=share_from(record["correct"]),
        changed=share_from(record["changed"]) if "changed" in record else None,
        unjudged=int(record["unjudged"]),
        errors=int(record["errors"]),
    )


def _row_record(row: Row) -> dict[str, Json]:
    record: dict[str, Json] = {
        "family": row.family.value,
        "attack": row.name,
        "expected": row.expected.value,
        "correct": share_record(row.correct),
        "unjudged": row.unjudged,
        "errors": row.errors,
    }
    return record | ({"changed": share_record(row.changed)} if row.changed else {})


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
