"""What a reader sees of Markdown, and what must not be cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.cards.points.inline import hide_asides, hide_uncut, visible

MARKDOWN = st.text(alphabet='aB1 .`*_~=[]()|$!<>-%#\\\n"“”', max_size=80)


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("**bold** and *slanted* and ***both***", "bold and slanted and both"),
        ("__bold__ _slanted_ ~~gone~~ ==lit==", "bold slanted gone lit"),
        ("[[Cell]] [[Cell#Wall|the wall]] [text](https://example.org/a_(b))", "Cell the wall text"),
        ("![[heart.png]]", "heart.png"),
        ("snake_case_name 2 * 3 * 4 and 5*6*7", "snake_case_name 2 * 3 * 4 and 5*6*7"),
        ("`a*b*c` and $x_1 * y_2 * z$", "a*b*c and $x_1 * y_2 * z$"),
        ("**use `x` now**", "use x now"),
        ("H<sub>2</sub>O<br>wet", "H 2 O wet"),
        ("a<b and c>d", "a<b and c>d"),
        ("seen <!-- unseen --> %%nor this%%again[^1]", "seen again"),
        ("R&amp;D &lt;x&gt; AT&T", "R&D <x> AT&T"),
        (r"\*not slanted\* \[no link\]", "*not slanted* [no link]"),
        ("# Title\n> quoted\n- [x] done", "Title quoted; done"),
        ("```py\nx = a * b\n```", "x = a * b"),
        ("if a == b and c == d", "if a == b and c == d"),
        ("  spread \n out\t", "spread out"),
    ],
)
def test_only_what_a_reader_sees_is_left(written: str, seen: str) -> None:
    assert visible(written) == seen


@pytest.mark.parametrize(
    "uncut",
    ["`a. B`", "``a ` b``", "$a. B$", "$$a.\nB$$", "[[a. B]]", "https://a.b/c;d", "```\na. B\n```"],
)
def test_what_must_not_be_cut_is_hidden(uncut: str) -> None:
    hidden = hide_uncut(f"{uncut}\nend.")
    assert hidden.endswith("\nend.")
    assert not set(hidden[: len(uncut)]) & set("a. B")


@pytest.mark.parametrize("text", ["$5 or $6.", "a ` b.", "[a]. B", "```"[:2] + " a."])
def test_other_signs_hide_nothing(text: str) -> None:
    assert hide_uncut(text) == text


@pytest.mark.parametrize("aside", ["(a; b)", "[a; (b) c]", "“a; b”", "«a; b»", '"a; b"'])
def test_an_aside_is_hidden(aside: str) -> None:
    assert ";" not in hide_asides(f"x {aside} y")


def test_the_stop_of_a_quotation_stays_in_sight() -> None:
    assert hide_asides("“Go. Now.”").endswith(".”")


@given(MARKDOWN)
def test_hiding_keeps_every_offset(text: str) -> None:
    assert len(hide_asides(hide_uncut(text))) == len(text)


@given(MARKDOWN)
def test_what_is_visible_is_on_one_line(text: str) -> None:
    seen = visible(text)
    assert seen == " ".join(seen.split())
