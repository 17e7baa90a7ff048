"""Any endpoint that speaks OpenAI's chat completions, through the client that OpenAI publishes.

The client is imported when a chat is made, and never otherwise: it takes about a second.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from tutor.errors import ChatError, UsageError
from tutor.grading.verdict import Schema, Spent
from tutor.models.client import make_client
from tutor.models.patience import Patience, running
from tutor.models.prices import Prices
from tutor.settings import LLM_TIMEOUT
from tutor.settings.reading import is_openai

if TYPE_CHECKING:
    from openai import OpenAIError

Options: TypeAlias = Mapping[str, object]


OPENAI = "https://api.openai.com/v1"
"""The endpoint where none is named."""

TIMEOUT = 20.0
"""Seconds that all of what is asked for at once may take: the tries, the waits between them, the
reply, and asking again for one that could not be read."""

RETRIES = 2
"""Further attempts by the client after a lost connection, 408, 409, 429 or 5xx, within the time."""

MAX_BYTES = 262_144
"""How much of a response is read; a judgement takes a few thousand bytes."""

MAX_TOKENS = 4_096
"""How much a model may write: a judgement takes some hundreds of tokens, thinking before it some
thousands, and a small model may not stop by itself. What is cut off there is no judgement."""

REFUSALS = (400, 422)
"""HTTP's codes for a request that is not understood; no endpoint charges for one."""

_NEXT_STEPS = {
    400: "does not take the request (HTTP 400); check the model's name",
    422: "does not take the request (HTTP 422); check the model's name",
    401: "refuses the key (HTTP 401); check it",
    403: "refuses the key (HTTP 403); check what it may use",
    404: "knows no such model or address (HTTP 404); check both",
    429: "has had too many requests, or has no credit left (HTTP 429); try again later",
}


class Form(StrEnum):
    """How an endpoint is told what a reply must look like, from the strictest on."""

    SCHEMA = "schema"
    """By a schema that the reply is then sure to follow."""

    JSON = "json"
    """By asking for JSON of whatever shape."""

    TEXT = "text"
    """Not at all, but in the instruction."""


@dataclass(frozen=True, slots=True)
class Manner:
    """What an endpoint is asked besides the messages. Not every one takes all of it.

    Attributes:
        form: Of the reply, where it has a schema.
        cold: Whether a temperature of 0 is asked for, which reasoning models do not take.
        is_short: Whether it is told when to stop; small models may go on for ever.
    """

    form: Form
    cold: bool
    is_short: bool = True

    def options(self, schema: Schema | None, limit: Options) -> Options:
        """Return the fields of the request.

        Args:
            schema: Of the reply, where it has one.
            limit: The field that says when to stop.
        """
        options = {**({"temperature": 0} if self.cold else {}), **(limit if self.is_short else {})}
        if schema is None or self.form is Form.TEXT:
            return options
        if self.form is Form.JSON:
            return options | {"response_format": {"type": "json_object"}}
        told = {"name": "reply", "strict": True, "schema": schema}
        return options | {"response_format": {"type": "json_schema", "json_schema": told}}


MANNERS = tuple(
    Manner(form, cold, is_short)
    for is_short in (True, False)
    for form in Form
    for cold in (True, False)
)
"""From the most to the least that is asked of an endpoint."""


class OpenAIChat:
    """A model behind an OpenAI-shaped endpoint.

    Args:
        base_url: The endpoint up to and with its version, such as `http://localhost:11434/v1`;
            "" for OpenAI's own.
        model: The model's name there.
        key: The key, in visible ASCII; "" where the endpoint wants none.
        timeout: Seconds > 0, as `TIMEOUT`.
        prices: What the model costs; None where that is not known.

    Raises:
        UsageError: `base_url` is no such address, or `key` cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        key: str,
        timeout: float = TIMEOUT,
        prices: Prices | None = None,
    ) -> None:
        address = base_url or OPENAI
        self._place = _place(address)
        self._model = model
        self._timeout = timeout
        self._prices = prices
        self._spent = Spent()
        self._patience: Patience | None = None
        self._manners = MANNERS  # without those before the first that the endpoint took
        # OpenAI's reasoning models know the one name only, older servers the other.
        limit = "max_completion_tokens" if is_openai(base_url) else "max_tokens"
        self._limit: Options = {limit: MAX_TOKENS}
        self._client = make_client(
            address, key, timeout, retries=RETRIES, is_openai=is_openai(base_url)
        )

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model

    @property
    def spent(self) -> Spent:
        """What its replies used; what an endpoint charges for a reply that failed is not known."""
        return self._spent

    def begin(self) -> None:
        """Have one timeout begin, for all that it is asked until the next begins."""
        self._patience = Patience(self._timeout)

    def complete(self, system: str, user: str, schema: Schema | None = None) -> str:
        """Return the model's reply to `user`, under the instruction `system`.

        It takes what is left of the timeout that has begun, or else one of its own. What the
        endpoint does not take of a request is left out from then on, as soon as it has replied
        without.

        Raises:
            ChatError: There is none within the time, or not in the form of chat completions. The
                message holds nothing that was sent or received.
        """
        return self._text(self._reply(system, user, schema))

    def _reply(self, system: str, user: str, schema: Schema | None) -> bytes:
        """Return the body of a reply, asked for in the first manner that the endpoint takes."""
        import openai

        patience = self._patience or Patience(self._timeout)
        manners = list(self._manners)
        while True:
            options = manners[0].options(schema, self._limit)
            try:
                body = patience.wait_for(partial(self._request, system, user, options))
            except TimeoutError as fault:
                raise self._late(patience) from fault
            except openai.OpenAIError as fault:
                manners = [one for one in manners if one.options(schema, self._limit) != options]
                if not manners or not _is_refusal(fault):
                    raise self._error(fault, patience) from fault
            else:
                self._manners = tuple(manners)
                return body

    def _request(self, system: str, user: str, options: Options) -> bytes:
        with self._client.chat.completions.with_streaming_response.create(
            model=self._model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
            extra_body=options,
        ) as response:
            return self._read(response.iter_bytes())

    def _read(self, chunks: Iterable[bytes]) -> bytes:
        """Read a body within bounds of size and time, which the client does not set."""
        patience = running()
        body = bytearray()
        try:
            for chunk in chunks:
                body += chunk
                if len(body) > MAX_BYTES:
                    break
                if patience and patience.left <= 0:
                    raise TimeoutError
            else:
                return bytes(body)
        except Exception as fault:  # of the transport, whose library changes with openai's release
            if patience and patience.left <= 0:
                raise self._late(patience) from fault
            raise self._fault("broke off in the middle of its reply; try again") from fault
        raise self._fault("replies without an end; check the model")

    def _text(self, body: bytes) -> str:
        """Return the text of a chat completion, and count what it used."""
        try:
            completion = json.loads(body)
            self._spent += _spent(completion, self._prices)
            choice = completion["choices"][0]
            text, is_refused = choice["message"].get("content"), _is_refused(choice)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            text, is_refused = None, False
        if is_refused:
            raise self._fault("declines to reply to this; judge it without the model")
        if not isinstance(text, str):
            raise self._fault("does not reply as chat completions do; check the address")
        return text

    def _error(self, fault: OpenAIError, patience: Patience) -> ChatError:
        import openai

        if isinstance(fault, openai.APIStatusError):
            return self._said_no(fault.status_code)
        if isinstance(fault, openai.APITimeoutError) or patience.left <= 0:
            return self._late(patience)
        return self._fault("cannot be reached; check the address and the network")

    def _late(self, patience: Patience) -> ChatError:
        """Return what is said where the time is up: what was the matter, if that is known."""
        if patience.status and patience.status not in REFUSALS:
            return self._said_no(patience.status)
        return self._fault(
            f"gives no whole reply within {self._timeout:g} s; try again later,"
            f" or set {LLM_TIMEOUT} to more"
        )

    def _said_no(self, code: int) -> ChatError:
        return self._fault(_NEXT_STEPS.get(code, f"fails (HTTP {code}); try again later"))

    def _fault(self, what: str) -> ChatError:
        return ChatError(f"The language model at {self._place} {what}.")


def _is_refusal(fault: OpenAIError) -> bool:
    """Return whether an endpoint did not understand a request, as it may a lesser one."""
    import openai

    return isinstance(fault, openai.APIStatusError) and fault.status_code in REFUSALS


def _is_refused(choice: Mapping[str, object]) -> bool:
    """Return whether the model, or a filter after it, withholds a reply.

    So OpenAI says it: https://platform.openai.com/docs/guides/structured-outputs#refusals.
    """
    message = choice["message"]
    declined = isinstance(message, dict) and bool(message.get("refusal"))
    return declined or choice.get("finish_reason") == "content_filter"


def _spent(completion: object, prices: Prices | None) -> Spent:
    """Return what a reply says that it used; not every endpoint says it."""
    match completion:
        case {"usage": {"prompt_tokens": int(read), "completion_tokens": int(written)}} if (
            read >= 0 and written >= 0
        ):
            tokens, known = read + written, prices is not None
        case _:
            read, written, tokens, known = 0, 0, 0, prices == Prices(0, 0)
    if prices is None or not known:
        return Spent(tokens, unpriced=1, written=written)
    return Spent(tokens, prices.dollars(read, written), written=written)


def _place(address: str) -> str:
    """Return host and port of an address, without a user or a password in it."""
    try:
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.hostname:
            return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname
    except ValueError:  # a port that is no number, a bracket that is not closed
        pass
    raise UsageError(
        "The address of the language model is not one of http or https.",
        "Check TUTOR_LLM_BASE_URL; for example, http://localhost:11434/v1.",
    )
