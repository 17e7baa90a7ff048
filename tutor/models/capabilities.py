"""What is known of an OpenAI-shaped endpoint, and how its replies are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

SCHEMA = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": ["covered", "missing"]},
        "count": {"type": "integer"},
    },
    "required": ["verdict", "count"],
    "additionalProperties": False,
}
"""What no reply follows by chance."""

NAMES = ("reachable", "key", "model", "JSON schema", "JSON mode", "logprobs", "seed", "usage")
"""Of what an endpoint is asked about."""


class State(StrEnum):
    """Whether an endpoint can do something."""

    YES = "yes"
    NO = "no"
    IGNORED = "ignored"
    """It takes the request, and does as if nothing had been asked."""

    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that an endpoint can do or cannot.

    Attributes:
        name: What it is.
        state: Whether it can.
        note: How that shows, for people; never anything that the endpoint wrote in an error.
    """

    name: str
    state: State
    note: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found out.

    Attributes:
        capabilities: In the order of `NAMES`.
        requests: How many were made.
        read: Tokens that were sent, as far as the endpoint says.
        written: Tokens of its replies, as far as it says.
        uncounted: Replies of which it does not say how many tokens they are, and requests that were
            given up, which may cost as much.
        seconds: The median of the small requests; None where none was replied to.
        fault: Why it cannot be used; "" where it can.
        refused: Why no more requests might be made, as for their cost; "" where all might.
    """

    capabilities: tuple[Capability, ...]
    requests: int
    read: int
    written: int
    uncounted: int
    seconds: float | None
    fault: str
    refused: str = ""


class Failure(StrEnum):
    """How a request fails without a code of HTTP's."""

    UNREACHABLE = "cannot be reached"
    SILENT = "silent"
    SKIPPED = "not asked"
    REFUSED = "not asked, for its budget"
    ELSE = "does not reply as chat completions do"


Failed: TypeAlias = Failure | int
"""A failure, or the code of HTTP's that came back."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A chat completion.

    Attributes:
        text: What the model says; "" where it says nothing.
        is_cut: Whether it ran into `TOKENS`.
        has_logprobs: Whether the chances of its tokens came with it.
        usage: The tokens read and written; None where they are not told.
        seconds: How long it took.
    """

    text: str
    is_cut: bool
    has_logprobs: bool
    usage: tuple[int, int] | None
    seconds: float


def read_reply(body: Mapping[str, object], seconds: float) -> Reply | Failed:
    """Read a chat completion that took so many seconds."""
    match body.get("choices"):
        case [{"message": dict(message), **choice}, *_]:
            text = message.get("content")
        case _:
            return Failure.ELSE
    match choice.get("logprobs"):
        case {"content": [_, *_]}:
            has_logprobs = True
        case _:
            has_logprobs = False
    is_cut = choice.get("finish_reason") == "length"
    said = text if isinstance(text, str) else ""
    return Reply(said, is_cut, has_logprobs, _used(body.get("usage")), seconds)


def _used(usage: object) -> tuple[int, int] | None:
    match usage:
        case {"prompt_tokens": int(read), "completion_tokens": int(written)}:
            return (read, written) if min(read, written) >= 0 else None
        case _:
            return None


def note_of(failed: Failed, timeout: float = 0) -> str:
    """Return how a failure shows; the seconds of the timeout are told where they are given."""
    if failed is Failure.SILENT and timeout:
        return f"silent for {timeout:g} s"
    return failed.value if isinstance(failed, Failure) else f"HTTP {failed}"


def fault_of(failed: Failed) -> str:
    """Return what a learner can do about an endpoint that gives no reply."""
    told = {
        Failure.UNREACHABLE: "cannot be reached; check the address, and whether it runs",
        Failure.SILENT: "is silent; try again later, or with a longer --timeout",
        Failure.ELSE: "does not reply as chat completions do; check the address",
        400: "does not take the request (HTTP 400); check the model's name",
        401: "refuses the key (HTTP 401); check it",
        403: "refuses the key (HTTP 403); check what it may use",
        404: "knows no such model or address (HTTP 404); check both",
        429: "has had too many requests, or has no credit left (HTTP 429); try again later",
    }
    return told.get(failed, f"fails (HTTP {failed}); try again later")


def follows_schema(text: str) -> bool:
    """Whether a reply keeps to `SCHEMA`."""
    match _json(text):
        case {"verdict": "covered" | "missing", "count": int(count), **rest}:
            return not rest and not isinstance(count, bool)
        case _:
            return False


def is_object(text: str) -> bool:
    """Whether a reply is a JSON object, and nothing else."""
    return isinstance(_json(text), dict)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
