"""How much was practised, when, and how it was graded, in sections."""

from __future__ import annotations

from datetime import timedelta

from tutor.cli.stats.blocks import (
    Block,
    Columns,
    Facts,
    Heatmap,
    Note,
    Parts,
    Section,
    Series,
    Shares,
    Table,
)
from tutor.cli.stats.gathering import HEATMAP_WEEKS, Gathering
from tutor.cli.stats.names import MOST_LISTED, Name
from tutor.cli.stats.words import (
    a_day,
    duration,
    in_days,
    record_of,
    share_of,
    short_date,
    streak_words,
)
from tutor.scheduling.activity import hours, streak, time_taken
from tutor.scheduling.answers import grades
from tutor.scheduling.past import MATURE, MOST_SECONDS
from tutor.scheduling.review import Grade


def activity_section(gathered: Gathering) -> Section:
    """Return a year of days, the days of the period, and the streak."""
    calendar, counts = gathered.calendar, gathered.per_day
    run = streak(counts)
    last = calendar.date(calendar.today)
    monday = last - timedelta(days=last.weekday() + 7 * (HEATMAP_WEEKS - 1))
    year = tuple(counts[(monday - calendar.first).days :].tolist())
    period = tuple(counts[-gathered.days :].tolist())
    dates = [last - timedelta(days=n) for n in reversed(range(len(period)))]
    practised = sum(count > 0 for count in period)
    rows = (
        ("streak", streak_words(run.now, run.longest, run.is_safe)),
        ("practised", f"{practised} of {in_days(len(period))}"),
        ("reviews", a_day(sum(period), len(period))),
    )
    blocks: tuple[Block, ...] = (
        Heatmap("Reviews, the last year", monday, year),
        Columns(
            "Reviews a day",
            tuple(short_date(day) for day in dates),
            (Series("reviews", tuple(map(float, period))),),
            "reviews",
            is_flow=True,
        ),
        Facts(rows),
    )
    record = {
        "streak": run.now,
        "longest_streak": run.longest,
        "practised_today": run.is_safe,
        "days": [
            {"date": f"{monday + timedelta(days=n)}", "reviews": count}
            for n, count in enumerate(year)
        ],
    }
    return Section(Name.ACTIVITY, "Practice", blocks, record)


def time_section(gathered: Gathering) -> Section:
    """Return what answering took, day by day and card by card."""
    found = time_taken(gathered.past, gathered.calendar, gathered.days, MOST_LISTED // 2)
    last = gathered.calendar.date(gathered.calendar.today)
    dates = [last - timedelta(days=n) for n in reversed(range(gathered.days))]
    on = sum(seconds > 0 for seconds in found.days)
    rows = (
        ("in all", duration(found.seconds)),
        ("a day", f"{duration(found.seconds / max(on, 1))}, on days with practice"),
        ("an answer", f"{found.median:.0f} s in the middle, nine of ten within {found.slow:.0f} s"),
    )
    questions = gathered.questions(card for card, _, _ in found.slowest)
    slowest = tuple(
        (f"{mean:.0f} s", str(answers), questions[card]) for card, mean, answers in found.slowest
    )
    blocks: tuple[Block, ...] = (
        Columns(
            "Minutes a day",
            tuple(short_date(day) for day in dates),
            (Series("minutes", tuple(seconds / 60 for seconds in found.days)),),
            "minutes",
            is_flow=True,
        ),
        Facts(rows),
        Table("Cards that take longest", ("mean", "answers", "card"), slowest),
        Note(f"An answer counts for {MOST_SECONDS / 60:.0f} minutes at most."),
    )
    record = {
        "seconds": round(found.seconds, 1),
        "answers": found.answers,
        "median": round(found.median, 1),
        "percentile_90": round(found.slow, 1),
        "days": [
            {"date": f"{day}", "seconds": round(seconds, 1)}
            for day, seconds in zip(dates, found.days, strict=True)
        ],
        "slowest": [
            {"card": card, "seconds": round(mean, 1), "answers": answers}
            for card, mean, answers in found.slowest
        ],
    }
    return Section(Name.TIME, f"Time, {in_days(gathered.days)}", blocks, record)


def grades_section(gathered: Gathering) -> Section:
    """Return how often each grade was given."""
    found = grades(gathered.past, gathered.calendar)
    rows = (("learning", found.learning), ("young", found.young), ("mature", found.mature))
    names = tuple(grade.name.capitalize() for grade in Grade)
    record = {
        label: {grade.name.lower(): n for grade, n in zip(Grade, counts, strict=True)}
        for label, counts in rows
    }
    note = Note(
        "Learning: new, or seen the same day. Young: last seen less than"
        f" {MATURE} days before; mature: longer."
    )
    blocks = (Parts("Reviews by grade", names, rows), note)
    return Section(Name.GRADES, f"Grades, {in_days(gathered.days)}", blocks, record)


def hours_section(gathered: Gathering) -> Section:
    """Return at which hours was practised, and how well."""
    found = hours(gathered.past, gathered.quarter_hours)
    labels = tuple(f"{hour}:00" for hour in range(len(found)))
    some = [(hour, one) for hour, one in enumerate(found) if one.reviews]
    busiest = sorted(some, key=lambda each: -each[1].reviews)[:6]
    blocks: tuple[Block, ...] = (
        Columns(
            "Reviews by the hour",
            labels,
            (
                Series("right", tuple(float(one.recalled) for one in found)),
                Series("wrong", tuple(float(one.reviews - one.recalled) for one in found)),
            ),
            "reviews",
        ),
        Shares(
            "Right, in the busiest hours",
            tuple(share_of(f"{h}:00", one) for h, one in sorted(busiest)),
        ),
    )
    record = {"hours": [{"hour": hour, **record_of(one)} for hour, one in some]}
    return Section(Name.HOURS, f"Hours of the day, {in_days(gathered.days)}", blocks, record)
