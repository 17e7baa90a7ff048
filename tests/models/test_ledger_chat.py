"""Every call to a language model is entered, with what it cost, before and after."""

from __future__ import annotations

from itertools import count

import pytest

from tutor.errors import ChatError
from tutor.grading.verdict import Schema, Spent
from tutor.models.lazy_chat import LazyChat
from tutor.models.ledger_chat import MOST_WRITTEN, Account, LedgerChat, most_dollars
from tutor.models.prices import Prices

PRICES = Prices(1.0, 2.0)
FREE = Prices(0.0, 0.0)


class Parrot:
    """Replies, or fails, and uses what it is told to."""

    name = "parrot-1"

    def __init__(self, uses: Spent, *, fails: bool = False) -> None:
        self.spent = Spent()
        self._uses = uses
        self._fails = fails

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        self.spent += self._uses
        if self._fails:
            raise ChatError("It is silent.")
        return "Hello!"


class Accounts:
    """Keeps entries in memory; says no where it is given a reason."""

    def __init__(self, refusal: str = "") -> None:
        self.begun: list[tuple[str, str, float | None]] = []
        self.ended: list[tuple[int, str, tuple[int, int] | None, float | None, float]] = []
        self._refusal = refusal

    def begin(self, model: str, purpose: str, reserved: float | None) -> int | str:
        if self._refusal:
            return self._refusal
        self.begun.append((model, purpose, reserved))
        return len(self.begun)

    def end(
        self,
        number: int,
        outcome: str,
        tokens: tuple[int, int] | None,
        dollars: float | None,
        seconds: float,
    ) -> None:
        self.ended.append((number, outcome, tokens, dollars, seconds))


def chat(parrot: Parrot, accounts: Accounts, prices: Prices | None = PRICES) -> LedgerChat:
    ticks = count()
    return LedgerChat(parrot, Account(accounts, "grade", prices, lambda: float(next(ticks))))


USED = Spent(1000, 0.0011, 0, 100)


def test_a_call_is_entered_before_and_completed_after_it() -> None:
    accounts = Accounts()

    assert chat(Parrot(USED), accounts).complete("s" * 300, "u" * 300) == "Hello!"

    assert accounts.begun == [("parrot-1", "grade", (200 * 1.0 + MOST_WRITTEN * 2.0) / 1e6)]
    assert accounts.ended == [(1, "replied", (900, 100), 0.0011, 1.0)]


def test_a_call_that_fails_is_completed_with_a_cost_that_nobody_knows() -> None:
    accounts = Accounts()

    with pytest.raises(ChatError, match="silent"):
        chat(Parrot(Spent(), fails=True), accounts).complete("s", "u")

    assert accounts.ended == [(1, "failed", None, None, 1.0)]


@pytest.mark.parametrize(
    ("used", "prices", "tokens", "dollars"),
    [
        (Spent(1000, 0.0, 1, 100), None, (900, 100), None),
        (Spent(0, 0.0, 1), PRICES, None, None),
        (Spent(1000, 0.0, 0, 100), FREE, (900, 100), 0.0),
        (Spent(), FREE, None, 0.0),
    ],
    ids=["without prices", "without tokens", "for nothing", "for nothing, without tokens"],
)
def test_what_is_not_known_is_told_from_nothing(
    used: Spent, prices: Prices | None, tokens: tuple[int, int] | None, dollars: float | None
) -> None:
    accounts = Accounts()

    chat(Parrot(used), accounts, prices).complete("s", "u")

    assert accounts.ended == [(1, "replied", tokens, dollars, 1.0)]


def test_a_call_that_may_not_be_made_is_not_made() -> None:
    parrot = Parrot(USED)
    asked = chat(parrot, Accounts("The day's dollars are spent."))

    with pytest.raises(ChatError, match="dollars are spent"):
        asked.complete("s", "u")

    assert parrot.spent == Spent()
    assert asked.refused == "The day's dollars are spent."


def test_without_prices_nobody_knows_what_a_call_may_cost() -> None:
    assert most_dollars("s", "u", {"type": "object"}, None) is None


def test_no_client_is_made_before_the_first_call() -> None:
    made: list[Parrot] = []

    def make() -> Parrot:
        made.append(Parrot(USED))
        return made[-1]

    lazy = LazyChat("parrot-1", make)
    assert (lazy.name, lazy.spent, made) == ("parrot-1", Spent(), [])

    for _ in range(2):
        lazy.complete("s", "u")
    assert (len(made), lazy.spent.tokens) == (1, 2000)
