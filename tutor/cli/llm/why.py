"""`tutor llm why`: why an answer was not enough."""

from __future__ import annotations

from typing import Annotated

import typer

from tutor.cli import wiring
from tutor.cli.llm.cards import card_named, note_spent, print_json
from tutor.cli.options import CardArgument, JsonOption, NoNetworkOption, StoreOption


def why(
    card: CardArgument,
    answer: Annotated[str, typer.Option(help="What was answered.")],
    store: StoreOption = None,
    as_json: JsonOption = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Say why an answer was not enough, by the words of the reference.

    The offline grader finds what is missing. The model puts it into a sentence
    or two that must quote the reference; otherwise what was found stands alone.
    """
    from tutor.cli.judges import kept_asking
    from tutor.coaching.why import explain_why, lacking, plain_reasons
    from tutor.grading.verdict import Answer, Unjudged
    from tutor.text import one_line

    wiring.askable(wiring.settings())
    asked = card_named(card, store)
    verdict = wiring.make_grader().grade(asked, Answer(answer))
    if isinstance(verdict, Unjudged) or not lacking(verdict):
        said = verdict.reason if isinstance(verdict, Unjudged) else "Nothing is missing from it."
        if as_json:
            print_json({"reasons": [said], "explanation": None, "quotes": []}, None)
        else:
            typer.echo(one_line(said))
        return
    reasons = [one_line(one) for one in plain_reasons(verdict)]
    with kept_asking("why", store) as asking:
        found = explain_why(asking, asked, answer, verdict)
    text, quotes = ("", ()) if isinstance(found, Unjudged) else (found.text, found.quotes)
    if as_json:
        print_json({"reasons": reasons, "explanation": text or None, "quotes": quotes}, asking)
        return
    for reason in reasons:
        typer.echo(reason)
    if isinstance(found, Unjudged):
        typer.echo(f"tutor: no explanation. {one_line(found.reason)}", err=True)
    else:
        quoted = ", ".join(f"“{one_line(quote)}”" for quote in quotes)
        typer.echo(f"\n{one_line(text)}\n  by the reference: {quoted}")
    note_spent(asking.spent)
