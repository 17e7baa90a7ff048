"""What is seen of HTML becomes Markdown, and Markdown becomes HTML that leads back to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.transfer.html_text import LARGEST, markdown
from tutor.transfer.markdown_html import html

SEEN = [
    ("energy<br>carrier", "energy\ncarrier"),
    ("<div>one</div><div><b>two </b>three</div>", "one\n**two** three"),
    ("a<br><br><br>b", "a\nb"),
    ("<ul><li>x</li><li>y<ul><li>z</li></ul></li></ul>w", "- x\n- y\n  - z\nw"),
    ("<ol start=3><li>c</li><li>d</li></ol>", "3. c\n4. d"),
    ("H<sub>2</sub>O, 10<sup>-3</sup>, x<sup>ab</sup>", "H₂O, 10⁻³, x^(ab)"),
    ("<code>a == b</code> and <i>c</i>", "`a == b` and *c*"),
    ("<pre><code>if x:\n    y\n\n  z</code></pre>after", "```\nif x:\n    y\n\n  z\n```\nafter"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
    (r"\(a&lt;b\) then \[x\] and [$]y[/$] [latex]z[/latex]", "$a<b$ then $$x$$ and $y$ $$z$$"),
    ("<a href='https://a.org/x y'>it</a>", "[it](https://a.org/x%20y)"),
    ("1 &lt; 2 &amp;&nbsp; 3", "1 < 2 & 3"),
    ("no mark at all", "no mark at all"),
    ('<img src="a b.png" alt="heart">', "![heart](media/a%20b.png)"),
    ("[sound:dog.mp3] dog", "![](media/dog.mp3) dog"),
]


@pytest.mark.parametrize(("field", "text"), SEEN, ids=[text for _, text in SEEN])
def test_what_is_seen_of_a_field_is_kept(field: str, text: str) -> None:
    assert markdown(field, lambda name: f"media/{name}") == text


HARMFUL = [
    ("<script>alert(1)</script>ok", "ok"),
    ("<style>b{}</style>ok<style>", "ok"),
    ("&lt;script&gt;alert(1)&lt;/script&gt;", r"\<script>alert(1)\</script>"),
    ("<a href='javascript:alert(1)'>it</a>", "it"),
    ("<img src=x onerror=alert(1)>", "![](x)"),
    ("<b onclick=alert(1)>it</b>", "**it**"),
    ("<iframe src='https://evil'>it</iframe>", "it"),
    ("<img src='data:image/png;base64,AAAA'>it", "it"),
    ("a\u0000b\u200bc\u001bd", "abcd"),
    ("it<!-- <b>unseen</b> -->", "it"),
]


@pytest.mark.parametrize(("field", "text"), HARMFUL, ids=[field for field, _ in HARMFUL])
def test_nothing_that_a_page_could_run_is_kept(field: str, text: str) -> None:
    assert markdown(field) == text


def test_a_field_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="is the most"):
        markdown("x" * (LARGEST + 1))


def test_a_picture_in_the_field_itself_does_not_count_for_its_length() -> None:
    assert markdown(f"<img src='data:image/png;base64,{'A' * LARGEST}'>it") == "it"


PARTS = st.sampled_from(
    [
        *"ab *_`$[]()!<>&\\-?:#=\n\t1.|~é",
        *("<b>", "</b>", "<br>", "<ul>", "<li>", "</li>", "</ul>", "<pre>", "</pre>", "<code>"),
        *("</code>", "&lt;", "&nbsp;", "**", "```", "- ", "\\(", "\\)", "<sup>", "</sup>", "$$"),
        *("[sound:a.mp3]", '<img src="x.png">', "<a href='http://x/'>", "</a>", "<div>", "</div>"),
    ]
)


def words(text: str) -> list[list[str]]:
    """Return the words of each line; whether "<" needs its backslash depends on its neighbours."""
    return [line.split() for line in text.replace("\\<", "<").split("\n")]


@given(st.lists(PARTS, max_size=14).map("".join))
def test_text_that_went_to_html_comes_back(field: str) -> None:
    text = markdown(field)

    assert words(markdown(html(text))) == words(text)


@given(st.text(max_size=60))
def test_any_text_at_all_becomes_some_markdown(field: str) -> None:
    assert "\n\n" not in markdown(field)
