import pytest

from tutor.grading.exchange import exchanged, exchanged_between
from tutor.grading.text import words


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ("A class is the blueprint of an object.", "An object is the blueprint of a class."),
        (
            "Passing by value copies the list, passing by reference shares it.",
            "I think passing by reference copies the list, passing by value shares it",
        ),
        ("The strong acid frees the weak acid.", "the weak acid frees the strong acid"),
    ],
)
def test_two_terms_in_each_others_place_are_exchanged(point: str, said: str) -> None:
    assert exchanged(words(point), words(said))


@pytest.mark.parametrize(
    ("point", "said"),
    [
        ("Like poles repel and others attract.", "Others attract and like poles repel"),
        ("Adenine pairs with thymine in DNA.", "Thymine pairs with adenine in DNA."),
        ("Speech is slurred or confused", "Speech is confused or slurred"),
        ("Slurred or confused speech", "Speech slurred or confused"),
        ("A class is the blueprint of an object.", "A class is the blueprint of an object."),
        ("A class is the blueprint of an object.", "It is the blueprint of an object: a class"),
        ("Heat moves", "moves heat"),
    ],
)  # fmt: skip
def test_what_may_stand_in_either_order_is_not(point: str, said: str) -> None:
    assert not exchanged(words(point), words(said))


PAIRS = [words("For advice, the mentor."), words("For reviews, fellow engineers.")]


def test_terms_are_exchanged_between_points() -> None:
    said = words("For advice, fellow engineers. For reviews, the mentor.")
    assert exchanged_between(PAIRS, said) == [0, 1]


def test_points_in_another_order_are_not_exchanged() -> None:
    assert (
        exchanged_between(PAIRS, words("For reviews, fellow engineers. For advice, the mentor."))
        == []
    )
