"""OpenAI's own client, made to tell an endpoint no more than it must, and to read no more.

It is imported when a client is made, and never otherwise: it takes about a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from tutor.errors import UsageError

if TYPE_CHECKING:
    from openai import OpenAI

NO_KEY = "none"
"""What is sent for a key where there is none: the client insists on one."""


class HttpResponse(Protocol):
    """A response as the client's library of HTTP has it, which changes with its releases."""

    status_code: int

    def close(self) -> None:
        """Give the connection up, and what was not read of the response with it."""
        ...


def make_client(address: str, key: str, timeout: float, *, retries: int, is_openai: bool) -> OpenAI:
    """Return a client; nothing is sent yet.

    Args:
        address: The endpoint up to and with its version.
        key: The key; "" for none.
        timeout: Seconds > 0 that one attempt may stay silent.
        retries: Further attempts, ≥ 0.
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
        http_client=DefaultHttpxClient(event_hooks={"response": [_without_body]}),
    )
    if not is_openai:
        client.organization = client.project = None
    return client


def _without_body(response: HttpResponse) -> None:
    # The client would read what comes with an error to its end, and it may have none.
    if response.status_code >= 400:
        response.close()
