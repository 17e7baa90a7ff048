"""`tutor llm check`: what the configured endpoint can do."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.llm.options import (
    BaseUrlOption,
    PricesOption,
    checked,
    may_be_read_on_the_way,
    shown_address,
)
from tutor.cli.options import JsonOption, NoNetworkOption, StoreOption
from tutor.errors import ModelError, UsageError
from tutor.settings import kinds

if TYPE_CHECKING:
    from tutor.models.capabilities import Findings
    from tutor.settings import Settings

PURPOSE = "check"
"""What the requests are entered as."""

_WIDTH = 13
_STATE = 9

_BUDGET = "`tutor config show` tells which budget holds, and `tutor llm usage` what was spent."


def check(
    base_url: BaseUrlOption = "",
    model: Annotated[
        str, typer.Option("--model", help="The model's name there.", show_default="as configured")
    ] = "",
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            min=0.1,
            help="How long one request may take, all of it.",
            show_default="as configured, or 20",
        ),
    ] = None,
    prices: PricesOption = "",
    store: StoreOption = None,
    as_json: JsonOption = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Find out what the configured endpoint can do, and print it as a table.

    At most eight tiny requests are made, which hold nothing of yours; how many
    tokens they took is said, and stands in `tutor llm usage`. Exit code 4 where
    the model gives no reply; an endpoint that can do less than another is still
    exit code 0.
    """
    from tutor.cli.judges import kept_account
    from tutor.models.chat import TIMEOUT
    from tutor.models.endpoint import Prober
    from tutor.models.stored_keys import account

    chosen = wiring.askable(wiring.llm_settings(base_url, model))
    if checked(prices, kinds.PRICES, "--prices"):
        chosen = replace(chosen, llm_prices=prices)
    most = timeout or chosen.llm_timeout or TIMEOUT
    if sys.stderr.isatty():
        typer.echo(f"Asking {account(chosen.llm_base_url)} …", err=True)
    with kept_account(chosen, PURPOSE, store) as entered:
        asked = (chosen.llm_base_url, chosen.llm_model, chosen.llm_key)
        found = Prober(*asked, most, entered).probe()
    if found.refused and not found.requests:
        hint = _BUDGET if chosen.llm_prices else "Name the prices with --prices."
        raise UsageError(f"Nothing was asked. {found.refused}", hint)
    if as_json:
        typer.echo(json.dumps(as_record(chosen, found)))
    else:
        _print(chosen, found)
    if found.fault:
        place = account(chosen.llm_base_url)
        raise ModelError(
            f"The language model at {place} {found.fault}.",
            "`tutor config show` tells what is configured; `tutor llm setup` changes it.",
        )


def as_record(chosen: Settings, found: Findings) -> dict[str, object]:
    """Return what was found out as JSON's own values."""
    return {
        "endpoint": chosen.llm_base_url,
        "model": chosen.llm_model,
        "usable": not found.fault,
        "fault": found.fault,
        "capabilities": {
            one.name.lower().replace(" ", "_"): {"state": one.state.value, "note": one.note}
            for one in found.capabilities
        },
        "latency_seconds": found.seconds,
        "requests": found.requests,
        "tokens": {"read": found.read, "written": found.written, "uncounted": found.uncounted},
        "dollars": dollars(chosen, found),
        "refused": found.refused,
    }


def dollars(chosen: Settings, found: Findings) -> float | None:
    """Return what finding out has cost; None where that is not known."""
    from tutor.models.prices import Prices

    if found.uncounted or not chosen.llm_prices:
        return None
    return Prices.parse(chosen.llm_prices).dollars(found.read, found.written)


def _print(chosen: Settings, found: Findings) -> None:
    from tutor.text import one_line

    say = typer.echo
    say(f"{'endpoint':{_WIDTH}}{one_line(shown_address(chosen.llm_base_url))}")
    say(f"{'model':{_WIDTH}}{one_line(chosen.llm_model)}\n")
    for one in found.capabilities:
        name = {"model": "model known", "usage": "tokens told"}.get(one.name, one.name)
        say(f"{name:{_WIDTH}}{one.state:{_STATE}}{one_line(one.note)}".rstrip())
    if found.seconds is not None:
        say(f"{'latency':{_WIDTH}}{found.seconds * 1000:.0f} ms, the median")
    say(f"\n{_used(chosen, found)}")
    if found.refused:
        say(one_line(found.refused, 200))
    if chosen.llm_second_model not in ("", chosen.llm_model):
        second = one_line(chosen.llm_second_model)
        say(f"The second model is tried out by `tutor llm check --model {second}`.")
    if may_be_read_on_the_way(chosen.llm_base_url):
        say("The address is not https: what is sent there can be read on the way.")


def _used(chosen: Settings, found: Findings) -> str:
    noun = "request" if found.requests == 1 else "requests"
    if found.seconds is None:
        return f"{found.requests} {noun}, without a reply."
    cost = dollars(chosen, found)
    price = "the cost is unknown" if cost is None else f"${cost:.4f}"
    tokens = f"{found.read} tokens sent and {found.written} received"
    if found.uncounted:
        tokens += f", and those of {found.uncounted} that do not tell"
    return f"{found.requests} {noun}, {tokens}; {price}."
