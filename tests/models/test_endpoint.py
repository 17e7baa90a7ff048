"""What an endpoint can do, found out from servers that can do different things."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.models.able_server import able_endpoint
from tests.models.chat_server import Endpoint, serving
from tutor.models.capabilities import NAMES, Findings
from tutor.models.endpoint import Prober

PATIENCE = 20.0
REPLY = {"content": "ready", "usage": {"prompt_tokens": 9, "completion_tokens": 2}}


@pytest.fixture(scope="module")
def able() -> Iterator[str]:
    with able_endpoint() as address:
        yield address


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


def states(found: Findings) -> dict[str, str]:
    return {one.name: one.state.value for one in found.capabilities}


def note(found: Findings, name: str) -> str:
    return next(one.note for one in found.capabilities if one.name == name)


def probed(address: str, model: str = "able", key: str = "", timeout: float = PATIENCE) -> Findings:
    return Prober(address, model, key, timeout).probe()


def test_an_endpoint_that_can_do_everything(able: str) -> None:
    found = probed(able)

    assert states(found) == dict.fromkeys(NAMES, "yes")
    assert found.fault == ""
    assert (found.requests, found.read, found.written, found.uncounted) == (7, 60, 18, 0)
    assert note(found, "model") == "listed"


def test_a_model_that_thinks_is_asked_in_its_own_way(able: str) -> None:
    found = probed(able, "thinker")

    assert (states(found)["JSON schema"], states(found)["JSON mode"]) == ("yes", "yes")
    assert (states(found)["logprobs"], states(found)["seed"]) == ("no", "no")
    assert note(found, "seed") == "HTTP 400"


def test_what_is_ignored_is_told_from_what_is_refused(able: str) -> None:
    able_to = ("JSON schema", "JSON mode", "logprobs", "seed")

    ignored, refused = states(probed(able, "plain")), states(probed(able, "strict"))

    assert {ignored[name] for name in able_to} == {"ignored"}
    assert {refused[name] for name in able_to} == {"no"}


def test_tokens_that_are_not_told_are_counted_as_unknown(able: str) -> None:
    found = probed(able, "plain")

    assert states(found)["usage"] == "no"
    assert (found.read, found.written, found.uncounted) == (0, 0, 6)


def test_a_model_that_is_not_known_is_answered_with_those_there_are(able: str) -> None:
    found = probed(able, "abel")

    assert (states(found)["reachable"], states(found)["model"]) == ("yes", "no")
    assert note(found, "model").startswith("it has: able, thinker")
    assert "no such model" in found.fault


def test_a_reply_that_dribbles_in_is_given_up(able: str) -> None:
    found = probed(able, "dribbler", timeout=0.5)

    assert "silent" in found.fault
    assert (states(found)["reachable"], found.requests) == ("no", 1)


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ({"status": 401}, "refuses the key (HTTP 401)"),
        ({"status": 403}, "refuses the key (HTTP 403)"),
        ({"status": 429}, "too many requests"),
        ({"status": 500}, "fails (HTTP 500)"),
        ({"status": 503, "body": "soon", "length": 1 << 40}, "fails (HTTP 503)"),
        ({"status": 200, "body": "<html>"}, "does not reply as chat completions do"),
        ({"status": 200, "body": "5"}, "does not reply as chat completions do"),
        ({"status": 200, "body": '{"choices": []}'}, "does not reply as chat completions do"),
        ({"status": 200, "body": "[" * 100_000}, "does not reply as chat completions do"),
        ({"endless": True}, "does not reply as chat completions do"),
        ({"status": 400}, "check the model's name"),
    ],
)
def test_why_an_endpoint_cannot_be_used(
    endpoint: Endpoint, reply: dict[str, object], said: str
) -> None:
    endpoint.will(reply)

    found = probed(endpoint.base_url, key="sk-x")

    assert said in found.fault
    assert (states(found)["reachable"], found.seconds) == ("yes", None)


def test_an_endpoint_that_hangs_is_asked_once(endpoint: Endpoint) -> None:
    endpoint.will({"silent": True})

    found = probed(endpoint.base_url, timeout=0.5)

    assert "silent" in found.fault
    assert len(endpoint.requests()) == 1


def test_after_a_silence_nothing_more_is_asked(endpoint: Endpoint) -> None:
    endpoint.will(REPLY, {"silent": True})

    found = probed(endpoint.base_url, timeout=1.0)

    assert found.fault == ""
    assert {states(found)[name] for name in ("JSON schema", "JSON mode", "seed")} == {"unknown"}
    assert (note(found, "JSON schema"), note(found, "seed")) == ("silent", "not asked")
    assert found.uncounted == 1
    assert len(endpoint.requests()) == 2


def test_nobody_there_is_no_silence() -> None:
    assert "cannot be reached" in probed("http://127.0.0.1:9/v1").fault


def test_a_failure_in_between_leaves_only_its_own_row_unknown(endpoint: Endpoint) -> None:
    endpoint.will(REPLY, {"status": 500}, REPLY)

    found = probed(endpoint.base_url)

    assert (states(found)["JSON schema"], note(found, "JSON schema")) == ("unknown", "HTTP 500")
    assert states(found)["seed"] == "yes"


def test_a_reply_that_ran_out_of_tokens_decides_nothing(endpoint: Endpoint) -> None:
    cut = '{"choices": [{"message": {"content": null}, "finish_reason": "length"}]}'
    endpoint.will({"status": 200, "body": cut})

    found = probed(endpoint.base_url)

    assert found.fault == ""
    assert states(found)["JSON mode"] == "unknown"


def test_every_request_is_bounded_and_tells_nothing_of_its_sender(endpoint: Endpoint) -> None:
    endpoint.will(REPLY)
    probed(endpoint.base_url, key="sk-x")

    requests = endpoint.requests()
    assert len(requests) == 6
    assert {sent["max_tokens"] for sent in requests} == {256}
    assert {sent["authorization"] for sent in requests} == {"Bearer sk-x"}
