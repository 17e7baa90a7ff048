"""What the commands share that ask a language model about one card."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring
from tutor.errors import ModelError, UsageError

if TYPE_CHECKING:
    from tutor.cards.card import Card
    from tutor.cards.likeness import KnownCard
    from tutor.grading.asking import Asking
    from tutor.grading.verdict import Spent, Unjudged


def card_named(words: Sequence[str], store: Path | None) -> Card:
    """Return the card that the words name, as its deck states it.

    Raises:
        UsageError: No card fits, or several do.
    """
    with wiring.open_store_to_read(store) as kept:
        return _find_card(" ".join(words), kept.known_cards())


def _find_card(wanted: str, known: Sequence[KnownCard]) -> Card:
    """Return the card of the decks that `wanted` names, as `tutor history` finds one.

    Raises:
        UsageError: No card fits, or several do.
    """
    from tutor.cards.likeness import KnownCard
    from tutor.cli.history import fitting, listed
    from tutor.cli.scope import known_ids, places, read_scope

    cards = [card for card, _ in read_scope([], places(wiring.default_decks(), known)).cards]
    ids = known_ids(cards, known)
    named = {
        KnownCard(
            ids.get(card, ""),
            card.fingerprint,
            card.question,
            card.answer,
            card.place.path,
            card.deck,
            card.block_id,
        ): card
        for card in cards
    }
    found = fitting([*named], wanted)
    if not found:
        raise UsageError(
            f"{wanted}: no card of your decks fits",
            "Give words of its question, or its id as `tutor history --json` shows it.",
        )
    if len(found) > 1:
        hint = "Give more of the question of one of them:"
        raise UsageError(f"{wanted}: {len(found)} cards fit", "\n  ".join([hint, *listed(found)]))
    return named[found[0]]


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
    from tutor.grading.verdict import Spent

    if spent == Spent():
        return "no tokens were told"
    tokens = f"{spent.tokens:,} tokens" if spent.tokens else "tokens unknown"
    return f"{tokens}, {'cost unknown' if spent.unpriced else f'${spent.dollars:.4f}'}"


def _spent(spent: Spent) -> dict[str, object]:
    return {"tokens": spent.tokens, "dollars": None if spent.unpriced else spent.dollars}
