"""What is remembered and what falls due, in sections."""

from __future__ import annotations

from tutor.cli.stats.blocks import (
    Block,
    Columns,
    Facts,
    Note,
    Section,
    Series,
    Shares,
    Trend,
)
from tutor.cli.stats.gathering import Gathering
from tutor.cli.stats.names import Name
from tutor.cli.stats.words import (
    a_day,
    in_days,
    record_of,
    retention_words,
    share_of,
    share_record,
    short_date,
    streak_words,
)
from tutor.scheduling.activity import streak
from tutor.scheduling.forecast import forecast
from tutor.scheduling.past import MATURE
from tutor.scheduling.retention import BANDS, retentions


def today_section(gathered: Gathering) -> Section:
    """Return how things stand today."""
    ahead = forecast(gathered.asked, gathered.calendar)
    due = gathered.due_now
    today = ahead.overdue.cards + ahead.days[0].cards - due
    new = sum(card.due is None for card in gathered.asked)
    learned = sum(card.is_learned for card in gathered.known.values())
    run = streak(gathered.per_day)
    reviews, done = len(gathered.past), int(gathered.per_day[-1])
    kept = retentions(gathered.past, gathered.calendar, gathered.days).all
    rows = (
        ("due", f"{due}, and {today} more today"),
        ("new", str(new)),
        ("learned", f"{learned} of {len(gathered.known)} cards"),
        ("streak", streak_words(run.now, run.longest, run.is_safe)),
        ("reviews", f"{done:,} today, {reviews:,} in {in_days(gathered.days)}"),
        ("retention", retention_words(kept)),
    )
    record = {
        "due": due,
        "today": today,
        "new": new,
        "learned": learned,
        "cards": len(gathered.known),
        "streak": run.now,
        "longest_streak": run.longest,
        "reviews_today": done,
        "reviews": reviews,
        "retention": share_record(kept.share, kept.recalled, kept.reviews),
    }
    return Section(Name.TODAY, "Today", (Facts(rows),), record)


def forecast_section(gathered: Gathering) -> Section:
    """Return what falls due in the next days."""
    found = forecast(gathered.asked, gathered.calendar)
    calendar = gathered.calendar
    dates = [calendar.date(calendar.today + n) for n in range(len(found.days))]
    due = [found.overdue, *found.days]
    chart = Columns(
        "Cards that fall due",
        ("overdue", "today", *(short_date(day) for day in dates[1:])),
        (
            Series("mature", tuple(one.mature for one in due)),
            Series("young", tuple(one.young for one in due)),
        ),
        "cards",
        apart=1,
    )
    week = sum(load.cards for load in found.days[:7])
    rows = (
        ("overdue", str(found.overdue.cards)),
        ("today", str(found.days[0].cards)),
        ("tomorrow", str(found.days[1].cards)),
        ("7 days", a_day(week, 7)),
        (f"{len(dates)} days", a_day(sum(load.cards for load in found.days), len(dates))),
        ("later", f"{found.later:,}"),
    )
    note = Note(
        f"Mature: with an interval of {MATURE} days or more. Cards to be learned or forgotten"
        " until then come on top."
    )
    record = {
        "overdue": {"young": found.overdue.young, "mature": found.overdue.mature},
        "days": [
            {"date": f"{day}", "young": one.young, "mature": one.mature}
            for day, one in zip(dates, found.days, strict=True)
        ],
        "later": found.later,
    }
    title = f"Forecast, {len(dates)} days"
    return Section(Name.FORECAST, title, (chart, Facts(rows), note), record)


def retention_section(gathered: Gathering) -> Section:
    """Return how much was remembered, with intervals."""
    found = retentions(gathered.past, gathered.calendar, gathered.days)
    bands = [(_band(n), one) for n, one in enumerate(found.bands)]
    ages = [("all", found.all), ("young", found.young), ("mature", found.mature)]
    note = Note(
        f"Reviews of cards last seen on an earlier day; mature: {MATURE} days before or more."
        " With 95 % intervals."
    )
    weeks = tuple(share_of(short_date(day), one) for day, one in found.weeks)
    blocks: tuple[Block, ...] = (
        Shares("By age of the memory", tuple(share_of(*row) for row in ages)),
        Shares("By days since the last review", tuple(share_of(*row) for row in bands)),
        Trend("Week by week", weeks),
        note,
    )
    record = {
        **{name: record_of(one) for name, one in ages},
        "bands": [
            {"from": first, "to": last, **record_of(one)}
            for (first, last), one in zip(_edges(), found.bands, strict=True)
        ],
        "weeks": [{"from": f"{day}", **record_of(one)} for day, one in found.weeks],
    }
    return Section(Name.RETENTION, f"True retention, {in_days(gathered.days)}", blocks, record)


def _edges() -> list[tuple[int, int | None]]:
    return [*zip(BANDS, (*(end - 1 for end in BANDS[1:]), None), strict=True)]


def _band(number: int) -> str:
    first, last = _edges()[number]
    return f"{first}–{last}" if last else f"{first} or more"
