"""Packages that are damaged, made to harm, or of another time end the command, and no more."""

from __future__ import annotations

import json
import random
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.transfer.examples import NOON, card, faces, going, read
from tutor.errors import ReadError
from tutor.transfer.anki_export import write_package
from tutor.transfer.file_names import is_safe
from tutor.transfer.package import Limits, open_package

zstd = pytest.importorskip("backports.zstd", reason="Zstandard is an extra")

NEWEST = b"\x08\x03"


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """A package with one card."""
    path = tmp_path / "sound.apkg"
    write_package(path, [going(card("Q", "A"))], NOON)
    return path


def collection_of(package: Path) -> bytes:
    with zipfile.ZipFile(package) as archive:
        return archive.read("collection.anki2")


def packed(path: Path, **parts: bytes) -> Path:
    """Write a ZIP file; "__" in a name stands for "."."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "."), content)
    return path


def complaint(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as fault:
        read(path, limits or Limits())
    return fault.value.message


def test_the_newest_container_is_read(sound: Path, tmp_path: Path) -> None:
    content = zstd.compress(collection_of(sound))
    path = packed(tmp_path / "new.apkg", meta=NEWEST, collection__anki21b=content)

    assert faces(read(path).notes) == [("Q", "A")]


def test_a_newer_collection_goes_before_the_older_one_beside_it(
    sound: Path, tmp_path: Path
) -> None:
    stub = b"please update"
    path = packed(
        tmp_path / "both.apkg", collection__anki21=collection_of(sound), collection__anki2=stub
    )

    assert faces(read(path).notes) == [("Q", "A")]


def test_what_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.apkg", collection__anki2=bytes(2_000_000))

    assert path.stat().st_size < 10_000
    assert "more than 1,000,000 bytes" in complaint(path, Limits(collection=1_000_000))


def test_what_zstandard_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = zstd.compress(bytes(2_000_000))
    path = packed(tmp_path / "bomb.apkg", meta=NEWEST, collection__anki21b=bomb)

    assert "more than 1,000,000 bytes" in complaint(path, Limits(collection=1_000_000))


def test_a_list_of_media_that_is_too_long_is_refused(sound: Path, tmp_path: Path) -> None:
    media = json.dumps({str(n): f"{n}.png" for n in range(1_000)}).encode()
    path = packed(tmp_path / "m.apkg", collection__anki2=collection_of(sound), media=media)

    assert "media unpacks to more than 500 bytes" in complaint(path, Limits(media_list=500))


def test_all_media_together_are_bounded(sound: Path, tmp_path: Path) -> None:
    media = json.dumps({"0": "a.png", "1": "b.png"}).encode()
    parts = {"collection__anki2": collection_of(sound), "0": bytes(600), "1": bytes(600)}
    path = packed(tmp_path / "m.apkg", media=media, **parts)

    with open_package(path, Limits(media=1_000)) as package, (tmp_path / "x").open("wb") as file:
        package.unpack_media("0", file)
        with pytest.raises(ReadError, match="more than 400 bytes"):
            package.unpack_media("1", file)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a zip at all", bytes(100)], ids=repr)
def test_what_is_no_package_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.apkg"
    path.write_bytes(content)

    assert "this is no package of Anki's" in complaint(path)


def test_a_package_without_a_collection_says_so(tmp_path: Path) -> None:
    assert "there is no collection" in complaint(packed(tmp_path / "x.apkg", media=b"{}"))


def test_a_package_of_the_future_says_so(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.apkg", meta=b"\x08\x09", collection__anki2=b"")

    assert "of version 9" in complaint(path)


@pytest.mark.parametrize("meta", [b"\xff" * 12, b"\x0a\x7f", b"\x0b"], ids=repr)
def test_an_unreadable_meta_says_so(tmp_path: Path, meta: bytes) -> None:
    path = packed(tmp_path / "x.apkg", meta=meta, collection__anki2=b"")

    assert "`meta` is unreadable" in complaint(path)


def test_a_collection_that_is_no_database_says_so(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.apkg", collection__anki2=b"SQLite format 3\0" + bytes(500))

    assert "its collection is damaged" in complaint(path)


def test_a_compressed_collection_that_is_damaged_says_so(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.apkg", meta=NEWEST, collection__anki21b=b"nothing of the kind")

    assert "is damaged" in complaint(path)


def test_a_view_is_not_taken_for_a_table(sound: Path, tmp_path: Path) -> None:
    database = tmp_path / "c.db"
    database.write_bytes(collection_of(sound))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("ALTER TABLE notes RENAME TO others")
        connection.execute("CREATE VIEW notes AS SELECT * FROM others")
    path = packed(tmp_path / "x.apkg", collection__anki2=database.read_bytes())

    assert "lacks the tables notes" in complaint(path)


@pytest.mark.parametrize("seed", range(30))
def test_bytes_that_are_changed_never_do_more_than_end_the_command(
    sound: Path, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    content = bytearray(collection_of(sound))
    for _ in range(20):
        content[chance.randrange(100, len(content))] = chance.randrange(256)
    path = packed(tmp_path / "x.apkg", collection__anki2=bytes(content))

    with suppress(ReadError):
        read(path)


HARMFUL = [
    "../evil.png",
    "/etc/passwd",
    "a/b.png",
    "..\\evil.png",
    "C:evil.png",
    ".hidden",
    "..",
    "con.png",
    "NUL",
    "a\0.png",
    "a\u202egnp.exe",
    "trailing. ",
    "",
    "x" * 300,
]


@pytest.mark.parametrize("name", HARMFUL, ids=ascii)
def test_a_name_that_is_a_path_or_a_device_is_none(name: str) -> None:
    assert not is_safe(name)


@pytest.mark.parametrize("name", ["a.png", "a b (1).mp3", "über.jpg", "图.png", "a.b.c"])
def test_a_usual_name_is_one(name: str) -> None:
    assert is_safe(name)


def test_media_with_the_names_of_paths_are_left_out(sound: Path, tmp_path: Path) -> None:
    media = json.dumps({"0": "../../evil.png", "1": "good.png", "2": "gone.png"}).encode()
    parts = {"0": b"x", "1": b"y", "collection__anki2": collection_of(sound)}

    with open_package(packed(tmp_path / "x.apkg", media=media, **parts)) as package:
        assert package.media() == {"good.png": "1"}


@pytest.mark.parametrize(
    "media", [b"[]", b"{", b"\xff", b"[" * 100_000], ids=["list", "open", "bytes", "deep"]
)
def test_a_damaged_list_of_media_says_so(sound: Path, tmp_path: Path, media: bytes) -> None:
    path = packed(tmp_path / "x.apkg", collection__anki2=collection_of(sound), media=media)

    assert "its list of media is damaged" in complaint(path)


def test_without_zstandard_the_message_says_what_to_install(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.apkg", meta=NEWEST, collection__anki21b=b"x", media=b"")
    program = (
        "import sys; sys.modules['backports.zstd'] = sys.modules['compression.zstd'] = None;"
        f"sys.argv = ['tutor', 'import', {str(path)!r}, '--store', {str(tmp_path / 's.db')!r}];"
        "from tutor.cli.main import run; run()"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert "pip install 'tutor[anki]'" in done.stderr
