"""The language model as a judge within its budget: what is put together for it, and the books.

Nothing here is imported where the offline grader judges alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from secrets import token_bytes
from typing import TYPE_CHECKING

from tutor.cards.card import Card
from tutor.cli import wiring
from tutor.errors import StoreError
from tutor.grading.kept_grades import KeptGrades, grade_key
from tutor.grading.opinions import SecondOpinion
from tutor.grading.referral import UNSURE, Needs, Referring, needs_judging, unsure_from
from tutor.grading.verdict import Answer, Grader, Spent, Unjudged, Verdict, spent_by
from tutor.models.chat import TIMEOUT
from tutor.models.lazy_chat import LazyChat
from tutor.models.ledger_chat import Account, LedgerChat
from tutor.models.prices import Prices
from tutor.practice.referee import BackgroundReferee
from tutor.settings import LLM_PRICES, LLM_SECOND_PRICES, GraderChoice, Settings
from tutor.store.ids import Ids
from tutor.store.ledger import Exceeded, Ledger, Limits

if TYPE_CHECKING:
    from tutor.grading.asking import Asking

GRADING = "grade"
"""What calls for a verdict are entered as."""


class Books:
    """The ledger as one sitting, or one command, uses it.

    Args:
        ledger: The ledger.
        sitting: The id under which its calls are counted together.
        chosen: The settings, for what may be spent.
        now: Returns the present moment; aware.
    """

    def __init__(
        self, ledger: Ledger, sitting: str, chosen: Settings, now: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._sitting = sitting
        self._in_sitting = chosen.llm_max_cost_sitting
        self._in_day = chosen.llm_max_cost_day
        self._second = chosen.llm_second_model
        self._now = now
        self.end = ledger.end
        self.grade = ledger.grade

    def begin(self, model: str, purpose: str, reserved: float | None) -> int | str:
        """Enter a call; return its number, or in a sentence why it may not be made."""
        now = self._now()
        midnight = now.astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        limits = Limits(self._sitting, self._in_sitting, midnight, self._in_day)
        if reserved is None and not (self._in_sitting is None and self._in_day is None):
            variable = LLM_SECOND_PRICES if model == self._second else LLM_PRICES
            return (
                f"What {model} costs is not known, so that its budget cannot be held: set"
                f" {variable}."
            )
        entered = self._ledger.begin(model, purpose, reserved, limits, now)
        if isinstance(entered, Exceeded):
            whose = "a day" if entered.is_day else "a sitting"
            setting = f"llm.max_cost_{'day' if entered.is_day else 'sitting'}"
            spent = f"${entered.spent:.4f} of the ${entered.limit:g} that {whose} may cost is spent"
            return f"{spent}, and a call might take more than the rest ({setting})."
        return entered

    def keep_grade(self, key: str, verdict: Verdict) -> Verdict:
        """Keep a verdict, and return the one that was kept first under `key`."""
        return self._ledger.keep_grade(key, verdict, self._now())


class KeptJudge:
    """The configured language model, its calls entered and its grades kept.

    Args:
        grader: What judges.
        chats: The models that it asks.
        ledger: What it is entered in, which this closes.
    """

    def __init__(self, grader: Grader, chats: Sequence[LedgerChat], ledger: Ledger) -> None:
        self._grader = grader
        self._chats = chats
        self.close = ledger.close

    @property
    def name(self) -> str:
        """The grader's name."""
        return self._grader.name

    @property
    def refused(self) -> str:
        """Why no model may be asked any more; "" where one may."""
        return next((chat.refused for chat in self._chats if chat.refused), "")

    @property
    def spent(self) -> Spent:
        """What its models have used."""
        return spent_by(self._grader)

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer`."""
        return self._grader.grade(card, answer)


def make_judge(chosen: Settings, ledger: Ledger, sitting: str) -> KeptJudge:
    """Return the configured language model as a judge; no client is made before it is asked.

    Args:
        chosen: The settings.
        ledger: Where its calls are entered and its grades kept.
        sitting: The id under which its calls are counted together.
    """
    books = Books(ledger, sitting, chosen, wiring.now)
    fence_key = token_bytes(32)
    chats = [entered_chat(one, books, GRADING) for one in _models(chosen)]
    # Each model's grades are kept by themselves: what one failed to say is to be asked again.
    first, *others = (KeptGrades(wiring.by_rubric(chat, fence_key), books) for chat in chats)
    return KeptJudge(SecondOpinion(first, others[0]) if others else first, chats, ledger)


@contextmanager
def kept_judge(chosen: Settings, store: Path) -> Iterator[KeptJudge]:
    """Lend the judge of `make_judge` to a command.

    Raises:
        StoreError: The store cannot be opened, or not written.
    """
    with Ledger.open(store) as ledger:
        yield make_judge(chosen, ledger, Ids(os.urandom).new(wiring.now()))


@contextmanager
def kept_asking(prompt: str, store: Path | None) -> Iterator[Asking]:
    """Lend what asks the configured language model, its calls entered, to a command.

    Args:
        prompt: The name of a bundled instruction, under which the calls are entered.
        store: The file of the store; None for the configured one.

    Raises:
        UsageError: It may not be asked, or is not configured in full.
        StoreError: The store cannot be opened.
    """
    chosen = wiring.askable(wiring.settings())
    with Ledger.open(wiring.store_place(store)) as ledger:
        books = Books(ledger, Ids(os.urandom).new(wiring.now()), chosen, wiring.now)
        yield wiring.asking_by(prompt, entered_chat(chosen, books, prompt))


@contextmanager
def kept_account(chosen: Settings, purpose: str, store: Path | None) -> Iterator[Account]:
    """Lend the account of a command that makes its own calls.

    Args:
        chosen: The settings.
        purpose: What the calls are entered as.
        store: The file of the store; None for the configured one.

    Raises:
        StoreError: The store cannot be opened, or not written.
    """
    with Ledger.open(wiring.store_place(store)) as ledger:
        books = Books(ledger, Ids(os.urandom).new(wiring.now()), chosen, wiring.now)
        yield _account(chosen, books, purpose)


_UNKNOWN = Unjudged("It was not judged before.")


class _Known:
    """Looks a model's grades up, and asks nobody."""

    def __init__(self, name: str, books: Books) -> None:
        self.name = name
        self._books = books

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Return the verdict that is kept, or that there is none."""
        return self._books.grade(grade_key(self.name, card, answer.text)) or _UNKNOWN


def make_referee(chosen: Settings, store: Path, ledger: Ledger, sitting: str) -> BackgroundReferee:
    """Return the configured language model as what judges answers again in the background.

    Args:
        chosen: The settings; they name a model.
        store: The file of the store.
        ledger: The same file's, for the thread that the sitting is held in.
        sitting: The sitting's id.
    """
    books = Books(ledger, sitting, chosen, wiring.now)

    def known(card: Card, answer: Answer) -> tuple[str, Verdict] | None:
        first, *others = (_Known(_name(one), books) for one in _models(chosen))
        grader: Grader = SecondOpinion(first, others[0]) if others else first
        try:
            if all(one.grade(card, answer) != _UNKNOWN for one in (first, *others)):
                verdict = grader.grade(card, answer)
                return (grader.name, verdict) if isinstance(verdict, Verdict) else None
        except StoreError:  # whoever records the review will say so
            pass
        return None

    def make() -> KeptJudge:
        return make_judge(chosen, Ledger.open(store), sitting)

    return BackgroundReferee(make, needs(chosen), known, chosen.llm_timeout or TIMEOUT)


def unsure_band() -> float:
    """Return the doubt of the offline grader from which a language model is asked."""
    chosen = wiring.settings().llm_unsure
    return UNSURE if chosen is None else chosen


def needs(chosen: Settings) -> Needs:
    """Return which answers the language model is asked about."""
    if chosen.grader is GraderChoice.ALWAYS:
        return needs_judging
    return unsure_from(unsure_band())


def referring(first: Grader, second: Grader, chosen: Settings) -> Referring:
    """Return the grader that asks `second` as the settings say."""
    when = "always" if chosen.grader is GraderChoice.ALWAYS else f"from {unsure_band():g} doubt on"
    return Referring(first, second, needs(chosen), when)


def _models(chosen: Settings) -> list[Settings]:
    """Return the settings of each model that is asked."""
    if not chosen.llm_second_model:
        return [chosen]
    return [chosen, second_settings(chosen)]


def second_settings(chosen: Settings) -> Settings:
    """Return the settings of the second model, as if it were the only one.

    Its prices are its own; where the first one costs nothing, neither does the second.
    """
    is_free = bool(chosen.llm_prices) and Prices.parse(chosen.llm_prices) == Prices(0, 0)
    prices = chosen.llm_second_prices or (chosen.llm_prices if is_free else "")
    return replace(chosen, llm_model=chosen.llm_second_model, llm_prices=prices)


def entered_chat(chosen: Settings, books: Books, purpose: str) -> LedgerChat:
    """Return the configured language model, each call of which is entered with its purpose."""
    return LedgerChat(_lazy(chosen), _account(chosen, books, purpose))


def _account(chosen: Settings, books: Books, purpose: str) -> Account:
    prices = Prices.parse(chosen.llm_prices) if chosen.llm_prices else None
    return Account(books, purpose, prices, wiring.stopwatch())


@cache
def _name(chosen: Settings) -> str:
    """Return the name of the rubric's grader over a model."""
    return wiring.by_rubric(_lazy(chosen), b"").name


def _lazy(chosen: Settings) -> LazyChat:
    return LazyChat(chosen.llm_model, partial(wiring.make_chat, chosen))
