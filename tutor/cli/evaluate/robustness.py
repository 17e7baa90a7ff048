"""`tutor eval robustness`: what games, flips and harmless variations do to graders."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Generic, Protocol, TypeVar

import typer

from tutor import resources
from tutor.cli import wiring
from tutor.cli.evaluate.options import (
    ASKING,
    RUN_HAD_ERRORS,
    GraderName,
    JobsOption,
    RecordOption,
    ReplayOption,
    TimeoutOption,
)
from tutor.cli.options import JsonOption, NoNetworkOption
from tutor.errors import UsageError
from tutor.text import one_line

if TYPE_CHECKING:
    from tutor.cards.card import Deck
    from tutor.evaluation.figures import Json
    from tutor.evaluation.injections import Gains
    from tutor.evaluation.judging import GraderFactory
    from tutor.evaluation.robustness import Robustness
    from tutor.evaluation.robustness_records import Source

_FITTED = frozenset(GraderName) - ASKING - {GraderName.OFFLINE}


def robustness(
    decks: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="DECK", help="Deck files or folders.", show_default="the bundled decks"
        ),
    ] = None,
    grader: Annotated[
        list[GraderName] | None,
        typer.Option("--grader", help="Who judges; repeat it for several.", show_default="offline"),
    ] = None,
    injections: Annotated[
        bool,
        typer.Option("--injections", help="Only talk to the grader, beside part of an answer."),
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help="What the answers are made from.")] = 0,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="The first so many cards.", show_default="all"),
    ] = None,
    show: Annotated[
        int, typer.Option("--show", min=0, help="Print so many failures of each attack.")
    ] = 0,
    suite: Annotated[
        list[str] | None,
        typer.Option(
            "--suite",
            metavar="SUITE|PATH",
            help="Whose dev split a baseline is fitted on; repeat it for several.",
            show_default="every suite below eval/held_out",
        ),
    ] = None,
    jobs: JobsOption = 1,
    timeout: TimeoutOption = None,
    record: RecordOption = None,
    replay: ReplayOption = None,
    as_json: JsonOption = False,
    no_network: NoNetworkOption = False,
) -> None:
    """Have graders judge attacks and harmless variations of every card.

    Prints how many answers of each attack are called correct, and how often a
    harmless variation of the reference gets another level than the reference
    itself: an invariance violated. With --injections, prints instead how often
    talking to the grader (orders, forged verdicts, closed fences, threats)
    gains a point that the rest of the answer does not earn. Intervals are over
    cards. Nothing is asked of the figures: the command fails only where a
    grader does.
    """
    wiring.one_thread_each()
    from tutor.cards.library import load
    from tutor.cards.markdown.obsidian import Mode

    if record and replay:
        raise UsageError("--record and --replay cannot both be", "Choose one of them.")
    read = load(decks or [resources.seeds()], mode=Mode.REPAIR).decks
    if not any(deck.cards for deck in read):
        raise UsageError("There is no card in these decks.", "Name a deck that has some.")
    factories = {
        name: partial(_factory, name, suite or (), record, replay)
        for name in dict.fromkeys(grader or [GraderName.OFFLINE])
    }
    asked = (factories, read, seed, limit, show, jobs, timeout, as_json)
    if _report(_injections(), *asked) if injections else _report(_attacks(), *asked):
        raise typer.Exit(RUN_HAD_ERRORS)


def _factory(
    name: GraderName, suites: Sequence[str], record: Path | None, replay: Path | None
) -> GraderFactory:
    """Return what makes a grader; a baseline is fitted on what people labelled."""
    from tutor.cli.evaluate.asking import make_asking_factory
    from tutor.cli.evaluate.suites import read_suites

    if name in ASKING:
        return make_asking_factory(name, record, replay)
    if name not in _FITTED:
        return wiring.make_grader_factory(name, ())
    read = read_suites(suites)
    together = read[0].only(one for suite in read for one in suite.responses)
    return wiring.make_grader_factory(name, [together])


class _Found(Protocol):
    """What a grader came to."""

    @property
    def grader(self) -> str: ...
    @property
    def cards(self) -> int: ...
    @property
    def errors(self) -> int: ...


F = TypeVar("F", bound=_Found)


@dataclass(frozen=True, slots=True)
class _Bench(Generic[F]):
    """What is measured of a grader, and how it is told.

    Attributes:
        measure: As `tutor.evaluation.robustness.measure`.
        table: Returns what a grader came to.
        examples: Returns up to so many failures of each kind.
        record: Returns what graders came to as JSON's own values.
    """

    measure: Callable[..., F]
    table: Callable[[F], str]
    examples: Callable[[F, int], str]
    record: Callable[[Sequence[F], Source], dict[str, Json]]


def _attacks() -> _Bench[Robustness]:
    from tutor.evaluation.robustness import measure
    from tutor.evaluation.robustness_records import examples, record, table

    return _Bench(measure, table, lambda found, count: examples(found.failures, count), record)


def _injections() -> _Bench[Gains]:
    from tutor.evaluation.injection_records import examples, record, table
    from tutor.evaluation.injections import measure

    return _Bench(measure, table, lambda found, count: examples(found.failures, count), record)


def _report(
    bench: _Bench[F],
    factories: Mapping[GraderName, Callable[[], GraderFactory]],
    decks: Sequence[Deck],
    seed: int,
    limit: int | None,
    show: int,
    jobs: int,
    timeout: float | None,
    as_json: bool,
) -> bool:
    """Measure graders one after the other, print what they come to, and return whether one failed.

    Args:
        bench: What is measured.
        factories: Returns what makes each grader.
        decks: The cards.
        seed: Of the answers.
        limit: Of all cards the first so many; None for all.
        show: How many failures of each kind are printed.
        jobs: How many answers are judged at a time.
        timeout: Seconds after which an answer counts as not judged.
        as_json: Whether one record of all is printed in place of tables.
    """
    from tutor.cli.evaluate.progress import progress
    from tutor.evaluation.report import names
    from tutor.evaluation.workers import judges

    found, clock = [], wiring.stopwatch()
    for name, factory in factories.items():
        with (
            judges(factory(), jobs, timeout, clock) as judge,
            progress(sys.stderr, f"robustness, {name}", clock) as shown,
        ):
            one = bench.measure(judge, decks, seed, limit=limit, progress=shown)
        found.append(one)
        if as_json:
            continue
        if examples := bench.examples(one, show):
            typer.echo(f"{examples}\n")
        cards = names.count(one.cards, "card")
        typer.echo(f"{one_line(one.grader)}, {cards}\n\n{bench.table(one)}\n")
    if as_json:
        typer.echo(json.dumps(bench.record(found, _source(decks, seed))))
    return any(one.errors for one in found)


def _source(decks: Sequence[Deck], seed: int) -> Source:
    from tutor.evaluation.cache import program_version
    from tutor.evaluation.machine import describe_machine
    from tutor.evaluation.robustness_records import Source

    return Source(
        tutor=program_version(),
        on=f"{wiring.now():%Y-%m-%d}",
        machine=describe_machine(),
        seed=seed,
        decks=tuple((Path(deck.path).name, _digest(deck), len(deck.cards)) for deck in decks),
    )


def _digest(deck: Deck) -> str:
    return hashlib.sha256(Path(deck.path).read_bytes()).hexdigest()
