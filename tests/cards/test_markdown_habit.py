"""Decks of one long paragraph: a head, cards without blank lines between them, a foot."""

from __future__ import annotations

import pytest

from tutor.cards.card import Deck, Kind
from tutor.cards.markdown import Mode, parse

DENSE = """\
Chapter 3 Flashcards — Rivers of the World
flashcards rivers water africa
Which river is “the father of African rivers”?
?
The Nile – it drains eleven countries: from Burundi to Egypt.
Which two rivers meet at Khartoum?
?
- The White Nile — from Lake Victoria.
- The Blue Nile — from Lake Tana.
How do rivers end?
?
In a delta. Or in an estuary.
Total Cards: 3
Review Time: ~5 minutes
Priority: HIGH
Last Updated: 2027-01-02"""


def read(text: str) -> Deck:
    return parse(text, "chapter-3.md")


def asked(deck: Deck) -> list[tuple[str, str]]:
    return [(card.question, card.answer) for card in deck.cards]


def reported(deck: Deck) -> list[tuple[int, str]]:
    return [(problem.place.line, problem.message[:30]) for problem in deck.problems]


def test_a_dense_deck_is_read_card_by_card() -> None:
    assert asked(read(DENSE)) == [
        (
            "Which river is “the father of African rivers”?",
            "The Nile – it drains eleven countries: from Burundi to Egypt.",
        ),
        (
            "Which two rivers meet at Khartoum?",
            "- The White Nile — from Lake Victoria.\n- The Blue Nile — from Lake Tana.",
        ),
        ("How do rivers end?", "In a delta. Or in an estuary."),
    ]


def test_a_dense_deck_is_reported_once_for_each_thing_to_mend() -> None:
    assert reported(read(DENSE)) == [
        (2, "these tags have no #, so Obsid"),
        (3, "3 cards follow each other with"),
        (3, "Obsidian shows the head of the"),
        (13, "Obsidian shows this foot of th"),
    ]


def test_head_and_foot_say_what_the_deck_is() -> None:
    deck = read(DENSE)
    assert deck.title == deck.name == "Chapter 3 Flashcards — Rivers of the World"
    assert deck.tags == ("rivers", "water", "africa")
    assert deck.properties == (
        ("Total Cards", "3"),
        ("Review Time", "~5 minutes"),
        ("Priority", "HIGH"),
        ("Last Updated", "2027-01-02"),
    )


def test_strict_mode_reads_no_card_of_it_but_says_the_same() -> None:
    deck = parse(DENSE, "chapter-3.md", mode=Mode.STRICT)
    assert deck.cards == ()
    assert deck.problems == read(DENSE).problems


def test_it_is_found_without_being_asked_for() -> None:
    assert len(parse(DENSE, "chapter-3.md", requested=False).cards) == 3


def test_blank_lines_between_some_cards_change_nothing() -> None:
    loose = DENSE.replace("\nHow do", "\n\nHow do").replace("\nTotal", "\n\n\nTotal")
    assert asked(read(loose)) == asked(read(DENSE))


@pytest.mark.parametrize(
    ("change", "into"),
    [("\n", "\r\n"), ("\n", "\r"), ("\n", "  \n"), ("\n", "\t\n"), ("Chapter", "\ufeffChapter")],
    ids=["CRLF", "CR", "spaces", "tabs", "byte order mark"],
)
def test_line_ends_spaces_and_byte_order_marks_change_nothing(change: str, into: str) -> None:
    odd = read(DENSE.replace(change, into))
    assert asked(odd) == asked(read(DENSE))
    assert odd.title == read(DENSE).title


# -- heads ----------------------------------------------------------------------------------------

TWO_CARDS = "Q1?\n?\nA1\nQ2?\n?\nA2\n"


@pytest.mark.parametrize(
    ("head", "title", "tags"),
    [
        ("", "", ()),
        ("Rivers\n", "Rivers", ()),
        ("# Rivers\n", "Rivers", ()),
        ("**Chapter 3: Rivers**\n\n", "Chapter 3: Rivers", ()),
        ("flashcards nile water\n", "", ("nile", "water")),
        ("#flashcards #nile water\n", "", ("nile", "water")),
        ("Rivers\nflashcards nile\n", "Rivers", ("nile",)),
        ("Rivers\nFlashcards Nile\n", "Rivers", ("Nile",)),
        ("Flashcards on Rivers\nflashcards nile\n", "Flashcards on Rivers", ("nile",)),
        ("Rivers\n\nflashcards, nile, blue-nile\n\n", "Rivers", ("nile", "blue-nile")),
        ("Rivers\nTags: nile, white nile\n", "Rivers", ("nile", "white nile")),
        ("Rivers\n**Tags:** #nile #water\n", "Rivers", ("nile", "water")),
        ("Rivers\nflashcards: nile, water\n", "Rivers", ("nile", "water")),
        ("Rivers\nnile water africa\n", "Rivers", ("nile", "water", "africa")),
        ("# Rivers\nof the world\nflashcards nile\n", "Rivers", ("nile",)),
        ("Rivers\n---\nflashcards nile\n---\n", "Rivers", ("nile",)),
        ("flashcards nile\n# Rivers\n", "Rivers", ("nile",)),
    ],
)
def test_a_head_of_up_to_three_lines_is_in_no_card(
    head: str, title: str, tags: tuple[str, ...]
) -> None:
    deck = read(head + TWO_CARDS)
    assert (deck.title, deck.tags) == (title, tags)
    assert asked(deck) == [("Q1?", "A1"), ("Q2?", "A2")]


def test_a_source_in_the_head_is_a_property() -> None:
    deck = read("Rivers\nSource: an atlas, ch. 3\n" + TWO_CARDS)
    assert deck.properties == (("Source", "an atlas, ch. 3"),)
    assert asked(deck)[0] == ("Q1?", "A1")


def test_below_the_tags_a_first_question_may_have_two_lines() -> None:
    deck = read("Rivers\nflashcards nile\nLook at Egypt.\n" + TWO_CARDS)
    assert asked(deck)[0] == ("Look at Egypt.\nQ1?", "A1")


def test_a_first_question_of_two_sentences_is_no_title() -> None:
    deck = read("Look at Egypt.\n" + TWO_CARDS)
    assert deck.title == ""
    assert asked(deck)[0] == ("Look at Egypt.\nQ1?", "A1")


def test_with_signs_before_its_tags_it_is_filed_by_them() -> None:
    deck = read("# Rivers\n#flashcards/nile #water\n" + TWO_CARDS)
    assert {card.decks for card in deck.cards} == {("flashcards/nile",)}
    assert reported(deck) == [
        (3, "2 cards follow each other with"),
        (3, "Obsidian shows the head of the"),
    ]


# -- feet -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("foot", "properties"),
    [
        ("Priority: LOW\nTotal Cards: 2", (("Priority", "LOW"), ("Total Cards", "2"))),
        ("\nReview Time: 5 min\n", (("Review Time", "5 min"),)),
        ("---\n**Total Cards:** 2\n", (("Total Cards", "2"),)),
        ("***\n\n**Total Cards**: 2\n\n*Owner*: me", (("Total Cards", "2"), ("Owner", "me"))),
        ("__Priority: LOW__\n\nNotes: none\n", (("Priority", "LOW"), ("Notes", "none"))),
        ("Deck Version: 3\nTotal Cards: 2\n", (("Deck Version", "3"), ("Total Cards", "2"))),
        ("- Total Cards: 2\n- Priority: LOW\n", (("Total Cards", "2"), ("Priority", "LOW"))),
        ("TOTAL CARDS: 2 cards\nPriority:\n", (("TOTAL CARDS", "2 cards"), ("Priority", ""))),
        ("\nCreated: 2027-01-02\n", (("Created", "2027-01-02"),)),
        ("---\n", ()),
    ],
)
def test_a_foot_is_in_no_card(foot: str, properties: tuple[tuple[str, str], ...]) -> None:
    deck = read("Rivers\nflashcards nile\n" + TWO_CARDS + foot)
    assert deck.properties == properties
    assert asked(deck)[0] == ("Q1?", "A1")
    assert deck.cards[1].answer.removesuffix("\n---") == "A2"


def test_an_answer_of_keys_and_values_is_no_foot() -> None:
    deck = read("Rivers\nflashcards nile\n" + TWO_CARDS + "Q3?\n?\nSource: Tana\nMouth: delta\n")
    assert deck.properties == ()
    assert asked(deck)[2] == ("Q3?", "Source: Tana\nMouth: delta")


def test_an_answer_of_keys_and_values_ends_where_the_foot_begins() -> None:
    text = "Rivers\nflashcards nile\n" + TWO_CARDS + "Q3?\n?\nSource: Tana\nMouth: delta\n"
    deck = read(text + "Total Cards: 3\nPriority: LOW\n")
    assert deck.properties == (("Total Cards", "3"), ("Priority", "LOW"))
    assert asked(deck)[2] == ("Q3?", "Source: Tana\nMouth: delta")


def test_keys_and_values_below_a_colon_are_the_answers() -> None:
    text = "Rivers\nflashcards nile\n" + TWO_CARDS + "Q3?\n?\nTwo things:\nSource: Tana\n"
    deck = read(text + "Total Cards: 3\n")
    assert deck.properties == (("Total Cards", "3"),)
    assert asked(deck)[2] == ("Q3?", "Two things:\nSource: Tana")


def test_the_only_line_below_a_separator_is_an_answer_whatever_its_key() -> None:
    deck = read("Rivers\nflashcards nile\nQ1?\n?\nPriority: LOW\nTotal Cards: 1\n")
    assert deck.properties == (("Total Cards", "1"),)
    assert asked(deck) == [("Q1?", "Priority: LOW")]


def test_a_tagged_deck_does_not_lose_an_answer_to_a_single_key() -> None:
    deck = read("#flashcards\n\nHow urgent?\n?\nVery.\nPriority: high\n")
    assert asked(deck) == [("How urgent?", "Very.\nPriority: high")]


def test_a_foot_that_counts_other_cards_is_reported_there() -> None:
    deck = read(DENSE.replace("Total Cards: 3", "Total Cards: 4"))
    assert (13, "the foot counts 4, but 3 were ") in reported(deck)


# -- where one card ends and the next begins ------------------------------------------------------


@pytest.mark.parametrize("bullet", ["-", "*", "+", "•", "1.", "1)"])
def test_below_a_list_a_question_may_have_two_lines(bullet: str) -> None:
    answer = f"{bullet} White\n{bullet} Blue,\n  from Tana\n    {bullet} in Ethiopia"
    deck = read(f"flashcards nile\nQ1?\n?\n{answer}\nLook at Egypt.\nQ2?\n?\nA2\n")
    assert asked(deck) == [("Q1?", answer), ("Look at Egypt.\nQ2?", "A2")]


def test_numbered_questions_are_no_items_of_the_answer_above() -> None:
    deck = read("1. Q1?\n?\nA1\n2. Q2?\n?\n- A\n- B\n3. Look.\nQ3?\n?\n1. C\n2. D\n4. Q4?\n?\nA4\n")
    assert asked(deck) == [
        ("1. Q1?", "A1"),
        ("2. Q2?", "- A\n- B"),
        ("3. Look.\nQ3?", "1. C\n2. D"),
        ("4. Q4?", "A4"),
    ]


def test_bullets_below_a_number_are_its_own() -> None:
    deck = read("Q1?\n?\n1. A\n- a\n2. B\n- b\nQ2?\n?\nA2\n")
    assert asked(deck) == [("Q1?", "1. A\n- a\n2. B\n- b"), ("Q2?", "A2")]


def test_an_answer_of_several_lines_of_prose_ends_above_the_next_question() -> None:
    deck = read("Q1?\n?\nOne.\nTwo.\nThree.\nQ2?\n?\nA2\n")
    assert asked(deck) == [("Q1?", "One.\nTwo.\nThree."), ("Q2?", "A2")]


def test_a_question_that_ends_in_a_fence_keeps_it_and_the_line_above() -> None:
    fence = "```py\nprint(1)\n\n?\n```"
    deck = read(f"Q1?\n?\nA1\nWhat is printed?\n{fence}\n?\n1\nQ3?\n?\n{fence}\nQ4?\n?\nA4\n")
    assert asked(deck) == [
        ("Q1?", "A1"),
        (f"What is printed?\n{fence}", "1"),
        ("Q3?", fence),
        ("Q4?", "A4"),
    ]


def test_a_schedule_ends_its_card() -> None:
    first, second = "!2027-01-02,4,270", "!2027-01-03,4,270"
    deck = read(f"Q1?\n?\nA1\n<!--SR:{first}-->\nLook.\nQ2?\n?\nA2\n<!--SR:{second}-->\n")
    assert asked(deck) == [("Q1?", "A1"), ("Look.\nQ2?", "A2")]
    assert [card.schedule for card in deck.cards] == [first, second]


@pytest.mark.parametrize("line", ["---", "***", "- - -", "## Africa", "---\n## Africa"])
def test_breaks_and_headings_between_cards_belong_to_none(line: str) -> None:
    deck = read(f"Q1?\n?\nA1\n{line}\nQ2?\n?\nA2\n")
    assert asked(deck) == [("Q1?", "A1"), ("Q2?", "A2")]


def test_a_tag_above_a_question_is_that_cards_own() -> None:
    deck = read("#flashcards/nile\nQ1?\n?\nA1\n#flashcards/rhine\nQ2?\n?\nA2\n")
    assert [(card.question, card.deck) for card in deck.cards] == [
        ("Q1?", "flashcards/nile"),
        ("Q2?", "flashcards/rhine"),
    ]


def test_colons_in_prose_stay_in_their_card() -> None:
    deck = read("Rivers\nflashcards nile\nQ1?\n?\nSee a::b.\nWhat is c::d?\n?\nA2 ::: x\n")
    assert asked(deck) == [("Q1?", "See a::b."), ("What is c::d?", "A2 ::: x")]


def test_double_question_marks_ask_both_ways() -> None:
    deck = read("flashcards nile\nQ1\n??\nA1\nQ2\n??\nA2\n")
    assert [card.kind for card in deck.cards] == [Kind.MULTI_REVERSED] * 4
    assert [card.question for card in deck.cards] == ["Q1", "A1", "Q2", "A2"]


def test_each_paragraph_of_merged_cards_is_reported_once() -> None:
    deck = read("flashcards nile\n\n" + TWO_CARDS + "\n" + TWO_CARDS.replace("Q", "R"))
    assert reported(deck)[1:] == [
        (3, "2 cards follow each other with"),
        (10, "2 cards follow each other with"),
    ]


# -- what is no such deck -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "# Rivers\n\nThe Nile is long.\n",
        "Rivers\nTags: nile, water\n\nThe term::used here.\n",
        "Why?\n?\nBecause.\n",
        "#nile #water\n\nWhy?\n?\nBecause.\n",
    ],
)
def test_other_notes_are_left_alone_unless_asked_for(text: str) -> None:
    assert parse(text, "note.md", requested=False).cards == ()


@pytest.mark.parametrize(
    "text",
    [
        "Rivers\nflashcards nile\n\nLongest river::Nile\n",
        "Rivers\nTags: nile\n\nLongest river?\n?\nNile\n",
        "Longest river::Nile\n\nTotal Cards: 1\n",
        TWO_CARDS,
    ],
)
def test_a_deck_that_forgot_its_signs_is_found(text: str) -> None:
    assert parse(text, "note.md", requested=False).cards
