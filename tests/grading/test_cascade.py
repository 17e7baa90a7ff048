from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint
from tutor.cards.points import ask
from tutor.grading.cascade import CascadeGrader
from tutor.grading.reservations import NO_ORDER
from tutor.grading.verdict import Answer, Level, Stage, Status, Unjudged, Verdict

MECHANISMS = ask(
    "What are four ways to meet peers outside your company?",
    "- Writing in public\n- Speaking at conferences\n"
    "- Contributing to open source\n- Taking part in online communities",
)
GRAVITY = ask("What is the acceleration of free fall at the Earth's surface?", "9.81 m/s²")
RIBOSOME = ask("What do ribosomes do?", "Ribosomes build proteins from amino acids.")


def judge(grader: CascadeGrader, card: Card, text: str) -> Verdict:
    verdict = grader.grade(card, Answer(text))
    assert isinstance(verdict, Verdict)
    return verdict


@pytest.mark.parametrize(
    ("card", "text", "stage"),
    [
        (RIBOSOME, "", Stage.EMPTY),
        (RIBOSOME, "  ...  ", Stage.EMPTY),
        (RIBOSOME, "I don't know", Stage.DONT_KNOW),
        (RIBOSOME, "ribosomes build proteins from amino acids", Stage.EXACT),
        (RIBOSOME, "I think: ribosomes build proteins from amino acids", Stage.EXACT),
        (GRAVITY, "9.8 m/s^2", Stage.NUMBERS),
        (RIBOSOME, "they assemble proteins", Stage.SIMILARITY),
    ],
)
def test_the_cheapest_stage_that_can_decide_does(
    grader: CascadeGrader, card: Card, text: str, stage: Stage
) -> None:
    assert judge(grader, card, text).decided_by is stage


def test_a_card_whose_answer_is_none_is_not_a_dodge(grader: CascadeGrader) -> None:
    assert judge(grader, ask("What does print return?", "None"), "none").level is Level.CORRECT


def test_a_paraphrase_is_correct(grader: CascadeGrader) -> None:
    verdict = judge(grader, RIBOSOME, "they put together proteins out of amino acids")

    assert verdict.level is Level.CORRECT
    assert "proteins" in verdict.findings[0].evidence


@pytest.mark.parametrize(
    "text",
    [
        "What do ribosomes do?",
        "they store the genetic information of the cell",
        "I like turtles",
        "the weather was nice in spring and we went to the sea",
    ],
)
def test_an_echo_or_another_matter_is_not_correct(grader: CascadeGrader, text: str) -> None:
    assert judge(grader, RIBOSOME, text).level is not Level.CORRECT


MEMORY = ask(
    "Why is a secondary immune response faster than the first one?",
    "Memory cells from the first infection recognise the pathogen at once and quickly make"
    " large amounts of antibody.",
)


NOTHING_BUT_WORDS = (
    "Memory amounts cells body quickly long recognise shows illness ready large infection first"
    " pathogen antibody"
)
MIXED_UP = (
    "the pathogen large the make first cells before is amounts once recognise ready of so quickly"
    " antibody body from long infection shows Memory the the and illness at that"
)


@pytest.mark.parametrize("text", [NOTHING_BUT_WORDS, MIXED_UP])
def test_words_in_no_order_are_not_correct_and_in_doubt(grader: CascadeGrader, text: str) -> None:
    verdict = judge(grader, MEMORY, text)
    assert verdict.level is not Level.CORRECT
    assert verdict.doubt == NO_ORDER.reason
    assert NO_ORDER.reason in verdict.reason


@pytest.mark.parametrize(
    "text",
    [
        "memory cells from 1st infection -> know pathogen at once, make lots of antibody fast",
        "because memory cells left over from the first time recognise it and make antibodies fast",
    ],
)
def test_notes_and_sentences_have_an_order(grader: CascadeGrader, text: str) -> None:
    verdict = judge(grader, MEMORY, text)
    assert verdict.level is Level.CORRECT
    assert verdict.doubt != NO_ORDER.reason


def test_a_list_of_items_mixed_up_is_not_correct(grader: CascadeGrader) -> None:
    bag = "source public contributing open communities conferences writing online part speaking"
    verdict = judge(grader, MECHANISMS, bag)

    assert verdict.level is not Level.CORRECT
    assert verdict.doubt == NO_ORDER.reason


CLASSES = ask("What is a class to an object?", "A class is the blueprint of an object.")


def test_terms_in_each_others_place_contradict_a_point(grader: CascadeGrader) -> None:
    verdict = judge(grader, CLASSES, "An object is the blueprint of a class.")

    assert verdict.findings[0].status is Status.CONTRADICTED


def test_a_point_said_and_then_denied_is_contradicted(grader: CascadeGrader) -> None:
    said = "Ribosomes build proteins from amino acids. They never build proteins from amino acids."
    verdict = judge(grader, RIBOSOME, said)

    assert verdict.findings[0].status is Status.CONTRADICTED


def test_letters_that_are_not_what_they_seem_are_read_and_quoted_as_typed(
    grader: CascadeGrader,
) -> None:
    verdict = judge(grader, RIBOSOME, "they make pro\u200bteins out of amino acids")

    assert verdict.level is Level.CORRECT
    assert "pro\u200bteins" in verdict.findings[0].evidence


def test_alternatives_are_in_doubt_and_not_correct(grader: CascadeGrader) -> None:
    said = "either ribosomes build proteins from amino acids, or they store genes"
    verdict = judge(grader, RIBOSOME, said)

    assert verdict.level is not Level.CORRECT
    assert verdict.doubt


def test_each_point_of_a_list_is_judged_by_itself(grader: CascadeGrader) -> None:
    verdict = judge(grader, MECHANISMS, "writing blog posts in public, and open source work")

    statuses = [finding.status for finding in verdict.findings]
    assert statuses[0] is Status.COVERED
    assert statuses[1] is Status.MISSING
    assert statuses[2] is Status.COVERED
    assert statuses[3] is Status.MISSING
    assert verdict.level is not Level.CORRECT


@pytest.mark.parametrize(
    "text",
    [
        "Prophase then metaphase then anaphase then telophase.",
        "prophase -> metaphase -> anaphase -> telophase",
        "prohpase, metaphse, anaphase adn then teleophase",
        "it begins with prophase, goes on to metaphase and anaphase and ends with telophase",
    ],
)
def test_items_are_found_however_they_are_strung_together(grader: CascadeGrader, text: str) -> None:
    card = ask(
        "What are the four phases of mitosis, in order?",
        "1. Prophase\n2. Metaphase\n3. Anaphase\n4. Telophase",
    )
    verdict = judge(grader, card, text)
    assert {finding.status for finding in verdict.findings} == {Status.COVERED}
    assert verdict.level is Level.CORRECT


def test_one_more_point_never_lowers_the_score(grader: CascadeGrader) -> None:
    said = ["writing in public", "speaking at conferences", "open source", "online communities"]
    scores = [judge(grader, MECHANISMS, ", ".join(said[:n])).score for n in range(1, 5)]

    assert scores == sorted(scores)


def test_any_two_of_four_are_enough_where_the_card_says_so(grader: CascadeGrader) -> None:
    card = replace(MECHANISMS, needed=2)

    assert judge(grader, card, "speaking at conferences\nwriting in public").score == 1.0


def test_a_bonus_point_never_lowers_the_score(grader: CascadeGrader) -> None:
    bonus = KeyPoint("in the cytoplasm", required=False)
    card = replace(RIBOSOME, points=(*RIBOSOME.points, bonus))

    without = judge(grader, RIBOSOME, "they assemble proteins").score
    assert judge(grader, card, "they assemble proteins").score >= without


def test_a_changed_number_contradicts_its_point(grader: CascadeGrader) -> None:
    card = ask(
        "How many chromosomes do human body cells have?", "Human body cells have 46 chromosomes."
    )

    finding = judge(grader, card, "human body cells have 48 chromosomes").findings[0]
    assert (finding.status, finding.evidence) == (Status.CONTRADICTED, "48")


def test_an_accepted_answer_counts_as_the_reference(grader: CascadeGrader) -> None:
    card = ask("What pulls a cloud together?", "Gravity does.", "the weight of its own mass")

    assert judge(grader, card, "its own mass's weight").level is Level.CORRECT


def test_a_card_without_a_reference_is_unjudged(grader: CascadeGrader) -> None:
    card = Card(question="?", answer="", points=(), needed=0)

    assert isinstance(grader.grade(card, Answer("x")), Unjudged)


@pytest.mark.parametrize(
    "text",
    [
        "proteins " * 12_000,
        "🙂" * 50,
        "e\u0301" * 500,
        "مرحبا بالعالم",
        "\ud800",
        "\x1b[2J",
        "\x00",
    ],
    ids=["100,000 characters", "emoji", "combining", "arabic", "surrogate", "escape", "nul"],
)
def test_no_text_is_too_odd_to_judge(grader: CascadeGrader, text: str) -> None:
    verdict = judge(grader, RIBOSOME, text)

    assert 0 <= verdict.score <= 1
    assert 0 <= verdict.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=120))
def test_a_verdict_is_consistent_and_quotes_only_the_answer(
    grader: CascadeGrader, text: str
) -> None:
    verdict = judge(grader, MECHANISMS, text)

    assert 0 <= verdict.score <= 1
    assert len(verdict.findings) == len(MECHANISMS.points)
    assert all(finding.evidence in text for finding in verdict.findings)


def test_the_same_answer_gets_the_same_verdict(grader: CascadeGrader) -> None:
    text = "they assemble proteins"

    assert judge(grader, RIBOSOME, text) == judge(grader, RIBOSOME, text)


def test_a_point_that_is_said_and_then_said_otherwise_is_not_covered(
    grader: CascadeGrader,
) -> None:
    card = ask("What happens when a gas is heated?", "- The gas expands.\n- Its pressure rises.")

    right = judge(grader, card, "The gas expands. Its pressure rises.")
    both = judge(grader, card, "The gas expands. Its pressure rises. Its pressure does not rise.")

    assert right.level is Level.CORRECT
    assert both.level is not Level.CORRECT


def test_clauses_in_another_order_say_the_same(grader: CascadeGrader) -> None:
    card = ask("How is the current related?", "When the resistance falls, the current rises.")

    verdict = judge(grader, card, "the current rises when the resistance falls")

    assert verdict.level is Level.CORRECT


def test_a_date_may_be_written_in_any_way(grader: CascadeGrader) -> None:
    card = ask("When was the Bastille stormed?", "14 July 1789")

    assert judge(grader, card, "on July 14th, 1789").decided_by is Stage.NUMBERS
    assert judge(grader, card, "14/07/1789").level is Level.CORRECT
    assert judge(grader, card, "15 July 1789").level is Level.INCORRECT
