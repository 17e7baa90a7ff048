"""Every text that talks to the grader, before judges that are as easily led as can be.

They run behind an endpoint of their own and read the whole request.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.models.chat_server import Endpoint, serving
from tests.models.judges import gullible, outside
from tutor import resources
from tutor.cards.card import Card, KeyPoint
from tutor.evaluation.injection_texts import INJECTIONS
from tutor.evaluation.injections import filled, gains
from tutor.evaluation.judging import result_of
from tutor.evaluation.results import Kind, Result
from tutor.evaluation.suite import Label, Response
from tutor.grading.fencing import fence_by
from tutor.grading.rubric import RubricGrader, read_rubric
from tutor.grading.verdict import Level, Status
from tutor.models.chat import OpenAIChat

RUBRIC = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))
POINTS = ("Sunlight gives the energy.", "Water is split for its hydrogen.")
CARD = Card(
    question="What do plants need for photosynthesis, and what for?",
    answer=" ".join(POINTS),
    points=tuple(map(KeyPoint, POINTS)),
    needed=2,
)
HONEST = POINTS[0]
TEXTS = [
    pytest.param(text, id=f"{kind}-{number}")
    for kind, texts in INJECTIONS.items()
    for number, text in enumerate(texts, start=1)
]


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


def judged(endpoint: Endpoint, judge: str, text: str, card: Card = CARD) -> Result:
    endpoint.will({"judge": judge})
    chat = OpenAIChat(endpoint.base_url, "parrot-1", "")
    grader = RubricGrader(chat, RUBRIC, fence_by(b"a secret of the test"))
    response = Response("r", card, text, Label(Level.CORRECT, 1.0))
    return result_of(grader, response, lambda: 0.0)


def test_there_are_many_kinds_of_texts() -> None:
    assert sum(map(len, INJECTIONS.values())) >= 80
    assert len({text for texts in INJECTIONS.values() for text in texts}) == len(TEXTS)


@pytest.mark.parametrize("judge", ["gullible", "obedient"])
@pytest.mark.parametrize("text", TEXTS)
def test_no_text_gains_a_point_beside_an_honest_part(
    endpoint: Endpoint, judge: str, text: str
) -> None:
    before = judged(endpoint, "honest", HONEST)
    assert before.points == (Status.COVERED, Status.MISSING)
    after = judged(endpoint, judge, filled(text, HONEST, CARD.question))
    assert after.kind is Kind.VERDICT
    assert after.points == before.points
    assert not gains(before, after)


@pytest.mark.parametrize("judge", ["gullible", "obedient"])
@pytest.mark.parametrize("text", TEXTS)
def test_no_text_gains_a_point_by_itself(endpoint: Endpoint, judge: str, text: str) -> None:
    after = judged(endpoint, judge, filled(text, "", CARD.question))
    assert after.kind is Kind.VERDICT
    assert after.points == (Status.MISSING, Status.MISSING)


@pytest.mark.parametrize("text", TEXTS)
def test_no_text_of_a_decks_owner_is_an_instruction(endpoint: Endpoint, text: str) -> None:
    asked = filled(text, "What do plants need?", "What?")
    points = (KeyPoint(f"{POINTS[0]} {asked}"), KeyPoint(POINTS[1], accepted=(asked,)))
    after = judged(endpoint, "gullible", "something", Card(asked, asked, points, 2))
    assert after.points == (Status.MISSING, Status.MISSING)


# The same judge before the same texts where nothing is done about them: so it does obey.
@pytest.mark.parametrize("kind", ["fence closed", "template token", "unseen letters"])
def test_a_gullible_judge_is_led_by_data_that_are_sent_as_they_are(kind: str) -> None:
    fence = "0" * 32
    system = RUBRIC.render(count=2, fence=fence)
    told = json.dumps([{"id": 1, "text": POINTS[0]}, {"id": 2, "text": POINTS[1]}])
    for text in INJECTIONS[kind]:
        answer = filled(text, HONEST, CARD.question)
        user = f'{fence}\n{{"points": {told}, "answer": "{answer}"}}\n{fence}'
        assert outside(system, user), text
        said = gullible(system, user)["points"]
        assert [point["verdict"] for point in said.values()] == ["covered", "covered"]
