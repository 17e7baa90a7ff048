"""A language model as the judge of single points, held to the learner's own words.

The model says of each key point whether the answer covers it, and quotes the words that show it,
as it quotes what contradicts the reference. It is trusted with nothing else: every quote is looked
up in the answer, and score and level are computed by the rules that all graders share
(`tutor.grading.findings`). A reply that cannot be read is told back once, and is then no
judgement: never a bad one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TypeAlias

from tutor.cards.card import Card, KeyPoint
from tutor.grading.asking import TOO_LONG, Asking, Request, Wanted
from tutor.grading.cascade import without_points
from tutor.grading.fencing import MAX_DATA, Json, as_data
from tutor.grading.findings import conclude, held_back, one_to_one
from tutor.grading.prompt import Prompt, read_prompt
from tutor.grading.quotes import find_quote, shows_nothing
from tutor.grading.reply import Reply, Said, read_reply, reply_schema
from tutor.grading.reservations import Reservation, asks_for_items, reservation
from tutor.grading.seen import seen
from tutor.grading.text import words
from tutor.grading.verdict import (
    Answer,
    Chat,
    Finding,
    Spent,
    Stage,
    Status,
    Unjudged,
    Verdict,
)
from tutor.text import one_line

Claims: TypeAlias = dict[int, tuple[tuple[int, int], ...]]

CREDIT = {Status.COVERED: 1.0, Status.PARTLY: 0.4, Status.CONTRADICTED: 0.0}
"""The coverage of a point, by its status, within what the status means offline."""

UNMEASURED = 0.5
"""The confidence in a judge that was never measured against people: as likely wrong as right.

A model's own claim to be sure is no measurement. 0.5 shows as "unsure", and is the least that does
not turn a correct answer into a hard one (`tutor.scheduling.policy.Policy.unsure_below`).
"""

QUOTED = 60
"""Characters of what contradicts the reference which the learner is shown."""

VARIABLES = frozenset(("count", "fence"))
"""What the instruction has put into it: how many points there are, and the line about the data."""


class RubricGrader:
    """Asks a model about each key point of an answer, and checks and counts what it says.

    Where nothing was said, or the reference itself, the model is not asked.

    Args:
        chat: The model.
        prompt: The instruction to it, as `read_rubric` reads it.
        fence: Returns a line to hold the data apart, which is given to it: one that whoever wrote
            the data cannot have foreseen, as of `tutor.grading.fencing.fence_by`.
    """

    def __init__(self, chat: Chat, prompt: Prompt, fence: Callable[[str], str]) -> None:
        self._asking = Asking(chat, prompt, fence)

    @property
    def name(self) -> str:
        """The instruction and the model, as stored with every review that it judged."""
        return self._asking.name

    @property
    def spent(self) -> Spent:
        """What its model has used."""
        return self._asking.spent

    def grade(self, card: Card, answer: Answer) -> Verdict | Unjudged:
        """Judge `answer` against `card` with at most two requests; total over every text."""
        if not card.points:
            return Unjudged("The card has no reference answer to judge by.")
        return without_points(card, answer.text) or self._ask(card, answer.text)

    def request(self, card: Card, text: str) -> Request | Unjudged:
        """Return what the model is sent first about an answer; Unjudged where that is too long."""
        material = _material(card, text)
        if len(as_data(material)) > MAX_DATA:
            return Unjudged(TOO_LONG)
        count = len(card.points)
        return self._asking.request(material, reply_schema(count), count=count)

    def _ask(self, card: Card, text: str) -> Verdict | Unjudged:
        count = len(card.points)
        wanted = Wanted(reply_schema(count), partial(read_reply, count=count))
        reply = self._asking.ask(_material(card, text), wanted, count=count)
        return reply if isinstance(reply, Unjudged) else _verdict(card, text, reply)


def read_rubric(text: str) -> Prompt:
    """Read the instruction to the judge.

    Raises:
        ValueError: Its header is faulty, or its variables are not those that are filled.
    """
    prompt = read_prompt(text)
    if prompt.variables != VARIABLES:
        raise ValueError(f"the variables are not {', '.join(sorted(VARIABLES))}")
    return prompt


def _material(card: Card, text: str) -> dict[str, Json]:
    points: list[Json] = [
        {"id": i, "text": seen(p.text), "accepted": [seen(one) for one in p.accepted]}
        for i, p in enumerate(card.points, start=1)
    ]
    return {
        "question": seen(card.question),
        "reference": seen(card.answer),
        "accepted": [seen(one) for one in card.accepted],
        "points": points,
        "answer": seen(text),
    }


def _verdict(card: Card, text: str, reply: Reply) -> Verdict:
    """Count what is left of a reply once its quotes are looked up."""
    findings = [
        _found(card, point, said, text)
        for point, said in zip(card.points, reply.points, strict=True)
    ]
    if asks_for_items(card):
        findings = one_to_one(findings, _claims(findings, text))
    against = next(filter(None, (find_quote(quote, text) for quote in reply.against)), "")
    verdict = conclude(card, text, findings, Stage.RUBRIC)
    stands = all(f.status is said.status for f, said in zip(findings, reply.points, strict=True))
    stands = stands and bool(against) == bool(reply.against)
    if reply.feedback and stands and not reservation(card, text, findings):
        verdict = replace(verdict, reason=reply.feedback)
    if against:
        why = f"“{one_line(against, QUOTED)}” contradicts the reference."
        verdict = held_back(verdict, Reservation(why))
    return replace(verdict, confidence=UNMEASURED)


def _found(card: Card, point: KeyPoint, said: Said, text: str) -> Finding:
    evidence = "" if said.status is Status.MISSING else find_quote(said.quote, text)
    is_credit = said.status in (Status.COVERED, Status.PARTLY)
    if not evidence or (is_credit and shows_nothing(card.question, point, evidence)):
        return Finding(point, Status.MISSING, 0.0, "")
    return Finding(point, said.status, CREDIT[said.status], evidence)


def _claims(findings: Sequence[Finding], text: str) -> Claims:
    """Return the words that each point lays claim to: of a quote for several, one word to each.

    A quote of two names may show two items, and one of a single name only one.
    """
    taken: Counter[str] = Counter()
    claims: Claims = {}
    for number, finding in enumerate(findings):
        names = list(_names(finding.evidence, text))
        if names:
            claims[number] = (names[min(taken[finding.evidence], len(names) - 1)],)
            taken[finding.evidence] += 1
    return claims


def _names(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where the words of a quote that carry content stand, wherever it stands itself."""
    told = [word for word in words(quote) if not word.is_function]
    if not told:
        return
    first = told[0].start
    core = quote[first : told[-1].end]
    at = text.find(core)
    while at >= 0:
        yield from ((at + word.start - first, at + word.end - first) for word in told)
        at = text.find(core, at + len(core))
