"""XML from strangers: elements with the lines they stand in, and nothing that a DTD could do.

The parser is the standard library's expat, asked to stop at a document type declaration: without
one there are no entities but XML's own five, hence none that grow or that read files. That holds
for every encoding, as looking for "<!DOCTYPE" in the bytes would not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from tutor.cards.card import Place
from tutor.evaluation.datasets.faults import Faults
from tutor.evaluation.datasets.files import read_bytes

DEEPEST = 32
"""Elements in each other; the sets' own files have 4."""

_TRUSTED = "The sets' own files have none: take the file from where the set is published."


@dataclass(slots=True)
class Element:
    """An element of an XML file; filled while it is parsed.

    Attributes:
        tag: Its name.
        attributes: Its attributes.
        line: Where it starts, counted from 1.
        pieces: Its own text, in pieces, that of its children left out.
        children: The elements in it.
    """

    tag: str
    attributes: dict[str, str]
    line: int
    pieces: list[str] = field(default_factory=list)
    children: list[Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its own text without the blanks around it."""
        return "".join(self.pieces).strip()

    def child(self, tag: str) -> Element | None:
        """Return the first child of a name, or None."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, group: str, tag: str) -> list[Element]:
        """Return the elements `tag` in the child `group`; none where that is missing."""
        holder = self.child(group)
        return [child for child in holder.children if child.tag == tag] if holder else []


class _RefusedError(Exception):
    """The file holds what the sets' own files never do."""


def read_element(path: Path, tag: str, faults: Faults) -> Element | None:
    """Parse a file and return its outermost element; None where it is faulty.

    Args:
        path: The file.
        tag: The name that the outermost element must have.
        faults: Takes what is wrong: no XML, a document type declaration, another element.

    Raises:
        ReadError: The file cannot be read, or is faulty and faults are not collected.
    """
    data = read_bytes(path)
    tree = _Tree()
    try:
        tree.parser.Parse(data, True)
    except expat.ExpatError as fault:
        reason = expat.ErrorString(fault.code)
        faults.found(Place(str(path), fault.lineno), f"this is no XML: {reason}")
        return None
    except _RefusedError as fault:
        faults.found(Place(str(path), tree.parser.CurrentLineNumber), str(fault), _TRUSTED)
        return None
    except (LookupError, ValueError) as fault:  # of an encoding that Python does not know
        faults.found(Place(str(path), tree.parser.CurrentLineNumber), str(fault))
        return None
    if tree.top.tag != tag:
        faults.found(Place(str(path), tree.top.line), f"<{tag}> was expected, not <{tree.top.tag}>")
        return None
    return tree.top


class _Tree:
    """Builds elements from the parser's events; `top` is there once a file is parsed."""

    top: Element

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._open: list[Element] = []

    def _refuse(self, *_: object) -> None:
        raise _RefusedError(
            "a document type declaration is refused: its entities could grow or read files"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) == DEEPEST:
            raise _RefusedError(f"more than {DEEPEST} elements in each other")
        element = Element(tag, attributes, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.top = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].pieces.append(text)
