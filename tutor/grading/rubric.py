"""A language model as the judge of single points, held to the learner's own words.

The model says of each key point whether the answer covers it, and quotes the words that show it.
It is trusted with nothing else: the quote is looked up in the answer, and score and level are
computed here. A reply that cannot be read is no judgement, and never a bad one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import Template
from typing import TypeAlias

from tutor.cards.card import Card, KeyPoint
from tutor.cards.markdown.frontmatter import properties, read_front_matter
from tutor.errors import ChatError
from tutor.grading.cascade import without_points
from tutor.grading.exact import is_empty
from tutor.grading.findings import HIGHEST_PARTIAL, level_of, mean_coverage, reason_for
from tutor.grading.text import normalise
from tutor.grading.verdict import (
    Answer,
    Chat,
    Finding,
    Spent,
    Stage,
    Status,
    Unjudged,
    Verdict,
    spent_by,
)
from tutor.text import one_line

JsonObject: TypeAlias = dict[str, object]

MAX_DATA = 16_000
"""Characters of card and answer that are sent, as JSON: about 4,000 tokens of English. What is
longer is not judged, since a point could stand in the part that was cut off."""

MAX_REPLY = 64_000
"""Characters of a reply that are read; a judgement quotes at most the answer for every point."""

MAX_FEEDBACK = 300
"""Characters of the judge's sentence that are shown."""

CREDIT = {Status.COVERED: 1.0, Status.PARTLY: 0.4, Status.MISSING: 0.0, Status.CONTRADICTED: 0.0}
"""The coverage of a point, by its status: each in the middle of what the status means offline."""

UNMEASURED = 0.5
"""The confidence in a judge that was never measured against people: as likely wrong as right.

A model's own claim to be sure is no measurement. 0.5 shows as "unsure", and is the least that does
not turn a correct answer into a hard one (`tutor.scheduling.policy.Policy.unsure_below`).
"""

_HEADER = ("name", "version", "variables", "reply")
_DECODER = json.JSONDecoder()
_INVISIBLE = ("Cc", "Cf", "Cs")  # controls, format characters and lone surrogates
_RUN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Rubric:
    """The instruction to the judge, as it lies in `prompts/`.

    Attributes:
        name: What it is called.
        version: Raised by its author with every change.
        template: The instruction; its variables are `count` (of points) and `fence`.
    """

    name: str
    version: str
    template: Template

    @property
    def digest(self) -> str:
        """12 hex digits of SHA-256 over the instruction, which tell edited ones apart."""
        return hashlib.sha256(self.template.template.encode()).hexdigest()[:12]


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
        feedback: A sentence for the learner, harmless and on one line; "" where there is none.
    """

    points: tuple[Said, ...]
    feedback: str


class RubricGrader:
    """Asks a model about each key point of an answer, and checks and counts what it says.

    Where nothing was said, or the reference itself, the model is not asked.

    Args:
        chat: The model.
        rubric: The instruction to it.
        fence: Returns a line to hold the data apart, which is given to it: one that whoever wrote
            the data cannot have foreseen, as of `fence_by`.
    """

    def __init__(self, chat: Chat, rubric: Rubric, fence: Callable[[str], str]) -> None:
        self._chat = chat
        self._rubric = rubric
        self._fence = fence

    @property
    def name(self) -> str:
        """The instruction and the model, as stored with every review that it judged."""
        rubric = self._rubric
        return f"{rubric.name} {rubric.version} ({rubric.digest}), {self._chat.name}"

    @property
    def spent(self) -> Spent:
        """What its model has used."""
        return spent_by(self._chat)

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer` against `card` with at most one request; total over every text."""
        if not card.points:
            return Unjudged("The card has no reference answer to judge by.")
        return without_points(card, answer.text) or self._ask(card, answer.text)

    def _ask(self, card: Card, text: str) -> Verdict | Unjudged:
        data = _data(card, text)
        if len(data) > MAX_DATA:
            return Unjudged(
                f"Card and answer are longer than the {MAX_DATA:,} characters that are sent."
            )
        fence = self._fence(data)
        system = self._rubric.template.substitute(count=len(card.points), fence=fence)
        try:
            said = self._chat.complete(system, f"{fence}\n{data}\n{fence}")
        except ChatError as fault:
            return Unjudged(fault.message)
        reply = read_reply(said, len(card.points))
        return reply if isinstance(reply, Unjudged) else _verdict(card, text, reply)


def fence_by(key: bytes) -> Callable[[str], str]:
    """Return what makes a fence of some data: 32 hex digits of HMAC-SHA-256 under `key`.

    Whoever writes the data cannot put its fence into it: with a secret key they know no fence, and
    with any key a change of the data changes its fence. The same data and key give the same one,
    so that a request whose key is known can be told again.
    """
    return lambda data: hmac.new(key, data.encode(), "sha256").hexdigest()[:32]


def read_rubric(text: str) -> Rubric:
    """Read an instruction: front matter that says what it is, and the template.

    Raises:
        ValueError: The header lacks something, or names other variables than the template has.
    """
    _, header, body = text.split("---\n", 2)
    entries = dict(properties(read_front_matter(header.splitlines())))
    template = Template(body.strip())
    if tuple(entries) != _HEADER:
        raise ValueError(f"the header holds {', '.join(entries)}, not {', '.join(_HEADER)}")
    if sorted(entries["variables"].split(", ")) != sorted(template.get_identifiers()):
        raise ValueError("the header names other variables than the template has")
    return Rubric(entries["name"], entries["version"], template)


def read_reply(text: str, count: int) -> Reply | Unjudged:
    """Read what the judge says of `count` points: one JSON object, whatever stands around it.

    It must give each id from 1 to `count` exactly once, with one of the verdicts on offer.
    """
    try:
        return _read(text, count)
    except ValueError as fault:
        return Unjudged(f"The judge's reply could not be used: {fault}.")


def _data(card: Card, text: str) -> str:
    """Return card and answer as one line of JSON, without invisible characters."""
    data = {
        "question": _visible(card.question),
        "reference": _visible(card.answer),
        "accepted": [_visible(one) for one in card.accepted],
        "points": [
            {"id": i, "text": _visible(p.text), "accepted": [_visible(one) for one in p.accepted]}
            for i, p in enumerate(card.points, start=1)
        ],
        "answer": _visible(text),
    }
    return json.dumps(data, ensure_ascii=False)


def _visible(text: str) -> str:
    """Return `text` without characters that a reader would not see; breaks and tabs stay."""
    return "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c) not in _INVISIBLE)


def _read(text: str, count: int) -> Reply:
    if len(text) > MAX_REPLY:
        raise ValueError("it is too long")
    objects = [one for one in _objects(text) if "points" in one]
    if len(objects) != 1:
        raise ValueError("it holds several judgements" if objects else "it holds no judgement")
    points, feedback = objects[0]["points"], objects[0].get("feedback")
    if not isinstance(points, list):
        raise ValueError("its points are no list")
    said = [_said(point) for point in points]
    if sorted(number for number, _ in said) != list(range(1, count + 1)):
        raise ValueError("it does not judge every point once")
    sentence = _visible(feedback) if isinstance(feedback, str) else ""
    return Reply(tuple(dict(said)[i + 1] for i in range(count)), one_line(sentence, MAX_FEEDBACK))


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


def _said(point: object) -> tuple[int, Said]:
    """Return the id of a point of the reply, and what is said of it."""
    if not isinstance(point, dict) or type(point.get("id")) is not int:
        raise ValueError("one of its points has no id")
    if point.get("verdict") not in tuple(Status):
        raise ValueError("it gives a verdict that was not on offer")
    quote = point.get("quote")
    return point["id"], Said(Status(point["verdict"]), quote if isinstance(quote, str) else "")


def _verdict(card: Card, text: str, reply: Reply) -> Verdict:
    """Count what is left of a reply once its quotes are looked up."""
    findings = tuple(
        _found(point, said, text) for point, said in zip(card.points, reply.points, strict=True)
    )
    score = mean_coverage(card, findings)
    if not _is_complete(card, findings):
        score = min(score, HIGHEST_PARTIAL)
    stands = all(f.status is said.status for f, said in zip(findings, reply.points, strict=True))
    reason = (stands and reply.feedback) or reason_for(card, findings)
    return Verdict(findings, score, level_of(score), UNMEASURED, Stage.RUBRIC, reason)


def _found(point: KeyPoint, said: Said, text: str) -> Finding:
    evidence = "" if said.status is Status.MISSING else find_quote(said.quote, text)
    status = said.status if evidence else Status.MISSING
    return Finding(point, status, CREDIT[status], evidence)


def find_quote(quote: str, text: str) -> str:
    """Return the stretch of `text` that is first to say `quote`, verbatim; "" where none does.

    Case, spacing, letter forms and the shape of quotation marks do not count. The stretch is made
    of whole runs between blanks.
    """
    wanted = normalise(_visible(quote))

    def is_said(start: int, end: int) -> bool:
        return wanted in normalise(_visible(text[start:end]))

    if is_empty(wanted) or not is_said(0, len(text)):
        return ""
    runs = [run.span() for run in _RUN.finditer(text)]
    # More text never unsays a quote: bisect for the end, and from there back for the start.
    last = bisect_left(runs, True, key=lambda run: is_said(0, run[1]))
    end = runs[last][1]
    past = bisect_left(runs, True, hi=last + 1, key=lambda run: not is_said(run[0], end))
    return text[runs[past - 1][0] : end]


def _is_complete(card: Card, findings: Sequence[Finding]) -> bool:
    """Return whether enough required points are covered in full, and none is contradicted."""
    required = [f.status for f in findings if f.point.required]
    return required.count(Status.COVERED) >= card.needed and Status.CONTRADICTED not in required
