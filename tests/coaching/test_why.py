from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests.models.chat_server import Endpoint
from tutor.cards.points import ask
from tutor.coaching.why import Why, explain_why, plain_reasons
from tutor.grading.asking import Asking
from tutor.grading.verdict import Finding, Level, Stage, Status, Unjudged, Verdict

CARD = ask("What do vaccines do?", "- They train memory cells\n- They lower the spread by 40 %")
ANSWER = "they kill the virus"
VERDICT = Verdict(
    tuple(Finding(point, Status.MISSING, 0.0, "") for point in CARD.points),
    0.0,
    Level.INCORRECT,
    0.9,
    Stage.SIMILARITY,
    "",
)
By = Callable[[str], Asking]


def asked(endpoint: Endpoint, by: By, explanation: object, *quotes: object) -> Why | Unjudged:
    endpoint.will({"content": json.dumps({"quotes": quotes, "explanation": explanation})})
    return explain_why(by("why"), CARD, ANSWER, VERDICT)


def test_an_explanation_quotes_the_reference(endpoint: Endpoint, by: By) -> None:
    said = "You say that they kill the virus; the reference says that they train memory cells."

    assert asked(endpoint, by, said, "train memory cells", "of its own") == Why(
        ("train memory cells",), said
    )


def test_the_model_is_told_what_the_grader_found(endpoint: Endpoint, by: By) -> None:
    asked(endpoint, by, "It lacks memory cells.", "memory cells")

    sent = json.loads(endpoint.requests()[0]["messages"][1]["content"].split("\n")[1])
    assert [one["status"] for one in sent["findings"]] == ["missing", "missing"]


@pytest.mark.parametrize(
    ("explanation", "quote", "why"),
    [
        ("It lacks memory cells.", "train B cells", "quotes nothing"),
        ("It lacks that.", "They", "belongs to no point"),
        ("It lacks the 60 % of memory cells.", "memory cells", "numbers of its own: 60"),
        (
            "Antibodies neutralise pathogens through opsonisation of memory cells.",
            "memory cells",
            "says more than the reference",
        ),
        ("", "memory cells", "empty"),
        ("memory cells " * 50, "memory cells", "too long"),
    ],
)
def test_an_explanation_without_ground_is_none(
    endpoint: Endpoint, by: By, explanation: str, quote: str, why: str
) -> None:
    found = asked(endpoint, by, explanation, quote)

    assert isinstance(found, Unjudged)
    assert why in found.reason


def test_two_sentences_are_enough(endpoint: Endpoint, by: By) -> None:
    said = "It lacks memory cells. They train memory cells. They lower the spread."
    found = asked(endpoint, by, said, "memory cells")

    assert isinstance(found, Why)
    assert found.text == "It lacks memory cells. They train memory cells."


def test_the_findings_speak_for_themselves() -> None:
    assert [*plain_reasons(VERDICT)] == [
        "Not in your answer: “They train memory cells”",
        "Not in your answer: “They lower the spread by 40 %”",
    ]
