"""The one JSON object of a language model's reply, whatever stands around it; and its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TypeAlias

from tutor.grading.verdict import Schema

JsonObject: TypeAlias = dict[str, object]

MAX_REPLY = 64_000
"""Characters of a reply that are read; a judgement quotes at most the answer for every point."""


def strict_object(**properties: Schema) -> JsonObject:
    """Return the strict schema of an object with just these properties."""
    names = list(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": False,
    }


def strict_list(item: Schema) -> JsonObject:
    """Return the strict schema of a list; strict schemas set no length."""
    return {"type": "array", "items": item}


def read_object(text: str, key: str, noun: str) -> JsonObject:
    """Return the one object in a reply that has `key`.

    Args:
        text: The reply.
        key: The name of a property that only the object looked for has.
        noun: What such an object is called in messages.

    Raises:
        ValueError: There is none, or several, or the reply is too long to be read.
    """
    if len(text) > MAX_REPLY:
        raise ValueError("it is too long")
    found = [one for one in _objects(text) if key in one]
    if len(found) != 1:
        raise ValueError(f"it holds several {noun}s" if found else f"it holds no {noun}")
    return found[0]


def _objects(text: str) -> Iterator[JsonObject]:
    """Yield the JSON objects that stand in `text`, outermost first, none twice."""
    start = text.find("{")
    while start >= 0:
        try:
            found, end = _DECODER.raw_decode(text, start)
            yield found
        except ValueError:
            end = start + 1
        except RecursionError as fault:
            raise ValueError("it is nested too deeply") from fault
        start = text.find("{", end)


def _once(pairs: list[tuple[str, object]]) -> JsonObject:
    """Return an object in which nothing is said twice; of two verdicts on a point, none counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("it says something twice")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_once)
