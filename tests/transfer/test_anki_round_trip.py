"""Whatever cards are written for Anki are read from the package as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transfer.examples import NOON, card, known, read, reviewed
from tutor.cards.card import Kind
from tutor.scheduling.review import Grade, Schedule
from tutor.transfer.anki_export import write_package
from tutor.transfer.html_text import markdown
from tutor.transfer.markdown_html import html
from tutor.transfer.outgoing import Outgoing
from tutor.transfer.values import CarriedCard, CarriedNote

WORDS = st.sampled_from(
    [
        *("cell", "wall ", "**bold**", "`x::y`", "$a<b$", "1 < 2", "&amp;", "\n", "- item\n"),
        *("{{c1::x}}", "==", "é", "[...]", "```\nif a:\n\n  b\n```", "?", '"quoted"', "<b>", "#t"),
    ]
)
# As any text is once it went through a field: without blank lines and blanks at the ends.
TEXTS = st.lists(WORDS, min_size=1, max_size=5).map(lambda parts: markdown(html("".join(parts))))
SEEN = TEXTS.filter(bool).filter(lambda text: markdown(html(text)) == text)


@st.composite
def notes(draw: st.DrawFn) -> list[Outgoing]:
    return [_note(draw, number) for number in range(draw(st.integers(1, 4)))]


def _note(draw: st.DrawFn, number: int) -> Outgoing:
    one = card(
        draw(SEEN),
        draw(SEEN),
        deck=draw(st.sampled_from(["art", "art/old", "words"])),
        tags=tuple(draw(st.lists(st.sampled_from(["a", "b/c"]), unique=True))),
        is_suspended=draw(st.booleans()),
        is_flagged=draw(st.booleans()),
        source=f"{number}",
    )
    grades = draw(st.lists(st.sampled_from(Grade), max_size=4))
    own, after = _moved(*reviewed(one, *grades), number)
    if draw(st.booleans()) and one.question != one.answer:
        other = replace(one, question=one.answer, answer=one.question, source=f"{number}r")
        return Outgoing(CarriedNote(Kind.MULTI_REVERSED, (own, other)), (after, ()))
    return Outgoing(CarriedNote(Kind.MULTI, (own,)), (after,))


def _moved(
    own: CarriedCard, after: tuple[Schedule, ...], number: int
) -> tuple[CarriedCard, tuple[Schedule, ...]]:
    """Move a past by some milliseconds, for Anki has one review at each."""
    shift = timedelta(milliseconds=number)
    reviews = tuple(replace(one, at=one.at + shift) for one in own.reviews)
    return replace(own, reviews=reviews), after


@settings(max_examples=60)
@given(notes())
def test_what_is_written_for_anki_is_read_as_it_was(outgoing: list[Outgoing]) -> None:
    with TemporaryDirectory() as folder:
        target = Path(folder) / "a.apkg"
        write_package(target, outgoing, NOON + timedelta(days=1_000))
        parcel = read(target)

    wanted = [one for out in outgoing for one in out.note.cards]
    assert sorted(map(known, parcel.cards)) == sorted(map(known, wanted))
    assert parcel.remarks == ()
