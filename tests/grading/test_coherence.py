import numpy as np
import pytest

from tutor.grading.coherence import LEAST_WORDS, ORDER_MEASURES, Coherence, order_measures
from tutor.grading.text import words
from tutor.grading.verdict import Floats

REFERENCE = ("The active site binds the substrate", "Heat changes the shape of the protein")


def measures(said: str, *points: str) -> Floats:
    return order_measures(words(said), [[words(point) for point in points]])


def kept(said: str, *points: str) -> float:
    """Return the share of neighbours that keep their order, over the words with content."""
    _, pairs, in_order, *_ = measures(said, *points)
    return float(in_order / pairs)


@pytest.mark.parametrize(
    "said",
    [
        "active site binds substrate, heat changes shape of protein",
        "heat changes shape of protein, active site binds substrate",
        "The site, the active one, binds substrates. Changed by heat is the protein's shape.",
    ],
)
def test_notes_and_points_in_another_order_keep_their_words_in_order(said: str) -> None:
    assert kept(said, *REFERENCE) > 0.5


def test_words_mixed_up_between_points_do_not() -> None:
    assert kept("protein binds shape active changes heat substrate site", *REFERENCE) < 0.3


def test_a_list_of_single_words_may_be_in_any_order() -> None:
    said = "anaphase prophase telophase metaphase"
    assert kept(said, "prophase", "metaphase", "anaphase", "telophase") == 1


def test_too_few_words_in_common_tell_nothing() -> None:
    assert not measures("shape active", *REFERENCE).any()


def test_the_reference_counts_that_most_words_are_of() -> None:
    near, far = words("water boils at a hundred degrees"), words("a hundred other words")
    said = words("at a hundred degrees water boils")
    alone, among = (order_measures(said, each) for each in ([[near]], [[far], [near]]))
    assert np.array_equal(alone, among)


def judge(said: str) -> bool:
    pooled, order = np.zeros(1, np.float32), np.zeros(ORDER_MEASURES, np.float32)
    strict = Coherence(np.ones(1, np.float32), order, least_of_notes=1, least_of_sentences=1)
    return strict.holds(words(said), pooled, order)


def test_a_few_words_always_hold_together() -> None:
    assert judge("word " * (LEAST_WORDS - 1))
    assert not judge("word " * LEAST_WORDS)
