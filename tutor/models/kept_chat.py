"""A chat that sends nothing: it keeps what it is given, for its user to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutor.errors import ChatError


@dataclass(frozen=True, slots=True)
class Message:
    """What a model would have been sent.

    Attributes:
        system: The instruction.
        user: The message.
        schema: Of the reply that would be asked for, where the endpoint takes one; None for none.
    """

    system: str
    user: str
    schema: Mapping[str, object] | None


class KeptChat:
    """Keeps what it is given, and never replies.

    Args:
        name: Of the model that it stands for.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.kept: list[Message] = []

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    def complete(self, system: str, user: str, schema: Mapping[str, object] | None = None) -> str:
        """Keep what a model would have been sent.

        Raises:
            ChatError: Always, since nobody is asked.
        """
        self.kept.append(Message(system, user, schema))
        raise ChatError("Nothing was sent.")
