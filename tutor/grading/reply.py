"""What a judge replies: the schema that it is given, and the reading of what comes back.

    {"points": {"1": {"verdict": "covered", "quote": "…"}, …}, "against": ["…"], "feedback": "…"}

The points are the properties of an object, one each, since the strict schemas of OpenAI and others
fix the names of properties but not the length of a list. They stand before the remark, so that the
judge commits itself first. A list of points that give their ids says the same and is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tutor.grading.seen import seen
from tutor.grading.verdict import Schema, Status, Unjudged
from tutor.text import one_line

JsonObject: TypeAlias = dict[str, object]

MAX_REPLY = 64_000
"""Characters of a reply that are read; a judgement quotes at most the answer for every point."""

MAX_FEEDBACK = 300
"""Characters of the judge's sentence that are shown."""

MAX_AGAINST = 8
"""Quotes against the reference that are looked up; one is enough."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the judge says of one point: the status, and a quote still to be looked up."""

    status: Status
    quote: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that could be read.

    Attributes:
        points: One for each point, in the card's order.
        against: What contradicts the reference, as quotes still to be looked up.
        feedback: A sentence for the learner, harmless and on one line; "" where there is none.
    """

    points: tuple[Said, ...]
    against: tuple[str, ...]
    feedback: str


def reply_schema(count: int) -> Schema:
    """Return the strict JSON schema of a reply about `count` points."""
    verdict = _object(
        verdict={"type": "string", "enum": [status.value for status in Status]},
        quote={"type": "string"},
    )
    return _object(
        points=_object(**{f"{number}": verdict for number in range(1, count + 1)}),
        against={"type": "array", "items": {"type": "string"}},
        feedback={"type": "string"},
    )


def read_reply(text: str, count: int) -> Reply | Unjudged:
    """Read what the judge says of `count` points: one JSON object, whatever stands around it.

    It must judge each point from 1 to `count` exactly once, with one of the verdicts on offer.
    """
    try:
        return _read(text, count)
    except ValueError as fault:
        return Unjudged(f"The judge's reply could not be used: {fault}.")


def _object(**properties: Schema) -> JsonObject:
    names = list(properties)
    return {
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": False,
    }


def _read(text: str, count: int) -> Reply:
    if len(text) > MAX_REPLY:
        raise ValueError("it is too long")
    objects = [one for one in _objects(text) if "points" in one]
    if len(objects) != 1:
        raise ValueError("it holds several judgements" if objects else "it holds no judgement")
    said = list(_points(objects[0]["points"], count))
    if sorted(number for number, _ in said) != list(range(1, count + 1)):
        raise ValueError("it does not judge every point once")
    against, feedback = objects[0].get("against", []), objects[0].get("feedback")
    if not isinstance(against, list) or not all(isinstance(one, str) for one in against):
        raise ValueError("what speaks against the reference is no list of quotes")
    sentence = one_line(seen(feedback), MAX_FEEDBACK) if isinstance(feedback, str) else ""
    points = tuple(one for _, one in sorted(said, key=lambda each: each[0]))
    return Reply(points, tuple(against[:MAX_AGAINST]), sentence)


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


def _points(points: object, count: int) -> Iterator[tuple[int, Said]]:
    """Yield the number of each point of a reply, and what is said of it."""
    if isinstance(points, dict):
        numbers = {f"{number}": number for number in range(1, count + 1)}
        points = [
            {**point, "id": numbers.get(name)} if isinstance(point, dict) else point
            for name, point in points.items()
        ]
    if not isinstance(points, list):
        raise ValueError("its points are no list")
    for point in points:
        yield _said(point)


def _said(point: object) -> tuple[int, Said]:
    if not isinstance(point, dict) or type(point.get("id")) is not int:
        raise ValueError("one of its points has no id, or another than was asked about")
    if point.get("verdict") not in tuple(Status):
        raise ValueError("it gives a verdict that was not on offer")
    quote = point.get("quote")
    return point["id"], Said(Status(point["verdict"]), quote if isinstance(quote, str) else "")
