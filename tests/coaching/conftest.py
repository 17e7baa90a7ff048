from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.models.chat_server import Endpoint, serving
from tutor import resources
from tutor.grading.asking import Asking
from tutor.grading.fencing import fence_by
from tutor.grading.prompt import read_prompt
from tutor.models.chat import OpenAIChat


@pytest.fixture(scope="package")
def endpoint() -> Iterator[Endpoint]:
    with serving() as running:
        yield running


@pytest.fixture
def by(endpoint: Endpoint) -> Callable[[str], Asking]:
    """Return what asks the server by a bundled instruction, called by its name."""

    def asking(name: str) -> Asking:
        chat = OpenAIChat(endpoint.base_url, "parrot-1", "")
        prompt = read_prompt((resources.prompts() / f"{name}.md").read_text(encoding="utf-8"))
        return Asking(chat, prompt, fence_by(b"test"))

    return asking
