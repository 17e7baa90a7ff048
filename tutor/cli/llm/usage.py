"""`tutor llm usage`: what the language model was asked for, and what that cost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import JsonOption, StoreOption
from tutor.settings import LLM_PRICES, LLM_SECOND_PRICES

if TYPE_CHECKING:
    from tutor.store.ledger import Usage

_WIDTH = 32  # columns of a model's name


def usage(
    store: StoreOption = None,
    days: Annotated[
        int, typer.Option("--days", min=1, help="How many days back, today among them.")
    ] = 30,
    as_json: JsonOption = False,
) -> None:
    """Show the calls to the language model by day, model and purpose, and what they cost.

    No text of yours and no key is kept with a call. Runs of `tutor eval` keep
    their cost in their own files, and are not counted here.
    """
    from datetime import UTC, timedelta

    from tutor.store.ledger import Ledger
    from tutor.store.ledger import usage as together

    now = wiring.now().astimezone()
    first = f"{now - timedelta(days=days - 1):%Y-%m-%d}"
    with Ledger.open_to_read(wiring.store_place(store)) as ledger:
        found = [one for one in together(ledger.calls(), now.tzinfo or UTC) if one.day >= first]
    for line in usage_json(found) if as_json else usage_lines(found, days):
        typer.echo(line)


def usage_json(found: Sequence[Usage]) -> Iterator[str]:
    """Yield an object for each day, model and purpose."""
    for one in found:
        yield json.dumps(asdict(one))


def usage_lines(found: Sequence[Usage], days: int) -> Iterator[str]:
    """Yield what a learner reads of the calls."""
    from tutor.text import one_line

    if not found:
        yield f"No language model was asked for anything in the last {days} days."
        return
    yield f"{'day':<11}{'for':<9}{'calls':>6}{'failed':>8}{'read':>10}{'written':>9}  cost, model"
    for one in found:
        counts = f"{one.calls:>6,}{one.failed:>8,}{one.tokens_read:>10,}{one.tokens_written:>9,}"
        named = f"{one.day:<11}{one_line(one.purpose, 8):<9}"
        yield f"{named}{counts}  {cost(one)}, {one_line(one.model, _WIDTH)}"
    if len(found) > 1:
        yield f"All together: {sum(one.calls for one in found):,} calls, {_sum(found)}."
    if any(one.unknown for one in found):
        yield "Unknown is what calls cost that got no reply, or whose tokens or prices are not"
        yield f"known; {LLM_PRICES} and {LLM_SECOND_PRICES} set the prices."


def cost(one: Usage) -> str:
    """Return what calls cost, and of how many that is not known."""
    return _cost(one.dollars, one.unknown, one.calls)


def _sum(found: Sequence[Usage]) -> str:
    unknown, calls = sum(one.unknown for one in found), sum(one.calls for one in found)
    return _cost(sum(one.dollars for one in found), unknown, calls)


def _cost(dollars: float, unknown: int, calls: int) -> str:
    if unknown == calls:
        return "unknown"
    return f"${dollars:.4f}" + (f" and {unknown} unknown" if unknown else "")
