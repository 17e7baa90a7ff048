"""`tutor simulate`: how much work each desired retention is, as a plot."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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

if TYPE_CHECKING:
    from tutor.cli.foresight import Ahead
    from tutor.scheduling.simulation import Course
    from tutor.scheduling.workload import Workload

YEAR = 365

_BAR = 24  # characters of the longest bar: with all that stands beside it, a line has 80
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def register(app: typer.Typer) -> None:
    """Add the commands of this group to `app`."""
    app.command()(simulate)


def simulate(
    decks: DecksArgument = None,
    store: StoreOption = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=3650, help="How far to look ahead.")
    ] = YEAR,
    new: NewADayOption = None,
    reviews: ReviewsADayOption = None,
    seed: SeedOption = 0,
    plain: Annotated[
        bool, typer.Option("--plain", help="Show the numbers alone, as for a screen reader.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show how much work each desired retention would be.

    Your own cards are played through the coming days as often as retentions
    are compared: by the parameters in force, with the grades that you
    usually give and the time that you take. Nothing is changed.
    """
    from tutor.cli.foresight import Limits, basis_lines, read_ahead
    from tutor.scheduling.simulation import Course
    from tutor.scheduling.workload import RETENTIONS, workloads

    settings = wiring.settings()
    today, limits = wiring.today(settings), Limits(new, reviews)
    with wiring.open_store_to_read(store) as kept:
        default = wiring.default_decks()
        ahead = read_ahead(decks or [], default, kept, settings.regime, today, limits)
    course = Course(days, ahead.new_limits, ahead.review_limits)
    compared = sorted({*RETENTIONS, ahead.retention})
    found = workloads(ahead.groups, ahead.habits, course, seed, compared)
    if as_json:
        typer.echo(_record(ahead, course, seed, found))
        return
    for line in (*basis_lines(ahead), *_course_lines(course), "", *_table(found, ahead, plain)):
        typer.echo(line)


def _course_lines(course: Course) -> Iterator[str]:
    from tutor.text import counted

    new, reviews = sum(course.new.values()), sum(course.reviews.values())
    limit = f" and {reviews:,} reviews" if course.reviews else ""
    days = counted(course.days, "day")
    yield f"Over the next {days}, with at most {new:,} new cards{limit} a day:"


def _table(found: Sequence[Workload], ahead: Ahead, plain: bool) -> Iterator[str]:
    from tutor.scheduling.workload import least_work

    least, most = least_work(found), max(one.minutes for one in found)
    yield "  desired   reviews   minutes   remembered"
    yield "retention     a day     a day   in the end" + ("" if plain else "   minutes a day")
    for one in found:
        bar = "" if plain else f"   {_bar(one.minutes / most if most else 0)}"
        mark = " ← in force" if one.retention == ahead.retention else ""
        yield (
            f"{one.retention:>9.0%} {one.reviews:>9,.1f} {one.minutes:>9,.1f}"
            f" {one.remembered:>12,.0f}{bar}{mark}".rstrip()
        )
    yield ""
    yield (
        f"Least work for each card remembered: {least.retention:.0%},"
        f" at {60 * least.minutes_each:.1f} s a day."
    )
    if least is found[0]:
        yield "Lower ones were not tried: too much would be forgotten."


def _bar(share: float) -> str:
    """Return a bar of a share of the longest one."""
    eighths = round(share * _BAR * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _record(ahead: Ahead, course: Course, seed: int, found: Sequence[Workload]) -> str:
    from tutor.cli.foresight import basis_record
    from tutor.scheduling.workload import least_work

    return json.dumps(
        {
            **basis_record(ahead),
            "days": course.days,
            "new_a_day": sum(course.new.values()),
            "reviews_a_day": sum(course.reviews.values()) if course.reviews else None,
            "seed": seed,
            "in_force": ahead.retention,
            "least_work": least_work(found).retention,
            "retentions": [workload_record(one) for one in found],
        }
    )


def workload_record(work: Workload) -> dict[str, object]:
    """Return what a desired retention comes to, for JSON."""
    return {
        "retention": work.retention,
        "new": work.new,
        "reviews": work.reviews,
        "minutes": work.minutes,
        "busiest_minutes": work.busiest,
        "remembered": work.remembered,
        "share": work.share,
        "unseen": work.unseen,
        "waiting": work.waiting,
    }
