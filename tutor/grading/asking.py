"""Asking a language model for one thing: data in a fence, a reply in a form, one repair attempt.

All that is asked of a model goes this way, be it for a judgement or for anything else: what it is
sent of learners and decks travels as data, what it replies is read with care, and a reply that
cannot be used is told back once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tutor.errors import ChatError
from tutor.grading.fencing import MAX_DATA, Json, as_data, fenced
from tutor.grading.prompt import Prompt
from tutor.grading.seen import seen
from tutor.grading.verdict import Chat, Schema, Spent, Unjudged, begin, spent_by

TOO_LONG = f"Card and answer are longer than the {MAX_DATA:,} characters that are sent."

MAX_TOLD_BACK = 2_000
"""Characters of a reply that could not be used which its author is shown."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """All that a model is sent at once.

    Attributes:
        system: The instruction.
        user: The data, fenced.
        schema: Of the reply.
    """

    system: str
    user: str
    schema: Schema


def _no_objection(_: object) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Wanted(Generic[T]):
    """What a model is asked for.

    Attributes:
        schema: Of the reply.
        read: Reads a reply; Unjudged with the reason where it cannot.
        objection: Says why what was read is to be asked for once more; "" where it is good. After
            the second time it is taken as it is.
    """

    schema: Schema
    read: Callable[[str], T | Unjudged]
    objection: Callable[[T], str] = _no_objection


class Asking:
    """Asks a model by one instruction.

    Args:
        chat: The model.
        prompt: The instruction to it.
        fence: Returns a line to hold the data apart, which is given to it: one that whoever wrote
            the data cannot have foreseen, as of `tutor.grading.fencing.fence_by`.
    """

    def __init__(self, chat: Chat, prompt: Prompt, fence: Callable[[str], str]) -> None:
        self._chat = chat
        self._prompt = prompt
        self._fence = fence

    @property
    def name(self) -> str:
        """The instruction and the model, as they stand beside all that comes of them."""
        return f"{self._prompt.label}, {self._chat.name}"

    @property
    def spent(self) -> Spent:
        """What its model has used."""
        return spent_by(self._chat)

    def request(self, material: dict[str, Json], schema: Schema, **values: int) -> Request:
        """Return what the model is sent.

        Args:
            material: The data.
            schema: Of the reply.
            values: For the variables of the instruction, but for the fence.
        """
        data = as_data(material)
        fence = self._fence(data)
        system = self._prompt.render(fence=fence, **values)
        return Request(system, fenced(data, fence), schema)

    def ask(self, material: dict[str, Json], wanted: Wanted[T], **values: int) -> T | Unjudged:
        """Ask with at most two requests, and one patience; Unjudged where no reply could be read.

        Args:
            material: The data.
            wanted: What is asked for.
            values: As of `request`.
        """
        if len(as_data(material)) > MAX_DATA:
            return Unjudged(
                f"What there is to send is longer than the {MAX_DATA:,} characters that are sent."
            )
        begin(self._chat)
        try:
            said = self._said(self.request(material, wanted.schema, **values))
        except ChatError as error:
            return Unjudged(error.message)
        found = wanted.read(said)
        fault = found.reason if isinstance(found, Unjudged) else wanted.objection(found)
        if not fault:
            return found
        again = self.request(material | told_back(said, fault), wanted.schema, **values)
        second = self._read(again, wanted)
        is_lost = isinstance(second, Unjudged) and not isinstance(found, Unjudged)
        return found if is_lost else second

    def _read(self, request: Request, wanted: Wanted[T]) -> T | Unjudged:
        try:
            return wanted.read(self._said(request))
        except ChatError as error:
            return Unjudged(error.message)

    def _said(self, request: Request) -> str:
        return self._chat.complete(request.system, request.user, request.schema)


def told_back(said: str, fault: str) -> dict[str, Json]:
    """Return what a model is told of its reply: data like the rest, since learners may steer it."""
    return {"unusable": {"reply": seen(said[:MAX_TOLD_BACK]), "fault": fault}}
