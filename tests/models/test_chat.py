"""The client against an endpoint over HTTP, and the rubric over both."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.models.chat_server import Endpoint, serving
from tutor import resources
from tutor.cards.card import Card, KeyPoint
from tutor.errors import ChatError, UsageError
from tutor.grading.rubric import RubricGrader, read_rubric
from tutor.grading.verdict import Answer, Level, Spent, Status, Unjudged, Verdict
from tutor.models.chat import OpenAIChat, Prices

KEY = "sk-a-secret-of-the-test"
CARD = Card(
    question="What does photosynthesis need?",
    answer="Light and water.",
    points=(KeyPoint("light"), KeyPoint("water")),
    needed=2,
)
ANSWER = "Some Sunlight, but no water."


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


def chat(endpoint: Endpoint, timeout: float = 10) -> OpenAIChat:
    return OpenAIChat(endpoint.base_url, "parrot-1", KEY, timeout)


def judged(endpoint: Endpoint, timeout: float = 10) -> Verdict | Unjudged:
    rubric = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))
    grader = RubricGrader(chat(endpoint, timeout), rubric, lambda _: "FENCE")
    return grader.grade(CARD, Answer(ANSWER))


def reply(light: tuple[str, str], water: tuple[str, str]) -> str:
    said = [{"id": i, "verdict": v, "quote": q} for i, (v, q) in enumerate((light, water), start=1)]
    return json.dumps({"points": said, "feedback": "Plants need water."})


GOOD = reply(("covered", "sunlight"), ("contradicted", "no water"))


@pytest.mark.parametrize(
    "content",
    [GOOD, f"Let me see.\n```json\n{GOOD}\n```\nHope that helps {{really}}!"],
    ids=["bare", "with text around it"],
)
def test_a_good_reply_becomes_a_verdict(endpoint: Endpoint, content: str) -> None:
    endpoint.will({"content": content})
    verdict = judged(endpoint)
    assert isinstance(verdict, Verdict)
    assert [(f.status, f.evidence) for f in verdict.findings] == [
        (Status.COVERED, "Sunlight,"),
        (Status.CONTRADICTED, "no water."),
    ]
    assert (verdict.score, verdict.level) == (0.25, Level.PARTIAL)
    assert verdict.reason == "Plants need water."


def test_a_point_with_an_invented_quote_is_missing(endpoint: Endpoint) -> None:
    endpoint.will({"content": reply(("covered", "sunlight"), ("covered", "plenty of water"))})
    verdict = judged(endpoint)
    assert isinstance(verdict, Verdict)
    assert [f.status for f in verdict.findings] == [Status.COVERED, Status.MISSING]
    assert verdict.reason == "1 of 2 points covered."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (
            '{"points": [{"id": 1, "verdict": "covered", "quote": "Sunlight"}]}',
            "it does not judge every point once",
        ),
        (GOOD[:-30], "it holds no judgement"),
        ("I cannot judge that.", "it holds no judgement"),
    ],
    ids=["a point left out", "cut off", "no JSON"],
)
def test_an_unreadable_reply_is_no_judgement(endpoint: Endpoint, content: str, why: str) -> None:
    endpoint.will({"content": content})
    assert judged(endpoint) == Unjudged(f"The judge's reply could not be used: {why}.")


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"status": 401}, "refuses the key (HTTP 401)"),
        ({"status": 404}, "knows no such model or address (HTTP 404)"),
        ({"status": 400}, "does not take the request (HTTP 400)"),
        ({"status": 200, "body": "<html>"}, "does not reply as chat completions do"),
        ({"status": 200, "body": '{"choices": []}'}, "does not reply as chat completions do"),
        ({"content": None}, "does not reply as chat completions do"),
        ({"status": 200, "body": "{", "length": 9}, "broke off in the middle of its reply"),
        ({"endless": True}, "replies without an end"),
    ],
)
def test_what_fails_is_no_judgement_and_says_why(
    endpoint: Endpoint, fault: dict[str, Any], why: str
) -> None:
    endpoint.will(fault)
    verdict = judged(endpoint)
    assert isinstance(verdict, Unjudged)
    assert why in verdict.reason
    assert KEY not in verdict.reason


@pytest.mark.parametrize(
    ("passing", "why"), [({"status": 500}, "HTTP 500"), ({"status": 429}, "HTTP 429")]
)
def test_what_may_pass_is_tried_three_times(
    endpoint: Endpoint, passing: dict[str, Any], why: str
) -> None:
    endpoint.will(passing)
    with pytest.raises(ChatError, match=why):
        chat(endpoint).complete("s", "u")
    assert len(endpoint.requests()) == 3


def test_what_has_passed_is_forgotten(endpoint: Endpoint) -> None:
    endpoint.will({"status": 500}, {"content": "here"})
    assert chat(endpoint).complete("s", "u") == "here"


def test_a_silent_endpoint_is_given_up(endpoint: Endpoint) -> None:
    endpoint.will({"silent": True})
    verdict = judged(endpoint, timeout=0.1)
    assert isinstance(verdict, Unjudged)
    assert "is silent for 0.1 s" in verdict.reason


def test_nobody_at_the_address_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        port = taken.getsockname()[1]
        absent = OpenAIChat(f"http://127.0.0.1:{port}/v1", "parrot-1", KEY)
        with pytest.raises(ChatError, match=f"at 127.0.0.1:{port} cannot be reached"):
            absent.complete("s", "u")


def test_the_request_is_one_deterministic_completion_in_json(endpoint: Endpoint) -> None:
    endpoint.will({"content": "{}"})
    chat(endpoint).complete("Judge.", "Data.")
    assert endpoint.requests() == [
        {
            "model": "parrot-1",
            "messages": [
                {"role": "system", "content": "Judge."},
                {"role": "user", "content": "Data."},
            ],
            "temperature": 0,
            "response_format": {"type": "json_object"},
            "authorization": f"Bearer {KEY}",
        }
    ]


def test_an_endpoint_without_json_mode_is_asked_without_it_from_then_on(endpoint: Endpoint) -> None:
    endpoint.will({"status": 400}, {"content": "{}"})
    one = chat(endpoint)
    one.complete("s", "u")
    one.complete("s", "u")
    sent = endpoint.requests()
    assert ["response_format" in request for request in sent] == [True, False, False]
    assert [request["temperature"] for request in sent] == [0, 0, 0]


def test_a_model_without_a_temperature_is_asked_with_nothing(endpoint: Endpoint) -> None:
    endpoint.will({"status": 400}, {"status": 400}, {"content": "{}"})
    assert chat(endpoint).complete("s", "u") == "{}"
    assert "temperature" not in endpoint.requests()[-1]


@pytest.mark.parametrize(
    "address", ["localhost:1", "ftp://h/v1", "http://", "http://h:x", "http://["]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="address"):
        OpenAIChat(address, "parrot-1", KEY)


@pytest.mark.parametrize("key", ["sk-“quoted”", "sk-one\nsk-two"])
def test_what_can_be_no_key_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(UsageError) as refused:
        OpenAIChat("http://127.0.0.1:1/v1", "parrot-1", key)
    assert "sk-" not in f"{refused.value.message} {refused.value.hint}"


def test_a_password_in_the_address_is_not_shown(endpoint: Endpoint) -> None:
    endpoint.will({"status": 403})
    address = endpoint.base_url.replace("//", "//me:hush@")
    with pytest.raises(ChatError) as refused:
        OpenAIChat(address, "parrot-1", KEY).complete("s", "u")
    assert "hush" not in refused.value.message


@pytest.mark.parametrize(
    ("usage", "prices", "spent"),
    [
        ({"prompt_tokens": 900, "completion_tokens": 100}, "0.15/0.60", Spent(1000, 0.000195)),
        ({"prompt_tokens": 900, "completion_tokens": 100}, "", Spent(1000, unpriced=1)),
        ({"prompt_tokens": 900, "completion_tokens": 100}, "0/0", Spent(1000)),
        ({"prompt_tokens": "many"}, "0.15/0.60", Spent(0, unpriced=1)),
        ({"prompt_tokens": -9, "completion_tokens": 1}, "1/1", Spent(0, unpriced=1)),
        (None, "0.15/0.60", Spent(0, unpriced=1)),
        (None, "0/0", Spent()),
    ],
)
def test_what_a_reply_used_is_counted(
    endpoint: Endpoint, usage: object, prices: str, spent: Spent
) -> None:
    endpoint.will({"content": "{}", "usage": usage})
    known = Prices.parse(prices) if prices else None
    one = OpenAIChat(endpoint.base_url, "parrot-1", KEY, prices=known)
    for _ in range(2):
        one.complete("s", "u")
    assert one.spent == spent + spent


def test_a_reply_that_makes_no_judgement_costs_as_much(endpoint: Endpoint) -> None:
    endpoint.will({"content": None, "usage": {"prompt_tokens": 900, "completion_tokens": 100}})
    one = chat(endpoint)
    with pytest.raises(ChatError):
        one.complete("s", "u")
    assert one.spent.tokens == 1000


@pytest.mark.parametrize("text", ["0.15", "0.15/", "-1/2", "free", "nan/1", "1e3/1", "0,15/0,60"])
def test_what_are_no_prices_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no prices"):
        Prices.parse(text)
