"""The configuration file: its values by their dotted names, and the line of each."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tutor.errors import ReadError

LARGEST = 65_536
"""Bytes; what is longer is no configuration."""


_BARE = re.compile(r"[A-Za-z0-9_-]+")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[^.]+')


class MalformedError(Exception):
    """A file that is no TOML; the message says where, and what is wrong."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file that could be read.

    Attributes:
        path: Where it is.
        text: What it says.
        values: By dotted name, quoted as TOML wants it; an empty table is a value too.
    """

    path: Path
    text: str
    values: Mapping[str, object]

    @classmethod
    def parse(cls, path: Path, text: str) -> TomlFile:
        """Read `text` as the content of `path`.

        Raises:
            MalformedError: It is no TOML.
        """
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as fault:
            raise MalformedError(_told(path, fault)) from None
        except RecursionError:
            raise MalformedError(f"{path}: is nested too deeply") from None
        return cls(path, text, dict(_leaves(table)))

    def places(self) -> dict[str, str]:
        """Return where each value stands, as "path:line"."""
        return {name: f"{self.path}:{line}" for name, line in _lines(self.text).items()}


def dotted(*parts: str) -> str:
    """Return the name of a value in tables, as `deck."a b".retention`."""
    return ".".join(
        part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in parts
    )


def parts_of(name: str) -> list[str]:
    """Return the parts of a dotted name, unquoted: the inverse of `dotted`."""
    found = _PART.findall(name)
    return [str(json.loads(part)) if part.startswith('"') else part for part in found]


def read_text(path: Path) -> str | None:
    """Return the text of the file at `path`; None where there is none.

    Raises:
        ReadError: There is one that cannot be read.
    """
    if path.is_fifo():
        raise ReadError(
            f"{path}: is a pipe, which can be read only once", "Name a file with TUTOR_CONFIG."
        )
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ReadError(
            f"{path}: the configuration cannot be read: {error.strerror}",
            "Mend its permissions, or name another file with TUTOR_CONFIG.",
        ) from error
    if len(data) > LARGEST:
        raise ReadError(
            f"{path}: is too long for a configuration", "Name another file with TUTOR_CONFIG."
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ReadError(f"{path}:{line}: is not UTF-8", "Save the file as UTF-8.") from error


def _told(path: Path, fault: tomllib.TOMLDecodeError) -> str:
    """Return "path:line: what is wrong" of tomllib's "What is wrong (at line 3, column 1)"."""
    what, _, where = str(fault).partition(" (at ")
    number = where.partition("line ")[2].partition(",")[0]
    place = f"{path}:{number}" if number.isdecimal() else f"{path}, at its end"
    return f"{place}: is not TOML: {what[:1].lower()}{what[1:]}"


def _leaves(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for key, value in table.items():
        name = f"{prefix}{dotted(key)}"
        if isinstance(value, dict) and value:
            yield from _leaves(value, f"{name}.")
        else:
            yield name, value


def _lines(text: str) -> dict[str, int]:
    """Return the line, counted from 1, on which each value's statement begins.

    tomllib gives no places. Each statement is the fewest lines in a row that are TOML by
    themselves; a header names the table of those below it.
    """
    found: dict[str, int] = {}
    lines = text.replace("\r\n", "\n").split("\n")
    start, prefix = 0, ""
    for end in range(1, len(lines) + 1):
        statement = "\n".join(lines[start:end])
        try:
            names = [name for name, _ in _leaves(tomllib.loads(statement))]
        except tomllib.TOMLDecodeError:
            continue  # it goes on in the next line
        is_header = statement.lstrip().startswith("[")
        for name in names:
            found.setdefault(name if is_header else f"{prefix}{name}", start + 1)
        if is_header:
            prefix = f"{names[0]}."
        start = end
    return found
