"""Stores that meet in a folder, which some program carries from machine to machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scheduling.examples import DAY, NOON
from tests.store.examples import keep, review, undo
from tutor.cards.card import Card, Place
from tutor.errors import UsageError
from tutor.scheduling.marks import Mark, Marked, MarkKind
from tutor.scheduling.preset import Preset
from tutor.scheduling.review import Grade
from tutor.store.backups import back_up, restore
from tutor.store.meeting import Synced
from tutor.store.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "carried"
    made.mkdir()
    return made


@pytest.fixture
def a(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "a.db") as opened:
        yield opened


@pytest.fixture
def b(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "b.db") as opened:
        yield opened


def met(store: Store, folder: Path, name: str) -> Synced:
    meeting = store.meeting()
    return meeting.sync(folder, meeting.device(lambda: name), "test")


def lines(folder: Path, name: str) -> list[str]:
    return (folder / f"tutor-{name}.jsonl").read_text().splitlines()


def same(one: Store, other: Store) -> bool:
    assert one.verify() == other.verify() == ()
    facts = (set(one.union().facts()), set(other.union().facts()))
    return facts[0] == facts[1] and one.schedules() == other.schedules()


def test_two_machines_come_to_the_same_schedules(a: Store, b: Store, folder: Path) -> None:
    keep(a, mistake := review(at=NOON), review(at=NOON + 2 * DAY))
    undo(a, mistake)
    keep(b, review(at=NOON + DAY, grade=Grade.HARD), review("other", NOON))
    b.mark([Mark("1" * 32, "card", NOON, MarkKind.FLAGGED)])
    met(a, folder, "aa")
    met(b, folder, "bb")
    met(a, folder, "aa")

    assert same(a, b)
    assert a.schedules()["card"].reviews == 2
    assert a.marked() == {"card": Marked(is_flagged=True)}


def test_what_one_machine_brings_in_stands_in_its_own_file_only(
    a: Store, b: Store, folder: Path
) -> None:
    keep(a, review())
    met(a, folder, "aa")
    keep(b, review())
    assert met(b, folder, "bb").told == 1
    assert met(a, folder, "aa").told == 0
    assert met(b, folder, "bb").told == 0

    assert [len(lines(folder, name)) for name in ("aa", "bb")] == [2, 2]


def test_only_what_is_new_is_added_and_what_was_there_stays(a: Store, folder: Path) -> None:
    keep(a, review())
    met(a, folder, "aa")
    first = lines(folder, "aa")
    keep(a, last := review(at=NOON + DAY))
    undo(a, last)

    assert met(a, folder, "aa").told == 2
    assert lines(folder, "aa")[:2] == first


def test_a_meeting_without_anything_new_writes_nothing(a: Store, b: Store, folder: Path) -> None:
    keep(a, review())
    for store, name in ((a, "aa"), (b, "bb"), (a, "aa")):
        met(store, folder, name)
    before = {path: path.stat() for path in folder.iterdir()}
    done = met(a, folder, "aa")

    assert (done.told, done.merged.new, done.merged.known) == (0, {}, 0)
    assert {path: path.stat() for path in folder.iterdir()} == before


def test_a_log_that_was_merged_from_a_file_is_told_to_the_others(
    a: Store, b: Store, folder: Path, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "c.db") as c:
        keep(c, review())
        a.union().merge(c.union().facts())
    met(a, folder, "aa")
    met(b, folder, "bb")

    assert same(a, b)


def test_a_card_is_known_by_its_question_on_the_other_machine(
    a: Store, b: Store, folder: Path
) -> None:
    asked = Card("What is mitosis?", "Division.", (), 0, place=Place("bio.md", 3))
    never = Card("What is meiosis?", "Halving.", (), 0, place=Place("bio.md", 5))
    a.remember([(asked, "card"), (never, "never")], NOON)
    keep(a, review("card"))
    met(a, folder, "aa")
    met(b, folder, "bb")
    assert [known.question for known in b.known_cards()] == ["What is mitosis?"]

    mended = Card("What is a mitosis?", "Division.", (), 0, place=Place("bio.md", 3))
    a.remember([(mended, "card")], NOON + DAY)
    met(a, folder, "aa")
    met(b, folder, "bb")
    assert [known.question for known in b.known_cards()] == ["What is a mitosis?"]


def test_a_preset_is_in_each_file_that_names_it(a: Store, b: Store, folder: Path) -> None:
    keen = Preset(desired_retention=0.97)
    for store, name in ((a, "aa"), (b, "bb")):
        keep(store, review(name))
        store.recount([name], keen, NOON + DAY)
        met(store, folder, name)

    assert all(keen.id in "".join(lines(folder, name)) for name in ("aa", "bb"))
    met(a, folder, "aa")
    assert same(a, b)


def test_conflicted_copies_are_read_and_harm_nothing(a: Store, b: Store, folder: Path) -> None:
    keep(a, review())
    met(a, folder, "aa")
    shutil.copy(folder / "tutor-aa.jsonl", folder / "tutor-aa (conflicted copy 2026-03-01).jsonl")
    shutil.copy(folder / "tutor-aa.jsonl", folder / "tutor-aa.sync-conflict-20260301-ABC.jsonl")
    keep(a, review(at=NOON + DAY))
    met(a, folder, "aa")

    assert met(b, folder, "bb").others == 3
    assert same(a, b)


def test_a_file_that_is_still_on_its_way_is_read_as_far_as_its_whole_lines(
    a: Store, b: Store, folder: Path
) -> None:
    keep(a, review(), review(at=NOON + DAY))
    met(a, folder, "aa")
    path = folder / "tutor-aa.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])

    assert met(b, folder, "bb").notes == ()
    assert len(b.reviews("card")) == 1
    path.write_bytes(whole)
    met(b, folder, "bb")
    assert same(a, b)


def test_a_damaged_file_is_named_and_the_others_are_read(
    a: Store, b: Store, folder: Path, tmp_path: Path
) -> None:
    keep(a, review())
    met(a, folder, "aa")
    (folder / "tutor-cc.jsonl").write_text("\n".join([*lines(folder, "aa"), '{"fact": 1}\n']))
    (folder / "tutor-dd.jsonl").write_text("nonsense\n")

    notes = met(b, folder, "bb").notes

    assert len(notes) == 2
    assert f"{folder}/tutor-cc.jsonl:3: " in "".join(notes)
    assert f"{folder}/tutor-dd.jsonl: this is no log" in "".join(notes)
    assert same(a, b)


@pytest.mark.parametrize("content", [None, b"", b"nonsense\n", b'{"fact": '])
def test_an_own_file_that_is_lost_or_damaged_is_made_whole_again(
    a: Store, b: Store, folder: Path, content: bytes | None
) -> None:
    keep(a, review())
    keep(b, review("other"))
    for store, name in ((a, "aa"), (b, "bb"), (a, "aa")):
        met(store, folder, name)
    before = lines(folder, "aa")
    path = folder / "tutor-aa.jsonl"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)

    met(a, folder, "aa")

    assert lines(folder, "aa") == before


def test_a_damaged_line_of_the_own_file_is_dropped_and_the_fact_told_again(
    a: Store, b: Store, folder: Path
) -> None:
    keep(a, review(), review(at=NOON + DAY))
    met(a, folder, "aa")
    path = folder / "tutor-aa.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"fact": "review"', b'"fact": "rev', 1))
    met(a, folder, "aa")

    assert met(b, folder, "bb").notes == ()
    assert same(a, b)


def test_a_restored_store_gets_back_what_it_had_told(a: Store, folder: Path) -> None:
    path = Path(a._path)
    keep(a, review())
    met(a, folder, "aa")
    back_up(path, path.parent / "copy.db")
    keep(a, lost := review(at=NOON + DAY))
    met(a, folder, "aa")

    restore(path.parent / "copy.db", path, NOON)
    with Store.open(path) as restored:
        keep(restored, review(at=NOON + 2 * DAY))
        met(restored, folder, "aa")
        assert lost in restored.reviews("card")
        assert restored.verify() == ()
    assert len(lines(folder, "aa")) == 4


def test_two_machines_with_one_name_lose_nothing(a: Store, folder: Path, tmp_path: Path) -> None:
    keep(a, review())
    met(a, folder, "aa")
    back_up(Path(a._path), tmp_path / "twin.db")
    with Store.open(tmp_path / "twin.db") as twin:
        for day in range(1, 4):
            keep(a, review(at=NOON + day * DAY))
            met(a, folder, "aa")
            keep(twin, review(at=NOON + day * DAY))
            met(twin, folder, "aa")
        met(a, folder, "aa")
        assert same(a, twin)


def test_of_two_that_wrote_one_file_at_once_nothing_is_lost(
    a: Store, folder: Path, tmp_path: Path
) -> None:
    keep(a, review())
    met(a, folder, "aa")
    before = (folder / "tutor-aa.jsonl").read_bytes()
    keep(a, review(at=NOON + DAY))
    met(a, folder, "aa")
    (folder / "tutor-aa.jsonl").write_bytes(before)  # as another process left it, which was slower
    os.utime(folder / "tutor-aa.jsonl", ns=(1, 1))

    met(a, folder, "aa")

    assert len(lines(folder, "aa")) == 3


def test_a_folder_that_is_not_there_is_not_made(a: Store, folder: Path) -> None:
    with pytest.raises(UsageError, match="there is no such folder"):
        met(a, folder / "unmounted", "aa")
    assert not (folder / "unmounted").exists()


def test_a_name_that_is_taken_by_a_folder_is_said_and_not_a_crash(a: Store, folder: Path) -> None:
    keep(a, review())
    (folder / "tutor-aa.jsonl").mkdir()

    with pytest.raises(UsageError, match=r"carried|tutor-aa"):
        met(a, folder, "aa")


def test_a_store_keeps_its_name(a: Store) -> None:
    assert a.meeting().device(lambda: "first") == a.meeting().device(lambda: "second") == "first"
