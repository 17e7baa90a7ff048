"""Which options hold for which deck."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tutor.scheduling.options import DeckOptions, Order, Regime, is_within
from tutor.scheduling.preset import ALL_DECKS, SHIPPED

REGIME = Regime(
    DeckOptions(retention=0.8),
    {
        "flashcards/art": {"retention": 0.9, "order": Order.OLDEST},
        "Music": {"retention": 0.95},
        "flashcards": {"new_per_day": 3},
    },
)


@pytest.mark.parametrize(
    ("deck", "retention"),
    [
        ("flashcards/geology", 0.8),
        ("flashcards/art", 0.9),
        ("flashcards/art/painting", 0.9),
        ("flashcards/art/music", 0.95),
        ("flashcards/art/music/strings", 0.95),
        ("flashcards/artisans", 0.8),
        ("", 0.8),
    ],
)
def test_the_deepest_name_that_a_deck_lies_in_decides(deck: str, retention: float) -> None:
    assert REGIME.of(deck).retention == retention


def test_each_option_is_inherited_by_itself() -> None:
    found = REGIME.of("flashcards/art/music")

    assert (found.retention, found.order, found.new_per_day) == (0.95, Order.OLDEST, 3)


def test_an_option_is_said_by_the_name_that_decided() -> None:
    assert REGIME.origin("flashcards/art/music", "retention") == "Music"
    assert REGIME.origin("flashcards/art/music", "order") == "flashcards/art"
    assert REGIME.origin("flashcards/art/music", "leech_lapses") == ALL_DECKS


def test_a_part_of_a_word_is_no_name() -> None:
    assert is_within("art/music", "art")
    assert is_within("art/music", "#MUSIC/")
    assert not is_within("artisans", "art")


def test_without_wishes_cards_are_scheduled_as_shipped() -> None:
    assert DeckOptions().preset() == SHIPPED


def test_a_preset_has_what_is_said_and_the_parameters_that_were_fitted() -> None:
    fitted = (0.3, *SHIPPED.parameters[1:])
    options = DeckOptions(0.85, (), (timedelta(hours=1),), longest_interval=99)

    preset = options.preset(fitted)

    assert (preset.desired_retention, preset.longest) == (0.85, 99)
    assert (preset.learning_steps, preset.relearning_steps) == ((), (timedelta(hours=1),))
    assert preset.parameters == fitted
