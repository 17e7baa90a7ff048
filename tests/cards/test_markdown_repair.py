"""Repair mode: each of the plugin's faults mended, and each mend reported where it is."""

from __future__ import annotations

import pytest

from tutor.cards.card import Deck, Kind
from tutor.cards.markdown import Mode, PluginSettings, parse

HEAD = "#flashcards\n\n"  # the text of each test begins on line 3
END_MARKER = PluginSettings(end_marker="+++")


def read(text: str, settings: PluginSettings = PluginSettings()) -> Deck:  # noqa: B008
    deck = parse(HEAD + text, "deck.md", settings=settings)
    strict = parse(HEAD + text, "deck.md", mode=Mode.STRICT, settings=settings)
    assert strict.problems == deck.problems, "both modes report the same"
    return deck


def asked(deck: Deck) -> list[tuple[str, str]]:
    return [(card.question, card.answer) for card in deck.cards]


def reported(deck: Deck) -> list[tuple[int, str]]:
    """The line of each problem, and the beginning of what it says."""
    return [(problem.place.line, problem.message[:30]) for problem in deck.problems]


# -- comments -------------------------------------------------------------------------------------


def test_a_comment_drops_out_alone() -> None:
    deck = read("<!-- todo -->\nsea::salt\n")
    assert asked(deck) == [("sea", "salt")]
    assert reported(deck) == [(3, "Obsidian also drops the line b")]


def test_a_comment_inside_an_answer_drops_out_alone() -> None:
    deck = read("Seas?\n?\nNorth\n<!-- todo -->\nBaltic\n")
    assert asked(deck) == [("Seas?", "North\nBaltic")]
    assert reported(deck) == [(6, "Obsidian also drops the line b")]


def test_what_stands_behind_a_comment_on_its_line_is_read() -> None:
    deck = read("<!-- todo --> sea::salt\n")
    assert asked(deck) == [("sea", "salt")]
    assert reported(deck) == [(3, "Obsidian also drops the line b")]


def test_a_comment_between_blank_lines_harms_nothing() -> None:
    assert reported(read("sea::salt\n\n<!-- todo -->\n\nlake::sweet\n")) == []


def test_a_comment_right_below_an_answer_lets_obsidian_join_two_cards() -> None:
    deck = read("Q\n?\nA\n<!-- todo -->\n\nQ2\n?\nA2\n")
    assert asked(deck) == [("Q", "A"), ("Q2", "A2")]
    assert reported(deck) == [(6, "Obsidian also drops the line b")]


def test_a_comment_of_several_lines_drops_out_up_to_its_end() -> None:
    deck = read("<!-- sea::salt\n\nlake::sweet -->\nriver::sweet\n")
    assert asked(deck) == [("river", "sweet")]
    assert reported(deck) == [(3, "Obsidian drops everything belo")]


def test_a_comment_that_is_never_closed_takes_all_that_follows() -> None:
    deck = read("sea::salt\n\n<!-- todo\n\nlake::sweet\n")
    assert asked(deck) == [("sea", "salt")]
    assert reported(deck) == [(5, "this comment is never closed, ")]


# -- separators in text ---------------------------------------------------------------------------


def test_colons_in_an_answer_do_not_cut_the_card() -> None:
    deck = read("Where is it?\n?\nIn std::vector\nor std::list\n")
    assert asked(deck) == [("Where is it?", "In std::vector\nor std::list")]
    assert reported(deck) == [(5, "`::` in this line makes Obsidi")]


def test_colons_right_above_the_separator_are_in_the_question() -> None:
    deck = read("sea::salt\nWhat is a:::b?\n?\nA path\n")
    assert asked(deck) == [("sea", "salt"), ("What is a:::b?", "A path")]
    assert reported(deck)[1:] == [(4, "`:::` in this line makes Obsid")]


def test_colons_in_backticks_are_no_problem() -> None:
    assert reported(read("Where is it?\n?\nIn `std::vector`\n")) == []


# -- fences ---------------------------------------------------------------------------------------


def test_an_indented_fence_is_a_fence() -> None:
    deck = read("How?\n?\n- so\n  ```\n  a\n\n  b::c\n  ```\n- and so\n")
    assert asked(deck) == [("How?", "- so\n  ```\n  a\n\n  b::c\n  ```\n- and so")]
    assert reported(deck) == [(6, "Obsidian does not see an inden")]


def test_an_indented_fence_with_nothing_to_misread_is_no_problem() -> None:
    assert reported(read("How?\n?\n- so\n  ```\n  a\n  ```\n")) == []


def test_a_separator_beside_the_run_that_opens_an_indented_fence_is_reported() -> None:
    deck = parse("#flashcards\n\n  ```::\n  ```", "deck.md")

    assert deck.cards == ()
    assert [line for line, _ in reported(deck)] == [3]


def test_an_indented_fence_ends_with_its_list() -> None:
    deck = read("How?\n?\n- so\n  ```\n  a\n\nNext?\n?\nA\n")
    assert asked(deck) == [("How?", "- so\n  ```\n  a"), ("Next?", "A")]
    assert reported(deck) == [(6, "this indented fence is not clo")]


def test_a_fence_that_is_never_closed_is_reported_where_it_opens() -> None:
    deck = read("How?\n?\n```\na\n\nNext?\n?\nA\n")
    assert [card.question for card in deck.cards] == ["How?"]
    assert reported(deck) == [(5, "this fence is never closed, so")]


def test_code_in_three_backticks_opens_no_fence() -> None:
    deck = read("How?\n?\n```so``` it goes\n\nNext?\n?\nA\n")
    assert asked(deck) == [("How?", "```so``` it goes"), ("Next?", "A")]
    assert reported(deck) == [(5, "Obsidian takes this line for t")]


def test_a_schedule_in_a_fence_is_code() -> None:
    deck = read("How?\n?\n```\n<!--SR:!2027-01-02,4,270-->\n```\n")
    assert asked(deck) == [("How?", "```\n<!--SR:!2027-01-02,4,270-->\n```")]
    assert deck.cards[0].schedule == ""
    assert reported(deck) == [(6, "Obsidian takes the scheduling ")]


def test_a_question_mark_in_the_fence_of_a_question_is_code() -> None:
    deck = read("Which?\n```\nx\n?\n```\n?\nthis\n")
    assert asked(deck) == [("Which?\n```\nx\n?\n```", "this")]
    assert reported(deck) == [(6, "Obsidian cuts this card at the")]


# -- end markers ----------------------------------------------------------------------------------


def test_a_missing_end_marker_is_reported_at_its_card() -> None:
    deck = read("Q\n?\na\n+++\n\nQ2\n?\nb\n\nc\n", END_MARKER)
    assert asked(deck) == [("Q", "a"), ("Q2", "b\n\nc")]
    assert reported(deck) == [(8, "the end marker +++ is missing,")]


def test_a_separator_before_the_end_marker_belongs_to_the_card() -> None:
    deck = read("Q\n?\na\n\nQ2\n?\nb\n+++\n", END_MARKER)
    assert asked(deck) == [("Q", "a\n\nQ2\n?\nb")]
    assert reported(deck) == [(8, "Obsidian takes this second sep")]


# -- blank lines ----------------------------------------------------------------------------------


def test_a_separator_below_a_blank_line_has_no_question() -> None:
    deck = read("Lost question\n\n?\nA\n")
    assert asked(deck) == []
    assert reported(deck) == [(5, "no question stands right above")]


def test_a_separator_above_a_blank_line_has_no_answer() -> None:
    deck = read("Q\n?\n\nLost answer\n")
    assert asked(deck) == []
    assert reported(deck) == [(3, "this card has no answer, so Ob")]


@pytest.mark.parametrize("text", ["::A", "Q::", "Q:::", "Q:: \u00a0", "== =="])
def test_a_card_without_a_question_or_an_answer_is_left_out(text: str) -> None:
    deck = read(text)
    assert asked(deck) == []
    assert reported(deck) == [(3, "this card lacks its question o")]


def test_two_cards_without_a_blank_line_between_them_are_two() -> None:
    deck = read("Capital of Peru\n?\nLima\nCapital of Chile\n??\nSantiago\n")
    assert [(card.question, card.answer, card.kind) for card in deck.cards] == [
        ("Capital of Peru", "Lima", Kind.MULTI),
        ("Capital of Chile", "Santiago", Kind.MULTI_REVERSED),
        ("Santiago", "Capital of Chile", Kind.MULTI_REVERSED),
    ]
    assert [card.place.line for card in deck.cards] == [3, 6, 6]
    assert reported(deck) == [(3, "2 cards follow each other with")]


def test_two_separators_with_one_line_between_stay_in_one_card() -> None:
    deck = read("Q\n?\nQ2 or A\n?\nA2\n")
    assert asked(deck) == [("Q", "Q2 or A\n?\nA2")]
    assert reported(deck) == [(6, "only one line stands between t")]


def test_a_block_below_a_line_card_knows_its_own_line() -> None:
    deck = read("sea::salt\nCapital of Cuba\n?\nHavana\n")
    assert [card.place.line for card in deck.cards] == [3, 4]
    assert reported(deck) == [(4, "Obsidian thinks that this card")]


def test_line_cards_need_no_blank_lines() -> None:
    assert reported(read("sea::salt\nlake::sweet\nriver:::water\n")) == []


# -- what makes no card ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line"),
    [("> Q\n> ?\n> A\n", 4), ("> > Q\n> > ??\n", 4), ("Q\n？\nA\n", 4), ("Q\n？？\nA\n", 4)],
)
def test_a_separator_that_obsidian_does_not_see_is_reported(text: str, line: int) -> None:
    deck = read(text)
    assert asked(deck) == []
    assert [problem.place.line for problem in deck.problems] == [line]


def test_the_underline_of_a_heading_is_no_deletion() -> None:
    deck = read("Rivers\n======\n\nsea::salt\n")
    assert asked(deck) == [("sea", "salt")]
    assert reported(deck) == [(4, "Obsidian takes this underline ")]


# -- schedules ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Q\n?\nA\n\n<!--SR:!2027-01-02,4,270-->\n"])
def test_a_schedule_below_a_blank_line_belongs_to_no_card(text: str) -> None:
    deck = read(text)
    assert [card.schedule for card in deck.cards] == [""]
    assert reported(deck) == [(7, "this scheduling comment belong")]


def test_a_schedule_above_a_question_is_not_taken_for_its_own() -> None:
    deck = read("<!--SR:!2027-01-02,4,270-->\nQ\n?\nA\n")
    assert [(card.question, card.schedule) for card in deck.cards] == [("Q", "")]
    assert reported(deck) == [(3, "this scheduling comment belong")]


@pytest.mark.parametrize(
    "segment", ["!2027-13-02,4,270", "!soon,4,270", "!fsrs,soon,3,3.2,5.3,2,4,1,0,-"]
)
def test_a_schedule_without_a_valid_date_makes_a_new_card(segment: str) -> None:
    deck = read(f"Q:::A\n<!--SR:{segment}!2027-01-02,4,270-->\n")
    assert [card.schedule for card in deck.cards] == ["", "!2027-01-02,4,270"]
    assert reported(deck) == [(4, "this schedule has no valid dat")]


def test_numbers_in_an_answer_are_no_schedule() -> None:
    deck = read("Q::wow!7,8,9\n")
    assert deck.cards[0].schedule == ""
    assert reported(deck) == [(3, "Obsidian takes an exclamation ")]


@pytest.mark.parametrize("text", ["Q::A\n", "Q\n?\nA\n"])
def test_the_callout_around_a_schedule_is_not_part_of_the_card(text: str) -> None:
    deck = read(text + "> [!sr|card-metadata]\n> <!--SR:!2027-01-02,4,270-->\n")
    assert [(card.answer, card.schedule) for card in deck.cards] == [("A", "!2027-01-02,4,270")]
    assert reported(deck) == []


# -- deletions ------------------------------------------------------------------------------------


def test_deletions_keep_their_dollars() -> None:
    deck = read("The area is ==$$a^2$$==.\n")
    assert asked(deck) == [("The area is [...].", "$$a^2$$")]
    assert reported(deck) == [(3, "Obsidian distorts a deletion h")]


def test_deletions_that_are_written_alike_keep_their_places() -> None:
    deck = read("==1;;x== comes, ==2;;y== stays, ==1;;x== goes, and ==2;;x== too.\n")
    assert [card.question for card in deck.cards] == [
        "[...] comes, y stays, [...] goes, and x too.",
        "x comes, [...] stays, x goes, and [...] too.",
    ]


def test_a_number_that_was_left_out_makes_no_card() -> None:
    deck = read("==1;;Tigris== in ==3;;Iraq==\n<!--SR:!2027-01-02,4,270!2027-01-03,4,270"
                "!2027-01-04,4,270-->\n")  # fmt: skip
    assert [(card.answer, card.schedule) for card in deck.cards] == [
        ("Tigris", "!2027-01-02,4,270"),
        ("Iraq", "!2027-01-04,4,270"),
    ]
    assert reported(deck) == [(3, "a number is left out among the")]


def test_a_number_beyond_all_measure_makes_no_multitude_of_cards() -> None:
    deck = read("==1;;Tigris== in ==99999999999;;Iraq==\n")
    assert asked(deck) == [("[...] in Iraq", "Tigris")]
    assert (3, "there are more deletions in th") in reported(deck)


# -- the file -------------------------------------------------------------------------------------


def test_a_byte_order_mark_hides_the_front_matter_from_obsidian() -> None:
    deck = parse("\ufeff---\ntags: flashcards\n---\nQ::A\n", "deck.md")
    assert asked(deck) == [("Q", "A")]
    assert [problem.place.line for problem in deck.problems] == [1]


def test_problems_are_in_the_order_of_the_file() -> None:
    deck = read("Q\n?\n\n<!-- x -->\na::b\nQ\n?\nsee c::d\nQ2\n?\nA2\n\nTotal Cards: 9\n")
    lines = [problem.place.line for problem in deck.problems]
    assert lines == sorted(lines)
    assert len(lines) == 6
