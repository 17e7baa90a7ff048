"""Hints that need no model, in steps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.card import Card, KeyPoint
from tutor.cards.points import ask
from tutor.coaching.ladder import MOST_WORDS, how_much, initials, steps, steps_again
from tutor.grading.verdict import Finding, Level, Stage, Status, Verdict

MITOSIS = ask("What are two phases of mitosis?", "- Prophase\n- The late anaphase")
PARIS = ask("What is the capital of France?", "Paris")


def judged(card: Card, *statuses: Status) -> Verdict:
    """Return a verdict with these statuses, one for each point."""
    findings = tuple(
        Finding(point, status, 0.5, "") for point, status in zip(card.points, statuses, strict=True)
    )
    return Verdict(findings, 0.5, Level.PARTIAL, 0.9, Stage.SIMILARITY, "…")


def test_the_steps_are_how_many_how_they_begin_and_one_of_them() -> None:
    assert steps(MITOSIS) == (
        "The answer has 2 points.",
        "Its points begin so:\n- P…\n- The l… a…",
        "One of them: Prophase",
    )


def test_the_only_point_is_never_shown_whole() -> None:
    assert steps(PARIS) == (
        "The answer is one point, of 1 word that count.",
        "It begins so: P…",
    )


def test_words_of_the_question_and_of_grammar_are_no_secret() -> None:
    card = ask("What does the heart pump?", "The heart pumps blood into the arteries.")

    assert steps(card)[1] == "It begins so: The heart pumps b… into the a…"


def test_a_number_is_not_told_by_its_first_digit() -> None:
    assert initials("About 299 792 458 m/s of pH 7") == "About (a number) m… of … (a number)"


def test_a_negation_is_telling() -> None:
    assert initials("It does not grow") == "It does n… g…"


def test_a_long_point_shows_so_many_letters() -> None:
    assert initials("word " * 50).split() == ["w…"] * MOST_WORDS + ["…"]


def test_at_a_second_try_the_hints_are_about_what_is_missing() -> None:
    verdict = judged(MITOSIS, Status.COVERED, Status.MISSING)

    assert steps_again(MITOSIS, verdict) == (
        "1 of 2 points is there.",
        "What is missing begins so: The l… a…",
        "One of them: The late anaphase",
    )


def test_a_point_that_is_partly_there_is_hinted_at_as_well() -> None:
    assert "- P…" in steps_again(MITOSIS, judged(MITOSIS, Status.PARTLY, Status.MISSING))[1]


def test_how_much_is_there_is_a_sentence() -> None:
    assert how_much(judged(PARIS, Status.MISSING)) == "The point is not there yet."
    assert how_much(judged(PARIS, Status.PARTLY)) == "The point is there in part."
    assert how_much(judged(MITOSIS, Status.MISSING, Status.MISSING)) == "No point of 2 is there."
    in_part = judged(MITOSIS, Status.MISSING, Status.PARTLY)
    assert how_much(in_part) == "1 of 2 points is there in part."
    more = judged(MITOSIS, Status.COVERED, Status.PARTLY)
    assert how_much(more) == "1 of 2 points is there, 1 more in part."
    covered = judged(MITOSIS, Status.COVERED, Status.COVERED)
    assert how_much(covered) == "2 of 2 points are there."


@given(st.text(), st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_every_card_has_hints(question: str, points: list[str]) -> None:
    card = Card(question, "\n".join(points), tuple(map(KeyPoint, points)), needed=len(points))

    assert all(steps(card))
    missing = [Status.MISSING] * len(points)
    assert len(steps_again(card, judged(card, *missing))) == len(steps(card))
