"""`tutor llm reword`: a question in two other wordings."""

from __future__ import annotations

import typer

from tutor.cli.llm.cards import card_named, failed, note_spent, print_json
from tutor.cli.options import CardArgument, JsonOption, NoNetworkOption, StoreOption


def reword(
    card: CardArgument,
    store: StoreOption = None,
    as_json: JsonOption = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Print two other wordings of a question: learn the fact, and not the sentence.

    They keep its numbers, names and negations, and say nothing of the answer.
    What does not is left out, so that there may be one.
    """
    from tutor.cli.judges import kept_asking
    from tutor.coaching.reword import COUNT, reword_question
    from tutor.grading.verdict import Unjudged
    from tutor.text import one_line

    with kept_asking("reword", store) as asking:
        found = reword_question(asking, card_named(card, store))
    if isinstance(found, Unjudged):
        raise failed(found)
    if as_json:
        print_json({"rewordings": found}, asking)
        return
    for wording in found:
        typer.echo(one_line(wording))
    if len(found) < COUNT:
        typer.echo(f"tutor: {COUNT - len(found)} could not be used.", err=True)
    note_spent(asking.spent)
