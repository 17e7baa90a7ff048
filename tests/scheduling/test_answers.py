"""What grades say of cards, of hints, and of how sure a learner was."""

from __future__ import annotations

from tests.scheduling.pasts import One, calendar, past
from tutor.scheduling.answers import WeakCard, by_hints, by_sureness, grades, weak_cards
from tutor.scheduling.retention import Retention
from tutor.scheduling.review import Grade, Sureness

AGAIN, HARD, GOOD, EASY = Grade


def test_grades_are_counted_by_how_long_ago_the_card_was_seen() -> None:
    found = grades(
        past(One(1, None, HARD), One(1, 0.01, GOOD), One(1, 5, AGAIN), One(1, 21, EASY)),
        calendar(),
    )

    assert found.learning == (0, 1, 1, 0)
    assert found.young == (1, 0, 0, 0)
    assert found.mature == (0, 0, 0, 1)


def test_weak_cards_are_those_most_often_forgotten_on_a_later_day() -> None:
    reviews = past(
        One(1, 5, AGAIN, "twice"),
        One(2, 5, AGAIN, "twice"),
        One(3, 5, GOOD, "twice"),
        One(1, 5, AGAIN, "once"),
        One(1, 5, GOOD, "never"),
        One(1, 0.01, AGAIN, "learning"),
    )

    assert weak_cards(reviews, calendar(), 9) == (WeakCard("twice", 2, 3), WeakCard("once", 1, 1))
    assert weak_cards(reviews, calendar(), 1) == (WeakCard("twice", 2, 3),)


def test_answers_are_parted_by_their_hints_two_or_more_together() -> None:
    reviews = past(One(1), One(1, hints=1, grade=AGAIN), One(1, hints=2), One(1, hints=7))

    assert by_hints(reviews) == (Retention(1, 1), Retention(0, 1), Retention(2, 2))


def test_answers_are_parted_by_how_sure_the_learner_was_where_that_was_asked() -> None:
    reviews = past(One(1, sureness=3), One(1, sureness=3, grade=AGAIN), One(1, sureness=0))

    assert by_sureness(reviews) == {
        Sureness.GUESSED: Retention(0, 0),
        Sureness.UNSURE: Retention(0, 0),
        Sureness.SURE: Retention(1, 2),
    }


def test_what_was_not_typed_here_says_nothing_of_hints_or_sureness() -> None:
    imported = past(One(1, is_typed=False, sureness=3))

    assert sum(one.reviews for one in by_hints(imported)) == 0
    assert sum(one.reviews for one in by_sureness(imported).values()) == 0
