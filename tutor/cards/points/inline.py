"""Inline Markdown: what must not be cut, and what a reader sees of it. Linear in the text."""

from __future__ import annotations

import html
import re

FILLER = "\ue000"  # stands for one character of what must not be cut
FENCE = "\ue001"  # the same within a fenced block, whose end is the end of a line

_FENCED = r"^[ \t]*(?P<run>```|~~~)[^\n]*(?:\n.*?(?:^[ \t]*(?P=run)[^\n]*|\Z)|\Z)"
_CODE = r"(?<!`)(?P<ticks>``?)(?!`)[^\n]*?[^`\n](?P=ticks)(?!`)"
# As Obsidian reads it: no blank just inside the dollars, no digit after them ("$5 or $6").
_MATHS = r"\$\$.*?(?:\$\$|\Z)|(?<![\\$\w])\$(?![\s$])[^$\n]*(?<=[^\s\\])\$(?!\d)"
_LINK = r"(?P<link>\[\[[^\[\]\n]*\]\])|https?://(?:[^\s()<>\]]|\([^\s()]*\))+"
_UNCUT = re.compile(f"{_FENCED}|{_CODE}|{_MATHS}|{_LINK}", re.DOTALL | re.MULTILINE)
_UNCUT_SIGNS = frozenset("`~$[:")

# The stop that closes an aside or a quotation stays in sight: it may end the sentence around it.
_ASIDE = re.compile(
    r"[(\[](?:[^()\[\]]++|[(\[][^()\[\]]*+[)\]])*+[)\]]"
    r"|[“«„][^“”«»„]*+[”»]"
    r"|(?<!\w)\"[^\"\n]*+\"(?!\w)"
)
_ASIDE_SIGNS = frozenset('([“«„"')

_COMMENT = r"<!--(?:(?!<!--).)*?-->|%%.*?%%"
_TAG_NAMES = "b|i|u|s|p|q|a|em|br|sub|sup|del|ins|div|kbd|code|mark|span|small|strong"
_TAG = rf"</?(?:{_TAG_NAMES})(?:\s+[\w-]+=[^<>\n]*)?\s*/?>"
_HIDDEN = re.compile(rf"{_COMMENT}|{_TAG}|\[\^[^\[\]\s]+\]", re.DOTALL)
_WIKILINK = re.compile(r"!?\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]*))?\]\]")
_WEBLINK = re.compile(r"!?\[([^\[\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)")
_LONGEST = 400  # characters between two marks of emphasis: what keeps a hostile line linear
_EMPHASIS = tuple(
    re.compile(rf"{before}{mark}(?=\S)([^\n]{{1,{_LONGEST}}}?)(?<=\S){mark}{after}")
    for mark, before, after in (
        (r"\*\*", "", ""),
        (r"\*", r"(?<![\w\\*])", r"(?![\w*])"),
        ("__", r"(?<![\w\\])", r"(?!\w)"),
        ("_", r"(?<![\w\\])", r"(?!\w)"),
        ("~~", "", ""),
        ("==", "", ""),
    )
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,24}\d{0,2});")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~=$<>])")
_LINE_START = re.compile(
    r"^[ \t]*+(?:#{1,6}[ \t]+|(?:>[ \t]?)+|[-*+•][ \t]+)?(?:\[[ xX]\][ \t]+)?", re.MULTILINE
)
# An item within an item, after text that no punctuation ends: read out as "; item".
_NESTED = re.compile(r"(?<=[^\s:;,.!?])[ \t]*\n[ \t]*[-*+•][ \t]+(?:\[[ xX]\][ \t]+)?")
_KEPT = re.compile(f"{FILLER}(\\d+){FILLER}")
_MARKUP = frozenset("`$*_~=[]<>&%\\")


def hide_uncut(text: str) -> str:
    """Return `text` with code, mathematics, links and addresses filled; the length is kept.

    A boundary found in the result therefore stands at the same offset in `text`.
    """
    if _UNCUT_SIGNS.isdisjoint(text):
        return text
    return _UNCUT.sub(
        lambda found: (FENCE if found["run"] else FILLER) * (found.end() - found.start()), text
    )


def hide_asides(text: str) -> str:
    """Return `text` with brackets and quotations filled but for their last stop; length kept."""
    return text if _ASIDE_SIGNS.isdisjoint(text) else _ASIDE.sub(_fill_aside, text)


def visible(text: str) -> str:
    """Return what a reader sees of Markdown `text`, on one line: no emphasis, links or comments.

    Code and mathematics keep their characters; a fenced block loses its fences.
    """
    if not _MARKUP.isdisjoint(text):
        return _unmarked(text)
    return _unlined(text)


def _fill_aside(found: re.Match[str]) -> str:
    inside, close = found[0][:-1], found[0][-1]
    stop = inside[-1] if inside[-1] in ".!?…" else FILLER
    return FILLER * (len(inside) - 1) + stop + close


def _unmarked(text: str) -> str:
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        if found["link"]:
            return found[0]
        kept.append(_content(found))
        return f"{FILLER}{len(kept) - 1}{FILLER}"

    text = _HIDDEN.sub(" ", _UNCUT.sub(keep, text.replace(FILLER, "")))
    text = _WIKILINK.sub(lambda link: link[2] or link[1], text)
    text = _WEBLINK.sub(r"\1", text)
    for emphasis in _EMPHASIS:
        text = emphasis.sub(r"\1", text)
    text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = _unlined(_ESCAPED.sub(r"\1", text))
    return " ".join(_KEPT.sub(lambda at: kept[int(at[1])], text).split())


def _unlined(text: str) -> str:
    if "\n" in text:
        text = _NESTED.sub("; ", text)
    return " ".join(_LINE_START.sub("", text).split())


def _content(found: re.Match[str]) -> str:
    if found["run"]:
        inner = found[0].split("\n")[1:]
        closed = bool(inner) and inner[-1].strip().startswith(found["run"])
        return "\n".join(inner[:-1] if closed else inner)
    if found["ticks"]:
        width = len(found["ticks"])
        return found[0][width:-width].strip()
    return found[0]
