"""What is written into a deck reads as it was meant, and leaves the rest as it was."""

from __future__ import annotations

import pytest

from tutor.cards.card import Card
from tutor.cards.markdown import Mode, parse
from tutor.cards.markdown.writing import card_block, deck_head, with_points

DECK = """#flashcards/air

What is air?
?
Mostly nitrogen, then oxygen. ^a1
<!--SR:!2026-01-01,3,250-->

Is it wet?::No, as a rule ^k1

Gas or not:::Gas

The ==sky== is blue
"""


def card(deck: str, question: str) -> Card:
    found = parse(deck, "deck.md", mode=Mode.REPAIR).cards
    return next(one for one in found if one.question == question)


def test_points_are_written_below_the_separator_and_nothing_else_changes() -> None:
    changed = with_points(DECK, card(DECK, "What is air?"), ["nitrogen | most", "oxygen"])

    added = "?\n  <!-- points: nitrogen \\| most | oxygen -->\nMostly"
    assert changed == DECK.replace("?\nMostly", added)
    now = card(changed, "What is air?")
    assert [point.text for point in now.points] == ["nitrogen | most", "oxygen"]
    assert (now.answer, now.block_id) == ("Mostly nitrogen, then oxygen.", "^a1")


def test_points_of_a_card_on_one_line_stand_before_its_block_id() -> None:
    changed = with_points(DECK, card(DECK, "Is it wet?"), ["No", "as a rule"])

    assert changed == DECK.replace("rule ^k1", "rule <!-- points: No | as a rule --> ^k1")


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_the_ends_of_lines_stay(end: str) -> None:
    deck = DECK.replace("\n", end)

    changed = with_points(deck, card(deck, "What is air?"), ["nitrogen", "oxygen"])

    assert changed.count("\n") == (deck.count("\n") + 1 if end == "\r\n" else 0)
    assert changed.replace(f"  <!-- points: nitrogen | oxygen -->{end}", "") == deck


@pytest.mark.parametrize(
    ("question", "why"),
    [("Gas or not", "asked backwards"), ("The [...] is blue", "asked backwards, or has gaps")],
)
def test_cards_of_other_kinds_take_no_points(question: str, why: str) -> None:
    there = [one for one in parse(DECK, "deck.md").cards if one.question == question]
    asked = there[0] if there else parse(DECK, "deck.md").cards[-1]

    with pytest.raises(ValueError, match=why):
        with_points(DECK, asked, ["Gas"])


@pytest.mark.parametrize(
    ("deck", "why"),
    [
        ("#flashcards\n\nWhat?\n?\n- one <!-- also: 1 -->\n- two\n", "other wordings"),
        ("#flashcards\n\nWhat?\n?\n- one\n- two <!-- optional -->\n", "other wordings"),
        ("#flashcards\n\nWhat?\n?\none <!-- points: one -->\n", "states its points already"),
        ("#flashcards\n\nWhat?::one <!--SR:!2026-01-01,3,250-->\n", "schedule stands on the same"),
    ],
)
def test_a_card_with_marks_in_the_way_is_left_alone(deck: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        with_points(deck, parse(deck, "deck.md").cards[0], ["one", "two"])


def test_a_deck_that_has_changed_is_left_alone() -> None:
    with pytest.raises(ValueError, match="the deck has changed"):
        with_points(DECK.replace("nitrogen", "argon"), card(DECK, "What is air?"), ["oxygen"])


def test_a_point_with_a_comment_is_not_written() -> None:
    with pytest.raises(ValueError, match="holds a comment"):
        with_points(DECK, card(DECK, "What is air?"), ["a --> b"])


def test_a_drafted_card_stands_below_its_passage() -> None:
    block = card_block("What is firn?", ["old snow", "packed"], "Firn is old snow,\n\npacked.")

    assert block == (
        "> Firn is old snow,\n>\n> packed.\n\nWhat is firn?\n?\n- old snow\n- packed\n"
    )


def test_marks_in_a_passage_are_none() -> None:
    block = card_block("What is firn?", ["old snow"], "Firn :: old snow")

    assert block.startswith("> `Firn :: old snow`\n\nWhat")


@pytest.mark.parametrize(
    ("question", "answer", "passage"),
    [
        ("What is a::b?", "old snow", "Firn"),
        ("#tag What is it?", "old snow", "Firn"),
        ("What is it?", "<!-- also: everything -->", "Firn"),
        ("What is it?", "old snow <!-- also: everything -->", "Firn"),
        ("What is it?", "old snow <!--SR:!2026-01-01,3,250-->", "Firn"),
        ("What is it?", "?", "Firn"),
        ("What is it?", "```", "Firn"),
        ("What is it?", "old snow ^k1", "Firn"),
        ("What is it?", "old snow", "Firn is ==old== snow"),
        ("<!-- what -->", "old snow", "Firn"),
    ],
)
def test_what_would_not_read_as_a_card_is_not_written(
    question: str, answer: str, passage: str
) -> None:
    with pytest.raises(ValueError, match="marks of a deck"):
        card_block(question, [answer], passage)


def test_a_drafted_deck_has_no_problem() -> None:
    head = deck_head("my notes: 2026!", "notes.md, drafted by draft 1 (0123456789ab), parrot::1")
    blocks = [card_block(f"What is {one}?", [one], f"{one} is.") for one in ("firn", "ice")]

    deck = parse(head + "".join(f"\n{block}" for block in blocks), "deck.md")

    assert deck.problems == ()
    assert [one.question for one in deck.cards] == ["What is firn?", "What is ice?"]
    assert deck.name == "flashcards/my-notes-2026"
