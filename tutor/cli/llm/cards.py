"""What the commands share that ask a language model about one card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring
from tutor.errors import ModelError

if TYPE_CHECKING:
    from tutor.cards.card import Card
    from tutor.grading.asking import Asking
    from tutor.grading.verdict import Spent, Unjudged


def card_named(words: Sequence[str], store: Path | None) -> Card:
    """Return the card that the words name, as its deck states it.

    Raises:
        UsageError: No card fits, or several do.
    """
    from tutor.cli.llm.preview import find_card

    with wiring.open_store_to_read(store) as kept:
        return find_card(" ".join(words), kept.known_cards())


def failed(unjudged: Unjudged) -> ModelError:
    """Return what ends a command whose model said nothing of use."""
    return ModelError(unjudged.reason, "Try again, or another model: `tutor llm check` tests one.")


def print_json(record: Mapping[str, object], asking: Asking | None) -> None:
    """Print a record, with whom it is from and what that took."""
    told = {"by": asking.name, **_spent(asking.spent)} if asking else {"by": None}
    typer.echo(json.dumps({**record, **told}))


def note_spent(spent: Spent) -> None:
    """Say on stderr what was used."""
    typer.echo(f"tutor: {spent_words(spent)}", err=True)


def spent_words(spent: Spent) -> str:
    """Return what was used, in words: "1,204 tokens, $0.0003"."""
    tokens = f"{spent.tokens:,} tokens" if spent.tokens else "tokens unknown"
    return f"{tokens}, {'cost unknown' if spent.unpriced else f'${spent.dollars:.4f}'}"


def counted(count: int, noun: str) -> str:
    """Return how many of something there are: "1 card", "2 cards"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _spent(spent: Spent) -> dict[str, object]:
    return {"tokens": spent.tokens, "dollars": None if spent.unpriced else spent.dollars}
