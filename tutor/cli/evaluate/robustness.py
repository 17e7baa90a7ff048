"""`tutor eval robustness`: what games, flips and harmless variations do to graders."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tutor import resources
from tutor.cli import wiring
from tutor.cli.evaluate.options import (
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
    from tutor.evaluation.workers import Judge

_FITTED = frozenset(GraderName) - {GraderName.OFFLINE, GraderName.RUBRIC}


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
    report = _Injections(show) if injections else _Attacks(show)
    for name in dict.fromkeys(grader or [GraderName.OFFLINE]):
        factory = _factory(name, suite or (), record, replay)
        shown = _measured(name, factory, jobs, timeout, partial(report.measure, read, seed, limit))
        if not as_json:
            typer.echo(shown)
    if as_json:
        typer.echo(json.dumps(report.record(_source(read, seed))))
    if report.has_errors:
        raise typer.Exit(RUN_HAD_ERRORS)


def _factory(
    name: GraderName, suites: Sequence[str], record: Path | None, replay: Path | None
) -> GraderFactory:
    """Return what makes a grader; a baseline is fitted on what people labelled."""
    from tutor.cli.evaluate.suites import read_suites

    if name is GraderName.RUBRIC:
        return wiring.make_rubric_factory(record, replay)
    if name not in _FITTED:
        return wiring.make_grader_factory(name, ())
    read = read_suites(suites)
    together = read[0].only(one for suite in read for one in suite.responses)
    return wiring.make_grader_factory(name, [together])


def _measured(
    name: GraderName,
    factory: GraderFactory,
    jobs: int,
    timeout: float | None,
    measure: Callable[[Judge, Callable[[int, int], None]], str],
) -> str:
    from tutor.cli.evaluate.progress import progress
    from tutor.evaluation.workers import judges

    clock = wiring.stopwatch()
    with (
        judges(factory, jobs, timeout, clock) as judge,
        progress(sys.stderr, f"robustness, {name}", clock) as shown,
    ):
        return measure(judge, shown)


class _Attacks:
    """What attacks and variations came to, of each grader in turn."""

    def __init__(self, show: int) -> None:
        self._show = show
        self._found: list[Robustness] = []

    def measure(
        self,
        decks: Sequence[Deck],
        seed: int,
        limit: int | None,
        judge: Judge,
        progress: Callable[[int, int], None],
    ) -> str:
        """Measure a grader, and return what it came to as text."""
        from tutor.evaluation.robustness import measure
        from tutor.evaluation.robustness_records import examples, table

        found = measure(judge, decks, seed, limit=limit, progress=progress)
        self._found.append(found)
        return _told(found.grader, found.cards, table(found), examples(found.failures, self._show))

    def record(self, source: Source) -> dict[str, Json]:
        """Return what was measured as JSON's own values."""
        from tutor.evaluation.robustness_records import record

        return record(self._found, source)

    @property
    def has_errors(self) -> bool:
        """Whether a grader crashed or took too long."""
        return any(row.errors for one in self._found for row in one.rows)


class _Injections:
    """What talking to them gained, of each grader in turn."""

    def __init__(self, show: int) -> None:
        self._show = show
        self._found: list[Gains] = []

    def measure(
        self,
        decks: Sequence[Deck],
        seed: int,
        limit: int | None,
        judge: Judge,
        progress: Callable[[int, int], None],
    ) -> str:
        """Measure a grader, and return what it came to as text."""
        from tutor.evaluation.injection_records import examples, table
        from tutor.evaluation.injections import measure

        found = measure(judge, decks, seed, limit=limit, progress=progress)
        self._found.append(found)
        return _told(found.grader, found.cards, table(found), examples(found.failures, self._show))

    def record(self, source: Source) -> dict[str, Json]:
        """Return what was measured as JSON's own values."""
        from tutor.evaluation.injection_records import record

        return record(self._found, source)

    @property
    def has_errors(self) -> bool:
        """Whether a grader crashed or took too long."""
        return any(one.errors for one in self._found)


def _told(grader: str, cards: int, table: str, examples: str) -> str:
    from tutor.evaluation.report import names

    above = f"{examples}\n\n" if examples else ""
    return f"{above}{one_line(grader)}, {names.count(cards, 'card')}\n\n{table}\n"


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
