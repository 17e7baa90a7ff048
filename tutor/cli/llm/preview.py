"""`tutor llm preview`: what would leave the machine, to the last character."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.llm.cards import card_named
from tutor.cli.llm.options import may_be_read_on_the_way, shown_address
from tutor.cli.options import JsonOption, StoreOption
from tutor.cli.schedule import CardArgument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutor.models.kept_chat import Message
    from tutor.settings import Settings

EXAMPLE = "(here stands what you typed)"
"""The answer where none is given."""

_STAYS = (
    "Not sent: your other cards and answers, grades, schedules, and where the deck lies.\n"
    "Sent beside it: the model's name, the key where there is one, and what OpenAI's\n"
    "client tells in headers: its version, Python's, the kind of system and processor."
)


def preview(
    card: CardArgument,
    answer: Annotated[
        str | None,
        typer.Option(help="The answer to be judged.", show_default="words that stand for one"),
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print exactly what a language model would be sent about an answer; nothing is sent.

    It is made by the very steps that would send it. Only the line that fences
    the data is another one each time.
    """
    from tutor.grading.verdict import Answer, Unjudged

    chosen = wiring.settings()
    asked = card_named(card, store)
    grader, chat = wiring.make_preview_grader(chosen)
    verdict = grader.grade(asked, Answer(EXAMPLE if answer is None else answer))
    if as_json:
        typer.echo(json.dumps(as_record(chosen, chat.kept)))
    elif not chat.kept:
        why = (
            verdict.reason
            if isinstance(verdict, Unjudged)
            else f"{verdict.level}; {verdict.reason}"
        )
        typer.echo(f"Nothing would be sent: this is judged without a model. {why}")
    else:
        for line in preview_lines(chosen, chat.kept):
            typer.echo(line)
        if answer is None:
            typer.echo("\nThe answer is only an example; --answer puts another in its place.")


def as_record(chosen: Settings, kept: Sequence[Message]) -> dict[str, object]:
    """Return what would be sent as JSON's own values."""
    return {
        "endpoint": chosen.llm_base_url,
        "models": _models(chosen),
        "requests": [
            {
                "system": one.system,
                "user": one.user,
                "schema": one.schema,
                "characters": length(one),
            }
            for one in kept
        ],
    }


def length(message: Message) -> int:
    """Return how many characters the two messages and the schema have."""
    schema = json.dumps(message.schema) if message.schema else ""
    return len(message.system) + len(message.user) + len(schema)


def preview_lines(chosen: Settings, kept: Sequence[Message]) -> Iterator[str]:
    """Yield what a learner reads of what would be sent."""
    from tutor.text import one_line, plain

    models = " and ".join(_models(chosen)) or "no model, for none is configured"
    yield f"To    {one_line(models)}, at {one_line(shown_address(chosen.llm_base_url))}"
    for message in kept:
        yield f"Sent  {length(message):,} characters"
        yield f"\n--- system message, {len(message.system):,} characters\n{plain(message.system)}"
        yield f"\n--- user message, {len(message.user):,} characters\n{plain(message.user)}"
        if message.schema:
            yield "\n--- schema of the reply, where the endpoint takes one"
            yield json.dumps(message.schema)
    yield f"\n---\n{_STAYS}"
    if may_be_read_on_the_way(chosen.llm_base_url):
        yield "The address is not https: what is sent there can be read on the way."


def _models(chosen: Settings) -> list[str]:
    return [name for name in (chosen.llm_model, chosen.llm_second_model) if name]
