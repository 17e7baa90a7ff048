"""OpenAI's own client, made to tell an endpoint no more than it must, and to read no more.

It is imported when a client is made, and never otherwise: it takes about a second.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, Protocol

from tutor.errors import UsageError
from tutor.models.patience import running

if TYPE_CHECKING:
    from openai import OpenAI

NO_KEY = "none"
"""What is sent for a key where there is none: the client insists on one."""


class HttpRequest(Protocol):
    """A request as the client's library of HTTP has it, which changes with its releases."""

    extensions: MutableMapping[str, object]


class HttpResponse(Protocol):
    """A response as that library has it."""

    status_code: int
    headers: MutableMapping[str, str]

    def close(self) -> None:
        """Give the connection up, and what was not read of the response with it."""
        ...


def make_client(address: str, key: str, timeout: float, *, retries: int, is_openai: bool) -> OpenAI:
    """Return a client; nothing is sent yet.

    Args:
        address: The endpoint up to and with its version.
        key: The key; "" for none.
        timeout: Seconds > 0 that one attempt may stay silent, where no patience is running.
        retries: Further attempts, ≥ 0, as long as the patience lasts.
        is_openai: Whether OpenAI itself is asked, to whom alone the organisation and the project
            of its own variables are told.

    Raises:
        UsageError: `key` cannot be one.
    """
    if not (key.isascii() and key.isprintable()):
        raise UsageError(
            "The key of the language model holds characters that no key has.",
            "Check TUTOR_LLM_KEY, or OPENAI_API_KEY.",
        )
    from openai import DefaultHttpxClient, OpenAI

    client = OpenAI(
        base_url=address,
        api_key=key or NO_KEY,
        timeout=timeout,
        max_retries=retries,
        http_client=DefaultHttpxClient(
            event_hooks={"request": [_in_time], "response": [_in_short]}
        ),
    )
    if not is_openai:
        client.organization = client.project = None
    return client


def _in_time(request: HttpRequest) -> None:
    """Have a try end with the patience that it belongs to, and make none after that."""
    if not (patience := running()):
        return
    left = patience.left
    if left <= 0:
        raise TimeoutError("nobody waits for this any more")
    request.extensions["timeout"] = dict.fromkeys(("connect", "read", "write", "pool"), left)


def _in_short(response: HttpResponse) -> None:
    """Read nothing of what comes with an error, and wait for no time that is not there."""
    if response.status_code < 400:
        return
    response.close()  # the client would read it to its end, and it may have none
    if patience := running():
        patience.status = response.status_code
        if _wished(response.headers) >= patience.left:
            response.headers["x-should-retry"] = "false"


def _wished(headers: Mapping[str, str]) -> float:
    """Return the seconds after which an endpoint wants to be asked again; 0 where it says none."""
    for name, a_second in (("retry-after-ms", 1000), ("retry-after", 1)):
        try:
            return float(headers.get(name, "")) / a_second
        except ValueError:  # as a date, which the client reads
            continue
    return 0.0
