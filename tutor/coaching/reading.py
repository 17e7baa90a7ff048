"""What a model wrote for a person: harmless, on one line, and not too long."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tutor.grading.exact import is_empty
from tutor.grading.json_reply import JsonObject, read_object
from tutor.grading.seen import seen
from tutor.grading.verdict import Unjudged
from tutor.text import one_line

T = TypeVar("T")

MOST = 30
"""Items of a list that are looked at."""


def sentence(value: object, most: int) -> str:
    """Return a text of a reply on one line; "" where it says nothing, or is longer than `most`."""
    line = one_line(seen(value)) if isinstance(value, str) else ""
    return line if len(line) <= most and not is_empty(line) else ""


def sentences_of(value: object, most: int) -> list[str]:
    """Return the texts of a list in a reply, as `sentence` does, without those that are none.

    Raises:
        ValueError: It is no list.
    """
    if not isinstance(value, list):
        raise ValueError("it is no list")
    return [line for one in value[:MOST] if (line := sentence(one, most))]


def reader(key: str, noun: str, read: Callable[[JsonObject], T]) -> Callable[[str], T | Unjudged]:
    """Return what reads a reply.

    Args:
        key: The property that the object of a reply is known by.
        noun: What such an object is called in messages.
        read: Makes a value of the object; it raises ValueError where that cannot be done.
    """

    def read_text(text: str) -> T | Unjudged:
        try:
            return read(read_object(text, key, noun))
        except ValueError as fault:
            return Unjudged(f"The model's reply could not be used: {fault}.")

    return read_text
