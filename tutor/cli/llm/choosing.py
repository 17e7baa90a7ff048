"""What `tutor llm setup` decides on: by options, by what the file says, and by asking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from tutor.cli.llm.asker import NONE, Asker
from tutor.cli.llm.presets import PRESETS, Preset, PresetName, preset_of
from tutor.errors import UsageError
from tutor.settings import GraderChoice, kinds

if TYPE_CHECKING:
    from tutor.settings.writing import Change

FREE = "0/0"

_DAY = 0.5  # dollars; some hundreds of answers by a small model

_GRADERS = {
    GraderChoice.OFFLINE: "none: it is asked only where a command says so",
    GraderChoice.WHEN_UNSURE: "those that the offline grader is unsure of",
    GraderChoice.ALWAYS: "all of them",
}


@dataclass(frozen=True, slots=True)
class Named:
    """A model.

    Attributes:
        model: Its name; "" for none.
        prices: What it costs; "" where that is not known.
    """

    model: str
    prices: str


@dataclass(frozen=True, slots=True)
class Given:
    """What options say; "" and None where they say nothing.

    Attributes:
        preset: The endpoint.
        base_url: Its address.
        first: The model.
        second: Another one there, for a second opinion; "none" for none.
        grader: Which answers are judged.
        max_cost_sitting: The dollars that a sitting may cost.
        max_cost_day: The dollars that a day may cost.
    """

    preset: PresetName | None
    base_url: str
    first: Named
    second: Named
    grader: GraderChoice | None
    max_cost_sitting: float | None
    max_cost_day: float | None


def decide(given: Given, said: Mapping[str, object], who: Asker) -> dict[str, Change]:
    """Return what is to be changed, by the names of the settings.

    Args:
        given: What options say.
        said: What the file says so far.
        who: Who is asked for the rest.

    Raises:
        UsageError: Something is missing, and nobody is there to be asked.
    """
    old_url = str(said.get("llm.base_url", ""))
    name = given.preset or _preset(given, said, who)
    base_url = _base_url(given, PRESETS[name], old_url if name == preset_of(old_url) else "", who)
    old = said if base_url == old_url else {}
    first = _first(given.first, old, PRESETS[name], who)
    second = _second(given.second, first, old, who)
    changes: dict[str, Change] = {
        "llm.base_url": base_url or None,
        "llm.model": first.model,
        "llm.prices": first.prices or None,
        "llm.second_model": second.model or None,
        "llm.second_prices": second.prices or None,
    }
    grader = given.grader or _grader(said, who)
    if grader:
        changes["grader"] = grader.value
    return changes | _budgets(given, said, first, second, who)


def _preset(given: Given, said: Mapping[str, object], who: Asker) -> PresetName:
    if given.base_url:
        return preset_of(given.base_url)
    names = list(PresetName)
    old = preset_of(str(said.get("llm.base_url", "")))
    if who.is_there:
        typer.echo("Which endpoint is to be asked?")
    return names[who.choice("Number", [PRESETS[one].label for one in names], names.index(old))]


def _base_url(given: Given, preset: Preset, old: str, who: Asker) -> str:
    if given.base_url or not preset.asks_address:
        return given.base_url or preset.base_url
    example = f" (such as {preset.example})" if preset.example else ""
    default = old or preset.base_url
    found = who.text(f"Its address{example}", default, kinds.ADDRESS.of_text)
    if not found:
        raise UsageError("No address is named, so nothing was written.", "Name it with --base-url.")
    return found


def _first(given: Named, old: Mapping[str, object], preset: Preset, who: Asker) -> Named:
    """Return the model that is asked, `old` being what the file says of the same endpoint."""
    known = Named(str(old.get("llm.model", "")), str(old.get("llm.prices", "")))
    model = given.model or who.text("The model's name there", known.model, kinds.MODEL.of_text)
    if not model:
        raise UsageError("No model is named, so nothing was written.", "Name one with --model.")
    default = (known.prices if model == known.model else "") or preset.prices
    if given.prices or not who.is_there or default == FREE:
        return Named(model, given.prices or default)
    typer.echo("What does it cost? Dollars for a million tokens read, and written, as 0.15/0.60.")
    return Named(model, who.text("Prices", default, kinds.PRICES.of_text, needed=False))


def _second(given: Named, first: Named, old: Mapping[str, object], who: Asker) -> Named:
    """Return the model for a second opinion; its prices go without saying where all is free."""
    known = Named(str(old.get("llm.second_model", "")), str(old.get("llm.second_prices", "")))
    usual = "" if known.model == first.model else known.model

    def check(said: str) -> None:
        kinds.MODEL.of_text(said)
        if said == first.model:
            raise ValueError("is to be another model than the first one")

    ask = "A second model there, for a second opinion"
    model = given.model or who.text(ask, usual, check, needed=False)
    if model in ("", NONE):
        return Named("", "")
    if model == first.model:
        raise UsageError(
            "--second-model is to be another model than the first one",
            "Nothing was written; name another, or none.",
        )
    default = known.prices if model == known.model else ""
    if given.prices or not who.is_there or first.prices == FREE:
        return Named(model, given.prices or default)
    return Named(model, who.text("Its prices", default, kinds.PRICES.of_text, needed=False))


def _grader(said: Mapping[str, object], who: Asker) -> GraderChoice | None:
    """Return which answers it judges; None for what the file says, where nobody is asked."""
    if not who.is_there:
        return None
    choices = list(_GRADERS)
    old = str(said.get("grader", GraderChoice.WHEN_UNSURE))
    typer.echo("Which answers of a sitting does it judge?")
    return choices[who.choice("Number", list(_GRADERS.values()), choices.index(GraderChoice(old)))]


def _budgets(
    given: Given, said: Mapping[str, object], first: Named, second: Named, who: Asker
) -> dict[str, Change]:
    """Return what a sitting and a day may cost; nothing is asked where no price is known."""
    told: dict[str, Change] = {}
    is_priced = first.prices not in ("", FREE) and bool(second.prices or not second.model)
    for key, option, ask, default in (
        ("llm.max_cost_sitting", given.max_cost_sitting, "sitting", ""),
        ("llm.max_cost_day", given.max_cost_day, "day", f"{_DAY}"),
    ):
        if option is not None:
            told[key] = option
        elif who.is_there and is_priced:
            old = f"{said[key]}" if key in said else default
            question = f"Dollars that a {ask} may cost, at most"
            most = who.text(question, old, kinds.DOLLARS.of_text, needed=False)
            told[key] = float(most) if most else None
    return told
