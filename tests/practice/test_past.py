"""What is told of a card's history."""

from __future__ import annotations

from dataclasses import replace

from tests.practice.material import NOON, verdict
from tutor.grading.verdict import Answer, Status, Unjudged
from tutor.practice.past import SHOWN, lines, review_lines
from tutor.scheduling.review import Grade, Mode, Review, Sureness

REVIEW = Review(
    "1", "a", NOON, Answer("Rome"), verdict(Status.MISSING), "stub 1", Grade.AGAIN, Grade.AGAIN, "s"
)


def told(review: Review, *, with_answers: bool = True) -> list[str]:
    """Return what is told of a review, without its moment, which depends on where one is."""
    first, *rest = review_lines(review, with_answers=with_answers)
    return [first.split("  ", 1)[1], *rest]


def test_a_new_card_has_no_history() -> None:
    assert lines([], None, with_answers=True) == ["It is new."]


def test_the_last_reviews_are_told_and_how_many_came_before() -> None:
    reviews = [replace(REVIEW, id=str(n)) for n in range(SHOWN + 2)]

    said = lines(reviews, None, with_answers=False)

    assert said[1] == "(2 earlier, all of them by `tutor history`)"
    assert len(said) == 2 + SHOWN


def test_an_answer_is_told_only_where_it_may_be() -> None:
    assert told(REVIEW, with_answers=False) == ["Again"]
    assert told(REVIEW) == ["Again  incorrect 0.00, by similarity", "    Rome"]


def test_hints_sureness_and_first_tries_are_told() -> None:
    helped = replace(
        REVIEW, answer=Answer("Paris", hints=2), tries=("Rome",), sureness=Sureness.SURE
    )

    assert told(helped) == [
        "Again  incorrect 0.00, by similarity, 2 hints, sure",
        "    first: Rome",
        "    Paris",
    ]


def test_of_an_answer_that_was_shown_there_is_no_verdict() -> None:
    alone = Unjudged("You graded it yourself.")
    shown = replace(REVIEW, answer=Answer(""), verdict=alone, proposed=None, mode=Mode.REVEALED)

    assert told(shown) == ["Again  the answer was shown"]
