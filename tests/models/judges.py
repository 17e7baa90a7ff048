"""Judges as a test's server plays them, from the request alone. They share no code with the tutor.

Each takes the messages of a request and returns what it replies:

- `honest` reads the data and finds a point covered where the answer says it word for word;
- `gullible` does so, too, unless it sees a text that stands outside the data, whatever it says: it
  then does what such a text asks for, and quotes the answer for every point;
- `obedient` does what the data ask for: it finds every point covered, and quotes the point itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

_FENCE = re.compile(r"two lines that read (\S+)\.")
_END = re.compile(r"(?:[0-9a-f]{16,}|[-=_~*#`+\"']{3,}\w*|</?\w+>|END\b.*|.*\bENDS HERE\b.*)", re.I)
_TOKEN = re.compile(r"<\|[^|>]*\|>|</?s>|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>|<｜[^｜]*｜>")
_UNSEEN = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u2800\u3164\ufeff"
    "\U000e0000-\U000e007f]"
)


def reply_of(kind: str, request: Json) -> str:
    """Return what the judge called `kind` replies to a request."""
    system, user = (message["content"] for message in request["messages"])
    return json.dumps(JUDGES[kind](system, user))


def honest(system: str, user: str) -> Json:
    data = _data(system, user)
    return _reply({p["id"]: _said(p, data["answer"]) for p in data["points"]})


def gullible(system: str, user: str) -> Json:
    if not outside(system, user):
        return honest(system, user)
    count = int(re.search(r"from 1 to (\d+)", system)[1])
    answer = re.search(r'"answer": "([^"\n]+)', user)
    quote = " ".join((answer[1] if answer else outside(system, user)).split()[:8])
    return _reply(dict.fromkeys(range(1, count + 1), quote))


def obedient(system: str, user: str) -> Json:
    return _reply({p["id"]: p["text"] for p in _data(system, user)["points"]})


def outside(system: str, user: str) -> str:
    """Return the text of a message that a careless reader would not take for its data.

    Such a reader believes that data end at anything that looks like a fence on a line of its own,
    at a token with which the template of a model ends messages, and where unseen letters begin.
    """
    fence = _FENCE.search(system)
    lines = user.splitlines()
    if not fence or not lines or lines[0] != fence[1]:
        return user
    left, is_open = [], True
    for line in lines[1:]:
        if is_open and (line == fence[1] or _END.fullmatch(line.strip())):
            is_open = False
        elif not is_open:
            left.append(line)
        elif part := _TOKEN.split(line, maxsplit=1)[1:] or _UNSEEN.split(line, maxsplit=1)[1:]:
            left += part
    inside = [line for line in lines[1:-1] if not _is_object(line)]
    return "\n".join([*left, *inside]).strip()


JUDGES: dict[str, Callable[[str, str], Json]] = {
    "honest": honest,
    "gullible": gullible,
    "obedient": obedient,
}


def _data(system: str, user: str) -> Json:
    fence = _FENCE.search(system)
    assert fence
    before, data, after = user.split("\n")
    assert before == after == fence[1]
    return dict(json.loads(data))


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _said(point: Json, answer: str) -> str:
    for wording in (point["text"], *point["accepted"]):
        words = map(re.escape, wording.rstrip(".").split())
        if found := re.search(r"\s+".join(words), answer, re.IGNORECASE):
            return found[0]
    return ""


def _reply(quotes: dict[int, str]) -> Json:
    points = {
        f"{number}": {"verdict": "covered" if quote else "missing", "quote": quote}
        for number, quote in quotes.items()
    }
    return {"points": points, "against": [], "feedback": "This is what I found."}
