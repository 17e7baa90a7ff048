"""Why an answer was not enough: in a sentence or two, held to the words of the reference.

The offline verdict says which points are missing; a model may put into words how the answer and
the reference differ there. It has to quote the reference, and to say no number and few words that
neither reference, question nor answer has.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from tutor.cards.card import Card
from tutor.cards.points.inline import visible
from tutor.coaching.grounding import figures_beyond, is_among, reference_of, telling
from tutor.coaching.reading import reader, sentence, sentences_of
from tutor.grading.asking import Asking, Wanted
from tutor.grading.fencing import Json
from tutor.grading.json_reply import JsonObject, strict_list, strict_object
from tutor.grading.quotes import find_quote
from tutor.grading.seen import seen
from tutor.grading.text import sentences, words
from tutor.grading.verdict import Finding, Status, Unjudged, Verdict

LONGEST = 320
"""Characters of an explanation."""

SENTENCES = 2

MOST_NEW = 0.5
"""The most of an explanation's words that carry content which may be the model's own: those that
speak about the answer ("leaves out", "says"), and not about the matter."""

_STOPS = " .,;:"
_SCHEMA = strict_object(quotes=strict_list({"type": "string"}), explanation={"type": "string"})


@dataclass(frozen=True, slots=True)
class Why:
    """An explanation.

    Attributes:
        quotes: The words of the reference that it rests on, verbatim; at least one.
        text: One or two sentences.
    """

    quotes: tuple[str, ...]
    text: str


def lacking(verdict: Verdict) -> tuple[Finding, ...]:
    """Return what keeps an answer from being whole: the findings that are not covered."""
    return tuple(one for one in verdict.findings if one.status is not Status.COVERED)


def plain_reasons(verdict: Verdict) -> Iterator[str]:
    """Yield what a verdict says by itself, a sentence for each point that is not covered."""
    for one in lacking(verdict):
        if one.status is Status.MISSING:
            yield f"Not in your answer: “{one.point.text}”"
        elif one.status is Status.PARTLY:
            yield f"Only in part: “{one.point.text}”; you: “{one.evidence}”"
        else:
            yield f"Contradicted: “{one.point.text}”; you: “{one.evidence}”"


def explain_why(asking: Asking, card: Card, answer: str, verdict: Verdict) -> Why | Unjudged:
    """Ask why an answer was not enough.

    Args:
        asking: Whom.
        card: The card.
        answer: What the learner typed.
        verdict: The offline grader's, with at least one point that is not covered.
    """
    read = reader("explanation", "explanation", partial(_read, card, answer, verdict))
    return asking.ask(why_material(card, answer, verdict), Wanted(_SCHEMA, read))


def why_material(card: Card, answer: str, verdict: Verdict) -> dict[str, Json]:
    """Return what is sent of a card, an answer and its verdict."""
    findings: list[Json] = [
        {"point": seen(one.point.text), "status": one.status.value, "evidence": seen(one.evidence)}
        for one in verdict.findings
    ]
    return {
        "question": seen(card.question),
        "reference": seen(reference_of(card)),
        "findings": findings,
        "answer": seen(answer),
    }


def _read(card: Card, answer: str, verdict: Verdict, found: JsonObject) -> Why:
    reference = reference_of(card)
    quotes = tuple(
        said.strip(_STOPS)
        for quote in sentences_of(found.get("quotes"), LONGEST)
        if (said := find_quote(quote, reference))
    )
    if not quotes:
        raise ValueError("it quotes nothing of the reference")
    if not _speaks_for(quotes, verdict):
        raise ValueError("what it quotes belongs to no point that the answer lacks")
    text = sentence(found["explanation"], LONGEST)
    if not text:
        raise ValueError("its explanation is empty, or too long")
    text = _first_sentences(text)
    _refuse_invented(text, (reference, visible(card.question), answer))
    return Why(quotes, text)


def _speaks_for(quotes: tuple[str, ...], verdict: Verdict) -> bool:
    asked = [word for one in lacking(verdict) for word in words(one.point.text)]
    return any(is_among(word, asked) for quote in quotes for word in telling(quote))


def _first_sentences(text: str) -> str:
    parts = sentences(text)[:SENTENCES]
    return text[: parts[-1].end] if parts else text


def _refuse_invented(text: str, sources: tuple[str, ...]) -> None:
    """Raise where an explanation says of the matter what none of its sources says."""
    if figures := figures_beyond(text, *sources):
        raise ValueError(f"it has numbers of its own: {', '.join(figures)}")
    given = [word for source in sources for word in words(source)]
    said = telling(text)
    new = [word for word in said if not is_among(word, given)]
    if len(new) > MOST_NEW * len(said):
        raise ValueError("it says more than the reference")
