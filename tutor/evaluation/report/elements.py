"""Markup in which text cannot be anything but text.

`element` escapes every string that it is given; only what `element` made passes as it is. A page
that is built of nothing else cannot be broken out of, whatever a response says.
"""

from __future__ import annotations

import html
from collections.abc import Iterable

from tutor.text import plain

_VOID = frozenset({"br", "col", "circle", "line", "meta", "path", "polygon", "polyline", "rect"})


class Markup(str):
    """Text that is markup already; made by this module alone."""

    __slots__ = ()


def element(name: str, /, *children: str, **attributes: str | float) -> Markup:
    """Return an element.

    Args:
        name: The tag.
        children: Markup, which stays as it is, or text, which is escaped.
        attributes: A trailing "_" is dropped and others become "-": `class_`, `aria_label`.
            One that is "" is left out.
    """
    opened = f"<{name}{''.join(_attribute(*one) for one in attributes.items())}"
    if name in _VOID and not children:
        return Markup(f"{opened}/>")
    return Markup(f"{opened}>{together(children)}</{name}>")


def together(children: Iterable[str]) -> Markup:
    """Return markup and text in a row; the text is escaped."""
    return Markup(
        "".join(child if isinstance(child, Markup) else text(child) for child in children)
    )


def text(value: str) -> Markup:
    """Return a text, escaped, with every character that is not for reading made visible."""
    return Markup(html.escape(plain(value)))


def _attribute(name: str, value: str | float) -> str:
    name = name.removesuffix("_").replace("_", "-")
    if value == "":
        return ""
    return f' {name}="{text(value if isinstance(value, str) else _number(value))}"'


def _number(value: float) -> str:
    """Return a number with up to two decimals: a hundredth of a pixel is fine enough."""
    return f"{round(value, 2):g}"
