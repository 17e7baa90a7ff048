"""Changing the configuration file: comments, order and what is not changed stay as they are."""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tutor.atomic import fresh_file, is_full
from tutor.errors import OutputError, UsageError
from tutor.settings.toml_file import MalformedError, TomlFile

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Change: TypeAlias = str | float | None
"""The new value of a setting; None takes it out of the file."""

_BY_HAND = "Edit the file by hand: `tutor config path` names it."


def edited(text: str, changes: Mapping[str, Change]) -> str:
    """Return the configuration `text` with the settings in `changes`, by their names, changed.

    Raises:
        UsageError: It is written in a way in which that cannot be done.
    """
    import tomlkit

    try:
        document = tomlkit.parse(text)
        for name, value in changes.items():
            _change(document, name, value)
        changed = tomlkit.dumps(document)
    except (tomlkit.exceptions.TOMLKitError, TypeError, KeyError, AttributeError) as fault:
        raise UsageError("The configuration cannot be changed.", _BY_HAND) from fault
    _prove(text, changed, changes)
    return changed


def _change(document: TOMLDocument, name: str, value: Change) -> None:
    import tomlkit

    table, _, key = name.rpartition(".")
    if value is None and table not in ("", *document):
        return
    if table not in ("", *document):
        document[table] = tomlkit.table()
    home: MutableMapping[str, object] = document[table] if table else document
    if value is None:
        home.pop(key, None)
    else:
        home[key] = value


def _prove(text: str, changed: str, changes: Mapping[str, Change]) -> None:
    """Raise where `changed` says anything else than `text` with `changes`."""
    here = Path("config.toml")
    try:
        found = dict(TomlFile.parse(here, changed).values)
        wanted = {**TomlFile.parse(here, text).values, **changes}
    except MalformedError as fault:
        raise UsageError("The configuration cannot be changed.", _BY_HAND) from fault
    if _values(found) != _values(wanted):
        raise UsageError("The configuration cannot be changed without harm to the rest.", _BY_HAND)


def _values(settings: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in settings.items() if value not in (None, {})}


def replace_file(path: Path, text: str) -> None:
    """Write `text` in place of the file at `path`, all of it or nothing, for its owner's eyes only.

    Its folder is made where there is none; a link stays, and the file behind it is replaced.

    Raises:
        UsageError: It cannot be written.
        OutputError: The disk is full.
    """
    place = Path(os.path.realpath(path))
    if place.exists() and not place.is_file():
        raise UsageError(f"{path}: is not a file", "Name another one with TUTOR_CONFIG.")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with fresh_file(place) as fresh:
            fresh.write(text.encode())
    except OSError as fault:
        if is_full(fault):
            raise OutputError(
                f"{path}: the disk is full, so that nothing was written", "Make room on it."
            ) from fault
        raise UsageError(
            f"{path}: {(fault.strerror or str(fault)).lower()}, so that nothing was written",
            "Check that its folder may be written, or name another file with TUTOR_CONFIG.",
        ) from fault
