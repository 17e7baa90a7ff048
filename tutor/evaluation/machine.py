"""What the measurements were made on."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import re
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

LIBRARIES = ("numpy", "onnxruntime", "tokenizers", "prompt_toolkit", "rich", "typer")
"""Whose versions are stated: speed depends on them."""

_NAME = re.compile(r"[\w.-]+")


def describe_machine() -> dict[str, str]:
    """Return what a reader needs to compare the figures with those of another machine."""
    versions = (f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "load before": f"{os.getloadavg()[0]:.2f}",
        "platform": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        "libraries": ", ".join(versions),
    }


def installed_megabytes(name: str, folder: Path) -> float:
    """Return the size of an installed package and of all that it requires, in 10⁶ bytes.

    The bytecode of what was imported so far counts; extras do not.

    Args:
        name: The package.
        folder: Where it lies, which an editable installation does not list.
    """
    files = {file for each in required(name) for file in _files(each)}
    return sum(_size(file) for file in files.union(folder.rglob("*"))) / 1e6


def required(name: str) -> frozenset[str]:
    """Return the names of a package and of everything installed that it requires, as written.

    Markers are not evaluated but for extras: what one rules out is not installed.
    """
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = _normal(waiting.pop())
        if one in found or not _is_installed(one):
            continue
        found.add(one)
        waiting += requirement_names(importlib.metadata.requires(one) or ())
    return frozenset(found)


def requirement_names(requirements: Iterable[str]) -> Iterator[str]:
    """Yield the packages that are named in lines of `Requires-Dist`, those of extras left out."""
    for requirement in requirements:
        named, _, marker = requirement.partition(";")
        if "extra" not in marker and (match := _NAME.match(named)):
            yield match[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_installed(name: str) -> bool:
    try:
        importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _files(name: str) -> Iterator[Path]:
    distribution = importlib.metadata.distribution(name)
    for entry in distribution.files or ():
        file = Path(str(distribution.locate_file(entry)))
        yield file
        if file.suffix == ".py":
            yield Path(importlib.util.cache_from_source(str(file)))


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.exists():
        found = re.search(r"^model name\s*: *(.+)$", information.read_text("utf-8"), re.MULTILINE)
        if found:
            return found[1]
    return platform.processor() or platform.machine()
