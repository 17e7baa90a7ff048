"""Decks as a whole: cards, names, titles, tags, properties, places."""

from __future__ import annotations

import pytest

from tutor.cards.card import Card, Deck, KeyPoint, Kind, Place
from tutor.cards.markdown import Mode, PluginSettings, parse

each_mode = pytest.mark.parametrize("mode", list(Mode), ids=lambda mode: mode.value)


def read(text: str, mode: Mode = Mode.REPAIR, path: str = "rivers.md") -> Deck:
    return parse(text, path, mode=mode)


def asked(deck: Deck) -> list[tuple[str, str]]:
    return [(card.question, card.answer) for card in deck.cards]


@each_mode
def test_a_clean_deck_has_no_problems(mode: Mode) -> None:
    text = """\
---
tags: [geography]
---

# Rivers

#flashcards/rivers

Which river runs through Cairo?
?
- The Nile

Longest river::Nile ^longest

The ==Rhine== rises in the ==Alps==.
<!--SR:!2027-01-02,4,270-->

Total Cards: 4
"""
    deck = read(text, mode)
    assert deck.problems == ()
    assert len(deck.cards) == 4


@each_mode
def test_every_text_is_a_deck(mode: Mode) -> None:
    assert read("", mode) == Deck("rivers.md", "rivers", "", (), (), (), ())


def test_a_card_says_where_it_stands_and_how_it_is_written() -> None:
    deck = read("#flashcards/rivers\n\nLongest river\n?\nNile ^n1\n<!--SR:!2027-01-02,4,270-->\n")
    assert deck.cards == (
        Card(
            question="Longest river",
            answer="Nile",
            points=(KeyPoint("Nile"),),
            needed=1,
            kind=Kind.MULTI,
            decks=("flashcards/rivers",),
            place=Place("rivers.md", 3),
            block_id="^n1",
            schedule="!2027-01-02,4,270",
        ),
    )


# -- modes ----------------------------------------------------------------------------------------


def test_strict_mode_keeps_hidden_marks_in_the_answer() -> None:
    deck = read("#flashcards\n\nQ::Nile <!-- also: the Nile -->\n", Mode.STRICT)
    assert asked(deck) == [("Q", "Nile <!-- also: the Nile -->")]
    assert deck.cards[0].accepted == ("the Nile",)


def test_repair_mode_takes_hidden_marks_out_of_the_answer() -> None:
    deck = read("#flashcards\n\nQ::Nile <!-- also: the Nile -->\n")
    assert asked(deck) == [("Q", "Nile")]
    assert deck.cards[0].accepted == ("the Nile",)


def test_repair_mode_takes_hidden_marks_out_of_a_question_asked_backwards() -> None:
    deck = read("#flashcards\n\nEgypt:::Nile <!-- also: the Nile -->\n")
    assert asked(deck) == [("Egypt", "Nile"), ("Nile", "Egypt")]


def test_a_mark_that_says_nothing_is_a_problem() -> None:
    deck = read("#flashcards\n\nQ::Nile <!-- any of -->\n")
    assert [problem.place.line for problem in deck.problems] == [3]


def test_the_strict_answer_of_a_cloze_card_is_the_whole_text() -> None:
    deck = read("#flashcards\n\nThe ==Nile;;river== flows ==north==.\n", Mode.STRICT)
    assert asked(deck) == [
        ("The [river] flows north.", "The Nile flows north."),
        ("The Nile flows [...].", "The Nile flows north."),
    ]


def test_the_repaired_answer_of_a_cloze_card_is_what_was_deleted() -> None:
    deck = read("#flashcards\n\nThe ==Nile;;river== flows ==north==.\n")
    assert asked(deck) == [("The [river] flows north.", "Nile"), ("The Nile flows [...].", "north")]


def test_deletions_that_are_asked_together_are_a_point_each() -> None:
    deck = read("#flashcards\n\n==1;;Tigris== and ==1;;Euphrates== meet.\n")
    assert asked(deck) == [("[...] and [...] meet.", "Tigris, Euphrates")]
    assert deck.cards[0].points == (KeyPoint("Tigris"), KeyPoint("Euphrates"))
    assert deck.cards[0].needed == 2


def test_each_deletion_has_its_own_other_wordings() -> None:
    deck = read("#flashcards\n\n==1;;**Po** <!-- also: Eridanus -->== and ==1;;Tiber==\n")
    assert deck.cards[0].points == (KeyPoint("Po", accepted=("Eridanus",)), KeyPoint("Tiber"))


# -- which files are read -------------------------------------------------------------------------


def test_a_file_without_a_flashcards_tag_has_no_cards_in_strict_mode() -> None:
    deck = read("Longest river::Nile\n", Mode.STRICT)
    assert deck.cards == ()
    assert "no flashcards tag" in deck.problems[0].message


def test_a_file_that_was_asked_for_is_read_without_a_flashcards_tag() -> None:
    deck = read("Longest river::Nile\n")
    assert asked(deck) == [("Longest river", "Nile")]
    assert "no flashcards tag" in deck.problems[0].message


def test_a_file_that_nobody_asked_for_needs_a_flashcards_tag() -> None:
    deck = parse("Longest river::Nile\n", "rivers.md", requested=False)
    assert (deck.cards, deck.problems) == ((), ())


def test_a_file_with_a_tag_to_ignore_is_not_read_unless_asked_for() -> None:
    settings = PluginSettings(tags_to_ignore=("#draft",))
    text = "#flashcards #draft\n\nLongest river::Nile\n"
    assert parse(text, "rivers.md", settings=settings, requested=False).cards == ()
    deck = parse(text, "rivers.md", settings=settings)
    assert len(deck.cards) == 1
    assert "told to ignore" in deck.problems[0].message


def test_a_file_in_no_folder_has_no_deck_where_folders_are_decks() -> None:
    settings = PluginSettings(folders_as_decks=True)
    deck = parse("#flashcards\n\nQ::A\n", "rivers.md", mode=Mode.STRICT, settings=settings)
    assert deck.cards == ()
    assert "in none" in deck.problems[0].message


def test_prose_without_cards_is_no_problem() -> None:
    assert read("# Rivers\n\nSome prose.\n").problems == ()


# -- decks and names ------------------------------------------------------------------------------


@each_mode
def test_a_deck_is_named_after_the_deck_of_its_first_card(mode: Mode) -> None:
    assert read("#flashcards/rivers\n\n# Water\n\nQ::A\n", mode).name == "flashcards/rivers"


def test_cards_without_a_tag_are_filed_under_the_title() -> None:
    deck = read("# Rivers of Africa\n\nQ::A\n")
    assert (deck.name, deck.cards[0].decks) == ("Rivers of Africa", ("Rivers of Africa",))


def test_cards_without_a_tag_or_a_title_are_filed_under_the_files_name() -> None:
    deck = read("Q::A\n", path="decks/long rivers.md")
    assert (deck.name, deck.cards[0].decks) == ("long rivers", ("long rivers",))


@each_mode
def test_the_folder_names_the_deck_where_the_settings_say_so(mode: Mode) -> None:
    settings = PluginSettings(folders_as_decks=True)
    deck = parse("Q::A\n", "n.md", mode=mode, settings=settings, folder="Earth/Water")
    assert deck.cards[0].decks == ("Earth/Water",)
    assert deck.problems == ()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Rivers of Africa #\n\n#flashcards\n\nQ::A\n", "Rivers of Africa"),
        ("#flashcards\n\n## **Rivers** of Africa\n\nQ::A\n", "Rivers of Africa"),
        ("**Rivers of Africa**\n\n#flashcards\n\nQ::A\n", "Rivers of Africa"),
        ("Rivers of Africa\n================\n#flashcards\n\nQ::A\n", "Rivers of Africa"),
        ("---\ntitle: Rivers of Africa\ntags: flashcards\n---\nQ::A\n", "Rivers of Africa"),
        ("#flashcards\n\nTitle: Rivers of Africa\n\nQ::A\n", "Rivers of Africa"),
        ("#flashcards\n\nQ::A\n\n# Rivers of Africa\n", ""),
    ],
)
@each_mode
def test_the_title_is_what_the_head_calls_the_deck(text: str, title: str, mode: Mode) -> None:
    assert read(text, mode).title == title


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#flashcards/rivers #africa\n\nQ::A\n", ("flashcards/rivers", "africa")),
        ("#flashcards\n\nQ::A\n", ()),
        ("---\ntags:\n  - flashcards\n  - africa\n---\nQ::A\n", ("africa",)),
        ('---\ntags: ["#flashcards", "#africa"]\n---\nQ::A\n', ("africa",)),
        ("---\ntags: flashcards, africa\n---\n#africa #nile\n\nQ::A\n", ("africa", "nile")),
        ("---\ntags:\n  - #africa\n---\n#flashcards\n\nQ::A\n", ()),
    ],
)
@each_mode
def test_the_tags_are_those_of_the_whole_file(text: str, tags: tuple[str, ...], mode: Mode) -> None:
    assert read(text, mode).tags == tags


@each_mode
def test_properties_come_from_front_matter_and_foot(mode: Mode) -> None:
    text = """\
---
author: "A. N. Author"
aliases: [Nile, Rhine]
seen:
  - Cairo
  - Basel
tags: flashcards
---

Q::A

Priority: HIGH
Last Updated: 2027-01-02
"""
    assert read(text, mode).properties == (
        ("author", "A. N. Author"),
        ("aliases", "Nile, Rhine"),
        ("seen", "Cairo, Basel"),
        ("tags", "flashcards"),
        ("Priority", "HIGH"),
        ("Last Updated", "2027-01-02"),
    )


# -- the number in the foot -----------------------------------------------------------------------


@each_mode
def test_a_foot_that_counts_other_cards_is_a_problem_at_its_line(mode: Mode) -> None:
    deck = read("#flashcards\n\nQ::A\n\nQ2::A2\n\nPriority: LOW\nTotal Cards: 3 cards\n", mode)
    assert [problem.place.line for problem in deck.problems] == [8]
    assert "counts 3, but 2 were read" in deck.problems[0].message


def test_a_foot_may_count_a_card_that_is_asked_both_ways_once_or_twice() -> None:
    for count in (1, 2):
        assert read(f"#flashcards\n\nQ:::A\n\nTotal Cards: {count}\n").problems == ()
