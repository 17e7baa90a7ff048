"""The client against an endpoint over HTTP, and the rubric over both."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

from tests.models.chat_server import Endpoint, serving
from tutor import resources
from tutor.cards.card import Card, KeyPoint
from tutor.errors import ChatError, UsageError
from tutor.grading.rubric import RubricGrader, read_rubric
from tutor.grading.verdict import Answer, Level, Spent, Status, Unjudged, Verdict
from tutor.models.chat import MAX_BYTES, MAX_TOKENS, OpenAIChat
from tutor.models.prices import Prices

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


def rubric_over(endpoint: Endpoint, timeout: float = 10) -> RubricGrader:
    rubric = read_rubric((resources.prompts() / "rubric.md").read_text(encoding="utf-8"))
    return RubricGrader(chat(endpoint, timeout), rubric, lambda _: "FENCE")


def judged(endpoint: Endpoint, timeout: float = 10, answer: str = ANSWER) -> Verdict | Unjudged:
    return rubric_over(endpoint, timeout).grade(CARD, Answer(answer))


def reply(light: tuple[str, str], water: tuple[str, str]) -> str:
    said = {f"{i}": {"verdict": v, "quote": q} for i, (v, q) in enumerate((light, water), start=1)}
    return json.dumps({"points": said, "against": [], "feedback": "Plants need water."})


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
            '{"points": {"1": {"verdict": "covered", "quote": "Sunlight"}}}',
            "it does not judge every point once",
        ),
        (GOOD.replace('"2"', '"3"'), "one of its points has no id, or another"),
        (GOOD.replace("contradicted", "wrong"), "it gives a verdict that was not on offer"),
        (GOOD[:-60], "it holds no judgement"),
        ("I cannot judge that.", "it holds no judgement"),
        (f"{GOOD} {GOOD}", "it holds several judgements"),
    ],
    ids=["a point left out", "another point", "another verdict", "cut off", "no JSON", "two"],
)
def test_an_unreadable_reply_is_asked_for_once_more(
    endpoint: Endpoint, content: str, why: str
) -> None:
    endpoint.will({"content": content}, {"content": GOOD})
    assert isinstance(judged(endpoint), Verdict)
    again = json.loads(endpoint.requests()[1]["messages"][1]["content"].split("\n")[1])
    assert why in again["unusable"]["fault"]


def test_a_reply_that_stays_unreadable_is_no_judgement(endpoint: Endpoint) -> None:
    endpoint.will({"content": "I cannot judge that."})
    unjudged = Unjudged("The judge's reply could not be used: it holds no judgement.")
    assert judged(endpoint) == unjudged
    assert len(endpoint.requests()) == 2


def test_escape_sequences_of_a_reply_do_not_reach_the_learner(endpoint: Endpoint) -> None:
    endpoint.will({"content": GOOD.replace("Plants", "\\u001b]0;x\\u0007Plants\\u202e")})
    verdict = judged(endpoint)
    assert isinstance(verdict, Verdict)
    assert verdict.reason == "Plants need water."


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
        ({"bytes": 50_000_000}, "replies without an end"),
        ({"latin": '{"choices": "é"}'}, "does not reply as chat completions do"),
        ({"content": None, "refusal": "I would rather not."}, "declines to reply"),
        ({"content": "", "finish": "content_filter"}, "declines to reply"),
        ({"status": 401, "endless": True}, "refuses the key (HTTP 401)"),
        ({"status": 404, "bytes": 50_000_000}, "knows no such model"),
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


def test_a_silent_endpoint_is_given_up_after_one_timeout(endpoint: Endpoint) -> None:
    endpoint.will({"silent": True})
    verdict = judged(endpoint, timeout=0.5)
    assert isinstance(verdict, Unjudged)
    assert "gives no whole reply within 0.5 s" in verdict.reason
    assert len(endpoint.requests()) == 1


def test_nothing_is_tried_any_more_once_the_time_is_up(endpoint: Endpoint) -> None:
    endpoint.will({"silent": True}, {"content": GOOD})
    judged(endpoint, timeout=0.2)
    Event().wait(1.5)  # longer than the client waits before its second try
    assert len(endpoint.requests()) == 1


def test_reading_a_reply_again_is_within_the_same_time(endpoint: Endpoint) -> None:
    endpoint.will(
        {"content": "I cannot judge that.", "delay": 0.4}, {"content": GOOD, "delay": 0.4}
    )
    verdict = judged(endpoint, timeout=0.6)
    assert isinstance(verdict, Unjudged)
    assert "gives no whole reply within 0.6 s" in verdict.reason
    assert len(endpoint.requests()) == 2


def test_each_answer_has_the_whole_time(endpoint: Endpoint) -> None:
    endpoint.will({"content": GOOD, "delay": 0.8})
    grader = rubric_over(endpoint, timeout=1.5)
    said = [grader.grade(CARD, Answer(text)) for text in (ANSWER, "Some sunlight.")]
    assert [type(one) for one in said] == [Verdict, Verdict]


def test_who_wants_to_be_asked_later_than_there_is_time_is_not_waited_for(
    endpoint: Endpoint,
) -> None:
    endpoint.will({"status": 429, "headers": {"Retry-After": "30"}}, {"content": GOOD})
    verdict = judged(endpoint, timeout=20)
    assert isinstance(verdict, Unjudged)
    assert "has had too many requests" in verdict.reason
    assert len(endpoint.requests()) == 1


def test_what_hindered_it_is_said_where_the_time_is_up_between_two_tries(
    endpoint: Endpoint,
) -> None:
    endpoint.will({"status": 503, "headers": {"X-None": "1"}})
    verdict = judged(endpoint, timeout=0.2)
    assert isinstance(verdict, Unjudged)
    assert "fails (HTTP 503)" in verdict.reason


def test_a_lost_connection_is_tried_again_within_the_time(endpoint: Endpoint) -> None:
    endpoint.will({"hangs_up": True}, {"content": "here"})
    assert chat(endpoint).complete("s", "u") == "here"


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 200, "dribble": 0.02},
        {"status": 403, "dribble": 0.02},
        {"dribbling_head": 0.02},
    ],
    ids=["a body", "an error", "a head"],
)
def test_an_endpoint_that_dribbles_is_given_up(endpoint: Endpoint, reply: dict[str, Any]) -> None:
    endpoint.will(reply)
    assert isinstance(judged(endpoint, timeout=0.2), Unjudged)
    assert len(endpoint.requests()) == 1


def test_what_is_read_of_a_reply_has_a_bound(endpoint: Endpoint) -> None:
    endpoint.will({"content": " " * MAX_BYTES})
    with pytest.raises(ChatError, match="replies without an end"):
        chat(endpoint).complete("s", "u")


def test_an_endpoint_says_when_to_try_again(endpoint: Endpoint) -> None:
    endpoint.will({"status": 429, "headers": {"Retry-After": "0.01"}}, {"content": "here"})
    assert chat(endpoint).complete("s", "u") == "here"


def test_nobody_at_the_address_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        port = taken.getsockname()[1]
        absent = OpenAIChat(f"http://127.0.0.1:{port}/v1", "parrot-1", KEY)
        with pytest.raises(ChatError, match=f"at 127.0.0.1:{port} cannot be reached"):
            absent.complete("s", "u")


SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
STRICT = {
    "type": "json_schema",
    "json_schema": {"name": "reply", "strict": True, "schema": SCHEMA},
}
IN_JSON = {"type": "json_object"}


def test_the_request_is_one_deterministic_completion_by_a_strict_schema(endpoint: Endpoint) -> None:
    endpoint.will({"content": "{}"})
    chat(endpoint).complete("Judge.", "Data.", SCHEMA)
    assert endpoint.requests() == [
        {
            "model": "parrot-1",
            "messages": [
                {"role": "system", "content": "Judge."},
                {"role": "user", "content": "Data."},
            ],
            "temperature": 0,
            "max_tokens": MAX_TOKENS,
            "response_format": STRICT,
            "authorization": f"Bearer {KEY}",
        }
    ]


def test_without_a_schema_plain_text_is_asked_for(endpoint: Endpoint) -> None:
    endpoint.will({"content": "Yes."})
    chat(endpoint).complete("Judge.", "Data.")
    assert "response_format" not in endpoint.requests()[0]


@pytest.mark.parametrize(
    ("refuses", "form", "temperature"),
    [
        ([], STRICT, 0),
        (["temperature"], STRICT, None),
        (["json_schema"], IN_JSON, 0),
        (["json_schema", "temperature"], IN_JSON, None),
        (["json_schema", "json_object"], None, 0),
        (["json_schema", "json_object", "temperature"], None, None),
    ],
)
def test_an_endpoint_is_asked_for_all_that_it_takes_and_no_more_from_then_on(
    endpoint: Endpoint, refuses: list[str], form: object, temperature: int | None
) -> None:
    endpoint.will({"content": "{}", "refuses": refuses})
    one = chat(endpoint)
    one.complete("s", "u", SCHEMA)
    first = endpoint.requests()
    one.complete("s", "u", SCHEMA)
    [second] = endpoint.requests()[len(first) :]
    for sent in (first[-1], second):
        assert (sent.get("response_format"), sent.get("temperature")) == (form, temperature)


def test_an_endpoint_that_takes_no_limit_is_asked_without(endpoint: Endpoint) -> None:
    endpoint.will({"content": "{}", "refuses": ["max_tokens", "temperature"]})
    one = chat(endpoint)
    one.complete("s", "u", SCHEMA)
    last = endpoint.requests()[-1]
    assert last["response_format"] == STRICT
    assert {"max_tokens", "temperature"}.isdisjoint(last)


def test_what_fails_in_every_form_says_nothing_about_them(endpoint: Endpoint) -> None:
    endpoint.will({"status": 400})
    one = chat(endpoint)
    with pytest.raises(ChatError, match="HTTP 400"):
        one.complete("s", "u", SCHEMA)
    endpoint.will({"content": "{}"})
    one.complete("s", "u", SCHEMA)
    assert endpoint.requests()[0]["response_format"] == STRICT


def test_a_code_of_other_endpoints_is_understood_like_400(endpoint: Endpoint) -> None:
    endpoint.will({"status": 422}, {"content": "{}"})
    assert chat(endpoint).complete("s", "u", SCHEMA) == "{}"


@pytest.mark.parametrize("kind", ["honest", "gullible"])
def test_a_judge_that_reads_the_request_finds_what_was_said(endpoint: Endpoint, kind: str) -> None:
    endpoint.will({"judge": kind})
    verdict = judged(endpoint, answer="It is WATER.")
    assert isinstance(verdict, Verdict)
    assert [f.evidence for f in verdict.findings] == ["", "WATER."]


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
        (
            {"prompt_tokens": 900, "completion_tokens": 100},
            "0.15/0.60",
            Spent(1000, 0.000195, 0, 100),
        ),
        ({"prompt_tokens": 900, "completion_tokens": 100}, "", Spent(1000, 0, 1, 100)),
        ({"prompt_tokens": 900, "completion_tokens": 100}, "0/0", Spent(1000, 0, 0, 100)),
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
