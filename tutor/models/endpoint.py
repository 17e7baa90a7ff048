"""What an OpenAI-shaped endpoint can do, found out by a few tiny requests.

Nothing of a learner's is sent. Every request is bounded in time, and asks for few tokens.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from tutor.models.capabilities import (
    NAMES,
    SCHEMA,
    Capability,
    Failed,
    Failure,
    Findings,
    Reply,
    State,
    fault_of,
    follows_schema,
    is_object,
    note_of,
    read_reply,
)
from tutor.models.chat import MAX_BYTES, OPENAI
from tutor.models.ledger_chat import CHARACTERS_PER_TOKEN, Account
from tutor.models.patience import Patience
from tutor.models.prices import Prices
from tutor.settings.reading import is_openai

if TYPE_CHECKING:
    from openai import OpenAI

Body: TypeAlias = dict[str, object] | Failed
"""The JSON object that came back, or why none did."""

TOKENS = 256
"""Tokens that one reply may have: a model that thinks aloud needs some before it says a word."""

SEED = 7

# Older servers know the first name only, OpenAI's reasoning models the second.
_LIMITS = ("max_tokens", "max_completion_tokens")

_STRICT = {"name": "reply", "strict": True, "schema": SCHEMA}

_READY = "Reply with the word ready."
_COLOUR = "Reply with a JSON object that has one key, colour, with a colour as its value."
_RANDOM = "Write five random words."


class Prober:
    """Asks an endpoint.

    Args:
        base_url: As of `tutor.models.chat.OpenAIChat`.
        model: The model's name there.
        key: The key; "" where the endpoint wants none.
        timeout: Seconds > 0 that one request may take, all of it.
        account: How the requests are entered; None for not at all.
        clock: Seconds, from any beginning.

    Raises:
        UsageError: `key` cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str,
        timeout: float,
        account: Account | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        from tutor.models.client import make_client

        self._client = make_client(
            base_url or OPENAI, key, timeout, retries=0, is_openai=is_openai(base_url)
        )
        self._model = model
        self._has_key = bool(key)
        self._timeout = timeout
        self._account = account
        self._clock = clock
        self._refused = ""
        self._limit = _LIMITS[0]
        self._requests = 0
        self._replies: list[Reply] = []
        self._failed: list[Failed] = []

    def probe(self) -> Findings:
        """Find out what the endpoint can do, with at most eight requests."""
        first = self._first()
        if not isinstance(first, Reply):
            return self._found(self._unusable(first), fault_of(first))
        model = Capability("model", State.YES, self._listed())
        key = Capability("key", State.YES, "accepted" if self._has_key else "none is asked for")
        return self._found(
            [
                Capability("reachable", State.YES),
                key,
                model,
                self._keeps("JSON schema", follows_schema, _READY, json_schema=_STRICT),
                self._keeps("JSON mode", is_object, _COLOUR),
                self._logprobs(),
                self._seed(),
                _usage(self._replies),
            ],
            "",
        )

    def _first(self) -> Reply | Failed:
        """Return the reply to the simplest request, in the first form that is understood."""
        for self._limit in _LIMITS:
            reply = self._ask(_READY)
            if reply != 400:
                break
        return reply

    def _keeps(
        self, name: str, check: Callable[[str], bool], prompt: str, **form: object
    ) -> Capability:
        """Ask for a form of reply, and see whether the reply has it."""
        kind = next(iter(form), "json_object")
        reply = self._ask(prompt, response_format={"type": kind, **form})
        if not isinstance(reply, Reply):
            return _without(name, reply)
        if check(reply.text):
            return Capability(name, State.YES)
        if reply.is_cut:
            return Capability(name, State.UNKNOWN, f"not done after {TOKENS} tokens")
        return Capability(name, State.IGNORED, "the reply does not keep to it")

    def _logprobs(self) -> Capability:
        reply = self._ask(_READY, logprobs=True)
        if not isinstance(reply, Reply):
            return _without("logprobs", reply)
        return Capability("logprobs", State.YES if reply.has_logprobs else State.IGNORED)

    def _seed(self) -> Capability:
        first = self._ask(_RANDOM, seed=SEED)
        if not isinstance(first, Reply):
            return _without("seed", first)
        second = self._ask(_RANDOM, seed=SEED)
        if not isinstance(second, Reply):
            return _without("seed", second)
        if first.text == second.text:
            return Capability("seed", State.YES, "the same reply twice")
        return Capability("seed", State.IGNORED, "two replies differ")

    def _listed(self) -> str:
        """Return how the model stands in the list of those that the endpoint has."""
        known = self._models()
        if not known:
            return ""
        return "listed" if self._model in known else "replies, though it is not listed"

    def _models(self) -> list[str]:
        """Return the names of the models that the endpoint lists; none where it has no list."""
        listed = self._bounded(lambda: self._list(self._client))
        match listed:
            case {"data": list(entries)}:
                return [one["id"] for one in entries if isinstance(one, dict) and _is_named(one)]
            case _:
                return []

    def _unusable(self, failed: Failed) -> list[Capability]:
        """Return what is known of an endpoint that gives no reply."""
        if failed is Failure.REFUSED:
            return []
        reached = failed not in (Failure.UNREACHABLE, Failure.SILENT)
        note = "" if reached else note_of(failed, self._timeout)
        found = [Capability("reachable", State.YES if reached else State.NO, note)]
        if failed in (401, 403):
            return [*found, Capability("key", State.NO, f"refused ({note_of(failed)})")]
        if failed == 404:
            near = ", ".join(self._models()[:5])
            return [
                *found,
                Capability("key", State.UNKNOWN),
                Capability("model", State.NO, f"it has: {near}" if near else note_of(failed)),
            ]
        return found

    def _ask(self, prompt: str, **options: object) -> Reply | Failed:
        """Make one request; none more once one was answered by silence, or may not be made."""
        if Failure.SILENT in self._failed:
            return Failure.SKIPPED
        entry = self._enter(prompt, options)
        if isinstance(entry, str):
            self._refused = entry
            return Failure.REFUSED
        begin = self._clock()
        got = self._bounded(lambda: self._complete(self._client, prompt, options))
        seconds = self._clock() - begin
        reply = read_reply(got, seconds) if isinstance(got, dict) else got
        self._complete_entry(entry, reply, seconds)
        if isinstance(reply, Reply):
            self._replies.append(reply)
        else:
            self._failed.append(reply)
        return reply

    def _enter(self, prompt: str, options: Mapping[str, object]) -> int | str:
        """Enter a request; return its number, 0 where none is kept, or why it may not be made."""
        if not (account := self._account):
            return 0
        if self._refused:
            return self._refused
        sent = len(prompt) + len(json.dumps(options))
        prices = account.prices
        most = prices.dollars(round(sent / CHARACTERS_PER_TOKEN), TOKENS) if prices else None
        return account.accounts.begin(self._model, account.purpose, most)

    def _complete_entry(self, number: int, reply: Reply | Failed, seconds: float) -> None:
        if not (account := self._account):
            return
        usage = reply.usage if isinstance(reply, Reply) else None
        dollars = account.prices.dollars(*usage) if account.prices and usage else None
        if account.prices == Prices(0, 0):
            dollars = 0.0
        outcome = "replied" if isinstance(reply, Reply) else "failed"
        account.accounts.end(number, outcome, usage, dollars, seconds)

    def _complete(self, client: OpenAI, prompt: str, options: Mapping[str, object]) -> Body:
        with client.chat.completions.with_streaming_response.create(
            model=self._model,
            messages=[{"role": "user", "content": prompt}],
            extra_body={self._limit: TOKENS, **options},
        ) as response:
            return _body(response.iter_bytes())

    def _list(self, client: OpenAI) -> Body:
        with client.models.with_streaming_response.list() as response:
            return _body(response.iter_bytes())

    def _bounded(self, request: Callable[[], Body]) -> Body:
        """Make a request, and wait no longer than the timeout, whatever dribbles in."""
        self._requests += 1
        try:
            return Patience(self._timeout).wait_for(lambda: _attempt(request))
        except TimeoutError:
            return Failure.SILENT

    def _found(self, capabilities: list[Capability], fault: str) -> Findings:
        given = {one.name: one for one in capabilities}
        counted = [reply.usage for reply in self._replies if reply.usage]
        return Findings(
            tuple(given.get(name, Capability(name, State.UNKNOWN)) for name in NAMES),
            self._requests,
            sum(read for read, _ in counted),
            sum(written for _, written in counted),
            len(self._replies) - len(counted) + self._failed.count(Failure.SILENT),
            median(reply.seconds for reply in self._replies) if self._replies else None,
            fault,
            self._refused,
        )


def _body(chunks: Iterable[bytes]) -> Body:
    """Return the JSON object that a body is; what is none, or too long, is a failure."""
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > MAX_BYTES:
            return Failure.ELSE
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return Failure.ELSE
    return found if isinstance(found, dict) else Failure.ELSE


def _attempt(request: Callable[[], Body]) -> Body:
    """Make a request; what hinders it is told without a word of what came back."""
    import openai

    try:
        return request()
    except openai.APITimeoutError:
        return Failure.SILENT
    except openai.APIStatusError as fault:
        return fault.status_code
    except Exception:  # of the client, or of its transport, whose library changes with releases
        return Failure.UNREACHABLE


def _without(name: str, failed: Failed) -> Capability:
    """Return a capability whose request failed: a 400 says no, anything else says nothing."""
    is_refusal = failed in (400, 422)
    return Capability(name, State.NO if is_refusal else State.UNKNOWN, note_of(failed))


def _usage(replies: list[Reply]) -> Capability:
    told = sum(reply.usage is not None for reply in replies)
    state = State.YES if told == len(replies) else State.NO
    return Capability("usage", state, "" if told else "tokens and costs stay unknown")


def _is_named(entry: Mapping[str, object]) -> bool:
    return isinstance(entry.get("id"), str)
