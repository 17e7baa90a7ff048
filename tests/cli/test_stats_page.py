"""The statistics as one page: whole, harmless, and legible wherever it is read."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, date, datetime
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest

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
from tutor.cli.stats.html_page import html_page
from tutor.estimate import wilson

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HOSTILE = "</table><script>document.title = 'taken'</script><img src=x onerror='alert(1)'>"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHARES = (Share("young", wilson(8, 10), 8, 10), Share("mature", None, 0, 0))


def sections(text: str = "What is mitosis?") -> list[Section]:
    """Return every kind of block, with a text that comes from a deck."""
    days = tuple(f"Mar {n}" for n in range(1, 31))
    counts = tuple(float(n % 7) for n in range(31))
    blocks = (
        Facts((("due", "3"), ("name", text))),
        Columns(
            "Cards that fall due", ("overdue", *days), (Series("all", counts),) * 2, "cards", 1
        ),
        Shares("Retention", SHARES),
        Trend("Week by week", (*SHARES, *SHARES)),
        Parts("Grades", ("Again", "Good"), (("young", (3, 9)), ("mature", (0, 0)))),
        Heatmap("A year", date(2025, 3, 3), tuple(n % 9 for n in range(364))),
        Table("Weak points", ("lacked", "lately", "point"), (("3 of 4", "✗✓", text),)),
        Table("Nothing", ("lacked", "point"), ()),
        Note(text),
    )
    return [Section("every", "Every block", blocks, {})]


def page(text: str = "What is mitosis?", decks: tuple[str, ...] = ()) -> str:
    return html_page(sections(text), decks, 90, NOW)


class Reader(HTMLParser):
    """Reads the tags, attributes and text of a page."""

    def __init__(self, read: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.feed(read)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.data.append(data)


def test_nothing_of_a_deck_is_markup() -> None:
    tags = Reader(page(HOSTILE, decks=(HOSTILE,))).tags

    assert tags == Reader(page(decks=("bio",))).tags
    assert not {"script", "img"} & set(tags)


def test_the_page_loads_nothing() -> None:
    read = Reader(page())

    policies = [attrs["content"] for _, attrs in read.attributes if attrs.get("http-equiv")]
    assert str(policies[0]).startswith("default-src 'none';")
    assert not {"link", "script", "img", "iframe", "object"} & set(read.tags)
    addresses = [value for _, attrs in read.attributes for value in (attrs.get("href"),) if value]
    assert all(address.startswith("#") for address in addresses)
    assert not re.search(r"url\(|@import", page())


def test_every_chart_is_told_in_words_and_in_a_table() -> None:
    read = Reader(page())
    charts = [attrs for tag, attrs in read.attributes if tag == "svg" and attrs.get("role")]

    assert len(charts) == 5
    assert read.tags.count("desc") == 5
    assert read.tags.count("table") == 6  # one of them below no chart


def test_no_two_parts_have_one_name() -> None:
    names = [attrs["id"] for _, attrs in Reader(page()).attributes if attrs.get("id")]

    assert len(names) == len(set(names))


def test_a_day_a_column_and_a_share_say_what_they_stand_for() -> None:
    said = Reader(page()).data

    assert "Mon, 2025-03-10: 7 reviews" in said
    assert "Mar 2: 2 all, 2 all" in said
    assert "young: 80 %, interval 49–94 %, 8 of 10" in said


def test_the_period_and_the_decks_are_told() -> None:
    assert "2026-03-01 · bio, art · the last 90 days" in Reader(page(decks=("bio", "art"))).data
    assert "2026-03-01 · all decks · the last 90 days" in Reader(page()).data


def test_sections_without_figures_are_pages_too() -> None:
    nothing = Columns("None", ("a", "b"), (Series("none", (0.0, 0.0)),), "cards")
    empty = (
        nothing,
        Shares("None", (Share("a", None, 0, 0),)),
        Trend("None", (Share("a", None, 0, 0),)),
        Heatmap("None", date(2025, 3, 3), (0,) * 7),
    )

    assert "nan" not in html_page([Section("none", "None", empty, {})], (), 1, NOW).lower()


def browser(folder: Path, *options: str) -> str:
    """Return what headless Chromium prints."""
    assert CHROMIUM
    own = f"--user-data-dir={folder / 'own'}"
    basic = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", own]
    return subprocess.run(
        [CHROMIUM, *basic, *options], capture_output=True, check=True, text=True, timeout=300
    ).stdout


# A window has 500 pixels at least, and the page forbids scripts: it is measured from around it.
AROUND = """<!DOCTYPE html><title>not measured</title>
<iframe srcdoc="{}" style="width:{}px;height:900px;border:0"></iframe><script>
onload = () => {{
  const page = document.querySelector("iframe").contentDocument.documentElement;
  document.title = [page.scrollWidth, getComputedStyle(page).backgroundColor].join(" ");
}}</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here to open the page in")
@pytest.mark.parametrize(
    ("width", "scheme", "paper"),
    [(390, 1, "rgb(252, 251, 249)"), (1200, 1, "rgb(252, 251, 249)"), (390, 0, "rgb(22, 24, 27)")],
)
def test_a_browser_shows_all_of_it_by_day_and_by_night(
    tmp_path: Path, width: int, scheme: int, paper: str
) -> None:
    file = tmp_path / "around.html"
    inside = escape(page("word " * 60 + "o" * 300))
    file.write_text(AROUND.format(inside, width), encoding="utf-8")

    shown = browser(
        tmp_path,
        "--window-size=1400,1000",
        f"--blink-settings=preferredColorScheme={scheme}",
        "--dump-dom",
        file.as_uri(),
    )

    assert f"<title>{width} {paper}</title>" in shown


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here to open the page in")
def test_a_browser_runs_nothing_of_a_deck_and_prints_the_page(tmp_path: Path) -> None:
    file, paper = tmp_path / "stats.html", tmp_path / "stats.pdf"
    file.write_text(page(HOSTILE), encoding="utf-8")

    shown = browser(tmp_path, "--dump-dom", file.as_uri())
    browser(tmp_path, f"--print-to-pdf={paper}", file.as_uri())

    assert "<title>What you remember</title>" in shown
    assert not {"script", "img"} & set(Reader(shown).tags)
    assert paper.read_bytes().count(b"/Type /Page\n") in (1, 2)
