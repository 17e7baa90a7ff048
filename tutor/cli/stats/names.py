"""What the sections are called."""

from __future__ import annotations

from enum import StrEnum

MOST_LISTED = 12
"""Weak points, weak cards and slow cards: so many of each fit on a small screen."""


class Name(StrEnum):
    """The sections, in their order."""

    TODAY = "today"
    FORECAST = "forecast"
    RETENTION = "retention"
    ACTIVITY = "activity"
    TIME = "time"
    GRADES = "grades"
    HOURS = "hours"
    POINTS = "points"
    CARDS = "cards"
    GRADER = "grader"
    SURENESS = "sureness"
    HINTS = "hints"
