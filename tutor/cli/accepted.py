"""`tutor accepted`: the answers that the learner said are right, shown and taken back."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import CARD_HELP, JsonOption, StoreOption

if TYPE_CHECKING:
    from tutor.cards.likeness import KnownCard
    from tutor.scheduling.marks import Mark, Marked


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(accepted)


def accepted(
    card: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CARD",
            help=CARD_HELP,
            show_default="every card with such answers",
        ),
    ] = None,
    revoke: Annotated[
        int | None,
        typer.Option(
            "--revoke", min=1, metavar="N", help="Take back the card's answer with this number."
        ),
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the answers that you said are right, card by card.

    Such an answer, in the same words, is correct from then on; an answer
    that is only like it is judged as ever. When the reference of a card is
    changed, its accepted answers are taken back.
    """
    from tutor.cli.history import one_card
    from tutor.errors import UsageError

    wanted = " ".join(card or [])
    if revoke is not None and not wanted:
        raise UsageError("--revoke wants a card", "For example: tutor accepted CARD --revoke 1")
    with wiring.open_store_to_read(store) if revoke is None else wiring.open_store(store) as kept:
        marked = {key: one for key, one in kept.marked().items() if one.accepted}
        known = [one for one in kept.known_cards() if one.id in marked]
        if wanted:
            known = [one_card(known, wanted)]
        if revoke is not None:
            kept.mark([_revocation(known[0], marked, revoke, kept.last_id())])
            marked = {known[0].id: kept.marked_as(known[0].id)}
    for line in (_json if as_json else _lines)(known, marked):
        typer.echo(line)


def _revocation(card: KnownCard, marked: Mapping[str, Marked], number: int, last: str) -> Mark:
    from tutor.errors import UsageError
    from tutor.scheduling.marks import Mark, MarkKind
    from tutor.store.ids import Ids
    from tutor.text import counted

    answers = marked[card.id].accepted
    if number > len(answers):
        raise UsageError(
            f"--revoke {number}: the card has {counted(len(answers), 'such answer')}",
            f"`tutor accepted {card.id}` numbers them.",
        )
    at = wiring.now()
    new_id = Ids(os.urandom, after=last).new(at)
    return Mark(new_id, card.id, at, MarkKind.REVOKED, answers[number - 1])


def _lines(known: Sequence[KnownCard], marked: Mapping[str, Marked]) -> Iterator[str]:
    from tutor.text import one_line

    for card in known:
        yield f"{card.id}  {one_line(card.question, 60)}"
        for number, text in enumerate(marked[card.id].accepted, 1):
            yield f"  {number}. {one_line(text, 72)}"
        if not marked[card.id].accepted:
            yield "  No accepted answer is left."
    if not known:
        yield "No answer was accepted yet: `r` at a verdict says that yours was right."


def _json(known: Sequence[KnownCard], marked: Mapping[str, Marked]) -> Iterator[str]:
    for card in known:
        answers = list(marked[card.id].accepted)
        yield json.dumps({"card": card.id, "question": card.question, "accepted": answers})
