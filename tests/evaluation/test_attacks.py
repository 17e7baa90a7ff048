"""Attacks are wrong, variations are right, and both are made from any card without a fault."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint
from tutor.cards.points import ask
from tutor.evaluation.attacks import ATTACKS, Attack, Expected, Family, answers
from tutor.evaluation.flip_roles import exchanged_tails, reversed_roles
from tutor.evaluation.flips import (
    FLIPS,
    affirmed,
    any_flip,
    compared,
    negated,
    numbers,
    opposed,
    redirected,
    renumbered,
    requantified,
)
from tutor.evaluation.wording import is_unrelated, stems

HELICASE = ask("What does helicase do to DNA?", "Helicase separates the two strands.")
PEERS = ask(
    "What does a network need?",
    "- Internal peers listen without judging you.\n- External peers are outside the company.",
)
ORDERED = ask("What are the phases, in order?", "1. Prophase\n2. Metaphase\n3. Anaphase")
ANY_TWO = ask(
    "Name any two properties of metals.",
    "- They are shiny.\n- They are hard.\n- They are heavy.",
)
METHANE = ask("What is methane?", "A gas that burns without smoke.")
WATT = ask("What is the unit of power?", "watt")
WEIGHT = ask("What is the weight of 10 kg?", "98.1 N")
OTHERS = (METHANE, WEIGHT, ask("Who plays the harp?", "The angel above the door."))


def attack(name: str) -> Attack:
    return next(one for one in ATTACKS if one.name == name)


def made(name: str, card: Card, others: tuple[Card, ...] = OTHERS) -> tuple[str, ...]:
    return answers(attack(name), card, others, 0)


def sole(text: str, *accepted: str) -> Card:
    return Card("What is it?", text, (KeyPoint(text, accepted=accepted),), 1)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("It is made in the nucleus.", "It is not made in the nucleus."),
        ("Helicase separates the two strands.", "Helicase does not separate the two strands."),
        ("They have DNA of their own.", "They do not have DNA of their own."),
        ("It has fallen by a metre.", "It has not fallen by a metre."),
        ("It has a nucleus.", "It does not have a nucleus."),
        ("It has seven protons.", "It does not have seven protons."),
        ("Romans invaded the island.", "Romans did not invade the island."),
        ("The cell modifies and sorts it.", "The cell does not modify or sort it."),
        ("Publishing what you write", "Not publishing what you write"),
        ("Ask inside first.", "Do not ask inside first."),
        ("Yes, the price is fixed.", "No, the price is not fixed."),
    ],
)
def test_the_main_verb_is_denied(text: str, denied: str) -> None:
    assert negated(text, Random(0)) == denied


@pytest.mark.parametrize(
    "text",
    [
        "It has no nucleus.",  # two negations might cancel out
        "Some primes are even.",  # "some are not" says nothing against it
        "Cells that are green",  # the verb of a clause inside
        "You may regard them as peers.",  # "may not" may mean the same
        "cell wall",
        "La cellule possède un noyau.",
    ],
)
def test_what_is_unsure_is_not_denied(text: str) -> None:
    assert negated(text, Random(0)) == ""


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("It has no nucleus.", "It has a nucleus."),
        ("It has no organelles such as plastids.", "It has many organelles such as plastids."),
        ("There is practically no air here.", "There is plenty of air here."),
        ("The number does not matter.", "The number matters."),
        ("No, the number does not matter.", "Yes, the number matters."),
        ("The enzyme is not used up.", "The enzyme is used up."),
        ("The key no longer fits.", "The key still fits."),
        ("Nobody questions them.", "Everybody questions them."),
        ("There is nobody to turn to.", "There is somebody to turn to."),
        ("Neither salt nor sugar burns.", "Both salt and sugar burns."),
        ("It works without oxygen.", "It works with oxygen."),
    ],
)
def test_one_negation_is_taken_away(text: str, turned: str) -> None:
    assert affirmed(text, Random(0)) == turned


@pytest.mark.parametrize(
    "text", ["It has a nucleus.", "They grow without judging.", "Not only salt."]
)
def test_without_a_plain_negation_none_is_taken_away(text: str) -> None:
    assert affirmed(text, Random(0)) == ""


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Heat breaks weak bonds.", "Heat breaks strong bonds."),
        ("An internal peer knows them.", "An external peer knows them."),
        ("It is an active part.", "It is a passive part."),
        ("Long stretches can pass.", "Short stretches can pass."),
    ],
)
def test_a_word_becomes_its_opposite_with_its_case_and_article(text: str, turned: str) -> None:
    assert opposed(text, Random(0)) == turned


@pytest.mark.parametrize(
    "text",
    [
        "One old strand and one new strand",  # exchanged, it says the same
        "It is the specific heat capacity.",
        "What they have in common",
        "as long as it rains",
    ],
)
def test_a_word_without_a_clear_opposite_stays(text: str) -> None:
    assert opposed(text, Random(0)) == ""


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Light travels faster in air.", "Light travels slower in air."),
        ("It is more candid.", "It is less candid."),
        ("The cell is no longer whole.", ""),
        ("Once more it rains.", ""),
    ],
)
def test_a_comparison_is_turned_around(text: str, turned: str) -> None:
    assert compared(text, Random(0)) == turned


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Anaphase comes before telophase.", "Anaphase comes after telophase."),
        ("The price rises.", "The price falls."),
        ("A cap is added to the end.", "A cap is removed from the end."),
        ("Water flows into both cells.", "Water flows out of both cells."),
        ("Plants turn light into sugar.", ""),
        ("They look after the young.", ""),
    ],
)
def test_a_direction_is_turned_around(text: str, turned: str) -> None:
    assert redirected(text, Random(0)) == turned


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Heat always flows down.", "Heat never flows down."),
        ("All metals conduct.", "No metals conduct."),
        ("Every message is a request.", "No message is a request."),
        ("At least one prime lies there.", "At most one prime lies there."),
        ("It touches both walls.", "It touches neither of the walls."),
        ("Not all metals conduct.", ""),
        ("After all it rains.", ""),
    ],
)
def test_a_quantifier_is_changed(text: str, turned: str) -> None:
    assert requantified(text, Random(0)) == turned


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        ("Helicase separates the strands.", "Helicase is separated by the strands."),
        ("It goes from the root to the leaf.", "It goes from the leaf to the root."),
        ("Heat flows from hot bodies to cold ones.", "Heat flows from cold bodies to hot ones."),
        ("Rust leads to holes.", "Rust comes from holes."),
        ("RNA has uracil where DNA has thymine.", "DNA has uracil where RNA has thymine."),
        ("Mass is in grams, weight in newtons.", "Weight is in grams, mass in newtons."),
        (
            "The pipe froze hard, so the water stopped.",
            "The water stopped, so the pipe froze hard.",
        ),
        ("70S instead of 80S", "80S instead of 70S"),
        ("It is the distance from Paris to Rome.", ""),
        ("It happens from time to time.", ""),
    ],
)
def test_two_things_change_places(text: str, turned: str) -> None:
    assert reversed_roles(text, Random(0)) == turned


def test_what_two_points_say_of_their_things_changes_places() -> None:
    points = ("In series, 12 Ω", "In parallel, 3 Ω")
    assert exchanged_tails(points, Random(0)) == ("In series, 3 Ω", "In parallel, 12 Ω")


def test_sentences_with_a_comma_are_no_pairs() -> None:
    assert exchanged_tails(("It rains, so stay.", "He came, and left."), Random(0)) == ()


@pytest.mark.parametrize("text", ["9.81 m/s²", "3.6 × 10⁶ J", "299 792 458 m/s", "two strands"])
def test_a_number_is_changed_by_value_and_keeps_its_shape(text: str) -> None:
    turned = renumbered(text, Random(0))
    assert numbers(turned) != numbers(text)
    assert turned.split()[-1] == text.split()[-1]


@pytest.mark.parametrize("text", ["the 5′ end", "In G₁ it grows.", "at 0 °C", "10⁸", "one strand"])
def test_what_is_no_quantity_is_not_changed(text: str) -> None:
    assert renumbered(text, Random(0)) == ""


def test_a_number_that_the_question_gives_stays() -> None:
    assert renumbered("four times the way", Random(0), given=numbers("Why 4 times?")) == ""


@settings(max_examples=60)
@given(st.text(max_size=200), st.integers(0, 3))
def test_every_flip_takes_any_text_and_changes_it_or_leaves_it(text: str, seed: int) -> None:
    for flip in FLIPS.values():
        assert flip(text, Random(seed)) != text or not text


def test_a_flip_of_one_needed_point_has_the_others_right() -> None:
    assert made("negation inserted", PEERS) == (
        "Internal peers listen without judging you. External peers are not outside the company.",
    )


def test_a_flip_leaves_no_spare_point_that_could_replace_it() -> None:
    for text in made("negation inserted", ANY_TWO):
        assert text.count("They are") == 2
        assert text.count("not") == 1


def test_a_flip_that_is_an_accepted_wording_is_left_out() -> None:
    card = sole("The price rises.", "The price falls.")
    assert made("direction turned", card) == ()


def test_an_optional_point_is_not_flipped() -> None:
    points = (KeyPoint("It is cold."), KeyPoint("It is dark.", required=False))
    card = Card("What is a cellar like?", "", points, 1)
    assert made("negation inserted", card) == ("It is not cold.",)


def test_another_cards_answer_shares_no_point() -> None:
    twin = ask("What is marsh gas?", "It is a gas that burns.")
    assert made("another card's answer", METHANE, (twin, WEIGHT)) == ("98.1 N",)


def test_without_an_unrelated_card_nothing_is_borrowed() -> None:
    assert made("another card's answer", METHANE, (METHANE,)) == ()


def test_an_answer_that_contains_the_point_is_related() -> None:
    assert not is_unrelated(WATT, ask("Who was Watt?", "James Watt built engines in Glasgow."))


@pytest.mark.parametrize("name", ["keyword bag", "reference shuffled"])
def test_a_list_of_names_offers_no_bag_of_words(name: str) -> None:
    assert made(name, ORDERED) == ()


def test_a_bag_of_words_has_every_content_word_sorted() -> None:
    assert made("keyword bag", HELICASE)[0] == "helicase separates strands two"


def test_a_question_that_gives_the_answer_away_is_not_echoed() -> None:
    assert made("question echoed", ask("Is light a wave or a particle?", "a wave")) == ()


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Why do cats purr?", "Cats purr, because that is how it works."),
        ("What is the boiling point?", "The boiling point is what is meant by the boiling point."),
        ("How does rust form?", "Rust form in a certain way."),
        ("Name any three rivers.", "It is possible to name three rivers."),
        ("[…] is the largest planet", "It is about this: […] is the largest planet."),
    ],
)
def test_a_question_is_restated_without_anything_new(question: str, statement: str) -> None:
    assert made("question restated", ask(question, "watt")) == (statement,)


def test_alternatives_hold_the_reference_and_another_answer() -> None:
    (text,) = made("right or another card's", WATT)
    assert text.startswith("Either ")
    assert "watt" in text


def test_a_right_answer_is_taken_back() -> None:
    assert made("right, then denied", WATT)[0] == "watt, but that is not true."


def test_the_contrary_follows_the_reference() -> None:
    (text,) = made("right, then its contrary", sole("The price rises."))
    assert text == "The price rises. The price falls."


def test_500_words_hold_every_point_and_its_contrary() -> None:
    (text,) = made("500 words", sole("The price rises."))
    assert 480 <= len(text.split()) <= 540
    assert "The price rises." in text
    assert "The price falls." in text


def test_one_point_of_several_is_repeated() -> None:
    (text,) = made("fragment repeated", PEERS)
    assert len(set(text.split(". "))) <= 2


def test_hidden_letters_are_not_plain_ones() -> None:
    assert not made("hidden letters", WATT)[0].isascii()


def test_points_are_reordered() -> None:
    assert made("points reordered", PEERS) == (
        "External peers are outside the company. Internal peers listen without judging you.",
    )


def test_an_order_that_is_asked_for_is_kept() -> None:
    assert made("points reordered", ORDERED) == ()


def test_a_list_becomes_one_sentence() -> None:
    assert made("list in one sentence", ORDERED) == ("Prophase, metaphase and anaphase.",)


def test_notes_lack_articles_but_no_negation() -> None:
    assert made("terse notes", sole("The enzyme is not used up.")) == ("enzyme not used up",)


def test_a_slip_changes_one_long_word_and_spares_its_ends() -> None:
    (text,) = made("slips of the finger", sole("The mitochondrion"))
    assert text != "The mitochondrion"
    assert text.startswith("The mi")
    assert text.endswith("n")


@pytest.mark.parametrize("text", ["98.1 N", "$Q$ is heat.", "In G₁ the cell grows."])
def test_case_is_kept_where_it_carries_meaning(text: str) -> None:
    assert made("case, punctuation lost", sole(text)) == ()


def test_spelling_crosses_the_ocean() -> None:
    assert made("other spelling", sole("Colour of the fiber")) == ("Color of the fibre",)


def test_number_words_become_digits() -> None:
    assert made("numbers as words, digits", sole("by two bonds")) == ("by 2 bonds",)


def test_an_extra_stands_before_or_after_the_reference() -> None:
    before, after = made("harmless extra", HELICASE)
    assert before.endswith("helicase separates the two strands.")
    assert after.startswith("Helicase separates the two strands. ")


def test_what_stays_right_is_of_one_family() -> None:
    kept = {one.family for one in ATTACKS if one.expected is Expected.KEPT}
    assert kept == {Family.HARMLESS}


def test_no_two_attacks_have_one_name() -> None:
    assert len({one.name for one in ATTACKS}) == len(ATTACKS)


def cards() -> st.SearchStrategy[Card]:
    """Return cards of every shape: empty, of one word, in other scripts, very long."""
    odd = st.sampled_from(
        ["", "?", "水", "ماء", "π", "a " * 3_000, "x" * 5_000, "не знаю", "turn " * 99]
    )
    text = st.text(max_size=60) | odd | st.just("It is not the case that heat breaks two bonds.")
    points = st.lists(st.builds(KeyPoint, text, st.booleans()), max_size=4)
    return st.builds(
        lambda question, answer, points, fewer: Card(
            question, answer, tuple(points), max(0, sum(p.required for p in points) - fewer)
        ),
        text,
        text,
        points,
        st.integers(0, 2),
    )


@settings(max_examples=40)
@given(cards(), st.lists(cards(), max_size=3), st.integers(0, 9))
def test_every_attack_takes_any_card_and_repeats_itself(
    card: Card, others: list[Card], seed: int
) -> None:
    for one in ATTACKS:
        found = answers(one, card, others, seed)
        assert found == answers(one, card, others, seed)
        assert all(found)


@settings(max_examples=100)
@given(cards())
def test_nothing_that_is_to_be_refused_is_the_reference(card: Card) -> None:
    for one in ATTACKS:
        if one.expected is Expected.REFUSED:
            assert card.answer.strip() not in answers(one, card, (METHANE,), 0) or not card.answer


def test_another_seed_makes_other_answers() -> None:
    one = attack("gibberish")
    assert answers(one, WATT, OTHERS, 0) != answers(one, WATT, OTHERS, 1)


_PRINTED = """
from tutor.cards.points import ask
from tutor.evaluation.attacks import ATTACKS, answers
card = ask("How does it differ?", "- It is more candid than two others.\\n- It has no wall.")
other = ask("Who plays the harp?", "The angel above the door plays two harps.")
print([answers(one, card, [other], 0) for one in ATTACKS])
"""


def test_answers_do_not_depend_on_the_order_of_sets() -> None:
    printed = {
        subprocess.run(
            [sys.executable, "-c", _PRINTED],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


def test_any_flip_of_what_has_no_handle_is_none() -> None:
    assert any_flip("Prophase", Random(0)) == ""


def test_stems_know_a_word_inflected() -> None:
    assert stems("separates") == stems("separation")
