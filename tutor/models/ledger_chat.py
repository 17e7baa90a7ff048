"""A language model whose every call is entered before it is made, and is not made if too dear."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tutor.errors import ChatError
from tutor.grading.verdict import Chat, Schema, Spent, begin, spent_by
from tutor.models.prices import Prices

CHARACTERS_PER_TOKEN = 3.0
"""Of what is sent. English has about 4, other scripts fewer: whoever counts too many tokens stays
within the budget."""

MOST_WRITTEN = 2_000
"""Tokens of a reply that money is set aside for; a judgement of ten points takes about 500."""


class Accounts(Protocol):
    """Where calls are entered."""

    def begin(self, model: str, purpose: str, reserved: float | None) -> int | str:
        """Enter a call that may cost so many dollars; return its number, or why it may not be."""
        ...

    def end(
        self,
        number: int,
        outcome: str,
        tokens: tuple[int, int] | None,
        dollars: float | None,
        seconds: float,
    ) -> None:
        """Complete the call with what is known of it."""
        ...


@dataclass(frozen=True, slots=True)
class Account:
    """How a model's calls are entered.

    Attributes:
        accounts: Where.
        purpose: What for, as "grade".
        prices: What the model costs; None where that is not known.
        clock: Returns seconds from any beginning.
    """

    accounts: Accounts
    purpose: str
    prices: Prices | None
    clock: Callable[[], float]


class LedgerChat:
    """A chat that enters its calls.

    Args:
        chat: The model.
        account: How they are entered.

    Attributes:
        refused: Why a call was not made; "" as long as none was refused.
    """

    def __init__(self, chat: Chat, account: Account) -> None:
        self._chat = chat
        self._account = account
        self.refused = ""

    @property
    def name(self) -> str:
        """The model's name."""
        return self._chat.name

    @property
    def spent(self) -> Spent:
        """What its replies used."""
        return spent_by(self._chat)

    def begin(self) -> None:
        """Have the patience with the model begin."""
        begin(self._chat)

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        """Return the model's reply, unless it might cost more than may be.

        Raises:
            ChatError: There is none, or it may not be asked for.
        """
        account = self._account
        reserved = most_dollars(system, user, schema, account.prices)
        number = account.accounts.begin(self.name, account.purpose, reserved)
        if isinstance(number, str):
            self.refused = number
            raise ChatError(number)
        before, start = self.spent, account.clock()
        outcome = "failed"
        try:
            reply = self._chat.complete(system, user, schema)
            outcome = "replied"
        finally:
            used = self.spent - before
            tokens = (used.tokens - used.written, used.written) if used.tokens else None
            is_known = (tokens or account.prices == Prices(0, 0)) and not used.unpriced
            dollars = used.dollars if is_known else None
            seconds = max(0.0, account.clock() - start)
            account.accounts.end(number, outcome, tokens, dollars, seconds)
        return reply


def most_dollars(
    system: str, user: str, schema: Schema | None, prices: Prices | None
) -> float | None:
    """Return what a call may cost, rather too much; None where the prices are not known."""
    if prices is None:
        return None
    characters = len(system) + len(user) + (len(json.dumps(schema)) if schema else 0)
    return prices.dollars(round(characters / CHARACTERS_PER_TOKEN), MOST_WRITTEN)
