"""`tutor llm plan`: which answers would go to the language model, and what that would cost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import TYPE_CHECKING

import typer

from tutor.cli import wiring
from tutor.cli.llm.options import shown_address
from tutor.cli.options import JsonOption, StoreOption
from tutor.settings import LLM_PRICES, LLM_SECOND_PRICES, GraderChoice

if TYPE_CHECKING:
    from tutor.cards.card import Card
    from tutor.evaluation.unsure import Sample, Share
    from tutor.models.prices import Prices
    from tutor.settings import Settings

CHARACTERS_PER_TOKEN = 4
"""Of English, roughly: https://help.openai.com/en/articles/4936856."""

WRITTEN, WRITTEN_PER_POINT = 50, 30
"""Tokens of a reply: the feedback and what frames it; and each point with a quote of some words."""

BANDS = (None, 0.3, 0.4, 0.5, 0.6, 0.7, 1.0)
"""The doubts that are shown: None for all that needs judging, 1 for what is in doubt by itself."""

ENOUGH = 10
"""Calls from which on their tokens are taken instead of an estimate."""

CARDS = 200
"""Cards whose requests are measured, at most."""


@dataclass(frozen=True, slots=True)
class Request:
    """What one request takes.

    Attributes:
        read: Tokens sent.
        written: Tokens of the reply.
        source: Where the two come from, in words.
    """

    read: float
    written: float
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """What a band comes to.

    Attributes:
        band: The doubt from which answers are sent; None for all that need judging.
        sent: The share of all answers, in [0, 1].
        mistakes: The share of the offline grader's wrong levels that is sent.
        wrong_ways: The same of answers called correct that are not, and the other way round.
        requests: For 100 answers.
        tokens: For 100 answers, read and written.
        dollars: For 100 answers; None where the prices are not known.
    """

    band: float | None
    sent: float
    mistakes: float
    wrong_ways: float
    requests: float
    tokens: float
    dollars: float | None


def plan(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Show which answers would go to the language model, and what 100 answers would cost.

    Nothing is sent. Shares are those of answers that people have labelled, by
    the offline grader; tokens are of requests about cards of your decks, or
    of the calls so far where there were enough. An unreadable reply is asked
    for once more, which is not counted.
    """
    from tutor.cli.judges import second_settings, unsure_band
    from tutor.evaluation.unsure import read_sample
    from tutor.models.prices import Prices

    chosen, sample = wiring.settings(), read_sample()
    band = unsure_band()
    request = _measured(chosen, store) or estimated(chosen, _cards(), sample.characters)
    asked = [chosen, *([second_settings(chosen)] if chosen.llm_second_model else [])]
    prices = [Prices.parse(one.llm_prices) if one.llm_prices else None for one in asked]
    shown = sorted({*BANDS, band}, key=lambda one: -1.0 if one is None else one)
    rows = [row(one, sample.share(one), request, prices) for one in shown]
    if as_json:
        typer.echo(json.dumps(as_record(chosen, band, sample, request, rows)))
        return
    for line in plan_lines(chosen, band, sample, request, rows):
        typer.echo(line)


def row(band: float | None, share: Share, request: Request, prices: Sequence[Prices | None]) -> Row:
    """Return what a band comes to, where each answer is sent to models at such prices."""
    requests = 100 * share.sent * len(prices)
    known = [
        one.dollars(1, 0) * request.read + one.dollars(0, 1) * request.written
        for one in prices
        if one
    ]
    dollars = 100 * share.sent * sum(known) if len(known) == len(prices) else None
    tokens = requests * (request.read + request.written)
    return Row(band, share.sent, share.mistakes, share.wrong_ways, requests, tokens, dollars)


def estimated(chosen: Settings, cards: list[Card], characters: float) -> Request:
    """Return what a request about one of `cards` takes, with an answer of so many characters."""
    from tutor.cli.llm.preview import length
    from tutor.grading.asking import Request as Asked
    from tutor.models.kept_chat import KeptChat, Message

    grader = wiring.by_rubric(KeptChat(chosen.llm_model), b"")
    answer = ("word " * round(characters / 5)).strip()
    made = [grader.request(card, answer) for card in cards]
    sent = [length(Message(one.system, one.user, one.schema)) for one in made if type(one) is Asked]
    points = mean(len(card.points) for card in cards)
    return Request(
        mean(sent) / CHARACTERS_PER_TOKEN,
        WRITTEN + WRITTEN_PER_POINT * points,
        f"estimated from {len(sent):,} cards of your decks",
    )


def as_record(
    chosen: Settings, band: float, sample: Sample, request: Request, rows: list[Row]
) -> dict[str, object]:
    """Return the plan as JSON's own values."""
    return {
        "grader": chosen.grader.value,
        "unsure": band,
        "model": chosen.llm_model,
        "measured_by": sample.grader,
        "answers": len(sample.judged),
        "request": asdict(request),
        "bands": [asdict(one) for one in rows],
    }


def plan_lines(
    chosen: Settings, band: float, sample: Sample, request: Request, rows: list[Row]
) -> Iterator[str]:
    """Yield what a learner reads of the plan."""
    from tutor.text import one_line

    origin = "as shipped" if chosen.llm_unsure is None else "as configured"
    yield f"grader    {chosen.grader}; when unsure, from a doubt of {band:g} on ({origin})"
    model = one_line(chosen.llm_model) or "none is configured"
    if chosen.llm_second_model:
        model += f" and {one_line(chosen.llm_second_model)}"
    yield f"model     {model}, at {one_line(shown_address(chosen.llm_base_url))}"
    yield f"a request {request.read:,.0f} tokens read, {request.written:,.0f} written,"
    yield f"          {request.source}"
    yield f"measured  on {len(sample.judged)} labelled answers, by {one_line(sample.grader)}"
    yield ""
    yield "              of all   of wrong  of wrongly          for 100 answers"
    yield "from doubt   answers     levels   passed or"
    yield "                sent       sent      failed  requests    tokens       cost"
    marked = None if chosen.grader is GraderChoice.ALWAYS else band
    for one in rows:
        name = "always" if one.band is None else f"{one.band:g}"
        mark = "▸" if one.band == marked else " "
        shares = f"{one.sent:>8.0%} {one.mistakes:>10.0%} {one.wrong_ways:>11.0%}"
        cost = "unknown" if one.dollars is None else f"${one.dollars:.4f}"
        yield f"{mark} {name:<9}{shares} {one.requests:>9.0f} {one.tokens:>9,.0f} {cost:>10}"
    yield ""
    yield "The doubt is how near the offline score is to even: 0.5 means from 25 to 75 %."
    yield "At 1, only verdicts are sent that are in doubt by themselves. TUTOR_LLM_UNSURE"
    yield "sets it. What is looked up, since it was judged before, costs nothing."
    if rows[0].dollars is None:
        which = LLM_PRICES if not chosen.llm_prices else LLM_SECOND_PRICES
        yield f"What it costs is not known: set {which}."


def _measured(chosen: Settings, store: StoreOption) -> Request | None:
    """Return what requests to the model took so far; None where there were too few."""
    from tutor.cli.judges import GRADING
    from tutor.store.ledger import Ledger

    with Ledger.open_to_read(wiring.store_place(store)) as ledger:
        told = [
            (call.tokens_read, call.tokens_written or 0)
            for call in ledger.calls()
            if call.model == chosen.llm_model and call.purpose == GRADING and call.tokens_read
        ]
    if len(told) < ENOUGH:
        return None
    source = f"as the last {len(told):,} calls took"
    return Request(mean(one for one, _ in told), mean(one for _, one in told), source)


def _cards() -> list[Card]:
    """Return cards of the decks, or of the bundled ones where those have none."""
    from tutor import resources
    from tutor.cards.library import load
    from tutor.cards.markdown.obsidian import Mode

    found = [
        *load(wiring.default_decks(), mode=Mode.REPAIR).cards,
        *load([resources.seeds()], mode=Mode.REPAIR).cards,
    ]
    return [card for card in found if card.points][:CARDS]
