"""`tutor import` and `tutor export`, from files to files."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.transfer.examples import card, going, known, note, read, reviewed
from tutor.cards.card import Kind
from tutor.cli.main import app
from tutor.errors import ReadError, UsageError
from tutor.scheduling.marks import Mark, MarkKind
from tutor.scheduling.review import Grade, Mode, Phase
from tutor.store.store import Store
from tutor.transfer.anki_export import write_package
from tutor.transfer.blake3 import hexdigest
from tutor.transfer.outgoing import Outgoing
from tutor.transfer.values import CarriedNote

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    return tmp_path / "decks"


def run(store: Path, *arguments: str | Path, typed: str = "") -> Result:
    result = CliRunner().invoke(app, [*map(str, arguments), "--store", str(store)], input=typed)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def record(result: Result) -> dict[str, object]:
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


def learned(question: str = "Q", answer: str = "A", **others: object) -> Outgoing:
    """Return a note with one card that was reviewed three times."""
    own, after = reviewed(card(question, answer, **others), Grade.GOOD, Grade.GOOD, Grade.AGAIN)
    return Outgoing(CarriedNote(Kind.MULTI, (own,)), (after,))


def package(path: Path, *notes: Outgoing) -> Path:
    path.unlink(missing_ok=True)
    write_package(path, notes, NOW - timedelta(days=1))
    return path


def taken(store: Path, source: Path, decks: Path, *options: str) -> dict[str, object]:
    """Import a file, and return what is said of it."""
    return record(run(store, "import", source, "--into", decks, "--json", *options))


# --- from Anki --------------------------------------------------------------------------------


def test_cards_become_decks_and_reviews_are_in_the_log(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    source = package(tmp_path / "a.apkg", learned("Q", "A", deck="art/old"), going(card("R", "B")))

    told = taken(store, source, decks)

    assert (told["cards"], told["reviews"], told["there"]) == (2, 3, 0)
    text = (decks / "art/old.md").read_text("utf-8")
    assert text.startswith("#flashcards/art/old\n\nQ\n?\nA ^anki-")
    with Store.open(store) as kept:
        [reviews] = [kept.reviews(one.id) for one in kept.known_cards() if one.question == "Q"]
        assert [review.grade for review in reviews] == [Grade.GOOD, Grade.GOOD, Grade.AGAIN]
        assert {(review.grader, review.mode) for review in reviews} == {("anki", Mode.IMPORTED)}
        assert kept.verify() == ()


def test_a_second_import_adds_nothing(tmp_path: Path, store: Path, decks: Path) -> None:
    both = (card("dog", "Hund"), card("Hund", "dog"))
    faces = (card("The [...] pumps [it]", "heart"), card("The heart pumps [it]", "blood"))
    source = package(
        tmp_path / "a.apkg",
        learned(is_suspended=True),
        going(*both, kind=Kind.MULTI_REVERSED),
        going(*faces, kind=Kind.CLOZE, text="The ==heart== pumps ==blood;;it=="),
    )
    taken(store, source, decks)
    before = {path: path.read_bytes() for path in decks.rglob("*") if path.is_file()}

    again = taken(store, source, decks)

    assert (again["cards"], again["reviews"], again["there"]) == (0, 0, 5)
    assert {path: path.read_bytes() for path in decks.rglob("*") if path.is_file()} == before


def test_what_is_new_in_anki_since_is_added_and_no_file_is_written_over(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    taken(store, package(tmp_path / "a.apkg", learned("Q")), decks)
    before = (decks / "art.md").read_bytes()

    later = taken(store, package(tmp_path / "a.apkg", learned("Q"), learned("Newer")), decks)

    assert (later["cards"], later["reviews"], later["there"]) == (1, 3, 1)
    assert (decks / "art.md").read_bytes() == before
    assert "Newer\n?\nA" in (decks / "art 2.md").read_text("utf-8")


def test_a_card_that_was_edited_here_is_known_again(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    source = package(tmp_path / "a.apkg", learned("Waht is it?"))
    taken(store, source, decks)
    deck = decks / "art.md"
    deck.write_text(deck.read_text("utf-8").replace("Waht", "What"), "utf-8")

    again = taken(store, source, decks)

    assert (again["cards"], again["there"], again["reviews"]) == (0, 1, 0)
    with Store.open(store) as kept:
        [known_card] = kept.known_cards()
        assert known_card.question == "What is it?"
        assert len(kept.reviews(known_card.id)) == 3


def test_a_deck_that_was_moved_is_found(tmp_path: Path, store: Path, decks: Path) -> None:
    source = package(tmp_path / "a.apkg", learned())
    taken(store, source, decks)

    assert taken(store, source, tmp_path / "elsewhere")["there"] == 1
    assert not (tmp_path / "elsewhere").exists()


def test_notes_with_the_same_text_are_one(tmp_path: Path, store: Path, decks: Path) -> None:
    twin, _ = reviewed(card("Q", "A", source="twin"), Grade.EASY)
    other = Outgoing(CarriedNote(Kind.MULTI, (twin,)), (learned().after[0][:1],))
    source = package(tmp_path / "a.apkg", learned(), other)

    first, second = taken(store, source, decks), taken(store, source, decks)

    assert (first["cards"], second["cards"]) == (1, 0)
    assert first["remarks"] == ["1 note left out: another has the same text."]


def test_a_card_of_another_deck_with_the_same_question_keeps_its_history(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    mine = tmp_path / "mine.jsonl"
    review = {"at": "2026-01-01T00:00:00Z", "grade": "easy"}
    line = {"question": "Q", "answer": "another answer", "reviews": [review]}
    mine.write_text(json.dumps(line), "utf-8")
    taken(store, mine, tmp_path / "mine")

    taken(store, package(tmp_path / "a.apkg", learned("Q", "A")), decks)

    with Store.open(store) as kept:
        histories = {one.answer: len(kept.reviews(one.id)) for one in kept.known_cards()}
    assert histories == {"another answer": 1, "A": 3}


def test_marks_are_taken_over_once(tmp_path: Path, store: Path, decks: Path) -> None:
    source = package(tmp_path / "a.apkg", learned(is_suspended=True, is_flagged=True))
    taken(store, source, decks)
    with Store.open(store) as kept:
        [(card_id, marked)] = kept.marked().items()
        assert (marked.is_suspended, marked.is_flagged) == (True, True)
        kept.mark([Mark("f" * 32, card_id, NOW, MarkKind.RESUMED)])

    taken(store, source, decks)

    with Store.open(store) as kept:
        assert not kept.marked()[card_id].is_suspended


def test_media_lie_beside_the_decks_and_are_not_written_over(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    pictured = going(card("![](heart.png)", "the ![](blood.png)", deck="art/old"))
    source = package(tmp_path / "a.apkg", pictured)
    with zipfile.ZipFile(source, "a") as archive:
        archive.writestr("0", b"of Anki's")
        archive.writestr("1", b"unused")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(tmp_path / "b.apkg", "w") as new:
        for name in old.namelist():
            content = b'{"0": "heart.png", "1": "other.png"}' if name == "media" else old.read(name)
            new.writestr(name, content)

    told = taken(store, tmp_path / "b.apkg", decks)

    assert "![](../media/heart.png)" in (decks / "art/old.md").read_text("utf-8")
    assert (decks / "media/heart.png").read_bytes() == b"of Anki's"
    assert told["media"] == 1
    assert told["remarks"] == ["1 media file named by cards, and not in the package."]
    assert not (decks / "media/other.png").exists()
    (decks / "media/heart.png").write_bytes(b"mine")
    assert taken(store, tmp_path / "b.apkg", decks)["media"] == 0
    assert (decks / "media/heart.png").read_bytes() == b"mine"


def test_media_can_be_left_where_they_are(tmp_path: Path, store: Path, decks: Path) -> None:
    source = package(tmp_path / "a.apkg", going(card("![](heart.png)", "it")))

    assert taken(store, source, decks, "--no-media")["media"] == 0
    assert not (decks / "media").exists()


def test_reviews_of_the_future_are_left_out(tmp_path: Path, store: Path, decks: Path) -> None:
    line = {"question": "Q", "answer": "A"}
    late = {"at": (NOW + timedelta(days=9)).isoformat(), "grade": "good"}
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps({**line, "reviews": [late]}), "utf-8")

    told = taken(store, source, decks)

    assert told["reviews"] == 0
    assert told["remarks"] == ["1 review left out: from the future, or before 1980."]


def test_a_vault_with_other_marks_is_refused(tmp_path: Path, store: Path) -> None:
    plugin = tmp_path / "vault/.obsidian/plugins/obsidian-spaced-repetition"
    plugin.mkdir(parents=True)
    (plugin / "data.json").write_text('{"settings": {"multilineCardEndMarker": "+++"}}', "utf-8")
    source = package(tmp_path / "a.apkg", learned())

    with pytest.raises(UsageError, match="other separators or tags"):
        run(store, "import", source, "--into", tmp_path / "vault/decks")


def test_without_a_place_decks_lie_in_a_folder_named_like_the_file(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    run(store, "import", package(tmp_path / "latin.apkg", learned()))

    assert (tmp_path / "latin/art.md").exists()


def test_a_file_of_no_known_kind_is_refused(tmp_path: Path, store: Path) -> None:
    with pytest.raises(UsageError, match="not told by its name"):
        run(store, "import", tmp_path / "cards.doc")


def test_a_file_that_is_not_there_says_so(tmp_path: Path, store: Path) -> None:
    for name in ("a.apkg", "a.csv", "a.jsonl", "a.md"):
        with pytest.raises(ReadError, match="no such file"):
            run(store, "import", tmp_path / name)


# --- other formats ----------------------------------------------------------------------------


def test_a_table_becomes_decks(tmp_path: Path, store: Path, decks: Path) -> None:
    (tmp_path / "a.tsv").write_text("dog\tHund\twords\n", "utf-8")

    told = taken(store, tmp_path / "a.tsv", decks, "--columns", "question=2,answer=1,deck=3")

    assert told["cards"] == 1
    assert (decks / "words.md").read_text("utf-8") == "#flashcards/words\n\nHund\n?\ndog\n"
    assert taken(store, tmp_path / "a.tsv", decks)["there"] == 0


def test_hashcards_brings_its_reviews(tmp_path: Path, store: Path, decks: Path) -> None:
    folder = tmp_path / "cards/world"
    folder.mkdir(parents=True)
    (folder / "Geo.md").write_text("Q: a\nA: b\n\nC: [c] d\n", "utf-8")
    with closing(sqlite3.connect(tmp_path / "cards/hashcards.db")) as database, database:
        database.execute("CREATE TABLE reviews (review_id, card_hash, reviewed_at, grade)")
        row = (1, hexdigest(b"Basicab"), "2026-03-01T08:00:00.000", "easy")
        database.execute("INSERT INTO reviews VALUES (?, ?, ?, ?)", row)

    told = taken(store, folder / "Geo.md", decks)

    assert (told["cards"], told["reviews"]) == (2, 1)
    assert "==c== d" in (decks / "Geo.md").read_text("utf-8")
    assert taken(store, folder / "Geo.md", decks)["reviews"] == 0


def test_json_lines_carry_everything_to_another_store(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    taken(store, package(tmp_path / "a.apkg", learned(tags=("x",), is_flagged=True)), decks)
    run(store, "export", tmp_path / "all.jsonl", decks)
    other = tmp_path / "other.db"

    told = taken(other, tmp_path / "all.jsonl", tmp_path / "copies")

    assert (told["cards"], told["reviews"], told["flagged"]) == (1, 3, 1)
    assert "#flashcards/art #x" in (tmp_path / "copies/art.md").read_text("utf-8")
    with Store.open(store) as here, Store.open(other) as there:
        assert here.schedules() == there.schedules()
        assert {one.id for one in here.reviews(next(iter(here.schedules())))} == {
            one.id for one in there.reviews(next(iter(there.schedules())))
        }
    assert taken(store, tmp_path / "all.jsonl", decks)["reviews"] == 0


def test_what_was_practised_here_is_not_doubled_when_it_comes_back_from_anki(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    decks.mkdir()
    (decks / "art.md").write_text("#flashcards/art\n\nQ1\n?\nA1\n\nQ2\n?\nA2\n", "utf-8")
    answered = run(store, "practice", decks, "--reveal", typed="3\n1\n")
    assert answered.exit_code == 0
    run(store, "undo")
    before = run(store, "log", "export").stdout
    run(store, "export", tmp_path / "a.apkg", decks)

    again = taken(store, tmp_path / "a.apkg", decks)

    assert (again["cards"], again["reviews"], again["there"]) == (0, 0, 2)
    assert run(store, "log", "export").stdout == before


# --- to other programs ------------------------------------------------------------------------


def test_what_came_from_anki_goes_to_anki_as_it_was(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    both = (card("dog", "Hund", tags=("a/b",)), card("Hund", "dog", tags=("a/b",)))
    faces = (card("The [...] pumps [it]", "heart"), card("The heart pumps [it]", "blood"))
    notes = [
        learned("What?", "- one\n- two", tags=("x",), is_suspended=True),
        going(*both, kind=Kind.MULTI_REVERSED),
        going(*faces, kind=Kind.CLOZE, text="The ==heart== pumps ==blood;;it=="),
    ]
    taken(store, package(tmp_path / "a.apkg", *notes), decks)

    run(store, "export", tmp_path / "b.apkg", decks)

    first, second = read(tmp_path / "a.apkg"), read(tmp_path / "b.apkg")
    assert sorted(map(known, second.cards)) == sorted(map(known, first.cards))
    assert sorted(one.kind for one in second.notes) == sorted(one.kind for one in first.notes)
    assert {one.block_id for one in second.notes} == {one.block_id for one in first.notes}


def test_pictures_and_sounds_go_with_their_cards_and_nothing_else_does(
    tmp_path: Path, store: Path, decks: Path
) -> None:
    (tmp_path / "media").mkdir()
    for name in ("heart 1.png", "dog.mp3", "secret.txt"):
        (tmp_path / "media" / name).write_bytes(name.encode())
    deck = tmp_path / "deck.md"
    links = "![](media/dog.mp3) ![](media/secret.txt) ![](media/gone.png) ![](https://a.org/b.png)"
    deck.write_text(f"#flashcards/art\n\n![](media/heart%201.png) is\n?\n{links}\n", "utf-8")

    run(store, "export", tmp_path / "b.apkg", deck)

    with zipfile.ZipFile(tmp_path / "b.apkg") as archive:
        names = json.loads(archive.read("media"))
        assert {name: archive.read(at) for at, name in names.items()} == {
            "heart 1.png": b"heart 1.png",
            "dog.mp3": b"dog.mp3",
        }
    taken(tmp_path / "other.db", tmp_path / "b.apkg", decks)
    assert (decks / "media/dog.mp3").read_bytes() == b"dog.mp3"
    assert "![](media/heart%201.png) is\n?\n![](media/dog.mp3)" in (
        (decks / "art.md").read_text("utf-8")
    )


@pytest.mark.parametrize("name", ["b.apkg", "b.csv", "b.jsonl", "b.md"])
def test_no_export_is_written_over_another_file(tmp_path: Path, store: Path, name: str) -> None:
    deck = tmp_path / "deck.md"
    deck.write_text("#flashcards\n\nQ::A\n", "utf-8")
    (tmp_path / name).write_text("mine", "utf-8")

    with pytest.raises(UsageError, match="is there already"):
        run(store, "export", tmp_path / name, deck)

    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_a_whole_collection_is_not_written(tmp_path: Path, store: Path) -> None:
    with pytest.raises(UsageError, match="replaces a whole collection"):
        run(store, "export", tmp_path / "b.colpkg")


def test_a_table_names_its_columns(tmp_path: Path, store: Path) -> None:
    deck = tmp_path / "deck.md"
    deck.write_text("#flashcards/art #x\n\nQ\n?\nA\n", "utf-8")

    run(store, "export", tmp_path / "b.csv", deck)

    assert (tmp_path / "b.csv").read_text("utf-8").splitlines() == [
        "question,answer,deck,tags,due,stability,difficulty,reviews",
        "Q,A,art,x,,,,0",
    ]


# --- the plugin's schedules -------------------------------------------------------------------

DECK = "#flashcards\n\nQ\n?\nA\n<!--SR:!2026-03-20,12,250-->\n\nR::B\n"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    path = tmp_path / "deck.md"
    path.write_text(DECK, "utf-8")
    return path


def test_the_plugins_schedules_are_seeds_in_the_log(deck: Path, store: Path) -> None:
    told = record(run(store, "import", "--schedules", deck, "--json"))

    assert told == {"schedules": 1, "left": 0}
    with Store.open(store) as kept:
        [schedule] = kept.schedules().values()
        assert (schedule.stability, schedule.phase, schedule.reviews) == (12, Phase.REVIEW, 1)
        assert schedule.due.astimezone().date().isoformat() == "2026-03-20"
        assert kept.verify() == ()


def test_schedules_are_taken_over_once(deck: Path, store: Path) -> None:
    run(store, "import", "--schedules", deck)

    assert record(run(store, "import", "--schedules", deck, "--json")) == {
        "schedules": 0,
        "left": 1,
    }


def test_schedules_are_written_back_where_asked(deck: Path, store: Path) -> None:
    run(store, "import", "--schedules", deck)
    deck.write_text("#flashcards\n\nQ\n?\nA\n\nR::B\n", "utf-8")

    told = record(run(store, "export", "--schedules", deck, "--json"))

    assert (told["schedules"], told["left"]) == (1, 0)
    assert deck.read_text("utf-8") == DECK
    run(store, "export", "--schedules", deck)
    assert deck.read_text("utf-8") == DECK


def test_a_schedule_that_the_plugin_made_since_is_not_written_over(deck: Path, store: Path) -> None:
    run(store, "import", "--schedules", deck)
    later = DECK.replace("2026-03-20,12", "2026-04-20,30")
    deck.write_text(later, "utf-8")

    run(store, "export", "--schedules", deck)

    assert deck.read_text("utf-8") == later
    assert record(run(store, "import", "--schedules", deck, "--json"))["schedules"] == 1
    with Store.open(store) as kept:
        [schedule] = kept.schedules().values()
        assert schedule.stability == 30
        assert kept.verify() == ()


def test_every_card_that_is_carried_is_a_card_of_the_note() -> None:
    one = note(card("a"), card("b"), block_id="anki-1")

    assert [each.block_id for each in one.apart()] == ["anki-1", "anki-1-1"]


def test_nothing_but_decks_lies_in_the_folder(tmp_path: Path, store: Path, decks: Path) -> None:
    taken(store, package(tmp_path / "a.apkg", learned()), decks)

    assert [path.name for path in decks.rglob("*")] == ["art.md"]
