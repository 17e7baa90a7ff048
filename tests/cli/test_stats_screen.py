"""Text charts: what their marks stand for, in Unicode and in ASCII, at any width."""

from __future__ import annotations

from datetime import date

import pytest
from rich.cells import cell_len

from tutor.cli.stats.blocks import (
    Columns,
    Facts,
    Heatmap,
    Note,
    Parts,
    Section,
    Series,
    Share,
    Shares,
    Table,
    Trend,
)
from tutor.cli.stats.column_chart import nice_top, thinned
from tutor.cli.stats.heatmap import level, steps
from tutor.cli.stats.ink import Ink
from tutor.cli.stats.screen import section_lines
from tutor.estimate import wilson

MONDAY = date(2025, 3, 3)


def shown(*blocks: object, width: int = 80, is_ascii: bool = False) -> list[str]:
    """Return the lines of a section below its heading."""
    section = Section("name", "Title", blocks, {})  # type: ignore[arg-type]
    return [line.plain for line in section_lines(section, Ink(width, is_ascii))][1:]


def columns(*values: float, flow: bool = False) -> Columns:
    labels = tuple(f"d{n}" for n in range(len(values)))
    return Columns("Title", labels, (Series("all", values),), "cards", is_flow=flow)


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (7, 8), (9, 10), (11, 20), (99, 100), (1200, 2000)]
)
def test_an_axis_ends_at_a_round_number(highest: float, top: float) -> None:
    assert nice_top(highest) == top


def test_a_column_is_as_high_as_its_value() -> None:
    lines = shown(columns(8, 4, 0), width=24)

    rows = [line.partition("│")[2] for line in lines if "│" in line]
    assert rows == ["███"] * 3 + ["███ ███"] * 3


def test_what_is_there_at_all_is_seen() -> None:
    [*_, lowest] = shown(columns(1, 10_000), width=40)[1:7]

    assert "▁" in lowest


def test_neighbours_are_put_together_by_their_mean_where_room_is_short() -> None:
    chart, size = thinned(columns(*range(1, 8), flow=True), 4)

    assert size == 2
    assert chart.series[0].values == (1.0, 2.5, 4.5, 6.5)
    assert thinned(columns(1, 2, 3), 2)[1] == 1  # columns that are no flow stay


def test_series_differ_in_their_shading() -> None:
    both = Columns("Title", ("a",), (Series("mature", (3.0,)), Series("young", (3.0,))), "cards")

    lines = shown(both, width=30)
    rows, legend = [line for line in lines if "│" in line], lines[-1]

    assert [row.rpartition("│")[2] for row in rows] == ["░░░"] * 3 + ["███"] * 3
    assert "█ mature   ░ young" in legend


def test_a_share_stands_on_a_line_with_its_interval() -> None:
    row = Share("young", wilson(5, 10), 5, 10)

    [line] = shown(Shares("Title", (row,)), width=70)[1:]

    assert line.startswith("young   50 % (24–76 %)  5 of 10  ")
    track = line.rpartition("  ")[2]
    assert abs(track.index("●") - len(track) / 2) <= 1
    assert track.index("├") < track.index("●") < track.index("┤")


def test_a_share_of_nothing_is_a_dash() -> None:
    assert shown(Shares("Title", (Share("young", None, 0, 0),)))[1].startswith("young  –")


def test_the_latest_shares_of_a_row_are_shown_where_room_is_short() -> None:
    rows = tuple(Share(f"week {n}", wilson(n, 10), n, 10) for n in range(9))

    labels, values = shown(Trend("Title", rows), width=30)[1:]

    assert labels.split() == "week 6 week 7 week 8".split()
    assert values.split("%")[:-1] == ["    60 ", "    70 ", "    80 "]


def test_parts_are_told_in_per_cent_and_as_a_bar() -> None:
    [head, row] = shown(Parts("Title", ("Again", "Good"), (("young", (1, 3)),)), width=60)[1:]

    assert head.split() == ["█", "Again", "░", "Good", "reviews"]
    bar = row.split()[-1]
    assert row.split()[:6] == ["young", "25", "%", "75", "%", "4"]
    assert bar.count("░") == pytest.approx(3 * bar.count("█"), abs=3)


def test_levels_part_the_days_with_reviews_into_equal_parts() -> None:
    from_on = steps([0, 0, 1, 2, 3, 4, 5, 6, 7, 800], 5)

    assert [level(count, from_on) for count in (0, 1, 3, 5, 7, 800)] == [0, 1, 2, 3, 4, 4]


def test_a_heatmap_has_a_row_for_each_day_of_the_week_and_months_above() -> None:
    lines = shown(Heatmap("Title", MONDAY, (9, 0, 0, 0, 0, 0, 0) * 52))

    assert lines[1].split()[:3] == ["Mar", "Apr", "May"]
    assert lines[2] == "Mon " + "█" * 52
    assert lines[3].strip() == "·" * 52


def test_the_latest_weeks_are_shown_where_room_is_short() -> None:
    lines = shown(Heatmap("T", MONDAY, (0,) * 7 * 51 + (5,) * 7), width=14)

    assert lines[2] == "Mon ·········█"


def test_the_last_column_of_a_table_is_cut_by_its_width_in_cells() -> None:
    [_, row] = shown(Table("Title", ("n", "card"), (("3", "有丝分裂" * 9),)), width=20)[1:]

    assert row == "3  有丝分裂有丝分裂…"


def test_columns_of_a_table_line_up_whatever_their_characters_take() -> None:
    rows = (("有丝", "a"), ("é", "b"), ("פריז", "c"))

    shown_rows = shown(Table("Title", ("n", "card"), rows))[2:]

    assert {cell_len(row) for row in shown_rows} == {len("פריז  a")}


def test_a_table_without_rows_says_so() -> None:
    assert shown(Table("Title", ("n", "card"), ()))[1:] == ["– none"]


def test_notes_break_between_words() -> None:
    assert shown(Note("one two three"), width=8) == ["one two", "three"]


def test_ascii_is_enough_for_every_block() -> None:
    lines = shown(
        Facts((("due", "3"),)),
        columns(1, 2),
        Shares("Title", (Share("1–6", wilson(1, 2), 1, 2), Share("a", None, 0, 0))),
        Parts("Title", ("Again", "Good"), (("young", (1, 3)),)),
        Heatmap("Title", MONDAY, (1, 2, 3, 0, 5, 6, 7)),
        Table("Title", ("past", "card"), (("✓~✗!", "of ours"),)),
        is_ascii=True,
    )

    assert "".join(lines).isascii()
