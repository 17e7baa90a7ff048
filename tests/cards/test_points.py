"""What a fair teacher would tick, and what the deck's own marks change about it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import KeyPoint
from tutor.cards.points import Reference, mark_problems, read_reference

ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=200)
# Texts made of what the splitting looks at, which random characters seldom are.
SIGN = (
    "A word", " ", "\n", "\n\n", ". ", "; ", ": ", ", ", " and ", "- ", "  - ", "1. ", "2) ",
    "```\n", "`", "$", "$$", "**", "(", ")", "“", "”", "|", "|--|\n", "# ", "Yes. ", "e.g. ",
    "<!-- also: x -->", "<!-- optional -->", "<!-- any 2 -->", "<!-- points: a | b -->",
    "<!-- any", "-->", "(optional)", "[[", "]]", "…", "。",
)  # fmt: skip
SIGNS = st.lists(st.sampled_from(SIGN), max_size=30).map("".join)


def texts(reference: Reference) -> list[str]:
    return [point.text for point in reference.points]


@pytest.mark.parametrize(
    "answer",
    [
        "mitochondrion",
        "3.14",
        "Wilhelm Conrad Röntgen",
        "July 4, 1776",
        "red, green and blue",
        "299 792 458 m/s",
        "$E = mc^2; p = mv$",
        "$$a. B; c$$",
        "`a; b. C`",
        "a membrane, thin and flexible",
    ],
)
def test_a_short_answer_is_one_point(answer: str) -> None:
    assert len(read_reference("What is it?", answer).points) == 1


def test_the_top_level_items_of_a_list_are_the_points() -> None:
    answer = "Three parts:\n- root\n- stem\n  - bark\n  - pith\n- leaf,\n  green"
    assert texts(read_reference("", answer)) == ["root", "stem; bark; pith", "leaf, green"]


def test_numbered_items_are_points() -> None:
    assert texts(read_reference("", "1. boil\n2) pour\n3. wait")) == ["boil", "pour", "wait"]


def test_sentences_around_a_list_are_points_and_its_introduction_is_none() -> None:
    answer = "It is a tree. Its parts are:\n- root\n- stem\n\nBoth are brown."
    points = texts(read_reference("", answer))
    assert points == ["It is a tree.", "root", "stem", "Both are brown."]


def test_a_list_of_one_item_is_read_as_the_item() -> None:
    assert texts(read_reference("", "- It is wet. It is cold.")) == ["It is wet.", "It is cold."]


def test_a_list_within_the_only_item_gives_the_points() -> None:
    assert texts(read_reference("", "- Parts:\n  - root\n  - stem")) == ["root", "stem"]


def test_the_rows_of_a_table_are_points_and_its_head_is_none() -> None:
    answer = "| part | colour |\n|---|---|\n| root | brown |\n| leaf | green |"
    assert texts(read_reference("", answer)) == ["root — brown", "leaf — green"]


def test_each_sentence_is_a_point() -> None:
    answer = "Water expands when it freezes. Therefore ice floats."
    points = texts(read_reference("", answer))
    assert points == ["Water expands when it freezes.", "Therefore ice floats."]


def test_a_bare_yes_belongs_to_its_reason() -> None:
    assert texts(read_reference("", "Yes. Ice is lighter.")) == ["Yes. Ice is lighter."]


def test_what_a_sentence_enumerates_after_a_colon_are_points() -> None:
    answer = "Seeds need: water to swell at first, air to breathe all along, and warmth to grow."
    points = texts(read_reference("What do seeds need?", answer))
    assert points == ["water to swell at first", "air to breathe all along", "warmth to grow"]


def test_what_stands_before_the_colon_is_a_point_if_the_question_did_not_say_it() -> None:
    answer = (
        "Evaporation cools skin: fast molecules leave it, slow molecules stay, and heat flows in."
    )
    points = texts(read_reference("Why sweat?", answer))
    assert points[0] == "Evaporation cools skin"


def test_semicolons_set_points_apart() -> None:
    answer = "Mitosis makes two equal cells; meiosis makes four different cells."
    assert len(read_reference("How do they differ?", answer).points) == 2


def test_clauses_stay_together_where_they_would_be_too_many_points() -> None:
    sentence = "One thing leads to another; that thing leads elsewhere. "
    assert len(read_reference("", sentence * 4).points) == 4


def test_a_fenced_block_belongs_to_the_sentence_before_it() -> None:
    answer = "Use a loop:\n```py\nx = 1; y = 2. Z\n- no item\n```\nIt ends."
    assert texts(read_reference("", answer)) == [
        "Use a loop: x = 1; y = 2. Z - no item",
        "It ends.",
    ]


def test_points_are_plain_and_the_answer_keeps_its_markup() -> None:
    answer = "- **cell** [[Membrane|membranes]]\n- _wall_ of [cellulose](https://example.org)"
    reference = read_reference("", answer)
    assert reference.answer == answer
    assert texts(reference) == ["cell membranes", "wall of cellulose"]


@pytest.mark.parametrize(
    "question",
    [
        "Name any two gases.",
        "Give 2 gases",
        "What are two gases?",
        "Please list at least two gases",
    ],
)
def test_a_question_for_fewer_things_than_are_listed_needs_only_so_many(question: str) -> None:
    assert read_reference(question, "- helium\n- neon\n- argon").needed == 2


def test_a_question_for_as_many_things_as_are_listed_needs_all() -> None:
    assert read_reference("Name three gases.", "- helium\n- neon\n- argon").needed == 3


@pytest.mark.parametrize(
    "question",
    [
        "Which gases are noble?",
        "Which one is better, neon or argon?",
        "What are two gains and one loss?",
        "How is it used, and what is one gain?",
        "Name one gain of each gas.",
    ],
)
def test_any_other_question_needs_everything(question: str) -> None:
    assert read_reference(question, "- helium\n- neon\n- argon").needed == 3


def test_a_question_for_things_counts_the_entries_of_a_sentence() -> None:
    reference = read_reference("Name any two noble gases.", "Helium, neon, argon and krypton.")
    assert texts(reference) == ["Helium", "neon", "argon", "krypton"]
    assert reference.needed == 2


def test_a_question_for_things_takes_the_rest_of_the_answer_as_a_bonus() -> None:
    reference = read_reference("Name two gases.", "- helium\n- neon\n\nBoth are noble.")
    assert [point.required for point in reference.points] == [True, True, False]


def test_the_term_that_heads_an_item_counts_where_only_names_are_asked_for() -> None:
    answer = "- Speaking — a talk draws people\n- Writing: posts draw readers"
    reference = read_reference("What are two ways to be found?", answer)
    assert [point.accepted for point in reference.points] == [("Speaking",), ("Writing",)]


@pytest.mark.parametrize(
    "question",
    [
        "Describe two ways to be found.",
        "What are the ways?",
        "What two things do speaking and writing do?",
    ],
)
def test_the_term_does_not_count_where_it_is_explained_or_given_away(question: str) -> None:
    answer = "- Speaking — a talk draws people\n- Writing: posts draw readers"
    assert [point.accepted for point in read_reference(question, answer).points] == [(), ()]


def test_also_after_an_item_accepts_other_wordings_of_the_point() -> None:
    reference = read_reference("", "- root <!-- also: tuber | bulb -->\n- stem")
    assert reference.points[0] == KeyPoint("root", accepted=("tuber", "bulb"))
    assert reference.answer == "- root\n- stem"
    assert reference.accepted == ()


def test_also_after_a_sentence_accepts_other_wordings_of_the_sentence() -> None:
    reference = read_reference("", "It floats. <!-- also: it swims --> It is wet.")
    assert [point.accepted for point in reference.points] == [("it swims",), ()]


def test_also_after_the_only_point_accepts_whole_answers() -> None:
    reference = read_reference("", "Paris <!-- also: Lutetia -->")
    assert reference.accepted == ("Lutetia",)
    assert reference.points[0].accepted == ("Lutetia",)


def test_also_on_a_line_of_its_own_accepts_whole_answers() -> None:
    reference = read_reference("", "- root\n- stem\n  <!-- also: all but the leaf -->")
    assert reference.accepted == ("all but the leaf",)
    assert reference.answer == "- root\n- stem"


@pytest.mark.parametrize("mark", ["(optional)", "(Optional).", "<!-- optional -->"])
def test_an_optional_item_is_a_bonus(mark: str) -> None:
    reference = read_reference("", f"- root\n- bark {mark}")
    assert reference.points == (KeyPoint("root"), KeyPoint("bark", required=False))
    assert reference.needed == 1


def test_any_sets_how_many_points_are_enough() -> None:
    assert read_reference("", "- root\n- stem\n- leaf <!-- any two -->").needed == 2


def test_any_outweighs_the_question() -> None:
    assert read_reference("Name three.", "- a\n- b\n- c\n- d <!-- any 2 -->").needed == 2


def test_any_never_asks_for_more_than_there_is() -> None:
    assert read_reference("", "- root\n- stem <!-- any 9 -->").needed == 2


def test_points_states_the_points() -> None:
    reference = read_reference("", "A tale. <!-- points: hero | its foe (optional) | a \\| b -->")
    assert reference.points == (
        KeyPoint("hero"),
        KeyPoint("its foe", required=False),
        KeyPoint("a | b"),
    )
    assert reference.answer == "A tale."


@pytest.mark.parametrize(
    "answer",
    [
        "root <!-- any many -->",
        "root <!-- also: -->",
        "root <!-- points: | -->",
        "root <!-- also: open",
        "root <!-- a remark -->",
        "`<!-- also: code -->`",
        "```\n<!-- optional -->\n```",
    ],
)
def test_what_is_no_mark_stays_in_the_answer(answer: str) -> None:
    reference = read_reference("", answer)
    assert reference.answer == answer
    assert reference.needed == len(reference.points) == 1


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("root <!-- any many -->", "`any` cannot be read: write it as `<!-- any 3 -->`"),
        ("root <!-- also: -->", "`also` cannot be read"),
        ("root <!-- optional: yes -->", "`optional` cannot be read"),
        ("root <!-- points: a | b", "`points` cannot be read"),
        ("- a\n- b <!-- any 3 -->", "asks for more than the 2 required points"),
    ],
)
def test_a_faulty_mark_is_reported_with_what_to_do(answer: str, told: str) -> None:
    (problem,) = mark_problems(answer)
    assert told in problem


@pytest.mark.parametrize(
    "answer",
    ["root", "- a <!-- also: b -->\n- c <!-- any 1 -->", "a <!-- remark -->", "`<!-- any`"],
)
def test_marks_in_order_are_not_reported(answer: str) -> None:
    assert mark_problems(answer) == ()


@given(question=ANY_TEXT, answer=ANY_TEXT | SIGNS)
def test_every_pair_of_texts_gives_a_sound_reference(question: str, answer: str) -> None:
    reference = read_reference(question, answer)
    assert 0 <= reference.needed <= sum(point.required for point in reference.points)
    assert bool(reference.points) or not reference.answer.strip()
    assert all(point.text for point in reference.points)
    mark_problems(answer)


@given(answer=ANY_TEXT | SIGNS)
def test_an_answer_without_comments_is_kept_as_written(answer: str) -> None:
    bare = answer.replace("<!--", "")
    assert read_reference("", bare).answer == bare


@given(answer=SIGNS)
def test_reading_what_was_left_changes_nothing_more(answer: str) -> None:
    once = read_reference("", answer).answer
    assert read_reference("", once).answer == once
