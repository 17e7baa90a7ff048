"""What a judge replies: the schema that it is given, and the reading of what comes back.

    {"points": {"1": {"verdict": "covered", "quote": "…"}, …}, "against": ["…"], "feedback": "…"}

The points are the properties of an object, one each, since the strict schemas of OpenAI and others
fix the names of properties but not the length of a list. They stand before the remark, so that the
judge commits itself first. A list of points that give their ids says the same and is read as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tutor.grading.json_reply import read_object, strict_object
from tutor.grading.seen import seen
from tutor.grading.verdict import Schema, Status, Unjudged
from tutor.text import one_line

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
    verdict = strict_object(
        verdict={"type": "string", "enum": [status.value for status in Status]},
        quote={"type": "string"},
    )
    return strict_object(
        points=strict_object(**{f"{number}": verdict for number in range(1, count + 1)}),
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


def _read(text: str, count: int) -> Reply:
    found = read_object(text, "points", "judgement")
    said = list(_points(found["points"], count))
    if sorted(number for number, _ in said) != list(range(1, count + 1)):
        raise ValueError("it does not judge every point once")
    against, feedback = found.get("against", []), found.get("feedback")
    if not isinstance(against, list) or not all(isinstance(one, str) for one in against):
        raise ValueError("what speaks against the reference is no list of quotes")
    sentence = one_line(seen(feedback), MAX_FEEDBACK) if isinstance(feedback, str) else ""
    points = tuple(one for _, one in sorted(said, key=lambda each: each[0]))
    return Reply(points, tuple(against[:MAX_AGAINST]), sentence)


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
