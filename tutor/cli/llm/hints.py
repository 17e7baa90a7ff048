"""`tutor llm hints`: three hints that do not give the answer away."""

from __future__ import annotations

import typer

from tutor.cli.llm.cards import card_named, note_spent, print_json
from tutor.cli.options import CardArgument, JsonOption, NoNetworkOption, StoreOption


def hints(
    card: CardArgument,
    store: StoreOption = None,
    as_json: JsonOption = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Print three hints for a card, from the faintest on, and none of its answer.

    A hint that says what makes up the answer is asked for once more, and then
    replaced by a plain one: how many points there are, how they begin.
    """
    from tutor.cli.judges import kept_asking
    from tutor.coaching.hints import hint_ladder
    from tutor.text import one_line

    with kept_asking("hints", store) as asking:
        ladder = hint_ladder(asking, card_named(card, store))
    if as_json:
        told = [{"text": one.text, "by_model": one.by_model} for one in ladder.hints]
        print_json({"hints": told, "reason": ladder.reason}, asking)
        return
    for number, hint in enumerate(ladder.hints, start=1):
        typer.echo(f"{number}  {one_line(hint.text)}")
    if ladder.reason:
        typer.echo(f"tutor: some hints are plain ones. {one_line(ladder.reason)}", err=True)
    note_spent(asking.spent)
