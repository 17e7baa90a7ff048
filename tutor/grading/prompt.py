"""The instructions to a language model, as they lie in `prompts/`.

A file is front matter that says what it is, and a template whose variables are `$name`:

    ---
    name: rubric
    version: 2
    variables: [count, fence]
    reply: One JSON object with …
    ---
    You compare …
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from string import Template

from tutor.cards.markdown.frontmatter import properties, read_front_matter

_HEADER = ("name", "version", "variables", "reply")
_FILE = re.compile(r"---\n(?P<header>.*?\n)---\n(?P<body>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """An instruction to a language model.

    Attributes:
        name: What it is called, as its file is.
        version: A whole number, raised by its author with every change.
        reply: What is expected back, in one sentence.
        template: The instruction.
    """

    name: str
    version: str
    reply: str
    template: Template

    @property
    def variables(self) -> frozenset[str]:
        """The names that the template has values put in for."""
        return frozenset(self.template.get_identifiers())

    @property
    def digest(self) -> str:
        """12 hex digits of SHA-256 over the template, which tell edited ones apart."""
        return hashlib.sha256(self.template.template.encode()).hexdigest()[:12]

    @property
    def label(self) -> str:
        """Name, version and digest, as they stand beside all that came of it."""
        return f"{self.name} {self.version} ({self.digest})"

    def render(self, **values: str | int) -> str:
        """Return the instruction with a value for every variable.

        Raises:
            ValueError: The values are not those of the variables.
        """
        if values.keys() != self.variables:
            raise ValueError(f"{self.name} has the variables {', '.join(sorted(self.variables))}")
        return self.template.substitute(values)


def read_prompt(text: str) -> Prompt:
    """Read a file of `prompts/`.

    Raises:
        ValueError: The header lacks something, or names other variables than the template has.
    """
    file = _FILE.fullmatch(text)
    entries = dict(properties(read_front_matter(file["header"].splitlines()))) if file else {}
    if not file or tuple(entries) != _HEADER:
        raise ValueError(f"the header holds “{', '.join(entries)}”, not “{', '.join(_HEADER)}”")
    if not entries["version"].isdecimal() or not entries["reply"]:
        raise ValueError("the header gives no whole number as the version, or no reply")
    template = Template(file["body"].strip())
    named = sorted(entries["variables"].split(", ")) if entries["variables"] else []
    if not template.is_valid() or named != sorted(template.get_identifiers()):
        raise ValueError("the header names other variables than the template has")
    return Prompt(entries["name"], entries["version"], entries["reply"], template)
