"""Logs as files: written whole, and looked through before anything of them is merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from tutor.atomic import replacing
from tutor.errors import ReadError
from tutor.store.facts import LONGEST_LINE, Fact, Line, header, read_facts


@dataclass(frozen=True, slots=True)
class Checked:
    """Files that were looked through.

    Attributes:
        presets: The presets in them.
        faults: What is wrong with which lines.
    """

    presets: tuple[Fact, ...]
    faults: tuple[Line, ...]


def check(lines: Iterable[Line], known: frozenset[str]) -> Checked:
    """Look through lines, which may stand in several files.

    Args:
        lines: Read once.
        known: The ids of the presets in the store; a review may name those and the ones in `lines`.
    """
    presets: dict[str, Fact] = {}
    faults: list[Line] = []
    named: list[tuple[str, str]] = []
    for place, said in lines:
        if isinstance(said, str):
            faults.append(Line(place, said))
        elif said.sort == "preset":
            presets[str(said.row[0])] = said
        elif said.preset not in known:
            named.append((place, said.preset))
    faults += [
        Line(place, f"names the preset {one}, which neither the files nor the store have")
        for place, one in named
        if one and one not in presets
    ]
    return Checked(tuple(presets.values()), tuple(faults))


def sound_facts(checked: Checked, lines: Iterable[Line], known: frozenset[str]) -> Iterator[Fact]:
    """Yield the facts that can be merged, presets first."""
    usable = known | {str(one.row[0]) for one in checked.presets} | {""}
    facts = (said for _, said in lines if isinstance(said, Fact) and said.preset in usable)
    return chain(checked.presets, facts)


def lines_of(stream: IO[bytes], name: str) -> Iterator[Line]:
    """Yield the lines of an open file, from its beginning.

    Raises:
        ReadError: It is no log, or cannot be read.
    """
    try:
        stream.seek(0)
        yield from read_facts(iter(lambda: stream.readline(LONGEST_LINE), b""), name)
    except OSError as error:
        raise not_read(name, error) from error


def is_log(path: Path) -> bool:
    """Whether the file at `path` begins as a log of the tutor does.

    Raises:
        ReadError: It cannot be read.
    """
    try:
        with path.open("rb") as stream:
            next(read_facts([stream.readline(LONGEST_LINE)], str(path)), None)
    except ReadError:
        return False
    except OSError as error:
        raise not_read(str(path), error) from error
    return True


def write_log(path: Path, facts: Iterable[Fact], program: str) -> int:
    """Write facts into the file at `path`, in the place of what is there; return their number.

    Raises:
        UsageError, OutputError: It cannot be written; what was there stays.
    """
    count = 0
    with replacing(path) as stream:
        for line in written(facts, program):
            stream.write(line.encode("ascii") + b"\n")
            count += 1
    return count - 1


def written(facts: Iterable[Fact], program: str) -> Iterator[str]:
    """Yield the lines of a file."""
    yield header(program)
    for fact in facts:
        yield fact.to_json()


def not_read(name: str, error: OSError) -> ReadError:
    """Return why a file is not read, from what the system says of it."""
    said = (error.strerror or str(error)).lower()
    return ReadError(f"{name}: {said}", "Nothing was merged. Check the name and its permissions.")
