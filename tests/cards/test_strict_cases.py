"""Strict mode against the plugin itself: texts, and the cards that its own parser made of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tutor.cards.card import Card
from tutor.cards.markdown import Mode, PluginSettings, parse

CASES = json.loads(Path(__file__).with_name("cases").joinpath("strict.json").read_text("utf-8"))


def as_recorded(card: Card) -> dict[str, Any]:
    return {
        "kind": card.kind.value,
        "decks": list(card.decks),
        "line": card.place.line,
        "question": card.question,
        "answer": card.answer,
        "block_id": card.block_id,
        "schedule": card.schedule,
    }


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_strict_mode_makes_the_plugins_cards(case: dict[str, Any]) -> None:
    deck = parse(
        case["text"],
        "note.md",
        mode=Mode.STRICT,
        settings=PluginSettings.from_json(case.get("settings", {})),
        folder=case.get("folder", ""),
    )
    assert [as_recorded(card) for card in deck.cards] == case["cards"]
