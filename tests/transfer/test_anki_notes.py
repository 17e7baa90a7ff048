"""Templates and deletions of Anki's, and which lines of its log are reviews."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.transfer.examples import NOON, faces
from tutor.cards.card import Kind
from tutor.scheduling.review import Grade
from tutor.transfer.anki import parcel
from tutor.transfer.anki_collection import (
    AnkiCard,
    AnkiNote,
    Collection,
    LogEntry,
    NoteType,
    Template,
)
from tutor.transfer.anki_log import past
from tutor.transfer.media import Media
from tutor.transfer.values import Parcel

LEARNING, REVIEW, FILTERED, MANUAL, RESCHEDULED = 0, 1, 3, 4, 5


def collection(kind: NoteType, *values: str, cards: int = 1) -> Collection:
    """Return a collection with one note."""
    made = tuple(AnkiCard(at, 7, at, 1, 0, 0, 0, 0, 0, 0, 0, "{}") for at in range(cards))
    return Collection(0, {1: kind}, {1: "Art::Old"}, (AnkiNote(7, 1, (), values),), made, ())


def templated(question: str, answer: str, *values: str) -> Parcel:
    """Return what a template makes of a note with the fields a, b and c."""
    kind = NoteType("own", ("a", "b", "c"), (Template(question, answer),), is_cloze=False)
    return parcel(collection(kind, *values), Media())


def cloze(text: str, extra: str = "", cards: int = 1) -> Parcel:
    template = Template("{{cloze:Text}}", "{{cloze:Text}}<br>{{Extra}}")
    kind = NoteType("Cloze", ("Text", "Extra"), (template,), is_cloze=True)
    return parcel(collection(kind, text, extra, cards=cards), Media())


@pytest.mark.parametrize(
    ("question", "answer", "face"),
    [
        ("{{a}}", "{{FrontSide}}<hr id=answer>{{b}}", ("x", "y")),
        ("{{a}}", "{{a}}<hr id='answer' class=k>{{b}}", ("x", "y")),
        ("{{a}}", "{{FrontSide}} {{b}}", ("x", "y")),
        ("Say: {{ text:a }}", "{{type:b}}", ("Say: x", "y")),
        ("{{a}} {{type:b}}", "{{b}}", ("x", "y")),
        ("{{#c}}has c{{/c}}{{^c}}no c{{/c}}", "{{b}}", ("no c", "y")),
        ("{{#b}}{{#c}}both{{/c}}{{a}}{{/b}}", "{{hint:b}}", ("x", "y")),
        ("{{a}}{{tts en_US:b}}{{Tags}}", "{{b}}", ("x", "y")),
    ],
)
def test_a_template_is_filled_in(question: str, answer: str, face: tuple[str, str]) -> None:
    assert faces(templated(question, answer, "x", "y", "").notes) == [face]


def test_a_card_that_shows_nothing_is_left_out_and_told() -> None:
    found = templated("{{a}}", "{{b}}", "x", "<b></b>", "")

    assert found.notes == ()
    assert found.remarks == ("1 note left out: each shows nothing on one side.",)


def test_the_deck_is_a_path() -> None:
    [found] = templated("{{a}}", "{{b}}", "x", "y", "").cards

    assert found.deck == "Art/Old"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("{{c1::a}} and {{c2::b}}", "==a== and ==b=="),
        ("{{c1::a::hint}} is", "==a;;hint== is"),
        ("{{c2::a}} and {{c1::b}}", "==2;;a== and ==1;;b=="),
        ("{{c1::a}} and {{c1::b}}", "==1;;a== and ==1;;b=="),
        ("{{c3::a}} and {{c7::b}}", "==a== and ==b=="),
        (r"\({{c1::x^2}}\)", "$==x^2==$"),
    ],
)
def test_deletions_are_marked_as_a_deck_marks_them(text: str, marked: str) -> None:
    [note] = cloze(text).notes

    assert (note.kind, note.text) == (Kind.CLOZE, marked)


@pytest.mark.parametrize(
    ("text", "face"),
    [
        ("{{c1,2::a}} b", ("[...] b", "a")),
        ("if {{c1::a == b}} then", ("if [...] then", "a == b")),
        ("{{c1::one<br>two}} b", ("[...] b", "one\ntwo")),
        ("a == b {{c1::c}} == d", ("a == b [...] == d", "c")),
        ("{{c1::a::of b}} == c == d", ("[of b] == c == d", "a")),
    ],
)
def test_what_a_deck_cannot_mark_becomes_a_question(text: str, face: tuple[str, str]) -> None:
    assert faces(cloze(text).notes)[0] == face
    assert cloze(text).notes[0].kind is Kind.MULTI


def test_what_stands_beside_a_text_is_kept_beside_it() -> None:
    [note] = cloze("{{c1::a}} b", "see <i>c</i>").notes

    assert note.extra == "see *c*"


@pytest.mark.parametrize("text", ["no deletion", "{{c1::open", "{{c1::image-occlusion:rect}}"])
def test_a_text_without_deletions_is_left_out(text: str) -> None:
    assert cloze(text).notes == ()


# --- the log ----------------------------------------------------------------------------------


def entry(
    day: int, button: int, kind: int = REVIEW, interval: int = 3, factor: int = 2500
) -> LogEntry:
    at = int((NOON + timedelta(days=day)).timestamp() * 1000)
    return LogEntry(at, 1, button, interval, factor, 2_000, kind)


LEARNED = entry(0, 3, LEARNING)

LOGS = {
    "all of it": ([LEARNED, entry(1, 2), entry(4, 1)], [3, 2, 1]),
    "without what nobody graded": ([LEARNED, entry(1, 0, RESCHEDULED), entry(2, 3)], [3, 3]),
    "without a day set by hand": ([LEARNED, entry(1, 0, MANUAL), entry(2, 3)], [3, 3]),
    "without cramming": ([LEARNED, entry(1, 1, FILTERED, factor=0), entry(2, 3)], [3, 3]),
    "with a review ahead of time": ([LEARNED, entry(1, 4, FILTERED), entry(2, 3)], [3, 4, 3]),
    "from the last reset": (
        [LEARNED, entry(1, 4), entry(2, 0, MANUAL, factor=0), entry(3, 2, LEARNING)],
        [2],
    ),
    "from the last learning": ([LEARNED, entry(1, 4), entry(3, 2, LEARNING), entry(4, 3)], [2, 3]),
    "nothing after a reset alone": ([LEARNED, entry(2, 0, MANUAL, factor=0)], []),
    "without buttons that are none": ([LEARNED, entry(1, 9)], [3]),
}


@pytest.mark.parametrize(("entries", "grades"), LOGS.values(), ids=LOGS)
def test_what_counts_of_a_log(entries: list[LogEntry], grades: list[int]) -> None:
    found = past(entries)

    assert [review.grade for review in found.reviews] == grades
    assert (found.start, found.left_out) == (None, len(entries) - len(grades))


def test_a_log_without_a_beginning_starts_from_its_first_review_of_a_day_or_more() -> None:
    found = past([entry(0, 3, interval=-600), entry(1, 2, interval=9), entry(9, 1)])

    assert [review.grade for review in found.reviews] == [Grade.HARD, Grade.AGAIN]
    assert found.start
    assert (found.start.stability, found.start.due) == (9, NOON + timedelta(days=10))


def test_a_difficulty_of_fsrs_in_such_a_log_stays_what_it_is() -> None:
    found = past([entry(0, 3, factor=600)])

    assert found.start
    assert found.start.difficulty == pytest.approx(1 + 9 * 0.5)
