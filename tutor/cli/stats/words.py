"""How figures are put in words and in JSON, whatever section they stand in."""

from __future__ import annotations

from datetime import date

from tutor.cli.stats.blocks import Note, Share, percent
from tutor.cli.stats.gathering import MOST_JUDGED, Gathering
from tutor.estimate import Estimate
from tutor.scheduling.judged import Overruled
from tutor.scheduling.retention import Retention
from tutor.text import counted


def judged_note(gathered: Gathering) -> list[Note]:
    """Return the note that older verdicts were not read, where there are any."""
    if len(gathered.judged) < MOST_JUDGED:
        return []
    return [Note(f"Of the last {MOST_JUDGED:,} typed answers.")]


def share_of(label: str, one: Retention) -> Share:
    """Return a share with its label."""
    return Share(label, one.share, one.recalled, one.reviews)


def record_of(one: Retention) -> dict[str, object]:
    """Return a share as JSON."""
    return share_record(one.share, one.recalled, one.reviews)


def overruled_record(one: Overruled) -> dict[str, object]:
    """Return how often verdicts were overruled as JSON."""
    counts = {"answers": one.answers, "raised": one.raised, "lowered": one.lowered}
    return {**counts, **estimate_record(one.share)}


def share_record(share: Estimate | None, count: int, of: int) -> dict[str, object]:
    """Return a share as JSON, with its counts; without an interval where there were no reviews."""
    return {"recalled": count, "reviews": of, **estimate_record(share)}


def estimate_record(share: Estimate | None) -> dict[str, object]:
    """Return a share and its interval as JSON."""
    if share is None or share.interval is None:
        return {}
    return {"share": round(share.value, 4), "interval": [round(end, 4) for end in share.interval]}


def retention_words(kept: Retention) -> str:
    """Return a retention in words."""
    if kept.share is None:
        return "no review of a card seen on an earlier day"
    return f"{percent(kept.share.value)}: {kept.recalled:,} of {kept.reviews:,} reviews"


def streak_words(now: int, longest: int, is_safe: bool) -> str:
    """Return a streak in words: its length, and the longest, in days."""
    still = "" if is_safe or not now else "; practise today to keep it"
    return f"{in_days(now)}{still}; the longest was {in_days(longest)}"


def in_days(count: int) -> str:
    """Return a number of days in words."""
    return counted(count, "day")


def a_day(count: float, days: int) -> str:
    """Return a sum, and how much of it that is in a day."""
    return f"{count:,.0f}, {count / max(days, 1):.1f} a day"


def duration(seconds: float) -> str:
    """Return a time, of so many seconds, in words."""
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 100 else f"{minutes / 60:.1f} h"


def short_date(day: date) -> str:
    """Return a date without its year, as “Mar 1”."""
    return f"{day:%b} {day.day}"
