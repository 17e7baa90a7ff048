"""Texts of learners and decks as what a language model is to judge, and never as instructions.

They travel as one line of JSON between two lines that whoever wrote them cannot have foreseen.
What a model's own software might take for a mark of where a message ends is written with JSON's
escapes. What nobody sees is to be taken out before (`tutor.grading.seen`).
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable
from typing import TypeAlias

MAX_DATA = 16_000
"""Characters of data that are sent: about 4,000 tokens of English. What is longer is not judged,
since a point could stand in the part that was cut off."""

Json: TypeAlias = "str | int | list[Json] | dict[str, Json]"

_MARKS = re.compile(
    r"<(?=[|/!｜<A-Za-z])"  # <|im_end|>, </s>, <end_of_turn>, <<SYS>>
    r"|\[(?=/?(?:INST|SYS|AVAILABLE_TOOLS|TOOL))"  # [/INST]
    r"|[0-9A-Fa-f]{16,}"  # what looks like a fence
    r"|([-=_~*#`+])(?=\1\1)(?<!\1\1)"  # --- and ```, which close other fences
)


def as_data(values: dict[str, Json]) -> str:
    """Return values as one line of JSON in which no text looks like an end of the data."""
    return _MARKS.sub(_escaped, json.dumps(values, ensure_ascii=False))


def fence_by(key: bytes) -> Callable[[str], str]:
    """Return what makes a fence of some data: 32 hex digits of HMAC-SHA-256 under `key`.

    Whoever writes the data cannot put its fence into it: with a secret key they know no fence, and
    with any key a change of the data changes its fence. The same data and key give the same one,
    so that a request whose key is known can be told again.
    """
    return lambda data: hmac.new(key, data.encode(), "sha256").hexdigest()[:32]


def fenced(data: str, fence: str) -> str:
    """Return the message that holds data and nothing else."""
    return f"{fence}\n{data}\n{fence}"


def _escaped(mark: re.Match[str]) -> str:
    """Return a mark with its first character escaped, and of a long one every eighth."""
    parts = (mark[0][at : at + 8] for at in range(0, len(mark[0]), 8))
    return "".join(f"\\u{ord(part[0]):04x}{part[1:]}" for part in parts)
