"""A language model whose client is made at its first request, and not before."""

from __future__ import annotations

from collections.abc import Callable

from tutor.grading.verdict import Chat, Schema, Spent, begin, spent_by


class LazyChat:
    """A chat on its way.

    Args:
        name: The model's name.
        make: Makes the chat; takes about a second.
    """

    def __init__(self, name: str, make: Callable[[], Chat]) -> None:
        self._name = name
        self._make = make
        self._chat: Chat | None = None
        self._has_begun = False

    @property
    def name(self) -> str:
        """The model's name."""
        return self._name

    @property
    def spent(self) -> Spent:
        """What its replies used."""
        return spent_by(self._chat)

    def begin(self) -> None:
        """Have the patience with it begin, which making it does not count for."""
        if self._chat:
            begin(self._chat)
        self._has_begun = True

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        """Return the model's reply.

        Raises:
            ChatError: There is none.
            UsageError: It may not be asked, or is not configured in full.
        """
        if not self._chat:
            self._chat = self._make()
            if self._has_begun:
                begin(self._chat)
        return self._chat.complete(system, user, schema)
