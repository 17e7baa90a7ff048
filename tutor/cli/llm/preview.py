"""`tutor llm preview`: what would leave the machine, to the last character."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.llm.cards import card_named
from tutor.cli.llm.options import may_be_read_on_the_way, shown_address
from tutor.cli.options import CardArgument, JsonOption, StoreOption
from tutor.errors import UsageError
from tutor.models.kept_chat import KeptChat

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tutor.cards.card import Card
    from tutor.models.kept_chat import Message
    from tutor.settings import Settings

EXAMPLE = "(here stands what you typed)"
"""The answer where none is given."""

OF_A_CARD = "Not sent: your other cards and answers, grades, schedules, and where the deck lies."
OF_NOTES = "Not sent: your cards and answers, grades, schedules, and where the notes lie."
"""What stays on the machine."""

_BESIDE = (
    "Sent beside it: the model's name, the key where there is one, and what OpenAI's\n"
    "client tells in headers: its version, Python's, the kind of system and processor."
)


class Use(StrEnum):
    """What a language model is asked for about a card."""

    GRADE = "grade"
    POINTS = "points"
    HINTS = "hints"
    WHY = "why"
    REWORD = "reword"


_WITH_ANSWER = (Use.GRADE, Use.WHY)


def preview(
    card: CardArgument,
    use: Annotated[
        Use, typer.Option("--for", help="What it would be asked for: a verdict, or a command.")
    ] = Use.GRADE,
    answer: Annotated[
        str | None,
        typer.Option(
            help="The answer, to be judged or explained.", show_default="words that stand for one"
        ),
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print exactly what a language model would be sent about a card; nothing is sent.

    It is made by the very steps that would send it. Only the line that fences
    the data is another one each time. A reply that cannot be used is sent back
    once, with the same data. `tutor draft NOTES.md --preview` does it for notes.
    """
    if answer is not None and use not in _WITH_ANSWER:
        raise UsageError(f"For {use}, no answer is sent.", "Leave --answer out.")
    chosen = wiring.settings()
    asked = card_named(card, store)
    chat = KeptChat(chosen.llm_model)
    why_not = _ask(use, chat, asked, EXAMPLE if answer is None else answer, store)
    models = _models(chosen, use)
    if as_json:
        typer.echo(json.dumps(as_record(chosen, models, chat.kept)))
    elif not chat.kept:
        typer.echo(f"Nothing would be sent. {why_not}")
    else:
        for line in preview_lines(chosen, models, chat.kept, OF_A_CARD):
            typer.echo(line)
        if answer is None and use in _WITH_ANSWER:
            typer.echo("\nThe answer is only an example; --answer puts another in its place.")


def _ask(use: Use, chat: KeptChat, card: Card, answer: str, store: Path | None) -> str:
    """Have what would be sent kept by `chat`; return why nothing is, where that is so."""
    from tutor.coaching.hints import hint_ladder
    from tutor.coaching.reword import reword_question

    match use:
        case Use.GRADE:
            return _grade(chat, card, answer)
        case Use.POINTS:
            return _points(chat, card, store)
        case Use.WHY:
            return _why(chat, card, answer)
        case Use.HINTS:
            return hint_ladder(wiring.asking_by(use, chat), card).reason
        case Use.REWORD:
            return _reason(reword_question(wiring.asking_by(use, chat), card))


def _grade(chat: KeptChat, card: Card, answer: str) -> str:
    from secrets import token_bytes

    from tutor.grading.verdict import Answer, Unjudged

    verdict = wiring.by_rubric(chat, token_bytes(32)).grade(card, Answer(answer))
    level = "" if isinstance(verdict, Unjudged) else f"{verdict.level}; "
    return f"It is judged without a model: {level}{verdict.reason}"


def _points(chat: KeptChat, card: Card, store: Path | None) -> str:
    from tutor.cli.kept_points import kept_points, key_of, place_beside
    from tutor.coaching.points import has_own_marks, propose_points

    if key_of(card) in kept_points(place_beside(wiring.store_place(store))):
        return "Points are kept for this card already."
    if has_own_marks(card):
        return "The points of this card have other wordings, or are optional."
    return _reason(propose_points(wiring.asking_by(Use.POINTS, chat), card))


def _why(chat: KeptChat, card: Card, answer: str) -> str:
    from tutor.coaching.why import explain_why, lacking
    from tutor.grading.verdict import Answer, Unjudged

    verdict = wiring.make_grader().grade(card, Answer(answer))
    if isinstance(verdict, Unjudged):
        return verdict.reason
    if not lacking(verdict):
        return "Nothing is missing from this answer."
    return _reason(explain_why(wiring.asking_by(Use.WHY, chat), card, answer, verdict))


def _reason(said: object) -> str:
    from tutor.grading.verdict import Unjudged

    return said.reason if isinstance(said, Unjudged) else ""


def as_record(
    chosen: Settings, models: Sequence[str], kept: Sequence[Message]
) -> dict[str, object]:
    """Return what would be sent as JSON's own values."""
    return {
        "endpoint": chosen.llm_base_url,
        "models": [*models],
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


def preview_lines(
    chosen: Settings, models: Sequence[str], kept: Sequence[Message], stays: str
) -> Iterator[str]:
    """Yield what a learner reads of what would be sent, and of what stays."""
    from tutor.text import one_line, plain

    names = " and ".join(models) or "no model, for none is configured"
    yield f"To    {one_line(names)}, at {one_line(shown_address(chosen.llm_base_url))}"
    for number, message in enumerate(kept, start=1):
        if len(kept) > 1:
            yield f"\n=== {number} of {len(kept)}"
        yield f"Sent  {length(message):,} characters"
        yield f"\n--- system message, {len(message.system):,} characters\n{plain(message.system)}"
        yield f"\n--- user message, {len(message.user):,} characters\n{plain(message.user)}"
        if message.schema:
            yield "\n--- schema of the reply, where the endpoint takes one"
            yield json.dumps(message.schema)
    yield f"\n---\n{stays}\n{_BESIDE}"
    if may_be_read_on_the_way(chosen.llm_base_url):
        yield "The address is not https: what is sent there can be read on the way."


def _models(chosen: Settings, use: Use) -> list[str]:
    second = chosen.llm_second_model if use is Use.GRADE else ""
    return [name for name in (chosen.llm_model, second) if name]
