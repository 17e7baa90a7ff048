"""`tutor plan`: what it takes to be ready on the day of an exam."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tutor.cli import wiring
from tutor.cli.options import (
    DecksArgument,
    JsonOption,
    NewADayOption,
    ReviewsADayOption,
    SeedOption,
    StoreOption,
)
from tutor.errors import UsageError

if TYPE_CHECKING:
    from tutor.cli.foresight import Ahead
    from tutor.scheduling.simulation import Course
    from tutor.scheduling.workload import Workload

FARTHEST = 3650
"""Days; nobody plans for an exam in more than ten years."""


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(plan)


@dataclass(frozen=True, slots=True)
class Plan:
    """What was found for an exam.

    Attributes:
        exam: Its day.
        ahead: What is looked ahead from.
        course: The days until then, and the limits that hold.
        needed: New cards a day that it takes to see all of them.
        wanted: The share of all cards that is to be recalled on the day.
        found: What each desired retention comes to.
        chosen: The least one that leads there; None where none does.
    """

    exam: date
    ahead: Ahead
    course: Course
    needed: int
    wanted: float
    found: Sequence[Workload]
    chosen: Workload | None


def plan(
    decks: DecksArgument = None,
    exam: Annotated[
        datetime | None,
        typer.Option("--exam", formats=["%Y-%m-%d"], help="Its day.", show_default=False),
    ] = None,
    retention: Annotated[
        float,
        typer.Option(
            "--retention", min=0.5, max=0.99, help="The share of all cards to know that day."
        ),
    ] = 0.9,
    store: StoreOption = None,
    new: NewADayOption = None,
    reviews: ReviewsADayOption = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Show what it takes each day to be ready for an exam.

    The new cards are spread over the days until then. Shown are the desired
    retention that leads to what you want to know on the day, the work that
    it is, what to expect of each deck, and what knowing more would cost.
    Nothing is changed.
    """
    from tutor.cli.foresight import Limits, read_ahead

    settings = wiring.settings()
    today, limits = wiring.today(settings), Limits(new, reviews)
    day = _day(exam, today.date)
    with wiring.open_store_to_read(store) as kept:
        default = wiring.default_decks()
        ahead = read_ahead(decks or [], default, kept, settings.regime, today, limits)
    found = _found(ahead, day, (day - today.date).days, retention, seed)
    for line in [_record(found, seed)] if as_json else _lines(found):
        typer.echo(line)


def _day(exam: datetime | None, today: date) -> date:
    """Return the day of an exam, which is to come.

    Raises:
        UsageError: None was named, or it is past, or too far away.
    """
    if exam is None:
        raise UsageError(
            "it is not said when the exam is", "Give its day: `tutor plan --exam 2030-06-15`."
        )
    if not 0 < (exam.date() - today).days <= FARTHEST:
        raise UsageError(
            f"--exam {exam:%Y-%m-%d}: no day from tomorrow to ten years ahead",
            f"Today is {today:%Y-%m-%d}.",
        )
    return exam.date()


def _found(ahead: Ahead, exam: date, days: int, wanted: float, seed: int) -> Plan:
    from tutor.scheduling.simulation import Course
    from tutor.scheduling.workload import RETENTIONS, cheapest, pace, within, workloads

    needed = pace(ahead.groups, days)
    course = Course(days, within(needed, ahead.new_limits), ahead.review_limits)
    compared = sorted({*RETENTIONS, ahead.retention})
    found = workloads(ahead.groups, ahead.habits, course, seed, compared)
    chosen = cheapest(found, wanted)
    return Plan(exam, ahead, course, sum(needed.values()), wanted, found, chosen)


# --- shown --------------------------------------------------------------------------------------


def _lines(plan: Plan) -> Iterator[str]:
    from tutor.cli.foresight import basis_lines

    days = "tomorrow" if plan.course.days == 1 else f"in {plan.course.days:,} days"
    yield f"Exam on {plan.exam:%Y-%m-%d}, {days}."
    yield from basis_lines(plan.ahead)
    yield ""
    yield from _answer(plan)
    yield ""
    yield from _decks(plan)
    yield ""
    yield from _costs(plan)


def _answer(plan: Plan) -> Iterator[str]:
    """Yield what to do each day, or why nothing leads there."""
    from tutor.text import counted

    limit = sum(plan.course.new.values())
    if plan.needed > limit:
        unseen = plan.found[0].unseen
        yield f"It cannot be done with {limit:,} new cards a day: it takes {plan.needed:,}, and"
        yield f"{unseen:,.0f} cards would not be seen. Raise the limit: --new {plan.needed}."
    work = _shown(plan)
    if plan.chosen:
        yield f"To know {plan.wanted:.0%} that day: a desired retention of {work.retention:.0%}."
    else:
        yield f"Nothing that was tried leads to {plan.wanted:.0%} that day. The nearest is"
        yield f"{work.share:.0%}, by a desired retention of {work.retention:.0%}."
    yield (
        f"Each day: {work.new:,.0f} new cards, {work.reviews:,.0f} reviews,"
        f" {work.minutes:,.0f} min; {work.busiest:,.0f} min on the busiest{_is_today(work)}."
    )
    if work.retention != plan.ahead.retention:
        yield f"Set `retention = {work.retention}` for these decks, or for all, in the file that"
        yield "`tutor config path` names."
    if work.waiting >= 1 and plan.course.reviews:
        limit = sum(plan.course.reviews.values())
        reviews = counted(limit, "review")
        yield f"It cannot be done with {reviews} a day: {work.waiting:,.0f} cards that are"
        yield "due would not be asked. Raise the limit: --reviews."


def _is_today(work: Workload) -> str:
    return "" if work.busiest_day else ", today"


def _shown(plan: Plan) -> Workload:
    """Return the workload that is told in full: the chosen one, or the one that comes nearest."""
    return plan.chosen or max(plan.found, key=lambda one: one.share)


def _decks(plan: Plan) -> Iterator[str]:
    from tutor.text import one_line

    work, ahead = _shown(plan), plan.ahead
    yield " cards    new   known that day   deck"
    for deck, cards, new, share in zip(
        ahead.decks, ahead.cards, ahead.new, work.by_deck, strict=True
    ):
        yield f"{cards:>6,} {new:>6,} {share:>16.0%}   {one_line(deck, 45)}"


def _costs(plan: Plan) -> Iterator[str]:
    shown = _shown(plan)
    yield "  desired    known     reviews   minutes   minutes on"
    yield "retention   that day     a day     a day  the busiest"
    for one in plan.found:
        mark = " ← for this" if one is shown else ""
        in_force = " (in force)" if one.retention == plan.ahead.retention else ""
        yield (
            f"{one.retention:>9.0%} {one.share:>10.0%} {one.reviews:>9,.1f} {one.minutes:>9,.1f}"
            f" {one.busiest:>12,.1f}{mark}{in_force}"
        )


def _record(plan: Plan, seed: int) -> str:
    from tutor.cli.foresight import basis_record
    from tutor.cli.simulate import workload_record

    decks = zip(
        plan.ahead.decks, plan.ahead.cards, plan.ahead.new, _shown(plan).by_deck, strict=True
    )
    return json.dumps(
        {
            "exam": plan.exam.isoformat(),
            "days": plan.course.days,
            **basis_record(plan.ahead),
            "wanted": plan.wanted,
            "new_needed": plan.needed,
            "new_a_day": sum(plan.course.new.values()),
            "reviews_a_day": sum(plan.course.reviews.values()) if plan.course.reviews else None,
            "seed": seed,
            "in_force": plan.ahead.retention,
            "retention": plan.chosen.retention if plan.chosen else None,
            "can_be_done": plan.chosen is not None,
            "decks": [
                {"deck": deck, "cards": cards, "new": new, "share": share}
                for deck, cards, new, share in decks
            ],
            "retentions": [workload_record(one) for one in plan.found],
        }
    )
