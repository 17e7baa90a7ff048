"""Anki's packages, `.apkg` and `.colpkg`: which collection a ZIP file holds, and its media.

Three containers are about: `collection.anki2` (before 2.1), `collection.anki21` (2.1 and every
export "for older versions"), and `collection.anki21b`, which is compressed by Zstandard and comes
with a `meta` that says so (since 2.1.50). A file may be anybody's: what it unpacks to is bounded,
and no name in it is ever a path.
"""

from __future__ import annotations

import json
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, cast

from tutor.errors import ReadError, TutorError, UsageError
from tutor.transfer import protobuf
from tutor.transfer.file_names import is_safe
from tutor.transfer.values import damaged

_OLD, _NEW, _NEWEST = "collection.anki2", "collection.anki21", "collection.anki21b"
_BY_VERSION = {1: _OLD, 2: _NEW, 3: _NEWEST}
_META, _MEDIA = "meta", "media"
_ZSTANDARD = ("compression.zstd", "backports.zstd")  # Python's own since 3.14
_META_BYTES = 1_000
_UNPACKERS = ("ZstdError", "LZMAError")  # of modules that may not be there
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a package may unpack to, in bytes: what is more is taken for an attack.

    Attributes:
        collection: The database of cards and reviews.
        media_list: The list of the media files.
        media_file: One media file.
        media: All media files that are unpacked together.
    """

    collection: int = 4 << 30
    media_list: int = 64 << 20
    media_file: int = 256 << 20
    media: int = 8 << 30


LIMITS = Limits()


class Package:
    """One open package.

    Args:
        archive: The ZIP file.
        path: Its file, for messages.
        limits: How much it may unpack to.

    Raises:
        ReadError: It is of a version that nobody here knows.
    """

    def __init__(self, archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
        self._archive = archive
        self._path = path
        self._limits = limits
        self._names = frozenset(archive.namelist())
        self._collection = self._collection_name()
        self._unpacked = 0  # bytes of media so far

    def unpack_collection(self, target: Path) -> None:
        """Write the database of the collection.

        Raises:
            ReadError: There is none, it is damaged, or larger than allowed.
            UsageError: It takes Zstandard, which is not installed.
        """
        with target.open("wb") as file:
            self._copy(self._collection, file, self._limits.collection)

    def media(self) -> dict[str, str]:
        """Return the name in the ZIP file of each media file, by the name that fields give it.

        A name that would be a path, or is none on some system, is left out.

        Raises:
            ReadError: The list is damaged, or larger than allowed.
        """
        if _MEDIA not in self._names:
            return {}
        listed = b"".join(self._read(_MEDIA, self._limits.media_list))
        try:
            named = dict(_new_list(listed) if self._is_compressed else _old_list(listed))
        except (ValueError, RecursionError) as fault:
            raise damaged(str(self._path), "its list of media is damaged") from fault
        return {name: at for name, at in named.items() if is_safe(name) and at in self._names}

    def unpack_media(self, inside: str, target: IO[bytes]) -> None:
        """Write one media file, by its name in the ZIP file.

        Raises:
            ReadError: It is damaged, or larger than allowed, alone or with those before it.
        """
        left = self._limits.media - self._unpacked
        self._unpacked += self._copy(inside, target, min(self._limits.media_file, left))

    @property
    def _is_compressed(self) -> bool:
        return self._collection == _NEWEST

    def _collection_name(self) -> str:
        name = _NEW if _NEW in self._names else _OLD
        if _META in self._names:
            meta = b"".join(self._read(_META, _META_BYTES, compressed=False))
            try:
                version = protobuf.number(meta, 1)
            except ValueError as fault:
                raise damaged(str(self._path), "it is damaged: its `meta` is unreadable") from fault
            if version not in _BY_VERSION:
                raise ReadError(
                    f"{self._path}: this package is of version {version},"
                    f" and this tutor knows up to {max(_BY_VERSION)}",
                    "Export it with “Support older Anki versions”.",
                )
            name = _BY_VERSION[version]
        if name not in self._names:
            raise damaged(str(self._path), "there is no collection of Anki's in it")
        return name

    def _copy(self, name: str, target: IO[bytes], most: int) -> int:
        return sum(target.write(chunk) for chunk in self._read(name, most))

    def _read(self, name: str, most: int, *, compressed: bool = True) -> Iterator[bytes]:
        """Yield a file of the ZIP file, unpacked, in pieces.

        Raises:
            ReadError: It is damaged, or larger than `most` bytes.
        """
        size = 0
        try:
            with self._archive.open(name) as packed:
                whole = _unpacked(packed) if compressed and self._is_compressed else packed
                while chunk := whole.read(_CHUNK):
                    size += len(chunk)
                    if size > most:
                        raise damaged(
                            str(self._path), f"{name} unpacks to more than {most:,} bytes"
                        )
                    yield chunk
        except TutorError:
            raise
        except (OSError, RuntimeError, EOFError, ValueError, zipfile.BadZipFile, zlib.error) as e:
            raise damaged(str(self._path), f"{name} in it is damaged ({e})") from e
        except Exception as fault:
            if type(fault).__name__ not in _UNPACKERS:
                raise
            raise damaged(str(self._path), f"{name} in it is damaged ({fault})") from fault


@contextmanager
def open_package(path: Path, limits: Limits = LIMITS) -> Iterator[Package]:
    """Open a package.

    Raises:
        ReadError: It is none, damaged, or of a version that nobody here knows.
    """
    try:
        archive = zipfile.ZipFile(path)
    except OSError as fault:
        said = (fault.strerror or str(fault)).lower()
        raise ReadError(f"{path}: {said}", "Check how it is spelled.") from fault
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise damaged(str(path), f"this is no package of Anki's: {fault}") from fault
    with archive:
        yield Package(archive, path, limits)


def _unpacked(packed: IO[bytes]) -> IO[bytes]:
    for name in _ZSTANDARD:
        try:
            module = import_module(name)
        except ImportError:
            continue
        return cast("IO[bytes]", module.ZstdFile(packed))
    raise UsageError(
        "this package is compressed by Zstandard, which Python lacks here",
        "Install it with: pip install 'tutor[anki]'. Or export the package from Anki with"
        " “Support older Anki versions”.",
    )


def _old_list(listed: bytes) -> Iterator[tuple[str, str]]:
    """Yield names from JSON: the name in the ZIP file -> the name in fields."""
    read = json.loads(listed or b"{}")
    if not isinstance(read, dict):
        raise ValueError("not an object")
    for inside, name in read.items():
        if isinstance(name, str):
            yield unicodedata.normalize("NFC", name), inside


def _new_list(listed: bytes) -> Iterator[tuple[str, str]]:
    """Yield names from `MediaEntries`: the nth entry is the file "n" in the ZIP file."""
    for at, (_, entry) in enumerate(protobuf.fields(listed)):
        if isinstance(entry, bytes):
            yield protobuf.text(entry, 1), str(at)
