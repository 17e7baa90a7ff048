"""The sections of the statistics by their names."""

from __future__ import annotations

from collections.abc import Callable

from tutor.cli.stats.blocks import (
    Section,
)
from tutor.cli.stats.gathering import Gathering
from tutor.cli.stats.memory_sections import forecast_section, retention_section, today_section
from tutor.cli.stats.names import Name
from tutor.cli.stats.practice_sections import (
    activity_section,
    grades_section,
    hours_section,
    time_section,
)
from tutor.cli.stats.weakness_sections import (
    cards_section,
    grader_section,
    hints_section,
    points_section,
    sureness_section,
)


def section(name: Name, gathered: Gathering) -> Section:
    """Return a section of the statistics."""
    return _MAKERS[name](gathered)


_MAKERS: dict[Name, Callable[[Gathering], Section]] = {
    Name.TODAY: today_section,
    Name.FORECAST: forecast_section,
    Name.RETENTION: retention_section,
    Name.ACTIVITY: activity_section,
    Name.TIME: time_section,
    Name.GRADES: grades_section,
    Name.HOURS: hours_section,
    Name.POINTS: points_section,
    Name.CARDS: cards_section,
    Name.GRADER: grader_section,
    Name.SURENESS: sureness_section,
    Name.HINTS: hints_section,
}
