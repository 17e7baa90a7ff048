"""The log taken along, joined and met; the store backed up, put back and proved."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.program.powers import needs_permissions, obey_permissions
from tests.program.program import Ended, Program

RED = "\x1b[31m"


def practise(tutor: Program, deck: str, store: str, *answers: str) -> Ended:
    return tutor("practice", deck, "--store", store, typed="".join(f"{one}\n\n" for one in answers))


@pytest.fixture
def kept(tutor: Program, deck: str) -> str:
    """Return a store with a review, and have it used."""
    practise(tutor, deck, "kept.db", "Paris")
    tutor.environment["TUTOR_STORE"] = str(tutor.here / "kept.db")
    return "kept.db"


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(sql)


def test_the_log_is_exported_to_stdout_or_a_file(tutor: Program, kept: str) -> None:
    first, *facts = tutor("log", "export").records

    assert first["format"] == "tutor log"
    assert [fact["answer"] for fact in facts if fact["fact"] == "review"] == ["Paris"]
    assert tutor("log", "export", "mine.jsonl").code == 0
    assert (tutor.here / "mine.jsonl").read_text() == tutor("log", "export").out


def test_an_export_replaces_an_older_one_and_nothing_else(tutor: Program, kept: str) -> None:
    tutor.write("notes.txt", "mine\n")
    tutor("log", "export", "mine.jsonl")

    assert tutor("log", "export", "mine.jsonl").code == 0
    assert tutor("log", "export", "notes.txt").refused(2, "notes.txt", "is there already")
    assert tutor("log", "export", "nowhere/mine.jsonl").refused(2, "nowhere/mine.jsonl")
    assert (tutor.here / "notes.txt").read_text() == "mine\n"


def test_logs_of_two_machines_come_to_the_same(tutor: Program, deck: str, kept: str) -> None:
    practise(tutor, deck, "other.db", "Paris", "Lima")
    tutor("log", "export", "other.jsonl", "--store", "other.db")

    ended = tutor("log", "merge", "other.jsonl")

    assert ended.out.startswith("New: ")
    assert "2 reviews" in ended.out
    assert len(tutor.reviews("France")) == 2
    again = tutor("log", "merge", "-", typed=(tutor.here / "other.jsonl").read_bytes())
    assert again.out == "Nothing new: all of it was known.\n"
    tutor("log", "export", "mine.jsonl")
    tutor("log", "merge", "mine.jsonl", "--store", "other.db")
    shown = [tutor("due", deck, "--json", "--store", one).out for one in ("kept.db", "other.db")]
    assert shown[0] == shown[1]


def test_of_a_damaged_log_nothing_is_merged_unless_it_is_asked_for(
    tutor: Program, deck: str, kept: str
) -> None:
    practise(tutor, deck, "other.db", "Paris")
    exported = tutor("log", "export", "--store", "other.db").out
    tutor.write("bad.jsonl", exported + f'{{"fact": "{RED}"}}\n' + exported[:-20])

    refused = tutor("log", "merge", "bad.jsonl")

    assert refused.code == 2
    for said in ("2 lines are damaged", "bad.jsonl:5: ", "bad.jsonl:9: ", "Nothing was merged."):
        assert said in refused.err
    assert len(tutor.reviews("France")) == 1
    assert "1 review" in tutor("log", "merge", "bad.jsonl", "--skip-bad").out
    assert len(tutor.reviews("France")) == 2


@pytest.mark.parametrize("name", ["missing.jsonl", ".", "notes.txt"])
def test_what_is_no_log_is_not_merged(tutor: Program, kept: str, name: str) -> None:
    tutor.write("notes.txt", "mine\n")

    assert tutor("log", "merge", name).refused(2, name)


def test_what_another_machine_says_never_commands_the_terminal(tutor: Program, kept: str) -> None:
    facts = [json.loads(line) for line in tutor("log", "export").out.splitlines()]
    for fact in facts:
        for name in ("question", "answer", "sitting"):
            if name in fact:
                fact[name] = f"{RED}{fact[name]}"
        if fact.get("fact") == "review":
            fact["id"] = "1" * 32
    conflict = {**facts[-1], "answer": f"{RED}conflict"}
    tutor.write("other.jsonl", "\n".join(json.dumps(fact) for fact in [*facts, conflict]) + "\n")

    ended = tutor("log", "merge", "other.jsonl", "--store", "fresh.db")

    assert "one name and two contents" in ended.err
    assert "␛[31m" in tutor("history", "France", "--store", "fresh.db").out


def test_two_machines_meet_in_a_folder_at_every_sitting(tutor: Program, deck: str) -> None:
    (tutor.here / "carried").mkdir()
    tutor.environment["TUTOR_SYNC_FOLDER"] = str(tutor.here / "carried")
    practise(tutor, deck, "one.db", "Paris")
    ended = practise(tutor, deck, "two.db", "Lima")

    assert ended.err == ""
    assert len([*(tutor.here / "carried").iterdir()]) == 2
    done = tutor("sync", "--store", "one.db", "--json").records
    assert (done[0]["new"]["review"], done[0]["others"]) == (1, 1)
    shown = [tutor("due", deck, "--json", "--store", one).out for one in ("one.db", "two.db")]
    assert shown[0] == shown[1]


def test_a_sitting_goes_on_without_its_folder_and_says_so_in_a_line(
    tutor: Program, deck: str
) -> None:
    tutor.environment["TUTOR_SYNC_FOLDER"] = str(tutor.here / "unmounted")

    ended = practise(tutor, deck, "one.db", "Paris")

    assert ended.code == 0
    assert "Recorded: good" in ended.out
    assert (
        ended.err.splitlines()
        == [f"tutor: not synced: {tutor.here}/unmounted: there is no such folder to meet others in"]
        * 2
    )


@needs_permissions
def test_a_sitting_goes_on_though_its_folder_cannot_be_written(tutor: Program, deck: str) -> None:
    folder = tutor.here / "carried"
    folder.mkdir(mode=0o555)
    tutor.environment["TUTOR_SYNC_FOLDER"] = str(folder)

    ended = tutor("practice", deck, "--store", "one.db", typed="Paris\n\n", first=obey_permissions)

    assert ended.code == 0
    assert "not synced" in ended.err


def test_sync_wants_a_folder(tutor: Program, kept: str) -> None:
    assert tutor("sync").refused(2, "no folder to meet other machines in is configured")


def test_a_damaged_file_in_the_folder_is_named_harmlessly(tutor: Program, kept: str) -> None:
    folder = tutor.here / "carried"
    folder.mkdir()
    (folder / f"tutor-{RED}.jsonl").write_text("nonsense\n")

    ended = tutor("sync", setting={"TUTOR_SYNC_FOLDER": str(folder)})

    assert ended.code == 0
    assert "no log of the tutor" in ended.err


def test_a_backup_can_be_restored(tutor: Program, deck: str, kept: str) -> None:
    assert "and checked" in tutor("backup", "copy.db").out
    practise(tutor, deck, "kept.db", "Lima")

    ended = tutor("restore", "copy.db")

    assert "copy.db was restored: 1 review," in ended.out
    assert len(tutor.reviews("Peru")) == 0
    [replaced] = tutor.here.glob("kept-replaced-*.db")
    assert f"is kept: {replaced}" in ended.out
    assert tutor("due", "--store", replaced).code == 0


def test_a_backup_without_a_name_lies_beside_the_store(tutor: Program, kept: str) -> None:
    assert tutor("backup").code == 0
    assert len([*(tutor.here / "kept-backups").glob("kept-*.db")]) == 1


def test_a_backup_is_written_over_nothing(tutor: Program, kept: str) -> None:
    assert tutor("backup", "kept.db").refused(2, "kept.db", "is there already")
    assert tutor("backup", "nowhere/copy.db").code == 0


def test_what_is_no_store_is_neither_backed_up_nor_restored(tutor: Program, kept: str) -> None:
    tutor.write("notes.txt", "mine\n" * 1000)

    assert tutor("backup", "copy.db", "--store", "notes.txt").refused(3, "notes.txt")
    assert tutor("backup", "copy.db", "--store", "none.db").refused(3, "there is no store")
    assert tutor("restore", "notes.txt").refused(3, "notes.txt", "not a store")
    assert tutor("restore", "none.db").refused(2, "none.db", "no such file")
    assert len(tutor.reviews("France")) == 1


def test_verify_proves_the_schedules_and_mends_them_on_request(tutor: Program, kept: str) -> None:
    assert tutor("verify").out == "All is well: 1 schedule, as the log has it.\n"
    execute(tutor.here / kept, "UPDATE schedule SET due = due + 1")

    assert tutor("verify").refused(1, "1 schedule does not follow from the log")
    assert tutor("verify", "--json").code == 1
    assert tutor("verify", "--mend").code == 0
    assert tutor("verify").code == 0


def states(ended: Ended) -> dict[str, str]:
    """Return the worst state of each part that the doctor looked at."""
    order = ["ok", "warn", "fault"]
    found: dict[str, str] = {}
    for record in ended.records:
        worst = max(order.index(record["state"]), order.index(found.get(record["part"], "ok")))
        found[record["part"]] = order[worst]
        assert record["advice"] or record["state"] == "ok"
    return found


def test_the_doctor_finds_nothing_where_all_is_well(tutor: Program, kept: str) -> None:
    ended = tutor("doctor", "--json")

    assert ended.code == 0
    assert set(states(ended).values()) == {"ok"}
    assert states(ended).keys() >= {
        *("configuration", "store", "disk", "decks", "grader", "terminal", "endpoint", "sync")
    }


def test_the_doctor_names_each_fault_and_what_to_do(tutor: Program, kept: str) -> None:
    execute(tutor.here / kept, "DELETE FROM schedule")
    tutor.write("odd.md", "#flashcards\n\nLost?::\n\nWhich sea is dead?::The Dead Sea\n")
    setting = {
        "TUTOR_DECKS": "odd.md",
        "TUTOR_SYNC_FOLDER": str(tutor.here / "unmounted"),
        "TUTOR_ENCODER": "nobody/has-this",
        "TUTOR_OFLINE": "1",
        "PYTHONIOENCODING": "latin-1",
    }

    ended = tutor("doctor", "--json", setting=setting)

    assert ended.code == 1
    found = states(ended)
    assert {part for part, state in found.items() if state == "fault"} == {
        "store",
        "grader",
        "sync",
    }
    assert {part for part, state in found.items() if state == "warn"} == {
        "configuration",
        "decks",
        "terminal",
    }


def test_the_doctor_names_every_fault_of_the_configuration(tutor: Program) -> None:
    ended = tutor("doctor", setting={"TUTOR_OFFLINE": "x", "TUTOR_LLM_TIMEOUT": "-3"})

    assert ended.code == 1
    assert ended.out.count("fault  configuration  TUTOR_") == 2


def test_the_doctor_looks_at_a_damaged_store(tutor: Program, kept: str) -> None:
    path = tutor.here / kept
    path.write_bytes(path.read_bytes()[:4096] + b"damaged " * 1024)

    ended = tutor("doctor")

    assert ended.code == 1
    assert "damaged" in ended.out


def test_the_doctor_asks_nobody_where_the_network_is_forbidden(tutor: Program, kept: str) -> None:
    setting = {"TUTOR_LLM_MODEL": "parrot-1", "TUTOR_LLM_BASE_URL": "http://127.0.0.1:1/v1"}

    assert "not asked" in tutor("doctor", "--no-network", setting=setting).out
    asked = tutor("doctor", "--json", setting=setting)
    assert states(asked)["endpoint"] == "fault"
