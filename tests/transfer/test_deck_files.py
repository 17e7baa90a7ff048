"""Notes become deck files that hold these very cards, for the plugin and for us."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transfer.examples import card, note
from tutor.cards.card import Card, Kind
from tutor.cards.markdown import Mode, parse
from tutor.transfer.deck_files import Laid, lay_out
from tutor.transfer.values import CarriedNote

FOLDER = Path("/decks")


def laid(*notes: CarriedNote, taken: Callable[[Path], bool] = lambda _: False) -> Laid:
    return lay_out(notes, FOLDER, taken)


def only(*notes: CarriedNote) -> str:
    [file] = laid(*notes).files
    return file.text


def cards(text: str, mode: Mode = Mode.REPAIR) -> list[Card]:
    return list(parse(text, "deck.md", mode=mode).cards)


def test_a_card_stands_below_the_tag_of_its_deck() -> None:
    text = only(note(card("Q", "A", deck="art/old music", tags=("exam",)), block_id="anki-7"))

    assert text == "#flashcards/art/old-music #exam\n\nQ\n?\nA ^anki-7\n"


def test_a_card_and_its_reverse_share_a_block() -> None:
    both = note(card("dog", "Hund"), card("Hund", "dog"), kind=Kind.MULTI_REVERSED)

    assert "\ndog\n??\nHund\n" in only(both)


def test_a_text_keeps_its_deletions_and_what_stands_beside_it() -> None:
    faces = (card("The [...] pumps", "heart"),)
    text = only(note(*faces, kind=Kind.CLOZE, text="The ==heart== pumps", extra="see 1::2"))

    assert "\nThe ==heart== pumps\n\n> see `1::2`\n" in text
    assert len(cards(text)) == 1


HARD = {
    "a separator in a word": ("Call std::sort", "it sorts", "Call `std::sort`"),
    "a line that is a separator": ("What is\n?", "a sign", "What is\n`?`"),
    "a tag in front": ("#include is", "a line", r"\#include is"),
    "a comment": ("What is <!--", "a mark", r"What is <\!--"),
    "blank lines": ("One\n\n\ntwo", "A", "One\ntwo"),
    "a fence that is never closed": ("```\ncode", "A", "\\```\ncode"),
    "a separator in code": ("What is `a::b`", "A", "What is `a::b`"),
}


@pytest.mark.parametrize(("question", "answer", "shown"), HARD.values(), ids=HARD)
def test_what_would_be_a_mark_is_text(question: str, answer: str, shown: str) -> None:
    text = only(note(card(question, answer)))

    assert [one.question for one in cards(text)] == [shown]
    assert [one.question for one in cards(text, Mode.STRICT)] == [shown]


def test_code_keeps_its_blank_lines() -> None:
    answer = "```\nif a:\n\n    b::c\n```"

    assert [one.answer for one in cards(only(note(card("Q", answer))))] == [answer]


def test_decks_within_decks_lie_in_folders() -> None:
    files = laid(note(card(deck="art")), note(card("R", deck="art/music"))).files

    assert [file.path for file in files] == [FOLDER / "art.md", FOLDER / "art/music.md"]


@pytest.mark.parametrize(
    ("deck", "path"),
    [
        ("../../etc/passwd", "etc/passwd.md"),
        ("/absolute", "absolute.md"),
        (".hidden", "hidden.md"),
        ("a:b*c?", "a-b-c.md"),
        ("con", "_con.md"),
        ("", "cards.md"),
        ("../..", "cards.md"),
        ("x" * 300, f"{'x' * 80}.md"),
    ],
)
def test_no_name_of_a_deck_leads_out_of_the_folder(deck: str, path: str) -> None:
    [file] = laid(note(card(deck=deck))).files

    assert file.path == FOLDER / path


def test_a_name_that_is_taken_gets_a_number() -> None:
    [file] = laid(note(), taken=lambda path: path.name == "art.md").files

    assert file.path == FOLDER / "art 2.md"


def test_decks_whose_names_differ_in_case_alone_get_files_of_their_own() -> None:
    files = laid(note(card(deck="Art")), note(card("R", deck="art"))).files

    assert [file.path.name for file in files] == ["Art.md", "art 2.md"]


def test_a_note_that_no_deck_can_hold_is_left_out_and_the_others_are_not() -> None:
    good, bad = note(card("Q", "A")), note(card("\u200b", "A"))

    found = laid(bad, good)

    assert found.left_out == (bad,)
    assert [each for each, _ in found.files[0].notes] == [good]


TEXTS = st.lists(
    st.sampled_from(
        [
            *("a", "word ", "std::vector", "::", ":::", "?", "??", "\n", "\n\n", "```", "~~~"),
            *("#tag ", "#", "==x==", "==", "<!--", "-->", "<!--SR:!2020-01-01,1,250-->", "%%"),
            *(" ", "- ", "1. ", "$x$", "---", "^id", " ^id-2", "Total Cards: 3", "Tags: x", "`"),
            *("|", "> ", "\t", "é", "\u2028", "\0", "[[", "**", "(optional)", "any 3", "`a::b`"),
        ]
    ),
    min_size=1,
    max_size=8,
).map("".join)
CARDS = st.builds(
    card,
    TEXTS,
    TEXTS,
    deck=st.sampled_from(["", "A", "A/B", "x y/..", "flashcards/q"]),
    tags=st.lists(st.sampled_from(["t", "a/b", "flashcards/z"]), max_size=1).map(tuple),
)
IDS = st.sampled_from(["", "anki-12"])
NOTES = st.builds(lambda one, key: note(one, block_id=key), CARDS, IDS) | st.builds(
    lambda one, key: note(
        one,
        replace(one, question=one.answer, answer=one.question),
        kind=Kind.MULTI_REVERSED,
        block_id=key,
    ),
    CARDS,
    IDS,
)


@given(st.lists(NOTES, min_size=1, max_size=5))
def test_whatever_cards_hold_a_file_holds_these_and_no_others(notes: list[CarriedNote]) -> None:
    for file in laid(*notes).files:
        read = [one for _, own in file.notes for one in own]

        for mode in (Mode.REPAIR, Mode.STRICT):
            assert [one.question for one in cards(file.text, mode)] == [
                one.question for one in read
            ]
