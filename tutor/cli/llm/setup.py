"""`tutor llm setup`: asks whom to ask about answers, and writes it into the configuration."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli.config import file_place
from tutor.cli.llm.asker import Asker, asker, secret
from tutor.cli.llm.choosing import FREE, Given, Named, decide
from tutor.cli.llm.options import BaseUrlOption, checked, is_here, may_be_read_on_the_way
from tutor.cli.llm.presets import PRESETS, PresetName, preset_of
from tutor.errors import UsageError
from tutor.settings import CONFIG, LLM_KEY, OPENAI_KEY, GraderChoice, kinds

if TYPE_CHECKING:
    from tutor.settings.writing import Change


def setup(
    preset: Annotated[
        PresetName | None,
        typer.Option("--preset", help="The endpoint.", show_default="asked for"),
    ] = None,
    base_url: BaseUrlOption = "",
    model: Annotated[
        str, typer.Option("--model", help="The model's name there.", show_default="asked for")
    ] = "",
    prices: Annotated[
        str,
        typer.Option(
            "--prices",
            metavar="READ/WRITTEN",
            help="Dollars for a million tokens that it reads, and that it writes.",
            show_default="asked for",
        ),
    ] = "",
    grader: Annotated[
        GraderChoice | None,
        typer.Option("--grader", help="Which answers it judges.", show_default="asked for"),
    ] = None,
    second_model: Annotated[
        str,
        typer.Option(
            "--second-model",
            help="Another model there, for a second opinion, or “none”.",
            show_default="asked for",
        ),
    ] = "",
    second_prices: Annotated[
        str,
        typer.Option(
            "--second-prices",
            metavar="READ/WRITTEN",
            help="What that one costs.",
            show_default="asked for",
        ),
    ] = "",
    max_cost_sitting: Annotated[
        float | None,
        typer.Option(
            "--max-cost-sitting",
            metavar="DOLLARS",
            min=0.0,
            help="What a sitting may cost.",
            show_default="asked for",
        ),
    ] = None,
    max_cost_day: Annotated[
        float | None,
        typer.Option(
            "--max-cost-day",
            metavar="DOLLARS",
            min=0.0,
            help="What a day may cost.",
            show_default="asked for",
        ),
    ] = None,
    store_key: Annotated[
        bool,
        typer.Option(
            "--store-key",
            help="Keep the key in the system's keyring: typed unseen, or the first line of stdin.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing: take the options, and defaults.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be written.")
    ] = False,
) -> None:
    """Choose the language model that may be asked, and write the choice down.

    It asks for what no option says; Enter takes what stands in brackets. What
    it is about to write is shown. The key goes into the system's keyring or a
    variable, never into the file. Through a pipe it asks nothing. Ctrl+C writes
    nothing.
    """
    from tutor.settings.writing import edited, replace_file

    checked(prices, kinds.PRICES, "--prices")
    checked(model, kinds.MODEL, "--model")
    checked(second_model, kinds.MODEL, "--second-model")
    checked(second_prices, kinds.PRICES, "--second-prices")
    place = file_place()
    before, said = _read(place)
    who = asker(quiet=yes)
    try:
        named = Named(model, prices), Named(second_model, second_prices)
        given = Given(preset, base_url, *named, grader, max_cost_sitting, max_cost_day)
        changes = decide(given, said, who)
        address = str(changes["llm.base_url"] or "")
        key = _key(address, who, wanted=store_key)
        after = edited(before, changes)
        _show(place, before, after)
        if dry_run or not (before == after or who.agrees("Write it?", default=True)):
            typer.echo("Nothing was written.")
            return
    except KeyboardInterrupt:
        typer.echo("\nNothing was written.", err=True)
        raise
    if before != after:
        replace_file(place, after)
        typer.echo(f"Written: {place}")
    _keep(address, key)
    _tell_what_is_unpriced({**said, **changes})
    _tell_what_is_left(address, changes, has_key=bool(key))


def _read(place: Path) -> tuple[str, Mapping[str, object]]:
    """Return what the configuration file says so far, as text and by the names of the settings.

    Raises:
        UsageError: It has faults, which are its owner's to mend.
        ReadError: It cannot be read.
    """
    from tutor.settings.reading import resolve
    from tutor.settings.toml_file import read_text

    text = read_text(place)
    if text is None:
        return "", {}
    file = resolve({CONFIG: str(place)}).file
    return text, file.values if file else {}


def _key(base_url: str, who: Asker, *, wanted: bool) -> str:
    """Return the key that is to go into the keyring; "" for none."""
    from tutor.models import stored_keys
    from tutor.settings.reading import key_variable

    host = stored_keys.account(base_url)
    if not wanted:
        if not (who.is_there and _wants_key(base_url)):
            return ""
        if key_variable(os.environ, base_url) or not stored_keys.is_usable():
            return ""
        if stored_keys.stored_key(base_url) or not who.agrees(
            f"Keep a key for {host} in the system's keyring now?", default=True
        ):
            return ""
    if not stored_keys.is_usable():
        raise UsageError(
            "There is no keyring to keep the key in, so nothing was written.",
            f"Set {LLM_KEY} instead, or see whether `{stored_keys.EXTRA}` finds one.",
        )
    return secret(f"The key for {host} (it is not shown): ")


def _wants_key(base_url: str) -> bool:
    return PRESETS[preset_of(base_url)].wants_key and not is_here(base_url)


def _keep(base_url: str, key: str) -> None:
    if key:
        from tutor.models.stored_keys import account, store_key

        store_key(base_url, key)
        typer.echo(f"The keyring has the key for {account(base_url)}.")


def _show(place: Path, before: str, after: str) -> None:
    from difflib import unified_diff

    from tutor.text import plain

    if before == after:
        typer.echo(f"{place} says all of this already.")
        return
    typer.echo(f"\n{'This changes in' if before else 'This goes into'} {place}:\n")
    lines = after.splitlines()
    if before:
        lines = [*unified_diff(before.splitlines(), lines, lineterm="", n=2)][2:]
    typer.echo("\n".join(f"    {plain(line)}".rstrip() for line in lines) + "\n")


def _tell_what_is_left(base_url: str, changes: Mapping[str, Change], *, has_key: bool) -> None:
    from tutor.settings.keys import KEYS

    for key in KEYS:
        if key.name in changes and os.environ.get(key.variable, "").strip():
            typer.echo(f"{key.variable} is set, and goes before the file.")
    if may_be_read_on_the_way(base_url):
        typer.echo("The address is not https: what is sent there can be read on the way.")
    if not has_key:
        _tell_where_the_key_goes(base_url)
    typer.echo("Next: `tutor llm check`, and `tutor llm preview CARD` for what would be sent.")


def _tell_what_is_unpriced(said: Mapping[str, object]) -> None:
    """Say which prices are missing for a budget to be held."""
    if said.get("llm.max_cost_sitting") is None and said.get("llm.max_cost_day") is None:
        return
    second = said.get("llm.second_model") and said.get("llm.prices") != FREE
    lacking = ["llm.prices"] if not said.get("llm.prices") else []
    lacking += ["llm.second_prices"] if second and not said.get("llm.second_prices") else []
    if lacking:
        typer.echo(f"No model is asked as long as a budget stands without {' and '.join(lacking)}.")


def _tell_where_the_key_goes(base_url: str) -> None:
    from tutor.models.stored_keys import EXTRA, is_usable, stored_key
    from tutor.settings.reading import is_openai, key_variable

    if variable := key_variable(os.environ, base_url):
        typer.echo(f"Its key is taken from {variable}.")
    elif not _wants_key(base_url):
        return
    elif stored_key(base_url):
        typer.echo("Its key is in the keyring.")
    else:
        either = f"{LLM_KEY} or {OPENAI_KEY}" if is_openai(base_url) else LLM_KEY
        typer.echo(f"Its key is still to be set: {either} in your environment is looked at.")
        ring = "--store-key keeps it in the keyring" if is_usable() else f"a keyring may: {EXTRA}"
        typer.echo(f"Where that is not to hold it, {ring}.")
