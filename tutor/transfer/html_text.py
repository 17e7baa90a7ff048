"""From the HTML of a field to Markdown: what is seen of it, and nothing that a page could run.

Marks of emphasis, lists, code, pictures, links and formulas become Markdown's own; every other
element leaves only its text. Scripts and styles leave nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from typing import TypeAlias
from urllib.parse import quote, unquote

LARGEST = 50_000
"""Characters of a field, data addresses left out; Python's parser takes quadratic time at worst."""

Link: TypeAlias = Callable[[str], str]
"""Returns where a media file will lie, by its name; "" for one that is not there."""

_LIST_INDENT = "\ue010"  # two blanks at the start of a line that are kept
_KEPT = "\ue011"  # around the number of a block that is kept as it is
_LESS = "\ue012"  # "<" in running text; whether it opens a tag shows when the text is whole
_OWN = re.compile("[\ue010-\ue012]")
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "s": "~~", "del": "~~", "strike": "~~"}
_CODE = ("code", "tt", "kbd", "samp")
_SILENT = ("script", "style", "head", "title", "template", "noscript")
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html main nav p section summary table tbody tfoot"
    " thead tr".split()
)
_CELLS = ("td", "th")
_LISTS = ("ul", "ol")
_INLINE = (*_MARKS, *_CODE, "a", "sub", "sup")

_SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")

_DATA = re.compile(r"data:[^\"'\s<>]{100,}+", re.IGNORECASE)
_DECLARATION = re.compile("<!(?!--)")
_BLANKS = re.compile(r"[ \t\n\r\f\v]+")
_SPACES = re.compile(r"[ \t\u00a0]+")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\ufeff\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_OPENS_TAG = re.compile(f"{_LESS}(?=[A-Za-z/!?])")
_TICKS = re.compile("`+")
_BLOCK = re.compile(f"{_KEPT}(\\d+){_KEPT}")
_SOUND = re.compile(r"\[sound:([^\[\]\n]+)\]")
# No opening sign within: what is never closed is then looked through once.
_FORMULAS = (
    (re.compile(r"\\\[((?:(?!\\\[).)+?)\\\]", re.DOTALL), "$$"),
    (re.compile(r"\[\$\$\]((?:(?!\[\$\$\]).)+?)\[/\$\$\]", re.DOTALL), "$$"),
    (re.compile(r"\[latex\]((?:(?!\[latex\]).)+?)\[/latex\]", re.DOTALL), "$$"),
    (re.compile(r"\\\(((?:(?!\\\().)+?)\\\)", re.DOTALL), "$"),
    (re.compile(r"\[\$\]((?:(?!\[\$\]).)+?)\[/\$\]", re.DOTALL), "$"),
)
_WEB = ("http://", "https://", "mailto:")


def markdown(html: str, link: Link = lambda name: name) -> str:
    """Return what is seen of a field, in Markdown, without blank lines outside of code.

    Args:
        html: The field.
        link: Where its media files will lie.

    Raises:
        ValueError: The field is longer than `LARGEST`.
    """
    html = _OWN.sub("", _DATA.sub("data:", html))
    if len(html) > LARGEST:
        raise ValueError(f"a field has {len(html):,} characters, and {LARGEST:,} is the most")
    if "<" in html or "&" in html:
        reader = _Reader(link)
        reader.feed(_closed(html))
        reader.close()
        text, kept = reader.finished()
    else:
        text, kept = _collapsed(html), []
    return _laid_out(_with_formulas(_with_sounds(text, link)), kept)


def _closed(html: str) -> str:
    """Return HTML in which nothing opens a tag or a comment behind the last one that is closed.

    Of declarations only comments are left: at others Python's parser may fail.
    """
    html = _DECLARATION.sub("&lt;!", html)
    end = html.rfind(">") + 1
    return html[:end] + html[end:].replace("<", "&lt;")


def plain_lines(text: str) -> str:
    """Return text with one kind of line end and without characters that nobody sees."""
    return _UNSEEN.sub("", _LINE_ENDS.sub("\n", text))


def inline_code(text: str) -> str:
    """Return text as code within a line, between more backticks than it holds in a row."""
    ticks = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    blank = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{blank}{text}{blank}{ticks}"


@dataclass(slots=True)
class _Frame:
    """An element that is open, and what is in it so far."""

    tag: str
    target: str = ""
    parts: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Makes text of one field; a line break for every edge of a block."""

    def __init__(self, link: Link) -> None:
        super().__init__(convert_charrefs=True)
        self._link = link
        self._frames = [_Frame("")]
        self._silent = 0
        self._verbatim = 0
        self._depth = 0  # of lists
        self._numbers: list[int] = []  # of ordered lists; -1 for an unordered one
        self._kept: list[str] = []

    def finished(self) -> tuple[str, list[str]]:
        """Return the text, and the blocks that are kept as they are."""
        while len(self._frames) > 1:
            self._close_frame()
        return "".join(self._frames[0].parts), self._kept

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag == "br" or (tag == "pre" and self._verbatim):
            self._add("\n")
        elif tag == "img":
            self._picture(attributes)
        elif tag == "pre":
            self._add("\n")
            self._frames.append(_Frame(tag))
            self._verbatim += 1
        elif tag in _INLINE:
            self._frames.append(_Frame(tag, attributes.get("href", "")))
            self._verbatim += tag in _CODE
        elif tag in _LISTS:
            self._numbers.append(_first_number(tag, attributes))
        elif tag == "li":
            self._item()
        elif tag in _CELLS:
            self._add(" | " if self._in_a_row() else "")
        elif tag in _BLOCKS:
            self._add("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _INLINE or tag == "pre":
            if any(frame.tag == tag for frame in self._frames):
                while self._close_frame() != tag:
                    pass
        elif tag in _LISTS:
            if self._numbers:
                self._numbers.pop()
            self._add("\n")
        elif tag in _BLOCKS or tag == "li":
            self._add("\n")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        data = plain_lines(data)
        self._add(data if self._verbatim else _collapsed(data))

    def _add(self, text: str) -> None:
        if not self._silent:
            self._frames[-1].parts.append(text)

    def _in_a_row(self) -> bool:
        """Return whether the line has text already, for a cell to be set off from."""
        so_far = "".join(self._frames[-1].parts[-3:])
        return bool(so_far.rpartition("\n")[2].strip())

    def _item(self) -> None:
        indent = _LIST_INDENT * max(0, len(self._numbers) - 1)
        mark = "-"
        if self._numbers and self._numbers[-1] >= 0:
            mark = f"{self._numbers[-1]}."
            self._numbers[-1] += 1
        self._add(f"\n{indent}{mark} ")

    def _picture(self, attributes: dict[str, str]) -> None:
        source = attributes.get("src", "").strip()
        if source.startswith("data:") or not source:
            self._add(attributes.get("alt", ""))
            return
        target = source if source.startswith(_WEB) else self._link(unquote(source))
        label = _collapsed(attributes.get("alt", "")).strip(" []")
        self._add(f"![{label}]({_address(target)})" if target else label)

    def _close_frame(self) -> str:
        frame = self._frames.pop()
        text = "".join(frame.parts)
        if frame.tag == "pre":
            self._verbatim -= 1
            self._kept.append(_fenced(text))
            self._add(f"\n{_KEPT}{len(self._kept) - 1}{_KEPT}\n")
        else:
            self._verbatim -= frame.tag in _CODE
            self._add(text if self._verbatim else _marked(frame, text))
        return frame.tag


def _first_number(tag: str, attributes: dict[str, str]) -> int:
    if tag == "ul":
        return -1
    start = attributes.get("start", "")
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _collapsed(text: str) -> str:
    return _BLANKS.sub(" ", plain_lines(text)).replace("<", _LESS)


def _marked(frame: _Frame, text: str) -> str:
    """Return the text of an inline element as Markdown writes it, line by line."""
    if frame.tag in ("sub", "sup"):
        return _script(frame.tag, text)
    return "\n".join(_wrapped(frame, line) for line in text.split("\n"))


def _wrapped(frame: _Frame, line: str) -> str:
    inside = line.strip()
    if not inside.strip(f"{_LIST_INDENT}- ") or _KEPT in inside:
        return line
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    if frame.tag in _CODE:
        return f"{before}{inline_code(inside)}{after}"
    if frame.tag == "a":
        is_web = frame.target.startswith(_WEB)
        return f"{before}[{inside}]({_address(frame.target)}){after}" if is_web else line
    mark = _MARKS[frame.tag]
    start = re.match(rf"{_LIST_INDENT}*(?:-|\d+\.) ", inside)
    head = start[0] if start else ""
    rest = inside[len(head) :]
    return f"{before}{head}{mark}{rest}{mark}{after}" if rest else line


def _script(tag: str, text: str) -> str:
    """Return a subscript or superscript in Unicode's own signs, where it has all of them."""
    table = _SUPERSCRIPTS if tag == "sup" else _SUBSCRIPTS
    raised = text.strip().translate(table)
    has_all = text.strip() and all(ord(sign) in table for sign in text.strip())
    if has_all or not text.strip():
        return raised
    return f"^({text.strip()})" if tag == "sup" else f"_{text.strip()}"


def _fenced(text: str) -> str:
    run = "~~~" if "```" in text else "```"
    lines = (line.rstrip() for line in text.replace("\u00a0", " ").split("\n"))
    body = "\n".join(lines).strip("\n")
    return f"{run}\n{body}\n{run}" if body else ""


def _address(target: str) -> str:
    return quote(target, safe="/:?=&%#@,;+~!*'-._$")


def _with_sounds(text: str, link: Link) -> str:
    if "[sound:" not in text:
        return text

    def linked(found: re.Match[str]) -> str:
        target = link(found[1])
        return f"![]({_address(target)})" if target else ""

    return _SOUND.sub(linked, text)


def _with_formulas(text: str) -> str:
    if "\\(" not in text and "[" not in text:
        return text
    for pattern, dollars in _FORMULAS:
        text = pattern.sub(partial(_formula, dollars=dollars), text)
    return text


def _formula(found: re.Match[str], dollars: str) -> str:
    inside = " ".join(found[1].replace(_LESS, "<").split())
    return f"{dollars}{inside}{dollars}" if inside and "$" not in inside else found[0]


def _indented(line: str, *, is_first: bool) -> str:
    """Return a line without blanks around it, but for two or more that cannot be broken."""
    hard = len(line) - len(line.lstrip("\u00a0"))
    line = _SPACES.sub(" ", line).strip()
    return " " * hard + line if hard > 1 and line and not is_first else line


def _laid_out(text: str, kept: list[str]) -> str:
    lines: list[str] = []
    for line in _BLOCK.sub(r"\n\g<0>\n", text).split("\n"):
        line = _indented(line, is_first=not lines)
        if line.strip(f"{_LIST_INDENT} ") in ("", "-", "|"):
            continue
        if block := _BLOCK.fullmatch(line):
            line = kept[int(block[1])]
        elif line.lstrip().startswith(("```", "~~~")):
            line = f"\\{line.lstrip()}"  # it would open a fence
        lines += [line] if line else []
    laid = "\n".join(lines).replace(_LIST_INDENT, "  ")
    return _OPENS_TAG.sub(r"\\<", laid).replace(_LESS, "<")
