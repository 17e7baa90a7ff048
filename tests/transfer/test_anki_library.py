"""Files made by Anki's own library are read, and ours are read by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.transfer.examples import NOON, card, faces, going, known, read, reviewed, seen
from tutor.cards.card import Kind
from tutor.scheduling.fsrs import Fold
from tutor.scheduling.review import Grade, GradedAt
from tutor.transfer.anki_export import write_package
from tutor.transfer.outgoing import Outgoing
from tutor.transfer.values import CarriedCard, CarriedNote, Parcel

anki = pytest.importorskip("anki.collection", reason="Anki's library is not installed here")

CONTAINERS = ["old.apkg", "new.apkg", "old.colpkg", "new.colpkg"]


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[anki.Collection]:
    opened = anki.Collection(str(tmp_path / "anki.anki2"))
    yield opened
    opened.close()


def add(
    collection: anki.Collection, kind: str, deck: str, *fields: str, tags: str = ""
) -> anki.Note:
    """Add a note, and return it."""
    made = collection.new_note(collection.models.by_name(kind))
    for at, field in enumerate(fields):
        made.fields[at] = field
    made.tags = tags.split()
    collection.add_note(made, collection.decks.id(deck))
    return made


def answer(collection: anki.Collection, card_id: int, *grades: Grade) -> None:
    """Answer a card at once, several times."""
    for grade in grades:
        one = collection.get_card(card_id)
        one.start_timer()
        states = collection._backend.get_scheduling_states(one.id)
        collection.sched.answer_card(
            collection.sched.build_answer(card=one, states=states, rating=int(grade) - 1)
        )


def export(collection: anki.Collection, target: Path) -> Path:
    """Export everything in the container that the name of the target says."""
    legacy = target.name.startswith("old")
    if target.suffix == ".colpkg":
        copy = target.with_suffix(".anki2")
        collection.db.execute("VACUUM INTO ?", str(copy))
        other = anki.Collection(str(copy))
        other.export_collection_package(str(target), include_media=True, legacy=legacy)
        return target
    options = anki.ExportAnkiPackageOptions(
        with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
    )
    collection.export_anki_package(out_path=str(target), options=options, limit=None)
    return target


def take(collection: anki.Collection, path: Path) -> anki.ImportLogWithChanges.Log:
    """Have Anki import a package, and return its log."""
    options = anki.ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True)
    request = anki.ImportAnkiPackageRequest(package_path=str(path), options=options)
    return collection.import_anki_package(request).log


def read_from(collection: anki.Collection, folder: Path, name: str = "new.apkg") -> Parcel:
    return read(export(collection, folder / name))


# --- from Anki --------------------------------------------------------------------------------


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_is_read(
    collection: anki.Collection, tmp_path: Path, container: str
) -> None:
    one = add(collection, "Basic", "Bio::Cells", "What is <b>ATP</b>?", "energy<br>carrier")
    add(collection, "Basic (and reversed card)", "Words", "dog", "Hund", tags="pets a::b")
    add(collection, "Cloze", "Bio", "The {{c1::heart}} pumps {{c2::blood::a liquid}}")
    answer(collection, one.cards()[0].id, Grade.GOOD, Grade.AGAIN)
    [first, second] = collection.db.all("SELECT id, time FROM revlog ORDER BY id")

    parcel = read_from(collection, tmp_path, container)

    [atp] = [one for one in parcel.cards if "ATP" in one.question]
    assert [(r.at.timestamp(), r.grade, r.seconds) for r in atp.reviews] == [
        (pytest.approx(first[0] / 1000), Grade.GOOD, first[1] / 1000),
        (pytest.approx(second[0] / 1000), Grade.AGAIN, second[1] / 1000),
    ]
    assert sorted((one.question, one.answer, one.deck, one.tags) for one in parcel.cards) == [
        ("Hund", "dog", "Words", ("a/b", "pets")),
        ("The [...] pumps blood", "heart", "Bio", ()),
        ("The heart pumps [a liquid]", "blood", "Bio", ()),
        ("What is **ATP**?", "energy\ncarrier", "Bio/Cells", ()),
        ("dog", "Hund", "Words", ("a/b", "pets")),
    ]
    assert parcel.remarks == ()


def test_a_card_and_its_reverse_are_one_note(collection: anki.Collection, tmp_path: Path) -> None:
    add(collection, "Basic (and reversed card)", "Words", "dog", "Hund")

    [found] = read_from(collection, tmp_path).notes

    assert found.kind is Kind.MULTI_REVERSED


def test_a_reverse_that_was_not_wanted_is_not_made(
    collection: anki.Collection, tmp_path: Path
) -> None:
    add(collection, "Basic (optional reversed card)", "Words", "dog", "Hund", "")
    add(collection, "Basic (optional reversed card)", "Words", "cat", "Katze", "y")

    assert faces(read_from(collection, tmp_path).notes) == [
        ("dog", "Hund"),
        ("cat", "Katze"),
        ("Katze", "cat"),
    ]


def test_a_typed_answer_is_the_answer(collection: anki.Collection, tmp_path: Path) -> None:
    add(collection, "Basic (type in the answer)", "Words", "dog", "Hund")

    assert faces(read_from(collection, tmp_path).notes) == [("dog", "Hund")]


def test_deletions_within_deletions_become_cards_of_their_own(
    collection: anki.Collection, tmp_path: Path
) -> None:
    add(collection, "Cloze", "Bio", "{{c1::The {{c2::left}} half}} pumps")

    assert faces(read_from(collection, tmp_path).notes) == [
        ("[...] pumps", "The left half"),
        ("The [...] half pumps", "left"),
    ]


def test_suspension_and_flags_are_read(collection: anki.Collection, tmp_path: Path) -> None:
    one, other = (add(collection, "Basic", "Bio", name, "x").cards()[0].id for name in "ab")
    collection.sched.suspend_cards([one])
    collection.set_user_flag_for_cards(3, [other])

    found = {one.question: one for one in read_from(collection, tmp_path).cards}

    assert (found["a"].is_suspended, found["a"].is_flagged) == (True, False)
    assert (found["b"].is_suspended, found["b"].is_flagged) == (False, True)


def test_a_day_that_was_set_by_hand_is_no_review(
    collection: anki.Collection, tmp_path: Path
) -> None:
    made = add(collection, "Basic", "Bio", "a", "x").cards()[0].id
    answer(collection, made, Grade.EASY)
    collection.sched.set_due_date([made], "5")

    parcel = read_from(collection, tmp_path)

    [found] = parcel.cards
    assert [review.grade for review in found.reviews] == [Grade.EASY]
    assert "1 line of the review log" in parcel.remarks[0]


def test_what_came_before_a_reset_counts_no_more(
    collection: anki.Collection, tmp_path: Path
) -> None:
    made = add(collection, "Basic", "Bio", "a", "x").cards()[0].id
    answer(collection, made, Grade.EASY)
    collection.sched.schedule_cards_as_new([made])
    answer(collection, made, Grade.HARD)

    [found] = read_from(collection, tmp_path).cards

    assert [review.grade for review in found.reviews] == [Grade.HARD]


def test_a_card_that_was_reset_and_not_seen_since_is_new(
    collection: anki.Collection, tmp_path: Path
) -> None:
    made = add(collection, "Basic", "Bio", "a", "x").cards()[0].id
    answer(collection, made, Grade.EASY)
    collection.sched.schedule_cards_as_new([made])

    [found] = read_from(collection, tmp_path).cards

    assert (found.reviews, found.schedule) == ((), None)


def test_cramming_is_no_review(collection: anki.Collection, tmp_path: Path) -> None:
    made = add(collection, "Basic", "Bio", "a", "x").cards()[0].id
    answer(collection, made, Grade.EASY)
    crammed = collection.decks.new_filtered("Cram")
    deck = collection.decks.get(crammed)
    deck["terms"] = [["deck:Bio", 10, 0]]
    deck["resched"] = False
    collection.decks.save(deck)
    collection.sched.rebuild_filtered_deck(crammed)
    answer(collection, made, Grade.AGAIN)

    [found] = read_from(collection, tmp_path).cards

    assert collection.db.scalar("SELECT count() FROM revlog") == 2
    assert [review.grade for review in found.reviews] == [Grade.EASY]
    assert found.deck == "Bio"


def test_a_card_without_a_log_keeps_its_interval_and_its_day(
    collection: anki.Collection, tmp_path: Path
) -> None:
    made = add(collection, "Basic", "Bio", "a", "x").cards()[0].id
    collection.sched.set_due_date([made], "10!")
    collection.db.execute("DELETE FROM revlog")
    due = collection.db.scalar("SELECT due FROM cards")

    [found] = read_from(collection, tmp_path).cards

    assert found.schedule
    assert found.schedule.due.timestamp() == collection.crt + due * 86_400
    assert found.schedule.due - found.schedule.last_review == timedelta(days=10)
    assert found.schedule.stability == 10


def test_a_log_that_begins_in_the_middle_is_taken_up_there(
    collection: anki.Collection, tmp_path: Path
) -> None:
    made = add(collection, "Basic", "Bio", "a", "x").cards()[0].id
    at = int(NOON.timestamp() * 1000)
    collection.db.execute("INSERT INTO revlog VALUES (?, ?, 0, 3, 20, 8, 2260, 4000, 1)", at, made)

    [found] = read_from(collection, tmp_path).cards

    assert [review.at for review in found.reviews] == [NOON]
    assert found.schedule
    assert (found.schedule.stability, found.schedule.due) == (20, NOON + timedelta(days=20))
    assert found.schedule.difficulty == pytest.approx(10 - 9 * (226 - 130) / 240)


def test_the_fold_of_a_log_is_what_anki_itself_makes_of_it(
    collection: anki.Collection, tmp_path: Path
) -> None:
    made = add(collection, "Basic", "Bio", "a", "x").cards()[0].id
    days, grades = [0, 1, 5, 14, 15, 40], [3, 3, 2, 1, 3, 4]
    for number, (day, grade) in enumerate(zip(days, grades, strict=True)):
        at = int((NOON + timedelta(days=day)).timestamp() * 1000)
        kind = min(number, 1)
        collection.db.execute(
            "INSERT INTO revlog VALUES (?, ?, 0, ?, 1, 1, 500, 4000, ?)", at, made, grade, kind
        )
    theirs = collection.compute_memory_state(made)

    [found] = read_from(collection, tmp_path).cards
    ours = Fold().replay(GradedAt(review.grade, review.at) for review in found.reviews)

    assert ours
    assert ours.stability == pytest.approx(theirs.stability, rel=1e-3)
    assert ours.difficulty == pytest.approx(theirs.difficulty, rel=1e-3)


# --- to Anki ----------------------------------------------------------------------------------


def learned(question: str = "Q", **others: object) -> Outgoing:
    """Return a note with one card in review, on its way to Anki."""
    own, after = reviewed(card(question, **others), Grade.GOOD, Grade.GOOD, Grade.HARD)
    return Outgoing(CarriedNote(Kind.MULTI, (own,)), (after,))


def written(folder: Path, *notes: Outgoing) -> Path:
    target = folder / "ours.apkg"
    write_package(target, notes, NOON + timedelta(days=30))
    return target


def test_anki_finds_every_note_in_ours(collection: anki.Collection, tmp_path: Path) -> None:
    reverse = (card("dog", "Hund"), card("Hund", "dog"))
    package = written(tmp_path, learned(), going(*reverse, kind=Kind.MULTI_REVERSED))

    log = take(collection, package)

    assert (len(log.new), len(log.conflicting), len(log.duplicate)) == (2, 0, 0)
    assert collection.card_count() == 3


def test_anki_shows_what_the_card_says(collection: anki.Collection, tmp_path: Path) -> None:
    take(collection, written(tmp_path, going(card("Is 1 < 2?", "- yes\n- **always**"))))

    [found] = collection.find_cards("")
    assert "Is 1 &lt; 2?" in collection.get_card(found).question()
    assert "<li>yes</li><li><b>always</b></li>" in collection.get_card(found).answer()


def test_deletions_are_deletions_in_anki(collection: anki.Collection, tmp_path: Path) -> None:
    cards = (card("The [...] pumps [b]", "heart"), card("The heart pumps [b]", "blood"))
    text = "The ==heart== pumps ==blood;;b=="
    take(collection, written(tmp_path, going(*cards, kind=Kind.CLOZE, text=text)))

    [first, second] = sorted(collection.find_cards(""), key=lambda c: collection.get_card(c).ord)
    assert 'data-cloze="heart"' in collection.get_card(first).question()
    assert "[b]" in collection.get_card(second).question()


def test_anki_has_the_interval_the_day_and_the_memory(
    collection: anki.Collection, tmp_path: Path
) -> None:
    note = learned()
    schedule = note.after[0][-1]
    take(collection, written(tmp_path, note))

    [found] = collection.find_cards("")
    one = collection.get_card(found)
    assert one.ivl == (schedule.due - schedule.last_review).days
    assert (one.type, one.queue, one.reps, one.lapses) == (2, 2, 3, 0)
    due = collection.crt + one.due * 86_400
    assert abs(due - schedule.due.timestamp()) < 2 * 86_400
    assert one.memory_state.stability == pytest.approx(schedule.stability, abs=1e-3)
    assert one.memory_state.difficulty == pytest.approx(schedule.difficulty, abs=1e-2)


def test_anki_has_the_review_log(collection: anki.Collection, tmp_path: Path) -> None:
    note = learned()
    take(collection, written(tmp_path, note))

    rows = collection.db.all("SELECT id, ease, time, type FROM revlog ORDER BY id")
    assert rows == [
        [int(review.at.timestamp() * 1000), int(review.grade), round(review.seconds * 1000), kind]
        for review, kind in zip(note.note.cards[0].reviews, (0, 0, 1), strict=True)
    ]


def test_anki_has_decks_tags_and_marks(collection: anki.Collection, tmp_path: Path) -> None:
    note = learned(deck="art/music", tags=("exam",), is_suspended=True, is_flagged=True)
    take(collection, written(tmp_path, note))

    [found] = collection.find_cards("deck:art::music tag:exam is:suspended flag:1")
    assert collection.get_card(found).note().fields[0] == "Q"


def test_anki_has_the_pictures_and_the_sounds(collection: anki.Collection, tmp_path: Path) -> None:
    picture, package = tmp_path / "heart.png", tmp_path / "ours.apkg"
    picture.write_bytes(b"a picture")
    one = going(card("![](heart.png)", "![](dog.mp3)"))
    write_package(package, [one], NOON, {"heart.png": picture, "dog.mp3": picture})

    take(collection, package)

    assert collection.media.have("heart.png")
    assert collection.media.have("dog.mp3")
    [found] = collection.find_notes("")
    assert collection.get_note(found).fields == ['<img src="heart.png">', "[sound:dog.mp3]"]


def test_a_second_import_into_anki_adds_nothing(
    collection: anki.Collection, tmp_path: Path
) -> None:
    package = written(tmp_path, learned())
    take(collection, package)

    assert len(take(collection, package).new) == 0
    assert collection.card_count() == 1
    assert collection.db.scalar("SELECT count() FROM revlog") == 3


def test_what_went_through_anki_comes_back_as_it_was(
    collection: anki.Collection, tmp_path: Path
) -> None:
    reverse = (card("dog", "Hund", deck="words"), card("Hund", "dog", deck="words"))
    notes = [
        learned("Was ist `x::y`?", answer="```\nif a:\n\n    b\n```", tags=("a", "b")),
        learned("$a_1<b$", answer="- one\n- two", is_suspended=True),
        going(*reverse, kind=Kind.MULTI_REVERSED),
    ]
    take(collection, written(tmp_path, *notes))

    again = read_from(collection, tmp_path)

    assert seen(again) == sorted(known(one) for out in notes for one in out.note.cards)


def test_a_card_of_anki_keeps_the_id_of_its_note(tmp_path: Path) -> None:
    own = CarriedCard("Q", "A", "art", source="1")
    out = Outgoing(CarriedNote(Kind.MULTI, (own,), block_id="anki-1483959289817"), ((),))

    [found] = read(written(tmp_path, out)).notes

    assert found.block_id == "anki-1483959289817"
