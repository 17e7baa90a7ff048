"""Options that the commands of `tutor llm` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from tutor.errors import UsageError
from tutor.settings import LLM_PRICES

if TYPE_CHECKING:
    from tutor.settings import Settings
    from tutor.settings.kinds import Kind

_HERE = ("localhost", "127.0.0.1", "::1")


def _address(value: str) -> str:
    from tutor.settings.kinds import ADDRESS

    try:
        return str(ADDRESS.of_text(value)) if value.strip() else ""
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from fault


BaseUrlOption = Annotated[
    str,
    typer.Option(
        "--base-url",
        metavar="ADDRESS",
        callback=_address,
        help="Where the model is asked, as http://localhost:11434/v1.",
        show_default="as configured, or OpenAI",
    ),
]


PricesOption = Annotated[
    str,
    typer.Option(
        "--prices",
        metavar="READ/WRITTEN",
        help="Dollars for a million tokens that it reads, and that it writes.",
        show_default="as configured for the configured model",
    ),
]


def checked(value: str, kind: Kind, option: str) -> str:
    """Return what an option says, "" for nothing.

    Raises:
        UsageError: It is not of its kind.
    """
    try:
        if value:
            kind.of_text(value)
    except ValueError as fault:
        raise UsageError(f"{option} {fault}", "Nothing was asked or written; try again.") from fault
    return value


def shown_address(base_url: str) -> str:
    """Return the address of an endpoint, as people are to see it."""
    return base_url or "https://api.openai.com/v1 (OpenAI)"


def is_here(base_url: str) -> bool:
    """Whether an address is this very machine's."""
    return urlsplit(base_url).hostname in _HERE


def may_be_read_on_the_way(base_url: str) -> bool:
    """Whether what is sent there travels over a network as it is."""
    return urlsplit(base_url).scheme == "http" and not is_here(base_url)


def refuse_unpriced(chosen: Settings, variable: str = LLM_PRICES) -> None:
    """Raise where it is not known what the language model costs.

    Args:
        chosen: The settings.
        variable: Of its prices.

    Raises:
        UsageError: It is not.
    """
    if not chosen.llm_prices:
        raise UsageError(
            f"What {chosen.llm_model} costs is not known, so that --max-cost cannot be held.",
            f"Set {variable} to the dollars for a million tokens that it reads, and that it"
            " writes, such as 0.15/0.60; to 0/0 for a model that costs nothing.",
        )
