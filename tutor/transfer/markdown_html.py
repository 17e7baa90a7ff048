"""From Markdown to the HTML of a field, so that `html_text.markdown` gives the Markdown back.

Fenced code, lists, emphasis, code, pictures and formulas become elements where the way back leads
to the same text; what does not come back is written sign by sign.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from urllib.parse import unquote

from tutor.transfer.html_text import LARGEST, markdown, plain_lines

_FENCE = re.compile(r"(```|~~~)")
_ITEM = re.compile(r"- (.+)")
_PARTS = re.compile(
    r"(?<!`)(?P<ticks>`+)(?!`)(?P<code>[^\n]+?)(?<!`)(?P=ticks)(?!`)"
    r"|(?P<maths>\$\$[^$\n]+\$\$)"
    r"|(?P<formula>(?<![\\$\w])\$(?![\s$])[^$\n]*(?<=[^\s\\])\$(?!\d))"
    r"|!\[(?P<alt>[^\[\]\n]*)\]\((?P<source>[^()\s]+)\)"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<target>https?://[^()\s]+)\)"
    r"|\*\*(?P<bold>[^*\s](?:[^*\n]*[^*\s])?)\*\*"
    r"|(?P<escaped>\\<(?=[A-Za-z/!?]))"
)
_SOUNDS = (".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".aac", ".flac", ".mp4", ".webm")
_ESCAPED = re.compile(r"\\<(?=[A-Za-z/!?])")
_BLANKS = re.compile(r"(?<= ) | (?= )")


def html(text: str) -> str:
    """Return a field that shows Markdown `text`."""
    text = plain_lines(text)
    lines = text.split("\n")
    for inline in (_inline, _plain):
        made = "".join(_blocks(lines, inline))
        if _comes_back(made, text):
            return made
    return "<br>".join(map(_plain, lines))


def _comes_back(made: str, text: str) -> bool:
    return len(made) <= LARGEST and markdown(made) == text


def _plain(line: str) -> str:
    """Return a line with every blank kept, and nothing in it that means anything."""
    return _BLANKS.sub("&nbsp;", escape(_ESCAPED.sub("<", line), quote=False))


def _blocks(lines: list[str], inline: Callable[[str], str]) -> Iterator[str]:
    at, is_first = 0, True
    while at < len(lines):
        fence = _FENCE.match(lines[at])
        close = _close(lines, at, fence[1]) if fence else -1
        if close > 0:
            code = "\n".join(lines[at + 1 : close])
            yield f"<pre><code>{escape(code, quote=False)}</code></pre>"
            at, is_first = close + 1, True
            continue
        if _ITEM.fullmatch(lines[at]):
            end = next((i for i in range(at, len(lines)) if not _ITEM.fullmatch(lines[i])), -1)
            items = lines[at : end if end > 0 else len(lines)]
            yield f"<ul>{''.join(f'<li>{inline(item[2:])}</li>' for item in items)}</ul>"
            at, is_first = at + len(items), True
            continue
        yield f"{'' if is_first else '<br>'}{inline(lines[at])}"
        at, is_first = at + 1, False


def _close(lines: list[str], start: int, run: str) -> int:
    return next((at for at in range(start + 1, len(lines)) if lines[at] == run), -1)


def _inline(line: str) -> str:
    made, at = [], 0
    for found in _PARTS.finditer(line):
        made += [escape(line[at : found.start()], quote=False), _element(found)]
        at = found.end()
    return "".join([*made, escape(line[at:], quote=False)])


def _element(found: re.Match[str]) -> str:
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    match parts:
        case {"code": code}:
            return f"<code>{escape(code.strip(), quote=False)}</code>"
        case {"maths": maths}:
            return f"\\[{escape(maths[2:-2], quote=False)}\\]"
        case {"formula": formula}:
            return f"\\({escape(formula[1:-1], quote=False)}\\)"
        case {"alt": "", "source": source} if source.lower().endswith(_SOUNDS):
            return f"[sound:{escape(unquote(source), quote=False)}]"
        case {"alt": alt, "source": source}:
            label = f' alt="{escape(alt)}"' if alt else ""
            return f'<img src="{escape(unquote(source))}"{label}>'
        case {"label": label, "target": target}:
            return f'<a href="{escape(target)}">{escape(label, quote=False)}</a>'
        case {"bold": bold}:
            return f"<b>{escape(bold, quote=False)}</b>"
        case _:
            return "&lt;"
